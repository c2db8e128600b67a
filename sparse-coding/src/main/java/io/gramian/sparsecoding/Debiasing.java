package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * The least-squares fit of a signal by the places and atoms of a code, without the penalty that draws coefficients towards
 * zero: min |s - D x| over x that are zero where the code is.
 *
 * <p>Conjugate gradients on the normal equations, atoms scaled to unit norm, from the code's own coefficients; O(k L) an
 * iteration for k coefficients. Where the chosen atoms are nearly dependent the fit is not unique to rounding, and
 * coefficients can grow large; the residual never exceeds the code's own. Immutable and thread-safe.
 *
 * <p>Source: M. R. Hestenes, E. Stiefel, Methods of conjugate gradients for solving linear systems (1952).
 */
public final class Debiasing {
    private static final double DEFAULT_TOLERANCE = 1e-6;
    private static final int DEFAULT_ITERATIONS = 500;

    private final Boundary boundary;
    private final double tolerance;
    private final int limit;

    private Debiasing(Boundary boundary, double tolerance, int limit) {
        this.boundary = boundary;
        this.tolerance = tolerance;
        this.limit = limit;
    }

    /**
     * Returns the fit for circular codes to a tolerance of 1e-6, in at most 500 iterations.
     *
     * @return a configuration
     */
    public static Debiasing standard() {
        return new Debiasing(Boundary.CIRCULAR, DEFAULT_TOLERANCE, DEFAULT_ITERATIONS);
    }

    /**
     * Returns this fit for codes of another boundary, which decides what the certificate looks at.
     *
     * @param newBoundary that of the code
     * @return a configuration
     */
    public Debiasing withBoundary(Boundary newBoundary) {
        return new Debiasing(Objects.requireNonNull(newBoundary, "boundary"), tolerance, limit);
    }

    /**
     * Returns this fit with another tolerance.
     *
     * @param newTolerance of the gradient's norm, as a fraction of its norm for a code of zeros; positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Debiasing withTolerance(double newTolerance) {
        return new Debiasing(boundary, Checks.positive("tolerance", newTolerance), limit);
    }

    /**
     * Returns this fit with another limit on the number of iterations.
     *
     * @param iterations at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public Debiasing withMaximumIterations(int iterations) {
        return new Debiasing(boundary, tolerance, Checks.atLeast("iterations", 1, iterations));
    }

    /**
     * Returns the fit on the places and atoms of a code.
     *
     * @param signal what was coded
     * @param code its code
     * @return a code without a penalty, stopped by {@link StopRule#RESIDUALS} or {@link StopRule#ITERATIONS}
     * @throws IllegalArgumentException if the signal has another shape or other channels than the code's reconstruction
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode fit(Signal signal, SparseCode code) {
        signal.checkSame(code.reconstruction());
        double[] ones = new double[code.dictionary().size()];
        Arrays.fill(ones, 1);
        SpatialProblem problem = new SpatialProblem(signal, code.dictionary(), boundary, Penalty.of(0), ones, false);
        if (code.maps().count() == 0) {
            return problem.code(code.maps().atomFastest(), StopRule.RESIDUALS, 0, null);
        }
        SupportGradients run = new SupportGradients(problem, code.maps(), tolerance);
        StopRule rule = run.iterate(limit);
        return problem.code(run.atomFastest(), rule, run.iterations(), null);
    }

    /** Returns tolerance and limit. */
    @Override
    public String toString() {
        return "Debiasing[tolerance " + tolerance + ", at most " + limit + " iterations, " + boundary + "]";
    }
}
