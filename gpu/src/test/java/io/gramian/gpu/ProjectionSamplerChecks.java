package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.ProjectionSampler;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;

/** The law of a backend's draws from projection processes, and what does not change them. */
abstract class ProjectionSamplerChecks {
    /** Of one test of marginals: the largest of 300 normal numbers exceeds it with a probability of 2e-4. */
    private static final double LARGEST_SCORE = 5;

    private static final int[][] SELECTIONS = {{0, 1}, {1, 2, 3}, {3, 0, 2}, {2}, {}};

    abstract Backend backend();

    /** How many subsets of each selection are drawn. */
    abstract int draws();

    static ProjectionSampler sampler(Backend backend, DMatrixRMaj u) {
        return backend.projectionSampler(u.numRows, u.numCols, u.data).orElseThrow();
    }

    /** N x r, orthonormal, from normal numbers; rows of which a scale is 0 are zero, the first two are proportional if asked for. */
    static DMatrixRMaj orthonormal(int n, int r, boolean proportional, long seed, double... scales) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = new DMatrixRMaj(n, r);
        for (int at = 0; at < a.data.length; at++) {
            int row = at / r;
            a.data[at] = random.nextGaussian() * (row < scales.length ? scales[row] : 1);
            if (proportional && row == 1) {
                a.data[at] = -2 * a.data[at - r];
            }
        }
        var qr = DecompositionFactory_DDRM.qr(n, r);
        qr.decompose(a.copy());
        DMatrixRMaj inverse = new DMatrixRMaj(r, r);
        CommonOps_DDRM.invert(qr.getR(null, true), inverse);
        DMatrixRMaj u = new DMatrixRMaj(n, r);
        CommonOps_DDRM.mult(a, inverse, u); // keeps zeros and proportions, and few columns orthonormal
        return u;
    }

    private static SubsetLaw law(DMatrixRMaj u, int... columns) {
        return SubsetLaw.proportionalTo(u.numRows, mask -> {
            int[] items = IntStream.range(0, u.numRows)
                    .filter(i -> (mask >> i & 1) != 0)
                    .toArray();
            if (items.length != columns.length) {
                return 0;
            }
            double[][] block = new double[items.length][items.length];
            for (int i = 0; i < items.length; i++) {
                for (int a = 0; a < items.length; a++) {
                    block[i][a] = u.get(items[i], columns[a]);
                }
            }
            double determinant = SubsetLaw.determinant(block);
            return determinant * determinant < 1e-20 ? 0 : determinant * determinant;
        });
    }

    /** The smallest p-value of the selections of one batch, in which they take turns. */
    static double pValue(Backend backend, DMatrixRMaj u, int draws, long key) {
        int[][] columns = new int[draws * SELECTIONS.length][];
        Arrays.setAll(columns, b -> SELECTIONS[b % SELECTIONS.length]);
        int[][] counts = new int[SELECTIONS.length][1 << u.numRows];
        try (ProjectionSampler sampler = sampler(backend, u)) {
            int[][] subsets = sampler.samples(columns, key);
            for (int b = 0; b < subsets.length; b++) {
                counts[b % SELECTIONS.length][SubsetLaw.mask(subsets[b])]++;
            }
        }
        return IntStream.range(0, SELECTIONS.length)
                .mapToDouble(s -> law(u, SELECTIONS[s]).pValue(counts[s]))
                .min()
                .orElseThrow();
    }

    static DMatrixRMaj small() {
        return orthonormal(6, 4, false, 1);
    }

    @Test
    void lawByEnumeration() {
        double p = pValue(backend(), small(), draws(), 2);
        assertTrue(p > SubsetLaw.FALSE_ALARM, () -> "p = " + p);
    }

    /** Rows that are zero, next to zero, small, and proportional to each other. */
    @Test
    void lawWithAwkwardRows() {
        double p = pValue(backend(), orthonormal(9, 4, true, 3, 1, 1, 0, 1e-200, 0.01), draws(), 4);
        assertTrue(p > SubsetLaw.FALSE_ALARM, () -> "p = " + p);
    }

    /** The largest standardised difference of the frequency of an item from K_ii, for 65 of 70 columns with 300 rows. */
    static double largestScore(Backend backend, int draws) {
        double[] scales = new double[300];
        Arrays.setAll(scales, i -> i % 6 == 0 ? 2 : 0.7); // so that K_ii differ
        DMatrixRMaj u = orthonormal(300, 70, false, 5, scales);
        int[] columns = IntStream.range(3, 68).toArray();
        int[][] selections = new int[draws][];
        Arrays.fill(selections, columns);
        int[] counts = new int[300];
        try (ProjectionSampler sampler = sampler(backend, u)) {
            for (int[] subset : sampler.samples(selections, 6)) {
                assertEquals(columns.length, Arrays.stream(subset).distinct().count());
                for (int item : subset) {
                    counts[item]++;
                }
            }
        }
        return IntStream.range(0, 300)
                .mapToDouble(i -> {
                    double p = Arrays.stream(columns)
                            .mapToDouble(j -> u.get(i, j) * u.get(i, j))
                            .sum();
                    return Math.abs(counts[i] - draws * p) / Math.sqrt(draws * p * (1 - p));
                })
                .max()
                .orElseThrow();
    }

    static boolean isRight(double score) {
        return score < LARGEST_SCORE;
    }

    @Test
    void marginalsOfManyItems() {
        double score = largestScore(backend(), draws() / 4);
        assertTrue(isRight(score), () -> "score " + score);
    }

    private static int[][] selections(int r, int... sizes) {
        SplittableRandom random = new SplittableRandom(7);
        int[][] selections = new int[sizes.length][];
        for (int b = 0; b < sizes.length; b++) {
            int[] order = IntStream.range(0, r).toArray();
            for (int i = 0; i < sizes[b]; i++) {
                int other = random.nextInt(i, r);
                int column = order[other];
                order[other] = order[i];
                order[i] = column;
            }
            selections[b] = Arrays.copyOf(order, sizes[b]);
        }
        return selections;
    }

    /** Sizes around those of tiles, lanes and chunks, all columns, and as many columns as rows. */
    @Test
    void sizes() {
        for (int[] shape : new int[][] {{1, 1}, {255, 40}, {256, 33}, {600, 320}, {140, 140}}) {
            int r = shape[1];
            DMatrixRMaj u = orthonormal(shape[0], r, false, 8);
            int[] sizes = IntStream.of(0, 1, 2, 31, 32, 33, 63, 64, 65, 129, r)
                    .filter(m -> m <= r)
                    .toArray();
            try (ProjectionSampler sampler = sampler(backend(), u)) {
                int[][] subsets = sampler.samples(selections(r, sizes), 9);
                for (int b = 0; b < sizes.length; b++) {
                    int[] distinct =
                            Arrays.stream(subsets[b]).distinct().sorted().toArray();
                    assertArrayEquals(distinct, subsets[b]);
                    assertEquals(sizes[b], subsets[b].length);
                    assertTrue(sizes[b] == 0 || distinct[0] >= 0 && distinct[sizes[b] - 1] < shape[0]);
                }
            }
        }
    }

    @Test
    void emptyMatrices() {
        for (int n : new int[] {0, 3}) {
            try (ProjectionSampler sampler =
                    backend().projectionSampler(n, 0, new double[0]).orElseThrow()) {
                assertArrayEquals(new int[2][0], sampler.samples(new int[2][0], 1));
                assertEquals(0, sampler.samples(new int[0][], 1).length);
            }
        }
    }

    @Test
    void matrixKeyAndPlaceTellTheSubset() {
        DMatrixRMaj u = orthonormal(100, 20, false, 10);
        int[][] columns = selections(20, 3, 20, 0, 7, 12, 1, 20, 9);
        Backend backend = backend();
        int[][] expected;
        try (ProjectionSampler sampler = sampler(backend, u)) {
            expected = sampler.samples(columns, 11);
            assertArrayEquals(expected, sampler.samples(columns, 11));
            assertArrayEquals(Arrays.copyOf(expected, 3), sampler.samples(Arrays.copyOf(columns, 3), 11));
            assertTrue(!Arrays.deepEquals(expected, sampler.samples(columns, 11L | 1L << 40)));
        }
        long tables = 8L * 20 * (2 * 100 + 1);
        long block = 8L * 20 * (20 + 20 + 64);
        int least = ((CudaBackend) backend).engine().device().multiprocessors();
        for (int blocks = least; blocks < least + 7; blocks++) {
            try (ProjectionSampler sampler = sampler(backend.withMemoryLimit(tables + blocks * block), u)) {
                assertArrayEquals(expected, sampler.samples(columns, 11));
            }
        }
        assertTrue(backend.withMemoryLimit(tables + least * block - 1)
                .projectionSampler(100, 20, u.data)
                .isEmpty());
    }
}
