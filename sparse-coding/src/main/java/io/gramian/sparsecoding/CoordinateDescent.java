package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * Locally greedy coordinate descent for 1/2 |s - D x|^2 + lambda sum_m w_m |x_m|_1: the grid is cut into segments of twice
 * the atoms' size; each in turn changes the one coefficient whose optimum is farthest from its value, x = soft(c + |d|^2 x,
 * lambda w) / |d|^2 with c = D^T (s - D x), until no segment holds one that would change.
 *
 * <p>It works in space: one change costs O(M (2L - 1)^axes) operations, whatever the size of the signal, so it suits long
 * signals with few coefficients, and {@link Boundary#VALID} as well as circular ones. With coherent atoms its tail is slow.
 * Memory N M numbers three times, and up to M^2 (2L - 1)^axes for the inner products of atoms. One thread. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * SparseCode code = CoordinateDescent.ofPenaltyFraction(0.1).encode(series, dictionary);
 * code.converged();
 * }</pre>
 *
 * <p>Source: T. Moreau, L. Oudre, N. Vayatis, DICOD: distributed convolutional coordinate descent for convolutional sparse
 * coding (2018).
 */
public final class CoordinateDescent {
    private static final double DEFAULT_TOLERANCE = 1e-4;
    private static final long DEFAULT_CHANGES = 10_000_000;

    private final Penalty penalty;
    private final Boundary boundary;
    private final double[] weights; // null for ones
    private final boolean nonNegative;
    private final double tolerance;
    private final double gapTolerance;
    private final long limit;
    private final Progress progress;

    private CoordinateDescent(
            Penalty penalty,
            Boundary boundary,
            double[] weights,
            boolean nonNegative,
            double tolerance,
            double gapTolerance,
            long limit,
            Progress progress) {
        this.penalty = penalty;
        this.boundary = boundary;
        this.weights = weights;
        this.nonNegative = nonNegative;
        this.tolerance = tolerance;
        this.gapTolerance = gapTolerance;
        this.limit = limit;
        this.progress = progress;
    }

    private static CoordinateDescent of(Penalty penalty) {
        return new CoordinateDescent(
                penalty, Boundary.CIRCULAR, null, false, DEFAULT_TOLERANCE, 0, DEFAULT_CHANGES, Progress.NONE);
    }

    /**
     * Returns the descent for a penalty.
     *
     * @param lambda at least 0
     * @return a configuration: circular, tolerance 1e-4, at most 10 million changes
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static CoordinateDescent ofPenalty(double lambda) {
        return of(Penalty.of(lambda));
    }

    /**
     * Returns the descent for a penalty relative to the smallest one whose code is zero.
     *
     * @param fraction lambda / lambda_max, at least 0; from 1 on the code is zero
     * @return a configuration as that of {@link #ofPenalty}
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static CoordinateDescent ofPenaltyFraction(double fraction) {
        return of(Penalty.fraction(fraction));
    }

    /**
     * Returns this descent with another boundary.
     *
     * @param newBoundary circular by default
     * @return a configuration
     */
    public CoordinateDescent withBoundary(Boundary newBoundary) {
        return new CoordinateDescent(
                penalty,
                Objects.requireNonNull(newBoundary, "boundary"),
                weights,
                nonNegative,
                tolerance,
                gapTolerance,
                limit,
                progress);
    }

    /**
     * Returns this descent with a weight of the penalty for every atom.
     *
     * @param newWeights M numbers of at least 0; copied
     * @return a configuration
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public CoordinateDescent withWeights(double... newWeights) {
        for (int m = 0; m < newWeights.length; m++) {
            Checks.notNegative("weight of atom " + m, newWeights[m]);
        }
        return new CoordinateDescent(
                penalty, boundary, newWeights.clone(), nonNegative, tolerance, gapTolerance, limit, progress);
    }

    /**
     * Returns this descent for codes without negative coefficients.
     *
     * @return a configuration
     */
    public CoordinateDescent withNonNegativity() {
        return new CoordinateDescent(penalty, boundary, weights, true, tolerance, gapTolerance, limit, progress);
    }

