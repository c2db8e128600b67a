package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of one dimension against the unbinned formulas in NumPy, R 4.2.2 and discretisations of KDEpy and Botev. */
class UnivariateBandwidthReferenceTest {
    private static final Map<String, Bandwidth> RULES = Map.of(
            "nrd0", Bandwidth.nrd0(),
            "nrd", Bandwidth.nrd(),
            "ucv", Bandwidth.ucv(),
            "bcv", Bandwidth.bcv(),
            "sj_ste", Bandwidth.sheatherJones(),
            "sj_dpi", Bandwidth.sheatherJonesPlugIn());

    private static Selection select(Bandwidth rule, Reference reference) {
        return rule.select(Points.of(reference.matrix("data.csv")));
    }

    private static double tolerance(String rule) {
        return rule.startsWith("nrd") ? 1e-12 : rule.endsWith("cv") ? 1e-5 : 1e-6;
    }

    @ParameterizedTest
    @ValueSource(strings = {"bimodal100", "exp_scores100", "faithful_eruptions", "gmm500", "normal_scores100"})
    void unbinnedFormulas(String data) {
        Reference reference = new Reference("bandwidth1d_" + data);
        RULES.forEach((name, rule) -> {
            double expected = reference.named("expected_direct.csv", name);
            Selection found = select(rule, reference);
            double h = found.bandwidth().scalar();
            assertEquals(expected, h, tolerance(name) * expected, name);
            assertEquals(rule, found.rule());
            if (name.endsWith("cv")) {
                double criterion = reference.named("expected_diagnostics.csv", name + "_objective");
                assertEquals(criterion, found.criterion(), 1e-8 * Math.abs(criterion), name);
                boolean atBoundary = reference.named("expected_diagnostics.csv", name + "_at_boundary") == 1;
                assertEquals(atBoundary, found.atBoundary(), name);
                assertEquals(atBoundary, found.warnings().toString().contains("upper end was taken"), name);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bimodal100", "exp_scores100", "faithful_eruptions", "gmm500", "normal_scores100"})
    void statsOfR(String data) {
        Reference reference = new Reference("bandwidth1d_" + data);
        RULES.forEach((name, rule) -> {
            double h = select(rule, reference).bandwidth().scalar();
            if (name.startsWith("nrd")) {
                assertEquals(reference.named("expected_R.csv", name), h, 1e-12 * h, name);
                return;
            }
            double fine = reference.named("expected_R.csv", name + "_nb1000000");
            double byDefault = reference.named("expected_R.csv", name + "_default");
            assertEquals(fine, h, 5e-5 * fine, name); // R's counts of a million bins
            // R's bins are a twentieth of h there, and differences are cut off to whole bins; the criterion is flat
            double tolerance = data.equals("gmm500") && name.equals("ucv") ? 0.05 : 0.03;
            assertEquals(byDefault, h, tolerance * byDefault, name);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"bimodal100", "exp_scores100", "faithful_eruptions", "gmm500", "normal_scores100"})
    void improvedSheatherJones(String data) {
        Reference reference = new Reference("bandwidth1d_" + data);
        Selection found = select(Bandwidth.improvedSheatherJones(), reference);
        double h = found.bandwidth().scalar();
        double sameGrid = reference.named("expected_isj.csv", "linearbin_2^14_Nunique");
        double histogram = reference.named("expected_isj.csv", "botev_hist_2^14_Nunique");
        double otherGrid = reference.named("expected_isj.csv", "kdepy_grid_range_corrected");
        double wrongScale = reference.named("expected_isj.csv", "kdepy_as_released_data_range_WRONG_SCALE");
        assertEquals(sameGrid, h, 1e-3 * sameGrid);
        assertEquals(histogram, h, 1e-3 * histogram);
        assertEquals(otherGrid, h, 0.03 * otherGrid);
        assertTrue(h > 2 * wrongScale);
        assertTrue(found.iterations() > 0 && !found.atBoundary());
        boolean ties = data.equals("faithful_eruptions");
        assertEquals(
                ties ? "[only 126 values are distinct where the effective size is 272;" : "[]",
                found.warnings().toString().split("(?<=;) ")[0]);
    }
}
