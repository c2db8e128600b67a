package io.gramian.nystrom;

import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Kernel;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The derivative of a kernel by the logarithm of a common factor of its length scales, as a sum of functions that backends
 * evaluate like any other: -2 t p'(t) for a profile p of a squared distance t, -t p'(t) for one of an L1 distance, and the
 * rules of sums, products and multiples.
 */
record LengthScaleDerivative(List<Term> terms) {
    /** A multiple of an expression. */
    private record Term(double factor, Expression of) {}

    /** Returns the derivative, none if the kernel has a part that is not a smooth function of a distance. */
    static Optional<LengthScaleDerivative> of(Kernel kernel) {
        List<Term> terms = terms(kernel.expression());
        return terms == null ? Optional.empty() : Optional.of(new LengthScaleDerivative(terms));
    }

    double value(double[] x, double[] y) {
        return terms.stream()
                .mapToDouble(term -> term.factor * term.of.value(x, y))
                .sum();
    }

    /** Returns (a' D a - tr(inverse D)) / 2 for the matrix D of this derivative. */
    double half(Gram gram, double[] a, Matrix inverse, LinearAlgebra algebra) {
        double sum = 0;
        for (Term term : terms) {
            PairFunction function = () -> term.of;
            Gram view = gram.withFunction(function);
            double[] image = view.rowSums(a);
            double fit = 0;
            for (int i = 0; i < a.length; i++) {
                fit += a[i] * image[i];
            }
            try (Matrix matrix = view.matrix()) {
                sum += term.factor / 2 * (fit - algebra.inner(inverse, matrix));
            }
        }
        return sum;
    }

    private static List<Term> terms(Expression expression) {
        if (expression instanceof Expression.Leaf leaf) {
            return terms(leaf);
        }
        List<Expression> parts = expression.parts();
        if (expression instanceof Expression.Scaled scaled) {
            return multiplied(terms(scaled.of()), of -> of, scaled.factor());
        } else if (expression instanceof Expression.Sum) {
            return joined(terms(parts.get(0)), terms(parts.get(1)));
        } else if (expression instanceof Expression.Product) {
            Expression a = parts.get(0);
            Expression b = parts.get(1);
            return joined(
                    multiplied(terms(a), of -> new Expression.Product(of, b), 1),
                    multiplied(terms(b), of -> new Expression.Product(a, of), 1));
        }
        return null;
    }

    private static List<Term> terms(Expression.Leaf leaf) {
        boolean squared = leaf.form() == Form.SQUARED_DISTANCE;
        if (!squared && leaf.form() != Form.L1_DISTANCE) {
            return null;
        }
        double two = squared ? 2 : 1;
        Profile profile = leaf.profile();
        if (profile instanceof Profile.Exponential p) {
            return List.of(new Term(two * p.rate(), timesForm(leaf, p)));
        } else if (profile instanceof Profile.RationalPower p) {
            double factor = two * p.rate() * p.power();
            return List.of(new Term(factor, timesForm(leaf, new Profile.RationalPower(p.rate(), p.power() + 1))));
        } else if (profile instanceof Profile.Matern52 p && squared) {
            double factor = p.rate() * p.rate() / 3;
            return List.of(new Term(factor, timesForm(leaf, new Profile.Matern32(p.rate()))));
        } else if (profile instanceof Profile.Matern32 p && squared) {
            double factor = p.rate() * p.rate();
            return List.of(new Term(factor, timesForm(leaf, new Profile.RootExponential(p.rate()))));
        } else if (profile instanceof Profile.RootExponential p && squared) {
            // u exp(-u) is the difference of two Matern kernels.
            return List.of(new Term(1, with(leaf, new Profile.Matern32(p.rate()))), new Term(-1, with(leaf, profile)));
        }
        return null;
    }

    private static Expression timesForm(Expression.Leaf leaf, Profile profile) {
        return new Expression.Product(with(leaf, new Profile.Identity()), with(leaf, profile));
    }

    private static Expression with(Expression.Leaf leaf, Profile profile) {
        return new Expression.Leaf(leaf.form(), leaf.transform(), profile, 0);
    }

    private static List<Term> joined(List<Term> a, List<Term> b) {
        if (a == null || b == null) {
            return null;
        }
        List<Term> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static List<Term> multiplied(
            List<Term> terms, java.util.function.UnaryOperator<Expression> by, double factor) {
        return terms == null
                ? null
                : terms.stream()
                        .map(term -> new Term(factor * term.factor, by.apply(term.of)))
                        .toList();
    }
}