    /**
     * Returns this descent with another tolerance: it stops once no change would be larger, |dx| |d| as a fraction of the
     * signal's root mean square.
     *
     * @param newTolerance positive; 1e-4 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public CoordinateDescent withTolerance(double newTolerance) {
        return new CoordinateDescent(
                penalty,
                boundary,
                weights,
                nonNegative,
                Checks.positive("tolerance", newTolerance),
                gapTolerance,
                limit,
                progress);
    }

    /**
     * Returns this descent, which stops as well once the duality gap is small; it is looked at about every tenth time that
     * all segments have had their turn.
     *
     * @param relativeGap gap over objective, at least 0; 0, the default, never stops it
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public CoordinateDescent withGapTolerance(double relativeGap) {
        return new CoordinateDescent(
                penalty,
                boundary,
                weights,
                nonNegative,
                tolerance,
                Checks.notNegative("tolerance of the gap", relativeGap),
                limit,
                progress);
    }

    /**
     * Returns this descent with another limit on the number of changes.
     *
     * @param changes at least 1; 10 million by default
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public CoordinateDescent withMaximumChanges(long changes) {
        if (changes < 1) {
            throw new IllegalArgumentException("changes: expected at least 1, found " + changes);
        }
        return new CoordinateDescent(
                penalty, boundary, weights, nonNegative, tolerance, gapTolerance, changes, progress);
    }

    /**
     * Returns this descent, which tells how many of the changes it may make it has made.
     *
     * @param newProgress hears of it
     * @return a configuration
     */
    public CoordinateDescent withProgress(Progress newProgress) {
        return new CoordinateDescent(
                penalty,
                boundary,
                weights,
                nonNegative,
                tolerance,
                gapTolerance,
                limit,
                Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the sparse code of a signal.
     *
     * @param signal of as many axes and channels as the atoms, no axis shorter than an atom's; the maps are shared by the
     *     channels
     * @param dictionary M atoms
     * @return a code
     * @throws IllegalArgumentException if the signal does not suit the atoms, there are not M weights, or N M numbers are
     *     more than an array holds
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode encode(Signal signal, Dictionary dictionary) {
        CoefficientMaps zero =
                CoefficientMaps.of(signal.shape(), dictionary.size(), new int[0], new int[0], new double[0]);
        return encode(signal, dictionary, zero);
    }

    /**
     * Returns the sparse code of a signal, found from a given one.
     *
     * @param signal as in {@link #encode(Signal, Dictionary)}
     * @param dictionary M atoms
     * @param start where to begin, for example the code of a larger penalty
     * @return a code
     * @throws IllegalArgumentException as {@link #encode(Signal, Dictionary)}, or if the start has another shape or number
     *     of atoms, a coefficient where its atom does not fit, or a negative one where none may be
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode encode(Signal signal, Dictionary dictionary, CoefficientMaps start) {
        double[] w = weights == null ? ones(dictionary.size()) : weights;
        if (w.length != dictionary.size()) {
            throw new IllegalArgumentException(
                    "weights: expected one for each of " + dictionary.size() + " atoms, found " + w.length);
        }
        SpatialProblem problem = new SpatialProblem(signal, dictionary, boundary, penalty, w, nonNegative);
        problem.checkStart(start);
        if (problem.isZero()) {
            return problem.zeroCode();
        }
        double rms = signal.norm() / Math.sqrt((double) signal.size() * signal.channels());
        DescentRun run = new DescentRun(problem, start, tolerance * rms, gapTolerance, limit, progress);
        StopRule rule = run.descend();
        return problem.code(run.coefficients(), rule, run.changes(), run.best());
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Returns penalty, boundary and tolerance. */
    @Override
    public String toString() {
        return "CoordinateDescent[penalty " + penalty + ", " + boundary + (nonNegative ? ", non-negative" : "")
                + ", tolerance " + tolerance + "]";
    }
}
