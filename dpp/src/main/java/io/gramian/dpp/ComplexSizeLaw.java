package io.gramian.dpp;

import io.gramian.core.NumericalException;
import java.util.Arrays;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The law of the number of items from the eigenvalues of a kernel that need not be symmetric: the coefficients of prod(1 -
 * lambda + lambda t), conjugate pairs multiplied out as real quadratics.
 */
final class ComplexSizeLaw {
    private ComplexSizeLaw() {}

    /** Returns the eigenvalues of a square matrix. */
    static Complex_F64[] eigenvalues(DMatrixRMaj matrix) {
        var decomposition = DecompositionFactory_DDRM.eig(matrix.numRows, false, false);
        if (!decomposition.decompose(matrix.copy())) {
            throw new NumericalException("the eigenvalues of a kernel of " + matrix.numRows
                    + " rows did not converge; check that its entries are of moderate size");
        }
        Complex_F64[] values = new Complex_F64[decomposition.getNumberOfEigenvalues()];
        Arrays.setAll(values, decomposition::getEigenvalue);
        return values;
    }

    /** Returns the probabilities of 0 to n items, from the eigenvalues of the marginal kernel; those beyond count as zero. */
    static double[] probabilities(Complex_F64[] eigenvalues, int n) {
        double[] law = new double[Math.max(n, eigenvalues.length) + 1];
        law[0] = 1;
        int degree = 0;
        for (Complex_F64 value : eigenvalues) {
            double real = value.real;
            double square = real * real + value.imaginary * value.imaginary;
            if (value.imaginary > 0) {
                degree += 2;
                multiply(law, degree, 1 - 2 * real + square, 2 * (real - square), square);
            } else if (value.imaginary == 0) {
                degree++;
                multiply(law, degree, 1 - real, real, 0);
            }
        }
        return Arrays.stream(law).limit(n + 1L).map(p -> Math.max(0, p)).toArray();
    }

    private static void multiply(double[] polynomial, int degree, double constant, double linear, double quadratic) {
        for (int j = degree; j >= 0; j--) {
            double value = constant * polynomial[j];
            value += j >= 1 ? linear * polynomial[j - 1] : 0;
            value += j >= 2 ? quadratic * polynomial[j - 2] : 0;
            polynomial[j] = value;
        }
    }
}
