package io.gramian.testing;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The law of a random subset of N &lt;= 12 items by enumeration, a subset as a bit mask, and the chi-squared test of
 * counts against it. Cells are pooled to an expected count of at least 5. The tests reject below {@link #FALSE_ALARM}.
 */
public final class SubsetLaw {
    /** The probability that a right sampler fails one test; the seeds are fixed, so it fails always or never. */
    public static final double FALSE_ALARM = 1e-4;

    private final double[] probabilities;

    private SubsetLaw(double[] probabilities) {
        this.probabilities = probabilities;
    }

    /** Returns the law proportional to the weights of the 2^n subsets, given as bit masks. */
    public static SubsetLaw proportionalTo(int n, IntToDoubleFunction weight) {
        double[] weights = new double[1 << n];
        double sum = 0;
        for (int mask = 0; mask < weights.length; mask++) {
            weights[mask] = weight.applyAsDouble(mask);
            sum += weights[mask];
        }
        double total = sum;
        return new SubsetLaw(Arrays.stream(weights).map(w -> w / total).toArray());
    }

    /** Returns the law with det L_S up to a factor, of all subsets. */
    public static SubsetLaw ofLikelihood(double[][] l) {
        return proportionalTo(l.length, mask -> minor(l, mask));
    }

    /** Returns the law with det L_S up to a factor, of the subsets of k items. */
    public static SubsetLaw ofLikelihood(double[][] l, int k) {
        return proportionalTo(l.length, mask -> Integer.bitCount(mask) == k ? minor(l, mask) : 0);
    }

    /** Returns the law of the process of the marginal kernel K: |det(K - I_complement)|. */
    public static SubsetLaw ofMarginal(double[][] marginal) {
        int n = marginal.length;
        return proportionalTo(n, mask -> {
            double[][] shifted = new double[n][];
            for (int i = 0; i < n; i++) {
                shifted[i] = marginal[i].clone();
                shifted[i][i] -= (mask >> i & 1) == 0 ? 1 : 0;
            }
            return Math.abs(determinant(shifted));
        });
    }

    public double probability(int mask) {
        return probabilities[mask];
    }

    public double[] probabilities() {
        return probabilities.clone();
    }

    /** Returns the p-value of so many draws, each a subset of distinct items. */
    public double pValue(int draws, Supplier<int[]> sampler) {
        int[] counts = new int[probabilities.length];
        for (int t = 0; t < draws; t++) {
            counts[mask(sampler.get())]++;
        }
        return pValue(counts);
    }

    /** Returns the p-value of counts of the 2^n subsets; 0 when a subset of probability zero was seen. */
    public double pValue(int... counts) {
        long draws = Arrays.stream(counts).asLongStream().sum();
        Integer[] order = new Integer[counts.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(probabilities[a], probabilities[b]));
        double statistic = 0;
        double expected = 0;
        double observed = 0;
        int cells = 0;
        for (int at = 0; at < order.length; at++) {
            if (probabilities[order[at]] < 1e-14) {
                if (counts[order[at]] > 0) {
                    return 0;
                }
                continue;
            }
            expected += probabilities[order[at]] * draws;
            observed += counts[order[at]];
            if (expected >= 5 && left(order, at, draws) >= 5 || at == order.length - 1) {
                statistic += (observed - expected) * (observed - expected) / expected;
                cells++;
                expected = 0;
                observed = 0;
            }
        }
        return cells < 2 ? 1 : ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic);
    }

    private double left(Integer[] order, int at, long draws) {
        double sum = 0;
        for (int i = at + 1; i < order.length; i++) {
            sum += probabilities[order[i]] * draws;
        }
        return sum;
    }

    /** Returns the bit mask of a subset, whose items must be distinct. */
    public static int mask(int... subset) {
        int mask = 0;
        for (int item : subset) {
            if ((mask >> item & 1) != 0) {
                throw new AssertionError("item " + item + " twice in " + Arrays.toString(subset));
            }
            mask |= 1 << item;
        }
        return mask;
    }

    /** Returns the determinant of the rows and columns of a mask; 1 for the empty set. */
    public static double minor(double[][] matrix, int mask) {
        int[] items = java.util.stream.IntStream.range(0, matrix.length)
                .filter(i -> (mask >> i & 1) != 0)
                .toArray();
        double[][] block = new double[items.length][items.length];
        for (int i = 0; i < items.length; i++) {
            for (int j = 0; j < items.length; j++) {
                block[i][j] = matrix[items[i]][items[j]];
            }
        }
        return determinant(block);
    }

    /** Returns the determinant by elimination with pivoting, the obvious way. */
    public static double determinant(double[][] matrix) {
        double[][] a = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
        double determinant = 1;
        for (int k = 0; k < a.length; k++) {
            int pivot = k;
            for (int i = k + 1; i < a.length; i++) {
                pivot = Math.abs(a[i][k]) > Math.abs(a[pivot][k]) ? i : pivot;
            }
            if (a[pivot][k] == 0) {
                return 0;
            }
            if (pivot != k) {
                double[] row = a[k];
                a[k] = a[pivot];
                a[pivot] = row;
                determinant = -determinant;
            }
            determinant *= a[k][k];
            for (int i = k + 1; i < a.length; i++) {
                double factor = a[i][k] / a[k][k];
                for (int j = k + 1; j < a.length; j++) {
                    a[i][j] -= factor * a[k][j];
                }
            }
        }
        return determinant;
    }
}
