package io.gramian.nystrom;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.Matrices;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The configuration of Gaussian process regression: y_i = f(x_i) + noise, f a Gaussian process of mean zero and covariance
 * k, the noise independent with variance v. Its mean is the kernel ridge regression with the ridge v; it also has
 * variances, samples and a likelihood of the data. The signal variance is a factor of the kernel: {@code
 * Kernel.gaussian(1).scaledBy(2)}.
 *
 * <pre>{@code
 * GaussianProcessModel model = GaussianProcess.of(kernel).withNoise(0.1).fit(x, y);
 * double[] mean = model.mean(queries);
 * double[] variance = model.variance(queries);          // of f; add model.noise() for that of y
 * }</pre>
 *
 * <p>Immutable and thread-safe. Defaults: a noise of 1, no landmarks, {@link Backends#auto()}. Cost of a fit: n^3 / 3
 * operations, 24 n^2 bytes, or with m landmarks O(n m^2) and O(m^2 + n d).
 *
 * <p>Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), chapters 2, 5 and 8; M.
 * Titsias, Variational learning of inducing variables in sparse Gaussian processes (2009).
 */
public final class GaussianProcess {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final Kernel kernel;
    private final double noise;
    private final Landmarks landmarks; // null for all points
    private final SparseApproximation approximation;
    private final Backend backend; // null until fit asks for Backends.auto()
    private final Progress progress;

    private GaussianProcess(
            Kernel kernel,
            double noise,
            Landmarks landmarks,
            SparseApproximation approximation,
            Backend backend,
            Progress progress) {
        this.kernel = kernel;
        this.noise = noise;
        this.landmarks = landmarks;
        this.approximation = approximation;
        this.backend = backend;
        this.progress = progress;
    }

