package io.gramian.nystrom;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Triangle;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;

/**
 * A partial Cholesky factorisation K ~ F F' that grows by pivots of anyone's choice, with the diagonal of the residual
 * K - F F' kept up to date.
 *
 * <p>A round looks at b candidates through their own b x b residual matrix, and evaluates whole columns of K only for the
 * a of them that are taken. With L the Cholesky factor of these, the new columns of F are (K(X, A) - F F_A') L'^-1. They
 * are solved for, never multiplied by an inverse of L: pivots of one round may differ by many orders of magnitude, and
 * the inverse would lose half of the digits. Points come in blocks, so that beside F nothing of length n times a pivot
 * count is stored. F lies column after column, as it grows.
 */
final class ResidualFactor implements AutoCloseable {
    private static final int BLOCK_ROWS =
            2040; // a block's new columns stay in cache; no power of two, which would alias

    /**
     * Parts of a point's own diagonal up to which its residual is taken as zero: above what kernel values are off by, up to
     * 1e-13 in double precision without the Vector API.
     */
    private static final double DOUBLE_FLOOR = 4e-13;

    private static final double FLOAT_FLOOR = 6e-5;

    /** Part of a point's own diagonal by which its residual may fall below zero and be rounding still. */
    private static final double INDEFINITE = 0.1;

    private final Kernel kernel;
    private final Points x;
    private final List<Points> blocks;
    private final Backend backend;
    private final LinearAlgebra algebra;
    private final Matrix columns; // of F, one after the other: capacity x n
    private final double[] residual;
    private final double[] floor;
    private final double[] least; // what rounding never takes a residual below
    private final int[] pivots;
    private final double[] pivotResiduals;
    private final double[] traces; // of the residual after each pivot
    private final double trace;
    private double remaining;
    private int rank;
    private long evaluations;

    /** Says whether a candidate becomes a pivot, from its residual before the round and the present one. */
    @FunctionalInterface
    interface Acceptance {
        Acceptance ALWAYS = (before, now) -> true;

        boolean accepts(double before, double now);
    }

    ResidualFactor(Kernel kernel, Points x, int capacity, Backend backend) {
        this.kernel = kernel;
        this.x = x;
        this.blocks = RowPass.blocks(x, BLOCK_ROWS);
        this.backend = backend;
        this.algebra = backend.linearAlgebra();
        this.residual = Checks.diagonal(kernel, x, backend);
        double part = backend.precision() == Precision.DOUBLE ? DOUBLE_FLOOR : FLOAT_FLOOR;
        this.floor = Arrays.stream(residual).map(d -> part * d).toArray();
        this.least = Arrays.stream(residual).map(d -> -INDEFINITE * d).toArray();
        this.trace = Arrays.stream(residual).sum();
        this.remaining = trace;
        this.pivots = new int[capacity];
        this.pivotResiduals = new double[capacity];
        this.traces = new double[capacity];
        this.evaluations = x.size();
        this.columns = backend.matrix(capacity, x.size());
    }

    int rank() {
        return rank;
    }

    double trace() {
        return trace;
    }

    /** The trace of K - F F'. */
    double remaining() {
        return remaining;
    }

    /** The diagonal of K - F F'; zero where only rounding is left. The array changes with every round. */
    double[] residual() {
        return residual;
    }

    /** F, n x rank. */
    Matrix factor() {
        return columns.rows(0, rank).transposed();
    }

    int[] pivots() {
        return Arrays.copyOf(pivots, rank);
    }

    double[] pivotResiduals() {
        return Arrays.copyOf(pivotResiduals, rank);
    }

    double[] traces() {
        return Arrays.copyOf(traces, rank);
    }

    long evaluations() {
        return evaluations;
    }

    /**
     * Takes the candidates, in their order, that the rule accepts, until F is full; one whose residual is rounding is
     * never taken. Repeats are allowed: what has become a pivot has no residual left.
     *
     * @return how many became pivots
     * @throws NumericalException if a residual is no number or far below zero
     */
    int append(int[] candidates, Acceptance rule) {
        Checks.checkInterrupted("choosing landmarks");
        PivotCandidates chosen = new PivotCandidates(residualMatrix(candidates), candidates.length);
        for (int c = 0; c < candidates.length && rank + chosen.count() < pivots.length; c++) {
            double now = chosen.residual(c);
            check(candidates[c], now);
            boolean isPositive = now > floor[candidates[c]];
            if (!isPositive && c == 0) {
                remaining -= residual[candidates[c]];
                residual[candidates[c]] = 0;
            } else if (isPositive && rule.accepts(residual[candidates[c]], now)) {
                chosen.take(c, now);
            }
        }
        if (chosen.count() > 0) {
            grow(candidates, chosen);
        }
        return chosen.count();
    }

