package io.gramian.core.internal.cpu;

import io.gramian.core.internal.linear.DenseMatrix;

/** Copies between matrices of any precision and working ones in double, scaled or transposed, some rows at a time. */
final class DoubleCopies {
    private static final int BLOCK = 64;

    private DoubleCopies() {}

    /** A power of two near the largest entry, of the lower triangle alone if {@code lower}; 1 if all are zero. */
    static double unit(DenseMatrix a, boolean lower) {
        double[] row = new double[a.columns()];
        double largest = 0;
        for (int i = 0; i < a.rows(); i++) {
            int count = lower ? i + 1 : row.length;
            a.read(i, 0, count, row, 0);
            for (int j = 0; j < count; j++) {
                largest = Math.max(largest, Math.abs(row[j]));
            }
        }
        return unit(largest);
    }

    /** A power of two near {@code size}: squares of entries would overflow or vanish. */
    static double unit(double size) {
        return size == 0 ? 1 : Math.scalb(1.0, Math.max(-1000, Math.getExponent(size)));
    }

    /** Writes the lower triangle divided by a power of two. */
    static void lowerTriangle(DenseMatrix from, double unit, DenseMatrix to) {
        double[] row = new double[from.columns()];
        for (int i = 0; i < row.length; i++) {
            from.read(i, 0, i + 1, row, 0);
            divide(row, i + 1, unit);
            to.write(i, 0, i + 1, row, 0);
        }
    }

    /** Returns the columns, divided by a power of two, as rows. */
    static DenseMatrix turned(TileLoops<double[]> loops, DenseMatrix from, double unit) {
        int n = from.columns();
        DenseMatrix to = Reflectors.matrix(loops, n, from.rows());
        double[] block = new double[BLOCK * n];
        for (int i = 0; i < from.rows(); i += BLOCK) {
            int count = Math.min(BLOCK, from.rows() - i);
            for (int r = 0; r < count; r++) {
                from.read(i + r, 0, n, block, r * n);
            }
            divide(block, count * n, unit);
            loops.products().copy(block, 0, n, 1, Gemm.numbers(to), Gemm.at(to, 0, i), to.stride(), count, n);
        }
        return to;
    }

    private static void divide(double[] numbers, int count, double unit) {
        for (int j = 0; j < count; j++) {
            numbers[j] /= unit;
        }
    }

    /** Writes rows as columns. */
    static void turn(TileLoops<double[]> loops, DenseMatrix rows, DenseMatrix columns) {
        int k = rows.rows();
        double[] block = new double[BLOCK * k];
        for (int i = 0; i < columns.rows(); i += BLOCK) {
            int count = Math.min(BLOCK, columns.rows() - i);
            loops.products().copy(Gemm.numbers(rows), Gemm.at(rows, 0, i), rows.stride(), 1, block, 0, k, k, count);
            for (int r = 0; r < count; r++) {
                columns.write(i + r, 0, k, block, r * k);
            }
        }
    }
}
