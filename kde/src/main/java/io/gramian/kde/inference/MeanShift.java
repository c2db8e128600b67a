package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A search for the modes of a density by mean shift: every start moves to the mean of the data as it sees them, again and
 * again (Fukunaga and Hostetler, 1975; Comaniciu and Meer, 2002), and the density along its way never falls.
 *
 * <p>All starts that still move take a step in one pass over the data, O(m n d). Steps near a mode shrink in geometric
 * progression; for the Gaussian kernel Newton's method then takes the modes, few by now, to rounding. Lengths are in
 * bandwidths: |H^(-1/2) v|. A start on a saddle, or in a flat part of an epanechnikov density, stays there.
 */
public final class MeanShift {
    private final double tolerance;
    private final int maxIterations;
    private final double mergeDistance;
    private final Progress progress;

    private MeanShift(double tolerance, int maxIterations, double mergeDistance, Progress progress) {
        this.tolerance = tolerance;
        this.maxIterations = maxIterations;
        this.mergeDistance = mergeDistance;
        this.progress = progress;
    }

    /**
     * Returns the search with tolerance 1e-6, at most 2000 iterations, and merge distance 0.1.
     *
     * @return a configuration
     */
    public static MeanShift standard() {
        return new MeanShift(1e-6, 2000, 0.1, Progress.NONE);
    }

    /**
     * Returns this search with another tolerance.
     *
     * @param newTolerance a start rests when its step is shorter, in bandwidths; positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public MeanShift withTolerance(double newTolerance) {
        return new MeanShift(positive("tolerance", newTolerance), maxIterations, mergeDistance, progress);
    }

    /**
     * Returns this search with another bound on the steps of a start.
     *
     * @param newMaxIterations at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public MeanShift withMaxIterations(int newMaxIterations) {
        if (newMaxIterations < 1) {
            throw new IllegalArgumentException("max iterations: expected at least 1, found " + newMaxIterations);
        }
        return new MeanShift(tolerance, newMaxIterations, mergeDistance, progress);
    }

    /**
     * Returns this search with another merge distance.
     *
     * @param newMergeDistance ends closer than this, in bandwidths, are one mode; positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public MeanShift withMergeDistance(double newMergeDistance) {
        return new MeanShift(tolerance, maxIterations, positive("merge distance", newMergeDistance), progress);
    }

    /**
     * Returns this search with progress: starts at rest, of all.
     *
     * @param newProgress hears how far the search has come
     * @return a configuration
     */
    public MeanShift withProgress(Progress newProgress) {
        return new MeanShift(tolerance, maxIterations, mergeDistance, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns the modes reached from the data points themselves: mean-shift clustering.
     *
     * @param density n points, with a gaussian, epanechnikov, biweight, triweight or cosine kernel
     * @return the modes
     * @throws IllegalArgumentException if the kernel is another
     */
    public Modes climb(DensityModel density) {
        return climb(density, density.points());
    }

    /**
     * Returns the modes reached from the given starts.
     *
     * @param density n points, with a gaussian, epanechnikov, biweight, triweight or cosine kernel
     * @param starts m points
     * @return the modes
     * @throws IllegalArgumentException if the kernel is another, or the dimension of the starts
     */
    public Modes climb(DensityModel density, Points starts) {
        Metric metric = new Metric(density.bandwidth(), density.dimension());
        double[][] ends = starts.toArray();
        int[] moving = IntStream.range(0, ends.length).toArray();
        int iterations = 0;
        while (moving.length > 0 && iterations < maxIterations) {
            moving = step(density, metric, ends, moving);
            iterations++;
            progress.update("mean shift", ends.length - moving.length, ends.length);
        }
        Merged first = Merged.of(ends, metric, mergeDistance);
        double[][] modes =
                isGaussian(density) ? new ModePolish(density, metric).polish(first.centres()) : first.centres();
        Merged merged = Merged.of(modes, metric, mergeDistance);
        int[] assignment = Arrays.stream(first.assignment())
                .map(mode -> merged.assignment()[mode])
                .toArray();
        return Modes.sorted(Points.of(merged.centres()), density, assignment, iterations, moving.length == 0);
    }

    /** Moves each of the moving; returns those that went farther than the tolerance. */
    private int[] step(DensityModel density, Metric metric, double[][] ends, int[] moving) {
        Points next = density.meanShift(
                Points.of(Arrays.stream(moving).mapToObj(i -> ends[i]).toArray(double[][]::new)));
        int[] farther = new int[moving.length];
        int count = 0;
        for (int r = 0; r < moving.length; r++) {
            double[] to = next.row(r);
            if (metric.distance(ends[moving[r]], to) > tolerance) {
                farther[count++] = moving[r];
            }
            ends[moving[r]] = to;
        }
        return Arrays.copyOf(farther, count);
    }

    private static boolean isGaussian(DensityModel density) {
        return density.kernel().equals(DensityKernel.gaussian().withBandwidth(density.bandwidth()));
    }

    private static double positive(String name, double value) {
        if (value > 0 && value <= Double.MAX_VALUE) {
            return value;
        }
        throw new IllegalArgumentException(name + ": expected a positive number of bandwidths, found " + value);
    }

    @Override
    public String toString() {
        return "MeanShift[tolerance " + tolerance + ", at most " + maxIterations + " iterations, merge distance "
                + mergeDistance + "]";
    }

    /** Ends gathered about the first of them. */
    private record Merged(double[][] centres, int[] assignment) {
        static Merged of(double[][] ends, Metric metric, double distance) {
            double[][] centres = new double[ends.length][];
            int[] assignment = new int[ends.length];
            int count = 0;
            for (int i = 0; i < ends.length; i++) {
                int c = 0;
                while (c < count && metric.distance(centres[c], ends[i]) > distance) {
                    c++;
                }
                if (c == count) {
                    centres[count++] = ends[i];
                }
                assignment[i] = c;
            }
            return new Merged(Arrays.copyOf(centres, count), assignment);
        }
    }
}
