package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * The configuration of a kernel ridge regression: the function f = sum_j a_j k(z_j, .) that minimises
 *
 * <pre>  sum_i s_i (y_i - f(x_i))^2 + ridge |f|^2,</pre>
 *
 * the norm being the kernel's own. The centres z are all n points, a = (K + ridge S^-1)^-1 y, or m landmarks, a
 * minimising |K_nm a - y|^2 + ridge a' K_mm a. The ridge is added to K as it is, not multiplied by n; there is no
 * intercept, so responses are best centred.
 *
 * <pre>{@code
 * Landmarks z = RandomlyPivotedCholesky.ofRank(500).select(kernel, x, random);
 * RidgeModel model = KernelRidge.of(kernel).withRidge(1e-3).withLandmarks(z).fit(x, y);
 * double[] f = model.predict(queries);
 * model.certificate();                                  // how far from the exact solution at most
 * }</pre>
 *
 * <p>Immutable and thread-safe. Defaults: a ridge of 1, no landmarks, weights of one, a tolerance of 1e-8 (1e-4 in single
 * precision), at most 1000 iterations, {@link Backends#auto()}, and {@link RidgeSolver#DIRECT} up to n = 10,000 points
 * whose matrix fits into the memory limit, or with at least n / 8 landmarks, else {@link RidgeSolver#ITERATIVE}.
 *
 * <p>Source: C. Saunders, A. Gammerman, V. Vovk, Ridge regression learning algorithm in dual variables (1998); A. Rudi, L.
 * Carratino, L. Rosasco, FALKON: an optimal large scale kernel method (2017); M. Diaz, E. N. Epperly, Z. Frangella, J. A.
 * Tropp, R. J. Webber, Robust, randomized preconditioning for kernel ridge regression (2023).
 */
public final class KernelRidge {
    private static final int MOST_DIRECT = 10_000;

    /** Rows of the sample, in landmarks, from which the preconditioner is made. */
    private static final int ROWS_FOR_A_LANDMARK = 8;

    private final Kernel kernel;
    private final Settings settings;

    /** What can be set; changed in a copy only, before a configuration takes it. */
    private static final class Settings implements Cloneable {
        double ridge = 1;
        Landmarks landmarks; // null for all points
        double[] weights; // null for ones
        RidgeSolver solver; // null until fit decides
        double tolerance; // 0 until the precision decides
        int iterations = 1000;
        int preconditioner; // 0 until n decides
        long seed;
        Backend backend; // null until fit asks for Backends.auto()
        Progress progress = Progress.NONE;

        @Override
        public Settings clone() {
            try {
                return (Settings) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private KernelRidge(Kernel kernel, Settings settings) {
        this.kernel = kernel;
        this.settings = settings;
    }

    /**
     * Returns the configuration with this kernel and the defaults.
     *
     * @param kernel positive semi-definite
     * @return a configuration
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public static KernelRidge of(Kernel kernel) {
        Checks.definite(kernel);
        return new KernelRidge(kernel, new Settings());
    }

    /**
     * Returns this configuration with another ridge.
     *
     * @param ridge at least 0, in the units of k; 0 interpolates where K has an inverse
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public KernelRidge withRidge(double ridge) {
        Checks.notNegative("ridge", ridge);
        return with(s -> s.ridge = ridge);
    }

    /**
     * Returns this configuration with functions that rest on landmarks; their weights do not matter.
     *
     * @param landmarks m points, of the data or not
     * @return a configuration
     */
    public KernelRidge withLandmarks(Landmarks landmarks) {
        Objects.requireNonNull(landmarks, "landmarks");
        return with(s -> s.landmarks = landmarks);
    }

    /**
     * Returns this configuration with a weight for each squared error; a whole number stands for that many repeats of the
     * point, 0 for its absence.
     *
     * @param weights n numbers of at least 0, one of them positive; copied
     * @return a configuration
     */
    public KernelRidge withWeights(double... weights) {
        double[] copy = weights.clone();
        return with(s -> s.weights = copy);
    }

    /**
     * Returns this configuration with a solver of the caller's choice.
     *
     * @param solver direct or iterative
     * @return a configuration
     */
    public KernelRidge withSolver(RidgeSolver solver) {
        Objects.requireNonNull(solver, "solver");
        return with(s -> s.solver = solver);
    }

    /**
     * Returns this configuration with another tolerance: conjugate gradients stop when the preconditioned residual is this
     * much smaller than that of f = 0. The error at the data is then about the tolerance times the size of the responses.
     *
     * @param tolerance positive and below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public KernelRidge withTolerance(double tolerance) {
        Checks.positive("tolerance", Checks.fraction("tolerance", tolerance));
        return with(s -> s.tolerance = tolerance);
    }

    /**
     * Returns this configuration with another limit of iterations; a fit that needs more says so in its warnings.
     *
     * @param most at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public KernelRidge withIterations(int most) {
        Checks.atLeast("iterations", 1, most);
        return with(s -> s.iterations = most);
    }

    /**
     * Returns this configuration with another preconditioner of iterative solutions: the rank of the randomly pivoted
     * Cholesky factor without landmarks (by default 10 sqrt(n)), the number of sampled points with them (by default 8 m).
     * More make fewer iterations; the solution stays the same to the tolerance.
     *
     * @param size at least 1; more than n count as n
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public KernelRidge withPreconditioner(int size) {
        Checks.atLeast("preconditioner", 1, size);
        return with(s -> s.preconditioner = size);
    }

    /**
     * Returns this configuration with another seed of the preconditioner, which no solution depends on beyond the
     * tolerance.
     *
     * @param seed any number; 0 by default
     * @return a configuration
     */
    public KernelRidge withSeed(long seed) {
        return with(s -> s.seed = seed);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param backend where to compute
     * @return a configuration
     */
    public KernelRidge withBackend(Backend backend) {
        Objects.requireNonNull(backend, "backend");
        return with(s -> s.backend = backend);
    }

    /**
     * Returns this configuration reporting the preconditioner's points and the iterations.
     *
     * @param progress hears how far the work has come
     * @return a configuration
     */
    public KernelRidge withProgress(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        return with(s -> s.progress = progress);
    }

    /**
     * Returns the regression of one output.
     *
     * @param x n points of dimension d
     * @param y n finite responses
     * @return a model
     * @throws IllegalArgumentException if y has another length or a number that is not finite, the weights do not fit, the
     *     dimension of the landmarks is another, a direct solution without landmarks does not fit into the memory limit, or
     *     an iterative one has a ridge of 0
     * @throws io.gramian.core.backend.NotPositiveDefiniteException if K + ridge S^-1 is singular to working precision: with
     *     a ridge of 0 and repeated points, for example; the message names the pivot and a ridge that helps
     */
    public RidgeModel fit(Points x, double... y) {
        return fit(x, RidgeChecks.responses(x, y), 1);
    }

    /**
     * Returns the regression of several outputs, which share kernel values and factorisations.
     *
     * @param x n points of dimension d
     * @param y n rows of k finite responses
     * @return a model of k outputs
     * @throws IllegalArgumentException as {@link #fit(Points, double...)}, or if the rows differ in length
     * @throws io.gramian.core.backend.NotPositiveDefiniteException as {@link #fit(Points, double...)}
     */
    public RidgeModel fit(Points x, double[][] y) {
        double[] flat = RidgeChecks.responses(x, y);
        return fit(x, flat, y[0].length);
    }

    private RidgeModel fit(Points x, double[] y, int outputs) {
        checkFit(x);
        Backend backend = backend();
        RidgeData data = RidgeData.of(x, y, outputs, settings.weights);
        double precision = backend.precision() == Precision.DOUBLE ? 1e-8 : 1e-4;
        double tolerance = settings.tolerance == 0 ? precision : settings.tolerance;
        RidgeFit fit =
                new RidgeFit(kernel, data, settings.ridge, tolerance, settings.iterations, backend, settings.progress);
        RidgeSolution solution = settings.landmarks == null ? fitToData(fit, data, backend) : fitToLandmarks(fit, data);
        return new RidgeModel(kernel, settings.ridge, outputs, solution, backend);
    }

    private RidgeSolution fitToData(RidgeFit fit, RidgeData data, Backend backend) {
        int n = data.size();
        boolean fits = 8.0 * n * n <= backend.memoryLimit();
        boolean direct = settings.solver == null ? n <= MOST_DIRECT && fits : settings.solver == RidgeSolver.DIRECT;
        if (direct) {
            RidgeChecks.square(
                    "a direct solution", n, backend.memoryLimit(), "take RidgeSolver.ITERATIVE, or landmarks");
            return fit.direct();
        }
        if (settings.ridge == 0) {
            throw new IllegalArgumentException("ridge: the iterative solver needs a positive one, found 0.0");
        }
        int rank = settings.preconditioner == 0 ? (int) Math.ceil(10 * Math.sqrt(n)) : settings.preconditioner;
        return fit.iterative(rank, settings.seed);
    }

    private RidgeSolution fitToLandmarks(RidgeFit fit, RidgeData data) {
        int rows = settings.preconditioner;
        if (rows == 0) {
            rows = (int) Math.min(Integer.MAX_VALUE, (long) ROWS_FOR_A_LANDMARK * settings.landmarks.size());
        }
        boolean direct = settings.solver == RidgeSolver.DIRECT;
        return fit.onLandmarks(settings.landmarks.points(), direct ? data.size() : rows, settings.seed);
    }

    /**
     * Returns the leave-one-out errors at the ridge of this configuration, by the exact shortcut: 4 n^3 / 3 operations and
     * four n x n matrices without landmarks, O(n m^2) operations and O(m^2) memory with them. Solver, tolerance and limit of
     * iterations do not matter.
     *
     * @param x n points of dimension d
     * @param y n finite responses
     * @return errors
     * @throws IllegalArgumentException as {@link #fit(Points, double...)}
     * @throws io.gramian.core.NumericalException if K + ridge I is singular to working precision, or a leverage is 1
     */
    public LeaveOneOut leaveOneOut(Points x, double... y) {
        return path(x, RidgeChecks.responses(x, y), 1, settings.ridge).leaveOneOut(0);
    }

    /**
     * Returns the leave-one-out errors of several outputs.
     *
     * @param x n points of dimension d
     * @param y n rows of k finite responses
     * @return errors
     * @throws IllegalArgumentException as {@link #fit(Points, double[][])}
     * @throws io.gramian.core.NumericalException as {@link #leaveOneOut(Points, double...)}
     */
    public LeaveOneOut leaveOneOut(Points x, double[][] y) {
        double[] flat = RidgeChecks.responses(x, y);
        return path(x, flat, y[0].length, settings.ridge).leaveOneOut(0);
    }

    /**
     * Returns the models of several ridges with their leave-one-out errors, from one eigendecomposition: about 9 n^3
     * operations without landmarks, 9 m^3 and O(n m^2) with them, however many ridges. This configuration's own ridge and
     * solver do not matter. Eigenvalues have an error of the order of u tr K, u the unit round-off, so ridges should lie
     * well above that.
     *
     * @param x n points of dimension d
     * @param y n finite responses
     * @param ridges positive numbers
     * @return as many models
     * @throws IllegalArgumentException as {@link #fit(Points, double...)}, or if a ridge is not positive
     * @throws io.gramian.core.NumericalException if a leverage is 1 to rounding
     */
    public RidgePath path(Points x, double[] y, double... ridges) {
        return path(x, RidgeChecks.responses(x, y), 1, RidgeChecks.ridges(ridges));
    }

    /**
     * Returns the models of several ridges and several outputs.
     *
     * @param x n points of dimension d
     * @param y n rows of k finite responses
     * @param ridges positive numbers
     * @return as many models
     * @throws IllegalArgumentException as {@link #path(Points, double[], double...)}
     * @throws io.gramian.core.NumericalException if a leverage is 1 to rounding
     */
    public RidgePath path(Points x, double[][] y, double... ridges) {
        double[] flat = RidgeChecks.responses(x, y);
        return path(x, flat, y[0].length, RidgeChecks.ridges(ridges));
    }

    private RidgePath path(Points x, double[] y, int outputs, double... ridges) {
        checkFit(x);
        Backend backend = backend();
        PathFit fit = new PathFit(kernel, x, y, outputs, settings.weights, ridges, backend, settings.progress);
        if (settings.landmarks != null) {
            return fit.onLandmarks(settings.landmarks.points());
        }
        RidgeChecks.square("an exact path", x.size(), backend.memoryLimit(), "take landmarks");
        return fit.onData();
    }

    private void checkFit(Points x) {
        if (settings.weights != null) {
            RidgeChecks.weights(x, settings.weights);
        }
        if (settings.landmarks != null && settings.landmarks.points().dimension() != x.dimension()) {
            throw new IllegalArgumentException("landmarks: are of dimension "
                    + settings.landmarks.points().dimension() + ", the points of dimension " + x.dimension());
        }
    }

    private Backend backend() {
        return settings.backend == null ? Backends.auto() : settings.backend;
    }

    private KernelRidge with(Consumer<Settings> change) {
        Settings changed = settings.clone();
        change.accept(changed);
        return new KernelRidge(kernel, changed);
    }

    /** Returns kernel and ridge. */
    @Override
    public String toString() {
        return "KernelRidge[" + kernel + ", ridge " + settings.ridge
                + (settings.landmarks == null ? "" : ", " + settings.landmarks.size() + " landmarks") + "]";
    }
}
