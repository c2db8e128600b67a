package io.gramian.core.kernel;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToDoubleBiFunction;

/**
 * A similarity k(x, y) of two points, with what is known of its definiteness.
 *
 * <p>Kernels are immutable values, made by the factories here and combined by {@link #plus}, {@link
 * #times}, {@link #scaledBy} and {@link #withLengthScales}:
 *
 * <pre>{@code
 * Kernel k = Kernel.gaussian(0.5).plus(Kernel.linear().scaledBy(0.1));
 * k.value(x, y);                       // one pair
 * Backends.auto().gram(k, xs, ys);     // all pairs, never stored
 * }</pre>
 *
 * <p>r is the Euclidean distance |x - y| and x.y the inner product; lengths are in the units of the
 * coordinates. Cost O(d) a pair.
 */
public final class Kernel implements PairFunction {
    private final String name;
    private final Expression expression;
    private final Definiteness definiteness;

    private Kernel(String name, Expression expression, Definiteness definiteness) {
        this.name = name;
        this.expression = expression;
        this.definiteness = definiteness;
    }

    /**
     * Returns the Gaussian kernel exp(-r^2 / (2 l^2)).
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel gaussian(double lengthScale) {
        double l = length(lengthScale);
        return distance("gaussian(lengthScale=" + l + ")", new Profile.Exponential(0.5 / (l * l)));
    }

    /**
     * Returns the Laplacian kernel exp(-|x - y|_1 / l), of the L1 distance.
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel laplacian(double lengthScale) {
        double l = length(lengthScale);
        return leaf("laplacian(lengthScale=" + l + ")", Form.L1_DISTANCE, new Profile.Exponential(1 / l));
    }

    /**
     * Returns the exponential kernel exp(-r / l), of the Euclidean distance; it is the Matern kernel of
     * smoothness 1/2.
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel exponential(double lengthScale) {
        double l = length(lengthScale);
        return distance("exponential(lengthScale=" + l + ")", new Profile.RootExponential(1 / l));
    }

    /**
     * Returns the Matern kernel of smoothness 1/2, exp(-r / l).
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel matern12(double lengthScale) {
        double l = length(lengthScale);
        return distance("matern12(lengthScale=" + l + ")", new Profile.RootExponential(1 / l));
    }

    /**
     * Returns the Matern kernel of smoothness 3/2, (1 + u) exp(-u) with u = sqrt(3) r / l.
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel matern32(double lengthScale) {
        double l = length(lengthScale);
        return distance("matern32(lengthScale=" + l + ")", new Profile.Matern32(Math.sqrt(3) / l));
    }

    /**
     * Returns the Matern kernel of smoothness 5/2, (1 + u + u^2/3) exp(-u) with u = sqrt(5) r / l.
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel matern52(double lengthScale) {
        double l = length(lengthScale);
        return distance("matern52(lengthScale=" + l + ")", new Profile.Matern52(Math.sqrt(5) / l));
    }

    /**
     * Returns the rational quadratic kernel (1 + r^2 / (2 alpha l^2))^-alpha, a mixture of Gaussian
     * kernels of many length scales.
     *
     * @param lengthScale l, positive
     * @param alpha positive; the Gaussian kernel is the limit of large alpha
     * @return a positive definite kernel
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public static Kernel rationalQuadratic(double lengthScale, double alpha) {
        double l = length(lengthScale);
        Arguments.positive("alpha", alpha);
        return distance(
                "rationalQuadratic(lengthScale=" + l + ", alpha=" + alpha + ")",
                new Profile.RationalPower(0.5 / alpha / l / l, alpha));
    }

    /**
     * Returns the Cauchy kernel 1 / (1 + r^2 / l^2).
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel cauchy(double lengthScale) {
        double l = length(lengthScale);
        return distance("cauchy(lengthScale=" + l + ")", new Profile.RationalPower(1 / (l * l), 1));
    }

    /**
     * Returns the inverse multiquadric kernel (1 + r^2 / l^2)^(-1/2).
     *
     * @param lengthScale l, positive
     * @return a positive definite kernel
     * @throws IllegalArgumentException if the length scale is not within 1e-150 and 1e150
     */
    public static Kernel inverseMultiquadric(double lengthScale) {
        double l = length(lengthScale);
        return distance("inverseMultiquadric(lengthScale=" + l + ")", new Profile.RationalPower(1 / (l * l), 0.5));
    }

