package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.internal.Checks;
import io.gramian.dpp.internal.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The mean of independent fits, with its standard error. Where each fit is unbiased, as for volume-rescaled points drawn once,
 * the mean converges to the best approximation Pf: the variance falls like one over the number of fits, noise of mean 0 in the
 * values included. For interpolants at r projection processes the expected squared error is exactly 1 + m / r times the
 * best. Immutable and thread-safe.
 *
 * <p>Source: M. Derezinski, M. K. Warmuth, D. Hsu, Unbiased estimators for random design regression (2022).
 */
public final class AverageFit {
    private final OrthonormalBasis basis;
    private final double[][] coefficients;
    private final double[] mean;

    private AverageFit(OrthonormalBasis basis, double[][] coefficients) {
        this.basis = basis;
        this.coefficients = coefficients;
        this.mean = new double[basis.size()];
        for (double[] fit : coefficients) {
            for (int j = 0; j < mean.length; j++) {
                mean[j] += fit[j] / coefficients.length;
            }
        }
    }

    /**
     * Returns the mean of given fits in one space.
     *
     * @param basis the space of all of them
     * @param fits at least one, made of independent points
     * @return the mean
     * @throws IllegalArgumentException if there is none, or one has another number of coefficients
     */
    public static AverageFit of(OrthonormalBasis basis, List<WeightedFit> fits) {
        Checks.atLeast("fits", 1, fits.size());
        double[][] coefficients = fits.stream().map(WeightedFit::coefficients).toArray(double[][]::new);
        for (double[] fit : coefficients) {
            if (fit.length != basis.size()) {
                throw new IllegalArgumentException("fits: expected " + basis.size()
                        + " coefficients, as the basis has functions, found " + fit.length);
            }
        }
        return new AverageFit(basis, coefficients);
    }

    /**
     * Returns the mean of fits of a function at independent drawings of a design.
     *
     * @param basis the space
     * @param design the law of the points of each fit; {@link Designs#volumeRescaled()} and {@link Designs#projection()} are
     *     unbiased
     * @param n the number of points of each fit
     * @param repetitions the number of fits, at least 1
     * @param function f, which can be noisy; it may keep or change its argument
     * @param random where the draws come from; one number is drawn from it, and fit k depends on that and k alone
     * @return the mean
     * @throws IllegalArgumentException if the number of fits is below 1, or the design has no law for n points
     */
    public static AverageFit draw(
            OrthonormalBasis basis,
            Design design,
            int n,
            int repetitions,
            ToDoubleFunction<double[]> function,
            RandomGenerator random) {
        Checks.atLeast("repetitions", 1, repetitions);
        long seed = random.nextLong();
        WeightedLeastSquares squares = WeightedLeastSquares.in(basis).withWeight(design.weight());
        List<WeightedFit> fits = new ArrayList<>();
        for (int k = 0; k < repetitions; k++) {
            Checks.checkInterrupted("averaging fits");
            Points points = design.sample(basis, n, Parallel.stream(seed, k));
            fits.add(squares.fit(points, function));
        }
        return of(basis, fits);
    }

    /**
     * Returns the number of fits.
     *
     * @return at least 1
     */
    public int size() {
        return coefficients.length;
    }

    /**
     * Returns the mean coefficients.
     *
     * @return m numbers
     */
    public double[] coefficients() {
        return mean.clone();
    }

    /**
     * Returns the standard error of each mean coefficient, estimated from the spread of the fits.
     *
     * @return m numbers; NaN for a single fit
     */
    public double[] standardErrors() {
        double[] errors = new double[mean.length];
        Arrays.setAll(errors, j -> spread(unit(j)));
        return errors;
    }

    /**
     * Returns the estimated squared distance of the mean from the best approximation in L2(mu), for unbiased fits: the sum of
     * the squared standard errors.
     *
     * @return an unbiased estimate of E ||mean - Pf||^2; NaN for a single fit
     */
    public double squaredErrorToBest() {
        double sum = 0;
        for (double error : standardErrors()) {
            sum += error * error;
        }
        return sum;
    }

    /**
     * Returns the mean at a point.
     *
     * @param x d coordinates; left as it is
     * @return its value
     * @throws IllegalArgumentException if there are not d coordinates
     */
    public double value(double... x) {
        return dot(mean, phi(x));
    }

    /**
     * Returns the standard error of the mean at a point, estimated from the spread of the fits.
     *
     * @param x d coordinates; left as it is
     * @return at least 0; NaN for a single fit
     * @throws IllegalArgumentException if there are not d coordinates
     */
    public double standardError(double[] x) {
        return spread(phi(x));
    }

    private double spread(double[] functional) {
        int count = coefficients.length;
        double centre = dot(mean, functional);
        double sum = 0;
        for (double[] fit : coefficients) {
            double deviation = dot(fit, functional) - centre;
            sum += deviation * deviation;
        }
        return Math.sqrt(sum / (count - 1.0) / count);
    }

    private double[] unit(int j) {
        double[] unit = new double[mean.length];
        unit[j] = 1;
        return unit;
    }

    private double[] phi(double... x) {
        if (x.length != basis.dimension()) {
            throw new IllegalArgumentException(
                    "x: expected " + basis.dimension() + " coordinates, as the basis has, found " + x.length);
        }
        double[] phi = new double[mean.length];
        basis.evaluate(x, phi);
        return phi;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }
}
