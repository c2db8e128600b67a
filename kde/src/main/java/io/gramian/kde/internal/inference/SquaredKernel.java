package io.gramian.kde.internal.inference;

import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;

/** The square of a function of pairs, for sums of squares. */
public record SquaredKernel(PairFunction of) implements PairFunction {
    @Override
    public Expression expression() {
        return new Expression.Product(of.expression(), of.expression());
    }
}
