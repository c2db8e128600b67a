package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LikelihoodLearningTest {
    private final DMatrixRMaj truth = kernel(5, 6, 1);
    private final int[][] subsets = observations(truth, 2000, 2);

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 8})
    void fixedPointNeverLowersTheLikelihood(double step) {
        LearnedLikelihood learned = LikelihoodLearning.fixedPoint()
                .withTolerance(1e-7)
                .withIterations(5000)
                .withStep(step)
                .fit(subsets, 5, new SplittableRandom(3));
        assertNeverFalls(learned.objectives());
        assertTrue(learned.converged());
        assertEquals(mean(learned.likelihoodKernel()), learned.objective(), 1e-12);
        assertTrue(learned.objective() > mean(truth), "more likely than the truth, as it is fitted");
    }

    @Test
    void anIndependentStepLowersTheLikelihood() {
        // The test above can fail: the gradient itself, added without L on both sides, is no fixed-point step.
        DMatrixRMaj start = kernel(5, 10, 9);
        CommonOps_DDRM.scale(100, start);
        DMatrixRMaj wrong = start.copy();
        DMatrixRMaj slope = new DMatrixRMaj(5, 5);
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                slope.set(i, j, difference(start, i, j));
            }
        }
        CommonOps_DDRM.addEquals(wrong, 1e5, slope);
        assertFalse(mean(wrong) >= mean(start));
    }

    @Test
    void fixedPointIsStationary() {
        LearnedLikelihood learned = LikelihoodLearning.fixedPoint()
                .withTolerance(1e-14)
                .withIterations(20_000)
                .fit(subsets, 5, new SplittableRandom(3));
        DMatrixRMaj l = learned.likelihoodKernel();
        for (int i = 0; i < 5; i++) {
            for (int j = 0; j < 5; j++) {
                assertEquals(0, difference(l, i, j) * l.get(i, i), 2e-5);
            }
        }
    }

    @Test
    void gradientOfLowRankByDifferences() {
        LowRankLikelihood objective = new LowRankLikelihood(new ObservedSubsets(5, few()), 3, 0.3);
        DMatrixRMaj v = features(5, 3, 4);
        DMatrixRMaj gradient = v.createLike();
        objective.evaluate(v, gradient);
        DMatrixRMaj unused = v.createLike();
        double h = 1e-6;
        for (int at = 0; at < 15; at++) {
            DMatrixRMaj up = v.copy();
            DMatrixRMaj down = v.copy();
            up.data[at] += h;
            down.data[at] -= h;
            double slope = (objective.evaluate(up, unused) - objective.evaluate(down, unused)) / (2 * h);
            assertEquals(slope, gradient.data[at], 1e-7);
        }
    }

    @Test
    void lowRankLearnsWhatTheFullKernelLearns() {
        LearnedLikelihood full = LikelihoodLearning.fixedPoint().fit(subsets, 5, new SplittableRandom(3));
        LearnedLikelihood low = LikelihoodLearning.ofRank(5).fit(subsets, 5, new SplittableRandom(4));
        assertNeverFalls(low.objectives());
        assertTrue(low.converged());
        assertEquals(full.objective(), low.objective(), 1e-3);
        assertEquals(mean(low.likelihoodKernel()), low.objective(), 1e-10);
    }

    @Test
    void penaltyShrinksRareItems() {
        LearnedLikelihood free = LikelihoodLearning.ofRank(3).fit(few(), 6, new SplittableRandom(4));
        LearnedLikelihood bound = LikelihoodLearning.ofRank(3).withPenalty(1).fit(few(), 6, new SplittableRandom(4));
        assertNeverFalls(bound.objectives());
        assertTrue(CommonOps_DDRM.elementMaxAbs(bound.features()) < CommonOps_DDRM.elementMaxAbs(free.features()));
    }

    @Test
    void oneItem() {
        int[][] three = {{0}, {}, {0}, {0}};
        LearnedLikelihood learned = LikelihoodLearning.fixedPoint().fit(three, 1, new SplittableRandom(1));
        assertEquals(3, learned.likelihoodKernel().get(0, 0), 1e-3);
        LearnedLikelihood low = LikelihoodLearning.ofRank(1).fit(three, 1, new SplittableRandom(1));
        assertEquals(3, low.likelihoodKernel().get(0, 0), 1e-3);
        LearnedLikelihood none =
                LikelihoodLearning.ofRank(1).withIterations(0).fit(three, new DMatrixRMaj(new double[][] {{2}}));
        assertEquals(0, none.iterations());
        assertFalse(none.converged());
        assertArrayEquals(new double[] {2}, none.features().data);
    }

    /** Items never seen without each other: L grows without bound, and minors lose their definiteness before a maximum. */
    @Test
    void noMaximumIsNotConvergence() {
        int[][] both = {{0, 1}, {0, 1}};
        LearnedLikelihood full = LikelihoodLearning.fixedPoint()
                .withStep(8)
                .withTolerance(1e-300)
                .withIterations(500)
                .fit(both, 2, new SplittableRandom(1));
        assertNeverFalls(full.objectives());
        assertFalse(full.converged(), full.toString());
    }

    @Test
    void badArguments() {
        LikelihoodLearning full = LikelihoodLearning.fixedPoint();
        SplittableRandom random = new SplittableRandom(0);
        assertThrows(IllegalArgumentException.class, () -> full.fit(new int[0][], 3, random));
        assertThrows(IllegalArgumentException.class, () -> full.fit(new int[][] {{3}}, 3, random));
        assertThrows(IllegalArgumentException.class, () -> full.fit(new int[][] {{1, 1}}, 3, random));
        assertThrows(IllegalArgumentException.class, () -> full.fit(new int[][] {{1}}, new DMatrixRMaj(2, 2)));
        assertThrows(IllegalArgumentException.class, () -> full.withPenalty(1));
        LikelihoodLearning low = LikelihoodLearning.ofRank(2);
        String message = assertThrows(IllegalArgumentException.class, () -> low.fit(new int[][] {{0, 1, 2}}, 3, random))
                .getMessage();
        assertTrue(message.contains("rank 2"), message);
        assertThrows(IllegalArgumentException.class, () -> low.fit(new int[][] {{0}}, new DMatrixRMaj(2, 2)));
        assertThrows(IllegalArgumentException.class, () -> low.fit(new int[][] {{0}}, new DMatrixRMaj(2, 3)));
        assertThrows(IllegalArgumentException.class, () -> low.withTolerance(0));
        assertThrows(
                IllegalStateException.class,
                () -> full.fit(new int[][] {{0}, {}}, 1, random).features());
    }

    private static int[][] few() {
        return new int[][] {{0, 1}, {2}, {}, {1, 3, 4}, {0, 4}, {1, 2}};
    }

    private static void assertNeverFalls(double... objectives) {
        for (int t = 1; t < objectives.length; t++) {
            assertTrue(objectives[t] >= objectives[t - 1], "step " + t);
        }
    }

    /** The slope of the mean log-likelihood when entry (i, j) and its mirror image grow together, halved off the diagonal. */
    private double difference(DMatrixRMaj l, int i, int j) {
        double h = 1e-5 * l.get(i, i);
        DMatrixRMaj up = l.copy();
        DMatrixRMaj down = l.copy();
        up.add(i, j, h);
        down.add(i, j, -h);
        if (i != j) {
            up.add(j, i, h);
            down.add(j, i, -h);
        }
        return (mean(up) - mean(down)) / ((i == j ? 2 : 4) * h);
    }

    private double mean(DMatrixRMaj l) {
        double[][] rows = rows(l);
        double[][] shifted = rows(l);
        for (int i = 0; i < rows.length; i++) {
            shifted[i][i]++;
        }
        double sum = 0;
        for (int[] subset : subsets) {
            sum += Math.log(SubsetLaw.minor(rows, SubsetLaw.mask(subset)));
        }
        return sum / subsets.length - Math.log(SubsetLaw.determinant(shifted));
    }

    private static double[][] rows(DMatrixRMaj l) {
        double[][] rows = new double[l.numRows][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(l.data, i * l.numCols, (i + 1) * l.numCols));
        return rows;
    }

    private static int[][] observations(DMatrixRMaj l, int count, int seed) {
        NonsymmetricDpp process = NonsymmetricDpp.ofLikelihood(l);
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, count).mapToObj(t -> process.sample(random)).toArray(int[][]::new);
    }

    private static DMatrixRMaj kernel(int n, int d, int seed) {
        DMatrixRMaj b = features(n, d, seed);
        DMatrixRMaj l = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(b, b, l);
        return l;
    }

    private static DMatrixRMaj features(int n, int d, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj b = new DMatrixRMaj(n, d);
        for (int at = 0; at < n * d; at++) {
            b.data[at] = 0.6 * random.nextGaussian();
        }
        return b;
    }
}
