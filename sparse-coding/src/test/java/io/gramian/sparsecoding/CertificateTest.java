package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CertificateTest {
    /** At any code whatever, the dual bound lies below the optimum and the objective above it. */
    @Property(tries = 60)
    void boundsTheOptimum(
            @ForAll long seed, @ForAll boolean nonNegative, @ForAll boolean weighted, @ForAll Boundary boundary) {
        SplittableRandom random = new SplittableRandom(seed);
        Signal signal = Naive.normal(random, 1, 24);
        Dictionary dictionary = Naive.atoms(random, 3, 1, 5);
        double[] weights = weighted ? new double[] {0.5, 1, 3} : new double[] {1, 1, 1};
        CoordinateDescent descent = CoordinateDescent.ofPenalty(0.4)
                .withWeights(weights)
                .withBoundary(boundary)
                .withTolerance(1e-9);
        if (nonNegative) {
            descent = descent.withNonNegativity();
        }
        SparseCode optimum = descent.encode(signal, dictionary);
        SparseCode rough = descent.withMaximumChanges(1 + random.nextInt(20)).encode(signal, dictionary);
        double slack = 1e-9 * (1 + optimum.objective());
        for (SparseCode code : new SparseCode[] {optimum, rough}) {
            Certificate certificate = code.certificate();
            assertTrue(certificate.dualBound() <= optimum.objective() + slack, code.toString());
            assertTrue(certificate.objective() >= optimum.objective() - slack, code.toString());
            assertTrue(certificate.gap() >= code.objective() - optimum.objective() - slack, code.toString());
        }
        assertTrue(optimum.certificate().relativeGap() < 1e-5, optimum.toString());
    }

    @Test
    void betterBoundIsKept() {
        Certificate early = new Certificate(10, 4, 2);
        Certificate late = new Certificate(6, 3, 1).withBoundOf(early);
        assertEquals(4, late.dualBound());
        assertEquals(2, late.gap());
        assertEquals(1 / 3.0, late.relativeGap(), 1e-15);
        assertEquals(0, new Certificate(0, 0, 0).relativeGap());
        assertEquals(0, new Certificate(1, 1.5, 0).gap()); // rounding
    }

    /** An atom without a penalty bounds nothing until it is uncorrelated, and nothing goes wrong over it. */
    @Test
    void weightOfZero() {
        Certificate.Extremes extremes =
                Certificate.Extremes.of(new double[] {0, 1}, new double[] {2, 0.5}, 1, new double[] {0, 1}, false);
        assertEquals(Double.POSITIVE_INFINITY, extremes.largestRatio());
        assertEquals(2, extremes.kktResidual());
        assertEquals(0, Certificate.of(1, 3, 5, 1, extremes.largestRatio(), 2).dualBound());
        Certificate.Extremes met =
                Certificate.Extremes.of(new double[] {4, 1}, new double[] {0, 0.5}, 1, new double[] {0, 1}, false);
        assertEquals(new Certificate.Extremes(0.5, 0.5), met.and(Certificate.Extremes.NONE));
    }
}
