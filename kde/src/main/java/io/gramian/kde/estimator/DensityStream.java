package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.BandwidthMatrix;
import java.util.ArrayList;
import java.util.List;

/**
 * An open stream of observations, as {@link StreamingDensity} describes it. Changes with every observation and is for
 * one thread at a time; its {@link #snapshot snapshots} are immutable.
 *
 * <p>An observation costs O(d^2) until the capacity M is reached, then O(M d^3) in the mean; memory is O(M d^2).
 */
public final class DensityStream {
    private final StreamingDensity configuration;
    private final int dimension;
    private final List<Component> components = new ArrayList<>();
    private final double[] mean;
    private final double[][] scatter; // sum of weights times (x - mean)(x - mean)'
    private final double[][] room;
    private double weight;
    private double squaredWeights;
    private double time;
    private long observed;
    private long merges;
    private long order; // of the next component
    private double[][] costBandwidth; // null until something has to be merged
    private int mergesUntilRefresh;

    DensityStream(StreamingDensity configuration, int dimension) {
        this.configuration = configuration;
        this.dimension = dimension;
        this.mean = new double[dimension];
        this.scatter = new double[dimension][dimension];
        this.room = new double[dimension][dimension];
    }

    /**
     * Takes in an observation, one unit of time after the last.
     *
     * @param point d coordinates; copied
     * @throws IllegalArgumentException if the number of coordinates is another, or one is not finite
     */
    public void observe(double... point) {
        observeAt(observed == 0 ? 0 : time + 1, point);
    }

    /**
     * Takes in many observations, each one unit of time after the last.
     *
     * @param points points of dimension d, the oldest first
     * @throws IllegalArgumentException if the dimension is another
     */
    public void observe(Points points) {
        for (int i = 0; i < points.size(); i++) {
            observe(points.row(i));
        }
    }

    /**
     * Takes in an observation at a time of the caller's clock.
     *
     * @param now the time, in the units of the half-life; finite, and not before the last
     * @param point d coordinates; copied
     * @throws IllegalArgumentException if the time runs backwards or is not finite, or as {@link #observe(double...)};
     *     the stream is then as before
     */
    public void observeAt(double now, double... point) {
        if (!(Math.abs(now) <= Double.MAX_VALUE) || observed > 0 && now < time) {
            throw new IllegalArgumentException(
                    "time: expected a finite number not before " + (observed > 0 ? time : now) + ", found " + now);
        }
        Coordinates.checkDimension("observation: coordinates", point.length, dimension);
        double[] x = Points.ofRowMajor(point, dimension).row(0); // checks that they are finite
        fade(observed == 0 ? 1 : Math.pow(0.5, (now - time) / configuration.halfLife()));
        time = now;
        observed++;
        remember(x);
        Component added = Component.point(x, order++);
        components.add(added);
        if (costBandwidth != null) {
            added.prepare(costBandwidth, room);
            introduce(added);
        }
        if (components.size() > configuration.capacity()) {
            mergeCheapest();
        }
    }

    private void fade(double by) {
        if (by == 1) {
            return;
        }
        weight *= by;
        squaredWeights *= by * by;
        for (double[] row : scatter) {
            for (int l = 0; l < dimension; l++) {
                row[l] *= by;
            }
        }
        components.forEach(component -> component.fade(by));
        if (components.removeIf(component -> component.weight() == 0)) {
            costBandwidth = null; // partners may be gone
        }
    }

    /** West's (1979) recursion for the weighted mean and scatter. */
    private void remember(double[] x) {
        weight += 1;
        squaredWeights += 1;
        double[] before = mean.clone();
        for (int k = 0; k < dimension; k++) {
            mean[k] += (x[k] - mean[k]) / weight;
        }
        for (int k = 0; k < dimension; k++) {
            for (int l = 0; l < dimension; l++) {
                scatter[k][l] += (x[k] - before[k]) * (x[l] - mean[l]);
            }
        }
    }