    /**
     * Returns the polynomial kernel (scale x.y + offset)^degree.
     *
     * @param degree 1 to 1000
     * @param scale positive
     * @param offset finite; the kernel is positive definite for offset &gt;= 0
     * @return a kernel, positive definite if offset &gt;= 0
     * @throws IllegalArgumentException if a parameter is out of its range
     */
    public static Kernel polynomial(int degree, double scale, double offset) {
        Arguments.range("degree", degree, 1, 1000);
        Arguments.positive("scale", scale);
        Arguments.finite("offset", offset);
        return new Kernel(
                "polynomial(degree=" + degree + ", scale=" + scale + ", offset=" + offset + ")",
                new Expression.Leaf(Form.DOT, new Profile.Polynomial(scale, offset, degree)),
                offset >= 0 ? Definiteness.POSITIVE : Definiteness.NONE);
    }

    /**
     * Returns the linear kernel x.y.
     *
     * @return a positive semi-definite kernel of rank d
     */
    public static Kernel linear() {
        return leaf("linear()", Form.DOT, new Profile.Identity());
    }

    /**
     * Returns the sigmoid kernel tanh(scale x.y + offset).
     *
     * @param scale finite
     * @param offset finite
     * @return a kernel of which no definiteness is promised
     * @throws IllegalArgumentException if a parameter is not finite
     */
    public static Kernel sigmoid(double scale, double offset) {
        Arguments.finite("scale", scale);
        Arguments.finite("offset", offset);
        return new Kernel(
                "sigmoid(scale=" + scale + ", offset=" + offset + ")",
                new Expression.Leaf(Form.DOT, new Profile.HyperbolicTangent(scale, offset)),
                Definiteness.NONE);
    }

    /**
     * Returns the cosine kernel x.y / (|x| |y|), 0 where a vector is zero.
     *
     * @return a positive semi-definite kernel of rank d
     */
    public static Kernel cosine() {
        return leaf("cosine()", Form.COSINE, new Profile.Identity());
    }

    /**
     * Returns the periodic kernel exp(-2 sum_k sin^2(pi (x_k - y_k) / period) / l^2) (MacKay, 1998).
     *
     * <p>It is evaluated as a Gaussian of coordinates wound onto circles, at the cost of 2 d coordinates.
     *
     * @param period positive, in the units of the coordinates
     * @param lengthScale l, positive, without unit
     * @return a positive definite kernel
     * @throws IllegalArgumentException if a parameter is not positive and finite
     */
    public static Kernel periodic(double period, double lengthScale) {
        Arguments.positive("period", period);
        double l = length(lengthScale);
        return new Kernel(
                "periodic(period=" + period + ", lengthScale=" + l + ")",
                new Expression.Leaf(
                        Form.SQUARED_DISTANCE, new Transform.Circle(period), new Profile.Exponential(0.5 / (l * l)), 0),
                Definiteness.POSITIVE);
    }

    /**
     * Returns the chi-squared kernel exp(-gamma sum_k (x_k - y_k)^2 / (x_k + y_k)) for histograms; terms
     * with x_k = y_k = 0 count as 0.
     *
     * @param gamma positive
     * @return a positive definite kernel on points without negative coordinates
     * @throws IllegalArgumentException if gamma is not positive and finite
     */
    public static Kernel chiSquared(double gamma) {
        Arguments.positive("gamma", gamma);
        return leaf("chiSquared(gamma=" + gamma + ")", Form.CHI_SQUARED, new Profile.Exponential(gamma));
    }

