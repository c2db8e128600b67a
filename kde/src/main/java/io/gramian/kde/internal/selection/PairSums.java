package io.gramian.kde.internal.selection;

import io.gramian.core.fourier.Fft;
import io.gramian.core.fourier.RealFft;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Sums over all pairs of a sample on the line, T_h(f) = sum_ij w_i w_j f((x_i - x_j)^2 / h^2), pairs of a point with
 * itself included, of functions f(r) that fall as fast as exp(-r / 4).
 *
 * <p>Where few pairs are within reach they are listed, and T is exact. Otherwise every point is spread over the four
 * nearest nodes of a grid by the weights of cubic interpolation, and the pairs of nodes a distance apart are counted by
 * a Fourier transform: T then has the error of cubic interpolation, which is of the order of (g / h)^4 for the spacing
 * g. The grid is chosen for g at most 1/64 of the narrowest bandwidth, unless that takes more than four million nodes;
 * {@link #warnings} then says so.
 */
final class PairSums {
    /** Distance in bandwidths beyond which exp(-D^2 / 4) times a polynomial of degree 6 is below 1e-21. */
    private static final double REACH = 16;

    private static final int CELLS = 64;
    private static final int FEW_CELLS = 16;
    private static final int FEW_PAIRS = 1 << 15;
    private static final int MOST_NODES = 1 << 22;

    private final double atZero; // sum of w_i w_j over pairs at distance zero
    private final double[] distances;
    private final double[] weights; // of the pairs i < j
    private final double cells;

    private PairSums(double atZero, double[] distances, double[] weights, double cells) {
        this.atZero = atZero;
        this.distances = distances;
        this.weights = weights;
        this.cells = cells;
    }

    /**
     * Returns sums for a range of bandwidths.
     *
     * @param narrowest the smallest h that will be asked for
     * @param widest the largest
     */
    static PairSums over(UnivariateSample x, double narrowest, double widest) {
        int pairs = pairsWithin(x.values(), REACH * widest, FEW_PAIRS);
        return pairs <= FEW_PAIRS ? listed(x, REACH * widest, pairs) : binned(x, narrowest, widest, CELLS);
    }

    /** The narrowest bandwidth over the spacing of the grid, infinite if the sums are exact. */
    double cells() {
        return cells;
    }

    /** A sentence if the grid is too coarse to trust six digits. */
    List<String> warnings() {
        return cells >= FEW_CELLS
                ? List.of()
                : List.of("the sums over pairs were binned with only " + (float) cells
                        + " cells to the narrowest bandwidth, for the data reach too far");
    }

    /** Returns T_h(f). */
    double sum(double h, DoubleUnaryOperator f) {
        double scale = 1 / h;
        double sum = 0;
        for (int k = 0; k < distances.length; k++) {
            double u = distances[k] * scale;
            if (u <= REACH) {
                sum += weights[k] * f.applyAsDouble(u * u);
            }
        }
        return atZero * f.applyAsDouble(0) + 2 * sum;
    }

    /** Counts the pairs no further apart than the reach, or gives up and returns a number above the limit. */
    private static int pairsWithin(double[] values, double reach, int limit) {
        long pairs = 0;
        int first = 0;
        for (int j = 0; j < values.length && pairs <= limit; j++) {
            while (values[j] - values[first] > reach) {
                first++;
            }
            pairs += j - first;
        }
        return (int) Math.min(pairs, limit + 1L);
    }

    static PairSums listed(UnivariateSample x, double reach, int pairs) {
        double[] values = x.values();
        double[] w = x.weights();
        double[] distances = new double[pairs];
        double[] weights = new double[pairs];
        double atZero = 0;
        int k = 0;
        for (int i = 0; i < values.length; i++) {
            atZero += w[i] * w[i];
            for (int j = i + 1; j < values.length && values[j] - values[i] <= reach; j++) {
                distances[k] = values[j] - values[i];
                weights[k++] = w[i] * w[j];
            }
        }
        return new PairSums(atZero, distances, weights, Double.POSITIVE_INFINITY);
    }

    static PairSums binned(UnivariateSample x, double narrowest, double widest, int cells) {
        double[] values = withoutGaps(x.values(), 2 * REACH * widest);
        double range = values[values.length - 1];
        double spacing = Math.max(narrowest / cells, range / (MOST_NODES - 4));
        double[] nodes = spread(values, x.weights(), spacing);
        int lags = (int) Math.min(nodes.length, Math.ceil(REACH * widest / spacing) + 1);
        double[] counts = autocorrelation(nodes, lags);
        double[] distances = new double[lags - 1];
        double[] weights = new double[lags - 1];
        for (int k = 1; k < lags; k++) {
            distances[k - 1] = k * spacing;
            weights[k - 1] = counts[k];
        }
        return new PairSums(counts[0], distances, weights, narrowest / spacing);
    }

    /**
     * Returns the values from zero upwards with every gap shortened to at most the given length: no sum notices, and far
     * outliers cost no nodes.
     */
    private static double[] withoutGaps(double[] values, double longest) {
        double[] shortened = new double[values.length];
        for (int i = 1; i < values.length; i++) {
            shortened[i] = shortened[i - 1] + Math.min(longest, values[i] - values[i - 1]);
        }
        return shortened;
    }

    /** Spreads every weight over four nodes, so that sums over nodes interpolate cubically. */
    private static double[] spread(double[] values, double[] weights, double spacing) {
        double[] nodes = new double[(int) (values[values.length - 1] / spacing) + 4];
        for (int i = 0; i < values.length; i++) {
            double place = values[i] / spacing;
            int j = (int) place; // between the nodes j + 1 and j + 2
            double t = place - j;
            double w = weights[i];
            nodes[j] -= w * t * (t - 1) * (t - 2) / 6;
            nodes[j + 1] += w * (t + 1) * (t - 1) * (t - 2) / 2;
            nodes[j + 2] -= w * (t + 1) * t * (t - 2) / 2;
            nodes[j + 3] += w * (t + 1) * t * (t - 1) / 6;
        }
        return nodes;
    }

    /** Returns sum_j x_j x_(j + k) for k = 0, ..., lags - 1. */
    private static double[] autocorrelation(double[] x, int lags) {
        int length = Fft.nextFastLength(x.length + lags);
        RealFft fft = RealFft.ofLength(length);
        double[] padded = Arrays.copyOf(x, length);
        double[] re = new double[fft.spectrumLength()];
        double[] im = new double[fft.spectrumLength()];
        fft.forward(padded, re, im);
        for (int k = 0; k < re.length; k++) {
            re[k] = re[k] * re[k] + im[k] * im[k];
            im[k] = 0;
        }
        fft.inverse(re, im, padded);
        return padded;
    }
}
