package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.testing.SubsetLaw;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * The laws of the designs by enumeration of all tuples of eight atoms: chi-squared of 20,000 draws, fixed seeds, a false alarm
 * of {@link SubsetLaw#FALSE_ALARM} each, and a wrong sampler that fails beside each.
 */
class DesignsTest {
    private static final int DRAWS = 20_000;

    private final AtomicBasis basis = AtomicBasis.polynomials(8, 2);
    private final Enumeration optimal = new Enumeration(basis, Weight.optimal());

    private double pValue(int n, ToDoubleFunction<int[]> law, Design design) {
        SubsetLaw cells = SubsetLaw.proportionalTo(3 * n, code -> law.applyAsDouble(Enumeration.tuple(n, code)));
        SplittableRandom random = new SplittableRandom(20240607);
        int[] counts = new int[1 << 3 * n];
        for (int t = 0; t < DRAWS; t++) {
            counts[Enumeration.code(design.sample(basis, n, random))]++;
        }
        return cells.pValue(counts);
    }

    private void drawsFrom(int n, ToDoubleFunction<int[]> law, Design design) {
        double p = pValue(n, law, design);
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p = " + p);
    }

    private void failsFor(int n, ToDoubleFunction<int[]> law, Design wrong) {
        double p = pValue(n, law, wrong);
        assertTrue(p < SubsetLaw.FALSE_ALARM, "p = " + p);
    }

    @Test
    void independentPoints() {
        drawsFrom(1, optimal::iid, Designs.iid());
        drawsFrom(3, optimal::iid, Designs.iid());
        failsFor(3, optimal::iid, Designs.iid(SamplingMeasure.reference()));
        Enumeration mixture = new Enumeration(basis, Weight.mixture(PointwiseBound.uniform()));
        drawsFrom(2, mixture::iid, Designs.iid(SamplingMeasure.mixture(PointwiseBound.uniform())));
        failsFor(2, mixture::iid, Designs.iid());
    }

    /** kappa^2 = 2 (x + 1) / 9 has the integral 1. */
    @Test
    void mixturesWithAnyBound() {
        PointwiseBound kappa = PointwiseBound.of(x -> Math.sqrt(2 * (x[0] + 1) / 9), 1, 4.0 / 3);
        SamplingMeasure measure = SamplingMeasure.mixture(kappa);
        Enumeration law = new Enumeration(basis, Weight.mixture(kappa));
        drawsFrom(2, law::iid, Designs.iid(measure));
        drawsFrom(3, law::volume, Designs.volumeRescaled(measure));
        failsFor(2, law::iid, Designs.iid(SamplingMeasure.mixture(PointwiseBound.uniform())));
        PointwiseBound high = PointwiseBound.of(x -> x[0], 1, 2);
        assertThrows(IllegalArgumentException.class, () -> high.at(3));
        assertThrows(IllegalArgumentException.class, () -> high.at(-1));
        PointwiseBound nowhere = PointwiseBound.of(x -> 0, 1, 1);
        assertThrows(
                NumericalException.class,
                () -> Designs.iid(SamplingMeasure.mixture(nowhere)).sample(basis, 50, new SplittableRandom(1)));
    }

    @Test
    void projectionProcesses() {
        drawsFrom(2, optimal::volume, Designs.projection());
        drawsFrom(2, optimal::volume, Designs.volumeRescaled());
        drawsFrom(2, optimal::volume, Designs.repeatedProjection());
        failsFor(2, optimal::volume, Designs.iid());
    }

    @Test
    void volumeRescaledPoints() {
        drawsFrom(3, optimal::volume, Designs.volumeRescaled());
        drawsFrom(4, optimal::volume, Designs.volumeRescaled());
        Enumeration reference = new Enumeration(basis, Weight.reference());
        drawsFrom(3, reference::volume, Designs.volumeRescaled(SamplingMeasure.reference()));
        failsFor(3, reference::volume, Designs.volumeRescaled());
        Design unshuffled = (space, n, random) -> {
            Points process = Designs.projection().sample(space, 2, random);
            return AtomicBasis.points(
                    (int) process.value(0, 0), (int) process.value(1, 0), (int) space.sampleOptimal(random)[0]);
        };
        failsFor(3, optimal::volume, unshuffled);
    }

    @Test
    void repeatedBlocks() {
        drawsFrom(4, tuple -> optimal.blocks(2, tuple), Designs.repeatedProjection());
        drawsFrom(3, tuple -> optimal.blocks(3, tuple), Designs.repeatedVolume(3));
        failsFor(4, tuple -> optimal.blocks(2, tuple), Designs.volumeRescaled());
    }

    private double deviation(StabilityCriterion criterion, int... tuple) {
        return criterion.of(EmpiricalGram.of(basis, Weight.optimal(), AtomicBasis.points(tuple)));
    }

    @Test
    void drawnAgainUntilStable() {
        Design design = Designs.volumeRescaled().conditioned(0.5);
        ToDoubleFunction<int[]> law =
                tuple -> deviation(StabilityCriterion.SMALLEST_EIGENVALUE, tuple) <= 0.5 ? optimal.volume(tuple) : 0;
        drawsFrom(3, law, design);
        failsFor(3, law, Designs.volumeRescaled());
    }

    /** The better of two: p(x) (P(dev >= dev(x)) + P(dev > dev(x))), as the first stays when both are equal. */
    @Test
    void theBestOfTwo() {
        StabilityCriterion distance = StabilityCriterion.SPECTRAL_DISTANCE;
        double[] law = new double[512];
        double[] deviations = new double[512];
        for (int code = 0; code < 512; code++) {
            int[] tuple = Enumeration.tuple(3, code);
            law[code] = optimal.iid(tuple);
            deviations[code] = deviation(distance, tuple);
        }
        ToDoubleFunction<int[]> best = tuple -> {
            int code = Enumeration.code(tuple);
            double sum = 0;
            for (int other = 0; other < 512; other++) {
                sum += deviations[other] > deviations[code]
                        ? 2 * law[other]
                        : deviations[other] == deviations[code] ? law[other] : 0;
            }
            return deviations[code] <= 0.7 ? law[code] * sum : 0;
        };
        StableDesign design = Designs.iid().conditioned(0.7).withCriterion(distance);
        drawsFrom(3, best, design.withCandidates(2));
        failsFor(3, best, design);
    }

    @Test
    void seedsDetermineThePoints() {
        OrthonormalBasis legendre = PolynomialBasis.legendre(5);
        for (Design design : new Design[] {
            Designs.iid(),
            Designs.volumeRescaled(),
            Designs.repeatedProjection(),
            Designs.repeatedVolume(10),
            Designs.boosted(3, 0.9)
        }) {
            Points first = design.sample(legendre, 20, new SplittableRandom(5));
            assertEquals(first, design.sample(legendre, 20, new SplittableRandom(5)));
            assertTrue(!first.equals(design.sample(legendre, 20, new SplittableRandom(6))));
        }
    }

    /** The trace is m and the determinant at most 1 under the optimal weight, whatever the points. */
    @Test
    void everyDesignHasTheTraceOfTheIdentity() {
        OrthonormalBasis hermite = PolynomialBasis.hermite(7);
        SplittableRandom random = new SplittableRandom(7);
        for (Design design : new Design[] {
            Designs.iid(), Designs.volumeRescaled(), Designs.repeatedProjection(), Designs.repeatedVolume(14)
        }) {
            EmpiricalGram gram = EmpiricalGram.of(hermite, design.weight(), design.sample(hermite, 14, random));
            assertEquals(7, gram.trace(), 1e-12);
            assertTrue(gram.logDeterminant() <= 0);
        }
    }

    @Test
    void oneFunctionAndOnePoint() {
        OrthonormalBasis constant = PolynomialBasis.legendre(1);
        for (Design design : new Design[] {
            Designs.iid(),
            Designs.projection(),
            Designs.volumeRescaled(),
            Designs.repeatedProjection(),
            Designs.repeatedVolume(1),
            Designs.boosted(2, 0.5)
        }) {
            Points point = design.sample(constant, 1, new SplittableRandom(8));
            WeightedFit fit = WeightedLeastSquares.in(constant).fit(point, x -> 3);
            assertArrayEquals(new double[] {3}, fit.coefficients(), 1e-15);
            assertEquals(1, fit.smallestEigenvalue(), 1e-14);
        }
    }

    @Test
    void impossibleSizesAreNamed() {
        refused("n: a projection process has exactly 2 points", Designs.projection(), 3);
        refused("points: expected at least 2", Designs.volumeRescaled(), 1);
        refused(
                "n: expected a multiple of 2, the number of points of a block, found 5; the nearest are 4 and 6",
                Designs.repeatedProjection(),
                5);
        refused("n: expected a multiple of 3", Designs.repeatedVolume(3), 2);
        refused("n: expected at least 1", Designs.iid(), 0);
        assertThrows(IllegalArgumentException.class, () -> Designs.repeatedVolume(0));
    }

    private void refused(String message, Design design, int n) {
        String found = assertThrows(
                        IllegalArgumentException.class, () -> design.sample(basis, n, new SplittableRandom(1)))
                .getMessage();
        assertTrue(found.startsWith(message), found);
    }
}
