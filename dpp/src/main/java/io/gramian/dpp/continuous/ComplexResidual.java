package io.gramian.dpp.continuous;

/** What a growing orthonormal family of C^n leaves of a vector; see {@link Residual} for the real one. */
final class ComplexResidual {
    private final double[][] real;
    private final double[][] imaginary;
    private int size;

    ComplexResidual(int dimension) {
        real = new double[dimension][];
        imaginary = new double[dimension][];
    }

    int size() {
        return size;
    }

    /** Accepts the vector with the share of its square that is orthogonal to the family, and appends that part. */
    boolean accept(double[] a, double[] b, double uniform) {
        double bound = uniform * square(a, b);
        double projected = 0;
        double[] products = new double[2 * size];
        for (int k = 0; k < size; k++) {
            multiply(k, a, b, products);
            projected += products[2 * k] * products[2 * k] + products[2 * k + 1] * products[2 * k + 1];
            if (projected >= bound) {
                return false;
            }
        }
        double[] re = a.clone();
        double[] im = b.clone();
        for (int k = 0; k < size; k++) {
            subtract(k, products, re, im);
        }
        for (int k = 0; k < size; k++) { // again: the first time leaves rounding of the vector's size
            multiply(k, re, im, products);
            subtract(k, products, re, im);
        }
        double norm = Math.sqrt(square(re, im));
        if (!(projected < bound && norm > 0)) {
            return false;
        }
        for (int i = 0; i < re.length; i++) {
            re[i] /= norm;
            im[i] /= norm;
        }
        real[size] = re;
        imaginary[size] = im;
        size++;
        return true;
    }

    /** Writes the inner product with member k, in one pass and by several sums, for no addition to wait for the one before. */
    private void multiply(int k, double[] a, double[] b, double... products) {
        double[] p = real[k];
        double[] q = imaginary[k];
        double x0 = 0;
        double x1 = 0;
        double y0 = 0;
        double y1 = 0;
        int i = 0;
        for (; i + 1 < a.length; i += 2) {
            x0 += p[i] * a[i] + q[i] * b[i];
            y0 += p[i] * b[i] - q[i] * a[i];
            x1 += p[i + 1] * a[i + 1] + q[i + 1] * b[i + 1];
            y1 += p[i + 1] * b[i + 1] - q[i + 1] * a[i + 1];
        }
        if (i < a.length) {
            x0 += p[i] * a[i] + q[i] * b[i];
            y0 += p[i] * b[i] - q[i] * a[i];
        }
        products[2 * k] = x0 + x1;
        products[2 * k + 1] = y0 + y1;
    }

    private void subtract(int k, double[] products, double[] a, double... b) {
        double[] p = real[k];
        double[] q = imaginary[k];
        double x = products[2 * k];
        double y = products[2 * k + 1];
        for (int i = 0; i < a.length; i++) {
            a[i] -= x * p[i] - y * q[i];
            b[i] -= x * q[i] + y * p[i];
        }
    }

    private static double square(double[] a, double[] b) {
        return Residual.dot(a, a) + Residual.dot(b, b);
    }
}
