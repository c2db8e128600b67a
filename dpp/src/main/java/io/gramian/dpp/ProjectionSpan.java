package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * The span of a projection matrix, K = F F' by a pivoted Cholesky factorisation: as K^2 = K, the columns of F are orthonormal,
 * and what is left on the diagonal sums to the number of columns missing. O(N r^2) operations.
 */
final class ProjectionSpan {
    /** How far a matrix may be from a projection. */
    private static final double TOLERANCE = 1e-8;

    private ProjectionSpan() {}

    static Spectrum of(double[] projection, int n, Backend backend) {
        double[] left = new double[n];
        double trace = 0;
        for (int i = 0; i < n; i++) {
            left[i] = projection[i * n + i];
            trace += left[i];
        }
        int rank = (int) Math.round(trace);
        if (rank < 0 || rank > n || Math.abs(trace - rank) > TOLERANCE * n) {
            throw notIdempotent("its trace is " + trace + ", which is not the rank of one");
        }
        double[][] columns = new double[rank][];
        for (int k = 0; k < rank; k++) {
            int pivot = largest(left);
            if (!(left[pivot] > TOLERANCE)) {
                throw notIdempotent("its trace is " + trace + " and its rank " + k);
            }
            columns[k] = column(projection, n, pivot, columns, k, Math.sqrt(left[pivot]));
            for (int i = 0; i < n; i++) {
                left[i] -= columns[k][i] * columns[k][i];
            }
            left[pivot] = 0;
        }
        return checked(projection, n, columns, backend);
    }

    private static double[] column(double[] projection, int n, int pivot, double[][] columns, int count, double root) {
        double[] column = new double[n];
        System.arraycopy(projection, pivot * n, column, 0, n);
        for (int a = 0; a < count; a++) {
            double factor = columns[a][pivot];
            double[] earlier = columns[a];
            for (int i = 0; i < n; i++) {
                column[i] -= factor * earlier[i];
            }
        }
        for (int i = 0; i < n; i++) {
            column[i] /= root;
        }
        return column;
    }

    /** Returns the span if F F' is K and F'F is the identity. */
    private static Spectrum checked(double[] projection, int n, double[][] columns, Backend backend) {
        int rank = columns.length;
        DMatrixRMaj f = new DMatrixRMaj(n, rank);
        for (int i = 0, at = 0; i < n; i++) {
            for (int k = 0; k < rank; k++, at++) {
                f.data[at] = columns[k][i];
            }
        }
        double[] product = Spectrum.ofSpan(n, rank, f.data).dense(Spectra.ones(rank), backend);
        double error = 0;
        for (int at = 0; at < product.length; at++) {
            error = Math.max(error, Math.abs(product[at] - projection[at]));
        }
        DMatrixRMaj gram = CommonOps_DDRM.identity(rank);
        if (rank > 0) {
            CommonOps_DDRM.multAddTransA(-1, f, f, gram);
            error = Math.max(error, CommonOps_DDRM.elementMaxAbs(gram));
        }
        if (!(error <= TOLERANCE)) {
            throw notIdempotent("its factor of rank " + rank + " misses it, or orthonormality, by " + error);
        }
        return Spectra.ofSpan(f.data, n, rank, backend);
    }

    private static IllegalArgumentException notIdempotent(String how) {
        return new IllegalArgumentException("K: expected a projection, K^2 = K; " + how
                + "; a kernel with eigenvalues from 0 to 1 is for ofMarginal");
    }

    private static int largest(double... values) {
        int largest = 0;
        for (int i = 1; i < values.length; i++) {
            largest = values[i] > values[largest] ? i : largest;
        }
        return largest;
    }
}
