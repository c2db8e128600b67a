package io.gramian.kde.internal.selection;

/** Small symmetric positive definite matrices by their lower Cholesky factors. */
final class Triangular {
    private Triangular() {}

    /** Returns c on the diagonal. */
    static double[][] diagonal(int d, double c) {
        double[][] matrix = new double[d][d];
        for (int k = 0; k < d; k++) {
            matrix[k][k] = c;
        }
        return matrix;
    }

    /** Returns the lower factor, or null where the matrix is not positive definite. */
    static double[][] factor(double[][] matrix) {
        int d = matrix.length;
        double[][] lower = new double[d][d];
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = matrix[i][j];
                for (int k = 0; k < j; k++) {
                    rest -= lower[i][k] * lower[j][k];
                }
                if (i > j) {
                    lower[i][j] = rest / lower[j][j];
                } else if (rest > 0 && rest < Double.POSITIVE_INFINITY) {
                    lower[i][i] = Math.sqrt(rest);
                } else {
                    return null;
                }
            }
        }
        return lower;
    }

    /** Returns the product A B. */
    static double[][] multiply(double[][] a, double[][] b) {
        int columns = b[0].length;
        double[][] product = new double[a.length][columns];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < columns; j++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    /** Returns A A'. */
    static double[][] square(double[][] a) {
        return multiply(a, transpose(a));
    }

    static double[][] transpose(double[][] a) {
        double[][] transpose = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < transpose.length; j++) {
                transpose[j][i] = a[i][j];
            }
        }
        return transpose;
    }

    /** Returns L^-1 of a lower factor. */
    static double[][] inverse(double[][] lower) {
        int d = lower.length;
        double[][] inverse = new double[d][d];
        for (int j = 0; j < d; j++) {
            for (int i = j; i < d; i++) {
                double rest = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    rest -= lower[i][k] * inverse[k][j];
                }
                inverse[i][j] = rest / lower[i][i];
            }
        }
        return inverse;
    }

    /** Returns (L L')^-1. */
    static double[][] inverseOfSquare(double[][] lower) {
        double[][] inverse = inverse(lower);
        return multiply(transpose(inverse), inverse);
    }

    /** Returns log |L|, half the log-determinant of L L'. */
    static double logDeterminant(double[][] lower) {
        double sum = 0;
        for (int k = 0; k < lower.length; k++) {
            sum += Math.log(lower[k][k]);
        }
        return sum;
    }

    /** Returns a A + b B. */
    static double[][] combine(double a, double[][] first, double b, double[][] second) {
        double[][] sum = new double[first.length][first.length];
        for (int i = 0; i < first.length; i++) {
            for (int j = 0; j < first.length; j++) {
                sum[i][j] = a * first[i][j] + b * second[i][j];
            }
        }
        return sum;
    }
}
