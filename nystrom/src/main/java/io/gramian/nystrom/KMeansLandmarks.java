package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Landmarks by k-means: the data points nearest to the centres that Lloyd's iteration finds from a k-means++ start, by
 * Euclidean distance in the coordinates as they are, whatever the kernel. O(n k d) operations an iteration.
 *
 * <p>Where two centres share their nearest point, or there are fewer than k different points, there are fewer landmarks,
 * with a warning. Weights are one, scores the numbers of points assigned to a landmark's centre; no kernel value is
 * computed.
 *
 * <p>Source: K. Zhang, I. Tsang, J. Kwok, Improved Nystrom low-rank approximation and error analysis (2008); D. Arthur, S.
 * Vassilvitskii, k-means++: the advantages of careful seeding (2007).
 */
public final class KMeansLandmarks implements LandmarkSelector {
    private static final Kernel DISTANCE = Kernel.gaussian(1); // its form is the squared Euclidean distance
    private static final int DEFAULT_ITERATIONS = 50;

    private final int size;
    private final int iterations;
    private final Progress progress;

    private KMeansLandmarks(int size, int iterations, Progress progress) {
        this.size = size;
        this.iterations = iterations;
        this.progress = progress;
    }

    /**
     * Returns the selector of k landmarks, with at most 50 iterations.
     *
     * @param size k, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public static KMeansLandmarks ofSize(int size) {
        return new KMeansLandmarks(Checks.size("size", size), DEFAULT_ITERATIONS, Progress.NONE);
    }

    /**
     * Returns this selector with another limit of Lloyd's iterations; it stops earlier when no point changes its centre.
     *
     * @param most at least 1
     * @return a selector
     * @throws IllegalArgumentException if the limit is below 1
     */
    public KMeansLandmarks withIterations(int most) {
        return new KMeansLandmarks(size, Checks.size("iterations", most), progress);
    }

    /**
     * Returns this selector reporting centres seeded and iterations done.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public KMeansLandmarks withProgress(Progress newProgress) {
        return new KMeansLandmarks(size, iterations, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.definite(kernel);
        Checks.atMost("size", size, x);
        Points centres = x.select(seeds(x, random, backend));
        int[] assigned = null;
        for (int iteration = 1; iteration <= iterations; iteration++) {
            Checks.checkInterrupted("choosing landmarks");
            int[] nearest = nearest(x, centres, backend);
            if (Arrays.equals(nearest, assigned)) {
                break;
            }
            assigned = nearest;
            centres = means(x, assigned, centres);
            progress.update("iterations", iteration, iterations);
        }
        return landmarks(x, centres, assigned, backend);
    }

    /** k-means++: each next seed with a probability proportional to its squared distance to the nearest one so far. */
    private int[] seeds(Points x, RandomGenerator random, Backend backend) {
        int[] seeds = new int[size];
        seeds[0] = random.nextInt(x.size());
        double[] distances = new double[x.size()];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int s = 1; s <= size; s++) {
            Checks.checkInterrupted("choosing landmarks");
            progress.update("seeds", s, size);
            if (s == size) {
                return seeds;
            }
            try (Gram gram = backend.gram(DISTANCE, x, x.select(seeds[s - 1]))) {
                Neighbours nearest = gram.nearest(1);
                for (int i = 0; i < distances.length; i++) {
                    distances[i] = Math.min(distances[i], nearest.distance(i, 0));
                }
            }
            if (Arrays.stream(distances).allMatch(d -> d == 0)) {
                return Arrays.copyOf(seeds, s);
            }
            seeds[s] = WeightedSampling.draws(distances, 1, random)[0];
        }
        throw new AssertionError("the last seed ends the loop");
    }

    private static int[] nearest(Points x, Points centres, Backend backend) {
        try (Gram gram = backend.gram(DISTANCE, x, centres)) {
            Neighbours nearest = gram.nearest(1);
            int[] indices = new int[x.size()];
            Arrays.setAll(indices, i -> nearest.index(i, 0));
            return indices;
        }
    }

    /** The means of the clusters; a centre without points stays where it is. */
    private static Points means(Points x, int[] assigned, Points centres) {
        int d = x.dimension();
        double[] sums = new double[centres.size() * d];
        int[] counts = new int[centres.size()];
        double[] row = new double[d];
        for (int i = 0; i < assigned.length; i++) {
            x.copyRow(i, row);
            counts[assigned[i]]++;
            for (int k = 0; k < d; k++) {
                sums[assigned[i] * d + k] += row[k];
            }
        }
        for (int c = 0; c < counts.length; c++) {
            for (int k = 0; k < d; k++) {
                sums[c * d + k] = counts[c] == 0 ? centres.value(c, k) : sums[c * d + k] / counts[c];
            }
        }
        return Points.ofRowMajor(sums, d);
    }

    private Landmarks landmarks(Points x, Points centres, int[] assigned, Backend backend) {
        int[] closest = nearest(centres, x, backend);
        int[] indices = Arrays.stream(closest).distinct().toArray();
        double[] counts = new double[x.size()];
        for (int c : assigned) {
            counts[closest[c]]++;
        }
        double[] weights = new double[indices.length];
        Arrays.fill(weights, 1);
        List<String> warnings = indices.length == size
                ? List.of()
                : List.of(indices.length + " landmarks instead of " + size
                        + ": the points repeat, or are nearest to more than one centre");
        return new Landmarks(x, indices, weights, SampledPoints.at(counts, indices), Double.NaN, 0, warnings);
    }

    /** Returns the size. */
    @Override
    public String toString() {
        return "KMeansLandmarks[" + size + "]";
    }
}
