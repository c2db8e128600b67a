package io.gramian.kde.regime;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * The regimes for Gaussian data: closed forms in the spectrum of the covariance (see {@link RegimeTheory}).
 *
 * <p>With &lt;.&gt; the average over eigenvalues l and x^2 the squared coordinates of the query in the eigenbasis, centred
 * at the mean of the data (typically x^2 = l),
 *
 * <pre>
 * A(h)  = 1/2 &lt; log(1 + l/h^2) - l/(h^2 + l) + x^2 l/(h^2 + l)^2 &gt;
 * V(h)  = &lt; l h^2/(h^2 + l) + x^2 h^4/(h^2 + l)^2 &gt;
 * smoothing alone costs  1/2 &lt; log(1 + h^2/l) + x^2/(h^2 + l) - x^2/l &gt;
 * </pre>
 *
 * <p>The kernel is isotropic. A kernel with bandwidth matrix h^2 Sigma sees {@link #standard()} data.
 */
public final class GaussianRegimes extends RegimeTheory {
    private final double[] eigenvalues;
    private final double[] weights;
    private final double[] energies; // squared coordinates of the query

    private GaussianRegimes(double[] eigenvalues, double[] weights, double[] energies) {
        this.eigenvalues = eigenvalues;
        this.weights = weights;
        this.energies = energies;
    }

    /**
     * Returns the theory for independent standard normal coordinates.
     *
     * @return a theory
     */
    public static GaussianRegimes standard() {
        return isotropic(1);
    }

    /**
     * Returns the theory for independent normal coordinates of one standard deviation.
     *
     * @param sigma positive
     * @return a theory
     * @throws IllegalArgumentException if sigma is not positive and finite
     */
    public static GaussianRegimes isotropic(double sigma) {
        if (!(sigma > 0 && sigma <= 1e150)) {
            throw new IllegalArgumentException(
                    "sigma: expected a positive standard deviation up to 1e150, found " + sigma);
        }
        return ofSpectrum(new double[] {sigma * sigma}, new double[] {1});
    }

    /**
     * Returns the theory for a covariance with these eigenvalues.
     *
     * @param eigenvalues not negative, one positive; copied
     * @return a theory
     * @throws IllegalArgumentException if an eigenvalue is negative or not finite, or none is positive
     */
    public static GaussianRegimes ofEigenvalues(double... eigenvalues) {
        double[] equal = new double[eigenvalues.length];
        Arrays.fill(equal, 1);
        return ofSpectrum(eigenvalues, equal);
    }

    /**
     * Returns the theory for a distribution of eigenvalues.
     *
     * @param eigenvalues not negative, one positive; copied
     * @param weights how often each occurs, not negative, not all zero; they need not sum to one
     * @return a theory
     * @throws IllegalArgumentException if the lengths differ, a number is negative or not finite, or no eigenvalue
     *     of positive weight is positive
     */
    public static GaussianRegimes ofSpectrum(double[] eigenvalues, double[] weights) {
        if (eigenvalues.length != weights.length) {
            throw new IllegalArgumentException(
                    "spectrum: " + eigenvalues.length + " eigenvalues, but " + weights.length + " weights");
        }
        double trace = 0;
        double sum = 0;
        for (int i = 0; i < eigenvalues.length; i++) {
            sum += notNegative("weight", i, weights[i]);
            trace += notNegative("eigenvalue", i, eigenvalues[i]) * weights[i];
        }
        if (!(trace > 0 && trace <= Double.MAX_VALUE && sum <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "spectrum: expected a positive eigenvalue of positive weight and finite sums, found "
                            + Arrays.toString(eigenvalues) + " with weights " + Arrays.toString(weights));
        }
        double total = sum;
        double[] shares = Arrays.stream(weights).map(w -> w / total).toArray();
        double[] copy = eigenvalues.clone();
        return new GaussianRegimes(copy, shares, copy);
    }

    private static double notNegative(String name, int i, double value) {
        if (!(value >= 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "spectrum: " + name + " " + i + " is " + value + "; it must be finite and not negative");
        }
        return value;
    }

    /**
     * Returns the theory at a given query instead of a typical one.
     *
     * @param coordinates of the query less the mean of the data, along each eigenvector
     * @return a theory
     * @throws IllegalArgumentException if there is not a finite one for each eigenvalue
     */
    public GaussianRegimes atQuery(double... coordinates) {
        if (coordinates.length != eigenvalues.length) {
            throw new IllegalArgumentException("query: expected a coordinate for each of the " + eigenvalues.length
                    + " eigenvalues, found " + coordinates.length);
        }
        double[] squares = new double[coordinates.length];
        for (int i = 0; i < squares.length; i++) {
            if (!(Math.abs(coordinates[i]) <= 1e150)) {
                throw new IllegalArgumentException(
                        "query: coordinate " + i + " is " + coordinates[i] + "; it must be within 1e150 of the mean");
            }
            squares[i] = coordinates[i] * coordinates[i];
        }
        return new GaussianRegimes(eigenvalues, weights, squares);
    }

    /**
     * Returns the theory at a query of given distance from the mean, in the metric of the covariance.
     *
     * @param squaredRadius x' Sigma^-1 x / d, one for a typical query; not negative
     * @return a theory
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public GaussianRegimes atSquaredRadius(double squaredRadius) {
        if (!(squaredRadius >= 0 && squaredRadius <= 1e150)) {
            throw new IllegalArgumentException(
                    "squared radius: expected a number from 0 to 1e150, found " + squaredRadius);
        }
        double[] squares =
                Arrays.stream(eigenvalues).map(l -> squaredRadius * l).toArray();
        return new GaussianRegimes(eigenvalues, weights, squares);
    }

    /**
     * Returns the regimes at finite size, by the exact law of squared distances.
     *
     * @param n the number of points, at least 2
     * @param d the dimension, at least 1; each eigenvalue stands for its share of d
     * @return the finite theory
     * @throws IllegalArgumentException if n or d is too small
     */
    public FiniteRegimes finite(double n, int d) {
        return new FiniteRegimes(this, n, d);
    }

    /**
     * Returns the exact variance of one sample's kernel value over its squared mean, E K^2 / (E K)^2 - 1; an estimate
     * of n points has an n-th of it.
     *
     * @param h positive
     * @param d the dimension, at least 1
     * @return the relative variance, infinity where it exceeds the largest number
     * @throws IllegalArgumentException if h is not positive and finite or d below one
     */
    public double relativeVariance(double h, int d) {
        return Math.expm1(checkedDimension(d) * logSecondMoment(checkedBandwidth(h)));
    }

    @Override
    double tiltedEntropy(double h) {
        double h2 = h * h;
        return mean(i -> {
            double l = eigenvalues[i];
            double b = h2 + l;
            return (Math.log1p(l / h2) - l / b + energies[i] / b * (l / b)) / 2;
        });
    }

    @Override
    double tiltedDistance(double h) {
        double h2 = h * h;
        return mean(i -> {
            double share = h2 / (h2 + eigenvalues[i]);
            return eigenvalues[i] * share + energies[i] * share * share;
        });
    }

    @Override
    double smoothingDivergence(double h) {
        double h2 = h * h;
        return mean(i -> {
            double l = eigenvalues[i];
            if (l == 0) {
                return Double.POSITIVE_INFINITY; // no density along it
            }
            return (Math.log1p(h2 / l) - energies[i] / l * (h2 / (h2 + l))) / 2;
        });
    }

    @Override
    double scale() {
        return Math.sqrt(mean(i -> eigenvalues[i]));
    }

    /** The law of |x - y|^2 in d dimensions. */
    SquaredDistanceLaw distanceLaw(int d) {
        double[] multiplicities = Arrays.stream(weights).map(w -> w * d).toArray();
        return new SquaredDistanceLaw(eigenvalues, multiplicities, energies);
    }

    /** The log-density of the data at the query, per dimension. */
    double logDensity() {
        return mean(i -> -(Math.log(2 * Math.PI * eigenvalues[i]) + energies[i] / eigenvalues[i]) / 2);
    }

    private double mean(IntToDoubleFunction term) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] == 0 ? 0 : weights[i] * term.applyAsDouble(i);
        }
        return sum;
    }

    /** Returns the spectrum. */
    @Override
    public String toString() {
        return "GaussianRegimes[eigenvalues " + summary(eigenvalues) + ", weights " + summary(weights) + "]";
    }

    private static String summary(double[] values) {
        return values.length <= 4 ? Arrays.toString(values) : "of " + values.length;
    }
}
