package io.gramian.conformance;

import io.gramian.core.Precision;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/** Matrices that are easy, and that are not. */
enum MatrixKind {
    /** Entries uniform on [-1, 1]. */
    RANDOM,
    /** Rows and columns that fall off by many orders of magnitude. */
    GRADED,
    /** Each row and column from the middle on repeats one before: half the rank. */
    REPEATED,
    /** Entries whose squares are all but too small. */
    TINY,
    /** Entries whose squares are all but too large. */
    HUGE,
    /** Entries 0, 1 and -1, most of them 0. */
    SPARSE;

    DMatrixRMaj matrix(int rows, int columns, Precision precision, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj a = new DMatrixRMaj(rows, columns);
        for (int at = 0; at < a.data.length; at++) {
            a.data[at] = this == SPARSE ? Math.max(0, random.nextInt(10) - 7) : random.nextDouble(-1, 1);
            a.data[at] = this == SPARSE && a.data[at] == 2 ? -1 : a.data[at];
        }
        double last = precision == Precision.DOUBLE ? 1e-6 : 1e-2;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (this == GRADED) {
                    a.set(i, j, a.get(i, j) * Math.pow(last, (double) i / rows + (double) j / columns));
                } else if (this == REPEATED) {
                    a.set(i, j, a.get(i % half(rows), j % half(columns)));
                } else {
                    a.set(i, j, a.get(i, j) * scale(precision));
                }
            }
        }
        return Operand.rounded(a, precision);
    }

    private static int half(int n) {
        return Math.max(1, (n + 1) / 2);
    }

    /** The order of magnitude of the entries. */
    double scale(Precision precision) {
        double large = precision == Precision.DOUBLE ? 1e150 : 1e15;
        return this == TINY ? 1 / large : this == HUGE ? large : 1;
    }

    /** A A' / n and something on the diagonal, so that it is positive definite whatever A is. */
    DMatrixRMaj positiveDefinite(int n, Precision precision, long seed) {
        MatrixKind shape = this == TINY || this == HUGE ? RANDOM : this;
        DMatrixRMaj a = shape.matrix(n, n, precision, seed);
        DMatrixRMaj product = Reference.product(a, Reference.transposed(a));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double ridge = i == j ? 0.1 + product.get(i, i) / n : 0;
                product.set(i, j, (product.get(i, j) / n + ridge) * scale(precision));
            }
        }
        return Operand.rounded(product, precision);
    }

    /** The lower triangle of a matrix of this kind, its diagonal so large that the inverse stays moderate. */
    DMatrixRMaj lowerTriangle(int n, Precision precision, long seed) {
        DMatrixRMaj a = matrix(n, n, precision, seed);
        for (int i = 0; i < n; i++) {
            double size = 0;
            for (int j = 0; j < n; j++) {
                size = Math.max(size, Math.abs(a.get(i, j)));
                a.set(i, j, j > i ? 0 : a.get(i, j));
            }
            a.set(i, i, (size == 0 ? 1 : size) * (1 + n / 4.0));
        }
        return Operand.rounded(a, precision);
    }

    /** Both triangles that of the lower one: symmetric, of any signs. */
    DMatrixRMaj symmetric(int n, Precision precision, long seed) {
        DMatrixRMaj a = matrix(n, n, precision, seed);
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                a.set(i, j, a.get(j, i));
            }
        }
        return a;
    }

    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
