package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** T1 and T2: the law of every sampler, by counts of all subsets and along forced paths. */
class FiniteSamplerLawTest {
    private static final int DRAWS = 20_000;
    private static final DMatrixRMaj WIDE = SampleKernels.features(7, 7, 0.5, 1);
    private static final DMatrixRMaj THIN = SampleKernels.features(7, 3, 0.8, 2);

    private static void assertLaw(SubsetLaw law, SubsetSampler sampler, long seed) {
        double p = pValue(law, sampler, seed);
        assertTrue(p > SubsetLaw.FALSE_ALARM, () -> "p = " + p);
    }

    private static double pValue(SubsetLaw law, SubsetSampler sampler, long seed) {
        RandomGenerator random = SampleKernels.random(seed);
        return law.pValue(DRAWS, () -> sampler.sample(random));
    }

    @ParameterizedTest
    @EnumSource
    void fullRank(SamplingMethod method) {
        double[][] l = SampleKernels.likelihood(WIDE);
        assertLaw(SubsetLaw.ofLikelihood(l), FiniteDpp.ofLikelihood(l).sampler(method), 3);
    }

    @ParameterizedTest
    @EnumSource
    void lowRank(SamplingMethod method) {
        SubsetLaw law = SubsetLaw.ofLikelihood(SampleKernels.likelihood(THIN));
        assertLaw(law, FiniteDpp.ofFeatures(THIN).sampler(method), 4);
    }

    @ParameterizedTest
    @EnumSource
    void projection(SamplingMethod method) {
        FiniteDpp dpp = FiniteDpp.ofSpan(THIN);
        SubsetLaw law = SubsetLaw.ofMarginal(SampleKernels.rows(dpp.marginalKernel()));
        assertLaw(law, dpp.sampler(method), 5);
    }

    @ParameterizedTest
    @EnumSource
    void partlyProjection(SamplingMethod method) {
        DMatrixRMaj v = SampleKernels.features(7, 2, 1, 6);
        double[][] l = SampleKernels.likelihood(WIDE);
        SubsetLaw law = SubsetLaw.proportionalTo(7, mask -> bordered(l, v, mask));
        assertLaw(law, FiniteDpp.ofExtended(new DMatrixRMaj(l), v).sampler(method), 7);
    }

