package io.gramian.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each kernel against its formula, written out again by hand with numbers from a pocket calculator's level. */
class KernelTest {
    private static final double[] X = {1, 2, 0.5};
    private static final double[] Y = {2, 0, 1};
    private static final double R = Math.sqrt(5.25); // |X - Y|
    private static final double DOT = 2.5;

    private static void check(double expected, Kernel kernel) {
        assertEquals(expected, kernel.value(X, Y), 1e-14 * Math.abs(expected), kernel.toString());
        assertEquals(expected, kernel.value(Y, X), 1e-14 * Math.abs(expected), "symmetric: " + kernel);
        if (expected > 0) {
            assertEquals(Math.log(expected), kernel.expression().logValue(X, Y), 1e-13, "log: " + kernel);
        }
    }

    @Test
    void formulas() {
        check(Math.exp(-5.25 / 8), Kernel.gaussian(2));
        check(Math.exp(-3.5 / 2), Kernel.laplacian(2));
        check(Math.exp(-R / 2), Kernel.exponential(2));
        check(Math.exp(-R / 2), Kernel.matern12(2));
        double u = Math.sqrt(3) * R / 2;
        check((1 + u) * Math.exp(-u), Kernel.matern32(2));
        u = Math.sqrt(5) * R / 2;
        check((1 + u + u * u / 3) * Math.exp(-u), Kernel.matern52(2));
        check(Math.pow(1 + 5.25 / (2 * 1.5 * 4), -1.5), Kernel.rationalQuadratic(2, 1.5));
        check(1 / (1 + 5.25 / 4), Kernel.cauchy(2));
        check(1 / Math.sqrt(1 + 5.25 / 4), Kernel.inverseMultiquadric(2));
        check(Math.pow(0.5 * DOT + 1, 3), Kernel.polynomial(3, 0.5, 1));
        check(DOT, Kernel.linear());
        check(Math.tanh(0.1 * DOT - 0.3), Kernel.sigmoid(0.1, -0.3));
        check(DOT / Math.sqrt(5.25 * 5), Kernel.cosine());
        double sines = 0;
        for (int k = 0; k < 3; k++) {
            sines += Math.pow(Math.sin(Math.PI * (X[k] - Y[k]) / 3), 2);
        }
        check(Math.exp(-2 * sines / 4), Kernel.periodic(3, 2));
        check(Math.exp(-0.5 * (1.0 / 3 + 2 + 0.25 / 1.5)), Kernel.chiSquared(0.5));
        double theta = Math.acos(DOT / Math.sqrt(5.25 * 5));
        check(1 - theta / Math.PI, Kernel.arcCosine(0));
        double j1 = Math.sin(theta) + (Math.PI - theta) * Math.cos(theta);
        check(Math.sqrt(5.25 * 5) * j1 / Math.PI, Kernel.arcCosine(1));
        double cosine = Math.cos(theta);
        double j2 = 3 * Math.sin(theta) * cosine + (Math.PI - theta) * (1 + 2 * cosine * cosine);
        check(5.25 * 5 * j2 / Math.PI, Kernel.arcCosine(2));
    }

    @Test
    void combinations() {
        Kernel a = Kernel.gaussian(2);
        Kernel b = Kernel.linear();
        check(a.value(X, Y) + DOT, a.plus(b));
        check(a.value(X, Y) * DOT, a.times(b));
        check(3 * DOT, b.scaledBy(3));
        double scaled = 1 / 0.25 + 4 / 9.0 + 0.25 / 4;
        check(Math.exp(-scaled / 8), a.withLengthScales(0.5, 3, 2));
        check(1.0 * 2 / 0.25 + 0 + 0.5 / 4 + Math.exp(-scaled / 8), b.plus(a).withLengthScales(0.5, 3, 2));
        check(1 + 4, Kernel.of("first", Definiteness.NONE, (x, y) -> x[0] * y[0] + x[1] + y[1] + 1));
        assertEquals(
                "(gaussian(lengthScale=2.0) + 3.0 * linear())",
                a.plus(b.scaledBy(3)).toString());
        assertEquals(a, Kernel.gaussian(2));
        assertNotEquals(a, Kernel.gaussian(3));
    }

