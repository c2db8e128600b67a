package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.kernel.Expression;

/** Checks that an expression is defined for given points. */
final class Domains {
    private Domains() {}

    static void check(Expression expression, String name, Points points) {
        expression.checkDimension(points.dimension());
        expression.parts().forEach(part -> check(part, name, points));
        if (expression instanceof Expression.Leaf leaf && leaf.form().needsNonNegative()) {
            for (int i = 0; i < points.size(); i++) {
                double[] z = leaf.transform().apply(points.row(i));
                for (int k = 0; k < z.length; k++) {
                    if (z[k] < 0) {
                        throw new IllegalArgumentException(name + ": row " + i + ", column " + k + " is "
                                + points.value(i, Math.min(k, points.dimension() - 1))
                                + "; the chi-squared kernel needs coordinates that are not negative");
                    }
                }
            }
        }
    }
}
