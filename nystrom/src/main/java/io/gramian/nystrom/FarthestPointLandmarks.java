package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * Landmarks by farthest points: the first at random, each next one the farthest from those before, the lowest index on
 * ties, in the kernel's distance (k(x, x) + k(y, y) - 2 k(x, y))^(1/2). For a kernel that falls with the Euclidean distance
 * the order is the Euclidean one. They cover the data: no covering with as many balls has less than half their radius.
 * k n kernel values, O(n) memory.
 *
 * <p>It ends early, with a warning, when all others repeat a landmark to rounding. Weights are one, scores the squared
 * distances to the landmarks before, k(x, x) for the first.
 *
 * <p>Source: T. F. Gonzalez, Clustering to minimize the maximum intercluster distance (1985).
 */
public final class FarthestPointLandmarks implements LandmarkSelector {
    /** Units of round-off of k(x, x) below which a squared distance is taken as zero. */
    private static final double ROUND_OFF = 16;

    private final int size;
    private final Progress progress;

    private FarthestPointLandmarks(int size, Progress progress) {
        this.size = size;
        this.progress = progress;
    }

    /**
     * Returns the selector of k landmarks.
     *
     * @param size k, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the size is below 1
     */
    public static FarthestPointLandmarks ofSize(int size) {
        return new FarthestPointLandmarks(Checks.size("size", size), Progress.NONE);
    }

    /**
     * Returns this selector reporting landmarks found.
     *
     * @param newProgress hears how far the work has come
     * @return a selector
     */
    public FarthestPointLandmarks withProgress(Progress newProgress) {
        return new FarthestPointLandmarks(size, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.atMost("size", size, x);
        double[] diagonal = Checks.diagonal(kernel, x, backend);
        double unit = ROUND_OFF * (backend.precision() == Precision.DOUBLE ? 0x1p-52 : 0x1p-23);
        double[] squares = new double[x.size()];
        Arrays.fill(squares, Double.POSITIVE_INFINITY);
        int[] indices = new int[size];
        double[] scores = new double[size];
        indices[0] = random.nextInt(x.size());
        scores[0] = diagonal[indices[0]];
        int found = 1;
        for (boolean isSpread = true; isSpread && found < size; ) {
            Checks.checkInterrupted("choosing landmarks");
            lower(squares, kernel, x, indices[found - 1], diagonal, unit, backend);
            int farthest = WeightedSampling.largest(squares);
            isSpread = squares[farthest] > 0;
            if (isSpread) {
                indices[found] = farthest;
                scores[found++] = squares[farthest];
                progress.update("landmarks", found, size);
            }
        }
        double[] weights = new double[found];
        Arrays.fill(weights, 1);
        List<String> warnings = found == size
                ? List.of()
                : List.of(found + " landmarks instead of " + size + ": all other points repeat one of them");
        return new Landmarks(
                x,
                Arrays.copyOf(indices, found),
                weights,
                Arrays.copyOf(scores, found),
                Double.NaN,
                (long) x.size() * Math.min(found, size - 1) + x.size(),
                warnings);
    }

    private static void lower(
            double[] squares, Kernel kernel, Points x, int landmark, double[] diagonal, double unit, Backend backend) {
        try (Gram gram = backend.gram(kernel, x, x.select(landmark))) {
            double[] values = gram.rowSums();
            for (int i = 0; i < squares.length; i++) {
                double sum = diagonal[i] + diagonal[landmark];
                double square = sum - 2 * values[i];
                squares[i] = Math.min(squares[i], square > unit * sum ? square : 0);
            }
        }
        squares[landmark] = 0;
    }

    /** Returns the size. */
    @Override
    public String toString() {
        return "FarthestPointLandmarks[" + size + "]";
    }
}