    /**
     * Returns the arc-cosine kernel (|x| |y|)^n J_n(theta) / pi of the angle theta between x and y (Cho
     * and Saul, 2009): what an infinitely wide network with activation max(0, t)^n computes. A zero
     * vector counts as orthogonal to all. The angle of nearly parallel points keeps half the digits only, which
     * order 0 passes on.
     *
     * @param order n = 0, 1 or 2
     * @return a positive semi-definite kernel
     * @throws IllegalArgumentException if the order is another
     */
    public static Kernel arcCosine(int order) {
        Arguments.range("order", order, 0, 2);
        return new Kernel(
                "arcCosine(order=" + order + ")",
                new Expression.Leaf(Form.COSINE, new Transform.Identity(), new Profile.ArcCosine(order), order),
                Definiteness.POSITIVE);
    }

    /**
     * Returns a kernel that is the caller's own function; slower than the others, and equally correct.
     *
     * @param name what {@code toString} shows
     * @param definiteness what is known of it; the kernel contract in the conformance module checks it
     * @param function symmetric, thread-safe, free of side effects; must not change its arguments
     * @return a kernel
     */
    public static Kernel of(String name, Definiteness definiteness, ToDoubleBiFunction<double[], double[]> function) {
        Objects.requireNonNull(function, "function");
        return new Kernel(
                Objects.requireNonNull(name, "name"),
                new Expression.Custom(new Transform.Identity(), function),
                Objects.requireNonNull(definiteness, "definiteness"));
    }

    /**
     * Returns the sum of this kernel and another.
     *
     * @param other a kernel
     * @return k(x, y) + other(x, y)
     */
    public Kernel plus(Kernel other) {
        return new Kernel(
                "(" + name + " + " + other.name + ")",
                new Expression.Sum(expression, other.expression),
                definiteness.plus(other.definiteness));
    }

    /**
     * Returns the product of this kernel and another.
     *
     * @param other a kernel
     * @return k(x, y) other(x, y)
     */
    public Kernel times(Kernel other) {
        return new Kernel(
                "(" + name + " * " + other.name + ")",
                new Expression.Product(expression, other.expression),
                definiteness.times(other.definiteness));
    }

    /**
     * Returns a positive multiple of this kernel.
     *
     * @param factor positive
     * @return factor k(x, y)
     * @throws IllegalArgumentException if the factor is not positive and finite
     */
    public Kernel scaledBy(double factor) {
        Arguments.positive("factor", factor);
        return new Kernel(factor + " * " + name, new Expression.Scaled(factor, expression), definiteness);
    }

    /**
     * Returns this kernel with every axis measured in its own length: k(x / l, y / l) with l_k for
     * coordinate k (automatic relevance determination).
     *
     * @param lengthScales d positive numbers; copied
     * @return a kernel for points of dimension d
     * @throws IllegalArgumentException if none is given or one is not positive and finite
     */
    public Kernel withLengthScales(double... lengthScales) {
        Arguments.range("number of length scales", lengthScales.length, 1, Integer.MAX_VALUE);
        return new Kernel(
                name + ".withLengthScales" + Arrays.toString(lengthScales),
                expression.of(new Transform.AxisScales(lengthScales)),
                definiteness);
    }

    /**
     * Returns what is known of the eigenvalues of this kernel's Gram matrices.
     *
     * @return the definiteness this kernel declares
     */
    public Definiteness definiteness() {
        return definiteness;
    }

    @Override
    public Expression expression() {
        return expression;
    }

    /** Two kernels are equal when they have the same name and are built of the same pieces. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Kernel that && name.equals(that.name) && expression.equals(that.expression);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Returns the formula's name with its parameters, for example {@code gaussian(lengthScale=0.5)}. */
    @Override
    public String toString() {
        return name;
    }

    private static double length(double lengthScale) {
        if (lengthScale >= 1e-150 && lengthScale <= 1e150) { // its square stays finite and normal
            return lengthScale;
        }
        throw new IllegalArgumentException(
                "length scale: expected a positive number from 1e-150 to 1e150, found " + lengthScale);
    }

    private static Kernel distance(String name, Profile profile) {
        return leaf(name, Form.SQUARED_DISTANCE, profile);
    }

    private static Kernel leaf(String name, Form form, Profile profile) {
        return new Kernel(name, new Expression.Leaf(form, profile), Definiteness.POSITIVE);
    }
}
