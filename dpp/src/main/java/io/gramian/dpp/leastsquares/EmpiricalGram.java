package io.gramian.dpp.leastsquares;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The empirical Gram matrix G = 1/n sum_i w(x_i) phi(x_i) phi(x_i)' of a basis at n points, m x m: the identity where the
 * points stand in for the measure perfectly. What least squares can lose is governed by its smallest eigenvalue. Immutable
 * and thread-safe.
 *
 * <p>Costs n m^2 operations, and about 9 m^3 for the eigenvalues, whose error is a small multiple of the rounding error
 * times the largest; {@link WeightedFit#smallestEigenvalue()} is accurate further down.
 */
public final class EmpiricalGram {
    private final int m;
    private final double[] entries;
    private final double[] eigenvalues;

    private EmpiricalGram(int m, double[] entries) {
        this.m = m;
        this.entries = entries;
        this.eigenvalues = eigenvalues(DMatrixRMaj.wrap(m, m, entries.clone()));
    }

    /**
     * Returns G of a basis at some points.
     *
     * @param basis m functions
     * @param weight w
     * @param points n points, in as many coordinates as the basis has
     * @return G
     * @throws IllegalArgumentException if the coordinates do not match, or a weight is not positive and finite
     * @throws NumericalException if a function of the basis is not finite at a point
     */
    public static EmpiricalGram of(OrthonormalBasis basis, Weight weight, Points points) {
        DesignRows rows = DesignRows.of(basis, weight, points);
        return new EmpiricalGram(rows.m(), sum(rows, 1.0 / rows.n()));
    }

    /** Returns factor sum_i psi_i psi_i'. */
    static double[] sum(DesignRows rows, double factor) {
        int m = rows.m();
        double[] psi = rows.entries();
        double[] sum = new double[m * m];
        for (int from = 0; from < psi.length; from += m) {
            for (int j = 0; j < m; j++) {
                double left = factor * psi[from + j];
                for (int k = 0; k <= j; k++) {
                    sum[j * m + k] += left * psi[from + k];
                }
            }
        }
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < j; k++) {
                sum[k * m + j] = sum[j * m + k];
            }
        }
        return sum;
    }

    /** Returns the eigenvalues of a symmetric matrix, smallest first; overwrites it. */
    static double[] eigenvalues(DMatrixRMaj symmetric) {
        return sorted(decomposed(symmetric, false));
    }

    private static double[] sorted(EigenDecomposition_F64<DMatrixRMaj> eigen) {
        double[] values = new double[eigen.getNumberOfEigenvalues()];
        for (int j = 0; j < values.length; j++) {
            values[j] = eigen.getEigenvalue(j).getReal();
        }
        Arrays.sort(values);
        return values;
    }

    static EigenDecomposition_F64<DMatrixRMaj> decomposed(DMatrixRMaj symmetric, boolean vectors) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(symmetric.numRows, vectors, true);
        if (!eigen.decompose(symmetric)) {
            throw new NumericalException(
                    "empirical Gram matrix: the eigenvalue iteration failed; its entries are finite"
                            + " only where the basis and the weights are");
        }
        return eigen;
    }

    /**
     * Returns the matrix.
     *
     * @return m arrays of m numbers, a copy
     */
    public double[][] toArray() {
        double[][] rows = new double[m][];
        for (int j = 0; j < m; j++) {
            rows[j] = Arrays.copyOfRange(entries, j * m, (j + 1) * m);
        }
        return rows;
    }

    /**
     * Returns the smallest eigenvalue, at least 0.
     *
     * @return lambda_min(G)
     */
    public double smallestEigenvalue() {
        return Math.max(0, eigenvalues[0]);
    }

    /**
     * Returns the largest eigenvalue.
     *
     * @return lambda_max(G)
     */
    public double largestEigenvalue() {
        return eigenvalues[m - 1];
    }

    /**
     * Returns the spectral norm of G - I, the distance that the stability of least squares is often asked in.
     *
     * @return the larger of |lambda_min - 1| and |lambda_max - 1|
     */
    public double distanceToIdentity() {
        return Math.max(Math.abs(smallestEigenvalue() - 1), Math.abs(largestEigenvalue() - 1));
    }

    /**
     * Returns the trace; it is m under the optimal weight, whatever the points.
     *
     * @return tr G
     */
    public double trace() {
        double trace = 0;
        for (int j = 0; j < m; j++) {
            trace += entries[j * m + j];
        }
        return trace;
    }

    /**
     * Returns the logarithm of the determinant, which the law of volume-rescaled points is proportional to.
     *
     * @return log det G; negative infinity where G is singular to working precision
     */
    public double logDeterminant() {
        double sum = 0;
        for (double value : eigenvalues) {
            sum += value > m * Math.ulp(1.0) * largestEigenvalue() ? Math.log(value) : Double.NEGATIVE_INFINITY;
        }
        return sum;
    }
}
