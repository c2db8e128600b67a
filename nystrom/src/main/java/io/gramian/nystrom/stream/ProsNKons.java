package io.gramian.nystrom.stream;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Online kernel regression with second-order steps, PROS-N-KONS: {@link Kors} chooses atoms, points are embedded by phi(x) =
 * D^(-1/2) U' k(Z, x), K(Z, Z) = U D U', and an online Newton step with squared loss learns w in that space. Where an atom
 * enters, the embedding changes and w starts again. O(m^2) operations a point, O(m^3) at the few that enter.
 *
 * <p>Predictions are held to |w' phi| &lt;= C. Immutable and thread-safe. Source: D. Calandriello, A. Lazaric, M. Valko,
 * Efficient second-order online kernel learning with adaptive embedding (2017).
 */
public final class ProsNKons {
    private final Kors kors;
    private final double bound;
    private final double regularisation;
    private final double curvature;

    private ProsNKons(Kors kors, double bound, double regularisation, double curvature) {
        this.kors = kors;
        this.bound = bound;
        this.regularisation = regularisation;
        this.curvature = curvature;
    }

    /**
     * Returns online regression on the atoms of the given choice, for responses of at most one in size.
     *
     * @param kors how atoms are chosen
     * @return a configuration with C = 1, alpha = 1 and sigma = 1 / (8 C^2)
     */
    public static ProsNKons of(Kors kors) {
        return new ProsNKons(Objects.requireNonNull(kors, "kors"), 1, 1, 1.0 / 8);
    }

    /**
     * Returns this configuration for responses of another size; sigma becomes 1 / (8 C^2), the curvature of squared loss.
     *
     * @param newBound C, positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public ProsNKons withBound(double newBound) {
        Checks.positive("bound", newBound);
        return new ProsNKons(kors, newBound, regularisation, 1 / (8 * newBound * newBound));
    }

    /**
     * Returns this configuration with another alpha I from which the second-order matrix starts.
     *
     * @param alpha positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public ProsNKons withRegularisation(double alpha) {
        return new ProsNKons(kors, bound, Checks.positive("regularisation", alpha), curvature);
    }

    /**
     * Returns a learner that has seen nothing yet, computing on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @return a learner
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public OnlineRegression start(Kernel kernel, RandomGenerator random) {
        return start(kernel, random, Backends.auto());
    }

    /**
     * Returns a learner that has seen nothing yet.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return a learner
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public OnlineRegression start(Kernel kernel, RandomGenerator random, Backend backend) {
        return new OnlineRegression(this, kernel, kors.start(kernel, random, backend), backend);
    }

    double bound() {
        return bound;
    }

    double regularisation() {
        return regularisation;
    }

    double curvature() {
        return curvature;
    }

    /** Returns the choice of atoms, C and alpha. */
    @Override
    public String toString() {
        return "ProsNKons[" + kors + ", bound " + bound + ", regularisation " + regularisation + "]";
    }
}
