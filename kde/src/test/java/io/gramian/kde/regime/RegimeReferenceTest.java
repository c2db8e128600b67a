package io.gramian.kde.regime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Values by mpmath, and by simulations that the numbers here were computed from (docs/references.md). */
class RegimeReferenceTest {
    private static double[][] table(String name) throws IOException {
        String path = "/reference/highdim_regimes/" + name;
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(RegimeReferenceTest.class.getResourceAsStream(path), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .skip(1)
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
        }
    }

    private static void close(double expected, double found, double relative, String what) {
        assertEquals(expected, found, relative * Math.abs(expected), what);
    }

    private static GaussianRegimes spectrum(int number) throws IOException {
        double[][] rows = Arrays.stream(table("spectra.csv"))
                .filter(row -> row[0] == number)
                .toArray(double[][]::new);
        return GaussianRegimes.ofSpectrum(
                Arrays.stream(rows).mapToDouble(row -> row[1]).toArray(),
                Arrays.stream(rows).mapToDouble(row -> row[2]).toArray());
    }

    @Test
    void closedFormsAreThoseOfMpmath() throws IOException {
        int count = 0;
        for (double[] row : table("expected_regimes.csv")) {
            GaussianRegimes theory = spectrum((int) row[0]);
            double alpha = row[1];
            String what = theory + " alpha=" + alpha;
            double tolerance = 1e-9;
            double glass = theory.glassBandwidth(alpha);
            close(row[2], glass, 1e-13, what);
            close(row[3], theory.cltBandwidth(alpha), 1e-13, what);
            double optimum = theory.optimalBandwidth(alpha);
            close(row[4], optimum, 1e-13, what);
            close(row[5], theory.stableIndex(optimum, alpha), 1e-12, what);
            close(row[6], theory.divergence(optimum, alpha), tolerance, what);
            close(row[7], theory.divergence(0.7 * glass, alpha), tolerance, what);
            close(row[8], theory.divergence(glass, alpha), tolerance, what);
            close(row[9], theory.divergence(1.3 * glass, alpha), tolerance, what);
            count++;
        }
        assertEquals(33, count);
    }

    @Test
    void finiteSizesAreThoseOfTheNoncentralChiSquaredLaw() throws IOException {
        for (double[] row : table("expected_finite_d.csv")) {
            FiniteRegimes finite = GaussianRegimes.standard().finite(row[0], (int) row[1]);
            close(row[2], finite.nearestSquaredDistance(), 1e-11, finite.toString());
            close(row[3], finite.glassBandwidth(), 1e-11, finite.toString());
            close(row[4], finite.cltBandwidth(), 1e-11, finite.toString());
            close(row[5], Math.sqrt(finite.nearestSquaredDistance() / row[1]), 1e-11, finite.toString());
        }
    }

    /** alpha, h_G, h_CLT, h_opt, m_opt, KL_min/d, KL/d at exp(-alpha), KL/d at h_G, h_var. */
    private static final double[][] STANDARD = {
        {0.01, 2.78915, 3.94445, 1.29277, 0.2148, 0.266790, 0.35251, 0.64315, 3.30682},
        {0.02, 2.29051, 3.23927, 1.24312, 0.2946, 0.237627, 0.30421, 0.49605, 2.71235},
        {0.05, 1.73306, 2.45092, 1.14588, 0.4372, 0.186175, 0.22557, 0.31848, 2.04752},
        {0.10, 1.37078, 1.93858, 1.03857, 0.5740, 0.137847, 0.15872, 0.20240, 1.61559},
        {0.15, 1.17688, 1.66436, 0.95810, 0.6628, 0.107199, 0.11956, 0.14425, 1.38468},
        {0.20, 1.04565, 1.47878, 0.89169, 0.7272, 0.085362, 0.09308, 0.10824, 1.22862},
        {0.25, 0.94685, 1.33904, 0.83437, 0.7765, 0.068927, 0.07390, 0.08365, 1.11130},
        {0.30, 0.86774, 1.22717, 0.78361, 0.8155, 0.056159, 0.05943, 0.06589, 1.01752},
        {0.40, 0.74537, 1.05411, 0.69621, 0.8724, 0.037897, 0.03937, 0.04235, 0.87275},
        {0.50, 0.65215, 0.92227, 0.62244, 0.9110, 0.025886, 0.02657, 0.02799, 0.76276},
        {0.60, 0.57694, 0.81591, 0.55866, 0.9376, 0.017782, 0.01810, 0.01880, 0.67424},
        {0.75, 0.48615, 0.68753, 0.47719, 0.9635, 0.010155, 0.01026, 0.01050, 0.56764},
        {1.00, 0.37211, 0.52624, 0.36934, 0.9852, 0.003973, 0.00399, 0.00403, 0.43411},
        {1.25, 0.28779, 0.40699, 0.28694, 0.9941, 0.001533, 0.00154, 0.00154, 0.33561},
        {1.50, 0.22351, 0.31610, 0.22326, 0.9977, 0.000583, 0.00058, 0.00058, 0.26061},
        {2.00, 0.13537, 0.19144, 0.13535, 0.9997, 0.000082, 0.00008, 0.00008, 0.15782},
    };

