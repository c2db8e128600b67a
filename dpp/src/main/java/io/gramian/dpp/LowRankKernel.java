package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A kernel Z C Z' of N items, of rank at most m, that need not be symmetric: Z is N x m, C is m x m. Without Z, it is C itself
 * and m = N. Immutable as long as nobody writes into its matrices.
 */
final class LowRankKernel {
    /** Units of rounding, times m, that cancellation may leave of zero. */
    private static final double ROUNDING = 4;

    private final DMatrixRMaj z; // null for the identity
    private final DMatrixRMaj core;

    LowRankKernel(DMatrixRMaj z, DMatrixRMaj core) {
        this.z = z;
        this.core = core;
    }

    int size() {
        return z == null ? core.numRows : z.numRows;
    }

    /** Returns m. */
    int inner() {
        return core.numRows;
    }

    boolean isDense() {
        return z == null;
    }

    DMatrixRMaj factor() {
        return z;
    }

    DMatrixRMaj core() {
        return core;
    }

    LowRankKernel withCore(DMatrixRMaj other) {
        return new LowRankKernel(z, other);
    }

    LowRankKernel scaled(double factor) {
        DMatrixRMaj changed = core.copy();
        CommonOps_DDRM.scale(factor, changed);
        return withCore(changed);
    }

    /** Returns Z'Z. */
    DMatrixRMaj gram(Backend backend) {
        if (z == null) {
            return CommonOps_DDRM.identity(inner());
        }
        try (Matrix matrix = backend.matrix(z);
                Matrix gram = backend.linearAlgebra().symmetricProduct(matrix.transposed())) {
            return DMatrixRMaj.wrap(inner(), inner(), gram.toArray());
        }
    }

    /** Returns Z_S C, a row for each item. */
    DMatrixRMaj left(int... items) {
        if (z == null) {
            return gather(core, items, all(inner()));
        }
        DMatrixRMaj left = new DMatrixRMaj(items.length, inner());
        CommonOps_DDRM.mult(rows(items), core, left);
        return left;
    }

    /** Returns C Z_S', a column for each item. */
    DMatrixRMaj right(int... items) {
        if (z == null) {
            return gather(core, all(inner()), items);
        }
        DMatrixRMaj right = new DMatrixRMaj(inner(), items.length);
        CommonOps_DDRM.multTransB(core, rows(items), right);
        return right;
    }

    /** Returns the entries among some items. */
    DMatrixRMaj block(int... items) {
        if (z == null) {
            return gather(core, items, items);
        }
        DMatrixRMaj block = new DMatrixRMaj(items.length, items.length);
        CommonOps_DDRM.multTransB(left(items), rows(items), block);
        return block;
    }

    /** Returns the diagonal. */
    double[] diagonal() {
        double[] diagonal = new double[size()];
        if (z == null) {
            Arrays.setAll(diagonal, i -> core.get(i, i));
            return diagonal;
        }
        DMatrixRMaj left = new DMatrixRMaj(size(), inner());
        CommonOps_DDRM.mult(z, core, left);
        for (int i = 0; i < diagonal.length; i++) {
            for (int c = 0; c < inner(); c++) {
                diagonal[i] += left.get(i, c) * z.get(i, c);
            }
        }
        return diagonal;
    }

    DMatrixRMaj dense() {
        return block(all(size()));
    }

    /** Returns the same kernel of some items only. */
    LowRankKernel restrictedTo(int... items) {
        return z == null ? new LowRankKernel(null, gather(core, items, items)) : new LowRankKernel(rows(items), core);
    }

    /**
     * Returns the kernel with C + sign C Z_A' M^-1 Z_A C for its core. Entries that cancel down to rounding become zero: where A
     * exhausts the rank, what is left has no minors, not those of rounding.
     */
    LowRankKernel updated(double sign, DMatrixRMaj m, int... items) {
        DMatrixRMaj inverse = new DMatrixRMaj(items.length, items.length);
        if (!CommonOps_DDRM.invert(m, inverse)) {
            throw new IllegalArgumentException("items " + Arrays.toString(items)
                    + ": the condition on them has probability zero, so nothing follows from it");
        }
        DMatrixRMaj left = left(items);
        DMatrixRMaj right = right(items);
        DMatrixRMaj change = triple(right, inverse, left);
        CommonOps_DDRM.abs(right);
        CommonOps_DDRM.abs(inverse);
        CommonOps_DDRM.abs(left);
        DMatrixRMaj size = triple(right, inverse, left);
        double rounding = ROUNDING * inner() * Math.ulp(1.0);
        for (int at = 0; at < change.data.length; at++) {
            double sum = core.data[at] + sign * change.data[at];
            change.data[at] = Math.abs(sum) <= rounding * size.data[at] ? 0 : sum;
        }
        return new LowRankKernel(z, change);
    }

    private static DMatrixRMaj triple(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj c) {
        DMatrixRMaj half = new DMatrixRMaj(a.numRows, b.numCols);
        CommonOps_DDRM.mult(a, b, half);
        DMatrixRMaj whole = new DMatrixRMaj(a.numRows, c.numCols);
        CommonOps_DDRM.mult(half, c, whole);
        return whole;
    }

    private DMatrixRMaj rows(int... items) {
        return gather(z, items, all(inner()));
    }

    private static int[] all(int n) {
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        return all;
    }

    private static DMatrixRMaj gather(DMatrixRMaj from, int[] rows, int[] columns) {
        DMatrixRMaj block = new DMatrixRMaj(rows.length, columns.length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                block.set(i, j, from.get(rows[i], columns[j]));
            }
        }
        return block;
    }
}
