package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.internal.inference.Checks;
import io.gramian.kde.internal.inference.NormalLaw;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a map of where, over location and bandwidth, a density on the line significantly rises or falls:
 * SIgnificant ZERo crossings of the derivative.
 *
 * <p>At location x and bandwidth h the slope of a Gaussian estimate is (a multiple of) a mean of n terms K((x -
 * x_j)/h) (x_j - x); it is divided by its empirical standard deviation and held against the quantile q(h) that keeps
 * the chance of any false answer along a row at the level, counting rows as m(h) = n / (mean effective size)
 * independent blocks: q = Phi^(-1)((1 + (1 - level)^(1/m)) / 2). Where the effective size sum_j K((x - x_j)/h) / K(0)
 * is below 5, no answer is given. Sources: P. Chaudhuri, J. S. Marron, SiZer for exploration of structures in curves,
 * Journal of the American Statistical Association 94, 1999.
 *
 * <p>Immutable. Defaults: 401 locations from the least to the largest point, 21 bandwidths in equal ratios from two
 * steps between locations to the range of the data.
 */
public final class SiZer {
    private static final double LEAST_SIZE = 5;
    private static final int LOCATIONS = 401;
    private static final int BANDWIDTHS = 21;

    private final double level;
    private final double[] locations; // null for the default
    private final double[] bandwidths; // null for the default
    private final Backend backend; // null until map asks for Backends.auto()
    private final Progress progress;

    private SiZer(double level, double[] locations, double[] bandwidths, Backend backend, Progress progress) {
        this.level = level;
        this.locations = locations;
        this.bandwidths = bandwidths;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the map at a level.
     *
     * @param level above 0 and below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is not
     */
    public static SiZer atLevel(double level) {
        return new SiZer(Checks.fraction("level", level), null, null, null, Progress.NONE);
    }

    /**
     * Returns this configuration with given locations.
     *
     * @param newLocations finite numbers, strictly ascending; copied
     * @return a configuration
     * @throws IllegalArgumentException if they are not, or there is none
     */
    public SiZer withLocations(double... newLocations) {
        double[] checked = ascending("locations", newLocations);
        return new SiZer(level, checked, bandwidths, backend, progress);
    }

    /**
     * Returns this configuration with given bandwidths.
     *
     * @param newBandwidths positive numbers in the units of the data, strictly ascending; copied
     * @return a configuration
     * @throws IllegalArgumentException if they are not, or there is none
     */
    public SiZer withBandwidths(double... newBandwidths) {
        double[] checked = ascending("bandwidths", newBandwidths);
        BandwidthMatrix.scalar(checked[0]); // the same check
        return new SiZer(level, locations, checked, backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where sums over pairs are computed
     * @return a configuration
     */
    public SiZer withBackend(Backend newBackend) {
        return new SiZer(level, locations, bandwidths, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this configuration, whose map reports its progress.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public SiZer withProgress(Progress newProgress) {
        return new SiZer(level, locations, bandwidths, backend, newProgress);
    }

    /**
     * Returns the map of the given points. Cost O(n) for each location and bandwidth, two passes.
     *
     * @param x n points on the line, at least two different ones
     * @return a map
     * @throws IllegalArgumentException if the dimension is not 1, or all points coincide
     */
    public SiZerMap map(Points x) {
        if (x.dimension() != 1) {
            throw new IllegalArgumentException("points: have dimension " + x.dimension()
                    + "; this map is for points on the line, FeatureSignificance for more dimensions");
        }
        double low = Arrays.stream(x.column(0)).min().orElseThrow();
        double high = Arrays.stream(x.column(0)).max().orElseThrow();
        if (!(high > low)) {
            throw new IllegalArgumentException("points: all are " + low + "; needs two different ones");
        }
        double[] at = locations != null ? locations : equallySpaced(low, high);
        double[] h = bandwidths != null ? bandwidths : inEqualRatios(2 * (high - low) / (LOCATIONS - 1), high - low);
        Backend chosen = backend == null ? Backends.auto() : backend;
        SiZerMap.Trend[][] trends = new SiZerMap.Trend[h.length][];
        try (Gram gram = chosen.gram(kernel(h[0]), Points.ofColumn(at), x)) {
            for (int j = 0; j < h.length; j++) {
                trends[j] = row(gram, h[j]);
                progress.update("bandwidths", j + 1L, h.length);
            }
        }
        return new SiZerMap(at, h, trends);
    }

    private static DensityKernel kernel(double h) {
        return DensityKernel.gaussian().withBandwidth(BandwidthMatrix.scalar(h));
    }

    private SiZerMap.Trend[] row(Gram gram, double h) {
        double n = gram.columns();
        RowMoments terms = gram.withFunction(kernel(h)).logMoments(new double[gram.columns()], 1);
        RowMoments squares =
                gram.withFunction(kernel(h / Math.sqrt(2))).logMoments(new double[gram.columns()], 2); // K^2
        double[] z = new double[gram.rows()];
        double total = 0;
        int counted = 0;
        for (int i = 0; i < z.length; i++) {
            double size = Math.exp(terms.sum(i));
            if (!(size >= LEAST_SIZE)) {
                z[i] = Double.NaN;
                continue;
            }
            total += size;
            counted++;
            double mean = terms.first(i)[0];
            double meanSquare = Math.exp(squares.sum(i) - 2 * terms.sum(i))
                    * squares.second(i).get(0, 0);
            double variance = n / (n - 1) * (meanSquare - mean * mean / n);
            z[i] = variance > 0 ? mean / Math.sqrt(variance) : 0;
        }
        double blocks = counted == 0 ? 1 : Math.max(1, n * counted / total);
        double quantile = NormalLaw.quantile((1 + Math.pow(1 - level, 1 / blocks)) / 2);
        return Arrays.stream(z).mapToObj(v -> SiZerMap.Trend.of(v, quantile)).toArray(SiZerMap.Trend[]::new);
    }

    private static double[] equallySpaced(double low, double high) {
        double[] at = new double[LOCATIONS];
        Arrays.setAll(at, i -> low + (high - low) * i / (LOCATIONS - 1));
        return at;
    }

    private static double[] inEqualRatios(double low, double high) {
        double[] h = new double[BANDWIDTHS];
        Arrays.setAll(h, j -> low * Math.pow(high / low, j / (BANDWIDTHS - 1.0)));
        return h;
    }

    private static double[] ascending(String name, double[] values) {
        Checks.atLeast(name + ": number", 1, values.length);
        Checks.finite(name, values);
        for (int i = 1; i < values.length; i++) {
            if (!(values[i] > values[i - 1])) {
                throw new IllegalArgumentException(name + ": entry " + i + " is " + values[i] + " after "
                        + values[i - 1] + "; they must be strictly ascending");
            }
        }
        return values.clone();
    }

    /** Returns the level. */
    @Override
    public String toString() {
        return "SiZer[level " + level + "]";
    }
}
