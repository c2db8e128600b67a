package io.gramian.dpp.continuous;

/**
 * An orthonormal family q_1, ..., q_k of R^m that grows, and what it leaves of a vector. The sum of squares is taken one
 * q at a time so that a proposal that is going to be rejected stops early: in the last steps most do, after few of
 * them.
 */
final class Residual {
    private final double[][] family;
    private int size;

    Residual(int dimension) {
        family = new double[dimension][];
    }

    int size() {
        return size;
    }

    double[] member(int k) {
        return family[k];
    }

    /** Returns whether the projection on the family has a square below the bound. */
    boolean isBelow(double bound, double[] vector) {
        double sum = 0;
        for (int k = 0; k < size; k++) {
            double product = dot(family[k], vector);
            sum += product * product;
            if (sum >= bound) {
                return false;
            }
        }
        return sum < bound;
    }

    /**
     * Turns the vector into what the family leaves of it and, divided by its norm, appends that. Projects twice: once
     * leaves rounding of the vector's size, which an almost dependent vector would be made of.
     *
     * @return the norm of the rest; when it is zero nothing is appended
     */
    double append(double[] vector) {
        for (int pass = 0; pass < 2; pass++) {
            for (int k = 0; k < size; k++) {
                double product = dot(family[k], vector);
                for (int i = 0; i < vector.length; i++) {
                    vector[i] -= product * family[k][i];
                }
            }
        }
        double norm = Math.sqrt(dot(vector, vector));
        if (norm > 0) {
            family[size] = vector.clone();
            for (int i = 0; i < vector.length; i++) {
                family[size][i] /= norm;
            }
            size++;
        }
        return norm;
    }

    /**
     * Returns the logarithm of the determinant of the inner products of the vectors, which are worked on; negative infinity
     * where what is left of one is of the size of its rounding.
     */
    static double logGramDeterminant(double[]... vectors) {
        Residual residual = new Residual(vectors.length);
        double sum = 0;
        for (double[] vector : vectors) {
            double scale = scale(vector);
            double rounding = 4 * vector.length * Math.ulp(1.0) * Math.sqrt(dot(vector, vector));
            double distance = residual.append(vector);
            if (distance <= rounding) {
                return Double.NEGATIVE_INFINITY;
            }
            sum += 2 * (Math.log(scale) + Math.log(distance));
        }
        return sum;
    }

    /** Divides the vector by its largest absolute value, so that its square cannot overflow, and returns that. */
    static double scale(double[] vector) {
        double largest = 0;
        for (double value : vector) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < vector.length && largest > 0; i++) {
            vector[i] /= largest;
        }
        return largest;
    }

    /** Four sums at once: each addition of a single one would wait for the one before. */
    static double dot(double[] a, double[] b) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int whole = a.length & -4;
        for (int i = 0; i < whole; i += 4) {
            first += a[i] * b[i];
            second += a[i + 1] * b[i + 1];
            third += a[i + 2] * b[i + 2];
            fourth += a[i + 3] * b[i + 3];
        }
        for (int i = whole; i < a.length; i++) {
            first += a[i] * b[i];
        }
        return first + second + (third + fourth);
    }
}
