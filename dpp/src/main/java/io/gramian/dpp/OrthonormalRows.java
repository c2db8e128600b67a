package io.gramian.dpp;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/**
 * An orthonormal basis of the span of the rows drawn, grown one by one. It is kept by rows and by columns: inner products run
 * along columns and sums along rows, both without a carried sum.
 */
final class OrthonormalRows {
    /** So many inner products are made before the next look at whether they are enough. */
    private static final int CHUNK = 64;

    /** Above this share left of a row, subtracting once leaves it orthogonal to working precision. */
    private static final double ONCE = 0.01;

    private final double[][] rows;
    private final double[][] columns;
    private final double[] dots; // of the row looked at last
    private int count;

    /** For at most m rows of m numbers. */
    OrthonormalRows(int m) {
        rows = new double[m][];
        columns = new double[m][m];
        dots = new double[m];
    }

    /** Returns the squared norm that is not spanned, or -1 as soon as it is not above the threshold. */
    double remaining(double[] row, double weight, double threshold) {
        double left = weight;
        for (int from = 0; from < count; from += CHUNK) {
            int to = Math.min(count, from + CHUNK);
            Arrays.fill(dots, from, to, 0);
            VectorLoops.addAll(dots, from, to, 1, row, columns, row.length);
            for (int b = from; b < to; b++) {
                left -= dots[b] * dots[b];
            }
            if (left <= threshold) {
                return -1;
            }
        }
        return left;
    }

    /** Adds the direction in which a row leaves the span; returns it, of norm one. */
    double[] append(double[] row) {
        multiply(row);
        return append(row, dots);
    }

    /** The same for a row whose inner products with the directions before are known. */
    double[] append(double[] row, double... products) {
        double[] direction = row.clone();
        double weight = VectorLoops.dot(row, row);
        VectorLoops.addAll(direction, 0, direction.length, -1, products, rows, count);
        double left = VectorLoops.dot(direction, direction);
        if (left < ONCE * weight) {
            multiply(direction);
            VectorLoops.addAll(direction, 0, direction.length, -1, dots, rows, count);
            left = VectorLoops.dot(direction, direction);
        }
        if (!(left > 0)) {
            throw new NumericalException("an item was drawn whose row is spanned by those before, up to rounding");
        }
        double norm = Math.sqrt(left);
        for (int a = 0; a < direction.length; a++) {
            direction[a] /= norm;
            columns[a][count] = direction[a];
        }
        rows[count++] = direction;
        return direction;
    }

    private void multiply(double... row) {
        Arrays.fill(dots, 0, count, 0);
        VectorLoops.addAll(dots, 0, count, 1, row, columns, row.length);
    }
}
