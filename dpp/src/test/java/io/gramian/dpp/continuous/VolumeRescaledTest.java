package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.VolumeRescaled.Method;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Laws by enumeration of all vectors of atoms. Statistical tests reject with the rate {@link SubsetLaw#FALSE_ALARM}. */
class VolumeRescaledTest {
    private static final String FOLDER = "volume_rescaled_enumeration/";

    private final double[] mu = Csv.column(FOLDER + "mu.csv");
    private final double[][] phi = Csv.numbers(FOLDER + "phi.csv", 0);
    private final double[] f = Csv.column(FOLDER + "f.csv");
    private final DiscreteBasis basis = DiscreteBasis.of(mu, phi);

    private List<SampledDensity> densities() {
        double[] own = {0.5, 1.2, 0.9, 1.4, 0.7, 0};
        double mass = 0;
        for (int i = 0; i < 5; i++) {
            mass += own[i] * mu[i];
        }
        own[5] = (1 - mass) / mu[5];
        double[] cumulative = new double[6];
        Arrays.setAll(cumulative, i -> own[i] * mu[i]);
        return List.of(
                SampledDensity.optimal(basis),
                SampledDensity.reference(basis),
                SampledDensity.mixture(0.3, SampledDensity.optimal(basis), SampledDensity.reference(basis)),
                SampledDensity.of(x -> own[(int) x[0]], random -> new double[] {new Atoms(cumulative).draw(random)}));
    }

    private interface Visit {
        void of(double probability, int[] atoms);
    }

    private void enumerate(VolumeRescaled law, int n, Visit visit) {
        int count = (int) Math.pow(6, n);
        for (int code = 0; code < count; code++) {
            int[] atoms = new int[n];
            double product = 1;
            for (int i = 0, rest = code; i < n; i++, rest /= 6) {
                atoms[i] = rest % 6;
                product *= mu[atoms[i]];
            }
            visit.of(product * Math.exp(law.logDensity(points(atoms))), atoms);
        }
    }

    private static Points points(int... atoms) {
        return Points.ofColumn(Arrays.stream(atoms).asDoubleStream().toArray());
    }

    /** Fits by the normal equations of two unknowns, and returns null where they are singular. */
    private double[] fit(SampledDensity density, int[] atoms, double... values) {
        double a = 0;
        double b = 0;
        double c = 0;
        double p = 0;
        double q = 0;
        for (int atom : atoms) {
            double w = 1 / density.at(new double[] {atom});
            a += w * phi[atom][0] * phi[atom][0];
            b += w * phi[atom][0] * phi[atom][1];
            c += w * phi[atom][1] * phi[atom][1];
            p += w * phi[atom][0] * values[atom];
            q += w * phi[atom][1] * values[atom];
        }
        double determinant = a * c - b * b;
        return Math.abs(determinant) < 1e-12 * a * c
                ? null
                : new double[] {(c * p - b * q) / determinant, (a * q - b * p) / determinant};
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5})
    void identitiesHoldByEnumeration(int n) {
        double[] projection = Csv.column(FOLDER + "expected_projection_coefficients.csv");
        double best = Csv.column(FOLDER + "expected_best_error_squared.csv")[0];
        double[] g = new double[6];
        Arrays.setAll(g, i -> f[i] - projection[0] * phi[i][0] - projection[1] * phi[i][1]);
        for (SampledDensity density : densities()) {
            double[] sums = new double[6];
            enumerate(VolumeRescaled.of(basis).withDensity(density), n, (probability, atoms) -> {
                sums[0] += probability;
                double[] a = fit(density, atoms, f);
                if (a != null) {
                    sums[1] += probability * a[0];
                    sums[2] += probability * a[1];
                    double e = Math.pow(a[0] - projection[0], 2) + Math.pow(a[1] - projection[1], 2);
                    sums[3] += probability * (best + e) / best;
                }
                for (int atom : atoms) {
                    sums[4] += probability * g[atom] * g[atom] / density.at(new double[] {atom}) / n;
                    sums[5] += probability * (atom == 3 ? 1.0 / n : 0);
                }
            });
            assertEquals(1, sums[0], 1e-10);
            assertArrayEquals(projection, new double[] {sums[1], sums[2]}, 1e-10);
            assertEquals(norm(g, density, n), sums[4], 1e-10);
            double marginal = 2.0 / n * mu[3] * basis.inverseChristoffel(3) / 2
                    + (n - 2.0) / n * mu[3] * density.at(new double[] {3});
            assertEquals(marginal, sums[5], 1e-10);
            if (n == 2) {
                assertEquals(3, sums[3], 1e-10);
            }
        }
    }

    /** E ||h||_n^2 = (m/n) int w / w_m h^2 dmu + ((n - m)/n) ||h||^2. */
    private double norm(double[] h, SampledDensity density, int n) {
        double sum = 0;
        for (int i = 0; i < 6; i++) {
            double optimal = basis.inverseChristoffel(i) / 2;
            double share = 2.0 / n * optimal / density.at(new double[] {i}) + (n - 2.0) / n;
            sum += mu[i] * share * h[i] * h[i];
        }
        return sum;
    }

    @Test
    void theErrorRatioOfTheOptimalMeasureIsTheReference() {
        SampledDensity density = SampledDensity.optimal(basis);
        double[] projection = Csv.column(FOLDER + "expected_projection_coefficients.csv");
        double best = Csv.column(FOLDER + "expected_best_error_squared.csv")[0];
        for (double[] row : Csv.numbers(FOLDER + "expected_error_ratio.csv", 1)) {
            double[] sum = new double[1];
            enumerate(VolumeRescaled.of(basis), (int) row[0], (probability, atoms) -> {
                double[] a = fit(density, atoms, f);
                if (a != null) {
                    double e = Math.pow(a[0] - projection[0], 2) + Math.pow(a[1] - projection[1], 2);
                    sum[0] += probability * (best + e) / best;
                }
            });
            assertEquals(row[1], sum[0], 1e-10);
        }
    }

    /** The law of three ordered atoms: 216 cases in the places of 8^3. */
    private double pValue(VolumeRescaled law, int draws, Supplier<Points> sampler) {
        double[] probabilities = new double[512];
        enumerate(law, 3, (probability, atoms) -> probabilities[code(atoms)] = probability);
        int[] counts = new int[512];
        for (int t = 0; t < draws; t++) {
            counts[
                    code(Arrays.stream(sampler.get().column(0))
                            .mapToInt(x -> (int) x)
                            .toArray())]++;
        }
        return SubsetLaw.proportionalTo(9, mask -> probabilities[mask]).pValue(counts);
    }

    private static int code(int... atoms) {
        return atoms[0] | atoms[1] << 3 | atoms[2] << 6;
    }

    @Test
    void samplesFollowTheLaw() {
        SplittableRandom random = new SplittableRandom(20260725);
        List<SampledDensity> all = densities();
        for (SampledDensity density : all) {
            VolumeRescaled law = VolumeRescaled.of(basis).withDensity(density);
            double p = pValue(law, density == all.get(0) ? 20_000 : 5_000, () -> law.sample(3, random));
            assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        }
        VolumeRescaled rejection = VolumeRescaled.of(basis).withMethod(Method.DETERMINANTAL_REJECTION);
        double p = pValue(rejection, 20_000, () -> rejection.sample(3, random));
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
    }

    @Test
    void wrongSamplersFailTheLaw() {
        SplittableRandom random = new SplittableRandom(3);
        VolumeRescaled law = VolumeRescaled.of(basis);
        assertTrue(pValue(law, 20_000, () -> unshuffled(random)) < SubsetLaw.FALSE_ALARM);
        assertTrue(pValue(law, 20_000, () -> points(optimal(random), optimal(random), optimal(random)))
                < SubsetLaw.FALSE_ALARM);
        VolumeRescaled other = law.withDensity(SampledDensity.reference(basis));
        assertTrue(pValue(law, 20_000, () -> other.sample(3, random)) < SubsetLaw.FALSE_ALARM);
    }

    private int optimal(RandomGenerator random) {
        return (int) basis.sampleOptimal(random)[0];
    }

    private Points unshuffled(RandomGenerator random) {
        Points two = ProjectionDpp.of(basis).sample(random);
        return points((int) two.value(0, 0), (int) two.value(1, 0), optimal(random));
    }

    @Test
    void rejectionAndDecompositionAgreeOnTheLine() {
        SplittableRandom random = new SplittableRandom(4);
        VolumeRescaled decomposition = VolumeRescaled.of(PolynomialBasis.legendre(3));
        VolumeRescaled rejection = decomposition.withMethod(Method.DETERMINANTAL_REJECTION);
        double[] first = decomposition.samples(1500, 5, random).stream()
                .mapToDouble(VolumeRescaledTest::spread)
                .toArray();
        double[] second = rejection.samples(1500, 5, random).stream()
                .mapToDouble(VolumeRescaledTest::spread)
                .toArray();
        double p = org.apache.commons.statistics.inference.KolmogorovSmirnovTest.withDefaults()
                .test(first, second)
                .getPValue();
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
    }

    private static double spread(Points x) {
        return Arrays.stream(x.column(0)).map(v -> v * v).sum() + Math.abs(x.value(0, 0) - x.value(1, 0));
    }

    @Test
    void samplesDoNotDependOnThreads() {
        VolumeRescaled law = VolumeRescaled.of(PolynomialBasis.legendre(3));
        List<Points> one = law.withThreads(1).samples(6, 7, new SplittableRandom(5));
        assertEquals(one, law.withThreads(3).samples(6, 7, new SplittableRandom(5)));
        assertEquals(6, one.stream().distinct().count());
    }

    @Test
    void withAsManyPointsAsFunctionsItIsTheProjectionProcess() {
        PolynomialBasis line = PolynomialBasis.hermite(4);
        Points x = Points.ofColumn(-1.5, 0.2, 0.9, 2.5);
        assertEquals(
                ProjectionDpp.of(line).logDensity(x), VolumeRescaled.of(line).logDensity(x), 1e-12);
        assertEquals(
                Double.NEGATIVE_INFINITY,
                VolumeRescaled.of(line).logDensity(Points.ofColumn(-1.5, 0.2, 0.9, 0.2, 0.9, -1.5)));
    }

    @Test
    void whatCannotBeIsNamed() {
        VolumeRescaled law = VolumeRescaled.of(basis);
        assertEquals(
                "points: expected at least 2, the number of functions, found 1",
                assertThrows(IllegalArgumentException.class, () -> law.sample(1, new SplittableRandom(1)))
                        .getMessage());
        VolumeRescaled tilted = law.withDensity(SampledDensity.reference(basis));
        assertThrows(IllegalArgumentException.class, () -> tilted.withMethod(Method.DETERMINANTAL_REJECTION));
        assertThrows(IllegalArgumentException.class, () -> basis.inverseChristoffel(2.5));
        assertThrows(IllegalArgumentException.class, () -> DiscreteBasis.of(new double[] {0.5, 0.4}, phi));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> DiscreteBasis.of(new double[] {0.5, 0.5}, new double[][] {{1}, {2}}))
                .getMessage()
                .contains("found the inner product 2.5 of functions 0 and 0"));
    }
}
