package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.core.kernel.Expression;
import io.gramian.kde.DensityModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The intervals of the line where a density is at or above a level. */
final class LevelSets {
    private static final int PLACES = 16; // a bandwidth
    private static final int HALVINGS = 48;
    private static final int LEVELS = 150;
    private static final int SECTIONS = 40;
    private static final int KINKS = 20_000;
    private static final double PROBE = 1e-4; // of the distance of two places
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    private static final double MASS_TOLERANCE = 1e-12;

    private final DensityModel density;
    private final double h;
    private final double[] sorted;
    private double[] places = {}; // ascending, and the log-density there
    private double[] values = {};
    private double reach;

    LevelSets(DensityModel density) {
        if (density.dimension() != 1) {
            throw new IllegalArgumentException("intervals: expected a density on the line, found one in "
                    + density.dimension() + " dimensions; use leaveOneOut or resampled, and contains");
        }
        this.density = density;
        this.h = density.bandwidth().factor(1)[0][0];
        double[] weights = density.logWeights();
        double[] x = density.points().column(0);
        this.sorted = IntStream.range(0, x.length)
                .filter(i -> weights[i] > Double.NEGATIVE_INFINITY)
                .mapToDouble(i -> x[i])
                .sorted()
                .toArray();
    }

    double[][] intervals(double logLevel) {
        if (logLevel == Double.NEGATIVE_INFINITY) {
            return new double[][] {{Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}};
        }
        scan(logLevel);
        List<double[]> outside = new ArrayList<>(); // neighbouring places, the first below, the second at or above
        for (int i = 0; i < places.length; i++) {
            boolean isInside = values[i] >= logLevel;
            if (isInside && (i == 0 || values[i - 1] < logLevel)) {
                outside.add(new double[] {i == 0 ? places[0] : places[i - 1], places[i]});
            }
            if (isInside && (i == places.length - 1 || values[i + 1] < logLevel)) {
                outside.add(new double[] {i == places.length - 1 ? places[i] : places[i + 1], places[i]});
            }
        }
        double[] ends = refine(outside, logLevel);
        double[][] intervals = new double[ends.length / 2][];
        Arrays.setAll(intervals, k -> new double[] {ends[2 * k], ends[2 * k + 1]});
        return intervals;
    }

    /** The level above which the mass lies: halving with steps of the secant, as the mass falls with the level. */
    double logLevel(double mass) {
        double low = lowest(mass);
        scan(low);
        double high = Arrays.stream(values).max().orElseThrow();
        double lowExcess = excess(low, mass);
        double highExcess = -mass;
        int lastSide = 0;
        for (int step = 0; step < LEVELS && high - low > 1e-14 * Math.max(1, Math.abs(high)); step++) {
            double level = step % 3 == 2 ? (low + high) / 2 : low + (high - low) * lowExcess / (lowExcess - highExcess);
            if (!(level > low && level < high)) {
                level = (low + high) / 2;
            }
            double excess = excess(level, mass);
            if (excess >= 0) {
                low = level;
                lowExcess = excess;
                highExcess = lastSide == 1 ? highExcess / 2 : highExcess; // Illinois
                lastSide = 1;
            } else {
                high = level;
                highExcess = excess;
                lowExcess = lastSide == -1 ? lowExcess / 2 : lowExcess;
                lastSide = -1;
            }
            if (Math.abs(excess) <= MASS_TOLERANCE) {
                return level;
            }
        }
        return low;
    }

    /** A level low enough: what the lightest point alone has at its place, lowered until it holds the mass. */
    private double lowest(double mass) {
        double lightest = Arrays.stream(density.logWeights())
                .filter(log -> log > Double.NEGATIVE_INFINITY)
                .min()
                .orElseThrow();
        double level = lightest + density.kernel().logNormaliser(1);
        while (excess(level, mass) < 0) {
            level -= 1 + Math.abs(level);
        }
        return level;
    }

    private double excess(double logLevel, double mass) {
        double sum = 0;
        for (double[] interval : intervals(logLevel)) {
            sum += density.boxProbability(new double[] {interval[0]}, new double[] {interval[1]})
                    .value();
        }
        return sum - mass;
    }

