package io.gramian.kde.inference;

/**
 * Where a density on the line significantly rises or falls, over location and bandwidth: the result of {@link SiZer}.
 */
public final class SiZerMap {
    private final double[] locations;
    private final double[] bandwidths;
    private final Trend[][] trends;

    /** What is known of the slope. */
    public enum Trend {
        /** The density rises. */
        RISING,
        /** The density falls. */
        FALLING,
        /** The slope may be an accident. */
        LEVEL,
        /** Too few points to tell. */
        SPARSE;

        static Trend of(double z, double quantile) {
            if (Double.isNaN(z)) {
                return SPARSE;
            }
            return z > quantile ? RISING : z < -quantile ? FALLING : LEVEL;
        }
    }

    SiZerMap(double[] locations, double[] bandwidths, Trend[][] trends) {
        this.locations = locations;
        this.bandwidths = bandwidths;
        this.trends = trends;
    }

    /**
     * Returns the locations.
     *
     * @return ascending, a new array
     */
    public double[] locations() {
        return locations.clone();
    }

    /**
     * Returns the bandwidths.
     *
     * @return ascending, a new array
     */
    public double[] bandwidths() {
        return bandwidths.clone();
    }

    /**
     * Returns what is known of the slope at a location and bandwidth.
     *
     * @param location the index of the location
     * @param bandwidth the index of the bandwidth
     * @return rising, falling, level or sparse
     */
    public Trend trend(int location, int bandwidth) {
        return trends[bandwidth][location];
    }

    /**
     * Returns the number of significant modes at a bandwidth: how often, from left to right, a significant rise is
     * followed by a significant fall.
     *
     * @param bandwidth the index of the bandwidth
     * @return at least 0
     */
    public int modes(int bandwidth) {
        int modes = 0;
        boolean rising = false;
        for (Trend trend : trends[bandwidth]) {
            if (trend == Trend.FALLING && rising) {
                modes++;
            }
            rising = trend == Trend.RISING || rising && trend != Trend.FALLING;
        }
        return modes;
    }

    /**
     * Returns a row of characters for each bandwidth, the largest first: / rising, \ falling, - level, space sparse.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int j = bandwidths.length - 1; j >= 0; j--) {
            for (Trend trend : trends[j]) {
                text.append("/\\- ".charAt(trend.ordinal()));
            }
            text.append("  h = ").append(bandwidths[j]).append('\n');
        }
        return text.toString();
    }
}
