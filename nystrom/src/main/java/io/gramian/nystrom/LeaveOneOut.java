package io.gramian.nystrom;

import java.util.Arrays;

/**
 * The leave-one-out errors of a kernel ridge regression, by the exact shortcut: residual i is y_i - f(x_i) with f fitted
 * to the other points, (y_i - f(x_i)) / (1 - h_ii) of one fit to all. Landmarks stay as they are, also when the point
 * left out is one. Immutable.
 */
public final class LeaveOneOut {
    private final double[] residuals; // n x k
    private final double[] leverages;
    private final double[] weights; // null for ones
    private final int outputs;

    LeaveOneOut(double[] residuals, double[] leverages, double[] weights, int outputs) {
        this.residuals = residuals;
        this.leverages = leverages;
        this.weights = weights;
        this.outputs = outputs;
    }

    /**
     * Returns y_i - f_(-i)(x_i) for a single output.
     *
     * @return n numbers, a new array
     * @throws IllegalArgumentException if there are several outputs
     */
    public double[] residuals() {
        if (outputs != 1) {
            throw new IllegalArgumentException("there are " + outputs + " outputs; ask allResiduals");
        }
        return residuals.clone();
    }

    /**
     * Returns y_i - f_(-i)(x_i) for all outputs.
     *
     * @return n rows of k numbers, new arrays
     */
    public double[][] allResiduals() {
        return RidgeModel.rows(residuals, outputs);
    }

    /**
     * Returns the diagonal of the hat matrix, how much prediction i moves with response i.
     *
     * @return n numbers from 0 to 1, 0 for a point of weight zero; a new array
     */
    public double[] leverages() {
        return leverages.clone();
    }

    /**
     * Returns the effective dimension, the sum of the leverages: tr K (K + ridge I)^-1 for a fit without landmarks and
     * weights.
     *
     * @return the number of parameters that the fit amounts to
     */
    public double effectiveDimension() {
        return Arrays.stream(leverages).sum();
    }

    /**
     * Returns the mean of the squared residuals by the points' weights, over all outputs.
     *
     * @return at least 0
     */
    public double meanSquaredError() {
        return mean(at -> residuals[at] * residuals[at]);
    }

    /**
     * Returns the criterion of generalised cross-validation, the mean squared residual of the fit divided by the square of
     * 1 minus the mean leverage; points of weight zero count in neither mean.
     *
     * <p>Source: G. H. Golub, M. Heath, G. Wahba, Generalized cross-validation as a method for choosing a good ridge
     * parameter (1979).
     *
     * @return at least 0
     */
    public double generalisedCrossValidation() {
        long present = weights == null
                ? leverages.length
                : Arrays.stream(weights).filter(w -> w > 0).count();
        double rest = 1 - effectiveDimension() / present;
        return mean(at -> Math.pow(residuals[at] * (1 - leverages[at / outputs]), 2)) / (rest * rest);
    }

    private double mean(java.util.function.IntToDoubleFunction square) {
        double sum = 0;
        double total = 0;
        for (int at = 0; at < residuals.length; at++) {
            double weight = weights == null ? 1 : weights[at / outputs];
            sum += weight * square.applyAsDouble(at);
            total += weight;
        }
        return sum / total;
    }
}