    private static double bordered(double[][] l, DMatrixRMaj v, int mask) {
        int[] items = SampleKernels.items(mask);
        double[][] matrix = new double[items.length + 2][items.length + 2];
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < items.length; j++) {
                matrix[i][j] = l[items[i]][items[j]];
            }
            for (int j = 0; j < 2; j++) {
                matrix[i][items.length + j] = v.get(items[i], j);
                matrix[items.length + j][i] = v.get(items[i], j);
            }
        }
        double determinant = SubsetLaw.determinant(matrix);
        return determinant < 1e-12 ? 0 : determinant;
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAM_SCHMIDT", "REJECTION", "TREE"})
    void fixedSizes(SamplingMethod method) {
        double[][] l = SampleKernels.likelihood(WIDE);
        for (int k = 0; k <= 7; k++) {
            SubsetLaw law = SubsetLaw.ofLikelihood(l, k);
            assertLaw(law, FiniteDpp.ofLikelihood(l).ofSize(k).sampler(method), 8 + k);
        }
    }

    /** The rank is the largest size. */
    @ParameterizedTest
    @EnumSource(names = {"GRAM_SCHMIDT", "REJECTION", "TREE"})
    void fixedSizesOfLowRank(SamplingMethod method) {
        double[][] l = SampleKernels.likelihood(THIN);
        for (int k = 1; k <= 3; k++) {
            assertLaw(
                    SubsetLaw.ofLikelihood(l, k),
                    FiniteDpp.ofFeatures(THIN).ofSize(k).sampler(method),
                    20 + k);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GRAM_SCHMIDT", "REJECTION", "TREE"})
    void fixedSizesWithCertainEigenvalues(SamplingMethod method) {
        DMatrixRMaj v = SampleKernels.features(7, 2, 1, 6);
        double[][] l = SampleKernels.likelihood(THIN);
        FiniteDpp dpp = FiniteDpp.ofExtended(new DMatrixRMaj(l), v);
        for (int k = 2; k <= 5; k++) {
            int size = k;
            SubsetLaw law =
                    SubsetLaw.proportionalTo(7, mask -> Integer.bitCount(mask) == size ? bordered(l, v, mask) : 0);
            assertLaw(law, dpp.ofSize(k).sampler(method), 30 + k);
        }
    }

    /** Each item its own leaf, so that every draw descends. */
    @Test
    void treeOfSingleItems() {
        double[][] l = SampleKernels.likelihood(WIDE);
        Spectrum spectrum = spectrum(l);
        assertLaw(SubsetLaw.ofLikelihood(l), coins(spectrum, new TreeDescent(spectrum, 1)), 40);
        SubsetLaw three = SubsetLaw.ofLikelihood(l, 3);
        assertLaw(three, three(spectrum, new TreeDescent(spectrum, 1)), 41);
        ProjectionStep leaning = new TreeDescent(spectrum, 1) {
            @Override
            boolean goesLeft(double left, double right, RandomGenerator random) {
                return super.goesLeft(1.2 * left, right, random);
            }
        };
        assertTrue(pValue(SubsetLaw.ofLikelihood(l), coins(spectrum, leaning), 40) < SubsetLaw.FALSE_ALARM);
        assertTrue(pValue(three, three(spectrum, leaning), 41) < SubsetLaw.FALSE_ALARM);
    }

    private static Spectrum spectrum(double[][] l) {
        return Spectra.ofLikelihood(KernelMatrix.rectangular("L", l), l.length, Backends.cpu());
    }

    private static SubsetSampler coins(Spectrum spectrum, ProjectionStep step) {
        EigenvectorSelection selection = EigenvectorSelection.coins(spectrum.probabilities());
        return random -> step.sample(selection.select(random), random);
    }

    private static SubsetSampler three(Spectrum spectrum, ProjectionStep step) {
        EigenvectorSelection selection =
                EigenvectorSelection.fixedSize(0, new ElementarySymmetric(spectrum.finiteLogarithms(), 3));
        return random -> step.sample(selection.select(random), random);
    }

    @Test
    void batches() {
        double[][] l = SampleKernels.likelihood(WIDE);
        FiniteDpp dpp = FiniteDpp.ofLikelihood(l);
        assertBatch(SubsetLaw.ofLikelihood(l), true, dpp.samples(DRAWS, SampleKernels.random(50)));
        assertBatch(SubsetLaw.ofLikelihood(l), false, dpp.scaled(1.1).samples(DRAWS, SampleKernels.random(50)));
        assertBatch(SubsetLaw.ofLikelihood(l, 3), true, dpp.ofSize(3).samples(DRAWS, SampleKernels.random(51)));
        assertBatch(SubsetLaw.ofLikelihood(l, 3), false, dpp.samples(DRAWS, SampleKernels.random(51)));
    }

    private static void assertBatch(SubsetLaw law, boolean isRight, int[][] draws) {
        int[] counts = new int[128];
        for (int[] subset : draws) {
            counts[SubsetLaw.mask(subset)]++;
        }
        assertEquals(isRight, law.pValue(counts) > SubsetLaw.FALSE_ALARM);
    }

    /** The size of a single draw is what was asked for, and its law that of the size. */
    @Test
    void singleDrawsOfSomeSize() {
        FiniteDpp dpp = FiniteDpp.ofFeatures(THIN);
        SubsetLaw law = SubsetLaw.ofLikelihood(SampleKernels.likelihood(THIN), 2);
        assertLaw(law, random -> dpp.sample(2, random), 52);
    }

    @ParameterizedTest
    @EnumSource
    void wrongKernelsAreFound(SamplingMethod method) {
        double[][] l = SampleKernels.likelihood(WIDE);
        FiniteDpp wrong = FiniteDpp.ofLikelihood(l).scaled(1.1);
        assertTrue(pValue(SubsetLaw.ofLikelihood(l), wrong.sampler(method), 3) < SubsetLaw.FALSE_ALARM);
    }

    /** The chain rule holds for projections only: without the choice of eigenvectors it is another law. */
    @Test
    void wrongFixedSizeIsFound() {
        double[][] l = SampleKernels.likelihood(WIDE);
        GramSchmidt step = new GramSchmidt(spectrum(l));
        SubsetSampler wrong = random -> step.sample(new int[] {0, 1, 2}, random);
        assertTrue(pValue(SubsetLaw.ofLikelihood(l, 3), wrong, 3) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void wrongSequentialLawIsFound() {
        double[][] l = SampleKernels.likelihood(WIDE);
        double[] inclusion = FiniteDpp.ofLikelihood(l).inclusionProbabilities();
        SubsetSampler independent = random -> SampleKernels.items(java.util.stream.IntStream.range(0, 7)
                .map(i -> random.nextDouble() < inclusion[i] ? 1 << i : 0)
                .sum());
        assertTrue(pValue(SubsetLaw.ofLikelihood(l), independent, 3) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void forcedPathsMultiplyToTheProbability() {
        double[][] l = SampleKernels.likelihood(WIDE);
        FiniteDpp dpp = FiniteDpp.ofLikelihood(l);
        for (SubsetSampler sampler : new SubsetSampler[] {
            dpp.sampler(SamplingMethod.CHOLESKY),
            dpp.sampler(SamplingMethod.LINEAR),
            new EliminationSweep(7, dpp.marginalKernel().data)
        }) {
            for (int mask = 0; mask < 128; mask++) {
                double expected = dpp.logProbability(SampleKernels.items(mask));
                assertEquals(expected, forced(sampler, mask), 1e-12 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    /** More items than a block has. */
    @Test
    void forcedPathsThroughBlocks() {
        DMatrixRMaj b = SampleKernels.features(100, 100, 0.1, 9);
        FiniteDpp dpp = FiniteDpp.ofLikelihood(SampleKernels.likelihood(b));
        for (SubsetSampler sampler : new SubsetSampler[] {
            dpp.sampler(SamplingMethod.CHOLESKY),
            dpp.sampler(SamplingMethod.LINEAR),
            new EliminationSweep(100, dpp.marginalKernel().data)
        }) {
            for (int seed = 0; seed < 3; seed++) {
                int[] subset = dpp.sample(SampleKernels.random(seed));
                assertEquals(1, forced(sampler, subset) / dpp.logProbability(subset), 1e-12);
            }
        }
    }

    private static double forced(SubsetSampler sampler, int mask) {
        return forced(sampler, SampleKernels.items(mask));
    }

    private static double forced(SubsetSampler sampler, int... subset) {
        double[] log = new double[1];
        int[] kept = ((SequentialSampler) sampler).sample((ItemCoin) (item, probability) -> {
            boolean isKept = Arrays.binarySearch(subset, item) >= 0;
            log[0] += Math.log(isKept ? probability : 1 - probability);
            return isKept;
        });
        assertEquals(Arrays.toString(subset), Arrays.toString(kept));
        return log[0];
    }
}
