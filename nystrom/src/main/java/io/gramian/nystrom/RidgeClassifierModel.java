package io.gramian.nystrom;

import io.gramian.core.Points;

/** A fitted classifier, one regression output for each class. Immutable and thread-safe. */
public final class RidgeClassifierModel {
    private final RidgeModel regression;
    private final int[] classes;

    RidgeClassifierModel(RidgeModel regression, int[] classes) {
        this.regression = regression;
        this.classes = classes;
    }

    /**
     * Returns the class of the largest output for each point, the smaller label of equals.
     *
     * @param points q points
     * @return q labels
     * @throws IllegalArgumentException if the dimension is another
     */
    public int[] classify(Points points) {
        return largest(scores(points), classes);
    }

    /**
     * Returns the outputs, near 1 for a class that a point belongs to and near -1 for others; no probabilities.
     *
     * @param points q points
     * @return q rows of a number for each class, in the order of {@link #classes}
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[][] scores(Points points) {
        return regression.predictAll(points);
    }

    /**
     * Returns the labels that occurred.
     *
     * @return in increasing order, a new array
     */
    public int[] classes() {
        return classes.clone();
    }

    /**
     * Returns the regression on 1 and -1.
     *
     * @return a model with an output for each class
     */
    public RidgeModel regression() {
        return regression;
    }

    static int[] largest(double[][] scores, int[] classes) {
        int[] labels = new int[scores.length];
        for (int i = 0; i < labels.length; i++) {
            int best = 0;
            for (int c = 1; c < classes.length; c++) {
                if (scores[i][c] > scores[i][best]) {
                    best = c;
                }
            }
            labels[i] = classes[best];
        }
        return labels;
    }

    /** Returns the number of classes and the regression. */
    @Override
    public String toString() {
        return "RidgeClassifierModel[" + classes.length + " classes, " + regression + "]";
    }
}
