package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** Functions k(y, B) A - c of points y, with base points B: eigenfunctions and principal components. */
record LinearScores(Kernel kernel, Points base, DMatrixRMaj coefficients, double[] offsets, Backend backend) {
    /** The scores of all points, a row for each. */
    DMatrixRMaj at(Points y) {
        int k = offsets.length;
        if (y.dimension() != base.dimension()) {
            throw new IllegalArgumentException("points: have dimension " + y.dimension()
                    + ", but the model was made for dimension " + base.dimension());
        }
        if (k == 0) {
            return new DMatrixRMaj(y.size(), 0);
        }
        try (Gram gram = backend.gram(kernel, y, base);
                Matrix a = backend.matrix(coefficients);
                Matrix product = gram.times(a)) {
            double[] scores = product.toArray();
            for (int at = 0; at < scores.length; at++) {
                scores[at] -= offsets[at % k];
            }
            return DMatrixRMaj.wrap(y.size(), k, scores);
        }
    }

    /** Turns the sign of columns so that the entry of the largest size of each column of {@code rows} is positive. */
    void orient(DMatrixRMaj rows) {
        for (int j = 0; j < offsets.length; j++) {
            double extreme = 0;
            for (int i = 0; i < rows.numRows; i++) {
                double entry = rows.get(i, j);
                extreme = Math.abs(entry) > Math.abs(extreme) ? entry : extreme;
            }
            if (extreme < 0) {
                turn(rows, j);
                turn(coefficients, j);
                offsets[j] = -offsets[j];
            }
        }
    }

    private static void turn(DMatrixRMaj matrix, int column) {
        for (int i = 0; i < matrix.numRows; i++) {
            matrix.set(i, column, -matrix.get(i, column));
        }
    }

    /** Below this an eigenvalue of an r x r matrix is rounding. */
    static double noise(double[] entries, int r, Backend backend) {
        double largest = 0;
        for (double entry : entries) {
            largest = Math.max(largest, Math.abs(entry));
        }
        double sum = 0;
        for (double entry : entries) {
            sum += largest == 0 ? 0 : (entry / largest) * (entry / largest);
        }
        return 10 * backend.precision().unitRoundoff() * largest * Math.sqrt(sum) * Math.sqrt(r);
    }

    static List<String> warnings(int wanted, int found) {
        return found >= wanted
                ? List.of()
                : List.of(
                        "only " + found + " of " + wanted + " eigenvalues are above rounding; the others are left out");
    }
}
