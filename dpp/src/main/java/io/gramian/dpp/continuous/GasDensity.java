package io.gramian.dpp.continuous;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The density of a beta ensemble by its parts: the logarithm of the weight, the distance of two points, and the logarithm of
 * the normaliser, a product of gamma functions by Selberg's integral and its limits (P. J. Forrester, S. O. Warnaar,
 * 2008).
 */
record GasDensity(DoubleUnaryOperator logWeight, DoubleBinaryOperator distance, double logNormaliser) {
    static GasDensity hermite(int n, double beta) {
        double sum = n * Math.log(2 * Math.PI) / 2;
        for (int j = 0; j < n; j++) {
            sum += pairs(j, beta);
        }
        return new GasDensity(x -> -x * x / 2, (x, y) -> Math.abs(x - y), sum);
    }

    static GasDensity laguerre(int n, double beta, double alpha) {
        double sum = 0;
        for (int j = 0; j < n; j++) {
            sum += LogGamma.value(alpha + 1 + j * beta / 2) + pairs(j, beta);
        }
        return new GasDensity(
                x -> x < 0 ? Double.NEGATIVE_INFINITY : power(x, alpha) - x, (x, y) -> Math.abs(x - y), sum);
    }

    static GasDensity jacobi(int n, double beta, double a, double b) {
        double sum = n * (a + b + 1 + beta * (n - 1) / 2) * Math.log(2);
        for (int j = 0; j < n; j++) {
            sum += LogGamma.value(a + 1 + j * beta / 2)
                    + LogGamma.value(b + 1 + j * beta / 2)
                    - LogGamma.value(a + b + 2 + (n + j - 1) * beta / 2)
                    + pairs(j, beta);
        }
        return new GasDensity(
                x -> Math.abs(x) > 1 ? Double.NEGATIVE_INFINITY : power(1 - x, a) + power(1 + x, b),
                (x, y) -> Math.abs(x - y),
                sum);
    }

    static GasDensity circular(int n, double beta) {
        double sum = n * Math.log(2 * Math.PI) + LogGamma.value(1 + beta * n / 2) - n * LogGamma.value(1 + beta / 2);
        return new GasDensity(t -> 0, (t, u) -> 2 * Math.abs(Math.sin((t - u) / 2)), sum);
    }

    private static double pairs(int j, double beta) {
        return LogGamma.value(1 + (j + 1) * beta / 2) - LogGamma.value(1 + beta / 2);
    }

    private static double power(double x, double exponent) {
        return exponent == 0 ? 0 : exponent * Math.log(x);
    }

    double logDensity(double beta, double... x) {
        double sum = -logNormaliser;
        for (int i = 0; i < x.length; i++) {
            sum += logWeight.applyAsDouble(x[i]);
            for (int j = 0; j < i; j++) {
                sum += beta * Math.log(distance.applyAsDouble(x[i], x[j]));
            }
        }
        return sum;
    }
}
