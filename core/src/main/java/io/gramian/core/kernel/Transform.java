package io.gramian.core.kernel;

import java.util.Arrays;

/**
 * A map of points that is applied before the {@link Form}: length scales per axis, a whitening matrix,
 * or the wrapping of a line onto a circle.
 *
 * <p>The set is closed. A transform is applied once to each point, not to each pair.
 */
public sealed interface Transform {
    /**
     * Returns the number of coordinates after the map.
     *
     * @param d the number of coordinates before it
     * @return the number of coordinates after it
     * @throws IllegalArgumentException if the map is not defined for d coordinates
     */
    int outputDimension(int d);

    /**
     * Maps one point.
     *
     * @param x a point
     * @return its image, a new array
     */
    double[] apply(double[] x);

    /**
     * Returns the map that does this first and the other next.
     *
     * @param next what follows
     * @return the composition
     */
    default Transform then(Transform next) {
        return this instanceof Identity ? next : next instanceof Identity ? this : new Then(this, next);
    }

    /** Leaves points as they are. */
    record Identity() implements Transform {
        @Override
        public int outputDimension(int d) {
            return d;
        }

        @Override
        public double[] apply(double[] x) {
            return x.clone();
        }
    }

    /** Divides coordinate k by lengthScales[k]. */
    final class AxisScales implements Transform {
        private final double[] lengthScales;

        /**
         * Makes the map that divides coordinate k by its length scale.
         *
         * @param lengthScales d positive numbers; copied
         * @throws IllegalArgumentException if one is not positive and finite
         */
        public AxisScales(double... lengthScales) {
            this.lengthScales = lengthScales.clone();
            for (int k = 0; k < lengthScales.length; k++) {
                Arguments.positive("length scale of axis " + k, lengthScales[k]);
            }
        }

        @Override
        public int outputDimension(int d) {
            Arguments.dimension("length scales", lengthScales.length, d);
            return d;
        }

        @Override
        public double[] apply(double[] x) {
            outputDimension(x.length);
            double[] image = new double[x.length];
            for (int k = 0; k < x.length; k++) {
                image[k] = x[k] / lengthScales[k];
            }
            return image;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof AxisScales that && Arrays.equals(lengthScales, that.lengthScales);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(lengthScales);
        }

        @Override
        public String toString() {
            return Arrays.toString(lengthScales);
        }
    }

    /** Solves L z = x for a lower-triangular L: with H = L L', |z|^2 = x' H^-1 x. */
    final class Whitening implements Transform {
        private final double[][] lower;

        /**
         * Makes the map x to L^-1 x.
         *
         * @param lower d x d, lower-triangular with a positive diagonal; copied
         * @throws IllegalArgumentException if the matrix is not square or its diagonal not positive
         */
        public Whitening(double[][] lower) {
            this.lower = new double[lower.length][];
            for (int i = 0; i < lower.length; i++) {
                Arguments.dimension("row " + i + " of the whitening matrix", lower.length, lower[i].length);
                this.lower[i] = lower[i].clone();
                Arguments.positive("diagonal entry " + i + " of the whitening matrix", lower[i][i]);
            }
        }

        @Override
        public int outputDimension(int d) {
            Arguments.dimension("whitening matrix", lower.length, d);
            return d;
        }

        @Override
        public double[] apply(double[] x) {
            outputDimension(x.length);
            double[] z = new double[x.length];
            for (int i = 0; i < z.length; i++) {
                double rest = x[i];
                for (int k = 0; k < i; k++) {
                    rest -= lower[i][k] * z[k];
                }
                z[i] = rest / lower[i][i];
            }
            return z;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Whitening that && Arrays.deepEquals(lower, that.lower);
        }

        @Override
        public int hashCode() {
            return Arrays.deepHashCode(lower);
        }

        @Override
        public String toString() {
            return "whitening " + lower.length + " x " + lower.length;
        }
    }

    /**
     * Winds every coordinate onto a circle of unit radius: x to (cos 2 pi x / period, sin 2 pi x /
     * period), so that |image difference|^2 = 4 sum sin^2(pi (x_k - y_k) / period).
     *
     * @param period positive
     */
    record Circle(double period) implements Transform {
        /**
         * Checks the parameters.
         *
         * @param period within its range
         * @throws IllegalArgumentException if one is not
         */
        public Circle {
            Arguments.positive("period", period);
        }

        @Override
        public int outputDimension(int d) {
            return 2 * d;
        }

        @Override
        public double[] apply(double[] x) {
            double[] image = new double[2 * x.length];
            for (int k = 0; k < x.length; k++) {
                double angle = 2 * Math.PI * Math.IEEEremainder(x[k], period) / period;
                image[2 * k] = Math.cos(angle);
                image[2 * k + 1] = Math.sin(angle);
            }
            return image;
        }
    }

    /**
     * One map after another.
     *
     * @param first applied first
     * @param second applied to the image
     */
    record Then(Transform first, Transform second) implements Transform {
        @Override
        public int outputDimension(int d) {
            return second.outputDimension(first.outputDimension(d));
        }

        @Override
        public double[] apply(double[] x) {
            return second.apply(first.apply(x));
        }
    }
}
