package io.gramian.nystrom;

import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Certifies a Nystrom approximation: the norms of E = K - Ktil, without storing an n x n matrix where n is large.
 *
 * <p>The trace norm is exact, n m^2 operations. The spectral norm is enclosed by k steps of block Lanczos from r random
 * vectors: the largest Ritz value xi is a lower bound, and xi / (1 - e) an upper one with the stated confidence, for any E,
 * with e = tanh^2(arcosh(1 / s) / (2k - 1)) and s^2 the quantile of the Beta distribution (r / 2, (n - r) / 2) at 1 -
 * confidence; with the default r = 10, k = 8, confidence 0.99 and n = 10,000, 1 / (1 - e) is 1.11. The squared Frobenius
 * norm is the mean of |E g|^2 over the same r normal vectors g, with its standard error over them. Each step evaluates all
 * n^2 / 2 to n^2 pairs; memory is n r (k + 2) numbers. Up to 500 points the norms are exact, from E stored.
 *
 * <p>Immutable and thread-safe. An interrupted thread stops it with {@link java.util.concurrent.CancellationException}.
 *
 * <p>Source: of the probabilistic bound, J. Kuczynski, H. Wozniakowski, Estimating the largest eigenvalue by the power and
 * Lanczos algorithms with a random start (1992), here for blocks and with the exact law of the start; of the estimate of the
 * Frobenius norm, M. F. Hutchinson (1990).
 */
public final class ErrorEstimation {
    private final double confidence;
    private final int probes;
    private final int steps;
    private final int exactUpTo;
    private final Progress progress;

    private ErrorEstimation(double confidence, int probes, int steps, int exactUpTo, Progress progress) {
        this.confidence = confidence;
        this.probes = probes;
        this.steps = steps;
        this.exactUpTo = exactUpTo;
        this.progress = progress;
    }

    /**
     * Returns the estimation with confidence 0.99, 10 probes, 8 steps, exact up to 500 points.
     *
     * @return a configuration
     */
    public static ErrorEstimation standard() {
        return new ErrorEstimation(0.99, 10, 8, 500, Progress.NONE);
    }

    /**
     * Returns this estimation with another probability of the upper bound.
     *
     * @param newConfidence within (0, 1)
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public ErrorEstimation withConfidence(double newConfidence) {
        if (!(newConfidence > 0 && newConfidence < 1)) {
            throw new IllegalArgumentException("confidence: expected a number within (0, 1), found " + newConfidence);
        }
        return new ErrorEstimation(newConfidence, probes, steps, exactUpTo, progress);
    }

    /**
     * Returns this estimation with another number of random vectors.
     *
     * @param newProbes r, at least 1; more than n count as n
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public ErrorEstimation withProbes(int newProbes) {
        return new ErrorEstimation(confidence, Checks.size("probes", newProbes), steps, exactUpTo, progress);
    }

    /**
     * Returns this estimation with another number of products with E.
     *
     * @param newSteps k, at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public ErrorEstimation withSteps(int newSteps) {
        return new ErrorEstimation(confidence, probes, Checks.size("steps", newSteps), exactUpTo, progress);
    }

    /**
     * Returns this estimation computing the exact norms of up to so many points: 9 n^3 operations and three n x n matrices.
     *
     * @param n at least 0
     * @return a configuration
     * @throws IllegalArgumentException if it is negative
     */
    public ErrorEstimation withExactUpTo(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("points of exact norms: expected at least 0, found " + n);
        }
        return new ErrorEstimation(confidence, probes, steps, n, progress);
    }

    /**
     * Returns this estimation reporting steps done.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public ErrorEstimation withProgress(Progress newProgress) {
        return new ErrorEstimation(
                confidence, probes, steps, exactUpTo, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the norms of the error of an approximation, computed where the approximation is.
     *
     * @param approximation of K(X, X)
     * @param random the source of randomness, untouched where the norms are exact
     * @return a certificate
     * @throws IllegalArgumentException if a matrix exceeds the memory limit
     */
    public ErrorCertificate certify(NystromApproximation approximation, RandomGenerator random) {
        double trace = approximation.traceError();
        double relative = trace / approximation.trace();
        return approximation.size() <= exactUpTo
                ? exact(approximation, trace, relative)
                : estimated(approximation, trace, relative, random);
    }

    private static ErrorCertificate exact(NystromApproximation approximation, double trace, double relative) {
        Backend backend = approximation.backend();
        LinearAlgebra algebra = backend.linearAlgebra();
        int n = approximation.size();
        try (Gram gram = backend.gram(approximation.kernel(), approximation.points());
                Matrix error = gram.matrix();
                Matrix features = approximation.features().transform(approximation.points(), backend)) {
            algebra.symmetricProduct(-1, features, 1, error);
            double frobenius = algebra.norm(error);
            double largest =
                    SymmetricSpectrum.of(error.toArray(), n, 1, backend).values()[0];
            double spectral = Math.max(0, largest);
            return new ErrorCertificate(trace, relative, spectral, spectral, 1, frobenius * frobenius, 0, true);
        }
    }

    private ErrorCertificate estimated(
            NystromApproximation approximation, double trace, double relative, RandomGenerator random) {
        Backend backend = approximation.backend();
        LinearAlgebra algebra = backend.linearAlgebra();
        int n = approximation.size();
        int r = Math.min(probes, n);
        try (Gram gram = backend.gram(approximation.kernel(), approximation.points())) {
            KrylovNorm norm = KrylovNorm.of(
                    v -> {
                        Matrix image = gram.times(v);
                        try (Matrix seen = approximation.times(v)) {
                            algebra.add(-1, seen, image);
                        }
                        return image;
                    },
                    n,
                    r,
                    steps,
                    confidence,
                    random,
                    backend,
                    step -> progress.update("Lanczos steps", step, steps));
            double[] squares = norm.squaredProbes();
            double mean = Arrays.stream(squares).average().orElseThrow();
            double spread =
                    Arrays.stream(squares).map(q -> (q - mean) * (q - mean)).sum();
            double standardError = r == 1 ? Double.NaN : Math.sqrt(spread / (r - 1) / r);
            double lower = Math.min(norm.lower(), trace);
            double upper = Math.min(norm.upper(), trace);
            return new ErrorCertificate(trace, relative, lower, upper, confidence, mean, standardError, false);
        }
    }

    /** Returns confidence, probes and steps. */
    @Override
    public String toString() {
        return "ErrorEstimation[confidence " + confidence + ", " + probes + " probes, " + steps + " steps, exact up to "
                + exactUpTo + " points]";
    }
}
