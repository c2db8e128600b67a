package io.gramian.nystrom;

/**
 * The residual kernel matrix of a few candidate pivots, of which some are taken one after the other: the Cholesky
 * factorisation of the taken ones, row by row, with each candidate's residual as it stands when its turn comes.
 */
final class PivotCandidates {
    private final double[] matrix; // b x b, only its lower triangle is read
    private final int size;
    private final int[] taken;
    private final double[][] rows; // row r of the triangular factor, r + 1 numbers
    private final double[] current; // the row of the candidate looked at last
    private int count;

    PivotCandidates(double[] matrix, int size) {
        this.matrix = matrix;
        this.size = size;
        this.taken = new int[size];
        this.rows = new double[size][];
        this.current = new double[size];
    }

    /** The residual of a candidate, not among the taken, after those taken so far; O(count^2). */
    double residual(int candidate) {
        double left = matrix[candidate * size + candidate];
        for (int r = 0; r < count; r++) {
            double[] row = rows[r];
            double sum = matrix[candidate * size + taken[r]];
            for (int s = 0; s < r; s++) {
                sum -= current[s] * row[s];
            }
            current[r] = sum / row[r];
            left -= current[r] * current[r];
        }
        return left;
    }

    /** Takes the candidate whose residual was asked for last. */
    void take(int candidate, double residual) {
        double[] row = java.util.Arrays.copyOf(current, count + 1);
        row[count] = Math.sqrt(residual);
        taken[count] = candidate;
        rows[count++] = row;
    }

    int count() {
        return count;
    }

    /** The place among the candidates of the r-th that was taken. */
    int taken(int r) {
        return taken[r];
    }

    /** The residual of the r-th taken candidate when it was taken. */
    double pivot(int r) {
        return rows[r][r] * rows[r][r];
    }

    /** The triangular factor of the taken candidates, count x count, row after row. */
    double[] factor() {
        double[] factor = new double[count * count];
        for (int r = 0; r < count; r++) {
            System.arraycopy(rows[r], 0, factor, r * count, r + 1);
        }
        return factor;
    }
}
