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
import java.util.Arrays;
import java.util.List;

/**
 * A partial Cholesky factorisation K ~ F F' that grows by pivots of anyone's choice, with the diagonal of the residual
 * K - F F' kept up to date.
 *
 * <p>A round looks at b candidates through their own b x b residual matrix, and evaluates whole columns of K only for the
 * a of them that are taken. With L the Cholesky factor of these and N its inverse, the new columns of F are
 * K(X, A) N' - F (N F_A)', written by two products into the place where they stay. Points come in blocks, so that beside F
 * nothing of length n times a pivot count is stored. F lies column after column, as it grows.
 */
final class ResidualFactor implements AutoCloseable {
    private static final int BLOCK_ROWS = 16384;
    private static final int STRIP = 192;

    /** Units of round-off of a point's own diagonal below which its residual is taken as zero. */
    private static final double ROUND_OFF = 500;

    private final Kernel kernel;
    private final Points x;
    private final List<Points> blocks;
    private final Backend backend;
    private final LinearAlgebra algebra;
    private final Matrix columns; // of F, one after the other: capacity x n
    private final double[] residual;
    private final double[] floor;
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
        this.residual = SelectionChecks.diagonal(kernel, x, backend);
        double unit = backend.precision() == Precision.DOUBLE ? 0x1p-52 : 0x1p-23;
        this.floor = Arrays.stream(residual).map(d -> ROUND_OFF * unit * d).toArray();
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
     * @return how many became pivots; if none did, the first candidate's residual has been found to be rounding
     */
    int append(int[] candidates, Acceptance rule) {
        SelectionChecks.checkInterrupted();
        PivotCandidates chosen = new PivotCandidates(residualMatrix(candidates), candidates.length);
        for (int c = 0; c < candidates.length && rank + chosen.count() < pivots.length; c++) {
            double now = chosen.residual(c);
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
                Matrix identity = RowPass.identity(a, backend);
                Matrix inverse = algebra.solveTriangular(Triangle.LOWER, lower, identity);
                Matrix rows = rowsOfFactor(indices);
                Matrix projection = algebra.multiply(inverse, rows)) {
            Points targets = x.select(indices);
            int first = 0;
            for (Points block : blocks) {
                appendColumns(first, block, targets, inverse, projection, columnSquares);
                first += block.size();
            }
        }
        evaluations += (long) x.size() * a;
        settle(indices, columnSquares);
    }

    /** Writes rows {@code first} to {@code first + block.size()} of the new columns, and subtracts their squares. */
    private void appendColumns(
            int first, Points block, Points targets, Matrix inverse, Matrix projection, double[] columnSquares) {
        int a = columnSquares.length;
        int n = block.size();
        int last = first + n;
        Matrix target = columns.slice(rank, rank + a, first, last);
        try (Gram gram = backend.gram(kernel, targets, block);
                Matrix values = gram.matrix()) {
            multiplyLower(inverse, values, target);
            if (rank > 0) {
                algebra.multiply(-1, projection, columns.slice(0, rank, first, last), 1, target);
            }
        }
        double[] entries = target.toArray();
        for (int j = 0; j < a; j++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                double square = entries[j * n + i] * entries[j * n + i];
                sum += square;
                residual[first + i] -= square;
            }
            columnSquares[j] += sum;
        }
        for (int i = first; i < last; i++) {
            if (residual[i] <= floor[i]) {
                residual[i] = 0;
            }
        }
    }

    /** target = lower values, in strips that leave out most of the zeros of a large triangle. */
    private void multiplyLower(Matrix lower, Matrix values, Matrix target) {
        int a = lower.rows();
        for (int from = 0; from < a; from += STRIP) {
            int to = Math.min(a, from + STRIP);
            algebra.multiply(1, lower.slice(from, to, 0, to), values.rows(0, to), 0, target.rows(from, to));
        }
    }

    private void settle(int[] indices, double[] columnSquares) {
        for (int index : indices) {
            residual[index] = 0; // exactly, by construction
        }
        remaining = Arrays.stream(residual).sum();
        if (Double.isNaN(remaining)) {
            throw new NumericalException("the residual is not a number after " + rank + " pivots; " + kernel
                    + " gives values on these points that are not finite");
        }
        double after = remaining;
        for (int r = indices.length - 1; r >= 0; r--) {
            traces[rank + r] = after;
            after += columnSquares[r];
        }
        rank += indices.length;
    }

    @Override
    public void close() {
        columns.close();
    }
}
