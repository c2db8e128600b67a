package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bandwidth matrices against R's ks, an independent minimiser and an independent maximiser of the likelihood. */
class BandwidthMatricesReferenceTest {
    /** The largest difference of an entry relative to the root of its row's and column's diagonal entries. */
    private static double difference(double[][] expected, Selection found) {
        double[][] h = found.bandwidth().matrix(expected.length);
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                double scale = Math.sqrt(expected[i][i] * expected[j][j]);
                largest = Math.max(largest, Math.abs(expected[i][j] - h[i][j]) / scale);
            }
        }
        return largest;
    }

    private static Points data(Reference reference) {
        return Points.of(reference.matrix("data.csv"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ks_faithful2d", "ks_iris3d", "ks_iris4d"})
    void normalReferenceIsThatOfKs(String folder) {
        Reference ks = new Reference(folder);
        Selection found = Bandwidth.normalReference().select(data(ks));
        assertEquals(0, difference(ks.matrix("expected_Hns.csv"), found), 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ks_faithful2d", "ks_iris3d"})
    void leastSquaresFindTheLowestKnownMinimum(String folder) {
        Reference ks = new Reference(folder);
        Selection full = Bandwidth.leastSquaresCrossValidation().select(data(ks));
        assertEquals(0, difference(ks.matrix("expected_Hlscv_direct.csv"), full), 1e-5);
        double lowest = ks.named("expected_criteria.csv", "lscv(Hlscv_direct)");
        assertEquals(lowest, full.criterion(), 1e-9 * Math.abs(lowest));
        assertFalse(full.atBoundary());
        Selection diagonal =
                Bandwidth.leastSquaresCrossValidation(BandwidthShape.DIAGONAL).select(data(ks));
        assertEquals(0, difference(ks.matrix("expected_Hlscv_diag.csv"), diagonal), 2e-3); // the optimiser of ks
        assertTrue(diagonal.criterion() <= ks.named("expected_criteria.csv", "lscv(Hlscv_diag)") + 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"expected_Hscv.csv, FULL", "expected_Hscv_diag.csv, DIAGONAL"})
    void smoothedIsThatOfKsInTwoDimensions(String file, BandwidthShape shape) {
        Reference ks = new Reference("ks_faithful2d");
        Selection found = Bandwidth.smoothedCrossValidation(shape).select(data(ks));
        assertEquals(0, difference(ks.matrix(file), found), 0.05);
    }

    @ParameterizedTest
    @ValueSource(strings = {"faithful2d", "iris4d", "wine5d"})
    void likelihoodIsMaximal(String data) {
        Reference loo = new Reference("loo_grad_meanshift_" + data);
        Selection scalar =
                Bandwidth.likelihoodCrossValidation(BandwidthShape.SCALAR).select(data(loo));
        double h = loo.named("expected_lcv.csv", "h_lcv");
        assertEquals(h, scalar.bandwidth().scalar(), 1e-6 * h);
        assertEquals(-loo.named("expected_lcv.csv", "lcv_objective_mean"), scalar.criterion(), 1e-10);
        Selection full = Bandwidth.likelihoodCrossValidation().select(data(loo));
        assertEquals(0, difference(loo.matrix("expected_lcv_full_H.csv"), full), 1e-4);
        assertEquals(-loo.named("expected_lcv.csv", "fullH_lcv_objective"), full.criterion(), 1e-9);
        Selection regime = Bandwidth.regimeAware().select(data(loo));
        assertEquals(h, regime.bandwidth().scalar(), 1e-6 * h);
        double nearest = loo.named("expected_lcv.csv", "h_nn_rule");
        assertEquals(
                nearest,
                Bandwidth.nearestNeighbour().select(data(loo)).bandwidth().scalar(),
                1e-12 * nearest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bimodal100", "exp_scores100", "faithful_eruptions", "gmm500", "normal_scores100"})
    void likelihoodIsMaximalInOneDimension(String data) {
        Reference reference = new Reference("bandwidth1d_" + data);
        Selection found = Bandwidth.likelihoodCrossValidation().select(data(reference));
        double h = reference.named("expected_direct.csv", "lcv");
        assertEquals(h, found.bandwidth().scalar(), 2e-6 * h, found.toString());
    }

    @Test
    void principalAxesTurnWithTheData() {
        Reference ks = new Reference("ks_iris3d");
        double[][] rows = ks.matrix("data.csv");
        double[][] rotated = new double[rows.length][3];
        double c = Math.cos(0.7);
        double s = Math.sin(0.7);
        for (int i = 0; i < rows.length; i++) {
            rotated[i] = new double[] {c * rows[i][0] - s * rows[i][1], s * rows[i][0] + c * rows[i][1], rows[i][2]};
        }
        double[][] turn = {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
        for (Bandwidth rule : List.of(Bandwidth.scott(), Bandwidth.sheatherJones())) {
            Bandwidth principal = Bandwidth.perPrincipalAxis(rule);
            double[][] h = principal.select(Points.of(rows)).bandwidth().matrix(3);
            double[][] expected = new double[3][3];
            for (int entry = 0; entry < 81; entry++) {
                int i = entry % 3;
                int j = entry / 3 % 3;
                int k = entry / 9 % 3;
                int l = entry / 27;
                expected[i][j] += turn[i][k] * h[k][l] * turn[j][l];
            }
            assertEquals(0, difference(expected, principal.select(Points.of(rotated))), 1e-5);
        }
        Selection each = Bandwidth.perAxis(Bandwidth.sheatherJones()).select(Points.of(rows));
        for (int k = 0; k < 3; k++) {
            int axis = k;
            double[] column =
                    java.util.Arrays.stream(rows).mapToDouble(row -> row[axis]).toArray();
            double h = Bandwidth.sheatherJones()
                    .select(Points.ofColumn(column))
                    .bandwidth()
                    .scalar();
            assertEquals(h, each.bandwidth().factor(3)[k][k], 0);
        }
    }
}
