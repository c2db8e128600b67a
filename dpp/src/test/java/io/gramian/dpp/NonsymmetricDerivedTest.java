package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Backends;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** Processes derived from a nonsymmetric one, the paths of its sweeps and its batches, by enumeration. */
class NonsymmetricDerivedTest {
    private static final int DRAWS = 20_000;
    private static final int N = 6;

    private final NonsymmetricDpp low =
            NonsymmetricDpp.ofLowRank(gaussian(N, 2, 5), gaussian(N, 3, 6), gaussian(3, 3, 7));
    private final DMatrixRMaj marginal = low.marginalKernel();

    /** The same law three ways: of low rank, by L and by K. */
    private final List<NonsymmetricDpp> ways =
            List.of(low, NonsymmetricDpp.ofLikelihood(likelihood()), NonsymmetricDpp.ofMarginal(marginal));

    @Test
    void forcedPathsHaveTheProbabilityOfTheirSubset() {
        for (NonsymmetricDpp process : ways) {
            SequentialSampler sweep = (SequentialSampler) process.sampler();
            for (int mask = 0; mask < 1 << N; mask++) {
                if (Integer.bitCount(mask) <= 4) { // more are beyond the rank: no path leads there
                    assertEquals(Math.exp(process.logProbability(items(mask))), path(sweep, mask), 1e-12);
                }
            }
        }
    }

    /** L = V V' + B (D - D') B'. */
    private static DMatrixRMaj likelihood() {
        DMatrixRMaj v = gaussian(N, 2, 5);
        DMatrixRMaj b = gaussian(N, 3, 6);
        DMatrixRMaj d = gaussian(3, 3, 7);
        DMatrixRMaj skew = new DMatrixRMaj(3, 3);
        CommonOps_DDRM.subtract(d, CommonOps_DDRM.transpose(d, null), skew);
        DMatrixRMaj left = new DMatrixRMaj(N, 3);
        CommonOps_DDRM.mult(b, skew, left);
        DMatrixRMaj sum = new DMatrixRMaj(N, N);
        CommonOps_DDRM.multTransB(v, v, sum);
        CommonOps_DDRM.multAddTransB(left, b, sum);
        return sum;
    }

    private static double path(SequentialSampler sweep, int mask) {
        double[] product = {1};
        int[] found = sweep.sample((item, p) -> {
            boolean isIn = (mask >> item & 1) != 0;
            product[0] *= isIn ? p : 1 - p;
            return isIn;
        });
        assertArrayEquals(items(mask), found);
        return product[0];
    }

    @Test
    void thinning() {
        for (NonsymmetricDpp process : ways) {
            NonsymmetricDpp thinned = process.thinned(0.3);
            for (int mask = 0; mask < 1 << N; mask++) {
                double expected = 0;
                for (int whole = 0; whole < 1 << N; whole++) {
                    int gone = Integer.bitCount(whole & ~mask);
                    expected += (whole & mask) == mask
                            ? probability(low, whole) * Math.pow(0.3, Integer.bitCount(mask)) * Math.pow(0.7, gone)
                            : 0;
                }
                assertEquals(expected, probability(thinned, mask), 1e-10);
            }
            assertEquals(0, process.thinned(0).logProbability(), 1e-14);
            assertEquals(process, process.thinned(1));
        }
        assertThrows(IllegalArgumentException.class, () -> low.thinned(1.1));
    }

    @Test
    void complementsAndRestrictions() {
        int[] kept = {4, 0, 3};
        for (NonsymmetricDpp process : ways) {
            NonsymmetricDpp complement = process.complement();
            NonsymmetricDpp part = process.restrictedTo(kept);
            double[] expected = new double[8];
            for (int mask = 0; mask < 1 << N; mask++) {
                assertEquals(probability(low, mask), probability(complement, ~mask & 63), 1e-10);
                expected[(mask & 1) | (mask >> 3 & 1) << 1 | (mask >> 4 & 1) << 2] += probability(low, mask);
            }
            for (int mask = 0; mask < 8; mask++) {
                assertEquals(expected[mask], probability(part, mask), 1e-10);
            }
            assertArrayEquals(new int[] {0, 3, 4}, part.items());
            assertArrayEquals(new int[] {3, 4}, part.excluding(0).items());
        }
        assertThrows(IllegalArgumentException.class, low::restrictedTo);
        assertThrows(IllegalArgumentException.class, () -> low.restrictedTo(6));
        assertThrows(IllegalArgumentException.class, () -> low.restrictedTo(1, 1));
    }

    @Test
    void expectedSizesAndScales() {
        for (NonsymmetricDpp process : ways) {
            assertEquals(3.2, process.withExpectedSize(3.2).expectedSize(), 1e-9);
            NonsymmetricDpp scaled = process.scaled(2.5);
            double total = 0;
            for (int mask = 0; mask < 1 << N; mask++) {
                total += probability(low, mask) * Math.pow(2.5, Integer.bitCount(mask));
            }
            for (int mask = 0; mask < 1 << N; mask++) {
                double weight = probability(low, mask) * Math.pow(2.5, Integer.bitCount(mask));
                assertEquals(weight / total, probability(scaled, mask), 1e-10);
            }
            SubsetLaw law =
                    SubsetLaw.proportionalTo(N, mask -> Integer.bitCount(mask) == 2 ? probability(low, mask) : 0);
            FixedSizeNonsymmetricDpp two = process.ofSize(2);
            for (int mask = 0; mask < 1 << N; mask++) {
                assertEquals(law.probability(mask), Math.exp(two.logProbability(items(mask))), 1e-10);
            }
            assertTrue(two.expectedSweeps() >= 1);
        }
        String message = assertThrows(IllegalArgumentException.class, () -> low.withExpectedSize(4))
                .getMessage();
        assertTrue(message.contains("below the rank of L, 4"), message);
        assertThrows(IllegalArgumentException.class, () -> low.withExpectedSize(0));
        assertThrows(IllegalArgumentException.class, () -> low.scaled(0));
        NonsymmetricDpp certain = NonsymmetricDpp.ofMarginal(new double[][] {{1, 0}, {0, 0.5}});
        assertTrue(assertThrows(IllegalArgumentException.class, () -> certain.ofSize(1))
                .getMessage()
                .startsWith("K: expected no eigenvalue that is 1"));
        assertThrows(IllegalArgumentException.class, certain::rejectionSampler);
    }

