package io.gramian.kde.internal.selection;

/** What a rule minimises over bandwidth matrices. */
@FunctionalInterface
public interface MatrixCriterion {
    /**
     * Returns the criterion.
     *
     * @param h H
     * @param derivative d x d, overwritten with the symmetric matrix D for which the criterion changes by tr(D dH)
     * @return the value; positive infinity where there is none
     */
    double evaluate(double[][] h, double[][] derivative);
}
