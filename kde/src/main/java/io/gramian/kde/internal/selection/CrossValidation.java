package io.gramian.kde.internal.selection;

import io.gramian.kde.internal.selection.UnivariateRule.Found;
import java.util.ArrayList;
import java.util.List;

/**
 * Least-squares cross-validation, unbiased (Rudemo, 1982; Bowman, 1984) or biased (Scott and Terrell, 1987), on [hmax /
 * 10, hmax] with hmax = 1.144 sd n^(-1/5): the largest local minimiser, for the criteria have false minima at small h
 * (Hall and Marron, 1991). Without one inside, it is the upper end if the criterion falls there, else the lower end.
 *
 * <p>A minimiser is a root of the derivative, which is known in closed form, so that h has the full accuracy of the
 * sums; the search looks for changes of sign between bandwidths five per cent apart.
 */
public enum CrossValidation implements UnivariateRule.Search {
    UNBIASED {
        @Override
        double value(PairSums sums, double n, double h) {
            double sum = sums.sum(h, r -> {
                double a = Math.exp(-r / 4);
                return a * (1 - ROOT_OF_EIGHT * a);
            });
            return (sum + ROOT_OF_EIGHT / n) / (2 * ROOT_OF_PI * h);
        }

        @Override
        double slope(PairSums sums, double n, double h) {
            double sum = sums.sum(h, r -> {
                double a = Math.exp(-r / 4);
                return a * (r / 2 - 1 - ROOT_OF_EIGHT * (r - 1) * a);
            });
            return sum - ROOT_OF_EIGHT / n;
        }
    },

    BIASED {
        @Override
        double value(PairSums sums, double n, double h) {
            double sum = sums.sum(h, r -> Math.exp(-r / 4) * ((r - 12) * r + 12));
            return (1 / n + (sum - 12 / n) / 64) / (2 * ROOT_OF_PI * h);
        }

        @Override
        double slope(PairSums sums, double n, double h) {
            double sum = sums.sum(h, r -> Math.exp(-r / 4) * (((r / 2 - 11) * r + 42) * r - 12));
            return sum / 64 - 52 / (64 * n);
        }
    };

    private static final double ROOT_OF_PI = Math.sqrt(Math.PI);
    private static final double ROOT_OF_EIGHT = Math.sqrt(8);
    private static final int STEPS = 48;

    /** Returns the criterion. */
    abstract double value(PairSums sums, double n, double h);

    /** Returns 2 sqrt(pi) h^2 times the derivative of the criterion. */
    abstract double slope(PairSums sums, double n, double h);

    @Override
    public Found find(String name, UnivariateSample x) {
        double n = x.effectiveSize();
        double high = 1.144 * x.standardDeviation() * Math.pow(n, -0.2);
        double low = high / 10;
        PairSums sums = PairSums.over(x, low, high);
        int[] evaluations = {0};
        double slopeAtHigh = slope(name, sums, n, high, evaluations);
        double right = high;
        double slopeAtRight = slopeAtHigh;
        for (int step = 1; step <= STEPS; step++) {
            double left = high * Math.pow(10, -step / (double) STEPS);
            double slopeAtLeft = slope(name, sums, n, left, evaluations);
            if (slopeAtLeft <= 0 && slopeAtRight > 0) {
                double h = UnivariateRule.root(s -> slope(name, sums, n, s, evaluations), left, right);
                return found(sums, n, h, low, high, evaluations[0]);
            }
            right = left;
            slopeAtRight = slopeAtLeft;
        }
        return found(sums, n, slopeAtHigh > 0 ? low : high, low, high, evaluations[0]);
    }

    private Found found(PairSums sums, double n, double h, double low, double high, int evaluations) {
        double value = value(sums, n, h);
        double atLow = value(sums, n, low);
        double atHigh = value(sums, n, high);
        boolean atBoundary = h == low || h == high;
        List<String> warnings = new ArrayList<>(sums.warnings());
        if (atBoundary) {
            warnings.add("the criterion has no minimum inside the searched range; its " + (h == low ? "lower" : "upper")
                    + " end was taken");
        }
        if (Math.min(atLow, atHigh) < value) {
            warnings.add("the criterion is smaller still at the " + (atLow < atHigh ? "lower" : "upper")
                    + " end of the searched range; the largest local minimiser was taken");
        }
        return new Found(h, value, atBoundary, evaluations + 3, List.copyOf(warnings));
    }

    private double slope(String name, PairSums sums, double n, double h, int[] evaluations) {
        UnivariateRule.checkInterrupt(name);
        evaluations[0]++;
        return slope(sums, n, h);
    }
}
