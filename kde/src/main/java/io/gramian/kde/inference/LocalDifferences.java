package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.internal.inference.NormalLaw;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Where the densities of two samples differ: the result of a {@link LocalDensityTest}, a test for each place. */
public final class LocalDifferences {
    private final Points places;
    private final double[] z;
    private final double[] logRatio;
    private final double[] adjusted;
    private final double level;
    private final DensityModel pooled;

    LocalDifferences(
            Points places,
            double[] z,
            double[] logRatio,
            double level,
            MultipleTesting correction,
            DensityModel pooled) {
        this.places = places;
        this.z = z;
        this.logRatio = logRatio;
        this.level = level;
        this.pooled = pooled;
        this.adjusted = correction.adjust(
                IntStream.range(0, z.length).mapToDouble(this::pValue).toArray());
    }

    /**
     * An interval of the line on which one density is the larger.
     *
     * @param low the first place of a run of neighbouring places
     * @param high the last
     * @param sign 1 where the first sample's density is larger, -1 where the second's is
     */
    public record Interval(double low, double high, int sign) {}

    /**
     * Returns the number of places.
     *
     * @return k
     */
    public int size() {
        return z.length;
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
     * Returns whether a place was tested: whether enough points bear on it.
     *
     * @param i the place
     * @return false where {@link #z} is NaN
     */
    public boolean isTested(int i) {
        return !Double.isNaN(z[i]);
    }

    /**
     * Returns the standardised difference.
     *
     * @param i the place
     * @return positive where the first sample's density is larger; NaN if not tested
     */
    public double z(int i) {
        return z[i];
    }

    /**
     * Returns log f - log g.
     *
     * @param i the place
     * @return infinite where only one density is positive, NaN where none is
     */
    public double logRatio(int i) {
        return logRatio[i];
    }

    /**
     * Returns the two-sided p-value of a place by itself.
     *
     * @param i the place
     * @return 2 Phi(-|z|); NaN if not tested
     */
    public double pValue(int i) {
        return NormalLaw.twoSided(z[i]);
    }

    /**
     * Returns the p-value adjusted for the number of places.
     *
     * @param i the place
     * @return from 0 to 1; NaN if not tested
     */
    public double adjustedPValue(int i) {
        return adjusted[i];
    }

    /**
     * Returns which density is significantly larger.
     *
     * @param i the place
     * @return 1 for the first sample's, -1 for the second's, 0 for neither or not tested
     */
    public int sign(int i) {
        return adjusted[i] <= level ? (int) Math.signum(z[i]) : 0;
    }

    /**
     * Returns the places with a given result.
     *
     * @param sign 1, -1 or 0, as {@link #sign}
     * @return indices, ascending
     */
    public int[] indices(int sign) {
        return IntStream.range(0, size()).filter(i -> sign(i) == sign).toArray();
    }

    /**
     * Returns the intervals of places on the line on which one density is significantly larger, from left to right.
     *
     * @return runs of neighbouring places with the same sign
     * @throws IllegalStateException if the dimension is not 1
     */
    public List<Interval> intervals() {
        if (places.dimension() != 1) {
            throw new IllegalStateException("intervals: places have dimension " + places.dimension() + "; use indices");
        }
        List<Interval> intervals = new ArrayList<>();
        int[] order = IntStream.range(0, size())
                .boxed()
                .sorted(Comparator.comparingDouble(i -> places.value(i, 0)))
                .mapToInt(Integer::intValue)
                .toArray();
        for (int from = 0; from < order.length; ) {
            int sign = sign(order[from]);
            int to = from + 1;
            while (to < order.length && sign(order[to]) == sign) {
                to++;
            }
            if (sign != 0) {
                intervals.add(new Interval(places.value(order[from], 0), places.value(order[to - 1], 0), sign));
            }
            from = to;
        }
        return List.copyOf(intervals);
    }

    /**
     * Returns the density estimate from both samples together, with the bandwidth in use.
     *
     * @return f_p
     */
    public DensityModel pooled() {
        return pooled;
    }

    /** Returns the numbers of places, of tests and of differences. */
    @Override
    public String toString() {
        return "LocalDifferences[" + size() + " places, "
                + IntStream.range(0, size()).filter(this::isTested).count() + " tested, first larger at "
                + indices(1).length + ", second at " + indices(-1).length + "]";
    }
}
