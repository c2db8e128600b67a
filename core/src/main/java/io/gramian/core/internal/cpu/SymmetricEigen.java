package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;

/**
 * Eigenvalues and eigenvectors of symmetric matrices, in double precision whatever that of the operands: a tridiagonal
 * matrix by reflectors, its eigenvalues by halving, and the eigenvectors taken back.
 */
final class SymmetricEigen {
    private static final int BLOCK = 64;

    private SymmetricEigen() {}

    /** Fills n x k vectors and returns the k largest eigenvalues, falling; reads the lower triangle of a and spoils it. */
    static double[] decompose(CpuBackend backend, DenseMatrix a, DenseMatrix vectors, Progress progress) {
        DenseMatrix matrix = a;
        if (a.precision() == Precision.FLOAT) {
            int n = a.rows();
            matrix = DenseMatrix.of(new ArrayStorage<>(backend.doubleLoops(), n * n), n, n, n);
        }
        double unit = scale(a, matrix);
        Tridiagonalisation reduced = Tridiagonalisation.of(backend, matrix, progress);
        TridiagonalEigen.Pairs pairs = TridiagonalEigen.largest(
                backend, reduced.diagonal(), reduced.offDiagonal(), vectors.columns(), progress);
        reduced.takeBack(pairs.vectors(), progress);
        write(backend, pairs.vectors(), vectors);
        double[] values = pairs.values();
        for (int j = 0; j < values.length; j++) {
            values[j] *= unit;
        }
        return values;
    }

    /** Divides the lower triangle by a power of two near its largest entry, which is returned. */
    private static double scale(DenseMatrix from, DenseMatrix to) {
        double[] row = new double[from.columns()];
        double largest = 0;
        for (int i = 0; i < row.length; i++) {
            from.read(i, 0, i + 1, row, 0);
            for (int j = 0; j <= i; j++) {
                largest = Math.max(largest, Math.abs(row[j]));
            }
        }
        double unit = unit(largest);
        for (int i = 0; i < row.length; i++) {
            from.read(i, 0, i + 1, row, 0);
            for (int j = 0; j <= i; j++) {
                row[j] /= unit;
            }
            to.write(i, 0, i + 1, row, 0);
        }
        return unit;
    }

    /** A power of two near {@code size}: squares of entries would overflow or vanish. */
    static double unit(double size) {
        return size == 0 ? 1 : Math.scalb(1.0, Math.max(-1000, Math.getExponent(size)));
    }

    /** Turns rows into columns, a few rows of those at a time. */
    private static void write(CpuBackend backend, DenseMatrix rows, DenseMatrix columns) {
        int k = rows.rows();
        double[] block = new double[BLOCK * k];
        for (int i = 0; i < columns.rows(); i += BLOCK) {
            int count = Math.min(BLOCK, columns.rows() - i);
            backend.doubleLoops()
                    .products()
                    .copy(Gemm.numbers(rows), Gemm.at(rows, 0, i), rows.stride(), 1, block, 0, k, k, count);
            for (int r = 0; r < count; r++) {
                columns.write(i + r, 0, k, block, r * k);
            }
        }
    }
}
