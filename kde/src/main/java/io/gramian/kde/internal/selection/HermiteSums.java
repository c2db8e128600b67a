package io.gramian.kde.internal.selection;

import java.util.List;

/**
 * Sums over differences of derivatives of normal densities, D^m phi = (-1)^|m| phi prod_k He_(m_k)(y_k) / s_k^(m_k), y_k =
 * x_k / s_k, with He the Hermite polynomials of probability theory; or of their Laplacians, sum_k D^(m + 2 e_k) phi.
 */
final class HermiteSums implements DifferenceSums.Visitor {
    private static final double FAR = 120; // squared distance beyond which a polynomial does not count

    private final int[][] axes; // of each multi-index, those that occur in it
    private final int[][] degrees; // and how often
    private final double[] sums;
    private final double[] spread;
    private final boolean isLaplacian;
    private final double[][] hermite; // [axis][degree], divided by the spread to that power
    private final double normaliser;

    HermiteSums(List<int[]> indices, double[] spread, boolean isLaplacian) {
        this.axes = new int[indices.size()][];
        this.degrees = new int[indices.size()][];
        for (int i = 0; i < axes.length; i++) {
            int[] index = indices.get(i);
            axes[i] = java.util.stream.IntStream.range(0, index.length)
                    .filter(k -> index[k] > 0)
                    .toArray();
            degrees[i] = java.util.Arrays.stream(axes[i]).map(k -> index[k]).toArray();
        }
        this.sums = new double[indices.size()];
        this.spread = spread;
        this.isLaplacian = isLaplacian;
        int highest = java.util.Arrays.stream(indices.get(0)).sum() + 2;
        this.hermite = new double[spread.length][highest + 1];
        double volume = 1;
        for (double s : spread) {
            volume *= s * Math.sqrt(2 * Math.PI);
        }
        this.normaliser = 1 / volume;
    }

    double[] sums() {
        return sums;
    }

    @Override
    public void visit(double[] difference, double mass) {
        double square = 0;
        for (int k = 0; k < spread.length; k++) {
            double y = difference[k] / spread[k];
            square += y * y;
        }
        if (square > FAR) {
            return;
        }
        double laplacian = 0;
        for (int k = 0; k < spread.length; k++) {
            polynomials(difference[k] / spread[k], 1 / spread[k], hermite[k]);
            laplacian += hermite[k][2];
        }
        double term = mass * normaliser * Math.exp(-square / 2);
        for (int i = 0; i < sums.length; i++) {
            sums[i] += term * (isLaplacian ? laplacian(i, laplacian) : product(i, -1));
        }
    }

    /** He_j(y) / s^j for j = 0, 1, ...; all orders in use are even, so signs cancel. */
    private static void polynomials(double y, double inverse, double[] values) {
        values[0] = 1;
        values[1] = y * inverse;
        for (int j = 1; j + 1 < values.length; j++) {
            values[j + 1] = (y * values[j] - j * values[j - 1] * inverse) * inverse;
        }
    }

    /** The product over the axes of index i, the degree of one of them, unless -1, raised by two. */
    private double product(int i, int raised) {
        double product = 1;
        for (int a = 0; a < axes[i].length; a++) {
            product *= hermite[axes[i][a]][degrees[i][a] + (a == raised ? 2 : 0)];
        }
        return product;
    }

    /** Axes outside the index have degree two in one term each, those inside are raised. */
    private double laplacian(int i, double all) {
        double outside = all;
        double inside = 0;
        for (int a = 0; a < axes[i].length; a++) {
            outside -= hermite[axes[i][a]][2];
            inside += product(i, a);
        }
        return outside * product(i, -1) + inside;
    }
}
