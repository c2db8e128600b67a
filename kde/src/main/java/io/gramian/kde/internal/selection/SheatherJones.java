package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.kde.internal.selection.UnivariateRule.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * The plug-in rules of Sheather and Jones (1991): h = (R(K) / (n S(g)))^(1/5), where S(g) estimates R(f'') with a pilot
 * bandwidth g, which is either fixed (direct plug-in) or a function of h itself (solve the equation).
 *
 * <p>S and T estimate R(f'') and R(f''') by sums over all pairs of the 4th and 6th derivative of a Gaussian, pairs of a
 * point with itself included. Both derivatives have, up to the sign, a positive Fourier transform, so that both sums
 * are positive, and the equation always has a root: its left side exceeds h for small h, when the pairs i = j alone
 * remain and S is proportional to g^(-5) and g to h^(5/7), and is below h for large h, when D is zero for all pairs.
 */
public enum SheatherJones implements UnivariateRule.Search {
    DIRECT_PLUG_IN,
    SOLVE_THE_EQUATION;

    private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
    private static final int MOST_WIDENINGS = 200;

    @Override
    public Found find(String name, UnivariateSample x) {
        Spread spread = Spread.of(x, 1.349);
        List<String> warnings = new ArrayList<>(spread.warnings());
        double n = x.effectiveSize();
        double a = 1.24 * spread.value() * Math.pow(n, -1.0 / 7);
        double b = 1.23 * spread.value() * Math.pow(n, -1.0 / 9);
        PairSums sums = PairSums.over(x, Math.min(a, b), Math.max(a, b));
        double third = positive(name, thirdDerivative(sums, n, b));
        if (this == SOLVE_THE_EQUATION) {
            double factor = 1.357 * Math.pow(positive(name, secondDerivative(sums, n, a)) / third, 1.0 / 7);
            return solve(name, x, factor, spread.value(), warnings);
        }
        double pilot = Math.pow(2.394 / (n * third), 1.0 / 7);
        PairSums atPilot = PairSums.over(x, pilot, pilot);
        warnings.addAll(atPilot.warnings());
        double h = plugIn(positive(name, secondDerivative(atPilot, n, pilot)), n);
        return new Found(h, UnivariateRule.leastError(h, n), false, 0, List.copyOf(warnings));
    }

    /** The root of h = plugIn(S(factor h^(5/7))), from a bracket around the usual place that widens until it holds one. */
    private static Found solve(String name, UnivariateSample x, double factor, double spread, List<String> warnings) {
        double n = x.effectiveSize();
        DoubleUnaryOperator pilot = h -> factor * Math.pow(h, 5.0 / 7);
        double high = 1.144 * spread * Math.pow(n, -0.2);
        double low = 0.1 * high;
        int[] evaluations = {0};
        for (int widenings = 0; widenings <= MOST_WIDENINGS; widenings++) {
            PairSums sums = PairSums.over(x, pilot.applyAsDouble(low), pilot.applyAsDouble(high));
            DoubleUnaryOperator equation = h -> {
                UnivariateRule.checkInterrupt(name);
                evaluations[0]++;
                return plugIn(secondDerivative(sums, n, pilot.applyAsDouble(h)), n) - h;
            };
            if (equation.applyAsDouble(low) < 0) {
                low /= 2;
            } else if (equation.applyAsDouble(high) > 0) {
                high *= 2;
            } else {
                warnings.addAll(sums.warnings());
                double h = UnivariateRule.root(equation, low, high);
                return new Found(h, UnivariateRule.leastError(h, n), false, evaluations[0], List.copyOf(warnings));
            }
        }
        throw new NumericalException(
                "bandwidth " + name + ": found no root of its equation though its bracket was widened " + MOST_WIDENINGS
                        + " times, which only rounding explains; use Bandwidth.nrd0()");
    }

    private static double plugIn(double secondDerivative, double n) {
        return Math.pow(1 / (2 * Math.sqrt(Math.PI) * n * secondDerivative), 0.2);
    }

    /** The estimate of R(f'') with bandwidth h. */
    private static double secondDerivative(PairSums sums, double n, double h) {
        double sum = sums.sum(h, r -> Math.exp(-r / 2) * ((r - 6) * r + 3));
        return sum / ((1 - 1 / n) * Math.pow(h, 5) * ROOT_OF_TWO_PI);
    }

    /** The estimate of R(f''') with bandwidth h. */
    private static double thirdDerivative(PairSums sums, double n, double h) {
        double sum = sums.sum(h, r -> Math.exp(-r / 2) * (15 - ((r - 15) * r + 45) * r));
        return sum / ((1 - 1 / n) * Math.pow(h, 7) * ROOT_OF_TWO_PI);
    }

    private static double positive(String name, double value) {
        if (value > 0 && value < Double.POSITIVE_INFINITY) {
            return value;
        }
        throw new NumericalException("bandwidth " + name + ": the estimated roughness of a derivative is " + value
                + ", which only rounding explains; use Bandwidth.nrd0()");
    }
}
