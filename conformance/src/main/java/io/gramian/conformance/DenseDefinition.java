package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Kernel;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/** The obvious version of every Gram operation: all values one by one in double precision, then sums over them. */
final class DenseDefinition {
    private final PairFunction function;
    private final double[][] x;
    private final double[][] y;
    private final boolean excludingSelf;
    private final double[][] values;
    private final double largest;

    DenseDefinition(PairFunction function, Points x, Points y) {
        this(function, x.toArray(), y.toArray(), false, values(function, x.toArray(), y.toArray()));
    }

    private DenseDefinition(
            PairFunction function, double[][] x, double[][] y, boolean excludingSelf, double[][] values) {
        this.function = function;
        this.x = x;
        this.y = y;
        this.excludingSelf = excludingSelf;
        this.values = values;
        double size = 1e-30;
        for (double[] row : values) {
            for (double value : row) {
                size = Math.max(size, Math.abs(value));
            }
        }
        this.largest = size;
    }

    private static double[][] values(PairFunction function, double[][] x, double[][] y) {
        double[][] values = new double[x.length][y.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                values[i][j] = function.value(x[i], y[j]);
            }
        }
        return values;
    }

    DenseDefinition excludingSelf() {
        double[][] others = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            others[i] = values[i].clone();
            if (i < y.length) {
                others[i][i] = 0;
            }
        }
        return new DenseDefinition(function, x, y, true, others);
    }

    int rows() {
        return x.length;
    }

    int columns() {
        return y.length;
    }

    double value(int i, int j) {
        return values[i][j];
    }

    /** The largest size of a value. */
    double largest() {
        return largest;
    }

    double[] row(int i) {
        return x[i];
    }

    double[] column(int j) {
        return y[j];
    }

    /** The definition of a selection of rows and columns. */
    DenseDefinition select(int[] rows, int[] columns) {
        double[][] chosen = new double[rows.length][columns.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                chosen[i][j] = values[rows[i]][columns[j]];
            }
        }
        double[][] chosenRows = Arrays.stream(rows).mapToObj(i -> x[i]).toArray(double[][]::new);
        double[][] chosenColumns = Arrays.stream(columns).mapToObj(j -> y[j]).toArray(double[][]::new);
        return new DenseDefinition(function, chosenRows, chosenColumns, excludingSelf, chosen);
    }

    /** The definition of {@link io.gramian.core.backend.Gram#withScales}, for functions of squared distances. */
    DenseDefinition withScales(double[] rowScales, double[] columnScales) {
        double[][] scaled = new double[x.length][y.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double scale = rowScales[i] * columnScales[j];
                scaled[i][j] = scaled(function.expression(), x[i], y[j], scale);
            }
        }
        return new DenseDefinition(function, x, y, excludingSelf, scaled);
    }

    private static double scaled(Expression expression, double[] x, double[] y, double scale) {
        if (expression instanceof Expression.Leaf leaf) {
            double form = leaf.form()
                    .value(leaf.transform().apply(x), leaf.transform().apply(y));
            return leaf.profile().value(leaf.form() == Form.SQUARED_DISTANCE ? form / scale / scale : form / scale);
        } else if (expression instanceof Expression.Scaled multiple) {
            return multiple.factor() * scaled(multiple.of(), x, y, scale);
        }
        double left = scaled(expression.parts().get(0), x, y, scale);
        double right = scaled(expression.parts().get(1), x, y, scale);
        return expression instanceof Expression.Sum ? left + right : left * right;
    }

    boolean isNonNegative() {
        return Arrays.stream(values).allMatch(row -> Arrays.stream(row).allMatch(v -> v >= 0));
    }

    /** What a pair is reduced to, where that is a distance. */
    Optional<Expression> distance() {
        Expression expression = function.expression();
        while (expression instanceof Expression.Scaled scaled) {
            expression = scaled.of();
        }
        return expression instanceof Expression.Leaf leaf && leaf.form() != Form.DOT && leaf.form() != Form.COSINE
                ? Optional.of(new Expression.Leaf(leaf.form(), leaf.transform(), new Profile.Identity(), 0))
                : Optional.empty();
    }

    /** Judges what was found in one precision: an error is relative to what its check names, and recorded. */
    Judge judge(Measurements measurements, Precision precision, double tolerance) {
        return new Judge(measurements, precision, tolerance);
    }

    /** Compares numbers, then judges the worst of them. */
    final class Judge {
        private final Measurements measurements;
        private final Precision precision;
        private final double tolerance;
        private double worst;
        private String where = "";

        private Judge(Measurements measurements, Precision precision, double tolerance) {
            this.measurements = measurements;
            this.precision = precision;
            this.tolerance = tolerance;
        }

        void compare(double expected, double found, double scale, int row) {
            double error = Double.compare(expected, found) == 0 ? 0 : Math.abs(found - expected) / scale;
            if (!(error <= worst)) {
                worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
                where = "row " + row + ": expected " + expected + ", found " + found;
            }
        }

        void conclude(String what) {
            boolean isAngle = function.equals(Kernel.arcCosine(0));
            measurements.check(
                    isAngle ? what + " of arcCosine(order=0)" : what,
                    precision,
                    worst,
                    tolerance,
                    function + (excludingSelf ? " excluding self, " : ", ") + where);
            worst = 0;
        }

        void rowSums(double[] found, double[] weights) {
            rowSums("rowSums", found, weights);
        }

        void rowSums(String what, double[] found, double[] weights) {
            assertEquals(x.length, found.length);
            for (int i = 0; i < found.length; i++) {
                double sum = 0;
                double size = 0;
                for (int j = 0; j < weights.length; j++) {
                    sum += weights[j] * values[i][j];
                    size += Math.abs(weights[j] * values[i][j]);
                }
                // A value near zero may be the small difference of large products: it is judged beside the largest.
                compare(sum, found[i], size + largest, i);
            }
            conclude(what);
        }

        void dense(DMatrixRMaj found) {
            int[] rows = new int[x.length];
            int[] columns = new int[y.length];
            Arrays.setAll(rows, i -> i);
            Arrays.setAll(columns, j -> j);
            block("dense", found, rows, columns);
        }

        void block(String what, DMatrixRMaj found, int[] rows, int[] columns) {
            assertEquals(rows.length, found.numRows);
            assertEquals(columns.length, found.numCols);
            for (int i = 0; i < rows.length; i++) {
                for (int j = 0; j < columns.length; j++) {
                    compare(values[rows[i]][columns[j]], found.get(i, j), largest, rows[i]);
                }
            }
            conclude(what);
        }

        void diagonal(double[] found) {
            assertEquals(Math.min(x.length, y.length), found.length);
            for (int i = 0; i < found.length; i++) {
                compare(values[i][i], found[i], largest, i);
            }
            conclude("diagonal");
        }

        void logRowSums(double[] found, double[] logWeights) {
            assertEquals(x.length, found.length);
            for (int i = 0; i < found.length; i++) {
                double sum = sum(i, logWeights);
                // arcCosine(0) of nearly opposite points is a small difference of numbers of order one.
                if (sum > 1e-7) {
                    compare(Math.log(sum), found[i], 2 + Math.min(1e6, largest / sum), i);
                }
            }
            conclude("logRowSums");
        }

        void rowStatistics(RowStatistics found, double[] logWeights) {
            assertEquals(x.length, found.size());
            for (int i = 0; i < found.size(); i++) {
                double sum = sum(i, logWeights);
                if (sum > 1e-7) {
                    shares(found, logWeights, i, sum);
                } else if (sum == 0) {
                    compare(Double.NEGATIVE_INFINITY, found.logSum(i), 1, i);
                    compare(Double.NaN, found.entropy(i), 1, i);
                }
            }
            conclude("rowStatistics");
        }

        private void shares(RowStatistics found, double[] logWeights, int i, double sum) {
            double squares = 0;
            double entropy = 0;
            double largestShare = 0;
            for (int j = 0; j < logWeights.length; j++) {
                double share = Math.exp(logWeights[j]) * values[i][j] / sum;
                squares += share * share;
                entropy -= share > 0 ? share * Math.log(share) : 0;
                largestShare = Math.max(largestShare, share);
            }
            double scale = 20 * (1 + largest / sum);
            compare(Math.log(sum), found.logSum(i), scale, i);
            compare(squares, found.sumOfSquaredShares(i), scale, i);
            compare(1 / squares, found.effectiveSampleSize(i), scale / squares / squares, i);
            compare(entropy, found.entropy(i), 10 * scale, i);
            compare(largestShare, found.largestShare(i), scale, i);
        }

        private double sum(int i, double[] logWeights) {
            double sum = 0;
            for (int j = 0; j < logWeights.length; j++) {
                sum += Math.exp(logWeights[j]) * values[i][j];
            }
            return sum;
        }

        /** Another index is right only at an equal distance. */
        void nearest(Neighbours found, int k) {
            Expression form = distance().orElseThrow();
            for (int i = 0; i < x.length; i++) {
                int row = i;
                double[] distances = new double[y.length];
                Arrays.setAll(distances, j -> form.value(x[row], y[j]));
                Integer[] order = new Integer[y.length];
                Arrays.setAll(order, j -> j);
                Arrays.sort(order, Comparator.comparingDouble(j -> distances[j]));
                double scale = 1 + distances[order[order.length - 1]];
                int rank = 0;
                for (int j : order) {
                    if (rank < k && !(excludingSelf && j == i)) {
                        compare(distances[j], found.distance(i, rank), scale, i);
                        compare(distances[j], distances[found.index(i, rank)], scale, i);
                        rank++;
                    }
                }
            }
            conclude("nearest");
        }
    }
}
