package io.gramian.core.fourier;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Against the sums that define the transforms, to 1e-13 of the result's norm. */
class FourierTest {
    private static final int[] LENGTHS = IntStream.rangeClosed(1, 128)
            .filter(n -> Fft.nextFastLength(n) == n)
            .toArray();

    private static double[] random(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return random.doubles(n, -1, 1).toArray();
    }

    private static double norm(double[]... parts) {
        return Math.sqrt(Arrays.stream(parts)
                .flatMapToDouble(Arrays::stream)
                .map(v -> v * v)
                .sum());
    }

    /** The definition; the angle is reduced before it is rounded. */
    private static double[][] directly(double[] re, double[] im) {
        int n = re.length;
        double[][] result = new double[2][n];
        for (int k = 0; k < n; k++) {
            for (int j = 0; j < n; j++) {
                double angle = -2 * Math.PI * ((long) j * k % n) / n;
                result[0][k] += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                result[1][k] += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
        }
        return result;
    }

    private static void assertNear(double[] expected, double[] found, double scale) {
        assertArrayEquals(expected, found, 1e-13 * scale, "length " + expected.length);
    }

    @Test
    void fastLengthsAreThoseWithoutLargePrimeFactors() {
        for (int n = 1; n <= 128; n++) {
            int rest = n;
            for (int prime : new int[] {2, 3, 5}) {
                while (rest % prime == 0) rest /= prime;
            }
            assertEquals(rest == 1, Fft.nextFastLength(n) == n, "length " + n);
            assertTrue(Fft.nextFastLength(n) >= n);
        }
        assertEquals(1024, Fft.nextFastLength(1021));
    }

    @Test
    void everyLengthFollowsTheDefinition() {
        for (int n : LENGTHS) {
            compareWithDefinition(n);
        }
        for (int n : new int[] {1000, 1024, 1080, 1125, 729, 625, 2000}) {
            compareWithDefinition(n);
        }
    }

    private static void compareWithDefinition(int n) {
        double[] re = random(n, n);
        double[] im = random(n, -n);
        double[][] expected = directly(re, im);
        double[] foundRe = re.clone();
        double[] foundIm = im.clone();
        Fft fft = Fft.ofLength(n);
        fft.forward(foundRe, foundIm);
        double scale = norm(expected);
        assertNear(expected[0], foundRe, scale);
        assertNear(expected[1], foundIm, scale);
        assertEquals(Math.sqrt(n) * norm(re, im), norm(foundRe, foundIm), 1e-13 * scale); // Parseval
        fft.inverse(foundRe, foundIm);
        assertNear(re, foundRe, norm(re, im));
        assertNear(im, foundIm, norm(re, im));
    }

    @Test
    void otherLengthsAreRefusedByName() {
        for (int n : new int[] {7, 11, 98, 1021}) {
            String message = assertThrows(IllegalArgumentException.class, () -> Fft.ofLength(n))
                    .getMessage();
            assertTrue(message.startsWith("length: expected a product of 2, 3 and 5, found " + n), message);
        }
        assertEquals(
                "length: expected a product of 2, 3 and 5, found 98, which has the factor 49; the next that works is 100",
                assertThrows(IllegalArgumentException.class, () -> Fft.ofLength(98))
                        .getMessage());
        assertEquals(
                "length: expected 1 to 1073741824, found 0",
                assertThrows(IllegalArgumentException.class, () -> RealFft.ofLength(0))
                        .getMessage());
        assertEquals(
                "length: expected 1 to 1073741824, found 1073741825",
                assertThrows(IllegalArgumentException.class, () -> Fft.nextFastLength((1 << 30) + 1))
                        .getMessage());
        assertEquals(
                "imaginary parts: expected 8 numbers, found 7",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Fft.ofLength(8).forward(new double[8], new double[7]))
                        .getMessage());
    }

    @Test
    void realTransformIsHalfOfTheComplexOne() {
        for (int n : LENGTHS) {
            double[] x = random(n, n);
            double[][] expected = directly(x, new double[n]);
            RealFft fft = RealFft.ofLength(n);
            double[] re = new double[fft.spectrumLength()];
            double[] im = new double[fft.spectrumLength()];
            fft.forward(x, re, im);
            double scale = norm(expected);
            assertNear(Arrays.copyOf(expected[0], re.length), re, scale);
            assertNear(Arrays.copyOf(expected[1], im.length), im, scale);
            double[] back = new double[n];
            fft.inverse(re, im, back);
            assertNear(x, back, norm(x));
        }
    }

