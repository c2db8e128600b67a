package io.gramian.conformance;

import org.ejml.data.DMatrixRMaj;

/** How the numbers of a matrix lie in memory: all of it or a slice, of a matrix or of its transpose. */
enum Layout {
    STRAIGHT(false, false),
    TRANSPOSED(true, false),
    SLICED(false, true),
    TRANSPOSED_SLICE(true, true);

    /** Rows and columns of the owner around a slice. */
    static final int BEFORE_ROWS = 1;

    static final int BEFORE_COLUMNS = 2;
    private static final int MORE_ROWS = 3;
    private static final int MORE_COLUMNS = 5;

    final boolean isTransposed;
    final boolean isSliced;

    Layout(boolean isTransposed, boolean isSliced) {
        this.isTransposed = isTransposed;
        this.isSliced = isSliced;
    }

    /** The entries of the matrix that owns the memory: NaN around a slice, which nobody may read or write. */
    DMatrixRMaj owner(DMatrixRMaj view) {
        DMatrixRMaj inner = isTransposed ? Reference.transposed(view) : view;
        if (!isSliced) {
            return inner.copy();
        }
        DMatrixRMaj owner = new DMatrixRMaj(inner.numRows + MORE_ROWS, inner.numCols + MORE_COLUMNS);
        java.util.Arrays.fill(owner.data, Double.NaN);
        for (int i = 0; i < inner.numRows; i++) {
            for (int j = 0; j < inner.numCols; j++) {
                owner.set(i + BEFORE_ROWS, j + BEFORE_COLUMNS, inner.get(i, j));
            }
        }
        return owner;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