    private void mergeCheapest() {
        if (costBandwidth == null || mergesUntilRefresh == 0) {
            refresh();
        }
        mergesUntilRefresh--;
        Component first = null; // only the heaviest has no partner
        for (Component component : components) {
            boolean isBetter = component.partner != null && (first == null || component.cost < first.cost);
            first = isBetter ? component : first;
        }
        Component second = first.partner;
        Component both = Component.merged(first, second, order++);
        components.remove(first);
        components.remove(second);
        both.prepare(costBandwidth, room);
        components.add(both);
        introduce(both);
        for (Component component : components) {
            if (component.partner == first || component.partner == second) {
                seekPartner(component);
            }
        }
        merges++;
    }

    /** Reckons all costs anew with the bandwidth of now. */
    private void refresh() {
        BandwidthMatrix h = bandwidth();
        costBandwidth = h != null ? h.matrix(dimension) : standIn();
        mergesUntilRefresh = configuration.capacity();
        components.forEach(component -> component.prepare(costBandwidth, room));
        components.forEach(this::seekPartner);
    }

    /** Where the data spread in no direction or too few, costs need a bandwidth all the same. */
    private double[][] standIn() {
        double[][] h = new double[dimension][dimension];
        for (int k = 0; k < dimension; k++) {
            h[k][k] = Math.max(1e-200, 1e-2 * scatter[k][k] / weight + 1e-20 * mean[k] * mean[k]);
        }
        return h;
    }

    private void introduce(Component added) {
        clear(added);
        for (Component component : components) {
            if (component != added) {
                double cost = Component.cost(component, added, costBandwidth, room);
                if (component.isLighterThan(added)) {
                    propose(component, added, cost);
                } else {
                    propose(added, component, cost);
                }
            }
        }
    }

    private void seekPartner(Component component) {
        clear(component);
        for (Component other : components) {
            if (component.isLighterThan(other)) {
                propose(component, other, Component.cost(component, other, costBandwidth, room));
            }
        }
    }

    private static void clear(Component component) {
        component.cost = Double.POSITIVE_INFINITY;
        component.partner = null;
    }

    private static void propose(Component component, Component partner, double cost) {
        if (cost < component.cost || component.partner == null) {
            component.cost = cost;
            component.partner = partner;
        }
    }

    private BandwidthMatrix bandwidth() {
        return configuration.bandwidth(effectiveSampleSize(), covariance());
    }

    /** S = sum w (x - mean)(x - mean)' / (1 - sum w^2), the weights made to sum to one. */
    private double[][] covariance() {
        double[][] covariance = new double[dimension][dimension];
        double rest = weight * (1 - squaredWeights / (weight * weight));
        for (int k = 0; k < dimension; k++) {
            for (int l = 0; l < dimension; l++) {
                covariance[k][l] = (scatter[k][l] + scatter[l][k]) / 2 / rest;
            }
        }
        return covariance;
    }

    /**
     * Returns the density of what has been observed, as of the last observation.
     *
     * @return an immutable density
     * @throws IllegalStateException if nothing was observed yet
     * @throws NumericalException if the bandwidth is to follow the data and these do not determine it: fewer than two
     *     points count, or they do not spread in every direction
     */
    public StreamSnapshot snapshot() {
        if (observed == 0) {
            throw new IllegalStateException("the stream has seen nothing yet");
        }
        BandwidthMatrix h = bandwidth();
        if (h == null) {
            throw new NumericalException("stream: its " + observed + " observations, " + effectiveSampleSize()
                    + " effectively, do not spread in every direction, so they determine no bandwidth; give one");
        }
        return new StreamSnapshot(
                components, h, effectiveSampleSize(), observed, merges, mean, covariance(), configuration.backend());
    }

    /**
     * Returns how many observations count, (sum w)^2 / sum w^2 of the weights of now: up to 2.9 half-lives.
     *
     * @return from 1 to the number of observations; 0 if there are none
     */
    public double effectiveSampleSize() {
        return observed == 0 ? 0 : weight * weight / squaredWeights;
    }

    /**
     * Returns how many observations there were.
     *
     * @return the number since the stream was opened
     */
    public long observed() {
        return observed;
    }

    /**
     * Returns the dimension.
     *
     * @return d
     */
    public int dimension() {
        return dimension;
    }

    /** Returns the configuration and what was seen. */
    @Override
    public String toString() {
        return "DensityStream[" + configuration + ", " + observed + " observed, " + components.size() + " components]";
    }
}
