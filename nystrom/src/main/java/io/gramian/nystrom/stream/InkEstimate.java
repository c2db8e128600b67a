package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A Nystrom approximation of a growing kernel matrix in one pass with a fixed budget, INK-ESTIMATE. Points are chosen with
 * probability tau~ / d~, their estimated ridge leverage score over the estimated effective dimension, so the expected number
 * of copies never exceeds the budget q.
 *
 * <pre>{@code
 * InkStream stream = InkEstimate.of(1.0, 2000).start(kernel, random);
 * for (double[] point : points) {
 *     stream.observe(point);
 *     // at any time: stream.errorBound(), stream.effectiveDimension(), stream.dictionary()
 * }
 * }</pre>
 *
 * <p>Step t knows the column k_t of the new point and the kept columns of the atoms; no other column is read again. With
 * alpha = (2 - eps) / (1 - eps), the approximation before it bordered by k_t gives scores with tau / alpha &lt;= tau~ &lt;=
 * tau. The effective dimension grows by (x - c) / (x + gamma), x = k_tt - k_t' (K~ + alpha gamma I)^-1 k_t, c = (1 - eps)^2 / 4
 * gamma k_t' (K~ + gamma I)^-2 k_t, at least as much as in truth. Atoms keep Binomial(Q_i, p' / p_i) of their copies, p' =
 * min(tau~_i / d~, p_i); the new point enters with Binomial(q, tau~_t / d~). O(t m + m^3) operations a step, t m + m^2
 * numbers, besides the coordinates of all points, from which k_t is computed.
 *
 * <p>With q of at least 28 beta d_eff log(4 n / delta) / eps^2, beta = alpha^2 (1 + lambda_max / gamma), with probability 1 -
 * delta at all times 0 &lt;= K_t - K~_t &lt;= gamma / (1 - eps) I for the regularised approximation. In practice q of about 40
 * d_eff does. Too small a q is noticed most often: {@link InkStream#isValid}. Since d~ is two to three times the effective
 * dimension the method is cautious; where data can be read again, {@link io.gramian.nystrom.RandomlyPivotedCholesky} does
 * better for each landmark, and {@link Squeak} needs no column.
 *
 * <p>Immutable and thread-safe. Source: D. Calandriello, A. Lazaric, M. Valko, Analysis of Nystrom method with sequential
 * ridge leverage score sampling (2016); without its additional factor alpha of the growth, which validity does not need.
 */
public final class InkEstimate implements LandmarkSelector {
    private static final double DEFAULT_EPSILON = 0.5;

    private final double ridge;
    private final double epsilon;
    private final int budget;
    private final Progress progress;

    private InkEstimate(double ridge, double epsilon, int budget, Progress progress) {
        this.ridge = ridge;
        this.epsilon = epsilon;
        this.budget = budget;
        this.progress = progress;
    }

    /**
     * Returns INK-ESTIMATE with eps = 1/2.
     *
     * @param ridge gamma, positive; it multiplies I
     * @param budget q, at least 1: the most copies to expect
     * @return a configuration
     * @throws IllegalArgumentException if a number is out of range
     */
    public static InkEstimate of(double ridge, int budget) {
        return new InkEstimate(
                Checks.positive("ridge", ridge), DEFAULT_EPSILON, Checks.atLeast("budget", 1, budget), Progress.NONE);
    }

    /**
     * Returns this configuration with another accuracy.
     *
     * @param newEpsilon eps, from 0 to below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public InkEstimate withEpsilon(double newEpsilon) {
        return new InkEstimate(ridge, Checks.fraction("epsilon", newEpsilon), budget, progress);
    }

    /**
     * Returns this configuration reporting points done in {@link #select}.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public InkEstimate withProgress(Progress newProgress) {
        return new InkEstimate(ridge, epsilon, budget, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns a stream that has seen nothing yet, computing on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @return a stream
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public InkStream start(Kernel kernel, RandomGenerator random) {
        return start(kernel, random, Backends.auto());
    }

    /**
     * Returns a stream that has seen nothing yet.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return a stream
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public InkStream start(Kernel kernel, RandomGenerator random, Backend backend) {
        return new InkStream(this, Checks.definite(kernel), random.nextLong(), backend);
    }

    /**
     * Returns the landmarks that one pass over the points chooses.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return landmarks with their weights, warnings if the sketch lost its accuracy
     * @throws IllegalArgumentException if the kernel declares no definiteness
     * @throws io.gramian.core.NumericalException if no atom is left, the budget being far too small
     */
    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        InkStream stream = start(kernel, random, backend);
        double[] row = new double[x.dimension()];
        for (int i = 0; i < x.size(); i++) {
            x.copyRow(i, row);
            stream.observe(row);
            progress.update("points", i + 1, x.size());
        }
        return stream.landmarks(x);
    }

    /**
     * Returns the ridge.
     *
     * @return gamma
     */
    public double ridge() {
        return ridge;
    }

    /**
     * Returns the accuracy of the guarantee.
     *
     * @return eps
     */
    public double epsilon() {
        return epsilon;
    }

    /**
     * Returns the budget.
     *
     * @return q
     */
    public int budget() {
        return budget;
    }

    /** Returns the ridge, eps and the budget. */
    @Override
    public String toString() {
        return "InkEstimate[ridge " + ridge + ", epsilon " + epsilon + ", budget " + budget + "]";
    }
}