    /** The log-density at even places as far from the data as it may still be at the level. */
    private void scan(double logLevel) {
        double needed = reachOf(logLevel);
        if (needed <= reach) {
            return;
        }
        reach = needed;
        double step = h / PLACES;
        double[] found = new double[16];
        int count = 0;
        double next = Double.NEGATIVE_INFINITY;
        for (double x : sorted) {
            for (next = Math.max(next, x - reach); next <= x + reach; next = Math.max(next + step, Math.nextUp(next))) {
                found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
                found[count++] = next;
            }
        }
        DoubleStream even = Arrays.stream(found, 0, count);
        keep(DoubleStream.concat(even, kinks(count)));
        DoubleStream extremes = DoubleStream.concat(Arrays.stream(extremes(1)), Arrays.stream(extremes(-1)));
        keep(DoubleStream.concat(Arrays.stream(places), extremes));
    }

    /** Where kernels begin, end and have cusps: between these the density bends one way, or is smooth. */
    private DoubleStream kinks(int count) {
        if (sorted.length > Math.max(count, KINKS) / 3) {
            return DoubleStream.empty();
        }
        return Arrays.stream(sorted).flatMap(x -> DoubleStream.of(x - h, x, x + h));
    }

    private void keep(DoubleStream chosen) {
        places = chosen.sorted().distinct().toArray();
        values = density.logDensity(Points.ofColumn(places));
    }

    /**
     * The highest points (sign 1) between two places from both of which the density rises, or the lowest (-1) between
     * two from which it falls, by golden sections.
     */
    private double[] extremes(int sign) {
        double[] inside = new double[2 * (places.length - 1)];
        Arrays.setAll(inside, k -> {
            double width = places[k / 2 + 1] - places[k / 2];
            return k % 2 == 0 ? places[k / 2] + PROBE * width : places[k / 2 + 1] - PROBE * width;
        });
        double[] probed = density.logDensity(Points.ofColumn(inside));
        int[] peaks = IntStream.range(0, places.length - 1)
                .filter(i -> sign * (probed[2 * i] - values[i]) > 0 && sign * (probed[2 * i + 1] - values[i + 1]) > 0)
                .toArray();
        double[] low = Arrays.stream(peaks).mapToDouble(i -> places[i]).toArray();
        double[] high = Arrays.stream(peaks).mapToDouble(i -> places[i + 1]).toArray();
        for (int step = 0; step < SECTIONS && peaks.length > 0; step++) {
            double[] inner = new double[2 * peaks.length];
            Arrays.setAll(inner, k -> low[k / 2] + (high[k / 2] - low[k / 2]) * (k % 2 == 0 ? 1 - GOLDEN : GOLDEN));
            double[] value = density.logDensity(Points.ofColumn(inner));
            for (int k = 0; k < peaks.length; k++) {
                if (sign * (value[2 * k + 1] - value[2 * k]) > 0) {
                    low[k] = inner[2 * k];
                } else {
                    high[k] = inner[2 * k + 1];
                }
            }
        }
        double[] extremes = new double[peaks.length];
        Arrays.setAll(extremes, k -> low[k] + (high[k] - low[k]) / 2);
        return extremes;
    }

    /** Where no data are within this, the density is below the level. */
    private double reachOf(double logLevel) {
        Expression kernel = density.kernel().expression();
        double logNormaliser = density.kernel().logNormaliser(1);
        double r = h;
        while (logNormaliser + kernel.logValue(new double[] {r}, new double[] {0}) >= logLevel) {
            r *= 1.25;
        }
        return r + 2 * h / PLACES;
    }

    /** Halves all pairs of a place below the level and one at it, in one pass over the data for each halving. */
    private double[] refine(List<double[]> pairs, double logLevel) {
        double[] below = pairs.stream().mapToDouble(pair -> pair[0]).toArray();
        double[] inside = pairs.stream().mapToDouble(pair -> pair[1]).toArray();
        for (int step = 0; step < HALVINGS && inside.length > 0; step++) {
            double[] middle = new double[inside.length];
            Arrays.setAll(middle, k -> below[k] + (inside[k] - below[k]) / 2);
            double[] value = density.logDensity(Points.ofColumn(middle));
            for (int k = 0; k < middle.length; k++) {
                if (value[k] >= logLevel) {
                    inside[k] = middle[k];
                } else {
                    below[k] = middle[k];
                }
            }
        }
        return inside;
    }
}
