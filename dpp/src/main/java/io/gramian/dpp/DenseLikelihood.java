package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.backend.Triangle;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;

/**
 * A likelihood kernel kept as a matrix, and what the Cholesky factorisation of I + L says of its process without an
 * eigendecomposition, in N^3 / 3 operations instead of some 9 N^3.
 */
final class DenseLikelihood {
    /** The error of K by this way that is put up with: about eps N tr L. */
    private static final double ERROR = 1e-7;

    /** How many times the rounding of L a Schur complement may carry; beyond, it is not taken. */
    private static final double AMPLIFIED = 1e4;

    private static final int MOST_STEPS = 50;

    private final int size;
    private final double[] matrix;
    private final double noise;
    private final Backend backend;
    private final Lazy<double[]> factor = new Lazy<>(this::factorise); // C with C C' = I + L

    /** Takes the matrix as it is, symmetric, with eigenvalues that are rounding up to the noise, of either sign. */
    DenseLikelihood(int size, double[] matrix, double noise, Backend backend) {
        this.size = size;
        this.matrix = matrix;
        this.noise = noise;
        this.backend = backend;
    }

    int size() {
        return size;
    }

    double[] matrix() {
        return matrix;
    }

    double noise() {
        return noise;
    }

    double[] factor() {
        return factor.value();
    }

    /** Whether I + L loses nothing of L that matters. */
    boolean isWellScaled() {
        return size * Spectrum.EPSILON * trace() < ERROR;
    }

