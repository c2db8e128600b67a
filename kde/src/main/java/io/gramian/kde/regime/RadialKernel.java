package io.gramian.kde.regime;

/**
 * A radial kernel in many dimensions: exp(-d g(t)) at squared distance d t, with a bandwidth eta that stays of order one
 * as d grows.
 *
 * <p>All that matters for its regimes is the slope of g at the nearest points (see {@link RegimeTheory#stableIndex(
 * RadialKernel, double, double)}).
 */
public final class RadialKernel {
    private enum Shape {
        POWER,
        STUDENT,
        COMPACT
    }

    private final Shape shape;
    private final double parameter;

    private RadialKernel(Shape shape, double parameter) {
        this.shape = shape;
        this.parameter = parameter;
    }

    /**
     * Returns the kernel exp(-(u / h)^p): g = t^(p/2) / eta^p with eta = h d^(1/p - 1/2), and m = (eta / eta_G)^p.
     *
     * @param p positive; 2 is Gaussian with h = sqrt(2) standard deviations
     * @return a kernel
     * @throws IllegalArgumentException if p is not positive and finite
     */
    public static RadialKernel power(double p) {
        return new RadialKernel(Shape.POWER, positive("p", p));
    }

    /**
     * Returns the kernel exp(-u / h), {@code power(1)}.
     *
     * @return a kernel
     */
    public static RadialKernel exponential() {
        return power(1);
    }

    /**
     * Returns the kernel (1 + u^2 / (nu h^2))^(-(nu + d)/2) with nu = kappa d: g = (1 + kappa)/2 log(1 + t / (kappa
     * eta^2)) with eta = h.
     *
     * @param kappa degrees of freedom over the dimension, positive
     * @return a kernel
     * @throws IllegalArgumentException if kappa is not positive and finite
     */
    public static RadialKernel student(double kappa) {
        return new RadialKernel(Shape.STUDENT, positive("kappa", kappa));
    }

    /**
     * Returns a kernel that ends at u = h, of any shape that is not exponentially small before: eta = h / sqrt(d). The
     * estimate is an average over many points, m infinite, where eta exceeds delta, and zero at a typical query
     * otherwise, m = 0.
     *
     * @return a kernel
     */
    public static RadialKernel compact() {
        return new RadialKernel(Shape.COMPACT, Double.NaN);
    }

    /**
     * Returns the bandwidth on the scale that does not grow with the dimension.
     *
     * @param h the bandwidth
     * @param d the dimension
     * @return eta
     */
    public double scaled(double h, int d) {
        return h / unit(d);
    }

    /**
     * Returns the bandwidth in the units of the data.
     *
     * @param eta the bandwidth on the scale of {@link #scaled}
     * @param d the dimension
     * @return h
     */
    public double unscaled(double eta, int d) {
        return eta * unit(d);
    }

    private double unit(int d) {
        return switch (shape) {
            case POWER -> Math.pow(RegimeTheory.checkedDimension(d), 0.5 - 1 / parameter);
            case STUDENT -> 1;
            case COMPACT -> Math.sqrt(RegimeTheory.checkedDimension(d));
        };
    }

    /** 1 / (2 h_G^2 g'(delta^2)). */
    double stableIndex(double eta, double glassSquared, double deltaSquared) {
        return switch (shape) {
            case POWER -> Math.pow(eta / bandwidth(1, glassSquared, deltaSquared), parameter);
            case STUDENT -> (parameter * eta * eta + deltaSquared) / ((1 + parameter) * glassSquared);
            case COMPACT -> eta * eta > deltaSquared ? Double.POSITIVE_INFINITY : 0;
        };
    }

    double bandwidth(double m, double glassSquared, double deltaSquared) {
        return switch (shape) {
            case POWER ->
                Math.pow(m * parameter * glassSquared / deltaSquared, 1 / parameter) * Math.sqrt(deltaSquared);
            case STUDENT -> Math.sqrt(Math.max(0, (m * (1 + parameter) * glassSquared - deltaSquared) / parameter));
            case COMPACT -> Math.sqrt(deltaSquared);
        };
    }

    private static double positive(String name, double value) {
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a positive finite number, found " + value);
        }
        return value;
    }

    /** Returns the name with its parameter. */
    @Override
    public String toString() {
        return switch (shape) {
            case POWER -> "power(" + parameter + ")";
            case STUDENT -> "student(" + parameter + ")";
            case COMPACT -> "compact";
        };
    }
}
