package io.gramian.dpp;

import io.gramian.core.NumericalException;
import java.util.Arrays;

/**
 * One pass over the items of a process with the marginal kernel K, symmetric or not: item i is taken with its probability
 * given all decisions before it, which then enter K as a rank-one update. N m^2 operations for K = Z W Z' with m columns, N^3
 * / 3 multiplications for a dense K, by elimination in place.
 *
 * <p>Source: J. Poulson, High-performance sampling of generic determinantal point processes (2020); I. Han, M. Gartrell, J.
 * Gillenwater, E. Dohmatob, A. Karbasi, Scalable sampling for nonsymmetric determinantal point processes (2022).
 */
final class ConditionalSweep implements SequentialSampler {
    /** How far a probability may leave [0, 1] by rounding. */
    private static final double SLACK = 1e-7;

    private final LowRankKernel marginal;

    ConditionalSweep(LowRankKernel marginal) {
        this.marginal = marginal;
    }

    @Override
    public int[] sample(ItemCoin coin) {
        return marginal.isDense() ? dense(coin) : lowRank(coin);
    }

    private int[] dense(ItemCoin coin) {
        int n = marginal.size();
        double[] a = marginal.core().copy().data;
        int[] items = new int[n];
        int count = 0;
        for (int j = 0; j < n; j++) {
            double p = probability(j, a[j * n + j]);
            boolean taken = coin.isKept(j, p);
            if (taken) {
                items[count++] = j;
            }
            double pivot = taken ? p : p - 1;
            for (int i = j + 1; i < n; i++) {
                double factor = a[i * n + j] / pivot;
                for (int c = j + 1; factor != 0 && c < n; c++) {
                    a[i * n + c] -= factor * a[j * n + c];
                }
            }
        }
        return Arrays.copyOf(items, count);
    }

    private int[] lowRank(ItemCoin coin) {
        int n = marginal.size();
        int m = marginal.inner();
        double[] z = marginal.factor().data;
        double[] w = marginal.core().copy().data;
        double[] left = new double[m];
        double[] right = new double[m];
        int[] items = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            double p = probability(i, products(w, z, i * m, left, right));
            boolean taken = coin.isKept(i, p);
            if (taken) {
                items[count++] = i;
            }
            double pivot = taken ? p : p - 1;
            for (int r = 0; r < m; r++) {
                double factor = left[r] / pivot;
                for (int c = 0; factor != 0 && c < m; c++) {
                    w[r * m + c] -= factor * right[c];
                }
            }
        }
        return Arrays.copyOf(items, count);
    }

    /** Sets left = W z and right = W' z in one pass over W, and returns z' W z. */
    private static double products(double[] w, double[] z, int from, double[] left, double[] right) {
        int m = left.length;
        Arrays.fill(right, 0);
        double sum = 0;
        for (int r = 0; r < m; r++) {
            double own = z[from + r];
            double product = 0;
            for (int c = 0, at = r * m; c < m; c++, at++) {
                product += w[at] * z[from + c];
                right[c] += own * w[at];
            }
            left[r] = product;
            sum += own * product;
        }
        return sum;
    }

    private static double probability(int item, double p) {
        if (!(p >= -SLACK && p <= 1 + SLACK)) {
            throw new NumericalException("step " + item + ": the probability of item " + item
                    + " given the decisions before it is " + p + ", outside [0, 1]; the kernel has a negative principal"
                    + " minor, so it is not that of a determinantal process, or it is too ill-conditioned");
        }
        return Math.min(1, Math.max(0, p));
    }
}
