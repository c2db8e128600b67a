package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.QueryDiagnostics;
import io.gramian.kde.Regime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A density at k places with pointwise and simultaneous confidence bands: the result of {@link ConfidenceBands}. */
public final class ConfidenceBand {
    private final Points places;
    private final double[] values;
    private final double[] deviation;
    private final double[] pointwise; // half-widths
    private final double critical;
    private final int resampleSize;
    private final List<String> warnings;

    private ConfidenceBand(
            Points places,
            double[] values,
            double[] deviation,
            double[] pointwise,
            double critical,
            int resampleSize,
            List<String> warnings) {
        this.places = places;
        this.values = values;
        this.deviation = deviation;
        this.pointwise = pointwise;
        this.critical = critical;
        this.resampleSize = resampleSize;
        this.warnings = List.copyOf(warnings);
    }

    /** Takes the deviations of the replicates, k rows, NaN where there is no band. */
    static ConfidenceBand of(
            Points places,
            double[] values,
            double[][] deviations,
            double level,
            int resampleSize,
            QueryDiagnostics diagnostics) {
        int replicates = deviations[0].length;
        double[] standard = new double[values.length];
        double[] pointwise = new double[values.length];
        double[] largest = new double[replicates];
        for (int i = 0; i < values.length; i++) {
            standard[i] = Math.sqrt(Arrays.stream(deviations[i]).map(v -> v * v).sum() / replicates);
            pointwise[i] = Double.isNaN(standard[i])
                    ? Double.NaN
                    : quantile(Arrays.stream(deviations[i]).map(Math::abs).toArray(), level);
            for (int b = 0; b < replicates && standard[i] > 0; b++) {
                largest[b] = Math.max(largest[b], Math.abs(deviations[i][b]) / standard[i]);
            }
        }
        List<String> warnings = warnings(diagnostics, standard, resampleSize);
        return new ConfidenceBand(
                places, values, standard, pointwise, quantile(largest, level), resampleSize, warnings);
    }

    private static double quantile(double[] numbers, double level) {
        Arrays.sort(numbers);
        return numbers[(int) Math.min(numbers.length - 1.0, Math.ceil(level * (numbers.length + 1)) - 1)];
    }

    private static List<String> warnings(QueryDiagnostics diagnostics, double[] standard, int resampleSize) {
        long missing = Arrays.stream(standard).filter(Double::isNaN).count();
        long stable = java.util.stream.IntStream.range(0, standard.length)
                .filter(i -> ConfidenceBands.regime(diagnostics, i) == Regime.STABLE)
                .count();
        List<String> warnings = new ArrayList<>();
        if (missing > 0) {
            warnings.add(missing + " of " + standard.length
                    + " places have no band: too few points decide the estimate there");
        }
        if (stable > 0) {
            warnings.add("at " + stable + " of " + standard.length
                    + " places the variance is not finite; resamples have " + resampleSize + " points");
        }
        return warnings;
    }

    /**
     * Returns the number of places.
     *
     * @return k
     */
    public int size() {
        return values.length;
    }

    /**
     * Returns the places.
     *
     * @return k points
     */
    public Points places() {
        return places;
    }

    /**
     * Returns the density.
     *
     * @param i the place
     * @return f(x_i)
     */
    public double value(int i) {
        return values[i];
    }

    /**
     * Returns the standard error of the density.
     *
     * @param i the place
     * @return the root mean square of the replicates' deviations; NaN where there is no band
     */
    public double standardError(int i) {
        return deviation[i];
    }

    /**
     * Returns the lower end of the pointwise band.
     *
     * @param i the place
     * @return at least 0; NaN where there is no band
     */
    public double low(int i) {
        return Math.max(0, values[i] - pointwise[i]);
    }

    /**
     * Returns the upper end of the pointwise band.
     *
     * @param i the place
     * @return a density; NaN where there is no band
     */
    public double high(int i) {
        return values[i] + pointwise[i];
    }

    /**
     * Returns the lower end of the band that covers at all places together.
     *
     * @param i the place
     * @return at least 0; NaN where there is no band
     */
    public double simultaneousLow(int i) {
        return Math.max(0, values[i] - critical * deviation[i]);
    }

    /**
     * Returns the upper end of the band that covers at all places together.
     *
     * @param i the place
     * @return a density; NaN where there is no band
     */
    public double simultaneousHigh(int i) {
        return values[i] + critical * deviation[i];
    }

    /**
     * Returns how many standard errors wide to each side the simultaneous band is.
     *
     * @return the quantile of the largest standardised deviation
     */
    public double critical() {
        return critical;
    }

    /**
     * Returns the number of points in a resample.
     *
     * @return n, unless the regime demands fewer or another number was asked for
     */
    public int resampleSize() {
        return resampleSize;
    }

    /**
     * Returns what a reader should know.
     *
     * @return a sentence each
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns the number of places, the critical value and the warnings. */
    @Override
    public String toString() {
        return "ConfidenceBand[" + size() + " places, simultaneous +- " + critical + " standard errors"
                + (warnings.isEmpty() ? "" : ", " + warnings) + "]";
    }
}
