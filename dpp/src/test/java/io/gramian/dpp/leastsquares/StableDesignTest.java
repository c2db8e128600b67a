package io.gramian.dpp.leastsquares;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.continuous.TensorBasis;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class StableDesignTest {
    private static final OrthonormalBasis LEGENDRE = PolynomialBasis.legendre(11);

    @Test
    void greedyRemovalTakesThePathOfTheReference() {
        followsReference("wls_legendre", LEGENDRE);
        followsReference("wls_hermite", PolynomialBasis.hermite(11));
        OrthonormalBasis plane = TensorBasis.of(PolynomialBasis.legendre(5), IndexSet.of(new int[][] {
            {0, 0}, {0, 1}, {0, 2}, {0, 3}, {0, 4}, {1, 0}, {1, 1}, {1, 2}, {1, 3}, {2, 0}, {2, 1}, {2, 2}, {3, 0},
            {3, 1}, {4, 0}
        }));
        WeightedLeastSquaresTest.agrees("wls_legendre2d", plane);
        followsReference("wls_legendre2d", plane);
    }

    private static void followsReference(String name, OrthonormalBasis basis) {
        ReferenceFiles files = new ReferenceFiles(name);
        Points x = Points.of(files.matrix("points.csv"));
        double[][] steps = files.table("expected_greedy_removal.csv");
        GreedyRemoval.Removal removal =
                GreedyRemoval.within(3).withSmallest(x.size() - steps.length).apply(basis, Weight.optimal(), x);
        assertEquals(x.size() - steps.length, removal.kept().length);
        for (int step = 0; step < steps.length; step++) {
            assertEquals((int) steps[step][0], removal.removed()[step], name + " step " + step);
            assertEquals(steps[step][1], removal.deviations()[step], 1e-10);
        }
        EmpiricalGram left = EmpiricalGram.of(basis, Weight.optimal(), x.select(removal.kept()));
        assertEquals(steps[steps.length - 1][1], left.distanceToIdentity(), 1e-10);
    }

    /** Ties, repeated points and vanishing components included: the eigenvalues are small whole numbers. */
    @Property(tries = 300)
    void downdatesHaveTheExtremesOfAllEigenvalues(
            @ForAll @IntRange(min = 1, max = 5) int m, @ForAll @LongRange(min = 0, max = 1_000_000) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] d = random.ints(m, 1, 4).asDoubleStream().sorted().toArray();
        double[] z =
                random.ints(m, 0, 3).mapToDouble(k -> k * 0.5 / Math.sqrt(m)).toArray();
        DMatrixRMaj a = new DMatrixRMaj(m, m);
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < m; k++) {
                a.set(j, k, (j == k ? d[j] : 0) - z[j] * z[k]);
            }
        }
        double[] expected = EmpiricalGram.eigenvalues(a);
        double[] squares = Arrays.stream(z).map(v -> v * v).toArray();
        assertEquals(expected[0], RankOneDowndate.smallest(d, squares), 1e-13);
        assertEquals(expected[m - 1], RankOneDowndate.largest(d, squares), 1e-13);
        for (double t : new double[] {0.33, 1.21, 2.57, 3.5}) {
            if (Math.abs(t - expected[0]) > 1e-12 && Math.abs(t - expected[m - 1]) > 1e-12) {
                assertEquals(expected[0] > t, RankOneDowndate.smallestIsAbove(t, d, squares));
                boolean below = RankOneDowndate.largestIsBelow(t, d, squares);
                assertTrue(below == expected[m - 1] < t, m + " " + seed + " " + t);
            }
        }
    }

    /** The obvious way: all eigenvalues of every matrix without one point. */
    @Test
    void theExactRuleIsTheBestOfAll() {
        for (StabilityCriterion criterion : StabilityCriterion.values()) {
            OrthonormalBasis basis = PolynomialBasis.legendre(4);
            Points x = Designs.iid().sample(basis, 12, new SplittableRandom(1));
            int[] removed = GreedyRemoval.within(10)
                    .withCriterion(criterion)
                    .apply(basis, Weight.optimal(), x)
                    .removed();
            int[] kept = IntStream.range(0, 12).toArray();
            assertEquals(8, removed.length);
            for (int point : removed) {
                assertEquals(best(basis, x, kept, criterion), point);
                kept = without(kept, point);
            }
        }
    }

    private static int best(OrthonormalBasis basis, Points x, int[] kept, StabilityCriterion criterion) {
        int best = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int point : kept) {
            double deviation = criterion.of(EmpiricalGram.of(basis, Weight.optimal(), x.select(without(kept, point))));
            if (deviation < least) {
                best = point;
                least = deviation;
            }
        }
        return best;
    }

    private static int[] without(int[] kept, int point) {
        return Arrays.stream(kept).filter(i -> i != point).toArray();
    }

    @Test
    void removalStaysWithinDelta() {
        Points x = Designs.repeatedProjection().sample(LEGENDRE, 44, new SplittableRandom(2));
        for (GreedyRemoval rule : new GreedyRemoval[] {
            GreedyRemoval.within(0.7),
            GreedyRemoval.within(0.7).withEigenvectorRule(),
            GreedyRemoval.within(0.7).withCriterion(StabilityCriterion.SMALLEST_EIGENVALUE),
            GreedyRemoval.within(0.7)
                    .withCriterion(StabilityCriterion.SMALLEST_EIGENVALUE)
                    .withEigenvectorRule()
        }) {
            GreedyRemoval.Removal removal = rule.apply(LEGENDRE, Weight.optimal(), x);
            int n = removal.kept().length;
            assertTrue(n >= 11 && n < 44, "n = " + n);
            EmpiricalGram gram = EmpiricalGram.of(LEGENDRE, Weight.optimal(), x.select(removal.kept()));
            assertTrue(gram.smallestEigenvalue() >= 0.3 - 1e-12);
            int[] all = IntStream.concat(Arrays.stream(removal.kept()), Arrays.stream(removal.removed()))
                    .sorted()
                    .toArray();
            assertTrue(Arrays.equals(IntStream.range(0, 44).toArray(), all));
        }
        assertEquals(
                0,
                GreedyRemoval.within(0.01).apply(LEGENDRE, Weight.optimal(), x).removed().length);
    }

    @Test
    void stableDesignsAreStable() {
        SplittableRandom random = new SplittableRandom(3);
        StableDesign plain = Designs.volumeRescaled().conditioned(0.8);
        StableSample sample = plain.draw(LEGENDRE, 22, random);
        assertTrue(sample.gram().smallestEigenvalue() >= 0.2 && sample.tries() >= 1);
        assertEquals(22, sample.points().size());
        assertEquals(22, sample.drawn());
        StableSample thinned = Designs.boosted(20, 0.9).draw(LEGENDRE, 108, random);
        assertEquals(108, thinned.drawn());
        assertTrue(thinned.points().size() < 30, "n = " + thinned.points().size());
        assertTrue(thinned.gram().distanceToIdentity() <= 0.9 + 1e-12);
        StableSample cheap = Designs.repeatedProjection()
                .conditioned(0.9)
                .withEigenvectorRemoval(20)
                .draw(LEGENDRE, 44, random);
        assertTrue(cheap.points().size() >= 20 && cheap.points().size() < 44);
        StableSample stopped = plain.withGreedyRemoval(20).draw(LEGENDRE, 40, random);
        assertTrue(stopped.points().size() >= 20);
    }

    @Test
    void hopelessTriesEnd() {
        StableDesign hopeless = Designs.iid().conditioned(0.1).withMaximumTries(20);
        String found = assertThrows(
                        NumericalException.class, () -> hopeless.sample(LEGENDRE, 11, new SplittableRandom(4)))
                .getMessage();
        assertTrue(found.startsWith("design: none of 20 tries with 11 points for 11 functions was stable"), found);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> hopeless.sample(LEGENDRE, 11, new SplittableRandom(4)));
        assertTrue(Thread.interrupted());
        assertThrows(IllegalArgumentException.class, () -> Designs.iid().conditioned(0));
        assertThrows(IllegalArgumentException.class, () -> hopeless.withCandidates(0));
        assertThrows(IllegalArgumentException.class, () -> hopeless.withMaximumTries(0));
        assertThrows(IllegalArgumentException.class, () -> hopeless.withGreedyRemoval(0));
        assertThrows(IllegalArgumentException.class, () -> GreedyRemoval.within(0));
    }
}