    @Test
    void entropies() {
        double expected = IntStream.range(0, 1 << N)
                .mapToDouble(mask -> probability(low, mask))
                .filter(p -> p > 0)
                .map(p -> -p * Math.log(p))
                .sum();
        for (NonsymmetricDpp process : ways) {
            Entropy exact = process.entropy(2, new SplittableRandom(1));
            assertEquals(expected, exact.value(), 1e-10);
            assertEquals(0, exact.standardError());
        }
        Entropy estimate = Entropy.estimated(low::logProbability, low.samples(4000, new SplittableRandom(1)));
        assertEquals(expected, estimate.value(), 4 * estimate.standardError());
        assertTrue(estimate.standardError() < 0.03, estimate.toString());
        NonsymmetricDpp many = NonsymmetricDpp.ofLowRank(gaussian(40, 2, 5), gaussian(40, 3, 6), gaussian(3, 3, 7));
        assertTrue(many.entropy(100, new SplittableRandom(1)).standardError() > 0);
        assertThrows(IllegalArgumentException.class, () -> low.entropy(1, new SplittableRandom(1)));
    }

    @Test
    void jointProbabilitiesInLogarithms() {
        for (NonsymmetricDpp process : ways) {
            for (int mask = 0; mask < 1 << N; mask++) {
                double expected = 0;
                for (int whole = 0; whole < 1 << N; whole++) {
                    expected += (whole & mask) == mask ? probability(low, whole) : 0;
                }
                assertEquals(expected, Math.exp(process.logJointProbability(items(mask))), 1e-10);
            }
        }
    }

    @Test
    void batchesFollowTheLawForAnyNumberOfThreads() {
        NonsymmetricDpp two = low.withBackend(Backends.auto().withThreads(2));
        NonsymmetricDpp one = low.withBackend(Backends.auto().withThreads(1));
        int[][] drawn = two.samples(DRAWS, new SplittableRandom(4));
        assertArrayEquals(drawn, one.samples(DRAWS, new SplittableRandom(4)));
        SubsetLaw law = SubsetLaw.proportionalTo(N, mask -> probability(low, mask));
        assertTrue(law.pValue(counts(drawn)) > SubsetLaw.FALSE_ALARM);
        int[][] fixed = two.ofSize(3).samples(DRAWS, new SplittableRandom(4));
        assertArrayEquals(fixed, one.ofSize(3).samples(DRAWS, new SplittableRandom(4)));
        SubsetLaw ofSize =
                SubsetLaw.proportionalTo(N, mask -> Integer.bitCount(mask) == 3 ? probability(low, mask) : 0);
        assertTrue(ofSize.pValue(counts(fixed)) > SubsetLaw.FALSE_ALARM);
        assertEquals(0, low.samples(0, new SplittableRandom(1)).length);
        assertThrows(IllegalArgumentException.class, () -> low.samples(-1, new SplittableRandom(1)));
    }

    /** Minors beyond the rank are rounding of either sign; they count as zero. */
    @Test
    void rankThree() {
        NonsymmetricDpp three = NonsymmetricDpp.ofLowRank(gaussian(N, 1, 5), gaussian(N, 2, 6), gaussian(2, 2, 7));
        assertTrue(three.logProbability(0, 1, 2) > -50);
        assertEquals(Double.NEGATIVE_INFINITY, three.logProbability(0, 1, 2, 3));
        assertEquals(Double.NEGATIVE_INFINITY, three.logProbability(0, 1, 2, 3, 4, 5));
        NonsymmetricDpp rest = three.including(0, 1, 2);
        assertEquals(0, rest.logProbability(), 1e-12);
        assertThrows(IllegalArgumentException.class, () -> rest.including(0));
        assertThrows(IllegalArgumentException.class, () -> three.including(0, 1, 2, 3));
    }

    @Test
    void acceptanceAboveOneIsAnError() {
        assertEquals(0, SkewMajorant.checkedAcceptance(0, 1, 2));
        assertEquals(Double.NEGATIVE_INFINITY, SkewMajorant.checkedAcceptance(Double.NEGATIVE_INFINITY, 1, 2));
        String message = assertThrows(NumericalException.class, () -> SkewMajorant.checkedAcceptance(0.1, 1, 2))
                .getMessage();
        assertTrue(message.contains("[1, 2]") && message.contains("above 1"), message);
        assertThrows(NumericalException.class, () -> SkewMajorant.checkedAcceptance(Double.NaN, 1));
    }

    private static double probability(NonsymmetricDpp process, int mask) {
        return Math.exp(process.logProbability(items(mask)));
    }

    private static int[] counts(int[]... subsets) {
        int[] counts = new int[1 << N];
        Arrays.stream(subsets).forEach(subset -> counts[SubsetLaw.mask(subset)]++);
        return counts;
    }

    private static DMatrixRMaj gaussian(int rows, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int at = 0; at < rows * columns; at++) {
            matrix.data[at] = 0.7 * random.nextGaussian();
        }
        return matrix;
    }

    private static int[] items(int mask) {
        return IntStream.range(0, N).filter(i -> (mask >> i & 1) != 0).toArray();
    }
}
