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
 * A dictionary of a stream to which points are only added, KORS (kernel online row sampling): each enters with probability
 * p = min(1, beta tau), tau = (1 + eps) e / (1 + e), e = (k_tt - k_t' S (S'KS + gamma I)^-1 S' k_t) / gamma, and weight
 * p^(-1/2), and none ever leaves. O(m^2) operations and m kernel values a point, O(m^2) memory.
 *
 * <p>An atom that never leaves is what online learning needs ({@link ProsNKons}); the price is that scores are those of the
 * time of entry, whose sum, the online effective dimension, is above d_eff by a logarithmic factor. With beta of the order
 * of log(n / delta) / eps^2 the dictionary is eps-accurate with probability 1 - delta; 1 is usual.
 *
 * <p>Immutable and thread-safe. Source: D. Calandriello, A. Lazaric, M. Valko, Efficient second-order online kernel learning
 * with adaptive embedding (2017).
 */
public final class Kors implements LandmarkSelector {
    private static final double DEFAULT_EPSILON = 0.5;

    private final double ridge;
    private final double epsilon;
    private final double beta;
    private final Progress progress;

    private Kors(double ridge, double epsilon, double beta, Progress progress) {
        this.ridge = ridge;
        this.epsilon = epsilon;
        this.beta = beta;
        this.progress = progress;
    }

    /**
     * Returns KORS of the given ridge, with beta = 1 and eps = 1/2.
     *
     * @param ridge gamma, positive; it multiplies I
     * @return a configuration
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static Kors ofRidge(double ridge) {
        return new Kors(Checks.positive("ridge", ridge), DEFAULT_EPSILON, 1, Progress.NONE);
    }

    /**
     * Returns this configuration with another factor of the probabilities.
     *
     * @param newBeta beta, positive; the size of the dictionary grows with it
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public Kors withBeta(double newBeta) {
        return new Kors(ridge, epsilon, Checks.positive("beta", newBeta), progress);
    }

    /**
     * Returns this configuration with another accuracy.
     *
     * @param newEpsilon eps, from 0 to below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public Kors withEpsilon(double newEpsilon) {
        return new Kors(ridge, Checks.fraction("epsilon", newEpsilon), beta, progress);
    }

    /**
     * Returns this configuration reporting points done in {@link #select}.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public Kors withProgress(Progress newProgress) {
        return new Kors(ridge, epsilon, beta, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns a stream that has seen nothing yet, computing on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @return a stream
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public KorsStream start(Kernel kernel, RandomGenerator random) {
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
    public KorsStream start(Kernel kernel, RandomGenerator random, Backend backend) {
        return new KorsStream(this, Checks.definite(kernel), random.nextLong(), backend);
    }

    /**
     * Returns the landmarks that one pass over the points chooses.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return landmarks with their weights; scores are the probabilities
     * @throws IllegalArgumentException if the kernel declares no definiteness, or k(x, x) is zero for all points
     */
    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        try (KorsStream stream = start(kernel, random, backend)) {
            double[] row = new double[x.dimension()];
            for (int i = 0; i < x.size(); i++) {
                x.copyRow(i, row);
                stream.observe(row);
                progress.update("points", i + 1, x.size());
            }
            return stream.dictionary().landmarks(x);
        }
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
     * Returns the accuracy that scores allow for.
     *
     * @return eps
     */
    public double epsilon() {
        return epsilon;
    }

    /**
     * Returns the factor of the probabilities.
     *
     * @return beta
     */
    public double beta() {
        return beta;
    }

    /** Returns the ridge, eps and beta. */
    @Override
    public String toString() {
        return "Kors[ridge " + ridge + ", epsilon " + epsilon + ", beta " + beta + "]";
    }
}
