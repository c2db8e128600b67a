package io.gramian.dpp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The elementary symmetric polynomial e_k of n positive numbers, and the law of k of them with a probability proportional
 * to their product.
 *
 * <p>The usual recursion overflows. This one is about independent coins with the odds alpha l_i, where alpha makes k the
 * expected number of heads: e_k = prod(1 + alpha l_i) alpha^-k P(k heads), and given k heads their law is the one wanted.
 * Every number in the table is a probability. O(n k) operations and memory.
 */
final class ElementarySymmetric {
    private static final int MOST_STEPS = 200;

    private final int k;
    private final double[] probability; // of heads, for each coin
    private final double[] tails; // 1 - probability, without cancellation
    private final double[][] heads; // heads[n][j]: the probability of j heads among the first n coins
    private final double logValue;

    /**
     * Makes the table.
     *
     * @param logarithms log l_i, finite
     * @param k 0 to n
     */
    ElementarySymmetric(double[] logarithms, int k) {
        this.k = k;
        int n = logarithms.length;
        double shift = k == 0 ? Double.NEGATIVE_INFINITY : k == n ? Double.POSITIVE_INFINITY : tilt(logarithms, k);
        probability = Arrays.stream(logarithms).map(x -> sigmoid(x + shift)).toArray();
        tails = Arrays.stream(logarithms).map(x -> sigmoid(-x - shift)).toArray();
        heads = new double[n + 1][];
        heads[0] = new double[] {1};
        for (int i = 1; i <= n; i++) {
            heads[i] = next(heads[i - 1], probability[i - 1], tails[i - 1], Math.min(i, k));
        }
        logValue = k == 0
                ? 0
                : k == n
                        ? Arrays.stream(logarithms).sum()
                        : Arrays.stream(logarithms)
                                        .map(x -> softplus(x + shift))
                                        .sum()
                                - k * shift
                                + Math.log(heads[n][k]);
    }

    /** Returns log e_k. */
    double logValue() {
        return logValue;
    }

    /** Returns k places, ascending, with a probability proportional to the product of their numbers; O(n). */
    int[] select(RandomGenerator random) {
        int[] chosen = new int[k];
        int left = k;
        for (int n = probability.length; left > 0; n--) {
            if (left == n || random.nextDouble() < included(n, left)) {
                chosen[--left] = n - 1;
            }
        }
        return chosen;
    }

    /** Returns the probability of each place to be selected; they sum to k. */
    double[] inclusion() {
        double[] inclusion = new double[probability.length];
        double[] state = new double[k + 1]; // the law of how many are still to be chosen
        state[k] = 1;
        for (int n = probability.length; n > 0; n--) {
            double[] before = new double[k + 1];
            for (int j = 0; j <= Math.min(k, n); j++) {
                if (state[j] > 0) {
                    double p = j == 0 ? 0 : included(n, j);
                    inclusion[n - 1] += state[j] * p;
                    before[j] += state[j] * (1 - p);
                    before[Math.max(0, j - 1)] += state[j] * p;
                }
            }
            state = before;
        }
        return inclusion;
    }

    /** The probability that coin n - 1 shows heads given that the first n coins show j heads. */
    private double included(int n, int j) {
        if (j == n) {
            return 1;
        }
        double with = probability[n - 1] * heads[n - 1][j - 1];
        double without = tails[n - 1] * heads[n - 1][j];
        return with / (with + without);
    }

    /** Returns the law of the number of heads of independent coins; O(n^2). */
    static double[] poissonBinomial(double... probabilities) {
        double[] law = {1};
        for (int i = 0; i < probabilities.length; i++) {
            law = next(law, probabilities[i], 1 - probabilities[i], i + 1);
        }
        return law;
    }

    private static double[] next(double[] law, double p, double q, int most) {
        double[] next = new double[most + 1];
        for (int j = 0; j <= most; j++) {
            next[j] = (j < law.length ? q * law[j] : 0) + (j > 0 ? p * law[j - 1] : 0);
        }
        return next;
    }

    /**
     * Returns the t with sum_i 1 / (1 + exp(-x_i - t)) = target, by Newton's method within a bracket.
     *
     * @param x n finite numbers
     * @param target above 0 and below n
     */
    static double tilt(double[] x, double target) {
        double most = Arrays.stream(x).max().orElseThrow();
        double least = Arrays.stream(x).min().orElseThrow();
        double logit = Math.log(target / (x.length - target));
        double low = logit - most; // all coins at most fair to the target
        double high = logit - least;
        double t = (low + high) / 2;
        for (int step = 0; step < MOST_STEPS; step++) {
            double excess = -target;
            double slope = 0;
            for (double value : x) {
                double p = sigmoid(value + t);
                excess += p;
                slope += p * (1 - p);
            }
            if (Math.abs(excess) <= 1e-14 * target) {
                break;
            }
            if (excess > 0) {
                high = t;
            } else {
                low = t;
            }
            double newton = t - excess / slope;
            double next = newton > low && newton < high ? newton : (low + high) / 2;
            if (next == t) {
                break;
            }
            t = next;
        }
        return t;
    }

    static double sigmoid(double x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }

    /** log(1 + exp(x)). */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }
}
