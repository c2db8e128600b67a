package io.gramian.core.internal.cpu;

import io.gramian.core.NumericalException;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.Arrays;
import java.util.Comparator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.SingularValueDecomposition_F64;

/** Singular values by EJML, in double precision whatever that of the operands. */
final class EjmlSvd {
    private EjmlSvd() {}

    static double[] decompose(DenseMatrix a, DenseMatrix u, DenseMatrix v) {
        SingularValueDecomposition_F64<DMatrixRMaj> decomposition =
                DecompositionFactory_DDRM.svd(a.rows(), a.columns(), true, true, true);
        if (!decomposition.decompose(a.toEjml())) {
            throw new NumericalException(
                    "the singular values of a " + a.rows() + " x " + a.columns() + " matrix did not converge");
        }
        DMatrixRMaj left = decomposition.getU(null, false);
        DMatrixRMaj right = decomposition.getV(null, false);
        double[] singular = decomposition.getSingularValues();
        int p = u.columns();
        Integer[] order = new Integer[p];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -singular[i]));
        double[] values = new double[p];
        for (int j = 0; j < p; j++) {
            values[j] = singular[order[j]];
            writeColumn(left, order[j], u, j);
            writeColumn(right, order[j], v, j);
        }
        return values;
    }

    private static void writeColumn(DMatrixRMaj from, int column, DenseMatrix to, int target) {
        double[] entries = new double[from.numRows];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = from.get(i, column);
        }
        to.transposed().write(target, 0, entries.length, entries, 0);
    }
}
