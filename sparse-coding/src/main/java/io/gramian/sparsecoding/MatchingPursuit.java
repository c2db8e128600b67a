package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * Convolutional matching pursuit, plain and orthogonal: again and again the atom and place of the largest |&lt;d_m, r&gt;| /
 * |d_m| joins the code, r = s - D x being what is left of the signal.
 *
 * <p>Plain: its coefficient grows by &lt;d_m, r&gt; / |d_m|^2; an atom can be chosen more than once. Orthogonal: all
 * coefficients chosen so far become those of the least-squares fit, by a Cholesky factor that grows by a row. An atom that
 * the chosen ones span to rounding is passed over. Each choice costs O(M (2L - 1)^axes + N) operations, with k chosen the
 * orthogonal one O(k^2 + k M (2L - 1)^axes) at most, since coefficients far from the new one hardly move. Memory N M
 * numbers three times. Immutable and thread-safe.
 *
 * <p>The code has no penalty: its certificate's objective is |r|^2 / 2, and its residual the largest |D^T r| left.
 *
 * <pre>{@code
 * SparseCode code = MatchingPursuit.orthogonal(50).encode(signal, dictionary);
 * }</pre>
 *
 * <p>Source: S. G. Mallat, Z. Zhang, Matching pursuits with time-frequency dictionaries (1993); Y. C. Pati, R. Rezaiifar, P.
 * S. Krishnaprasad, Orthogonal matching pursuit (1993).
 */
public final class MatchingPursuit {
    private final boolean orthogonal;
    private final int count;
    private final Boundary boundary;
    private final double residual;
    private final double correlation;
    private final Progress progress;
    private final Backend backend;

    private MatchingPursuit(
            boolean orthogonal,
            int count,
            Boundary boundary,
            double residual,
            double correlation,
            Progress progress,
            Backend backend) {
        this.orthogonal = orthogonal;
        this.count = count;
        this.boundary = boundary;
        this.residual = residual;
        this.correlation = correlation;
        this.progress = progress;
        this.backend = backend;
    }

    /**
     * Returns the plain pursuit.
     *
     * @param choices how many times to choose at most, at least 1
     * @return a configuration, circular
     * @throws IllegalArgumentException if the number is below 1
     */
    public static MatchingPursuit plain(int choices) {
        return new MatchingPursuit(
                false, Checks.atLeast("choices", 1, choices), Boundary.CIRCULAR, 0, 0, Progress.NONE, null);
    }

    /**
     * Returns the orthogonal pursuit.
     *
     * @param coefficients how many to choose at most, at least 1
     * @return a configuration, circular
     * @throws IllegalArgumentException if the number is below 1
     */
    public static MatchingPursuit orthogonal(int coefficients) {
        return new MatchingPursuit(
                true, Checks.atLeast("coefficients", 1, coefficients), Boundary.CIRCULAR, 0, 0, Progress.NONE, null);
    }

    /**
     * Returns this pursuit with another boundary.
     *
     * @param newBoundary circular by default
     * @return a configuration
     */
    public MatchingPursuit withBoundary(Boundary newBoundary) {
        return new MatchingPursuit(
                orthogonal,
                count,
                Objects.requireNonNull(newBoundary, "boundary"),
                residual,
                correlation,
                progress,
                backend);
    }

    /**
     * Returns this pursuit, which stops as well once little is left of the signal.
     *
     * @param fraction |r| / |s|, at least 0; 0, the default, never stops it, and below 1e-8 rounding decides
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public MatchingPursuit withResidual(double fraction) {
        return new MatchingPursuit(
                orthogonal,
                count,
                boundary,
                Checks.notNegative("fraction of the signal left", fraction),
                correlation,
                progress,
                backend);
    }

    /**
     * Returns this pursuit, which stops as well once no atom is correlated with what is left.
     *
     * @param threshold of |&lt;d_m, r&gt;| / |d_m|, at least 0; 0 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public MatchingPursuit withCorrelation(double threshold) {
        return new MatchingPursuit(
                orthogonal,
                count,
                boundary,
                residual,
                Checks.notNegative("threshold of the correlation", threshold),
                progress,
                backend);
    }

    /**
     * Returns this pursuit, which tells how many choices it has made.
     *
     * @param newProgress hears of it
     * @return a configuration
     */
    public MatchingPursuit withProgress(Progress newProgress) {
        return new MatchingPursuit(
                orthogonal,
                count,
                boundary,
                residual,
                correlation,
                Objects.requireNonNull(newProgress, "progress"),
                backend);
    }

    /**
     * Returns this pursuit with its least-squares fits on another backend.
     *
     * @param newBackend where to solve; {@link Backends#auto()} by default
     * @return a configuration
     */
    public MatchingPursuit withBackend(Backend newBackend) {
        return new MatchingPursuit(
                orthogonal,
                count,
                boundary,
                residual,
                correlation,
                progress,
                Objects.requireNonNull(newBackend, "backend"));
    }

    /**
     * Returns the code of a signal.
     *
     * @param signal of as many axes and channels as the atoms, no axis shorter than an atom's; the maps are shared by the
     *     channels
     * @param dictionary M atoms
     * @return a code
     * @throws IllegalArgumentException if the signal does not suit the atoms, or N M numbers are more than an array holds
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode encode(Signal signal, Dictionary dictionary) {
        double[] weights = new double[dictionary.size()];
        Arrays.fill(weights, 1);
        SpatialProblem problem = new SpatialProblem(signal, dictionary, boundary, Penalty.of(0), weights, false);
        if (problem.largestPenalty == 0) {
            return problem.zeroCode();
        }
        PursuitRun run = new PursuitRun(problem, count, residual * signal.norm(), correlation, progress);
        StopRule rule;
        if (orthogonal) {
            try (SupportFit fit = new SupportFit(backend == null ? Backends.auto() : backend)) {
                rule = run.pursue(fit);
            }
        } else {
            rule = run.pursue(null);
        }
        return problem.code(run.coefficients(), rule, run.choices(), null);
    }

    /** Returns which pursuit, and of how many choices. */
    @Override
    public String toString() {
        return "MatchingPursuit[" + (orthogonal ? "orthogonal" : "plain") + ", " + count + " choices, " + boundary
                + "]";
    }
}
