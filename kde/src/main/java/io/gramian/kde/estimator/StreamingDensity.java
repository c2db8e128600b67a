package io.gramian.kde.estimator;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.kde.BandwidthMatrix;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a density of a stream: points arrive one at a time, old ones count less, and memory is bounded.
 *
 * <p>An observation of age a has the weight 2^(-a / halfLife). Up to {@link #withCapacity capacity} observations are
 * kept as they are, and the density is the exact weighted kernel density estimate. Beyond, every new one is paid for by
 * merging two components into one of the same weight, mean and covariance: those whose merging costs least by Runnalls'
 * (2007) bound on the Kullback-Leibler discrimination, ((w_i + w_j) log |P| - w_i log |P_i| - w_j log |P_j|) / 2, with P
 * the covariances of the components, bandwidth included. What was seen is compressed without regard to the bandwidth
 * (Kristan, Leonardis and Skocaj, 2011), which is added when a snapshot is taken.
 *
 * <p>Immutable; every {@code withX} returns a new configuration, and {@link #open} a {@link DensityStream}, which is not.
 *
 * <pre>{@code
 * DensityStream stream = StreamingDensity.scott().withHalfLife(1000).open(2);
 * stream.observe(3.6, 79);
 * StreamSnapshot now = stream.snapshot();
 * }</pre>
 */
public final class StreamingDensity {
    private final BandwidthMatrix bandwidth; // null if it follows the spread of what was seen
    private final boolean isSilverman; // else Scott's rule, where the bandwidth is null
    private final double halfLife;
    private final int capacity;
    private final Backend backend; // null until a snapshot asks for Backends.auto()

    private StreamingDensity(
            BandwidthMatrix bandwidth, boolean isSilverman, double halfLife, int capacity, Backend backend) {
        this.bandwidth = bandwidth;
        this.isSilverman = isSilverman;
        this.halfLife = halfLife;
        this.capacity = capacity;
        this.backend = backend;
    }

    /**
     * Returns the configuration with Scott's bandwidth, H = n^(-2/(d+4)) S, of the time-weighted effective sample size n
     * and covariance S, both of which a stream keeps exactly however much it has merged.
     *
     * @return a configuration without forgetting, of capacity 256
     */
    public static StreamingDensity scott() {
        return new StreamingDensity(null, false, Double.POSITIVE_INFINITY, 256, null);
    }

    /**
     * Returns the configuration with Silverman's bandwidth, H = (n (d + 2) / 4)^(-2/(d+4)) S.
     *
     * @return a configuration without forgetting, of capacity 256
     */
    public static StreamingDensity silverman() {
        return new StreamingDensity(null, true, Double.POSITIVE_INFINITY, 256, null);
    }

    /**
     * Returns the configuration with a bandwidth that stays.
     *
     * @param bandwidth H
     * @return a configuration without forgetting, of capacity 256
     */
    public static StreamingDensity of(BandwidthMatrix bandwidth) {
        Objects.requireNonNull(bandwidth, "bandwidth");
        return new StreamingDensity(bandwidth, false, Double.POSITIVE_INFINITY, 256, null);
    }

    /**
     * Returns this configuration with another half-life.
     *
     * @param newHalfLife the age at which an observation counts half, in observations or in the units of the times that
     *     {@link DensityStream#observeAt} is given; positive, infinite to forget nothing
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive
     */
    public StreamingDensity withHalfLife(double newHalfLife) {
        if (!(newHalfLife > 0)) {
            throw new IllegalArgumentException("half-life: expected a positive number, found " + newHalfLife);
        }
        return new StreamingDensity(bandwidth, isSilverman, newHalfLife, capacity, backend);
    }

    /**
     * Returns this configuration with another bound on memory.
     *
     * @param newCapacity the most components kept, of O(d^2) numbers each; 2 to 1,000,000
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public StreamingDensity withCapacity(int newCapacity) {
        if (newCapacity < 2 || newCapacity > 1_000_000) {
            throw new IllegalArgumentException("capacity: expected 2 to 1000000 components, found " + newCapacity);
        }
        return new StreamingDensity(bandwidth, isSilverman, halfLife, newCapacity, backend);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where snapshots compute
     * @return a configuration
     */
    public StreamingDensity withBackend(Backend newBackend) {
        return new StreamingDensity(
                bandwidth, isSilverman, halfLife, capacity, Objects.requireNonNull(newBackend, "backend"));
    }

    /**
     * Returns an empty stream.
     *
     * @param dimension d of the points to come, at least 1
     * @return a stream, to be used by one thread at a time
     * @throws IllegalArgumentException if the dimension is below one, or not the bandwidth's
     */
    public DensityStream open(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension: expected at least 1, found " + dimension);
        }
        if (bandwidth != null) {
            bandwidth.logVolume(dimension); // throws for another dimension
        }
        return new DensityStream(this, dimension);
    }

    double halfLife() {
        return halfLife;
    }

    int capacity() {
        return capacity;
    }

    Backend backend() {
        return backend == null ? Backends.auto() : backend;
    }

    /** H for n effective points of covariance S, or null if these do not determine one. */
    BandwidthMatrix bandwidth(double n, double[][] covariance) {
        if (bandwidth != null) {
            return bandwidth;
        }
        int d = covariance.length;
        double c = isSilverman ? (d + 2) / 4.0 : 1;
        double factor = Math.pow(n * c, -2.0 / (d + 4));
        double[][] h = Arrays.stream(covariance)
                .map(row -> Arrays.stream(row).map(s -> factor * s).toArray())
                .toArray(double[][]::new);
        if (!(n > 1) || !Arrays.stream(h).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            return null;
        }
        try {
            return BandwidthMatrix.full(h, 1e-12);
        } catch (IllegalArgumentException | io.gramian.core.NumericalException e) {
            return null;
        }
    }

    /** Returns bandwidth, half-life and capacity. */
    @Override
    public String toString() {
        String rule = bandwidth != null ? bandwidth.toString() : isSilverman ? "silverman" : "scott";
        return "StreamingDensity[bandwidth " + rule + ", half-life " + halfLife + ", capacity " + capacity + "]";
    }
}
