package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Svd;
import org.ejml.data.DMatrixRMaj;

/**
 * What the documentation of cuBLAS and cuSOLVER says of their routines, done in the obvious way on matrices that are
 * fetched and brought back, column-major: the model that the calls of {@link DeviceKernels} are tested against.
 */
final class ObviousRoutines implements Routines {
    private final Precision precision;
    private final boolean usesTensorCores;
    private final Backend cpu = Backends.cpu();

    /** With factors of products cut to ten places behind the point, the worst that tensor cores do, or whole. */
    ObviousRoutines(Precision precision, boolean usesTensorCores) {
        this.precision = precision;
        this.usesTensorCores = usesTensorCores;
    }

    private DMatrixRMaj factor(DMatrixRMaj a) {
        if (usesTensorCores) {
            for (int at = 0; at < a.data.length; at++) {
                a.data[at] = Float.intBitsToFloat(Float.floatToRawIntBits((float) a.data[at]) & ~0x1fff);
            }
        }
        return a;
    }

    /** The m x n matrix at a place, by rows. */
    private DMatrixRMaj get(Place place, int m, int n, int ld) {
        checkLeading(m, ld);
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        double[] column = new double[m];
        for (int j = 0; j < n; j++) {
            Reals.read(place.buffer(), precision, place.index() + (long) j * ld, column, 0, m);
            for (int i = 0; i < m; i++) {
                matrix.set(i, j, column[i]);
            }
        }
        return matrix;
    }

    private void put(Place place, int ld, DMatrixRMaj matrix) {
        checkLeading(matrix.numRows, ld);
        double[] column = new double[matrix.numRows];
        for (int j = 0; j < matrix.numCols; j++) {
            for (int i = 0; i < column.length; i++) {
                column[i] = matrix.get(i, j);
            }
            Reals.write(place.buffer(), precision, place.index() + (long) j * ld, column, 0, column.length);
        }
    }

    private static void checkLeading(int m, int ld) {
        if (ld < Math.max(1, m)) {
            throw new IllegalArgumentException("leading dimension " + ld + " for " + m + " rows");
        }
    }

    private static DMatrixRMaj turned(DMatrixRMaj a, boolean transpose) {
        if (!transpose) {
            return a;
        }
        DMatrixRMaj turned = new DMatrixRMaj(a.numCols, a.numRows);
        for (int i = 0; i < a.numRows; i++) {
            for (int j = 0; j < a.numCols; j++) {
                turned.set(j, i, a.get(i, j));
            }
        }
        return turned;
    }

    @Override
    public void gemm(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            Place a,
            int lda,
            Place b,
            int ldb,
            double beta,
            Place c,
            int ldc) {
        DMatrixRMaj left = factor(turned(transposeA ? get(a, k, m, lda) : get(a, m, k, lda), transposeA));
        DMatrixRMaj right = factor(turned(transposeB ? get(b, n, k, ldb) : get(b, k, n, ldb), transposeB));
        DMatrixRMaj target = beta == 0 ? new DMatrixRMaj(m, n) : get(c, m, n, ldc);
        double[] sums = new double[n];
        for (int i = 0; i < m; i++) {
            java.util.Arrays.fill(sums, 0);
            for (int l = 0; l < k; l++) {
                for (int j = 0; j < n; j++) {
                    sums[j] += left.data[i * k + l] * right.data[l * n + j];
                }
            }
            for (int j = 0; j < n; j++) {
                target.set(i, j, alpha * sums[j] + (beta == 0 ? 0 : beta * target.get(i, j)));
            }
        }
        put(c, ldc, target);
    }

