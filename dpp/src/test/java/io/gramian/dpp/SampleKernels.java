package io.gramian.dpp;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** Kernels and subsets for the tests. */
final class SampleKernels {
    private SampleKernels() {}

    static RandomGenerator random(long seed) {
        return new SplittableRandom(seed);
    }

    /** N x D numbers of the standard normal law times a scale. */
    static DMatrixRMaj features(int n, int d, double scale, long seed) {
        RandomGenerator random = random(seed);
        DMatrixRMaj b = new DMatrixRMaj(n, d);
        for (int at = 0; at < b.data.length; at++) {
            b.data[at] = scale * random.nextGaussian();
        }
        return b;
    }

    static double[][] likelihood(DMatrixRMaj features) {
        DMatrixRMaj l = new DMatrixRMaj(features.numRows, features.numRows);
        CommonOps_DDRM.multTransB(features, features, l);
        return rows(l);
    }

    static double[][] rows(DMatrixRMaj matrix) {
        double[][] rows = new double[matrix.numRows][matrix.numCols];
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                rows[i][j] = matrix.get(i, j);
            }
        }
        return rows;
    }

    /** The items of a bit mask. */
    static int[] items(int mask) {
        return IntStream.range(0, 31).filter(i -> (mask >> i & 1) != 0).toArray();
    }
}