    /**
     * Returns the configuration with this covariance and the defaults.
     *
     * @param kernel positive semi-definite
     * @return a configuration
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public static GaussianProcess of(Kernel kernel) {
        Checks.definite(kernel);
        return new GaussianProcess(kernel, 1, null, null, null, Progress.NONE);
    }

    /**
     * Returns this configuration with another variance of the noise.
     *
     * @param variance v, positive, in squared units of y
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public GaussianProcess withNoise(double variance) {
        Checks.positive("noise", variance);
        return new GaussianProcess(kernel, variance, landmarks, approximation, backend, progress);
    }

    /**
     * Returns this configuration resting on landmarks.
     *
     * @param newLandmarks m points; their weights do not matter
     * @param newApproximation what becomes of the prior
     * @return a configuration
     */
    public GaussianProcess withLandmarks(Landmarks newLandmarks, SparseApproximation newApproximation) {
        Objects.requireNonNull(newLandmarks, "landmarks");
        return new GaussianProcess(
                kernel,
                noise,
                newLandmarks,
                Objects.requireNonNull(newApproximation, "approximation"),
                backend,
                progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where to compute
     * @return a configuration
     */
    public GaussianProcess withBackend(Backend newBackend) {
        return new GaussianProcess(
                kernel, noise, landmarks, approximation, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this configuration reporting the factorisation, or the products of landmarks.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public GaussianProcess withProgress(Progress newProgress) {
        return new GaussianProcess(
                kernel, noise, landmarks, approximation, backend, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the process after it has seen data.
     *
     * @param x n points of dimension d
     * @param y n finite responses, of mean near zero
     * @return a model
     * @throws IllegalArgumentException if y has another length or a number that is not finite, or n x n numbers do not fit
     *     into the memory limit and there are no landmarks
     * @throws io.gramian.core.backend.NotPositiveDefiniteException if the noise is too small for K + v I to be positive
     *     definite to working precision
     */
    public GaussianProcessModel fit(Points x, double... y) {
        double[] responses = RidgeChecks.responses(x, y);
        return landmarks == null ? exact(x, responses) : sparse(x, responses);
    }

    private GaussianProcessModel exact(Points x, double[] y) {
        Backend place = backend();
        RidgeChecks.square("an exact process", x.size(), place.memoryLimit(), "take landmarks");
        try (Gram gram = place.gram(kernel, x);
                Matrix matrix = gram.matrix();
                Cholesky factor = place.linearAlgebra().withProgress(progress).cholesky(matrix, noise)) {
            double[] alpha = factor.solve(y);
            double quadratic = 0;
            for (int i = 0; i < y.length; i++) {
                quadratic += alpha[i] * y[i];
            }
            double evidence = -0.5 * (quadratic + factor.logDeterminant() + y.length * LOG_TWO_PI);
            List<Posterior.Term> terms =
                    List.of(new Posterior.Term(-1, List.of(factor.factor().toArray())));
            Posterior posterior = new Posterior(kernel, x, alpha, true, terms);
            return new GaussianProcessModel(posterior, noise, evidence, evidence, place);
        }
    }

    /**
     * All approximations are a weighted regression in the landmarks' basis: y is N(0, Phi Phi' + v S^-1), S = I, or with the
     * variances that the landmarks do not see, v S^-1 = v I + diag(K - Phi Phi').
     */
    private GaussianProcessModel sparse(Points x, double[] y) {
        Backend place = backend();
        LinearAlgebra algebra = place.linearAlgebra();
        try (LandmarkBasis basis = new LandmarkBasis(kernel, landmarks.points(), place);
                Gram gram = place.gram(kernel, x, basis.points())) {
            double[] unseen = unseen(x, basis, place);
            boolean independent = approximation == SparseApproximation.FULLY_INDEPENDENT_TRAINING_CONDITIONAL;
            double[] weights = Arrays.stream(unseen)
                    .map(u -> independent ? noise / (noise + u) : 1)
                    .toArray();
            RidgeData data = RidgeData.of(x, y, 1, weights);
            try (Matrix covariance = basis.covariance(data, null, 1, progress);
                    Cholesky factor = algebra.cholesky(covariance, noise);
                    Matrix right = place.matrix(x.size(), 1, data.weighted(data.weightedResponses()));
                    Matrix image = gram.transposeTimes(right)) {
                double[] theta = factor.solve(basis.whiten(image.toArray()));
                double[] alpha = data.rescaled(basis.coefficients(theta));
                double evidence = evidence(gram, y, alpha, data.rescaled(theta), weights, factor);
                double bound =
                        evidence - (independent ? 0 : Arrays.stream(unseen).sum() / (2 * noise));
                double[] lower = basis.lower().toArray();
                Posterior.Term seen = new Posterior.Term(-1, List.of(lower));
                Posterior.Term open =
                        new Posterior.Term(noise, List.of(lower, factor.factor().toArray()));
                boolean regressors = approximation == SparseApproximation.SUBSET_OF_REGRESSORS;
                Posterior posterior = new Posterior(
                        kernel, basis.points(), alpha, !regressors, regressors ? List.of(open) : List.of(seen, open));
                return new GaussianProcessModel(posterior, noise, evidence, bound, place);
            }
        }
    }

    /** The diagonal of K - Phi Phi'. */
    private double[] unseen(Points x, LandmarkBasis basis, Backend place) {
        List<Posterior.Term> terms =
                List.of(new Posterior.Term(-1, List.of(basis.lower().toArray())));
        return new Posterior(kernel, basis.points(), new double[basis.rank()], true, terms).variance(x, place);
    }

    /** log N(y | 0, Phi Phi' + v S^-1), the quadratic form as the least value of the regression, without cancellation. */
    private double evidence(Gram gram, double[] y, double[] alpha, double[] theta, double[] weights, Cholesky factor) {
        double[] fitted = gram.rowSums(alpha);
        double quadratic = noise * Arrays.stream(theta).map(t -> t * t).sum();
        double logWeights = 0;
        for (int i = 0; i < y.length; i++) {
            quadratic += weights[i] * (y[i] - fitted[i]) * (y[i] - fitted[i]);
            logWeights += Math.log(weights[i]);
        }
        double logDeterminant = factor.logDeterminant() + (y.length - factor.size()) * Math.log(noise) - logWeights;
        return -0.5 * (quadratic / noise + logDeterminant + y.length * LOG_TWO_PI);
    }

    /**
     * Returns the log marginal likelihood of an exact process and its derivatives by the logarithms of the noise, of the
     * kernel's factor and of its length scales; n^3 operations and four n x n matrices.
     *
     * @param x n points
     * @param y n finite responses
     * @return value and gradient
     * @throws IllegalArgumentException as {@link #fit}, or if there are landmarks
     * @throws io.gramian.core.backend.NotPositiveDefiniteException as {@link #fit}
     */
    public EvidenceGradient gradient(Points x, double... y) {
        if (landmarks != null) {
            throw new IllegalArgumentException(
                    "landmarks: the gradient is that of an exact process, without landmarks");
        }
        double[] responses = RidgeChecks.responses(x, y);
        Backend place = backend();
        RidgeChecks.square("an exact process", x.size(), place.memoryLimit(), "take landmarks");
        LinearAlgebra algebra = place.linearAlgebra().withProgress(progress);
        int n = x.size();
        try (Gram gram = place.gram(kernel, x);
                Matrix matrix = gram.matrix();
                Cholesky factor = algebra.cholesky(matrix, noise);
                Matrix identity = Matrices.identity(n, place);
                Matrix inverse = factor.solve(identity)) {
            double[] alpha = factor.solve(responses);
            double fit = 0;
            double squares = 0;
            double trace = 0;
            for (int i = 0; i < n; i++) {
                fit += alpha[i] * responses[i];
                squares += alpha[i] * alpha[i];
            }
            trace = algebra.inner(inverse, identity);
            double evidence = -0.5 * (fit + factor.logDeterminant() + n * LOG_TWO_PI);
            if (Double.isNaN(evidence)) {
                throw new NumericalException("the log marginal likelihood is not a number; " + kernel
                        + " gives values on these points that are not finite");
            }
            double byNoise = 0.5 * noise * (squares - trace);
            double bySignal = 0.5 * (fit - noise * squares - (n - noise * trace));
            double byLength = LengthScaleDerivative.of(kernel)
                    .map(derivative -> derivative.half(gram, alpha, inverse, algebra))
                    .orElse(Double.NaN);
            return new EvidenceGradient(evidence, byLength, bySignal, byNoise);
        }
    }

    private Backend backend() {
        return backend == null ? Backends.auto() : backend;
    }

    /** Returns covariance and noise. */
    @Override
    public String toString() {
        return "GaussianProcess[" + kernel + ", noise " + noise
                + (landmarks == null ? "" : ", " + landmarks.size() + " landmarks, " + approximation) + "]";
    }
}
