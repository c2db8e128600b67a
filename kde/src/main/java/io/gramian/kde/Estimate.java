package io.gramian.kde;

/**
 * A number and how far it may be off.
 *
 * @param value the number
 * @param standardError its standard error, estimated; 0 where only rounding is at work
 */
public record Estimate(double value, double standardError) {
    /**
     * Returns the mean of independent numbers, with its standard error: the root of their variance over their count.
     *
     * @param values at least two
     * @return the mean
     * @throws IllegalArgumentException if there are fewer than two
     */
    public static Estimate ofMean(double... values) {
        if (values.length < 2) {
            throw new IllegalArgumentException(
                    "mean: expected at least 2 numbers, for a standard error, found " + values.length);
        }
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Estimate(mean, Math.sqrt(squares / (values.length - 1.0) / values.length));
    }
}
