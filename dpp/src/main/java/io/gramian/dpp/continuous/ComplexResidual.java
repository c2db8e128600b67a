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
        for (int k = 0; k < size; k++) {
            double x = Residual.dot(real[k], a) + Residual.dot(imaginary[k], b);
            double y = Residual.dot(real[k], b) - Residual.dot(imaginary[k], a);
            projected += x * x + y * y;
            if (projected >= bound) {
                return false;
            }
        }
        double[] re = a.clone();
        double[] im = b.clone();
        subtract(re, im);
        subtract(re, im); // again: the first time leaves rounding of the vector's size
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

    private void subtract(double[] a, double[] b) {
        for (int k = 0; k < size; k++) {
            double x = Residual.dot(real[k], a) + Residual.dot(imaginary[k], b);
            double y = Residual.dot(real[k], b) - Residual.dot(imaginary[k], a);
            for (int i = 0; i < a.length; i++) {
                a[i] -= x * real[k][i] - y * imaginary[k][i];
                b[i] -= x * imaginary[k][i] + y * real[k][i];
            }
        }
    }

    private static double square(double[] a, double[] b) {
        return Residual.dot(a, a) + Residual.dot(b, b);
    }
}
