package io.gramian.core.internal.linear;

import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.LeastSquares;
import io.gramian.core.backend.Svd;

/** Resident decompositions, and the least squares made of them. */
final class Decompositions {
    private Decompositions() {}

    /** A resident eigendecomposition. */
    static final class DenseEigen implements Eigen {
        private final double[] values;
        private final DenseMatrix vectors;

        DenseEigen(double[] values, DenseMatrix vectors) {
            this.values = values;
            this.vectors = vectors;
        }

        @Override
        public int count() {
            return values.length;
        }

        @Override
        public double[] values() {
            return values.clone();
        }

        @Override
        public DenseMatrix vectors() {
            return view(vectors);
        }

        @Override
        public void close() {
            vectors.close();
        }

        @Override
        public String toString() {
            return "Eigen[" + values.length + " of " + vectors.rows() + "]";
        }
    }

    /** A resident singular value decomposition. */
    static final class DenseSvd implements Svd {
        private final DenseMatrix u;
        private final double[] values;
        private final DenseMatrix v;

        DenseSvd(DenseMatrix u, double[] values, DenseMatrix v) {
            this.u = u;
            this.values = values;
            this.v = v;
        }

        @Override
        public DenseMatrix u() {
            return view(u);
        }

        @Override
        public double[] values() {
            return values.clone();
        }

        @Override
        public DenseMatrix v() {
            return view(v);
        }

        @Override
        public void close() {
            u.close();
            v.close();
        }

        @Override
        public String toString() {
            return "Svd[" + u.rows() + " x " + v.rows() + "]";
        }
    }

    private static DenseMatrix view(DenseMatrix matrix) {
        return matrix.slice(0, matrix.rows(), 0, matrix.columns());
    }

    static LeastSquares leastSquares(DenseAlgebra algebra, DenseMatrix a, DenseMatrix b) {
        double tolerance = Math.max(a.rows(), a.columns()) * algebra.epsilon();
        if (a.rows() >= a.columns()) {
            try (var qr = algebra.pivotedQr(a)) {
                if (qr.rank(tolerance) == a.columns()) {
                    return withResiduals(algebra, a, b, (DenseMatrix) qr.solve(b), a.columns());
                }
            }
        }
        try (var svd = algebra.svd(a)) {
            double[] values = svd.values();
            int rank = 0;
            while (rank < values.length && values[rank] > tolerance * values[0]) {
                rank++;
            }
            int r = rank;
            try (DenseMatrix coordinates = algebra.create(r, b.columns())) {
                DenseMatrix u = (DenseMatrix) svd.u();
                DenseMatrix v = (DenseMatrix) svd.v();
                DenseMatrix solution = algebra.building(
                        algebra.create(a.columns(), b.columns()),
                        target -> {
                            algebra.product(1, u.slice(0, u.rows(), 0, r).transposed(), b, 0, coordinates, false);
                            for (int i = 0; i < r; i++) {
                                algebra.kernels().scale(1 / values[i], coordinates.slice(i, i + 1, 0, b.columns()));
                            }
                            algebra.product(1, v.slice(0, v.rows(), 0, r), coordinates, 0, target, false);
                        },
                        b);
                return withResiduals(algebra, a, b, solution, r);
            }
        }
    }

    private static LeastSquares withResiduals(
            DenseAlgebra algebra, DenseMatrix a, DenseMatrix b, DenseMatrix solution, int rank) {
        try (DenseMatrix residual = algebra.copy(b)) {
            algebra.product(-1, a, solution, 1, residual, false);
            return new LeastSquares(solution, rank, algebra.kernels().columnNorms(residual));
        } catch (Throwable failure) {
            solution.close();
            throw failure;
        }
    }
}
