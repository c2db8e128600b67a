package io.gramian.core.internal.gram;

import io.gramian.core.Precision;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import java.util.Arrays;

/**
 * By what the distances of a Gram matrix are divided: a number for each row times one for each column.
 *
 * @param rows null where all are one
 * @param columns null where all are one
 */
public record Scales(double[] rows, double[] columns) {
    public static final Scales NONE = new Scales(null, null);

    public static Scales of(PairFunction function, Precision precision, double[] rows, double[] columns, int n, int m) {
        Scales scales = new Scales(
                checked("rowScales", rows, "rows", n, precision),
                checked("columnScales", columns, "columns", m, precision));
        scales.check(function);
        return scales;
    }

    /** Products of squares of both, and a distance times that, stay within the arithmetic. */
    private static double[] checked(String name, double[] scales, String what, int size, Precision precision) {
        if (scales == null) {
            return null;
        }
        if (scales.length != size) {
            throw new IllegalArgumentException(
                    name + ": expected one for each of the " + size + " " + what + ", found " + scales.length);
        }
        double most = precision == Precision.DOUBLE ? 1e70 : 1e9;
        for (int i = 0; i < size; i++) {
            if (!(scales[i] >= 1 / most && scales[i] <= most)) {
                throw new IllegalArgumentException(name + ": entry " + i + " is " + scales[i]
                        + "; expected a positive number from " + 1 / most + " to " + most + " in " + precision
                        + " arithmetic");
            }
        }
        return scales.clone();
    }

    public boolean areNone() {
        return rows == null && columns == null;
    }

    /** Checks that a function has distances to divide. */
    public void check(PairFunction function) {
        if (!areNone() && !isOfDistances(function.expression())) {
            throw new IllegalArgumentException("scales: " + function
                    + " is no function of distances alone; use a radial function, for example Kernel.gaussian(1)");
        }
    }

    private static boolean isOfDistances(Expression expression) {
        if (expression instanceof Expression.Leaf leaf) {
            return leaf.form() != Form.DOT && leaf.form() != Form.COSINE;
        }
        return !(expression instanceof Expression.Custom)
                && expression.parts().stream().allMatch(Scales::isOfDistances);
    }

    public Scales transposed() {
        return new Scales(columns, rows);
    }

    public Scales select(int[] rowIndices, int[] columnIndices) {
        return areNone() ? this : new Scales(chosen(rows, rowIndices), chosen(columns, columnIndices));
    }

    private static double[] chosen(double[] scales, int[] indices) {
        return scales == null
                ? null
                : Arrays.stream(indices).mapToDouble(i -> scales[i]).toArray();
    }

    /** What the form of a pair in row i is multiplied by, apart from the column's part. */
    public double rowFactor(Form form, int i) {
        return rows == null ? 1 : factor(form, rows[i]);
    }

    /** The columns' part of the same. */
    public double columnFactor(Form form, int j) {
        return columns == null ? 1 : factor(form, columns[j]);
    }

    private static double factor(Form form, double scale) {
        return form == Form.SQUARED_DISTANCE ? 1 / (scale * scale) : 1 / scale;
    }

    public double largestColumnFactor(Form form) {
        return columns == null ? 1 : factor(form, Arrays.stream(columns).min().orElseThrow());
    }

    /** The value of one pair, in the obvious way. */
    public double value(Expression expression, double[] x, double[] y, int i, int j) {
        if (areNone()) {
            return expression.value(x, y);
        } else if (expression instanceof Expression.Leaf leaf) {
            double form = leaf.form()
                    .value(leaf.transform().apply(x), leaf.transform().apply(y));
            return leaf.profile().value(form * columnFactor(leaf.form(), j) * rowFactor(leaf.form(), i));
        } else if (expression instanceof Expression.Scaled scaled) {
            return scaled.factor() * value(scaled.of(), x, y, i, j);
        }
        double left = value(expression.parts().get(0), x, y, i, j);
        double right = value(expression.parts().get(1), x, y, i, j);
        return expression instanceof Expression.Sum ? left + right : left * right;
    }
}