    @Override
    public void syrk(
            boolean upper,
            boolean transpose,
            int n,
            int k,
            double alpha,
            Place a,
            int lda,
            double beta,
            Place c,
            int ldc) {
        DMatrixRMaj left = turned(transpose ? get(a, k, n, lda) : get(a, n, k, lda), transpose);
        DMatrixRMaj target = get(c, n, n, ldc);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (upper ? i <= j : i >= j) {
                    double sum = 0;
                    for (int l = 0; l < k; l++) {
                        sum += left.get(i, l) * left.get(j, l);
                    }
                    target.set(i, j, alpha * sum + (beta == 0 ? 0 : beta * target.get(i, j)));
                }
            }
        }
        put(c, ldc, target);
    }

    @Override
    public void trsm(
            boolean right, boolean upper, boolean transpose, int m, int n, Place t, int ldt, Place b, int ldb) {
        int order = right ? n : m;
        DMatrixRMaj triangle = turned(get(t, order, order, ldt), transpose);
        DMatrixRMaj x = get(b, m, n, ldb);
        boolean isUpper = upper != transpose;
        if (right) { // X op(T) = B: op(T)' X' = B'
            triangle = turned(triangle, true);
            x = turned(x, true);
            isUpper = !isUpper;
        }
        for (int c = 0; c < x.numCols; c++) {
            for (int step = 0; step < order; step++) {
                int i = isUpper ? order - 1 - step : step;
                double rest = x.get(i, c);
                for (int j = isUpper ? i + 1 : 0; j < (isUpper ? order : i); j++) {
                    rest -= triangle.get(i, j) * x.get(j, c);
                }
                x.set(i, c, rest / triangle.get(i, i));
            }
        }
        put(b, ldb, right ? turned(x, true) : x);
    }

    @Override
    public int potrf(boolean upper, int n, Place a, int lda) {
        DMatrixRMaj l = turned(get(a, n, n, lda), upper); // its lower triangle counts
        int info = 0;
        for (int j = 0; j < n && info == 0; j++) {
            double pivot = l.get(j, j);
            for (int k = 0; k < j; k++) {
                pivot -= l.get(j, k) * l.get(j, k);
            }
            if (!(pivot > 0)) {
                l.set(j, j, pivot);
                info = j + 1;
                break;
            }
            l.set(j, j, Math.sqrt(pivot));
            for (int i = j + 1; i < n; i++) {
                double rest = l.get(i, j);
                for (int k = 0; k < j; k++) {
                    rest -= l.get(i, k) * l.get(j, k);
                }
                l.set(i, j, rest / l.get(j, j));
            }
        }
        put(a, lda, turned(l, upper));
        return info;
    }

    @Override
    public int syevd(boolean upper, int n, Place a, int lda, double[] values) {
        DMatrixRMaj matrix = turned(get(a, n, n, lda), upper); // the backend reads the lower triangle
        try (Eigen eigen = cpu.linearAlgebra().eigen(cpu.matrix(matrix))) {
            DMatrixRMaj vectors = eigen.vectors().toEjml();
            DMatrixRMaj rising = new DMatrixRMaj(n, n);
            for (int j = 0; j < n; j++) {
                values[n - 1 - j] = eigen.values()[j];
                for (int i = 0; i < n; i++) {
                    rising.set(i, n - 1 - j, vectors.get(i, j));
                }
            }
            put(a, lda, rising);
        }
        return 0;
    }

    private DMatrixRMaj q; // between geqrf and orgqr

    @Override
    public int geqrf(int m, int n, Place a, int lda, Place tau) {
        try (Qr qr = cpu.linearAlgebra().qr(cpu.matrix(get(a, m, n, lda)))) {
            q = qr.q().toEjml();
            DMatrixRMaj r = qr.r().toEjml();
            DMatrixRMaj packed = new DMatrixRMaj(m, n);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    packed.set(i, j, i <= j ? r.get(i, j) : 7); // reflectors stand below
                }
            }
            put(a, lda, packed);
        }
        return 0;
    }

    @Override
    public int orgqr(int m, int n, Place a, int lda, Place tau) {
        put(a, lda, q);
        return 0;
    }

    @Override
    public int gesvd(int m, int n, Place a, int lda, double[] values, Place u, int ldu, Place vt, int ldvt) {
        if (m < n) {
            throw new IllegalArgumentException("gesvd wants m >= n, found " + m + " x " + n);
        }
        try (Svd svd = cpu.linearAlgebra().svd(cpu.matrix(get(a, m, n, lda)))) {
            System.arraycopy(svd.values(), 0, values, 0, n);
            put(u, ldu, svd.u().toEjml());
            put(vt, ldvt, turned(svd.v().toEjml(), true));
        }
        return 0;
    }
}
