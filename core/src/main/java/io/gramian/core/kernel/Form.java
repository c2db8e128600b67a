package io.gramian.core.kernel;

/**
 * The number that a pair of points is first reduced to, before a {@link Profile} turns it into the value
 * of a kernel.
 *
 * <p>The set is closed: every backend has a loop for each form.
 */
public enum Form {
    /** The squared Euclidean distance, sum of (x_k - y_k)^2. */
    SQUARED_DISTANCE {
        @Override
        public double value(double[] x, double[] y) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                double difference = x[k] - y[k];
                sum += difference * difference;
            }
            return sum;
        }
    },

    /** The L1 distance, sum of |x_k - y_k|. */
    L1_DISTANCE {
        @Override
        public double value(double[] x, double[] y) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                sum += Math.abs(x[k] - y[k]);
            }
            return sum;
        }
    },

    /** The inner product, sum of x_k y_k. */
    DOT {
        @Override
        public double value(double[] x, double[] y) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                sum += x[k] * y[k];
            }
            return sum;
        }
    },

    /** The cosine of the angle, x.y / (|x| |y|), kept within [-1, 1]; 0 where a vector is zero. */
    COSINE {
        @Override
        public double value(double[] x, double[] y) {
            double norms = Math.sqrt(DOT.value(x, x)) * Math.sqrt(DOT.value(y, y));
            return norms == 0 ? 0 : Math.max(-1, Math.min(1, DOT.value(x, y) / norms));
        }
    },

    /** The chi-squared distance, sum of (x_k - y_k)^2 / (x_k + y_k) over x_k + y_k &gt; 0; for x, y &gt;= 0. */
    CHI_SQUARED {
        @Override
        public double value(double[] x, double[] y) {
            double sum = 0;
            for (int k = 0; k < x.length; k++) {
                double total = x[k] + y[k];
                if (total > 0) {
                    double difference = x[k] - y[k];
                    sum += difference * difference / total;
                }
            }
            return sum;
        }

        @Override
        public boolean needsNonNegative() {
            return true;
        }
    };

    /**
     * Returns the form of one pair, computed in the obvious way.
     *
     * @param x a point of d coordinates
     * @param y a point of d coordinates
     * @return the number the profile is applied to
     */
    public abstract double value(double[] x, double[] y);

    /**
     * Returns whether the form is defined for non-negative coordinates only.
     *
     * @return true for {@link #CHI_SQUARED}
     */
    public boolean needsNonNegative() {
        return false;
    }

    /**
     * Returns whether adding the same vector to both points leaves the form unchanged.
     *
     * @return true for the Euclidean and the L1 distance
     */
    public boolean isTranslationInvariant() {
        return this == SQUARED_DISTANCE || this == L1_DISTANCE;
    }
}
