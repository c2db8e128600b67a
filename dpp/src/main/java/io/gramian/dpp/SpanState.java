package io.gramian.dpp;

import io.gramian.core.NumericalException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** A basis among the rows of U, N x k, with the inverse of U_S: an exchange multiplies det U_S by one coefficient. */
final class SpanState implements ChainState {
    private static final int UPDATES = 100;

    private final DMatrixRMaj span;
    private final int[] items;
    private final boolean[] in;
    private final DMatrixRMaj inverse;
    private int updates;

    SpanState(DMatrixRMaj span, int... start) {
        this.span = span;
        this.items = start.clone();
        this.in = new boolean[span.numRows];
        for (int item : start) {
            in[item] = true;
        }
        this.inverse = new DMatrixRMaj(start.length, start.length);
        invert();
    }

    @Override
    public int count() {
        return items.length;
    }

    @Override
    public int item(int place) {
        return items[place];
    }

    @Override
    public boolean contains(int item) {
        return in[item];
    }

    @Override
    public double ratio(ChainMoves.Kind kind, int place, int item) {
        double coefficient = coefficients(item)[place];
        return coefficient * coefficient;
    }

    /** The row of the item in the basis of the rows of S. */
    private double[] coefficients(int item) {
        int k = items.length;
        double[] coefficients = new double[k];
        for (int r = 0; r < k; r++) {
            double own = span.get(item, r);
            for (int c = 0; c < k; c++) {
                coefficients[c] += own * inverse.get(r, c);
            }
        }
        return coefficients;
    }

    @Override
    public void apply(ChainMoves.Kind kind, int place, int item) {
        double[] coefficients = coefficients(item);
        double pivot = coefficients[place];
        coefficients[place] -= 1;
        for (int r = 0; r < items.length; r++) {
            double factor = inverse.get(r, place) / pivot;
            for (int c = 0; c < items.length; c++) {
                inverse.add(r, c, -factor * coefficients[c]);
            }
        }
        in[items[place]] = false;
        in[item] = true;
        items[place] = item;
        if (++updates == UPDATES) {
            invert();
        }
    }

    private void invert() {
        int k = items.length;
        updates = 0;
        DMatrixRMaj rows = new DMatrixRMaj(k, k);
        for (int r = 0; r < k; r++) {
            System.arraycopy(span.data, items[r] * k, rows.data, r * k, k);
        }
        if (!CommonOps_DDRM.invert(rows, inverse)) {
            throw new NumericalException(
                    "the rows " + Arrays.toString(items) + " of the span are linearly dependent up to rounding");
        }
    }
}
