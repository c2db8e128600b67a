package io.gramian.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernel matrices by NumPy and scikit-learn; provenance and parameters in {@code kernel_matrices/case.json}. */
class KernelReferenceTest {
    private static double[][] matrix(String name) throws IOException {
        String path = "/reference/kernel_matrices/" + name + ".csv";
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(KernelReferenceTest.class.getResourceAsStream(path), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
        }
    }

    private static Kernel kernel(String name) throws IOException {
        return switch (name) {
            case "gaussian", "gaussian_gram_XX" -> Kernel.gaussian(1.3);
            case "gaussian_ard" -> {
                double[][] scales = matrix("ard_lengthscales");
                yield Kernel.gaussian(1)
                        .withLengthScales(
                                Arrays.stream(scales).mapToDouble(row -> row[0]).toArray());
            }
            case "laplacian_l2" -> Kernel.matern12(1.3);
            case "laplacian_l1" -> Kernel.laplacian(1 / 0.25);
            case "matern32" -> Kernel.matern32(1.3);
            case "matern52" -> Kernel.matern52(1.3);
            case "rational_quadratic" -> Kernel.rationalQuadratic(1.3, 0.7);
            case "linear" -> Kernel.linear();
            case "polynomial" -> Kernel.polynomial(3, 0.25, 1);
            case "sigmoid" -> Kernel.sigmoid(0.25, 1);
            case "cosine" -> Kernel.cosine();
            case "chi2" -> Kernel.chiSquared(0.25);
            default -> throw new IllegalArgumentException(name);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gaussian",
                "gaussian_ard",
                "gaussian_gram_XX",
                "laplacian_l2",
                "laplacian_l1",
                "matern32",
                "matern52",
                "rational_quadratic",
                "linear",
                "polynomial",
                "sigmoid",
                "cosine",
                "chi2"
            })
    void kernelsAgreeWithNumPyAndScikitLearn(String name) throws IOException {
        String suffix = name.equals("chi2") ? "_nonneg" : "";
        Points x = Points.of(matrix("X" + suffix));
        Points y = name.endsWith("_XX") ? x : Points.of(matrix("Y" + suffix));
        double[][] expected = matrix("expected_" + name);
        Kernel kernel = kernel(name);
        try (Gram gram = Backends.cpu().gram(kernel, x, y)) {
            DMatrixRMaj found = gram.dense();
            for (int i = 0; i < x.size(); i++) {
                for (int j = 0; j < y.size(); j++) {
                    double tolerance = 1e-13 * Math.max(1, Math.abs(expected[i][j]));
                    assertEquals(expected[i][j], found.get(i, j), tolerance, name + " at " + i + ", " + j);
                    assertEquals(expected[i][j], kernel.value(x.row(i), y.row(j)), tolerance);
                }
            }
        }
    }

    /** scikit-learn's is periodic in the Euclidean distance, ours along each axis: the same in one dimension. */
    @Test
    void periodicKernelAgreesInOneDimension() throws IOException {
        double[][] x = matrix("X");
        double[][] y = matrix("Y");
        double[][] expected = matrix("expected_expsine2");
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double r = Math.sqrt(Form.SQUARED_DISTANCE.value(x[i], y[j]));
                double found = Kernel.periodic(1.7, 1.3).value(new double[] {0}, new double[] {r});
                assertEquals(expected[i][j], found, 1e-13);
            }
        }
    }

    /** The additive chi-squared kernel is no kernel of its own here: it is a logarithm of the other. */
    @Test
    void additiveChiSquaredIsTheLogarithmOfTheOther() throws IOException {
        double[][] x = matrix("X_nonneg");
        double[][] y = matrix("Y_nonneg");
        double[][] expected = matrix("expected_additive_chi2");
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < y.length; j++) {
                double log = Kernel.chiSquared(1).expression().logValue(x[i], y[j]);
                assertEquals(expected[i][j], log, 1e-13 * Math.max(1, Math.abs(log)));
            }
        }
    }
}
