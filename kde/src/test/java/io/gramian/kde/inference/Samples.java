package io.gramian.kde.inference;

import io.gramian.core.Points;
import java.util.random.RandomGenerator;

/** Random points for tests. */
final class Samples {
    private Samples() {}

    static Points normal(int n, int d, RandomGenerator random) {
        double[] rows = new double[n * d];
        java.util.Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    static Points uniform(int n, int d, RandomGenerator random) {
        double[] rows = new double[n * d];
        java.util.Arrays.setAll(rows, i -> random.nextDouble());
        return Points.ofRowMajor(rows, d);
    }

    static Points shifted(Points x, double by) {
        double[][] rows = x.toArray();
        for (double[] row : rows) {
            java.util.Arrays.setAll(row, k -> row[k] + by);
        }
        return Points.of(rows);
    }

    static double squaredDistance(double[] x, double[] y) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += (x[k] - y[k]) * (x[k] - y[k]);
        }
        return sum;
    }

    static String message(Class<? extends Throwable> type, org.junit.jupiter.api.function.Executable code) {
        return org.junit.jupiter.api.Assertions.assertThrows(type, code).getMessage();
    }
}
