package io.gramian.core.internal.gram;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Profile;

/** Checks that an expression is defined for given points, and within the range of the arithmetic. */
public final class Domains {
    /** The largest coordinate whose square is far from the end of single precision. */
    public static final double LARGEST_FLOAT = 1e16;

    private static final double LARGEST_DOUBLE = 1e150;

    private Domains() {}

    public static void check(Expression expression, Precision precision, Points x, Points y) {
        expression.checkDimension(y.dimension());
        expression.parts().forEach(part -> check(part, precision, x, y));
        if (expression instanceof Expression.Leaf leaf) {
            checkRate(leaf.profile(), precision);
            checkPoints(leaf, precision, "x", x);
            if (x != y) {
                checkPoints(leaf, precision, "y", y);
            }
        }
    }

    private static void checkPoints(Expression.Leaf leaf, Precision precision, String name, Points points) {
        Summary summary = Summary.of(points, leaf.transform());
        if (leaf.form().needsNonNegative() && summary.least() < 0) {
            throw new IllegalArgumentException(name + ": " + where(leaf, points, summary.least())
                    + "; the chi-squared kernel needs coordinates that are not negative");
        }
        double limit = precision == Precision.DOUBLE ? LARGEST_DOUBLE : LARGEST_FLOAT;
        double largest = Math.max(-summary.least(), summary.most());
        if (!(largest <= limit)) {
            double extreme = summary.most() == largest ? summary.most() : summary.least();
            throw new IllegalArgumentException(name + ": " + where(leaf, points, extreme) + ", beyond the " + limit
                    + " up to which squares stay within " + precision + " arithmetic; rescale the data"
                    + (precision == Precision.FLOAT ? " or use Precision.DOUBLE" : ""));
        }
    }

    /** Finds the row and column of an extreme coordinate, to name it. */
    private static String where(Expression.Leaf leaf, Points points, double extreme) {
        for (int i = 0; i < points.size(); i++) {
            double[] z = leaf.transform().apply(points.row(i));
            for (int k = 0; k < z.length; k++) {
                if (z[k] == extreme || Double.isNaN(z[k])) {
                    return "row " + i + ", column " + k + " is " + z[k];
                }
            }
        }
        return "a coordinate is " + extreme;
    }

    private static void checkRate(Profile profile, Precision precision) {
        double rate = 1;
        if (profile instanceof Profile.Exponential p) {
            rate = p.rate();
        } else if (profile instanceof Profile.RootExponential p) {
            rate = p.rate();
        } else if (profile instanceof Profile.Matern32 p) {
            rate = p.rate();
        } else if (profile instanceof Profile.Matern52 p) {
            rate = p.rate();
        } else if (profile instanceof Profile.RationalPower p) {
            rate = p.rate();
        } else if (profile instanceof Profile.CompactPower p) {
            rate = 1 / (p.radius() * p.radius());
        } else if (profile instanceof Profile.Triangle p) {
            rate = 1 / p.radius();
        } else if (profile instanceof Profile.CosineArch p) {
            rate = 1 / p.radius();
        }
        if (precision == Precision.FLOAT && !(rate >= 1e-30 && rate <= 1e30)) {
            throw new IllegalArgumentException("function: its length scale leads to a factor of " + rate
                    + ", beyond the 1e-30 to 1e30 of FLOAT arithmetic; rescale the data or use Precision.DOUBLE");
        }
    }
}
