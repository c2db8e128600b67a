package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import org.ejml.data.DMatrixRMaj;

/** A resident matrix in some layout, what it holds, and what lies around it. */
final class Operand implements AutoCloseable {
    private final Layout layout;
    private final DMatrixRMaj before;
    private final Matrix owner;
    private final Matrix view;

    Operand(Backend backend, Layout layout, DMatrixRMaj values) {
        this.layout = layout;
        this.before = layout.owner(rounded(values, backend.precision()));
        this.owner = backend.matrix(before);
        DMatrixRMaj inner = layout.isTransposed ? Reference.transposed(values) : values;
        int row = Layout.BEFORE_ROWS;
        int column = Layout.BEFORE_COLUMNS;
        Matrix slice = layout.isSliced ? owner.slice(row, row + inner.numRows, column, column + inner.numCols) : owner;
        this.view = layout.isTransposed ? slice.transposed() : slice;
        assertEquals(values.numRows, view.rows());
        assertEquals(values.numCols, view.columns());
        assertArrayEquals(rounded(values, backend.precision()).data, view.toArray(), "what was put in");
    }

    static DMatrixRMaj rounded(DMatrixRMaj values, Precision precision) {
        DMatrixRMaj rounded = values.copy();
        for (int at = 0; precision == Precision.FLOAT && at < rounded.data.length; at++) {
            rounded.data[at] = (float) rounded.data[at];
        }
        return rounded;
    }

    Matrix matrix() {
        return view;
    }

    void checkUnchanged() {
        assertArrayEquals(before.data, owner.toArray(), "an operand was changed, or what lies around it");
    }

    /** Returns what a target holds now, having checked that nothing was written around it. */
    DMatrixRMaj written() {
        DMatrixRMaj now = view.toEjml();
        assertArrayEquals(layout.owner(now).data, owner.toArray(), "something was written around the target");
        return now;
    }

    @Override
    public void close() {
        owner.close();
    }
}
