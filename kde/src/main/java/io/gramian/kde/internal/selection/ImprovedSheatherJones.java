package io.gramian.kde.internal.selection;

import io.gramian.core.fourier.CosineTransform;
import io.gramian.kde.internal.selection.UnivariateRule.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The improved Sheather-Jones rule (Botev, Grotowski and Kroese, 2010): the fixed point t = xi gamma^[5](t) of a chain
 * of plug-in bandwidths that begins at t itself and so refers to no normal distribution; h = R sqrt(t), R the length of
 * the grid.
 *
 * <p>The sample is binned linearly on 2^14 cells that exceed its range by a tenth on either side, and on up to 2^20 if
 * h would be narrower than four cells. Squared cosine coefficients of the bins take the place of sums over pairs. N is
 * the number of distinct values, at most the effective size. Where the fixed point has no root below one, or the finest
 * grid is too coarse, the solve-the-equation rule of Sheather and Jones, which always has a root, answers with a warning.
 */
public final class ImprovedSheatherJones implements UnivariateRule.Search {
    private static final double SQUARED_PI = Math.PI * Math.PI;
    private static final int CELLS = 1 << 14;
    private static final int MOST_CELLS = 1 << 20;
    private static final int LEAST_CELLS = 4; // to a bandwidth
    private static final double MARGIN = 0.1;
    private static final int LAST_STAGE = 7;

    @Override
    public Found find(String name, UnivariateSample x) {
        double n = Math.min(x.values().length, x.effectiveSize());
        double length = x.range() * (1 + 2 * MARGIN);
        int[] evaluations = {0};
        for (int cells = CELLS; cells <= MOST_CELLS; cells *= 4) {
            double root = root(name, n, spectrum(x, cells), evaluations);
            if (!(root > 0)) {
                return fallback(name, x, "its fixed point has no root below one");
            }
            if (Math.sqrt(root) * cells >= LEAST_CELLS) {
                double h = length * Math.sqrt(root);
                double criterion = UnivariateRule.leastError(h, x.effectiveSize());
                return new Found(h, criterion, false, evaluations[0], ties(x));
            }
        }
        return fallback(name, x, "a grid of " + MOST_CELLS + " cells is too coarse for data that reach so far");
    }

    private static List<String> ties(UnivariateSample x) {
        int distinct = x.values().length;
        return distinct >= x.effectiveSize() / 2
                ? List.of()
                : List.of("only " + distinct + " values are distinct where the effective size is "
                        + Math.round(x.effectiveSize())
                        + "; their number is the n of the rule, so that it smooths more");
    }

    private static Found fallback(String name, UnivariateSample x, String reason) {
        Found found = SheatherJones.SOLVE_THE_EQUATION.find(name, x);
        List<String> warnings = new ArrayList<>(found.warnings());
        warnings.add("the improved Sheather-Jones rule does not apply, for " + reason
                + "; the bandwidth is that of sheatherJones()");
        return new Found(found.h(), found.criterion(), false, found.iterations(), List.copyOf(warnings));
    }

    /** The root of the fixed point on (0, upper), upper doubling from Botev's first guess; NaN if there is none. */
    private static double root(String name, double n, double[] power, int[] evaluations) {
        double[] squares = new double[power.length]; // as numbers whose 7th power does not overflow
        for (int k = 1; k <= squares.length; k++) {
            squares[k - 1] = (double) k * k;
        }
        DoubleUnaryOperator equation = t -> {
            UnivariateRule.checkInterrupt(name);
            evaluations[0]++;
            return fixedPoint(t, n, squares, power);
        };
        if (!(equation.applyAsDouble(0) < 0)) {
            return Double.NaN;
        }
        double upper = 1e-11 + 0.01 * (Math.max(50, Math.min(1050, n)) - 50) / 1000;
        while (!(equation.applyAsDouble(upper) >= 0)) {
            upper *= 2;
            if (upper >= 1) {
                return Double.NaN;
            }
        }
        return UnivariateRule.root(equation, 0, upper);
    }

    /**
     * Returns t - xi gamma^[5](t).
     *
     * @param n the number of points
     * @param squares k^2 in ascending order
     * @param power squares a_k^2 of the cosine coefficients a_k = 2 sum_j p_j cos(pi k (2 j + 1) / (2 G)) of bins p that
     *     sum to one
     */
    static double fixedPoint(double t, double n, double[] squares, double[] power) {
        double f = roughness(LAST_STAGE, t, squares, power);
        for (int s = LAST_STAGE - 1; s >= 2; s--) {
            double oddFactorial = 1; // (2s - 1)!!
            for (int k = 3; k < 2 * s; k += 2) {
                oddFactorial *= k;
            }
            double c = (1 + Math.pow(2, -s - 0.5)) / 3;
            double tau = Math.pow(2 * c * oddFactorial / (Math.sqrt(2 * Math.PI) * n * f), 2.0 / (3 + 2 * s));
            f = roughness(s, tau, squares, power);
        }
        return t - Math.pow(2 * n * Math.sqrt(Math.PI) * f, -0.4);
    }

    /** The squared norm of the s-th derivative at smoothing t, (pi^(2s) / 2) sum_k k^(2s) a_k^2 exp(-k^2 pi^2 t). */
    private static double roughness(int s, double t, double[] squares, double[] power) {
        double sum = 0;
        for (int k = 0; k < power.length; k++) {
            double exponent = squares[k] * SQUARED_PI * t;
            if (exponent > 745) {
                break; // what follows underflows
            }
            double term = power[k] * Math.exp(-exponent);
            for (int j = 0; j < s; j++) {
                term *= squares[k];
            }
            sum += term;
        }
        return 0.5 * Math.pow(Math.PI, 2 * s) * sum;
    }

    /** Squared cosine coefficients of the sample, binned linearly between the centres of cells. */
    private static double[] spectrum(UnivariateSample x, int cells) {
        double[] bins = new double[cells];
        double perUnit = cells / (x.range() * (1 + 2 * MARGIN));
        for (int i = 0; i < x.values().length; i++) {
            double place = (x.values()[i] - x.values()[0] + MARGIN * x.range()) * perUnit - 0.5;
            int j = (int) place;
            bins[j] += x.weights()[i] * (1 - (place - j));
            bins[j + 1] += x.weights()[i] * (place - j);
        }
        double[] coefficients = CosineTransform.ofLength(cells).typeTwo(bins);
        double[] power = new double[cells - 1];
        for (int k = 1; k < cells; k++) {
            power[k - 1] = coefficients[k] * coefficients[k];
        }
        return power;
    }
}
