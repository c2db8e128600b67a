package io.gramian.kde.internal.selection;

import io.gramian.kde.BandwidthShape;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Coordinates of a bandwidth matrix H = C C' in which every vector is allowed and no axis is special: the matrix logarithm
 * of H, halved so that they are logarithms of standard deviations, the entries below the diagonal times the root of two.
 * A rotation of the data turns them by an orthogonal map, so a search that looks at lengths and inner products only takes
 * the same way in any coordinate system.
 */
record LogMatrix(BandwidthShape shape, int dimension) {
    private static final double ROOT_TWO = Math.sqrt(2);

    /** The number of coordinates: 1, d or d (d + 1) / 2. */
    int size() {
        return new LogCholesky(shape, dimension).size();
    }

    /** Returns the coordinates of C C' for a lower triangular C. */
    double[] coordinates(double[][] factor) {
        if (shape != BandwidthShape.FULL) {
            return new LogCholesky(shape, dimension).coordinates(factor);
        }
        double[][] log = mapped(Triangular.square(factor), value -> Math.log(Math.max(value, 1e-300)) / 2);
        double[] theta = new double[size()];
        int at = 0;
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < i; j++) {
                theta[at++] = ROOT_TWO * log[i][j];
            }
            theta[at++] = log[i][i];
        }
        return theta;
    }

    /** Returns the lower triangular C of the coordinates, or null beyond the range of numbers. */
    double[][] factor(double[] theta) {
        if (shape != BandwidthShape.FULL) {
            return new LogCholesky(shape, dimension).factor(theta);
        }
        double[][] log = new double[dimension][dimension];
        int at = 0;
        for (int i = 0; i < dimension; i++) {
            for (int j = 0; j < i; j++) {
                log[i][j] = theta[at++] / ROOT_TWO;
                log[j][i] = log[i][j];
            }
            log[i][i] = theta[at++];
        }
        return Triangular.factor(mapped(log, value -> Math.exp(2 * value)));
    }

    /** The symmetric matrix with the same eigenvectors and mapped eigenvalues. */
    private static double[][] mapped(double[][] symmetric, java.util.function.DoubleUnaryOperator map) {
        int d = symmetric.length;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(d, true, true);
        if (!eigen.decompose(new DMatrixRMaj(symmetric))) {
            throw new IllegalStateException("the eigenvalues of a bandwidth matrix did not converge");
        }
        double[][] result = new double[d][d];
        for (int k = 0; k < d; k++) {
            double value = map.applyAsDouble(eigen.getEigenvalue(k).getReal());
            DMatrixRMaj vector = eigen.getEigenVector(k);
            for (int i = 0; i < d; i++) {
                for (int j = 0; j < d; j++) {
                    result[i][j] += value * vector.get(i) * vector.get(j);
                }
            }
        }
        return result;
    }
}
