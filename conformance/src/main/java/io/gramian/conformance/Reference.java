package io.gramian.conformance;

import org.ejml.data.DMatrixRMaj;

/** Linear algebra written down in the obvious way, in double precision or better, to judge that of a backend. */
final class Reference {
    private Reference() {}

    static DMatrixRMaj transposed(DMatrixRMaj a) {
        DMatrixRMaj t = new DMatrixRMaj(a.numCols, a.numRows);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                t.set(j, i, a.get(i, j));
            }
        }
        return t;
    }

    /** A B, each entry as if summed in twice the precision (Ogita, Rump and Oishi 2005). */
    static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        int n = b.numCols;
        DMatrixRMaj c = new DMatrixRMaj(a.numRows, n);
        for (int i = 0; i < a.numRows; i++) {
            double[] sum = new double[n];
            double[] lost = new double[n];
            for (int k = 0; k < a.numCols; k++) {
                addMultiple(a.get(i, k), b.data, k * n, sum, lost);
            }
            for (int j = 0; j < n; j++) {
                c.data[i * n + j] = sum[j] + lost[j];
            }
        }
        return c;
    }

    private static void addMultiple(double factor, double[] b, int from, double[] sum, double[] lost) {
        for (int j = 0; j < sum.length; j++) {
            double product = factor * b[from + j];
            double productError = Math.fma(factor, b[from + j], -product);
            double before = sum[j];
            double after = before + product;
            double part = after - before;
            sum[j] = after;
            lost[j] += (before - (after - part)) + (product - part) + productError;
        }
    }

    /** alpha a + beta b. */
    static DMatrixRMaj sum(double alpha, DMatrixRMaj a, double beta, DMatrixRMaj b) {
        DMatrixRMaj c = new DMatrixRMaj(a.numRows, a.numCols);
        for (int at = 0; at < c.data.length; at++) {
            c.data[at] = alpha * a.data[at] + beta * b.data[at];
        }
        return c;
    }

    static DMatrixRMaj minus(DMatrixRMaj a, DMatrixRMaj b) {
        return sum(1, a, -1, b);
    }

    static DMatrixRMaj identity(int n) {
        DMatrixRMaj one = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            one.set(i, i, 1);
        }
        return one;
    }

    static DMatrixRMaj diagonal(double... entries) {
        DMatrixRMaj d = new DMatrixRMaj(entries.length, entries.length);
        for (int i = 0; i < entries.length; i++) {
            d.set(i, i, entries[i]);
        }
        return d;
    }

    static DMatrixRMaj columns(DMatrixRMaj a, int... indices) {
        DMatrixRMaj c = new DMatrixRMaj(a.numRows, indices.length);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < indices.length; j++) {
                c.set(i, j, a.get(i, indices[j]));
            }
        }
        return c;
    }

    static DMatrixRMaj leading(DMatrixRMaj a, int rows, int columns) {
        DMatrixRMaj c = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                c.set(i, j, a.get(i, j));
            }
        }
        return c;
    }

    /** The Frobenius norm; NaN if an entry is. */
    static double norm(DMatrixRMaj a) {
        double largest = 0;
        for (double entry : a.data) {
            largest = Math.max(largest, Math.abs(entry));
        }
        if (largest == 0 || !(largest <= Double.MAX_VALUE)) {
            return largest;
        }
        double sum = 0;
        for (double entry : a.data) {
            sum += (entry / largest) * (entry / largest);
        }
        return largest * Math.sqrt(sum);
    }

    /** The largest sum of the absolute entries of a column. */
    static double oneNorm(DMatrixRMaj a) {
        double largest = 0;
        for (int j = 0; j < a.numCols; j++) {
            double sum = 0;
            for (int i = 0; i < a.numRows; i++) {
                sum += Math.abs(a.get(i, j));
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }

    /** The inverse of a lower triangular matrix, column by column. */
    static DMatrixRMaj inverseOfLower(DMatrixRMaj l) {
        int n = l.numRows;
        DMatrixRMaj inverse = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double rest = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    rest -= l.get(i, k) * inverse.get(k, j);
                }
                inverse.set(i, j, rest / l.get(i, i));
            }
        }
        return inverse;
    }

    /** The eigenvalues of a symmetric matrix, the largest first, by Jacobi's rotations. */
    static double[] eigenvalues(DMatrixRMaj symmetric) {
        double scale = norm(symmetric);
        int n = symmetric.numRows;
        double[] values = new double[n];
        if (scale > 0) {
            DMatrixRMaj a = sum(1 / scale, symmetric, 0, symmetric);
            for (int sweep = 0; sweep < 15; sweep++) {
                for (int p = 0; p < n; p++) {
                    for (int q = p + 1; q < n; q++) {
                        rotate(a, p, q);
                    }
                }
            }
            for (int i = 0; i < n; i++) {
                values[n - 1 - i] = a.get(i, i) * scale;
            }
        }
        java.util.Arrays.sort(values);
        for (int i = 0; i < n / 2; i++) {
            double swapped = values[i];
            values[i] = values[n - 1 - i];
            values[n - 1 - i] = swapped;
        }
        return values;
    }

    /** Makes entry (p, q) zero. */
    private static void rotate(DMatrixRMaj a, int p, int q) {
        if (a.get(p, q) == 0) {
            return;
        }
        double theta = (a.get(q, q) - a.get(p, p)) / (2 * a.get(p, q));
        double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double cosine = 1 / Math.hypot(tangent, 1);
        double sine = tangent * cosine;
        for (int k = 0; k < a.numRows; k++) {
            double x = a.get(k, p);
            double y = a.get(k, q);
            a.set(k, p, cosine * x - sine * y);
            a.set(k, q, sine * x + cosine * y);
        }
        for (int k = 0; k < a.numRows; k++) {
            double x = a.get(p, k);
            double y = a.get(q, k);
            a.set(p, k, cosine * x - sine * y);
            a.set(q, k, sine * x + cosine * y);
        }
    }

    /**
     * Orthonormal columns that span those of a matrix, by Gram and Schmidt's method done twice, the longest rest first.
     *
     * @param basis m x p, p = min(m, n)
     * @param lengths of the p rests, in falling order up to rounding
     */
    record Basis(DMatrixRMaj basis, double[] lengths) {
        static Basis of(DMatrixRMaj a) {
            DMatrixRMaj rest = a.copy();
            int p = Math.min(a.numRows, a.numCols);
            DMatrixRMaj basis = new DMatrixRMaj(a.numRows, p);
            double[] lengths = new double[p];
            for (int step = 0; step < p; step++) {
                int longest = 0;
                for (int j = 1; j < a.numCols; j++) {
                    longest = columnNorm(rest, j) > columnNorm(rest, longest) ? j : longest;
                }
                lengths[step] = columnNorm(rest, longest);
                for (int i = 0; i < a.numRows && lengths[step] > 0; i++) {
                    basis.set(i, step, rest.get(i, longest) / lengths[step]);
                }
                for (int twice = 0; twice < 2; twice++) {
                    for (int j = 0; j < a.numCols; j++) {
                        project(rest, j, basis, step);
                    }
                }
            }
            return new Basis(basis, lengths);
        }

        /** Takes from column j of {@code rest} what lies along the basis so far. */
        private static void project(DMatrixRMaj rest, int j, DMatrixRMaj basis, int last) {
            for (int b = 0; b <= last; b++) {
                double along = 0;
                for (int i = 0; i < rest.numRows; i++) {
                    along += basis.get(i, b) * rest.get(i, j);
                }
                for (int i = 0; i < rest.numRows; i++) {
                    rest.add(i, j, -along * basis.get(i, b));
                }
            }
        }

        private static double columnNorm(DMatrixRMaj a, int j) {
            return norm(columns(a, j));
        }

        /** How many rests are longer than {@code tolerance} times the first. */
        int rank(double tolerance) {
            int rank = 0;
            while (rank < lengths.length && lengths[rank] > tolerance * lengths[0]) {
                rank++;
            }
            return rank;
        }
    }
}
