package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Kernel;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** Small dense matrices by EJML, for oracles written as their formulas. */
record Dense(DMatrixRMaj entries) {
    Dense(int rows, int columns) {
        this(new DMatrixRMaj(rows, columns));
    }

    static Dense kernel(Kernel kernel, Points x) {
        try (Gram gram = Backends.cpu().gram(kernel, x)) {
            return new Dense(gram.dense());
        }
    }

    static Dense identity(int n) {
        return new Dense(CommonOps_DDRM.identity(n));
    }

    int rows() {
        return entries.numRows;
    }

    double get(int i, int j) {
        return entries.get(i, j);
    }

    void set(int i, int j, double value) {
        entries.set(i, j, value);
    }

    /** The given columns. */
    Dense columns(int... indices) {
        Dense result = new Dense(rows(), indices.length);
        for (int i = 0; i < rows(); i++) {
            for (int j = 0; j < indices.length; j++) {
                result.set(i, j, get(i, indices[j]));
            }
        }
        return result;
    }

    Dense plus(double factor, Dense other) {
        DMatrixRMaj result = new DMatrixRMaj(entries);
        CommonOps_DDRM.addEquals(result, factor, other.entries);
        return new Dense(result);
    }

    Dense times(Dense other) {
        DMatrixRMaj result = new DMatrixRMaj(rows(), other.entries.numCols);
        CommonOps_DDRM.mult(entries, other.entries, result);
        return new Dense(result);
    }

    Dense transposed() {
        return new Dense(CommonOps_DDRM.transpose(entries, null));
    }

    Dense inverse() {
        DMatrixRMaj result = new DMatrixRMaj(entries);
        if (!CommonOps_DDRM.invert(result)) {
            throw new IllegalStateException("singular");
        }
        return new Dense(result);
    }

    /** The largest size of an eigenvalue of a symmetric matrix. */
    double norm() {
        var eigen = DecompositionFactory_DDRM.eig(rows(), false, true);
        eigen.decompose(new DMatrixRMaj(entries));
        double largest = 0;
        for (int i = 0; i < rows(); i++) {
            largest = Math.max(largest, Math.abs(eigen.getEigenvalue(i).real));
        }
        return largest;
    }

    /** The square root of a positive semi-definite matrix. */
    Dense root() {
        var eigen = DecompositionFactory_DDRM.eig(rows(), true, true);
        eigen.decompose(new DMatrixRMaj(entries));
        Dense root = new Dense(rows(), rows());
        for (int l = 0; l < rows(); l++) {
            Dense v = new Dense(eigen.getEigenVector(l));
            root = root.plus(Math.sqrt(Math.max(0, eigen.getEigenvalue(l).real)), v.times(v.transposed()));
        }
        return root;
    }
}
