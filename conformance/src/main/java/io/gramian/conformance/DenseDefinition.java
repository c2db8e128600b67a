package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Points;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;
import java.util.Arrays;
import java.util.Comparator;
import org.ejml.data.DMatrixRMaj;

/** The obvious version of every Gram operation: all values one by one in double precision, then sums over them. */
final class DenseDefinition {
    private final PairFunction function;
    private final Points x;
    private final Points y;
    private final boolean excludingSelf;
    private final double[][] values;
    private final double largest;

    DenseDefinition(PairFunction function, Points x, Points y, boolean excludingSelf) {
        this.function = function;
        this.x = x;
        this.y = y;
        this.excludingSelf = excludingSelf;
        this.values = new double[x.size()][y.size()];
        double size = 1e-30;
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < y.size(); j++) {
                values[i][j] = excludingSelf && i == j ? 0 : function.value(x.row(i), y.row(j));
                size = Math.max(size, Math.abs(values[i][j]));
            }
        }
        this.largest = size;
    }

    boolean isNonNegative() {
        return Arrays.stream(values).allMatch(row -> Arrays.stream(row).allMatch(v -> v >= 0));
    }

    private String at(String what, int row) {
        return what + " of " + function + (excludingSelf ? " excluding self" : "") + ", row " + row;
    }

    void checkRowSums(double[] found, double[] weights, double tolerance) {
        assertEquals(x.size(), found.length);
        for (int i = 0; i < found.length; i++) {
            double sum = 0;
            double size = 0;
            for (int j = 0; j < weights.length; j++) {
                sum += weights[j] * values[i][j];
                size += Math.abs(weights[j] * values[i][j]);
            }
            // A value near zero may be the small difference of large products: so it is judged beside the largest.
            assertEquals(sum, found[i], tolerance * (size + largest), at("row sum", i));
        }
    }

    void checkDense(DMatrixRMaj found, double tolerance) {
        assertEquals(x.size(), found.numRows);
        assertEquals(y.size(), found.numCols);
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < y.size(); j++) {
                double allowed = tolerance * largest;
                assertEquals(values[i][j], found.get(i, j), allowed, at("entry " + j, i));
            }
        }
    }

    void checkDiagonal(double[] found, double tolerance) {
        assertEquals(Math.min(x.size(), y.size()), found.length);
        for (int i = 0; i < found.length; i++) {
            assertEquals(values[i][i], found[i], tolerance * largest, at("diagonal", i));
        }
    }

    void checkLogSums(double[] found, double[] logWeights, double tolerance) {
        for (int i = 0; i < found.length; i++) {
            double sum = 0;
            for (int j = 0; j < logWeights.length; j++) {
                sum += Math.exp(logWeights[j]) * values[i][j];
            }
            // arcCosine(0) of nearly opposite points is a small difference of numbers of order one.
            double allowed = tolerance * (2 + Math.min(1e6, largest / Math.max(sum, 1e-30)));
            if (sum > 1e-7) {
                assertEquals(Math.log(sum), found[i], allowed, at("log sum", i));
            }
        }
    }

    void checkStatistics(RowStatistics found, double[] logWeights, double tolerance) {
        for (int i = 0; i < found.size(); i++) {
            double sum = 0;
            for (int j = 0; j < logWeights.length; j++) {
                sum += Math.exp(logWeights[j]) * values[i][j];
            }
            double squares = 0;
            double entropy = 0;
            double largestShare = 0;
            for (int j = 0; j < logWeights.length && sum > 0; j++) {
                double share = Math.exp(logWeights[j]) * values[i][j] / sum;
                squares += share * share;
                entropy -= share > 0 ? share * Math.log(share) : 0;
                largestShare = Math.max(largestShare, share);
            }
            if (sum > 1e-7) {
                double allowed = 20 * tolerance * (1 + largest / sum);
                assertEquals(Math.log(sum), found.logSum(i), allowed, at("log sum", i));
                assertEquals(squares, found.sumOfSquaredShares(i), allowed, at("squared shares", i));
                assertEquals(1 / squares, found.effectiveSampleSize(i), allowed / squares / squares, at("size", i));
                assertEquals(entropy, found.entropy(i), allowed * 10, at("entropy", i));
                assertEquals(largestShare, found.largestShare(i), allowed, at("largest share", i));
            } else if (sum == 0) {
                assertEquals(Double.NEGATIVE_INFINITY, found.logSum(i), at("log sum", i));
                assertEquals(Double.NaN, found.entropy(i), at("entropy", i));
            }
        }
    }

    void checkNearest(Neighbours found, int k, double tolerance) {
        Expression expression = function.expression();
        while (expression instanceof Expression.Scaled scaled) {
            expression = scaled.of();
        }
        Expression.Leaf leaf = (Expression.Leaf) expression;
        for (int i = 0; i < x.size(); i++) {
            int row = i;
            double[] distances = new double[y.size()];
            Arrays.setAll(distances, j -> leaf.form().value(x.row(row), y.row(j)));
            Integer[] order = new Integer[y.size()];
            Arrays.setAll(order, j -> j);
            Arrays.sort(order, Comparator.comparingDouble(j -> distances[j]));
            int rank = 0;
            for (int j : order) {
                if (rank < k && !(excludingSelf && j == i)) {
                    assertEquals(distances[j], found.distance(i, rank), tolerance * (1 + distances[j]), at("rank", i));
                    double own = distances[found.index(i, rank)]; // another index only at an equal distance
                    assertEquals(distances[j], own, tolerance * (1 + distances[j]), at("index", i));
                    rank++;
                }
            }
        }
    }
}