    private double trace() {
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += matrix[i * size + i];
        }
        return trace;
    }

    private double[] factorise() {
        double[] shifted = matrix.clone();
        for (int i = 0; i < size; i++) {
            shifted[i * size + i] += 1;
        }
        try (Matrix resident = backend.matrix(size, size, shifted);
                Cholesky cholesky = backend.linearAlgebra().cholesky(resident)) {
            return cholesky.factor().toArray();
        }
    }

    /** Throws what {@link Spectra#ofLikelihood} would if an eigenvalue is negative beyond rounding. */
    void checkDefinite() {
        double most =
                Math.max(largestDiagonal(), Arrays.stream(matrix).sum() / size); // not above the largest eigenvalue
        if (Spectra.largest(matrix) == 0) {
            return;
        }
        try (Matrix resident = backend.matrix(size, size, matrix);
                Cholesky cholesky = backend.linearAlgebra().cholesky(resident, Spectra.tolerance(size) * most)) {
            assert cholesky.size() == size;
        } catch (NotPositiveDefiniteException e) {
            Spectra.ofLikelihood(matrix, size, backend); // names the eigenvalue, unless it is small enough after all
        }
    }

    private double largestDiagonal() {
        double most = 0;
        for (int i = 0; i < size; i++) {
            most = Math.max(most, matrix[i * size + i]);
        }
        return most;
    }

    double logNormaliser() {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += Math.log(factor()[i * size + i]);
        }
        return 2 * sum;
    }

    /** log det L_S. */
    double logMinor(int... subset) {
        if (subset.length == 0) {
            return 0;
        }
        DMatrixRMaj block = new DMatrixRMaj(subset.length, subset.length, true, block(subset, subset));
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(subset.length, true);
        if (!cholesky.decompose(block.copy())) {
            return Double.NEGATIVE_INFINITY;
        }
        DMatrixRMaj triangle = cholesky.getT(null);
        double sum = 0;
        for (int i = 0; i < subset.length; i++) {
            double pivot = triangle.get(i, i) * triangle.get(i, i);
            if (!(pivot > Math.max(noise, 4 * subset.length * Spectrum.EPSILON * block.get(i, i)))) {
                return Double.NEGATIVE_INFINITY;
            }
            sum += Math.log(pivot);
        }
        return sum;
    }

    /** K = I - C'^-1 C^-1. */
    double[] marginal() {
        try (Matrix inverse = inverseFactor();
                Matrix product = backend.linearAlgebra().symmetricProduct(inverse.transposed())) {
            double[] marginal = product.toArray();
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    marginal[i * size + j] = (i == j ? 1 : 0) - marginal[i * size + j];
                }
            }
            return marginal;
        }
    }

    /** The diagonal of K. */
    double[] inclusion() {
        double[] inverse;
        try (Matrix resident = inverseFactor()) {
            inverse = resident.toArray();
        }
        double[] inclusion = Spectra.ones(size);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= i; j++) {
                inclusion[j] -= inverse[i * size + j] * inverse[i * size + j];
            }
        }
        return inclusion;
    }

    private double expectedSize() {
        try (Matrix inverse = inverseFactor()) {
            double norm = backend.linearAlgebra().norm(inverse);
            return size - norm * norm;
        }
    }

    /**
     * Returns alpha L of an expected size, or null where alpha L would be too large for this. log E|X| is a concave and
     * increasing function of log alpha, with a slope of at most 1, so the secants approach the solution from below; one
     * factorisation each.
     */
    DenseLikelihood withExpectedSize(double expected) {
        double tolerance = Math.max(1e-10, 8 * size * Spectrum.EPSILON / expected);
        double logarithm = Math.log(expected / trace());
        double slope = 1;
        double missing = 0;
        for (int step = 0; step < MOST_STEPS; step++) {
            double next = logarithm + missing / slope;
            DenseLikelihood tilted = Double.isFinite(next) ? scaled(Math.exp(next)) : this;
            if (!Double.isFinite(next) || !tilted.isWellScaled()) {
                return null;
            }
            double left = Math.log(expected / tilted.expectedSize());
            if (Math.abs(left) <= tolerance) {
                return tilted;
            }
            slope = step == 0 ? 1 : (missing - left) / (next - logarithm);
            logarithm = next;
            missing = left;
        }
        return null;
    }

    private Matrix inverseFactor() {
        double[] identity = new double[size * size];
        for (int i = 0; i < size; i++) {
            identity[i * size + i] = 1;
        }
        try (Matrix c = backend.matrix(size, size, factor());
                Matrix right = backend.matrix(size, size, identity)) {
            return backend.linearAlgebra().solveTriangular(Triangle.LOWER, c, right);
        }
    }

    DenseLikelihood scaled(double alpha) {
        return new DenseLikelihood(
                size, Arrays.stream(matrix).map(x -> alpha * x).toArray(), alpha * noise, backend);
    }

    DenseLikelihood withBackend(Backend newBackend) {
        return new DenseLikelihood(size, matrix, noise, newBackend);
    }

    DenseLikelihood excluding(int... rest) {
        return new DenseLikelihood(rest.length, block(rest, rest), noise, backend);
    }

    /** The Schur complement of L_A, or null where that would carry too much of the rounding of L. */
    DenseLikelihood including(int[] in, int[] rest) {
        if (logMinor(in) == Double.NEGATIVE_INFINITY) {
            return null;
        }
        try (Matrix corner = backend.matrix(in.length, in.length, block(in, in));
                Cholesky cholesky = backend.linearAlgebra().cholesky(corner);
                Matrix cross = backend.matrix(in.length, rest.length, block(in, rest));
                Matrix half = cholesky.solveLower(cross);
                Matrix coefficients = cholesky.solveUpper(half);
                Matrix complement = backend.matrix(rest.length, rest.length, block(rest, rest))) {
            double amplified = amplification(coefficients.toArray(), in.length, rest.length);
            if (!(amplified <= AMPLIFIED)) {
                return null;
            }
            backend.linearAlgebra().symmetricProduct(-1, half.transposed(), 1, complement);
            double rounding = 8 * size * Spectrum.EPSILON * Spectra.largest(matrix);
            return new DenseLikelihood(rest.length, complement.toArray(), amplified * (noise + rounding), backend);
        }
    }

    /** The largest (1 + |w_j|_1)^2: by so much a change of the entries of L changes those of L_RR - L_RA W, W = L_A^-1 L_AR. */
    private static double amplification(double[] w, int rows, int columns) {
        double most = 0;
        for (int j = 0; j < columns; j++) {
            double sum = 1;
            for (int i = 0; i < rows; i++) {
                sum += Math.abs(w[i * columns + j]);
            }
            most = Math.max(most, sum * sum);
        }
        return most;
    }

    private double[] block(int[] rows, int[] columns) {
        return KernelMatrix.block(matrix, size, rows, columns);
    }
}
