package io.gramian.core.kernel;

/**
 * A function of one number t, the {@link Form} of a pair, whose value is the kernel.
 *
 * <p>The set is closed: every backend knows how to evaluate each of these in a loop. The methods here
 * are the definition the loops are tested against.
 */
public sealed interface Profile {
    /**
     * Returns the value of the profile.
     *
     * @param t the form of a pair
     * @return p(t)
     */
    double value(double t);

    /**
     * Returns the natural logarithm of the value, finite also where the value underflows.
     *
     * @param t the form of a pair
     * @return log p(t); negative infinity where p(t) = 0
     */
    default double logValue(double t) {
        return Math.log(value(t));
    }

    /**
     * Returns whether p(t) &gt;= 0 for every t, so that it may stand in a log-domain sum.
     *
     * @return true if the profile is never negative
     */
    default boolean isNonNegative() {
        return true;
    }

    /**
     * Returns the largest |d log p / dt|, which turns an error in t into a relative error of the value.
     *
     * <p>Infinite for profiles that jump, end, or have a cusp at zero: they never take their distance
     * from inner products.
     *
     * @return sup |p'(t) / p(t)| over t &gt;= 0
     */
    default double logSlope() {
        return Double.POSITIVE_INFINITY;
    }

    /** The value is t itself. */
    record Identity() implements Profile {
        @Override
        public double value(double t) {
            return t;
        }

        @Override
        public boolean isNonNegative() {
            return false;
        }
    }

    /**
     * exp(-rate t): Gaussian of a squared distance, Laplacian of an L1 distance.
     *
     * @param rate positive
     */
    record Exponential(double rate) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param rate within its range
         * @throws IllegalArgumentException if one is not
         */
        public Exponential {
            Arguments.positive("rate", rate);
        }

        @Override
        public double value(double t) {
            return Math.exp(-rate * t);
        }

        @Override
        public double logValue(double t) {
            return -rate * t;
        }

