package io.gramian.dpp;

import io.gramian.core.NumericalException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** The eigenpairs of a small symmetric matrix; those below zero count as rounding for roots. */
record SmallSpectrum(double[] values, DMatrixRMaj vectors) {
    static SmallSpectrum of(DMatrixRMaj symmetric) {
        int n = symmetric.numRows;
        var decomposition = DecompositionFactory_DDRM.eig(n, true, true);
        if (!decomposition.decompose(symmetric.copy())) {
            throw new NumericalException("the eigenvalues of a symmetric matrix of " + n + " rows did not converge");
        }
        double[] values = new double[n];
        DMatrixRMaj vectors = new DMatrixRMaj(n, n);
        for (int j = 0; j < n; j++) {
            values[j] = decomposition.getEigenvalue(j).real;
            CommonOps_DDRM.insert(decomposition.getEigenVector(j), vectors, 0, j);
        }
        return new SmallSpectrum(values, vectors);
    }

    double least() {
        return Arrays.stream(values).min().orElse(0);
    }

    /** Returns E diag(sqrt(values)), whose product with its transpose is the matrix. */
    DMatrixRMaj halfRoot() {
        DMatrixRMaj root = vectors.copy();
        for (int j = 0; j < values.length; j++) {
            CommonOps_DDRM.scaleCol(Math.sqrt(Math.max(0, values[j])), root, j);
        }
        return root;
    }

    /** Returns log det(I + A). */
    double logDeterminantPlusIdentity() {
        return Arrays.stream(values).map(l -> Math.log1p(Math.max(0, l))).sum();
    }
}
