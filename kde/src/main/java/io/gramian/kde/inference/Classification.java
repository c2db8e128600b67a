package io.gramian.kde.inference;

import io.gramian.kde.internal.Logs;
import io.gramian.kde.internal.inference.Checks;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The classes of m queries: posterior probabilities, and the label of the largest, of the smaller label where two are
 * equal. No label where the classifier abstains: no class has a positive density, or all together lie below the
 * threshold.
 */
public final class Classification {
    private final int[] classes;
    private final double[][] logPosterior;
    private final double[] logDensity;
    private final double threshold;

    /** Takes log pi_c f_c(x_i) for query i and class c. */
    Classification(int[] classes, double[][] joint, double threshold) {
        this.classes = classes;
        this.threshold = threshold;
        this.logDensity = new double[joint.length];
        this.logPosterior = new double[joint.length][];
        for (int i = 0; i < joint.length; i++) {
            double total = Logs.sum(joint[i]);
            logDensity[i] = total;
            logPosterior[i] = Arrays.stream(joint[i]).map(v -> v - total).toArray();
        }
    }

    /**
     * Returns the number of queries.
     *
     * @return m
     */
    public int size() {
        return logDensity.length;
    }

    /**
     * Returns the labels of the classes.
     *
     * @return k labels in ascending order, a new array
     */
    public int[] classes() {
        return classes.clone();
    }

    /**
     * Returns whether the classifier abstains from a query.
     *
     * @param i the query
     * @return true if it has no label
     */
    public boolean isAbstained(int i) {
        return logDensity[i] == Double.NEGATIVE_INFINITY || logDensity[i] < threshold;
    }

    /**
     * Returns the label of a query.
     *
     * @param i the query
     * @return the label of the largest posterior, empty where the classifier abstains
     */
    public OptionalInt label(int i) {
        if (isAbstained(i)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(classes[largest(i)]);
    }

    private int largest(int i) {
        int best = 0;
        for (int c = 1; c < classes.length; c++) {
            best = logPosterior[i][c] > logPosterior[i][best] ? c : best;
        }
        return best;
    }

    /**
     * Returns the logarithms of the posterior probabilities, log p(c | x_i).
     *
     * @param i the query
     * @return k numbers, a new array; NaN where no class has a positive density
     */
    public double[] logPosteriors(int i) {
        return logPosterior[i].clone();
    }

    /**
     * Returns the log-density of all classes together, log sum_c pi_c f_c(x_i).
     *
     * @param i the query
     * @return negative infinity where no class reaches
     */
    public double logDensity(int i) {
        return logDensity[i];
    }

    /**
     * Returns from how many queries the classifier abstains.
     *
     * @return 0 to m
     */
    public int abstentions() {
        int count = 0;
        for (int i = 0; i < size(); i++) {
            count += isAbstained(i) ? 1 : 0;
        }
        return count;
    }

    /**
     * Returns the share of queries with the right label; an abstention is not right.
     *
     * @param truth m labels
     * @return from 0 to 1
     * @throws IllegalArgumentException if there are not m labels
     */
    public double accuracy(int... truth) {
        Checks.length("truth", truth.length, size());
        int right = 0;
        for (int i = 0; i < truth.length; i++) {
            right += label(i).equals(OptionalInt.of(truth[i])) ? 1 : 0;
        }
        return (double) right / size();
    }

    /**
     * Returns how often queries of each class got each label.
     *
     * @param truth m labels, each one of the classes
     * @return k rows, the true classes, by k + 1 columns: the labels given, and last the abstentions
     * @throws IllegalArgumentException if there are not m labels, or one is no class
     */
    public int[][] confusion(int... truth) {
        Checks.length("truth", truth.length, size());
        int[][] counts = new int[classes.length][classes.length + 1];
        for (int i = 0; i < truth.length; i++) {
            int row = Arrays.binarySearch(classes, truth[i]);
            if (row < 0) {
                throw new IllegalArgumentException(
                        "truth: entry " + i + " is " + truth[i] + ", which is none of " + Arrays.toString(classes));
            }
            counts[row][isAbstained(i) ? classes.length : largest(i)]++;
        }
        return counts;
    }

    /** Returns the numbers of queries, classes and abstentions. */
    @Override
    public String toString() {
        return "Classification[" + size() + " queries, " + classes.length + " classes, " + abstentions()
                + " abstentions]";
    }
}