        @Override
        public double logSlope() {
            return rate;
        }
    }

    /**
     * exp(-u) with u = rate sqrt(t).
     *
     * @param rate positive
     */
    record RootExponential(double rate) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param rate within its range
         * @throws IllegalArgumentException if one is not
         */
        public RootExponential {
            Arguments.positive("rate", rate);
        }

        @Override
        public double value(double t) {
            return Math.exp(-rate * Math.sqrt(t));
        }

        @Override
        public double logValue(double t) {
            return -rate * Math.sqrt(t);
        }
    }

    /**
     * (1 + u) exp(-u) with u = rate sqrt(t).
     *
     * @param rate positive
     */
    record Matern32(double rate) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param rate within its range
         * @throws IllegalArgumentException if one is not
         */
        public Matern32 {
            Arguments.positive("rate", rate);
        }

        @Override
        public double value(double t) {
            double u = rate * Math.sqrt(t);
            return (1 + u) * Math.exp(-u);
        }

        @Override
        public double logValue(double t) {
            double u = rate * Math.sqrt(t);
            return Math.log1p(u) - u;
        }

        @Override
        public double logSlope() {
            return rate * rate / 2;
        }
    }

    /**
     * (1 + u + u^2/3) exp(-u) with u = rate sqrt(t).
     *
     * @param rate positive
     */
    record Matern52(double rate) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param rate within its range
         * @throws IllegalArgumentException if one is not
         */
        public Matern52 {
            Arguments.positive("rate", rate);
        }

        @Override
        public double value(double t) {
            double u = rate * Math.sqrt(t);
            return (1 + u + u * u / 3) * Math.exp(-u);
        }

        @Override
        public double logValue(double t) {
            double u = rate * Math.sqrt(t);
            return Math.log1p(u + u * u / 3) - u;
        }

        @Override
        public double logSlope() {
            return rate * rate / 6;
        }
    }

    /**
     * (1 + rate t)^-power.
     *
     * @param rate positive
     * @param power positive
     */
    record RationalPower(double rate, double power) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param rate within its range
         * @param power within its range
         * @throws IllegalArgumentException if one is not
         */
        public RationalPower {
            Arguments.positive("rate", rate);
            Arguments.positive("power", power);
        }

        @Override
        public double value(double t) {
            return Math.exp(logValue(t));
        }

        @Override
        public double logValue(double t) {
            return -power * Math.log1p(rate * t);
        }

        @Override
        public double logSlope() {
            return rate * power;
        }
    }

    /**
     * (scale t + offset)^degree.
     *
     * @param scale any
     * @param offset any
     * @param degree at least 1
     */
    record Polynomial(double scale, double offset, int degree) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param scale within its range
         * @param offset within its range
         * @param degree within its range
         * @throws IllegalArgumentException if one is not
         */
        public Polynomial {
            Arguments.finite("scale", scale);
            Arguments.finite("offset", offset);
            Arguments.range("degree", degree, 1, 1000);
        }

        @Override
        public double value(double t) {
            return Math.pow(scale * t + offset, degree);
        }

        @Override
        public double logValue(double t) {
            double base = scale * t + offset; // negative values have no logarithm, unless the degree is even
            return base >= 0 || isNonNegative() ? degree * Math.log(Math.abs(base)) : Double.NaN;
        }

        @Override
        public boolean isNonNegative() {
            return degree % 2 == 0;
        }
    }

    /**
     * tanh(scale t + offset).
     *
     * @param scale any
     * @param offset any
     */
    record HyperbolicTangent(double scale, double offset) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param scale within its range
         * @param offset within its range
         * @throws IllegalArgumentException if one is not
         */
        public HyperbolicTangent {
            Arguments.finite("scale", scale);
            Arguments.finite("offset", offset);
        }

        @Override
        public double value(double t) {
            return Math.tanh(scale * t + offset);
        }

        @Override
        public boolean isNonNegative() {
            return false;
        }
    }

    /**
     * J_n(theta) / pi of the angle theta with cosine t (Cho and Saul, 2009): J_0 = pi - theta, J_1 = sin
     * theta + (pi - theta) cos theta, J_2 = 3 sin theta cos theta + (pi - theta)(1 + 2 cos^2 theta).
     *
     * @param order n = 0, 1 or 2
     */
    record ArcCosine(int order) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param order within its range
         * @throws IllegalArgumentException if one is not
         */
        public ArcCosine {
            Arguments.range("order", order, 0, 2);
        }

        @Override
        public double value(double t) {
            return value(t, Math.acos(t));
        }

        /**
         * Returns the value for a cosine whose angle is known.
         *
         * @param t the cosine
         * @param angle its arc cosine
         * @return J_n(theta) / pi
         */
        public double value(double t, double angle) {
            double rest = Math.PI - angle;
            double sine = Math.sqrt(1 - t * t);
            double j = switch (order) {
                case 0 -> rest;
                case 1 -> sine + rest * t;
                default -> 3 * sine * t + rest * (1 + 2 * t * t);
            };
            return Math.max(0, j) / Math.PI;
        }
    }

    /**
     * (1 - u^2)^power for u &lt; 1, 0 beyond, with u^2 = t / radius^2: power 0 is the top hat.
     *
     * @param radius positive, where the profile ends
     * @param power 0, 1, 2, ...
     */
    record CompactPower(double radius, int power) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param radius within its range
         * @param power within its range
         * @throws IllegalArgumentException if one is not
         */
        public CompactPower {
            Arguments.positive("radius", radius);
            Arguments.range("power", power, 0, 1000);
        }

        @Override
        public double value(double t) {
            double v = 1 - t / (radius * radius);
            return v > 0 ? Math.pow(v, power) : 0;
        }
    }

    /**
     * 1 - u for u &lt; 1, 0 beyond, with u = sqrt(t) / radius.
     *
     * @param radius positive, where the profile ends
     */
    record Triangle(double radius) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param radius within its range
         * @throws IllegalArgumentException if one is not
         */
        public Triangle {
            Arguments.positive("radius", radius);
        }

        @Override
        public double value(double t) {
            return Math.max(0, 1 - Math.sqrt(t) / radius);
        }
    }

    /**
     * cos(pi u / 2) for u &lt; 1, 0 beyond, with u = sqrt(t) / radius.
     *
     * @param radius positive, where the profile ends
     */
    record CosineArch(double radius) implements Profile {
        /**
         * Checks the parameters.
         *
         * @param radius within its range
         * @throws IllegalArgumentException if one is not
         */
        public CosineArch {
            Arguments.positive("radius", radius);
        }

        @Override
        public double value(double t) {
            double v = 1 - Math.sqrt(t) / radius;
            return v > 0 ? Math.sin(Math.PI / 2 * v) : 0;
        }
    }
}