    @Test
    void tableOfStandardData() {
        GaussianRegimes theory = GaussianRegimes.standard();
        for (double[] row : STANDARD) {
            double alpha = row[0];
            String what = "alpha=" + alpha;
            assertEquals(row[1], theory.glassBandwidth(alpha), 6e-6, what);
            assertEquals(row[2], theory.cltBandwidth(alpha), 6e-6, what);
            assertEquals(row[3], theory.optimalBandwidth(alpha), 6e-6, what);
            assertEquals(row[4], theory.stableIndex(theory.optimalBandwidth(alpha), alpha), 6e-5, what);
            assertEquals(row[5], theory.divergence(theory.optimalBandwidth(alpha), alpha), 6e-7, what);
            assertEquals(row[6], theory.divergence(Math.exp(-alpha), alpha), 6e-6, what);
            assertEquals(row[7], theory.divergence(theory.glassBandwidth(alpha), alpha), 6e-6, what);
            assertEquals(row[8], theory.varianceBandwidth(alpha), 6e-6, what);
        }
        double[][] precise = {
            {0.1, 1.370785, 1.038572}, {0.25, 0.946847, 0.834375}, {0.5, 0.652145, 0.622436}, {1, 0.372106, 0.369344}
        };
        for (double[] row : precise) {
            assertEquals(row[1], theory.glassBandwidth(row[0]), 1e-6);
            assertEquals(row[2], theory.optimalBandwidth(row[0]), 1e-6);
        }
    }

    @Test
    void typicalSizes() {
        double[][] rows = {
            {1e4, 10, 0.404, 0.572, 0.400},
            {1e6, 20, 0.519, 0.735, 0.508},
            {1e6, 50, 0.903, 1.277, 0.807},
            {1e6, 100, 1.215, 1.719, 0.976},
            {1e6, 256, 1.691, 2.391, 1.136},
            {1e6, 768, 2.362, 3.340, 1.252},
            {6e4, 784, 2.536, 3.586, 1.271}
        };
        GaussianRegimes theory = GaussianRegimes.standard();
        for (double[] row : rows) {
            double alpha = RegimeTheory.alpha(row[0], (int) row[1]);
            assertEquals(row[2], theory.glassBandwidth(alpha), 6e-4);
            assertEquals(row[3], theory.cltBandwidth(alpha), 6e-4);
            assertEquals(row[4], theory.optimalBandwidth(alpha), 6e-4);
        }
        double[][] nats = {{50, 3.1, 0.05}, {100, 11.3, 0.05}, {256, 46, 0.5}, {768, 186, 0.5}};
        for (double[] row : nats) {
            double alpha = RegimeTheory.alpha(1e6, (int) row[0]);
            assertEquals(row[1], row[0] * theory.divergence(theory.optimalBandwidth(alpha), alpha), row[2]);
        }
    }

