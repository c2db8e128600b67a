package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backends;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Densities, leave-one-out densities and bandwidths against values of NumPy, SciPy, scikit-learn and R's ks. */
class KernelDensityReferenceTest {
    private static final String[] KERNELS = {"gaussian", "tophat", "epanechnikov", "exponential", "linear", "cosine"};

    private static void check(double[] expected, double[] found, double tolerance, String what) {
        assertEquals(expected.length, found.length, what);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == Double.NEGATIVE_INFINITY) {
                assertEquals(expected[i], found[i], what + " row " + i);
            } else {
                assertEquals(expected[i], found[i], tolerance * Math.max(1, Math.abs(expected[i])), what + " row " + i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"d01", "d02", "d04", "d13", "d64"})
    void sixKernelsWithAScalarBandwidth(String dimension) {
        Reference reference = new Reference("scalar_h_" + dimension);
        double[][] data = reference.matrix("data.csv");
        double[][] queries = reference.matrix("queries.csv");
        for (String name : KERNELS) {
            DensityKernel kernel = DensityKernel.named(name);
            assertEquals(
                    reference.column("expected_log_normaliser.csv", name)[0],
                    kernel.logNormaliser(data[0].length),
                    1e-13 * Math.max(1, Math.abs(kernel.logNormaliser(data[0].length))),
                    name);
            KernelDensity plain = KernelDensity.of(kernel).withBandwidth(reference.parameter("h"));
            KernelDensity weighted = plain.withWeights(reference.vector("weights.csv"));
            double[] expected = reference.column("expected_logdensity_unweighted.csv", name);
            double[] expectedWeighted = reference.column("expected_logdensity_weighted.csv", name);
            check(expected, plain.fit(data).logDensity(queries), 1e-11, name);
            check(expectedWeighted, weighted.fit(data).logDensity(queries), 1e-11, name + " weighted");
            QueryDiagnostics diagnostics = plain.fit(data).diagnose(io.gramian.core.Points.of(queries));
            for (int i = 0; i < expected.length; i++) {
                if (expected[i] > -1e6) {
                    assertEquals(expected[i], diagnostics.logDensity(i), 1e-11 * Math.max(1, -expected[i]), name);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"d01", "d02", "d04", "d13"})
    void singlePrecisionFollowsToSixDigits(String dimension) {
        Reference reference = new Reference("scalar_h_" + dimension);
        DensityModel density = KernelDensity.gaussian()
                .withBandwidth(reference.parameter("h"))
                .withBackend(Backends.cpu().withPrecision(Precision.FLOAT))
                .fit(reference.matrix("data.csv"));
        double[] expected = reference.column("expected_logdensity_unweighted.csv", "gaussian");
        check(expected, density.logDensity(reference.matrix("queries.csv")), 1e-5, dimension);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fullcov_faithful1d", "fullcov_faithful2d", "fullcov_iris4d"})
    void normalScaleBandwidthsAndTheirDensities(String folder) {
        Reference reference = new Reference(folder);
        double[][] data = reference.matrix("data.csv");
        double[][] queries = reference.matrix("queries.csv");
        int d = data[0].length;
        Bandwidth[] rules = {Bandwidth.scott(), Bandwidth.silverman(), Bandwidth.covarianceFactor(0.3)};
        String[] names = {"scott", "silverman", "factor0.3"};
        for (int weighted = 0; weighted <= 1; weighted++) {
            for (int rule = 0; rule < rules.length; rule++) {
                KernelDensity configuration = KernelDensity.gaussian().withBandwidth(rules[rule]);
                if (weighted == 1) {
                    configuration = configuration.withWeights(reference.vector("weights.csv"));
                }
                DensityModel density = configuration.fit(data);
                double[][] h = density.bandwidth().matrix(d);
                for (int i = 0; i < d; i++) {
                    for (int j = 0; j < d; j++) {
                        double expected = reference.column("expected_bandwidths.csv", "H" + i + j)[3 * weighted + rule];
                        assertEquals(expected, h[i][j], 1e-11 * Math.abs(expected) + 1e-13, names[rule] + " H" + i + j);
                    }
                }
                String column = names[rule] + (weighted == 1 ? "_weighted" : "");
                check(
                        reference.column("expected_logpdf.csv", column),
                        density.logDensity(queries),
                        1e-10,
                        folder + " " + column);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ks_faithful2d", "ks_iris3d", "ks_iris4d"})
    void fullMatricesOfKs(String folder) {
        Reference reference = new Reference(folder);
        KernelDensity plain = KernelDensity.gaussian().withBandwidth(Bandwidth.matrix(reference.matrix("H_eval.csv")));
        double[][] data = reference.matrix("data.csv");
        double[][] queries = reference.matrix("queries.csv");
        double[] found = plain.fit(data).density(queries);
        double[] weighted =
                plain.withWeights(reference.vector("weights.csv")).fit(data).density(queries);
        double[] expected = reference.vector("expected_density.csv");
        double[] expectedWeighted = reference.vector("expected_density_weighted.csv");
        for (int i = 0; i < found.length; i++) {
            assertEquals(expected[i], found[i], 1e-10 * expected[i]);
            assertEquals(expectedWeighted[i], weighted[i], 1e-10 * expectedWeighted[i]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loo_grad_meanshift_faithful2d", "loo_grad_meanshift_iris4d", "loo_grad_meanshift_wine5d"})
    void leaveOneOutAndLogDensities(String folder) {
        Reference reference = new Reference(folder);
        double[][] data = reference.matrix("data.csv");
        double[][] queries = reference.matrix("queries.csv");
        double[] weights = reference.vector("weights.csv");
        KernelDensity plain = KernelDensity.gaussian().withBandwidth(reference.parameter("h"));
        String loo = "expected_loo_logdensity.csv";
        check(reference.column(loo, "unweighted"), plain.fit(data).leaveOneOutLogDensity(), 1e-10, folder);
        check(
                reference.column(loo, "weighted"),
                plain.withWeights(weights).fit(data).leaveOneOutLogDensity(),
                1e-10,
                folder + " weighted");
        check(
                reference.column("expected_grad_scalar_h_unweighted.csv", "logf"),
                plain.fit(data).logDensity(queries),
                1e-10,
                folder + " log f");
        check(
                reference.column("expected_grad_fullH_weighted.csv", "logf"),
                KernelDensity.gaussian()
                        .withBandwidth(Bandwidth.matrix(reference.matrix("bandwidth_matrix.csv")))
                        .withWeights(weights)
                        .fit(data)
                        .logDensity(queries),
                1e-10,
                folder + " log f, full matrix");
    }

    @ParameterizedTest
    @CsvSource({
        "bandwidth1d_bimodal100",
        "bandwidth1d_exp_scores100",
        "bandwidth1d_faithful_eruptions",
        "bandwidth1d_gmm500",
        "bandwidth1d_normal_scores100"
    })
    void oneDimensionalRules(String folder) {
        Reference reference = new Reference(folder);
        double[][] data = reference.matrix("data.csv");
        double scott = reference.named("expected_direct.csv", "scott_sd");
        double silverman = reference.named("expected_direct.csv", "silverman_sd");
        DensityModel byScott = KernelDensity.gaussian().fit(data);
        DensityModel bySilverman =
                KernelDensity.gaussian().withBandwidth(Bandwidth.silverman()).fit(data);
        assertEquals(scott, byScott.bandwidth().scalar(), 1e-12 * scott);
        assertEquals(silverman, bySilverman.bandwidth().scalar(), 1e-12 * silverman);
    }
}
