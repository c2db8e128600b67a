package io.gramian.kde.internal.selection;

import io.gramian.core.Points;
import io.gramian.core.fourier.GridFft;

/**
 * Sums over pairs of many points in one to three dimensions by the lags of a grid: each point shares its weight among
 * the corners of its cell in proportion to closeness (linear binning), and a Fourier transform counts how much weight
 * lies at each lag from how much. Cost O(n + N log N) once for N nodes, then O(N) a sum whatever n is.
 *
 * <p>A share moves its point at random with mean zero and, on average, variance delta^2 / 6 along an axis of step delta,
 * a pair by delta^2 / 3; kernels are made narrower by that, so sums are on average right to fourth order in delta / h. What a point
 * shares with itself is taken out exactly.
 */
final class BinnedDifferences implements DifferenceSums {
    /** Nodes to an axis in one, two and three dimensions; twice as many with room for the lags. */
    private static final int[] NODES = {1 << 14, 1 << 10, 1 << 7};
    /** Squared distances beyond which a normal density is below the rounding of its peak. */
    private static final double FAR = 80;

    private final ScaledSample sample;
    private final int d;
    private final int nodes;
    private final double[] origin;
    private final double[] step;
    private final double[] lags; // mass of each lag, negative ones from the end of each axis
    private final double smallest; // mass that is more than rounding

    private BinnedDifferences(ScaledSample sample) {
        this.sample = sample;
        this.d = sample.dimension();
        this.nodes = NODES[d - 1];
        this.origin = new double[d];
        this.step = new double[d];
        this.lags = new double[(int) Math.pow(2 * nodes, d)];
        place();
        bin();
        correlate();
        takeOutSelf();
        double squares = 0;
        for (double w : sample.weights()) {
            squares += w * w;
        }
        for (int at = 0; at < lags.length; at++) {
            lags[at] /= 1 - squares;
        }
        this.smallest = 1e-14 * java.util.Arrays.stream(lags).max().orElseThrow();
    }

    static BinnedDifferences of(ScaledSample sample) {
        return new BinnedDifferences(sample);
    }

    /** Returns the largest step of the grid for a sample. */
    static double resolution(ScaledSample sample) {
        double largest = 0;
        for (int k = 0; k < sample.dimension(); k++) {
            double[] range = range(sample.z(), k);
            largest = Math.max(largest, step(range, NODES[sample.dimension() - 1]));
        }
        return largest;
    }

    private void place() {
        for (int k = 0; k < d; k++) {
            double[] range = range(sample.z(), k);
            origin[k] = range[0];
            step[k] = step(range, nodes);
        }
    }

    private static double[] range(Points z, int k) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < z.size(); i++) {
            low = Math.min(low, z.value(i, k));
            high = Math.max(high, z.value(i, k));
        }
        return new double[] {low, high};
    }

    private static double step(double[] range, int nodes) {
        return (range[1] - range[0]) / (nodes - 1.5); // the last node stays free
    }

    private void bin() {
        for (int i = 0; i < sample.z().size(); i++) {
            for (int corner = 0; corner < 1 << d; corner++) {
                double share = sample.weights()[i];
                int at = 0;
                for (int k = 0; k < d; k++) {
                    double position = (sample.z().value(i, k) - origin[k]) / step[k];
                    int cell = (int) position;
                    int side = corner >> k & 1;
                    share *= side == 1 ? position - cell : 1 - (position - cell);
                    at = at * 2 * nodes + cell + side;
                }
                lags[at] += share;
            }
        }
    }

    private void correlate() {
        sample.checkInterrupt();
        int[] shape = new int[d];
        java.util.Arrays.fill(shape, 2 * nodes);
        GridFft fft = GridFft.ofShape(shape);
        double[] imaginary = new double[lags.length];
        fft.forward(lags, imaginary);
        sample.checkInterrupt();
        for (int at = 0; at < lags.length; at++) {
            lags[at] = lags[at] * lags[at] + imaginary[at] * imaginary[at];
            imaginary[at] = 0;
        }
        fft.inverse(lags, imaginary);
        sample.checkInterrupt();
    }

    private void takeOutSelf() {
        int neighbours = (int) Math.pow(3, d);
        for (int i = 0; i < sample.z().size(); i++) {
            double weight = sample.weights()[i];
            for (int neighbour = 0; neighbour < neighbours; neighbour++) {
                double share = weight * weight;
                int at = 0;
                for (int k = 0, rest = neighbour; k < d; k++, rest /= 3) {
                    double position = (sample.z().value(i, k) - origin[k]) / step[k];
                    double right = position - (int) position;
                    int lag = rest % 3 - 1;
                    share *= lag == 0 ? right * right + (1 - right) * (1 - right) : right * (1 - right);
                    at = at * 2 * nodes + Math.floorMod(lag, 2 * nodes);
                }
                lags[at] -= share;
            }
        }
    }

    @Override
    public void forEach(Visitor visitor) {
        forEach(0, 0, new double[d], true, visitor);
    }

    /** Visits the lags whose first coordinate other than zero is positive, with the mass of both signs, and lag zero. */
    private void forEach(int axis, int at, double[] difference, boolean isZero, Visitor visitor) {
        if (axis == d) {
            if (lags[at] > smallest) {
                visitor.visit(difference, isZero ? lags[at] : 2 * lags[at]);
            }
            return;
        }
        if (axis == 1) {
            sample.checkInterrupt();
        }
        for (int lag = isZero ? 0 : 1 - nodes; lag < nodes; lag++) {
            difference[axis] = lag * step[axis];
            forEach(axis + 1, at * 2 * nodes + Math.floorMod(lag, 2 * nodes), difference, isZero && lag == 0, visitor);
        }
    }

    @Override
    public double gaussian(double[][] covariance, double[][] derivative) {
        double[][] narrower = covariance.clone();
        double[] added = addedVariance();
        for (int k = 0; k < d; k++) {
            narrower[k] = covariance[k].clone();
            narrower[k][k] -= added[k];
        }
        double[][] factor = Triangular.factor(narrower);
        if (factor == null) {
            return Double.POSITIVE_INFINITY;
        }
        double[][] precision = Triangular.inverseOfSquare(factor);
        double[] sum = new double[1];
        double[][] second = new double[d][d];
        forEach((difference, mass) -> add(precision, difference, mass, sum, second));
        double scale = Math.exp(-Triangular.logDeterminant(factor) - d / 2.0 * Math.log(2 * Math.PI));
        GaussianDerivative.fill(factor, narrower, sum[0] * scale, second, scale, derivative);
        return sum[0] * scale;
    }

    private static void add(double[][] precision, double[] difference, double mass, double[] sum, double[][] second) {
        double square = 0;
        for (int k = 0; k < difference.length; k++) {
            double row = 0;
            for (int l = 0; l < k; l++) {
                row += precision[k][l] * difference[l];
            }
            square += difference[k] * (2 * row + precision[k][k] * difference[k]);
        }
        if (square > FAR) {
            return;
        }
        double term = mass * Math.exp(-square / 2);
        sum[0] += term;
        for (int k = 0; k < difference.length; k++) {
            for (int l = 0; l <= k; l++) {
                second[k][l] += term * difference[k] * difference[l];
                second[l][k] = second[k][l];
            }
        }
    }

    @Override
    public double[] addedVariance() {
        double[] added = new double[d];
        java.util.Arrays.setAll(added, k -> step[k] * step[k] / 3);
        return added;
    }

    @Override
    public double resolution() {
        return resolution(sample);
    }

    @Override
    public void close() {
        // holds nothing but heap
    }
}
