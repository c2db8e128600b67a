package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Checks;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The configuration of a classifier by class densities: p(c | x) proportional to pi_c f_c(x), with a density f_c of the
 * points of each class and a prior pi_c.
 *
 * <p>Immutable. Defaults: priors are the classes' shares of the data, every query is classified that any class reaches.
 * The class densities share one configuration; a bandwidth rule is applied to each class by itself. Source: B. W.
 * Silverman, Density Estimation for Statistics and Data Analysis, 1986, section 6.1.
 *
 * <pre>{@code
 * ClassifierModel model = DensityClassifier.of(KernelDensity.gaussian().withBandwidth(0.3)).fit(x, labels);
 * Classification found = model.classify(queries);
 * }</pre>
 */
public final class DensityClassifier {
    private final KernelDensity density;
    private final double[] priors; // null for the classes' shares
    private final double[] weights; // null for equal weights
    private final double threshold;

    private DensityClassifier(KernelDensity density, double[] priors, double[] weights, double threshold) {
        this.density = Objects.requireNonNull(density, "density");
        this.priors = priors;
        this.weights = weights;
        this.threshold = threshold;
    }

    /**
     * Returns the classifier whose class densities are configured so.
     *
     * @param density kernel, bandwidth rule and backend, without weights: these are given by {@link #withWeights}
     * @return a configuration
     */
    public static DensityClassifier of(KernelDensity density) {
        return new DensityClassifier(density, null, null, Double.NEGATIVE_INFINITY);
    }

    /**
     * Returns this configuration with given priors in place of the classes' shares.
     *
     * @param newPriors a number for each class, in ascending order of their labels; not negative, not all zero; made to
     *     sum to one; copied
     * @return a configuration
     * @throws IllegalArgumentException if one is negative or not finite, or all are zero
     */
    public DensityClassifier withPriors(double... newPriors) {
        return new DensityClassifier(density, normalised("priors", newPriors), weights, threshold);
    }

    /**
     * Returns this configuration with weighted points.
     *
     * @param newWeights a number for each point, not negative, not all zero; copied
     * @return a configuration
     * @throws IllegalArgumentException if one is negative or not finite, or all are zero
     */
    public DensityClassifier withWeights(double... newWeights) {
        return new DensityClassifier(density, priors, normalised("weights", newWeights), threshold);
    }

    /**
     * Returns this configuration, abstaining where the log-density of all classes together, log sum_c pi_c f_c(x), lies
     * below a threshold; without it, only where it is negative infinity.
     *
     * @param logDensity the threshold
     * @return a configuration
     * @throws IllegalArgumentException if it is NaN
     */
    public DensityClassifier withAbstentionBelow(double logDensity) {
        if (Double.isNaN(logDensity)) {
            throw new IllegalArgumentException("threshold: expected a log-density, found NaN");
        }
        return new DensityClassifier(density, priors, weights, logDensity);
    }

    /**
     * Returns the classifier of the given points. Cost: one fit for each class.
     *
     * @param x n points of dimension d
     * @param labels n whole numbers, equal for points of a class; copied
     * @return a model
     * @throws IllegalArgumentException if there are not n labels or weights, or not one prior for each class
     * @throws NumericalException if the points of a class do not determine its bandwidth; the message names the class
     */
    public ClassifierModel fit(Points x, int... labels) {
        Checks.length("labels", labels.length, x.size());
        if (weights != null) {
            Checks.length("weights", weights.length, x.size());
        }
        int[] classes = Arrays.stream(labels).sorted().distinct().toArray();
        if (priors != null && priors.length != classes.length) {
            throw new IllegalArgumentException("priors: expected one for each of the " + classes.length + " classes "
                    + Arrays.toString(classes) + ", found " + priors.length);
        }
        int[][] members = new int[classes.length][];
        DensityModel[] densities = new DensityModel[classes.length];
        for (int c = 0; c < classes.length; c++) {
            int label = classes[c];
            members[c] = IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == label)
                    .toArray();
            densities[c] = fitClass(x, members[c], label);
        }
        return new ClassifierModel(x, classes, members, densities, weights, priors, threshold);
    }

    private DensityModel fitClass(Points x, int[] members, int label) {
        KernelDensity configured = density;
        if (weights != null) {
            double[] own = Arrays.stream(members).mapToDouble(i -> weights[i]).toArray();
            if (Arrays.stream(own).max().orElseThrow() == 0) {
                throw new IllegalArgumentException("weights: all of class " + label + " are zero; leave the class out");
            }
            configured = configured.withWeights(own);
        }
        try {
            return configured.fit(x.select(members));
        } catch (NumericalException e) {
            throw new NumericalException("class " + label + " (" + members.length + " points): " + e.getMessage());
        }
    }

    private static double[] normalised(String name, double[] numbers) {
        double largest = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (!(numbers[i] >= 0 && numbers[i] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        name + ": entry " + i + " is " + numbers[i] + "; expected finite numbers, not negative");
            }
            largest = Math.max(largest, numbers[i]);
        }
        if (largest == 0) {
            throw new IllegalArgumentException(
                    name + ": all " + numbers.length + " are zero; at least one must be positive");
        }
        double scale = largest; // first, so that no sum overflows
        double sum = Arrays.stream(numbers).map(v -> v / scale).sum();
        return Arrays.stream(numbers).map(v -> v / scale / sum).toArray();
    }

    /** Returns the configuration of the class densities and what differs from the defaults. */
    @Override
    public String toString() {
        return "DensityClassifier[" + density + (priors == null ? "" : ", priors " + Arrays.toString(priors))
                + (weights == null ? "" : ", weighted")
                + (threshold == Double.NEGATIVE_INFINITY ? "]" : ", abstains below " + threshold + "]");
    }
}
