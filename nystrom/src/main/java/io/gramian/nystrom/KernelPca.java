package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Kernel principal components: the directions of largest variance of the points' images in the feature space of a kernel,
 * centred, and the points' coordinates along them.
 *
 * <p>Exact: eigenpairs lambda_j, v_j of the doubly centred H K H, H = I - 11'/n; point y has the coordinate sum_i v_ij kc(y,
 * x_i) / sqrt(lambda_j), with kc the kernel centred on the data. 9 n^3 operations, three n x n matrices. By landmarks: the
 * principal components of the centred Nystrom features, which are the exact ones of the projected kernel; n m^2
 * operations. Immutable and thread-safe.
 *
 * <pre>{@code
 * KernelPcaModel model = KernelPca.of(Kernel.gaussian(2)).withComponents(10).fit(x);               // exact
 * KernelPcaModel large = KernelPca.of(kernel).withComponents(10).fit(x, random);                   // landmarks above 2000
 * DMatrixRMaj scores = model.project(y); // q x 10
 * }</pre>
 *
 * <p>Source: B. Schoelkopf, A. Smola, K.-R. Mueller, Nonlinear component analysis as a kernel eigenvalue problem (1998).
 */
public final class KernelPca {
    private static final int DEFAULT_COMPONENTS = 2;
    private static final int DEFAULT_EXACT = 2000;
    private static final int LEAST_LANDMARKS = 300;

    private final Kernel kernel;
    private final int components;
    private final Landmarks landmarks; // null for none given
    private final LandmarkSelector selector; // null for the standard one
    private final int exactUpTo;
    private final Backend backend;

    private KernelPca(
            Kernel kernel,
            int components,
            Landmarks landmarks,
            LandmarkSelector selector,
            int exactUpTo,
            Backend backend) {
        this.kernel = kernel;
        this.components = components;
        this.landmarks = landmarks;
        this.selector = selector;
        this.exactUpTo = exactUpTo;
        this.backend = backend;
    }

    /**
     * Returns the analysis with two components.
     *
     * @param kernel positive semi-definite, or conditionally so, which the exact analysis admits
     * @return a configuration
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public static KernelPca of(Kernel kernel) {
        if (kernel.definiteness() == Definiteness.NONE) {
            throw new IllegalArgumentException(
                    "kernel: expected a positive or conditionally positive semi-definite one, found " + kernel
                            + ", which declares no definiteness");
        }
        return new KernelPca(kernel, DEFAULT_COMPONENTS, null, null, DEFAULT_EXACT, null);
    }

    /**
     * Returns this analysis with another number of components.
     *
     * @param count at least 1; fewer are found where the centred kernel has a lower rank
     * @return a configuration
     * @throws IllegalArgumentException if the count is below 1
     */
    public KernelPca withComponents(int count) {
        return new KernelPca(kernel, Checks.size("components", count), landmarks, selector, exactUpTo, backend);
    }

    /**
     * Returns this analysis of the projection onto given landmarks.
     *
     * @param newLandmarks m landmarks, of the data or others
     * @return a configuration
     */
    public KernelPca withLandmarks(Landmarks newLandmarks) {
        return new KernelPca(
                kernel, components, Objects.requireNonNull(newLandmarks, "landmarks"), selector, exactUpTo, backend);
    }

    /**
     * Returns this analysis with another way to choose landmarks for {@link #fit(Points, RandomGenerator)}; by default
     * {@link RandomlyPivotedCholesky} of max(300, 10 components) landmarks.
     *
     * @param newSelector chooses landmarks
     * @return a configuration
     */
    public KernelPca withSelector(LandmarkSelector newSelector) {
        return new KernelPca(
                kernel, components, landmarks, Objects.requireNonNull(newSelector, "selector"), exactUpTo, backend);
    }

    /**
     * Returns this analysis with another number of points up to which {@link #fit(Points, RandomGenerator)} is exact.
     *
     * @param n at least 0; 2000 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative
     */
    public KernelPca withExactUpTo(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("points of an exact analysis: expected at least 0, found " + n);
        }
        return new KernelPca(kernel, components, landmarks, selector, n, backend);
    }

    /**
     * Returns this analysis computed on another backend.
     *
     * @param newBackend where to compute; {@link Backends#auto()} by default
     * @return a configuration
     */
    public KernelPca withBackend(Backend newBackend) {
        return new KernelPca(
                kernel, components, landmarks, selector, exactUpTo, Objects.requireNonNull(newBackend, "backend"));
    }

    /**
     * Returns the principal components: exact, or by the landmarks given.
     *
     * @param x n points
     * @return a model
     * @throws IllegalArgumentException if an n x n matrix exceeds the memory limit and there are no landmarks, the kernel
     *     is not positive semi-definite and there are landmarks, or dimensions differ
     */
    public KernelPcaModel fit(Points x) {
        Backend where = backend == null ? Backends.auto() : backend;
        return landmarks == null ? exact(x, where) : KernelPcaModel.projected(kernel, x, landmarks, components, where);
    }

    /**
     * Returns the principal components: by the landmarks given, else exact of up to 2000 points (or {@link
     * #withExactUpTo}), else by landmarks chosen for it; {@link KernelPcaModel#landmarks} tells.
     *
     * @param x n points
     * @param random the source of randomness, used for choosing landmarks alone
     * @return a model
     * @throws IllegalArgumentException as {@link #fit(Points)}
     */
    public KernelPcaModel fit(Points x, RandomGenerator random) {
        if (landmarks != null || x.size() <= exactUpTo) {
            return fit(x);
        }
        Backend where = backend == null ? Backends.auto() : backend;
        int rank = (int) Math.min(x.size(), Math.max(LEAST_LANDMARKS, 10L * components));
        LandmarkSelector choice = selector == null ? RandomlyPivotedCholesky.ofRank(rank) : selector;
        return KernelPcaModel.projected(kernel, x, choice.select(kernel, x, random, where), components, where);
    }

    private KernelPcaModel exact(Points x, Backend where) {
        int n = x.size();
        double bytes = 8.0 * n * n;
        if (bytes > where.memoryLimit() || (long) n * n > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("exact kernel principal components of " + n + " points take matrices of "
                    + (long) bytes + " bytes, more than one array or the memory limit of " + where.memoryLimit()
                    + " bytes allows; give landmarks, or a random generator to choose them");
        }
        try (Gram gram = where.gram(kernel, x)) {
            return KernelPcaModel.exact(kernel, x, gram.dense().data, components, where);
        }
    }

    /** Returns the kernel and the number of components. */
    @Override
    public String toString() {
        return "KernelPca[" + kernel + ", " + components + " components"
                + (landmarks == null ? "" : ", " + landmarks.size() + " landmarks") + "]";
    }
}