    /** K(S, S) - F_S F_S' of the candidates S, row after row. */
    private double[] residualMatrix(int[] candidates) {
        int b = candidates.length;
        evaluations += (long) b * b;
        Points points = x.select(candidates);
        try (Gram gram = backend.gram(kernel, points);
                Matrix matrix = gram.matrix();
                Matrix rows = rowsOfFactor(candidates)) {
            if (rank > 0) {
                algebra.symmetricProduct(-1, rows, 1, matrix);
            }
            return matrix.toArray();
        }
    }

    private Matrix rowsOfFactor(int[] indices) {
        double[] rows = new double[indices.length * rank];
        for (int r = 0; r < indices.length; r++) {
            double[] row = columns.slice(0, rank, indices[r], indices[r] + 1).toArray();
            System.arraycopy(row, 0, rows, r * rank, rank);
        }
        return backend.matrix(indices.length, rank, rows);
    }

    private void grow(int[] candidates, PivotCandidates chosen) {
        int a = chosen.count();
        int[] indices = new int[a];
        for (int r = 0; r < a; r++) {
            indices[r] = candidates[chosen.taken(r)];
            pivots[rank + r] = indices[r];
            pivotResiduals[rank + r] = chosen.pivot(r);
        }
        double[] columnSquares = new double[a];
        try (Matrix lower = backend.matrix(a, a, chosen.factor());
                Matrix rows = rowsOfFactor(indices)) {
            Points targets = x.select(indices);
            int first = 0;
            for (Points block : blocks) {
                appendColumns(first, block, targets, lower, rows, columnSquares);
                first += block.size();
            }
            writePivotRows(indices, lower);
        }
        evaluations += (long) x.size() * a;
        settle(indices, columnSquares);
    }

    /** Writes rows {@code first} to {@code first + block.size()} of the new columns, and subtracts their squares. */
    private void appendColumns(
            int first, Points block, Points targets, Matrix lower, Matrix rows, double[] columnSquares) {
        int last = first + block.size();
        try (Gram gram = backend.gram(kernel, targets, block);
                Matrix values = gram.matrix()) {
            if (rank > 0) {
                algebra.multiply(-1, rows, columns.slice(0, rank, first, last), 1, values);
            }
            try (Matrix solved = algebra.solveTriangular(Triangle.LOWER, lower, values)) {
                algebra.add(1, solved, columns.slice(rank, rank + columnSquares.length, first, last)); // zeros so far
                subtractSquares(first, block.size(), solved.toArray(), columnSquares);
            }
        }
    }

    /**
     * Puts the rows of L itself at the pivots, where the solution has them but for rounding: every row x of it satisfies
     * x L' = b to rounding, however small the pivots, but its products with other solved rows may not.
     */
    private void writePivotRows(int[] indices, Matrix lower) {
        int a = indices.length;
        Matrix triangle = lower.transposed();
        for (int r = 0; r < a; r++) {
            Matrix row = columns.slice(rank, rank + a, indices[r], indices[r] + 1);
            algebra.scale(0, row);
            algebra.add(1, triangle.slice(0, a, r, r + 1), row);
        }
    }

    private void subtractSquares(int first, int n, double[] entries, double[] columnSquares) {
        for (int j = 0; j < columnSquares.length; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double square = entries[j * n + i] * entries[j * n + i];
                sum += square;
                residual[first + i] -= square;
            }
            columnSquares[j] += sum;
        }
        for (int i = first; i < first + n; i++) {
            check(i, residual[i]);
            if (residual[i] <= floor[i]) {
                residual[i] = 0;
            }
        }
    }

    private void check(int point, double left) {
        if (!(left >= least[point])) {
            throw new NumericalException("the residual of point " + point + " is " + left + " after " + rank
                    + " pivots, its own value " + least[point] / -INDEFINITE + "; " + kernel + " gives values on these"
                    + " points that are not finite, or is not positive semi-definite as it declares");
        }
    }

    private void settle(int[] indices, double[] columnSquares) {
        for (int index : indices) {
            residual[index] = 0; // exactly, by construction
        }
        double before = remaining;
        remaining = Arrays.stream(residual).sum();
        double after = remaining;
        for (int r = indices.length - 1; r >= 0; r--) {
            traces[rank + r] = Math.min(after, before); // what is clipped at zero must not add up
            after += columnSquares[r];
        }
        rank += indices.length;
    }

    @Override
    public void close() {
        columns.close();
    }
}
