package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;

/** A reference case of ridge regression and Gaussian processes; its provenance is in case.json beside its files. */
record RegressionReference(String folder, Kernel kernel) {
    static final List<RegressionReference> ALL = List.of(
            new RegressionReference("krr_gp_gaussian", Kernel.gaussian(2.5)),
            new RegressionReference("krr_gp_matern52", Kernel.matern52(3)));

    Points train() {
        return Points.of(matrix("X_train.csv"));
    }

    Points test() {
        return Points.of(matrix("X_test.csv"));
    }

    double[] responses() {
        return Arrays.stream(matrix("y_train.csv")).mapToDouble(row -> row[0]).toArray();
    }

    Landmarks landmarks() {
        return Landmarks.of(
                train(),
                Arrays.stream(matrix("landmarks.csv"))
                        .mapToInt(row -> (int) row[0])
                        .toArray());
    }

    double[][] matrix(String name) {
        return new SelectionReference(folder, kernel).matrix(name);
    }

    double[] column(String name, String column) {
        return new SelectionReference(folder, kernel).column(name, column);
    }

    @Override
    public String toString() {
        return folder;
    }
}
