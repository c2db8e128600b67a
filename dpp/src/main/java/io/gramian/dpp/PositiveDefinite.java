package io.gramian.dpp;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** Inverses of small positive definite matrices, with their determinants. */
final class PositiveDefinite {
    private PositiveDefinite() {}

    /** Inverts a positive definite matrix and returns the logarithm of its determinant, NaN where it is not. */
    static double invert(DMatrixRMaj matrix, DMatrixRMaj inverse) {
        if (matrix.numRows == 0) {
            return 0;
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(matrix.numRows);
        LogDeterminant determinant = LogDeterminant.of(matrix);
        if (determinant.sign() <= 0 || !solver.setA(matrix.copy())) {
            return Double.NaN;
        }
        solver.invert(inverse);
        return determinant.log();
    }
}
