package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final Reference REFERENCE = new Reference("metrics");
    private static final Map<String, Double> EXPECTED = REFERENCE.named("expected_metrics.csv");

    @Test
    void imageQuality() {
        Signal reference = REFERENCE.image("reference.csv");
        Signal test = REFERENCE.image("test.csv");
        assertEquals(EXPECTED.get("mse"), ImageQuality.meanSquaredError(reference, test), 1e-10);
        assertEquals(EXPECTED.get("psnr_reference_range"), ImageQuality.psnr(reference, test), 1e-10);
        assertEquals(EXPECTED.get("psnr_255"), ImageQuality.psnr(reference, test, 255), 1e-10);
        assertEquals(
                EXPECTED.get("ssim_uniform7_sample_cov_range255"),
                ImageQuality.structuralSimilarity(reference, test, 255),
                1e-10);
        assertEquals(
                EXPECTED.get("ssim_gaussian1.5_range255"),
                ImageQuality.gaussianStructuralSimilarity(reference, test, 255),
                1e-10);
        assertEquals(Double.POSITIVE_INFINITY, ImageQuality.psnr(test, test));
        assertEquals(1, ImageQuality.structuralSimilarity(test, test, 255), 1e-12);
        Signal both = Signal.ofChannels(test, reference);
        double mean = (ImageQuality.structuralSimilarity(reference, test, 255) + 1) / 2;
        assertEquals(
                mean, ImageQuality.structuralSimilarity(Signal.ofChannels(reference, reference), both, 255), 1e-12);
    }

    @Test
    void sparseness() {
        double[] vector = REFERENCE.numbers("vector.csv");
        Sparseness sparseness = Sparseness.of(vector);
        check(sparseness);
        assertEquals(
                EXPECTED.get("l1"),
                CoefficientMaps.ofAtomFastest(new int[] {40}, 10, vector).l1Norm(),
                1e-10);
        check(Sparseness.of(CoefficientMaps.ofAtomFastest(new int[] {40}, 10, vector)));
        for (double scale : new double[] {1e-300, 1e300}) {
            check(Sparseness.of(Arrays.stream(vector).map(v -> v * scale).toArray()));
        }
        assertEquals(EXPECTED.get("l0"), sparseness.count());
    }

    private static void check(Sparseness found) {
        assertEquals(EXPECTED.get("fraction_zero"), found.fractionZero(), 1e-12);
        assertEquals(EXPECTED.get("hoyer"), found.hoyer(), 1e-10);
        assertEquals(EXPECTED.get("gini"), found.gini(), 1e-10);
        assertEquals(EXPECTED.get("excess_kurtosis"), found.kurtosis(), 1e-10);
        assertEquals(EXPECTED.get("treves_rolls_S=1-a"), found.trevesRolls(), 1e-10);
        assertEquals(EXPECTED.get("treves_rolls_S_normalised=(1-a)/(1-1/n)"), found.normalisedTrevesRolls(), 1e-10);
        assertEquals(EXPECTED.get("bits"), found.bits(), 1e-10);
    }

    /** Equal magnitudes are not sparse at all, a single number is as sparse as can be. */
    @Test
    void extremesOfSparseness() {
        Sparseness equal = Sparseness.of(2, -2, 2, -2);
        assertEquals(0, equal.hoyer(), 1e-15);
        assertEquals(0, equal.gini(), 1e-15);
        assertEquals(0, equal.trevesRolls(), 1e-15);
        Sparseness single = Sparseness.of(0, 0, 3, 0);
        assertEquals(1, single.hoyer(), 1e-15);
        assertEquals(0.75, single.gini(), 1e-15);
        assertEquals(1, single.normalisedTrevesRolls(), 1e-15);
        Sparseness zero = Sparseness.of(0, 0);
        assertEquals(1, zero.fractionZero());
        assertTrue(Double.isNaN(zero.hoyer()) && Double.isNaN(zero.gini()));
        assertEquals(0, zero.bits());
    }

    @Test
    void orientationHistograms() {
        assertEquals(
                EXPECTED.get("circular_variance_histogram"),
                OrientationHistogram.of(REFERENCE.numbers("orientation_histogram.csv"))
                        .circularVariance(),
                1e-12);
        OrientationHistogram vonMises =
                OrientationHistogram.of(REFERENCE.numbers("orientation_histogram_vonmises.csv"));
        assertEquals(EXPECTED.get("circular_variance_vonmises3"), vonMises.circularVariance(), 1e-12);
        assertEquals(
                EXPECTED.get("circular_variance_vonmises3_theory_1-I1/I0"),
                OrientationHistogram.vonMisesVariance(3),
                1e-14);
        assertEquals(1, OrientationHistogram.vonMisesVariance(0));
        assertEquals(0.5e-4, OrientationHistogram.vonMisesVariance(1e4), 1e-8);
        assertEquals(
                OrientationHistogram.vonMisesVariance(99_999), OrientationHistogram.vonMisesVariance(100_001), 1e-9);
        assertEquals(Math.PI * 5 / 18, OrientationHistogram.of(single(18, 5)).meanOrientation(), 1e-14);
        CoefficientMaps maps =
                CoefficientMaps.of(new int[] {4}, 3, new int[] {0, 1, 2}, new int[] {0, 1, 2}, new double[] {1, -2, 4});
        double[] weights = OrientationHistogram.ofCode(maps, new double[] {0, Math.PI / 4, -Math.PI / 8}, 4)
                .weights();
        assertEquals(3, weights[0], 1e-14); // 1, and half of 4
        assertEquals(2, weights[1], 1e-14);
        assertEquals(2, weights[3], 1e-14);
    }

    private static double[] single(int n, int at) {
        double[] weights = new double[n];
        weights[at] = 1;
        return weights;
    }

    /** Gratings of known direction, by gradients, structure tensor and spectrum. */
    @Test
    void orientationOfGratings() {
        for (double angle : new double[] {0, 0.3, Math.PI / 4, Math.PI / 2, 2, 3}) {
            double[][] rows = new double[48][51];
            for (int i = 0; i < 48; i++) {
                for (int j = 0; j < 51; j++) {
                    rows[i][j] = Math.sin(0.5 * (Math.cos(angle) * i + Math.sin(angle) * j));
                }
            }
            Signal grating = Signal.image(rows);
            StructureTensor tensor = StructureTensor.of(grating, 2);
            assertEquals(0, difference(angle, tensor.orientation().at(24, 25)), 0.02);
            assertTrue(tensor.coherence().at(24, 25) > 0.99);
            assertTrue(tensor.coherence().max() <= 1 && tensor.orientation().max() < Math.PI);
            OrientationHistogram histogram = OrientationHistogram.ofGradients(grating, 36);
            assertEquals(0, difference(angle, histogram.meanOrientation()), 0.03);
            assertTrue(histogram.circularVariance() < 0.1, histogram.toString());
            Orientation orientation = Orientation.of(grating);
            assertEquals(0, difference(angle, orientation.angle()), 0.03);
            assertTrue(orientation.variance() < 0.2, orientation.toString());
        }
        Signal flat = Signal.zero(1, 9, 8);
        assertEquals(0, StructureTensor.of(flat, 1).coherence().max());
        assertTrue(Double.isNaN(Orientation.of(flat).angle()));
    }

    private static double difference(double a, double b) {
        return Math.IEEEremainder(a - b, Math.PI);
    }

    /** Log-Gabor atoms point where they were made to point, the more sharply the smaller their bandwidth. */
    @Test
    void orientationOfLogGaborAtoms() {
        LogGabor bank = LogGabor.ofSize(12);
        Dictionary dictionary = bank.dictionary();
        for (int k = 0; k < 144; k += 12) {
            for (int b = 0; b < 12; b += 2) {
                Orientation orientation = Orientation.of(dictionary.atom(k + b));
                assertEquals(0, difference(bank.atoms().get(k + b).orientation(), orientation.angle()), 0.06);
            }
            assertTrue(Orientation.of(dictionary.atom(k)).variance()
                    < Orientation.of(dictionary.atom(k + 10)).variance());
        }
    }

    @Test
    void decayFits() {
        double[] x = new double[65];
        Arrays.setAll(x, i -> 0.01 + i * 0.99 / 64);
        for (double rate : new double[] {-4, 0.001, 2.8, 30}) {
            double[] y = Arrays.stream(x).map(t -> 0.0439 * Math.exp(-rate * t)).toArray();
            DecayFit fit = DecayFit.of(x, y);
            assertEquals(rate, fit.rate(), 1e-6);
            assertEquals(0.0439, fit.amplitude(), 1e-7);
            assertEquals(1, fit.rSquared(), 1e-9);
        }
        SplittableRandom random = new SplittableRandom(3);
        double[] noisy = Arrays.stream(x)
                .map(t -> 2 * Math.exp(-3 * t) + 0.1 * random.nextGaussian())
                .toArray();
        DecayFit fit = DecayFit.of(x, noisy);
        double slopeA = 0; // both derivatives of the sum of squares vanish
        double slopeB = 0;
        for (int i = 0; i < x.length; i++) {
            double e = Math.exp(-fit.rate() * x[i]);
            double left = noisy[i] - fit.amplitude() * e;
            slopeA += left * e;
            slopeB += left * e * x[i];
        }
        assertEquals(0, slopeA, 1e-9);
        assertEquals(0, slopeB, 1e-6);
        double[] values = random.doubles(4000).map(u -> -Math.log(1 - u) / 8).toArray();
        DecayFit ofCode = DecayFit.ofCode(CoefficientMaps.ofAtomFastest(new int[] {400}, 10, values));
        assertEquals(8, ofCode.rate(), 0.5);
        assertEquals(8 * 0.99 / 65 / Math.exp(-0.08), ofCode.amplitude(), 0.02);
    }

    @Test
    void vonMisesFits() {
        for (double kappa : new double[] {0.5, 3, 90}) {
            for (double angle : new double[] {0, 1, 3.1}) {
                double[] weights = new double[64];
                Arrays.setAll(
                        weights, i -> 0.2 + 1.5 * Math.exp(kappa * (Math.cos(2 * (Math.PI * i / 64 - angle)) - 1)));
                VonMisesFit fit = VonMisesFit.of(OrientationHistogram.of(weights));
                assertEquals(0, difference(angle, fit.angle()), 1e-7);
                assertEquals(kappa, fit.kappa(), 1e-4 * kappa);
                assertEquals(1.5, fit.amplitude(), 1e-4);
                assertEquals(0.2, fit.baseline(), 1e-4);
                assertEquals(1, fit.rSquared(), 1e-9);
            }
        }
        OrientationHistogram reference =
                OrientationHistogram.of(REFERENCE.numbers("orientation_histogram_vonmises.csv"));
        VonMisesFit fit = VonMisesFit.of(reference);
        assertEquals(3, fit.kappa(), 1e-4);
        assertEquals(reference.meanOrientation(), fit.angle(), 1e-6);
        fails("histogram: expected at least 4 bins, found 3", () -> VonMisesFit.of(OrientationHistogram.of(1, 2, 3)));
    }

    @Test
    void pruning() {
        Dictionary dictionary = Dictionary.of(Signal.series(1, 1));
        Signal signal = Signal.series(1, 1, 5, 5, 0, 0, 0, 0);
        SparseCode code = MatchingPursuit.plain(2).withBoundary(Boundary.VALID).encode(signal, dictionary);
        PruningCurve curve = PruningCurve.of(code, signal, 0, 0.9, 2, 6);
        assertTrue(curve.points().get(0).psnr() > 300);
        assertEquals(1 - 2.0 / 8, curve.points().get(1).sparseness());
        assertEquals(10 * Math.log10(25 / (2.0 / 8)), curve.points().get(2).psnr(), 1e-12);
        assertEquals(1, curve.points().get(3).sparseness());
        assertEquals(2, curve.points().get(2).cutoff());
        assertThrows(UnsupportedOperationException.class, () -> curve.points().clear());
    }

    @Test
    void badInputIsNamed() {
        Signal small = Signal.zero(1, 6, 9);
        fails("expected at least 7 x 7, found 6 x 9", () -> ImageQuality.structuralSimilarity(small, small, 1));
        fails("range: expected a positive", () -> ImageQuality.structuralSimilarity(small, small, 0));
        fails("expected the shape [6, 9], found [9, 6]", () -> ImageQuality.psnr(small, Signal.zero(1, 9, 6)));
        fails("values: expected at least 1, found 0", () -> Sparseness.of());
        fails("value 1: expected a finite number", () -> Sparseness.of(1, Double.NaN));
        fails("weight of bin 1", () -> OrientationHistogram.of(1, -1));
        fails("bins: expected at least 1", () -> OrientationHistogram.ofGradients(small, 0));
        fails("kappa: expected", () -> OrientationHistogram.vonMisesVariance(-1));
        fails("deviation: expected a positive", () -> StructureTensor.of(small, 0));
        fails("expected one channel, found 2", () -> StructureTensor.of(Signal.ofChannels(small, small), 1));
        fails("points: expected at least 2", () -> DecayFit.of(new double[1], new double[1]));
        fails("range of x", () -> DecayFit.of(new double[] {1, 1}, new double[] {1, 2}));
        CoefficientMaps none = CoefficientMaps.ofAtomFastest(new int[] {2}, 1, new double[] {0, 9});
        fails("expected a coefficient of a magnitude from 0.01 to 1, found none", () -> DecayFit.ofCode(none));
        fails(
                "orientations: expected 1, one for every atom, found 2",
                () -> OrientationHistogram.ofCode(none, new double[2], 4));
    }
}
