package io.gramian.examples;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * What differences of pairs say about their mean: Student's interval, and the exact test of signed ranks.
 *
 * <p>Source: Student, The probable error of a mean (1908); F. Wilcoxon, Individual comparisons by ranking methods (1945).
 *
 * @param mean of the differences
 * @param low end of the 95 % interval of the mean
 * @param high its other end
 * @param positive how many differences are above 0
 * @param count n
 * @param signedRankP two-sided probability of signed ranks at least as far from balance, all 2^n signs being equally likely
 */
record PairedDifferences(double mean, double low, double high, int positive, int count, double signedRankP) {
    private static final double LEVEL = 0.95;
    private static final int MOST = 20; // signs are enumerated

    /** Returns the figures of 2 to 20 differences. */
    static PairedDifferences of(double... differences) {
        int n = differences.length;
        if (n < 2 || n > MOST) {
            throw new IllegalArgumentException("differences: expected 2 to " + MOST + ", found " + n);
        }
        double mean = Arrays.stream(differences).average().orElseThrow();
        double squares =
                Arrays.stream(differences).map(d -> (d - mean) * (d - mean)).sum();
        double reach = studentQuantile(n - 1) * Math.sqrt(squares / (n - 1) / n);
        int positive = (int) Arrays.stream(differences).filter(d -> d > 0).count();
        return new PairedDifferences(mean, mean - reach, mean + reach, positive, n, signedRankP(differences));
    }

    boolean isPositive() {
        return low > 0;
    }

    boolean isNegative() {
        return high < 0;
    }

    /** The t with P(|T| &lt; t) = 95 %, from P(|T| &lt; t) = 1 - I_(df / (df + t^2))(df / 2, 1 / 2). */
    private static double studentQuantile(int freedom) {
        double low = 0;
        double high = 1e3;
        for (int i = 0; i < 80; i++) {
            double t = (low + high) / 2;
            double within = 1 - RegularizedBeta.value(freedom / (freedom + t * t), freedom / 2.0, 0.5);
            if (within < LEVEL) {
                low = t;
            } else {
                high = t;
            }
        }
        return low;
    }

    private static double signedRankP(double... differences) {
        double[] sizes =
                Arrays.stream(differences).map(Math::abs).filter(d -> d > 0).toArray();
        double[] ranks = new double[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            for (double other : sizes) {
                ranks[i] += other < sizes[i] ? 1 : other == sizes[i] ? 0.5 : 0; // ties share
            }
            ranks[i] += 0.5;
        }
        double found = 0;
        int at = 0;
        for (double d : differences) {
            found += d == 0 ? 0 : Math.signum(d) * ranks[at++];
        }
        int extreme = 0;
        for (int signs = 0; signs < 1 << ranks.length; signs++) {
            double sum = 0;
            for (int i = 0; i < ranks.length; i++) {
                sum += (signs >> i & 1) == 0 ? ranks[i] : -ranks[i];
            }
            extreme += Math.abs(sum) >= Math.abs(found) - 1e-9 ? 1 : 0;
        }
        return extreme / (double) (1 << ranks.length);
    }
}