    @Test
    void cosineTransformsFollowTheirDefinition() {
        for (int n : LENGTHS) {
            double[] x = random(n, n);
            CosineTransform plan = CosineTransform.ofLength(n);
            double[] two = new double[n];
            double[] three = new double[n];
            for (int k = 0; k < n; k++) {
                three[k] = x[0];
                for (int j = 0; j < n; j++) {
                    two[k] += 2 * x[j] * Math.cos(Math.PI * (k * (2 * j + 1) % (4 * n)) / (2 * n));
                    three[k] += j == 0 ? 0 : 2 * x[j] * Math.cos(Math.PI * (j * (2 * k + 1) % (4 * n)) / (2 * n));
                }
            }
            double scale = 2 * Math.sqrt(n) * norm(x);
            assertNear(two, plan.typeTwo(x), scale);
            assertNear(three, plan.typeThree(x), scale);
            double[] back = plan.typeThree(plan.typeTwo(x));
            assertNear(x, Arrays.stream(back).map(v -> v / (2 * n)).toArray(), norm(x));
        }
        assertEquals(
                "numbers: expected 4, found 3",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> CosineTransform.ofLength(4).typeTwo(new double[3]))
                        .getMessage());
    }

    /** scipy.fft.dct of [1, 2, 3, 4], SciPy 1.10.1. */
    @Test
    void cosineTransformsHaveTheConventionOfSciPy() {
        CosineTransform plan = CosineTransform.ofLength(4);
        double[] x = {1, 2, 3, 4};
        assertArrayEquals(new double[] {20, -6.308644059797899, 0, -0.4483415291679655}, plan.typeTwo(x), 1e-14);
        assertArrayEquals(
                new double[] {11.999626276085149, -9.102943217749218, 2.617661843510649, -1.51434490184658},
                plan.typeThree(x),
                1e-14);
    }

    @Property(tries = 60)
    void gridsAreTransformedAxisByAxis(
            @ForAll @IntRange(min = 1, max = 6) int a,
            @ForAll @IntRange(min = 1, max = 6) int b,
            @ForAll @IntRange(min = 1, max = 6) int c,
            @ForAll long seed) {
        GridFft fft = GridFft.ofShape(a, b, c);
        double[] re = random(fft.size(), seed);
        double[] im = random(fft.size(), seed + 1);
        double[] foundRe = re.clone();
        double[] foundIm = im.clone();
        fft.forward(foundRe, foundIm);
        double scale = norm(re, im) * Math.sqrt(fft.size());
        for (int k = 0; k < fft.size(); k++) {
            double sumRe = 0;
            double sumIm = 0;
            for (int j = 0; j < fft.size(); j++) {
                double turn = (double) (j / (b * c) * (k / (b * c))) / a
                        + (double) (j / c % b * (k / c % b)) / b
                        + (double) (j % c * (k % c)) / c;
                double angle = -2 * Math.PI * (turn - Math.rint(turn));
                sumRe += re[j] * Math.cos(angle) - im[j] * Math.sin(angle);
                sumIm += re[j] * Math.sin(angle) + im[j] * Math.cos(angle);
            }
            assertEquals(sumRe, foundRe[k], 1e-13 * scale);
            assertEquals(sumIm, foundIm[k], 1e-13 * scale);
        }
        fft.inverse(foundRe, foundIm);
        assertNear(re, foundRe, norm(re, im));
        assertNear(im, foundIm, norm(re, im));
    }

    @Test
    void badGridsAreNamed() {
        assertEquals(
                "shape: expected 1 to 3 axes, found 4",
                assertThrows(IllegalArgumentException.class, () -> GridFft.ofShape(1, 1, 1, 1))
                        .getMessage());
        assertEquals(
                "shape: [65536, 65536] has more points than the 2147483639 that one array holds",
                assertThrows(IllegalArgumentException.class, () -> GridFft.ofShape(65536, 65536))
                        .getMessage());
        assertEquals(
                "real parts: expected 6 numbers for the shape [2, 3], found 5",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> GridFft.ofShape(2, 3).forward(new double[5], new double[6]))
                        .getMessage());
        assertEquals(
                "first grid: expected 1 to 3 axes of at least one point, found the shape [0]",
                assertThrows(IllegalArgumentException.class, () -> Convolution.linear(new double[0], new double[] {1}))
                        .getMessage());
        assertEquals(
                "second grid: has 3 numbers, but the shape [2, 2]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Convolution.linear(
                                        new double[1], new int[] {1, 1}, new double[3], new int[] {2, 2}))
                        .getMessage());
        assertEquals(
                "second grid: has 2 axes, but the first has 1; both must have as many",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Convolution.linear(new double[1], new int[] {1}, new double[4], new int[] {2, 2}))
                        .getMessage());
    }

    @Property(tries = 60)
    void convolutionAndCorrelationAreTheirSums(
            @ForAll @IntRange(min = 1, max = 70) int p, @ForAll @IntRange(min = 1, max = 70) int q, @ForAll long seed) {
        double[] a = random(p, seed);
        double[] b = random(q, seed + 1);
        double[] convolution = new double[p + q - 1];
        double[] correlation = new double[p + q - 1];
        for (int i = 0; i < p; i++) {
            for (int j = 0; j < q; j++) {
                convolution[i + j] += a[i] * b[j];
                correlation[i - j + q - 1] += a[i] * b[j];
            }
        }
        double scale = norm(a) * norm(b);
        assertNear(convolution, Convolution.linear(a, b), scale);
        assertNear(correlation, Convolution.correlation(a, b), scale);
    }

    @Property(tries = 40)
    void gridsAreConvolvedInTwoAndThreeDimensions(
            @ForAll @IntRange(min = 1, max = 5) int p,
            @ForAll @IntRange(min = 1, max = 5) int q,
            @ForAll @IntRange(min = 1, max = 3) int r,
            @ForAll long seed) {
        int[] shapeA = {p, q, r};
        int[] shapeB = {q, r, p};
        int[] shape = {p + q - 1, q + r - 1, r + p - 1};
        double[] a = random(p * q * r, seed);
        double[] b = random(p * q * r, seed + 1);
        double[] expected = new double[shape[0] * shape[1] * shape[2]];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                int x = i / (q * r) + j / (r * p);
                int y = i / r % q + j / p % r;
                int z = i % r + j % p;
                expected[(x * shape[1] + y) * shape[2] + z] += a[i] * b[j];
            }
        }
        assertNear(expected, Convolution.linear(a, shapeA, b, shapeB), norm(a) * norm(b));
        if (r == 1) {
            double[] flat = Convolution.linear(a, new int[] {p, q}, b, new int[] {q, p});
            assertEquals((p + q - 1) * (q + p - 1), flat.length);
            assertEquals(a[0] * b[0], flat[0], 1e-13 * norm(a) * norm(b));
        }
    }
}
