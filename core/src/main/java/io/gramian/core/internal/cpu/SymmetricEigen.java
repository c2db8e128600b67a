package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;

/**
 * Eigenvalues and eigenvectors of symmetric matrices, in double precision whatever that of the operands: a tridiagonal
 * matrix by reflectors, its eigenvalues by halving, and the eigenvectors taken back.
 */
final class SymmetricEigen {
    private SymmetricEigen() {}

    /** Fills n x k vectors and returns the k largest eigenvalues, falling; reads the lower triangle of a and spoils it. */
    static double[] decompose(CpuBackend backend, DenseMatrix a, DenseMatrix vectors, Progress progress) {
        TileLoops<double[]> loops = backend.doubleLoops();
        double unit = DoubleCopies.unit(a, true);
        DenseMatrix matrix = a.precision() == Precision.DOUBLE ? a : Reflectors.matrix(loops, a.rows(), a.rows());
        DoubleCopies.lowerTriangle(a, unit, matrix);
        Tridiagonalisation reduced = Tridiagonalisation.of(backend, matrix, progress);
        TridiagonalEigen.Pairs pairs = TridiagonalEigen.largest(
                backend, reduced.diagonal(), reduced.offDiagonal(), vectors.columns(), progress);
        reduced.takeBack(pairs.vectors(), progress);
        DoubleCopies.turn(loops, pairs.vectors(), vectors);
        double[] values = pairs.values();
        for (int j = 0; j < values.length; j++) {
            values[j] *= unit;
        }
        return values;
    }
}
