package io.gramian.kde;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of one dimension: obvious versions as oracles, kernels, fallbacks, boundaries, bad input. */
class UnivariateBandwidthTest {
    static final List<Bandwidth> RULES = List.of(
            Bandwidth.nrd0(),
            Bandwidth.nrd(),
            Bandwidth.ucv(),
            Bandwidth.bcv(),
            Bandwidth.sheatherJones(),
            Bandwidth.sheatherJonesPlugIn(),
            Bandwidth.improvedSheatherJones());

    static double[] mixture(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, n)
                .mapToDouble(i -> i % 3 == 0 ? 0.3 * random.nextGaussian() - 2 : random.nextGaussian())
                .toArray();
    }

    static Selection select(Bandwidth rule, double[] x, double[] weights) {
        KernelDensity density = KernelDensity.gaussian().withBandwidth(rule);
        return (weights == null ? density : density.withWeights(weights))
                .fit(Points.ofColumn(x))
                .selection();
    }

    private static double h(Bandwidth rule, double... x) {
        return select(rule, x, null).bandwidth().scalar();
    }

    /** Sums over pairs as they are written in the papers, with weights in the place of 1/n. */
    private record Obvious(double[] x, double[] w) {
        static Obvious of(double[] x, double[] weights) {
            double sum = Arrays.stream(weights).sum();
            return new Obvious(x, Arrays.stream(weights).map(v -> v / sum).toArray());
        }

        double size() {
            return 1 / Arrays.stream(w).map(v -> v * v).sum();
        }

        interface Pair {
            double of(double d);
        }

        double below(double h, Pair f) {
            double sum = 0;
            for (int i = 0; i < x.length; i++) {
                for (int j = 0; j < i; j++) {
                    sum += w[i] * w[j] * f.of((x[i] - x[j]) / h);
                }
            }
            return sum;
        }

        double ucv(double h) {
            double sum = below(h, d -> Math.exp(-d * d / 4) - Math.sqrt(8) * Math.exp(-d * d / 2));
            return (0.5 / size() + sum) / (h * Math.sqrt(Math.PI));
        }

        double bcv(double h) {
            double sum = below(h, d -> Math.exp(-d * d / 4) * (Math.pow(d, 4) - 12 * d * d + 12));
            return (1 / size() + sum / 32) / (2 * h * Math.sqrt(Math.PI));
        }

        double second(double h) {
            double sum = 2 * below(h, d -> Math.exp(-d * d / 2) * (Math.pow(d, 4) - 6 * d * d + 3));
            return (sum + 3 / size()) / ((1 - 1 / size()) * Math.pow(h, 5) * Math.sqrt(2 * Math.PI));
        }

        double third(double h) {
            double sum =
                    2 * below(h, d -> Math.exp(-d * d / 2) * (Math.pow(d, 6) - 15 * Math.pow(d, 4) + 45 * d * d - 15));
            return -(sum - 15 / size()) / ((1 - 1 / size()) * Math.pow(h, 7) * Math.sqrt(2 * Math.PI));
        }

        double plugIn(double pilot) {
            return Math.pow(1 / (2 * Math.sqrt(Math.PI) * size() * second(pilot)), 0.2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 63, 64, 65, 1021})
    void weightedRulesAreThePaperFormulas(int n) {
        double[] x = mixture(n, n);
        double[] weights = new SplittableRandom(n).doubles(n).toArray();
        Arrays.setAll(weights, i -> i % 5 == 0 ? 0 : weights[i]);
        Obvious obvious = Obvious.of(x, weights);
        double size = obvious.size();

        Selection ucv = select(Bandwidth.ucv(), x, weights);
        Selection bcv = select(Bandwidth.bcv(), x, weights);
        double u = ucv.bandwidth().scalar();
        double b = bcv.bandwidth().scalar();
        assertEquals(obvious.ucv(u), ucv.criterion(), 1e-7 * Math.abs(ucv.criterion()));
        assertEquals(obvious.bcv(b), bcv.criterion(), 1e-7 * bcv.criterion());
        if (!ucv.atBoundary()) {
            assertTrue(obvious.ucv(u) < Math.min(obvious.ucv(0.999 * u), obvious.ucv(1.001 * u)));
        }
        if (!bcv.atBoundary()) {
            assertTrue(obvious.bcv(b) < Math.min(obvious.bcv(0.999 * b), obvious.bcv(1.001 * b)));
        }

        // nrd is 1.06 min(sd, IQR / 1.34) n^(-1/5) with the same quartiles, unless sd is smaller
        double spread = nrd0(x, weights) * Math.pow(size, 0.2) / 0.9;
        double deviation = select(Bandwidth.scott(), x, weights).bandwidth().scalar() * Math.pow(size, 0.2);
        double scale = spread < 0.9999 * deviation ? Math.min(deviation, spread * 1.34 / 1.349) : deviation;
        double third = obvious.third(1.23 * scale * Math.pow(size, -1.0 / 9));
        double direct = obvious.plugIn(Math.pow(2.394 / (size * third), 1.0 / 7));
        double second = obvious.second(1.24 * scale * Math.pow(size, -1.0 / 7));
        Selection ste = select(Bandwidth.sheatherJones(), x, weights);
        double s = ste.bandwidth().scalar();
        double pilot = 1.357 * Math.pow(second / third, 1.0 / 7) * Math.pow(s, 5.0 / 7);
        Selection dpi = select(Bandwidth.sheatherJonesPlugIn(), x, weights);
        assertEquals(direct, dpi.bandwidth().scalar(), 1e-6 * direct);
        assertEquals(s, obvious.plugIn(pilot), 1e-6 * s);
        double error = 1 / (2 * Math.sqrt(Math.PI) * size * s) + Math.pow(s, 4) * obvious.second(pilot) / 4;
        assertEquals(error, ste.criterion(), 1e-5 * error);
    }

    private static double nrd0(double[] x, double[] weights) {
        return select(Bandwidth.nrd0(), x, weights).bandwidth().scalar();
    }

    @Test
    void weightedQuartilesAreThoseOfRepeatedPointsInTheLimit() {
        double[] x = mixture(500, 4);
        double[] weights = IntStream.range(0, 500).mapToDouble(i -> 1 + i % 3).toArray();
        List<Double> repeated = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            repeated.addAll(java.util.Collections.nCopies((int) weights[i], x[i]));
        }
        double[] copies = repeated.stream().mapToDouble(v -> v).toArray();
        double size = 1000.0 * 1000 / Arrays.stream(weights).map(v -> v * v).sum(); // the weights sum to 999
        double expected = h(Bandwidth.nrd0(), copies) * Math.pow(copies.length / size, 0.2);
        assertEquals(expected, nrd0(x, weights), 0.005 * expected);
    }

    @ParameterizedTest
    @CsvSource({
        // delta_K by hand; that of the Gaussian is (1 / (4 pi))^(1/10)
        "tophat, 1.350960",
        "epanechnikov, 1.718772",
        "biweight, 2.036168",
        "triweight, 2.312167",
        "linear, 1.888175",
        "exponential, 0.574349",
        "cosine, 1.766265",
        "gaussian, 0.776388"
    })
    void otherKernelsAreRescaledCanonically(String name, double delta) {
        double[] x = mixture(100, 1);
        DensityKernel kernel = DensityKernel.named(name);
        double ratio = delta / 0.776388;
        for (Bandwidth rule : RULES) {
            double h = KernelDensity.of(kernel)
                    .withBandwidth(rule)
                    .fit(Points.ofColumn(x))
                    .bandwidth()
                    .scalar();
            assertEquals(ratio * h(rule, x), h, 2e-6 * h, rule.toString());
        }
        double scott = h(Bandwidth.scott(), x);
        assertEquals(
                scott,
                KernelDensity.of(kernel).fit(Points.ofColumn(x)).bandwidth().scalar());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 6})
    void momentsOfTheKernelsAreTheirIntegrals(int d) {
        for (String name : DensityKernel.names()) {
            DensityKernel kernel = DensityKernel.named(name);
            DensityModel density = KernelDensity.of(kernel).withBandwidth(1).fit(new double[1][d]);
            double end = kernel.isCompact() ? 1 : 60;
            int steps = 30_000;
            double area = 2 * Math.pow(Math.PI, d / 2.0) / org.apache.commons.numbers.gamma.Gamma.value(d / 2.0);
            double[][] radii = new double[steps][d];
            for (int i = 0; i < steps; i++) {
                radii[i][0] = (i + 0.5) * end / steps;
            }
            double[] values = density.density(radii);
            double moment = 0;
            double roughness = 0;
            for (int i = 0; i < steps; i++) {
                double shell = area * Math.pow(radii[i][0], d - 1) * end / steps;
                moment += shell * radii[i][0] * radii[i][0] * values[i] / d;
                roughness += shell * values[i] * values[i];
            }
            assertEquals(moment, kernel.secondMoment(d), 1e-5 * moment, name);
            assertEquals(Math.log(roughness), kernel.logRoughness(d), 1e-5, name);
            DensityKernel wide = kernel.withBandwidth(BandwidthMatrix.scalar(3));
            assertEquals(kernel.logRoughness(d) - d * Math.log(3), wide.logRoughness(d), 1e-13, name);
            assertEquals(kernel.secondMoment(d), wide.secondMoment(d), name);
        }
    }

    @Test
    void theLargestLocalMinimiserIsTaken() {
        // ties make the criterion fall without end towards small h
        SplittableRandom random = new SplittableRandom(5);
        double[] x = IntStream.range(0, 1000)
                .mapToDouble(i -> Math.rint(10 * random.nextGaussian()) / 10)
                .toArray();
        Selection found = select(Bandwidth.ucv(), x, null);
        assertFalse(found.atBoundary());
        Obvious obvious =
                Obvious.of(x, IntStream.range(0, 1000).mapToDouble(i -> 1).toArray());
        double h = found.bandwidth().scalar();
        double low = 0.1144 * h(Bandwidth.scott(), x);
        assertTrue(obvious.ucv(low) < obvious.ucv(h));
        assertEquals(
                List.of("the criterion is smaller still at the lower end of the searched range; the largest local"
                        + " minimiser was taken"),
                found.warnings());
    }

    @Test
    void boundariesAreTold() {
        double[] ties = IntStream.range(0, 1000).mapToDouble(i -> i % 10).toArray();
        Selection lower = select(Bandwidth.ucv(), ties, null);
        assertTrue(lower.atBoundary());
        assertEquals(0.1144 * h(Bandwidth.scott(), ties), lower.bandwidth().scalar(), 1e-12);
        assertEquals(
                List.of("the criterion has no minimum inside the searched range; its lower end was taken"),
                lower.warnings());
        // it falls at the upper end, so that there the largest local minimiser is, although the lower end is lower
        SplittableRandom random = new SplittableRandom(5);
        double[] falling = IntStream.range(0, 400)
                .mapToDouble(i -> Math.rint(10 * random.nextGaussian()) / 10)
                .toArray();
        Selection both = select(Bandwidth.ucv(), falling, null);
        assertTrue(both.atBoundary());
        assertEquals(1.144 * h(Bandwidth.scott(), falling), both.bandwidth().scalar(), 1e-12);
        assertEquals(2, both.warnings().size(), both.warnings().toString());
        double[] three = {0, 1, 2};
        Selection upper = select(Bandwidth.bcv(), three, null);
        assertTrue(upper.atBoundary());
        assertEquals(1.144 * h(Bandwidth.scott(), three), upper.bandwidth().scalar(), 1e-12);
        assertTrue(upper.warnings().get(0).contains("its upper end was taken"));
    }

    @Test
    void withoutQuartilesTheStandardDeviationStandsIn() {
        double[] x = {0, 0, 0, 0, 0, 0, 0, 1, -1};
        double deviation = 0.5;
        for (Bandwidth rule : RULES) {
            Selection found = select(rule, x, null);
            boolean usesQuartiles = !rule.toString().endsWith("cv()");
            assertEquals(
                    usesQuartiles,
                    found.warnings().toString().contains("the interquartile range is zero"),
                    rule.toString());
        }
        assertEquals(0.9 * deviation * Math.pow(9, -0.2), h(Bandwidth.nrd0(), x), 1e-14);
        assertEquals(1.06 * deviation * Math.pow(9, -0.2), h(Bandwidth.nrd(), x), 1e-14);
    }

    @Test
    void improvedSheatherJonesFallsBackToSheatherJones() {
        double[] few = {3, 4};
        Selection found = select(Bandwidth.improvedSheatherJones(), few, null);
        assertEquals(h(Bandwidth.sheatherJones(), few), found.bandwidth().scalar());
        assertEquals(
                List.of("the improved Sheather-Jones rule does not apply, for its fixed point has no root below one;"
                        + " the bandwidth is that of sheatherJones()"),
                found.warnings());

        double[] outlier = mixture(1000, 2);
        outlier[7] = 1e12;
        Selection far = select(Bandwidth.improvedSheatherJones(), outlier, null);
        assertEquals(h(Bandwidth.sheatherJones(), outlier), far.bandwidth().scalar());
        assertTrue(far.warnings().toString().contains("too coarse for data that reach so far"));
        outlier[7] = 0;
        assertEquals(h(Bandwidth.sheatherJones(), outlier), far.bandwidth().scalar(), 0.05);
    }

    @Test
    void aFinerGridIsTakenWhereTheBandwidthAsksForIt() {
        double[] x = mixture(2000, 3);
        double near = h(Bandwidth.improvedSheatherJones(), x);
        x[0] = 2000; // a cell of 2^14 is as wide as the bandwidth
        Selection found = select(Bandwidth.improvedSheatherJones(), x, null);
        assertTrue(found.warnings().isEmpty());
        assertEquals(near, found.bandwidth().scalar(), 0.02 * near);
    }

    @Test
    void farOutliersDoNotMoveSheatherJones() {
        double[] x = mixture(2000, 5);
        x[0] = 1e3;
        x[1] = -1e3;
        double near = h(Bandwidth.sheatherJones(), x);
        x[0] = 1e14; // where the spacing of numbers is a tenth of the bandwidth
        x[1] = -1e14;
        assertEquals(near, h(Bandwidth.sheatherJones(), x), 1e-9 * near);
    }

    @Test
    void aGridThatIsTooCoarseIsTold() {
        SplittableRandom random = new SplittableRandom(9);
        double[] x = IntStream.range(0, 12_000) // a narrow cluster, and as many points far from each other
                .mapToDouble(i -> i % 2 == 0 || i % 5 == 0 ? 1e-9 * random.nextGaussian() : random.nextGaussian())
                .toArray();
        Selection found = select(Bandwidth.sheatherJones(), x, null);
        String warning = found.warnings().get(0);
        assertTrue(warning.startsWith("the sums over pairs were binned with only "), warning);
        assertTrue(warning.endsWith(" cells to the narrowest bandwidth, for the data reach too far"), warning);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 7, 63, 64, 65, 1021})
    void everySizeHasABandwidth(int n) {
        double[] x = mixture(n, n);
        for (Bandwidth rule : RULES) {
            double h = h(rule, x);
            assertTrue(h > 0.01 && h < 5, rule + " " + h);
        }
    }

    @Test
    void dataThatDetermineNoBandwidthAreNamed() {
        for (Bandwidth rule : RULES) {
            String start = "bandwidth " + rule + ": ";
            assertEquals(
                    start + "needs at least two different points of positive weight, but there is one; use"
                            + " Bandwidth.of(h)",
                    refused(rule, new double[] {3}, null));
            assertEquals(
                    start + "needs at least two different points of positive weight, but all 4 are equal to 5.0; use"
                            + " Bandwidth.of(h)",
                    refused(rule, new double[] {5, 5, 5, 5}, null));
            assertEquals(
                    start + "needs at least two different points of positive weight, but all 2 are equal to 0.0; use"
                            + " Bandwidth.of(h)",
                    refused(rule, new double[] {0.0, -0.0, 1}, new double[] {1, 1, 0}));
            assertEquals(
                    start + "all points but those of negligible weight are equal; use Bandwidth.of(h)",
                    refused(rule, new double[] {1, 2}, new double[] {1, 1e-20}));
            String huge = refused(rule, new double[] {0, 1e300, 3e300, 2e300}, null);
            assertTrue(huge.startsWith(start + "the data spread too little or too far; bandwidth: expected"), huge);
            IllegalArgumentException many = assertThrows(
                    IllegalArgumentException.class, () -> rule.select(Points.of(new double[][] {{1, 2}, {3, 4}})));
            assertEquals(
                    start
                            + "is for one dimension, but the points have 2; choose one coordinate, or a rule for many such"
                            + " as Bandwidth.scott()",
                    many.getMessage());
        }
    }

    private static String refused(Bandwidth rule, double[] x, double[] weights) {
        return assertThrows(NumericalException.class, () -> select(rule, x, weights))
                .getMessage();
    }

    @Test
    void interruptionStopsAndProgressIsReported() {
        Points x = Points.ofColumn(mixture(100, 1));
        List<String> heard = new ArrayList<>();
        for (Bandwidth rule : RULES) {
            Thread.currentThread().interrupt();
            CancellationException e = assertThrows(CancellationException.class, () -> rule.select(x));
            assertTrue(Thread.interrupted());
            assertEquals("bandwidth " + rule + ": interrupted", e.getMessage());
            KernelDensity.gaussian()
                    .withBandwidth(rule)
                    .withProgress((stage, done, total) -> heard.add(stage + " " + done + "/" + total))
                    .fit(x);
            assertEquals(List.of("bandwidth " + rule + " 0/1", "bandwidth " + rule + " 1/1"), heard);
            heard.clear();
        }
    }
}
