package io.gramian.nystrom;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a classifier by kernel ridge regression, one class against all others: a regression on 1 for a
 * class and -1 for the rest, one output for each class, which share all kernel values and factorisations. A point belongs
 * to the class of the largest output. Immutable and thread-safe.
 *
 * <pre>{@code
 * RidgeClassifierModel model = KernelRidgeClassifier.of(KernelRidge.of(Kernel.gaussian(20)).withRidge(1)).fit(x, digits);
 * int[] classes = model.classify(queries);
 * }</pre>
 *
 * <p>Source: R. Rifkin, G. Yeo, T. Poggio, Regularized least-squares classification (2003).
 */
public final class KernelRidgeClassifier {
    private final KernelRidge regression;

    private KernelRidgeClassifier(KernelRidge regression) {
        this.regression = regression;
    }

    /**
     * Returns the classifier by this regression.
     *
     * @param regression kernel, ridge, landmarks, weights and solver
     * @return a configuration
     */
    public static KernelRidgeClassifier of(KernelRidge regression) {
        return new KernelRidgeClassifier(Objects.requireNonNull(regression, "regression"));
    }

    /**
     * Returns the fitted classifier.
     *
     * @param x n points
     * @param labels n whole numbers, at least two different ones
     * @return a model
     * @throws IllegalArgumentException if the labels are not n or all the same, or as {@link KernelRidge#fit(Points,
     *     double[][])}
     */
    public RidgeClassifierModel fit(Points x, int... labels) {
        int[] classes = classes(x, labels);
        return new RidgeClassifierModel(regression.fit(x, targets(labels, classes)), classes);
    }

    /**
     * Returns the classes that fits to all other points give each point, by the shortcut of {@link KernelRidge#leaveOneOut}.
     *
     * @param x n points
     * @param labels n whole numbers
     * @return n classes
     * @throws IllegalArgumentException as {@link #fit}
     * @throws io.gramian.core.NumericalException as {@link KernelRidge#leaveOneOut(Points, double...)}
     */
    public int[] leaveOneOut(Points x, int... labels) {
        int[] classes = classes(x, labels);
        double[][] targets = targets(labels, classes);
        double[][] residuals = regression.leaveOneOut(x, targets).allResiduals();
        for (int i = 0; i < residuals.length; i++) {
            for (int c = 0; c < classes.length; c++) {
                residuals[i][c] = targets[i][c] - residuals[i][c];
            }
        }
        return RidgeClassifierModel.largest(residuals, classes);
    }

    private static int[] classes(Points x, int[] labels) {
        RidgeChecks.count("labels", x.size(), labels.length);
        int[] classes = Arrays.stream(labels).sorted().distinct().toArray();
        if (classes.length < 2) {
            throw new IllegalArgumentException(
                    "labels: expected at least two classes, found " + classes.length + ": " + classes[0]);
        }
        return classes;
    }

    private static double[][] targets(int[] labels, int[] classes) {
        double[][] targets = new double[labels.length][classes.length];
        for (int i = 0; i < labels.length; i++) {
            Arrays.fill(targets[i], -1);
            targets[i][Arrays.binarySearch(classes, labels[i])] = 1;
        }
        return targets;
    }

    /** Returns the regression. */
    @Override
    public String toString() {
        return "KernelRidgeClassifier[" + regression + "]";
    }
}
