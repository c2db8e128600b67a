package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Triangle;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.Matrices;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * What is left of a Gaussian process after it has seen data, as prior minus what is explained plus what noise leaves open:
 * k(x, x') - sum_t |L_t^-1 ..|, each term with a sign and a chain of triangular solves of k(Z, x). On the heap.
 *
 * @param kernel k
 * @param centres m points
 * @param coefficients of the mean, m numbers
 * @param isPriorIncluded whether k(x, x') is the first term
 * @param terms what is added to it
 */
record Posterior(Kernel kernel, Points centres, double[] coefficients, boolean isPriorIncluded, List<Term> terms) {
    private static final int BLOCK_NUMBERS = 1 << 21; // 16 MB

    /** factor times v'v of v = L_last^-1 .. L_first^-1 k(Z, x), each L an m x m lower triangle, row after row. */
    record Term(double factor, List<double[]> lowers) {}

    double[] mean(Points points, Backend backend) {
        try (Gram gram = backend.gram(kernel, points, centres)) {
            return gram.rowSums(coefficients);
        }
    }

    double[] variance(Points points, Backend backend) {
        double[] variance = new double[points.size()];
        if (isPriorIncluded) {
            try (Gram gram = backend.gram(kernel, points)) {
                variance = gram.diagonal();
            }
        }
        int first = 0;
        for (Points block : RowPass.blocks(points, Math.max(64, BLOCK_NUMBERS / centres.size()))) {
            Checks.checkInterrupted("fitting");
            for (Term term : terms) {
                try (Matrix v = image(term, block, backend)) {
                    double[] squares = Matrices.columnSquares(v);
                    for (int i = 0; i < squares.length; i++) {
                        variance[first + i] += term.factor * squares[i];
                    }
                }
            }
            first += block.size();
        }
        for (int i = 0; i < variance.length; i++) {
            variance[i] = Math.max(0, variance[i]); // below zero by rounding only
        }
        return variance;
    }

    DMatrixRMaj covariance(Points points, Backend backend) {
        LinearAlgebra algebra = backend.linearAlgebra();
        int q = points.size();
        try (Gram gram = backend.gram(kernel, points);
                Matrix covariance = isPriorIncluded ? gram.matrix() : backend.matrix(q, q)) {
            for (Term term : terms) {
                try (Matrix v = image(term, points, backend)) {
                    algebra.symmetricProduct(term.factor, v.transposed(), 1, covariance);
                }
            }
            return covariance.toEjml();
        }
    }

    private Matrix image(Term term, Points points, Backend backend) {
        LinearAlgebra algebra = backend.linearAlgebra();
        int m = centres.size();
        Matrix v;
        try (Gram gram = backend.gram(kernel, centres, points)) {
            v = gram.matrix();
        }
        for (double[] lower : term.lowers) {
            try (Matrix last = v;
                    Matrix l = backend.matrix(m, m, lower)) {
                v = algebra.solveTriangular(Triangle.LOWER, l, last);
            }
        }
        return v;
    }
}
