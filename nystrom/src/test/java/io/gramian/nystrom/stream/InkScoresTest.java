package io.gramian.nystrom.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The step of INK-ESTIMATE against explicit bordered matrices, and its guarantees. */
class InkScoresTest {
    private static final Backend CPU = Backends.cpu().withThreads(1);

    private static List<double[]> rows(String folder, String file) throws Exception {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                InkScoresTest.class.getResourceAsStream("/reference/" + folder + "/" + file),
                StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("t,"))
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toList();
        }
    }

    /** The columns of the given atoms for t points, as they would lie in a stream. */
    private static InkColumns columns(DMatrixRMaj k, int t, int[] atoms) {
        double[][] columns = new double[atoms.length][t];
        double[] products = new double[atoms.length * atoms.length];
        for (int a = 0; a < atoms.length; a++) {
            for (int s = 0; s < t; s++) {
                columns[a][s] = k.get(s, atoms[a]);
            }
        }
        for (int a = 0; a < atoms.length; a++) {
            for (int b = 0; b < atoms.length; b++) {
                for (int s = 0; s < t; s++) {
                    products[a * atoms.length + b] += columns[a][s] * columns[b][s];
                }
            }
        }
        InkColumns result = new InkColumns();
        result.restore(t, atoms, columns, products);
        return result;
    }

    private static double[] column(DMatrixRMaj k, int t) {
        return IntStream.rangeClosed(0, t).mapToDouble(s -> k.get(s, t)).toArray();
    }

    @ParameterizedTest
    @CsvSource({"ink_step_oracle_0, 1.2, 1.0, 0.5", "ink_step_oracle_1, 1.2, 0.3, 0.3"})
    void stepsAreThoseOfTheReference(String folder, double sigma, double ridge, double epsilon) throws Exception {
        Points x = Points.of(rows(folder, "data.csv").toArray(double[][]::new));
        DMatrixRMaj k = StreamOracle.kernel(Kernel.gaussian(sigma), x);
        List<double[]> atomRows = rows(folder, "expected_atoms.csv");
        List<double[]> steps = rows(folder, "expected_steps.csv");
        double effectiveDimension = 0;
        for (double[] step : steps) {
            int t = (int) step[0];
            List<double[]> old = atomRows.stream()
                    .filter(row -> row[0] == t && !Double.isNaN(row[2]))
                    .toList();
            double[] own = atomRows.stream()
                    .filter(row -> row[0] == t && Double.isNaN(row[2]))
                    .findFirst()
                    .orElseThrow();
            int[] atoms = old.stream().mapToInt(row -> (int) row[1]).toArray();
            double[] weights = old.stream().mapToDouble(row -> row[2]).toArray();
            InkScores scores =
                    InkScores.of(columns(k, t, atoms), weights, column(k, t), k.get(t, t), ridge, epsilon, CPU);
            assertArrayNear(old.stream().mapToDouble(row -> row[3]).toArray(), scores.atoms, t);
            assertEquals(own[3], scores.own, 1e-11, "step " + t);
            assertEquals(step[1], scores.growth, 1e-11, "step " + t);
            effectiveDimension += scores.growth;
            assertEquals(step[2], effectiveDimension, 1e-10, "step " + t);
            assertEquals(atoms.length, (int) step[7]);
        }
    }

    private static void assertArrayNear(double[] expected, double[] found, int t) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], 1e-11, "step " + t + ", atom " + i);
        }
    }

    @Test
    void scoresAndGrowthKeepTheirBoundsWhereTheSketchIsAccurate() {
        SplittableRandom random = new SplittableRandom(7);
        int accurate = 0;
        for (int trial = 0; trial < 60; trial++) {
            int n = 3 + random.nextInt(20);
            double ridge = Math.pow(10, random.nextDouble(-2, 1));
            double epsilon = random.nextDouble(0, 0.9);
            DMatrixRMaj k = StreamOracle.kernel(Kernel.gaussian(1), StreamOracle.normal(n, 2, trial));
            int t = n - 1;
            int[] atoms =
                    IntStream.range(0, t).filter(i -> random.nextDouble() < 0.8).toArray();
            if (atoms.length == 0) {
                continue;
            }
            double[] weights = random.doubles(atoms.length, 0.9, 1.6).toArray();
            DMatrixRMaj before = CommonOps_DDRM.extract(k, 0, t, 0, t);
            DMatrixRMaj error = StreamOracle.residual(before, atoms, weights, ridge);
            if (StreamOracle.norm(error) > ridge / (1 - epsilon)) {
                continue; // nothing is promised
            }
            accurate++;
            InkScores scores =
                    InkScores.of(columns(k, t, atoms), weights, column(k, t), k.get(t, t), ridge, epsilon, CPU);
            double alpha = (2 - epsilon) / (1 - epsilon);
            double[] exact = leverage(k, ridge);
            for (int a = 0; a < atoms.length; a++) {
                assertBetween(exact[atoms[a]] / alpha, scores.atoms[a], exact[atoms[a]]);
            }
            assertBetween(exact[t] / alpha, scores.own, exact[t]);
            double growth = StreamOracle.effectiveDimension(k, ridge) - StreamOracle.effectiveDimension(before, ridge);
            assertBetween(growth, scores.growth, 1);
            assertTrue(scores.schur > 0);
        }
        assertTrue(accurate > 20, accurate + " accurate sketches");
    }

    private static double[] leverage(DMatrixRMaj k, double ridge) {
        DMatrixRMaj tau = StreamOracle.product(k, StreamOracle.inverse(StreamOracle.shifted(k, ridge)));
        return IntStream.range(0, k.numRows).mapToDouble(i -> tau.get(i, i)).toArray();
    }

    private static void assertBetween(double low, double value, double high) {
        assertTrue(value >= low - 1e-10 && value <= high + 1e-10, low + " <= " + value + " <= " + high);
    }
}