    @Test
    void definitenessFollowsTheAlgebra() {
        Kernel positive = Kernel.gaussian(1);
        Kernel none = Kernel.sigmoid(1, -1);
        Kernel conditional = Kernel.of("-r^2", Definiteness.CONDITIONAL, (x, y) -> -Form.SQUARED_DISTANCE.value(x, y));
        assertEquals(Definiteness.POSITIVE, positive.plus(positive).definiteness());
        assertEquals(Definiteness.POSITIVE, positive.times(positive).scaledBy(2).definiteness());
        assertEquals(Definiteness.CONDITIONAL, positive.plus(conditional).definiteness());
        assertEquals(Definiteness.NONE, conditional.times(positive).definiteness());
        assertEquals(Definiteness.NONE, none.plus(positive).definiteness());
        assertEquals(Definiteness.NONE, Kernel.polynomial(2, 1, -1).definiteness());
        assertEquals(Definiteness.POSITIVE, Kernel.polynomial(2, 1, 0).definiteness());
    }

    @Test
    void logarithmsSurviveUnderflow() {
        double[] far = {1e6, 0, 0};
        double[] origin = new double[3];
        assertEquals(-5e11, Kernel.gaussian(1).expression().logValue(far, origin));
        assertEquals(0, Kernel.gaussian(1).value(far, origin));
        assertEquals(
                -5e11 + Math.log(7), Kernel.gaussian(1).scaledBy(7).expression().logValue(far, origin), 1e-3);
        assertEquals(
                -5e11 - 1e6,
                Kernel.gaussian(1).times(Kernel.exponential(1)).expression().logValue(far, origin),
                1e-3);
        assertEquals(
                -1e6,
                Kernel.gaussian(1).plus(Kernel.exponential(1)).expression().logValue(far, origin),
                1e-9);
    }

    @Test
    void zeroVectors() {
        double[] zero = new double[3];
        assertEquals(0, Kernel.cosine().value(zero, X));
        assertEquals(0.5, Kernel.arcCosine(0).value(zero, X), 1e-15);
        assertEquals(0, Kernel.arcCosine(1).value(zero, X));
        assertEquals(1, Kernel.chiSquared(1).value(zero, zero));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e-200, 1e200})
    void lengthScalesArePositiveAndOfSensibleSize(double bad) {
        java.util.List<DoubleFunction<Kernel>> factories = java.util.List.of(
                Kernel::gaussian,
                Kernel::laplacian,
                Kernel::exponential,
                Kernel::matern12,
                Kernel::matern32,
                Kernel::matern52,
                Kernel::cauchy,
                Kernel::inverseMultiquadric,
                l -> Kernel.rationalQuadratic(l, 1),
                l -> Kernel.periodic(1, l));
        for (DoubleFunction<Kernel> factory : factories) {
            String message = assertThrows(IllegalArgumentException.class, () -> factory.apply(bad))
                    .getMessage();
            assertEquals("length scale: expected a positive number from 1e-150 to 1e150, found " + bad, message);
        }
    }

    @Test
    void otherParametersAreChecked() {
        assertThrows(IllegalArgumentException.class, () -> Kernel.rationalQuadratic(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Kernel.polynomial(0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> Kernel.polynomial(2, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Kernel.polynomial(2, 1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Kernel.sigmoid(Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> Kernel.periodic(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Kernel.chiSquared(-1));
        assertThrows(IllegalArgumentException.class, () -> Kernel.arcCosine(3));
        assertThrows(IllegalArgumentException.class, () -> Kernel.linear().scaledBy(0));
        assertThrows(IllegalArgumentException.class, () -> Kernel.linear().withLengthScales());
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Kernel.gaussian(1).withLengthScales(1, -2))
                .getMessage();
        assertEquals("length scale of axis 1: expected a positive finite number, found -2.0", message);
        message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Kernel.gaussian(1).withLengthScales(1, 2).value(X, Y))
                .getMessage();
        assertTrue(message.contains("made for dimension 2, but the points have dimension 3"), message);
    }
}
