package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;
import java.util.List;

/**
 * A partial pivoted Cholesky factorisation K ~ F F' of a kernel matrix of n points, of rank m: the projection onto the
 * pivots, K(X, Z) K(Z, Z)^-1 K(Z, X) = F F', with Z the landmarks. K - F F' is positive semi-definite.
 *
 * <p>Made by {@link RandomlyPivotedCholesky#factorise} and {@link GreedyCholesky#factorise}. The factor is resident where
 * the backend computes, 8 n k bytes for the rank k that was asked for, until it is closed; what else it tells stays.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * try (PivotedCholesky k = RandomlyPivotedCholesky.ofRank(500).factorise(kernel, x, random, backend)) {
 *     Matrix f = k.factor();   // n x 500
 * }
 * }</pre>
 */
public final class PivotedCholesky implements AutoCloseable {
    private final ResidualFactor factor;
    private final Landmarks landmarks;
    private final double[] residual;
    private final double[] traceErrors;

    PivotedCholesky(Points x, ResidualFactor factor, List<String> warnings) {
        this.factor = factor;
        this.residual = factor.residual().clone();
        this.traceErrors = Arrays.stream(factor.traces())
                .map(left -> Math.max(0, left / factor.trace()))
                .toArray();
        double[] weights = new double[factor.rank()];
        Arrays.fill(weights, 1);
        this.landmarks = new Landmarks(
                x, factor.pivots(), weights, factor.pivotResiduals(), Double.NaN, factor.evaluations(), warnings);
    }

    /**
     * Returns the factor F, a view that is closed with this factorisation. Row i belongs to point i, column j to the
     * j-th landmark; on the rows of the landmarks it is lower triangular.
     *
     * @return n x m, of the backend's precision
     */
    public Matrix factor() {
        return factor.factor();
    }

    /**
     * Returns the pivots in the order of choice, with weights of one; their scores are the residual diagonals at the
     * moment of choice.
     *
     * @return m landmarks
     */
    public Landmarks landmarks() {
        return landmarks;
    }

    /**
     * Returns the number of pivots.
     *
     * @return m, at least 1
     */
    public int rank() {
        return landmarks.size();
    }

    /**
     * Returns tr K.
     *
     * @return the sum of k(x_i, x_i)
     */
    public double trace() {
        return factor.trace();
    }

    /**
     * Returns the relative error in trace norm, tr(K - F F') / tr K.
     *
     * @return a number in [0, 1)
     */
    public double relativeTraceError() {
        return traceErrors[traceErrors.length - 1];
    }

    /**
     * Returns the relative error in trace norm after each pivot.
     *
     * @return m numbers that do not increase; a new array
     */
    public double[] relativeTraceErrors() {
        return traceErrors.clone();
    }

    /**
     * Returns the diagonal of K - F F', the squared distance of each point to the span of the landmarks in feature space.
     *
     * @return n numbers, 0 where the rest is rounding; a new array
     */
    public double[] residualDiagonal() {
        return residual.clone();
    }

    /** Gives the memory of the factor back; closing twice does nothing. */
    @Override
    public void close() {
        factor.close();
    }

    /** Returns size, rank and error. */
    @Override
    public String toString() {
        return "PivotedCholesky[" + residual.length + " points, rank " + rank() + ", relative trace error "
                + relativeTraceError() + "]";
    }
}
