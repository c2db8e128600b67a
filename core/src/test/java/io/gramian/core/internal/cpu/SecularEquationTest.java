package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Roots of secular equations, on which exact arithmetic is the judge. */
class SecularEquationTest {
    private static final SymmetricLoops LOOPS = InstructionPath.detect().symmetricLoops();
    private static final MathContext DIGITS = new MathContext(60);

    /** 1/rho + sum z_j^2 / (d_j - x) with x = d_origin + eta, in 60 digits. */
    private static BigDecimal value(double[] d, double[] z, double rho, int origin, BigDecimal eta) {
        BigDecimal sum = BigDecimal.ONE.divide(new BigDecimal(rho), DIGITS);
        for (int j = 0; j < d.length; j++) {
            BigDecimal square = new BigDecimal(z[j]).pow(2);
            BigDecimal distance =
                    new BigDecimal(d[j]).subtract(new BigDecimal(d[origin])).subtract(eta);
            sum = sum.add(square.divide(distance, DIGITS));
        }
        return sum;
    }

    /**
     * Checks roots by what divide and conquer needs of them: every root is between its poles, all distances to a pole
     * have small relative errors, and the equation is solved as well as its terms are rounded.
     */
    private static void check(double[] d, double[] z, double rho) {
        int n = d.length;
        SecularEquation equation = new SecularEquation(LOOPS, d, z, rho, n);
        double[] distances = new double[n + 2];
        for (int k = 0; k < n; k++) {
            double root = equation.solve(k, distances, 1);
            int nearest = k;
            if (k + 1 < n && Math.abs(distances[k + 2]) < Math.abs(distances[k + 1])) {
                nearest = k + 1;
            }
            String where = "root " + k + " of " + n;
            BigDecimal eta = new BigDecimal(-distances[nearest + 1]);
            assertEquals(d[nearest] - distances[nearest + 1], root, where);
            BigDecimal terms = BigDecimal.ONE.divide(new BigDecimal(rho), DIGITS);
            for (int j = 0; j < n; j++) {
                assertTrue(j <= k ? distances[j + 1] < 0 : distances[j + 1] > 0, where + " is beyond pole " + j);
                BigDecimal exact = new BigDecimal(d[j])
                        .subtract(new BigDecimal(d[nearest]))
                        .subtract(eta);
                double error = new BigDecimal(distances[j + 1])
                        .subtract(exact)
                        .divide(exact, DIGITS)
                        .doubleValue();
                assertEquals(0, error, 4 * 0x1p-52, where + " from pole " + j);
                terms = terms.add(new BigDecimal(z[j]).pow(2).divide(exact.abs(), DIGITS));
            }
            double solved = value(d, z, rho, nearest, eta).divide(terms, DIGITS).doubleValue();
            assertEquals(0, solved, 8 * 0x1p-52 * Math.sqrt(n), where);
        }
    }

    @Test
    void onePole() {
        check(new double[] {0.3}, new double[] {-0.7}, 1.5);
        check(new double[] {-1e-9}, new double[] {1}, 1e-5);
    }

    /** [[d_1 + rho z_1^2, rho z_1 z_2], [., d_2 + rho z_2^2]] by the quadratic formula, where it does not cancel. */
    @Test
    void twoPoles() {
        double[] d = {0, 3};
        double[] z = {0.6, 0.8};
        check(d, z, 5);
        double[] distances = new double[2];
        double trace = 5 * 0.36 + 3 + 5 * 0.64;
        double root = Math.sqrt(trace * trace / 4 - 5 * 0.36 * 3);
        SecularEquation equation = new SecularEquation(LOOPS, d, z, 5, 2);
        assertEquals(trace / 2 - root, equation.solve(0, distances, 0), 1e-15);
        assertEquals(trace / 2 + root, equation.solve(1, distances, 0), 2e-15);
    }

    @Property(tries = 60)
    void rootsAreExactToTheirPoles(
            @ForAll @IntRange(min = 2, max = 40) int n,
            @ForAll @DoubleRange(min = 0, max = 15) double closeness,
            @ForAll @DoubleRange(min = 0, max = 12) double smallness,
            @ForAll @DoubleRange(min = -12, max = 2) double logRho,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] d = new double[n];
        double[] z = new double[n];
        double rho = Math.pow(10, logRho);
        d[0] = -1;
        double sum = 0;
        for (int j = 0; j < n; j++) {
            z[j] = Math.pow(10, -smallness * random.nextDouble()) * (random.nextBoolean() ? 1 : -1);
            sum += z[j] * z[j];
            double gap = Math.pow(10, -closeness * random.nextDouble()) / n;
            d[j] = j == 0 ? -1 : Math.max(Math.nextUp(d[j - 1]), d[j - 1] + gap);
        }
        for (int j = 0; j < n; j++) {
            z[j] /= Math.sqrt(sum);
        }
        check(d, z, rho);
    }

    /** A hundred poles at the distance of two roundings, and entries from 1e-15 on. */
    @Test
    void polesSideBySide() {
        int n = 100;
        double[] d = new double[n];
        double[] z = new double[n];
        for (int j = 0; j < n; j++) {
            d[j] = 1 + j * 0x1p-51;
            z[j] = j % 3 == 0 ? 1e-15 : 0.1;
        }
        check(d, z, 1);
        check(d, z, 1e-13);
    }

    /** The vectors of the exact z are orthogonal although roots are as close as they can be. */
    @Test
    void vectorsAreOrthogonal() {
        int n = 60;
        double[] d = new double[n];
        double[] z = new double[n];
        for (int j = 0; j < n; j++) {
            d[j] = j % 2 == 0 ? j : d[j - 1] + 1e-14;
            z[j] = j % 5 == 0 ? 1e-12 : 0.1 + 1.0 / (j + 1);
        }
        double[] all = new double[n * (n + 3)];
        SecularEquation equation = new SecularEquation(LOOPS, d, z, 0.7, n);
        for (int k = 0; k < n; k++) {
            equation.solve(k, all, 2 + k * (n + 3));
        }
        double[] exact = SecularEquation.exactFor(all, 2, n + 3, d, z, n);
        double[][] vectors = new double[n][n];
        for (int k = 0; k < n; k++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                vectors[k][j] = exact[j] / all[2 + k * (n + 3) + j];
                sum += vectors[k][j] * vectors[k][j];
            }
            for (int j = 0; j < n; j++) {
                vectors[k][j] /= Math.sqrt(sum);
            }
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < k; i++) {
                double inner = 0;
                for (int j = 0; j < n; j++) {
                    inner += vectors[k][j] * vectors[i][j];
                }
                assertEquals(0, inner, 20 * 0x1p-52, i + " and " + k);
            }
        }
    }
}