    @Test
    void twoEigenvalues() {
        double[][] rows = {
            {0.25, 1.75, 0.1, 1.412374, 0.961338, 0.267241},
            {0.25, 1.75, 0.25, 0.911708, 0.736534, 0.150870},
            {0.25, 1.75, 0.5, 0.580172, 0.526123, 0.064449},
            {0.25, 1.75, 1, 0.308874, 0.302715, 0.011707},
            {0.1, 1.9, 0.1, 1.446228, 0.922985, 0.435041},
            {0.1, 1.9, 0.25, 0.909266, 0.678068, 0.276675},
            {0.1, 1.9, 0.5, 0.541545, 0.457280, 0.132723},
            {0.1, 1.9, 1, 0.260405, 0.249468, 0.026756}
        };
        for (double[] row : rows) {
            GaussianRegimes theory = GaussianRegimes.ofEigenvalues(row[0], row[1]);
            assertEquals(row[3], theory.glassBandwidth(row[2]), 1e-6);
            assertEquals(row[4], theory.optimalBandwidth(row[2]), 1e-6);
            assertEquals(row[5], theory.divergence(theory.optimalBandwidth(row[2]), row[2]), 1e-6);
        }
    }

    @Test
    void productDensities() {
        double[] alphas = {0.1, 0.25, 0.5, 1};
        double[][] uniform = {{1.3985, 1.0527}, {0.9866, 0.8368}, {0.6708, 0.6055}, {0.3573, 0.3393}};
        double[][] laplace = {{1.3610, 1.0041}, {0.9248, 0.7985}, {0.6271, 0.5893}, {0.3506, 0.3456}};
        ProductRegimes flat = ProductRegimes.uniform(-Math.sqrt(3), Math.sqrt(3));
        ProductRegimes pointed = ProductRegimes.laplace(1 / Math.sqrt(2));
        for (int i = 0; i < alphas.length; i++) {
            assertEquals(uniform[i][0], flat.glassBandwidth(alphas[i]), 1e-3);
            assertEquals(uniform[i][1], flat.optimalBandwidth(alphas[i]), 1e-3);
            assertEquals(laplace[i][0], pointed.glassBandwidth(alphas[i]), 1e-3);
            assertEquals(laplace[i][1], pointed.optimalBandwidth(alphas[i]), 1e-3);
        }
    }

    /** Mean sums of squared shares of 500 simulated data sets and queries each, standard error about 0.012. */
    @Test
    void participationRatiosOfSimulations() {
        double[] ratios = {0.3, 0.5, 0.7, 0.85, 1.0, 1.2};
        double[][] rows = {
            {10, 22026, 0.9121, 0.7533, 0.5388, 0.3731, 0.2337, 0.1082},
            {20, 22026, 0.9184, 0.7683, 0.5575, 0.3840, 0.2258, 0.0811},
            {20, 2981, 0.9236, 0.7778, 0.5626, 0.3829, 0.2194, 0.0809},
            {40, 22026, 0.9142, 0.7654, 0.5423, 0.3563, 0.1880, 0.0500}
        };
        for (double[] row : rows) {
            FiniteRegimes finite = GaussianRegimes.standard().finite(row[1], (int) row[0]);
            for (int i = 0; i < ratios.length; i++) {
                double found = finite.participationRatio(ratios[i] * finite.glassBandwidth());
                assertEquals(row[2 + i], found, 0.03, finite + " at " + ratios[i]);
            }
        }
    }

    /** KL/d of 400 simulated data sets and queries each at d = 20, n = 22026; the standard error is some percent. */
    @Test
    void divergencesOfSimulations() {
        FiniteRegimes finite = GaussianRegimes.standard().finite(22026, 20);
        double[][] rows = {
            {0.1956, 4.5010},
            {0.3261, 1.0749},
            {0.4565, 0.3182},
            {0.6521, 0.0723},
            {0.7826, 0.0577},
            {0.9223, 0.0770},
            {1.1086, 0.1216},
            {1.3043, 0.1777},
            {1.9564, 0.3854}
        };
        for (double[] row : rows) {
            assertEquals(row[1], finite.divergence(row[0]), 0.12 * row[1], "h=" + row[0]);
        }
    }
}
