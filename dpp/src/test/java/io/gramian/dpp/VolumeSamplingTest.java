package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumeSamplingTest {
    private static final int DRAWS = 20_000;
    private final double[][] x = new ReferenceFile("volume_sampling/X.csv").matrix();
    private final double[] y = new ReferenceFile("volume_sampling/y.csv").vector();
    private final VolumeSampling volume = VolumeSampling.of(x);

    @Test
    void probabilitiesAreThoseOfTheReference() {
        for (double[] row : new ReferenceFile("volume_sampling/expected_pmf.csv").table()) {
            assertEquals(row[2], Math.exp(volume.logProbability(items((int) row[1]))), 1e-12);
        }
    }

    @Test
    void identitiesOfLeastSquaresOnSubsets() {
        double[] best = new ReferenceFile("volume_sampling/expected_least_squares.csv").vector();
        for (double[] expected : new ReferenceFile("volume_sampling/expected_identities.csv").table()) {
            int k = (int) expected[0];
            double[] mean = new double[2];
            double[] inclusion = new double[7];
            double[] inverse = new double[3];
            double loss = 0;
            for (int[] subset : subsets(7, k)) {
                double p = Math.exp(volume.logProbability(subset));
                double[] w = volume.leastSquares(y, subset);
                mean[0] += p * w[0];
                mean[1] += p * w[1];
                loss += p * loss(w);
                addInverseGram(inverse, p, subset);
                for (int item : subset) {
                    inclusion[item] += p;
                }
            }
            assertArrayEquals(new double[] {best[0], best[1]}, mean, 1e-10);
            assertEquals(expected[1], loss, 1e-10 * expected[1]);
            assertArrayEquals(Arrays.copyOfRange(expected, 2, 9), inclusion, 1e-10);
            assertArrayEquals(inclusion, volume.inclusionProbabilities(k), 1e-10);
            assertArrayEquals(new double[] {expected[9], expected[10], expected[12]}, inverse, 1e-10);
            assertTrue(k > 2 || Math.abs(loss - 3 * best[2]) < 1e-10 * loss, "(d + 1) times the least loss");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7})
    void samplesFollowTheLaw(int k) {
        SubsetLaw law = law(k);
        RandomGenerator seeded = new java.util.SplittableRandom(100 + k);
        assertTrue(law.pValue(DRAWS, () -> volume.sample(k, seeded)) > SubsetLaw.FALSE_ALARM);
        assertEquals(k, volume.sample(k, seeded).length);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void reverseIterativeSamplingHasTheSameLaw(int k) {
        RandomGenerator random = new java.util.SplittableRandom(17);
        assertTrue(law(k).pValue(DRAWS, () -> reverseIterative(k, random)) > SubsetLaw.FALSE_ALARM);
    }

    /** The leverage scores instead of the conditional ones: each row of T drawn without regard to the others. */
    @Test
    void independentDrawsByLeverageFailTheTest() {
        RandomGenerator random = new java.util.SplittableRandom(5);
        double[] leverage = volume.leverageScores();
        double p = law(2).pValue(DRAWS, () -> {
            int first = GramSchmidt.draw(leverage, random);
            int second = GramSchmidt.draw(leverage, random);
            while (second == first) {
                second = GramSchmidt.draw(leverage, random);
            }
            return new int[] {first, second};
        });
        assertTrue(p < SubsetLaw.FALSE_ALARM);
    }

    /** Rows added by their leverage instead of uniformly. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void completionByLeverageFailsTheTest(int k) {
        RandomGenerator random = new java.util.SplittableRandom(5);
        double p = law(k).pValue(DRAWS, () -> {
            double[] left = volume.leverageScores();
            int[] rows = Arrays.copyOf(volume.sample(2, random), k);
            for (int t = 0; t < k; t++) {
                rows[t] = t < 2 ? rows[t] : GramSchmidt.draw(left, random);
                left[rows[t]] = 0;
            }
            return rows;
        });
        assertTrue(p < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void batchesFollowTheLawForAnyNumberOfThreads() {
        Points rows = Points.of(x);
        VolumeSampling two = VolumeSampling.of(rows, Backends.auto().withThreads(2));
        VolumeSampling one = VolumeSampling.of(rows, Backends.auto().withThreads(1));
        int[][] drawn = two.samples(3, DRAWS, new java.util.SplittableRandom(8));
        assertArrayEquals(drawn, one.samples(3, DRAWS, new java.util.SplittableRandom(8)));
        int[] counts = new int[128];
        Arrays.stream(drawn).forEach(subset -> counts[SubsetLaw.mask(subset)]++);
        assertTrue(law(3).pValue(counts) > SubsetLaw.FALSE_ALARM);
        WeightedRows[] leveraged = two.samplesLeveraged(5, 10, new java.util.SplittableRandom(8));
        WeightedRows[] again = one.samplesLeveraged(5, 10, new java.util.SplittableRandom(8));
        for (int t = 0; t < 10; t++) {
            assertArrayEquals(leveraged[t].rows(), again[t].rows());
        }
        assertThrows(IllegalArgumentException.class, () -> volume.samples(1, 3, new java.util.SplittableRandom(8)));
        assertThrows(IllegalArgumentException.class, () -> volume.samples(3, -1, new java.util.SplittableRandom(8)));
    }

    @Test
    void leveragedSamplesFollowTheirLaw() {
        VolumeSampling small = VolumeSampling.of(Arrays.copyOf(x, 4));
        SubsetLaw law = SubsetLaw.proportionalTo(6, code -> Math.exp(small.leveragedLogProbability(sequence(code))));
        double total = IntStream.range(0, 64)
                .mapToDouble(code -> Math.exp(small.leveragedLogProbability(sequence(code))))
                .sum();
        assertEquals(1, total, 1e-12);
        RandomGenerator random = new java.util.SplittableRandom(11);
        int[] counts = new int[64];
        int[] wrong = new int[64];
        double[] leverage = small.leverageScores();
        for (int t = 0; t < DRAWS; t++) {
            counts[code(small.sampleLeveraged(3, random).rows())]++;
            wrong[
                    code(IntStream.range(0, 3)
                            .map(s -> GramSchmidt.draw(leverage, random))
                            .toArray())]++;
        }
        assertTrue(law.pValue(counts) > SubsetLaw.FALSE_ALARM);
        assertTrue(law.pValue(wrong) < SubsetLaw.FALSE_ALARM);
    }

    /** A finite measure mu enters as rows sqrt(mu_i) phi(x_i). */
    @Test
    void errorOfLeveragedSamplingOnAFiniteMeasure() {
        String folder = "volume_rescaled_enumeration/";
        double[] mu = new ReferenceFile(folder + "mu.csv").vector();
        double[][] phi = new ReferenceFile(folder + "phi.csv").matrix();
        double[] f = new ReferenceFile(folder + "f.csv").vector();
        double[] best = new ReferenceFile(folder + "expected_projection_coefficients.csv").vector();
        double[] target = new double[6];
        for (int i = 0; i < 6; i++) {
            target[i] = Math.sqrt(mu[i]) * f[i];
            for (int c = 0; c < 2; c++) {
                phi[i][c] *= Math.sqrt(mu[i]);
            }
        }
        VolumeSampling sampling = VolumeSampling.of(phi);
        double least = new ReferenceFile(folder + "expected_best_error_squared.csv").vector()[0];
        for (double[] row : new ReferenceFile(folder + "expected_error_ratio.csv").table()) {
            int n = (int) row[0];
            double[] mean = new double[2];
            double ratio = 0;
            double total = 0;
            for (int code = 0; code < Math.pow(6, n); code++) {
                int[] rows = digits(code, 6, n);
                double p = Math.exp(sampling.leveragedLogProbability(rows));
                if (p > 0) {
                    double[] w = sampling.leastSquares(target, new WeightedRows(rows, weights(sampling, rows)));
                    mean[0] += p * w[0];
                    mean[1] += p * w[1];
                    double miss = Math.pow(w[0] - best[0], 2) + Math.pow(w[1] - best[1], 2);
                    ratio += p * (1 + miss / least);
                    total += p;
                }
            }
            assertEquals(1, total, 1e-10);
            assertArrayEquals(best, mean, 1e-10);
            assertEquals(row[1], ratio, 1e-10 * ratio);
        }
    }

    @Test
    void weightsOfLeveragedSamples() {
        WeightedRows rows = volume.sampleLeveraged(5, new java.util.SplittableRandom(1));
        assertArrayEquals(weights(volume, rows.rows()), rows.weights(), 1e-14);
        assertEquals(5, rows.size());
    }

    @Test
    void scaleDoesNotMatter() {
        for (double scale : new double[] {1e-150, 1e150}) {
            VolumeSampling scaled = VolumeSampling.of(Arrays.stream(x)
                    .map(row -> new double[] {scale * row[0], row[1]})
                    .toArray(double[][]::new));
            assertEquals(volume.logProbability(1, 4, 5), scaled.logProbability(1, 4, 5), 1e-12);
            assertArrayEquals(
                    volume.sample(3, new java.util.SplittableRandom(3)),
                    scaled.sample(3, new java.util.SplittableRandom(3)));
        }
    }

    @Test
    void duplicatesAndZerosAreNeverDrawnTogether() {
        VolumeSampling doubled = VolumeSampling.of(new double[][] {{1, 2}, {1, 2}, {0, 1}, {0, 0}});
        RandomGenerator random = new java.util.SplittableRandom(3);
        assertTrue(SubsetLaw.proportionalTo(
                                4,
                                mask -> Integer.bitCount(mask) == 2 ? Math.exp(doubled.logProbability(items(mask))) : 0)
                        .pValue(2000, () -> doubled.sample(2, random))
                > SubsetLaw.FALSE_ALARM);
        assertEquals(Double.NEGATIVE_INFINITY, doubled.logProbability(0, 1));
        assertEquals(Double.NEGATIVE_INFINITY, doubled.leveragedLogProbability(0, 3, 2));
    }

    @Test
    void oneRow() {
        VolumeSampling one = VolumeSampling.of(new double[][] {{-3}});
        assertArrayEquals(new int[] {0}, one.sample(1, new java.util.SplittableRandom(0)));
        assertEquals(0, one.logProbability(0), 1e-15);
        assertArrayEquals(new double[] {1}, one.inclusionProbabilities(1), 1e-15);
    }

    @Test
    void badArguments() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> VolumeSampling.of(new double[][] {{1, 2, 3}, {2, 4, 5}, {3, 6, 1}, {1, 2, 0}}))
                .getMessage();
        assertTrue(message.contains("found rank 2"), message);
        assertThrows(IllegalArgumentException.class, () -> VolumeSampling.of(new double[][] {{1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> VolumeSampling.of(new double[][] {{0}}));
        RandomGenerator random = new java.util.SplittableRandom(0);
        assertThrows(IllegalArgumentException.class, () -> volume.sample(1, random));
        assertThrows(IllegalArgumentException.class, () -> volume.sample(8, random));
        assertThrows(IllegalArgumentException.class, () -> volume.logProbability(1, 1));
        assertThrows(IllegalArgumentException.class, () -> volume.leastSquares(new double[3], 0, 1));
        assertThrows(IllegalArgumentException.class, () -> volume.leastSquares(y));
        assertThrows(IllegalArgumentException.class, () -> volume.leastSquares(y, 7));
        assertThrows(IllegalArgumentException.class, () -> volume.leveragedLogProbability(0, -1));
        assertEquals(
                "row: expected from 0 to 6, found 7",
                assertThrows(IllegalArgumentException.class, () -> volume.logProbability(0, 7))
                        .getMessage());
    }

    private SubsetLaw law(int k) {
        return SubsetLaw.proportionalTo(
                7, mask -> Integer.bitCount(mask) == k ? Math.exp(volume.logProbability(items(mask))) : 0);
    }

    private static double[] weights(VolumeSampling sampling, int... rows) {
        double[] leverage = sampling.leverageScores();
        return Arrays.stream(rows)
                .mapToDouble(i -> sampling.dimension() / (sampling.size() * leverage[i]))
                .toArray();
    }

    /** Derezinski and Warmuth's reverse iterative sampling, by its definition. */
    private int[] reverseIterative(int k, RandomGenerator random) {
        int[] left = IntStream.range(0, x.length).toArray();
        while (left.length > k) {
            double[] gram = gram(left);
            double determinant = gram[0] * gram[2] - gram[1] * gram[1];
            double[] odds = new double[left.length];
            for (int t = 0; t < left.length; t++) {
                double[] row = x[left[t]];
                double score = (gram[2] * row[0] * row[0] - 2 * gram[1] * row[0] * row[1] + gram[0] * row[1] * row[1])
                        / determinant;
                odds[t] = Math.max(0, 1 - score);
            }
            int removed = left[GramSchmidt.draw(odds, random)];
            left = Arrays.stream(left).filter(i -> i != removed).toArray();
        }
        return left;
    }

    private double[] gram(int... subset) {
        double[] gram = new double[3];
        for (int i : subset) {
            gram[0] += x[i][0] * x[i][0];
            gram[1] += x[i][0] * x[i][1];
            gram[2] += x[i][1] * x[i][1];
        }
        return gram;
    }

    private void addInverseGram(double[] sum, double p, int... subset) {
        double[] gram = gram(subset);
        double determinant = gram[0] * gram[2] - gram[1] * gram[1];
        sum[0] += p * gram[2] / determinant;
        sum[1] -= p * gram[1] / determinant;
        sum[2] += p * gram[0] / determinant;
    }

    private double loss(double... w) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += Math.pow(x[i][0] * w[0] + x[i][1] * w[1] - y[i], 2);
        }
        return sum;
    }

    private static int[] sequence(int code) {
        return digits(code, 4, 3);
    }

    private static int code(int... rows) {
        return rows[0] + 4 * rows[1] + 16 * rows[2];
    }

    private static int[] digits(int code, int base, int count) {
        int[] digits = new int[count];
        for (int t = 0, rest = code; t < count; t++, rest /= base) {
            digits[t] = rest % base;
        }
        return digits;
    }

    private static int[][] subsets(int n, int k) {
        return IntStream.range(0, 1 << n)
                .filter(mask -> Integer.bitCount(mask) == k)
                .mapToObj(VolumeSamplingTest::items)
                .toArray(int[][]::new);
    }

    private static int[] items(int mask) {
        return IntStream.range(0, 31).filter(i -> (mask >> i & 1) != 0).toArray();
    }
}
