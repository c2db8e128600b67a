package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The largest eigenvalues of a Nystrom approximation Ktil = F F' of n points and their eigenvectors, with the functions
 * that extend the vectors to all of R^d: phi_j(y) = Ktil(y, X) v_j / lambda_j, so that phi_j(x_i) = v_ij.
 *
 * <p>They are the eigenpairs of Ktil itself, not the rescaled ones of K(Z, Z). With F'F = W diag(lambda) W', the vectors are
 * F W diag(lambda)^(-1/2): each eigenvalue is off by the order of u lambda_1, u the unit round-off, and the vectors are
 * orthonormal to u lambda_1 / lambda_j. Eigenvalues of at most 10 sqrt(r) u |Ktil|_F are left out. Immutable and thread-safe.
 *
 * <p>Sign: the entry of a vector of the largest size is positive.
 */
public final class NystromEigen {
    private final double[] values;
    private final LinearScores functions;
    private final DMatrixRMaj vectors;
    private final List<String> warnings;

    private NystromEigen(double[] values, LinearScores functions, DMatrixRMaj vectors, List<String> warnings) {
        this.values = values;
        this.functions = functions;
        this.vectors = vectors;
        this.warnings = warnings;
    }

    static NystromEigen of(NystromFeatures features, Points x, int count, Backend backend) {
        int r = features.count();
        LinearAlgebra algebra = backend.linearAlgebra();
        try (Gram gram = backend.gram(features.kernel(), x, features.landmarks());
                Matrix root = features.root(backend);
                Matrix covariance = features.products(x, new double[r])) {
            double[] entries = covariance.toArray();
            SymmetricSpectrum spectrum = SymmetricSpectrum.of(entries, r, Math.min(count, r), backend);
            int kept = spectrum.above(LinearScores.noise(entries, r, backend));
            double[] values = Arrays.copyOf(spectrum.values(), kept);
            double[] factors = Arrays.stream(values).map(v -> 1 / Math.sqrt(v)).toArray();
            try (Matrix directions = backend.matrix(r, kept, spectrum.scaled(factors));
                    Matrix coefficients = algebra.multiply(root, directions);
                    Matrix vectors = gram.times(coefficients)) {
                LinearScores functions = new LinearScores(
                        features.kernel(), features.landmarks(), coefficients.toEjml(), new double[kept], backend);
                DMatrixRMaj rows = vectors.toEjml();
                functions.orient(rows);
                return new NystromEigen(values, functions, rows, LinearScores.warnings(count, kept));
            }
        }
    }

    /**
     * Returns the number of pairs.
     *
     * @return at least 1, unless Ktil is zero
     */
    public int count() {
        return values.length;
    }

    /**
     * Returns the eigenvalues, those of an n x n matrix, not divided by n.
     *
     * @return numbers, none larger than the one before; a new array
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * Returns the eigenvectors.
     *
     * @return n x {@link #count}, a new matrix
     */
    public DMatrixRMaj vectors() {
        return vectors.copy();
    }

    /**
     * Returns the eigenfunctions at new points.
     *
     * @param y q points of dimension d
     * @return q x {@link #count}, a new matrix
     * @throws IllegalArgumentException if the dimension is another
     */
    public DMatrixRMaj functions(Points y) {
        return functions.at(y);
    }

    /**
     * Returns what a reader of the result should know, a sentence each.
     *
     * @return warnings, empty if as many pairs were found as asked for
     */
    public List<String> warnings() {
        return warnings;
    }

    /** Returns how many and the first. */
    @Override
    public String toString() {
        return "NystromEigen[" + count() + " pairs" + (count() > 0 ? ", the largest " + values[0] : "") + "]";
    }
}
