package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
    private static final Reference REFERENCE = new Reference("preprocess");

    @Test
    void localContrastNormalisation() {
        Signal picture = REFERENCE.image("image.csv");
        LocalContrastNormalisation lcn = LocalContrastNormalisation.standard();
        Preprocessed result = lcn.apply(picture);
        assertArrayEquals(REFERENCE.numbers("expected_lcn.csv"), result.signal().values(), 1e-11);
        LocalContrastNormalisation.Local local = lcn.local(picture);
        assertArrayEquals(
                REFERENCE.numbers("expected_lcn_mean.csv"), local.mean().values(), 1e-11);
        assertArrayEquals(
                REFERENCE.numbers("expected_lcn_norm.csv"), local.norm().values(), 1e-11);
        assertArrayEquals(picture.values(), result.invert(result.signal()).values(), 1e-11);
        assertEquals(0, lcn.apply(picture.map(value -> 3)).signal().maxAbsolute(), 1e-12);
    }

    @ParameterizedTest
    @CsvSource({"5,expected_tikhonov_highpass_lambda5.csv", "10,expected_tikhonov_highpass_lambda10.csv"})
    void tikhonovHighPass(double lambda, String expected) {
        Signal picture = REFERENCE.image("image.csv");
        Preprocessed result = TikhonovHighPass.of(lambda).apply(picture);
        assertArrayEquals(REFERENCE.numbers(expected), result.signal().values(), 1e-10);
        assertArrayEquals(picture.values(), result.invert(result.signal()).values(), 1e-11);
    }

    @Test
    void whitening() {
        Signal picture = REFERENCE.image("image.csv");
        Preprocessed result = Whitening.standard().apply(picture);
        assertArrayEquals(
                REFERENCE.numbers("expected_whitened.csv"), result.signal().values(), 1e-11);
        assertArrayEquals(picture.values(), result.invert(result.signal()).values(), 1e-9);
    }

    /** All of them, alone and one after the other, on pictures of awkward sizes, and channels by themselves. */
    @Test
    void inverses() {
        SplittableRandom random = new SplittableRandom(6);
        Preprocessing[] all = {
            Preprocessing.NONE,
            LocalContrastNormalisation.standard(),
            LocalContrastNormalisation.ofRadius(2),
            Whitening.standard(),
            Whitening.standard().withExponent(1).withCutoff(0.3, 2),
            TikhonovHighPass.of(5).withPadding(0),
            CircularMask.standard(),
            Whitening.standard().then(LocalContrastNormalisation.standard()).then(CircularMask.standard())
        };
        for (int[] shape : new int[][] {{1, 1}, {1, 7}, {2, 2}, {7, 11}, {13, 4}, {31, 37}, {64, 65}}) {
            Signal picture = Signal.ofChannels(Naive.normal(random, 1, shape), Naive.normal(random, 1, shape));
            for (Preprocessing preprocessing : all) {
                Preprocessed result = preprocessing.apply(picture);
                boolean flat = picture.size() == 1; // has no contrast to come back
                Signal back = result.invert(result.signal());
                if (!flat) {
                    assertArrayEquals(picture.values(), back.values(), 1e-8, preprocessing + " " + picture);
                }
                Signal second = preprocessing.apply(picture.channel(1)).signal();
                assertArrayEquals(second.values(), result.signal().channel(1).values(), 1e-13);
            }
        }
    }

    /** The transform of any length against its definition, by the filter with a transfer function of its own. */
    @Test
    void whiteningOfPrimeSizesIsTheDefinition() {
        Signal picture = Naive.normal(new SplittableRandom(2), 1, 7, 11);
        double[] white = Whitening.standard().apply(picture).signal().values();
        double[][] k = new double[7][11];
        double mean = 0;
        for (int u = 0; u < 7; u++) {
            for (int v = 0; v < 11; v++) {
                double f = Math.max(1e-6, Math.hypot(Math.min(u, 7 - u) / 7.0, Math.min(v, 11 - v) / 11.0));
                k[u][v] = Math.pow(f, 1.4) * Math.exp(-Math.pow(f / 0.4, 4));
                mean += k[u][v] / 77;
            }
        }
        for (int at = 0; at < 77; at++) {
            double sum = 0;
            for (int other = 0; other < 77; other++) {
                double kernel = 0;
                for (int u = 0; u < 7; u++) {
                    for (int v = 0; v < 11; v++) {
                        double turn = u * (at / 11 - other / 11) / 7.0 + v * (at % 11 - other % 11) / 11.0;
                        kernel += k[u][v] / mean * Math.cos(2 * Math.PI * turn) / 77;
                    }
                }
                sum += kernel * picture.at(other / 11, other % 11);
            }
            assertEquals(sum, white[at], 1e-12);
        }
    }

    @Test
    void circularMask() {
        Signal mask = CircularMask.standard().mask(9, 9);
        assertEquals(1, mask.at(4, 4));
        assertEquals(0, mask.at(0, 0));
        assertEquals(Math.cbrt((Math.cos(Math.PI / 2) + 1) / 2), mask.at(4, 6), 1e-15);
        assertTrue(CircularMask.standard().withExponent(0).mask(9, 9).at(4, 7) == 1);
        Signal picture = mask.map(value -> 2);
        assertEquals(
                2 * mask.at(4, 6),
                CircularMask.standard().apply(picture).signal().at(4, 6),
                1e-15);
    }

    @Test
    void badInputIsNamed() {
        Signal series = Signal.series(1, 2);
        fails("picture: expected 2 axes, found 1", () -> Whitening.standard().apply(series));
        fails(
                "picture: expected 2 axes, found 1",
                () -> LocalContrastNormalisation.standard().apply(series));
        fails("picture: expected 2 axes, found 1", () -> TikhonovHighPass.of(1).apply(series));
        fails("picture: expected 2 axes, found 1", () -> CircularMask.standard().apply(series));
        fails("radius: expected at least 1", () -> LocalContrastNormalisation.ofRadius(0));
        fails("exponent: expected", () -> Whitening.standard().withExponent(-1));
        fails("cut-off: expected", () -> Whitening.standard().withCutoff(0, 1));
        fails("lambda: expected", () -> TikhonovHighPass.of(Double.NaN));
        fails("padding: expected", () -> TikhonovHighPass.of(1).withPadding(-1));
        Preprocessed result = Preprocessing.NONE.apply(Signal.image(new double[][] {{1, 2}}));
        fails("expected the shape [1, 2], found [2]", () -> result.invert(series));
        assertEquals(
                "Whitening[exponent 1.4, cut-off 0.4, steepness 4.0]",
                Whitening.standard().toString());
    }
}
