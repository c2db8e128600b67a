package io.gramian.core.kernel;

import java.util.List;
import java.util.function.ToDoubleBiFunction;

/**
 * A pair function taken apart into the pieces that backends have loops for: leaves (a {@link Form} of
 * transformed points under a {@link Profile}), and sums, products and multiples of them.
 *
 * <p>The set is closed. {@link #value} is the definition every backend is tested against.
 */
public sealed interface Expression {
    /**
     * Returns the value for one pair, computed in the obvious way.
     *
     * @param x a point
     * @param y a point of the same dimension
     * @return k(x, y)
     */
    double value(double[] x, double[] y);

    /**
     * Returns the natural logarithm of the value, finite where the value itself underflows.
     *
     * @param x a point
     * @param y a point of the same dimension
     * @return log k(x, y); negative infinity where k = 0
     */
    default double logValue(double[] x, double[] y) {
        return Math.log(value(x, y));
    }

    /**
     * Returns whether the value is never negative, as far as is known.
     *
     * @return true if log-domain sums may be asked for
     */
    boolean isNonNegative();

    /**
     * Checks that the expression is defined for points of d coordinates.
     *
     * @param d the dimension
     * @throws IllegalArgumentException if a length scale or matrix was made for another dimension
     */
    void checkDimension(int d);

    /**
     * profile(form(Tx, Ty)), times (|Tx| |Ty|)^normPower.
     *
     * @param form what a pair is reduced to
     * @param transform applied to each point first
     * @param profile applied to the form
     * @param normPower 0 for all but the arc-cosine kernels
     */
    record Leaf(Form form, Transform transform, Profile profile, int normPower) implements Expression {
        /**
         * Makes a leaf without transform and norms.
         *
         * @param form what a pair is reduced to
         * @param profile applied to the form
         */
        public Leaf(Form form, Profile profile) {
            this(form, new Transform.Identity(), profile, 0);
        }

        @Override
        public double value(double[] x, double[] y) {
            double[] tx = transform.apply(x);
            double[] ty = transform.apply(y);
            double value = profile.value(form.value(tx, ty));
            return normPower == 0 ? value : value * normFactor(tx, ty);
        }

        @Override
        public double logValue(double[] x, double[] y) {
            double[] tx = transform.apply(x);
            double[] ty = transform.apply(y);
            double value = profile.logValue(form.value(tx, ty));
            return normPower == 0 ? value : value + Math.log(normFactor(tx, ty));
        }

        private double normFactor(double[] tx, double[] ty) {
            double norms = Math.sqrt(Form.DOT.value(tx, tx)) * Math.sqrt(Form.DOT.value(ty, ty));
            return Math.pow(norms, normPower);
        }

        @Override
        public boolean isNonNegative() {
            return profile.isNonNegative();
        }

        @Override
        public void checkDimension(int d) {
            transform.outputDimension(d);
        }
    }

    /**
     * The sum of two expressions.
     *
     * @param left a term
     * @param right a term
     */
    record Sum(Expression left, Expression right) implements Expression {
        @Override
        public double value(double[] x, double[] y) {
            return left.value(x, y) + right.value(x, y);
        }

        @Override
        public double logValue(double[] x, double[] y) {
            double a = left.logValue(x, y);
            double b = right.logValue(x, y);
            double max = Math.max(a, b);
            return max == Double.NEGATIVE_INFINITY ? max : max + Math.log1p(Math.exp(Math.min(a, b) - max));
        }

        @Override
        public boolean isNonNegative() {
            return left.isNonNegative() && right.isNonNegative();
        }

        @Override
        public void checkDimension(int d) {
            left.checkDimension(d);
            right.checkDimension(d);
        }
    }

    /**
     * The product of two expressions.
     *
     * @param left a factor
     * @param right a factor
     */
    record Product(Expression left, Expression right) implements Expression {
        @Override
        public double value(double[] x, double[] y) {
            return left.value(x, y) * right.value(x, y);
        }

        @Override
        public double logValue(double[] x, double[] y) {
            return left.logValue(x, y) + right.logValue(x, y);
        }

        @Override
        public boolean isNonNegative() {
            return left.isNonNegative() && right.isNonNegative();
        }

        @Override
        public void checkDimension(int d) {
            left.checkDimension(d);
            right.checkDimension(d);
        }
    }

    /**
     * A positive multiple of an expression.
     *
     * @param factor positive
     * @param of what is multiplied
     */
    record Scaled(double factor, Expression of) implements Expression {
        /**
         * Checks the parameters.
         *
         * @param factor within its range
         * @param of within its range
         * @throws IllegalArgumentException if one is not
         */
        public Scaled {
            Arguments.positive("factor", factor);
        }

        @Override
        public double value(double[] x, double[] y) {
            return factor * of.value(x, y);
        }

        @Override
        public double logValue(double[] x, double[] y) {
            return Math.log(factor) + of.logValue(x, y);
        }

        @Override
        public boolean isNonNegative() {
            return of.isNonNegative();
        }

        @Override
        public void checkDimension(int d) {
            of.checkDimension(d);
        }
    }

    /**
     * A function of the caller's, of transformed points: runs on the CPU under every backend, slower and
     * equally correct. It may stand in a log-domain sum; a negative value found there is reported.
     *
     * @param transform applied to each point first
     * @param function symmetric, thread-safe, free of side effects
     */
    record Custom(Transform transform, ToDoubleBiFunction<double[], double[]> function) implements Expression {
        @Override
        public double value(double[] x, double[] y) {
            return function.applyAsDouble(transform.apply(x), transform.apply(y));
        }

        @Override
        public boolean isNonNegative() {
            return true;
        }

        @Override
        public void checkDimension(int d) {
            transform.outputDimension(d);
        }
    }

    /**
     * Returns the same expression of transformed points.
     *
     * @param first applied to each point before anything else
     * @return k(Tx, Ty)
     */
    default Expression of(Transform first) {
        if (this instanceof Leaf leaf) {
            return new Leaf(leaf.form, first.then(leaf.transform), leaf.profile, leaf.normPower);
        } else if (this instanceof Sum sum) {
            return new Sum(sum.left.of(first), sum.right.of(first));
        } else if (this instanceof Product product) {
            return new Product(product.left.of(first), product.right.of(first));
        } else if (this instanceof Scaled scaled) {
            return new Scaled(scaled.factor, scaled.of.of(first));
        }
        Custom custom = (Custom) this;
        return new Custom(first.then(custom.transform), custom.function);
    }

    /**
     * Returns the expressions this one is made of: two for a sum or product, one for a multiple.
     *
     * @return the parts, none for a leaf or a function of the caller's
     */
    default List<Expression> parts() {
        if (this instanceof Sum sum) {
            return List.of(sum.left, sum.right);
        } else if (this instanceof Product product) {
            return List.of(product.left, product.right);
        } else if (this instanceof Scaled scaled) {
            return List.of(scaled.of);
        }
        return List.of();
    }
}
