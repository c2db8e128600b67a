package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.inference.MeanShift;
import io.gramian.kde.inference.Modes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Derivatives against NumPy's direct sums and R's ks, and the modes of mean shift against BFGS of SciPy. */
class DerivativesReferenceTest {
    private static void check(double[] expected, double[] found, double tolerance, String what) {
        double norm = 0;
        for (double e : expected) {
            norm = Math.max(norm, Math.abs(e));
        }
        for (int k = 0; k < expected.length; k++) {
            assertEquals(expected[k], found[k], tolerance * norm, what + " entry " + k);
        }
    }

    private static double[] flat(double[][] matrix) {
        return java.util.Arrays.stream(matrix)
                .flatMapToDouble(java.util.Arrays::stream)
                .toArray();
    }

    private static double[] expectedRow(Reference reference, String file, String prefix, int row, int d) {
        double[] expected = new double[d];
        for (int k = 0; k < d; k++) {
            expected[k] = reference.column(file, prefix + k)[row];
        }
        return expected;
    }

    private static DensityModel model(Reference reference, boolean isFull) {
        return isFull
                ? KernelDensity.gaussian()
                        .withBandwidth(Bandwidth.matrix(reference.matrix("bandwidth_matrix.csv")))
                        .withWeights(reference.vector("weights.csv"))
                        .fit(reference.matrix("data.csv"))
                : KernelDensity.gaussian()
                        .withBandwidth(reference.parameter("h"))
                        .fit(reference.matrix("data.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"loo_grad_meanshift_faithful2d", "loo_grad_meanshift_iris4d", "loo_grad_meanshift_wine5d"})
    void scoresHessiansAndMeanShifts(String folder) {
        Reference reference = new Reference(folder);
        Points queries = Points.of(reference.matrix("queries.csv"));
        int d = queries.dimension();
        for (boolean isFull : new boolean[] {false, true}) {
            DensityModel density = model(reference, isFull);
            String gradients = isFull ? "expected_grad_fullH_weighted.csv" : "expected_grad_scalar_h_unweighted.csv";
            double[][] hessians = reference.matrix(
                    isFull ? "expected_hessian_logf_fullH_weighted.csv" : "expected_hessian_logf_scalar_h.csv");
            double[][] score = density.score(queries);
            double[][] gradient = density.gradient(queries);
            double[][][] logHessian = density.logHessian(queries);
            Points shifted = density.meanShift(queries);
            double[] values = density.density(queries);
            for (int i = 0; i < queries.size(); i++) {
                double[] expected = expectedRow(reference, gradients, "grad", i, d);
                check(expected, score[i], 1e-9, folder + " score " + i);
                double f = values[i];
                double[] product =
                        java.util.Arrays.stream(expected).map(g -> f * g).toArray();
                check(product, gradient[i], 1e-9, folder + " gradient " + i);
                check(
                        expectedRow(reference, gradients, "meanshift", i, d),
                        shifted.row(i),
                        1e-11,
                        folder + " mean shift " + i);
                check(hessians[i], flat(logHessian[i]), 1e-9, folder + " Hessian " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ks_faithful2d", "ks_iris3d", "ks_iris4d"})
    void gradientsAndHessiansOfKs(String folder) {
        Reference reference = new Reference(folder);
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(Bandwidth.matrix(reference.matrix("H_eval.csv")))
                .fit(reference.matrix("data.csv"));
        Points queries = Points.of(reference.matrix("queries.csv"));
        double[][] gradient = density.gradient(queries);
        double[][][] hessian = density.hessian(queries);
        for (int i = 0; i < queries.size(); i++) {
            check(reference.matrix("expected_gradient.csv")[i], gradient[i], 1e-10, folder + " gradient " + i);
            check(reference.matrix("expected_hessian.csv")[i], flat(hessian[i]), 1e-10, folder + " Hessian " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loo_grad_meanshift_faithful2d", "loo_grad_meanshift_iris4d", "loo_grad_meanshift_wine5d"})
    void meanShiftFindsTheModes(String folder) {
        Reference reference = new Reference(folder);
        DensityModel density = model(reference, false);
        Points starts = Points.of(reference.matrix("meanshift_starts.csv"));
        int d = starts.dimension();
        Modes modes = MeanShift.standard().climb(density, starts);
        assertTrue(modes.converged());
        int[] reached = modes.assignment();
        for (int i = 0; i < starts.size(); i++) {
            for (int k = 0; k < d; k++) {
                double expected = reference.column("expected_meanshift_modes.csv", "x" + k)[i];
                assertEquals(expected, modes.points().value(reached[i], k), 1e-9, folder + " start " + i);
            }
            double logDensity = reference.column("expected_meanshift_modes.csv", "logf")[i];
            assertEquals(logDensity, modes.logDensity()[reached[i]], 1e-12 * Math.abs(logDensity), folder);
        }
        for (double[] score : density.score(modes.points())) {
            for (double s : score) {
                assertEquals(0, s, 1e-9, folder + ": the score at a mode");
            }
        }
    }
}
