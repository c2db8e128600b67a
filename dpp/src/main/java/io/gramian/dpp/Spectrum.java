package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Backend;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * The state of a process: positive eigenvalues of L, largest first, infinite where that of K is 1, and their orthonormal
 * eigenvectors. K = sum_j p_j u_j u_j' with p = l / (1 + l).
 */
final class Spectrum {
    /** Round-off. */
    static final double EPSILON = 0x1p-52;

    private final int size;
    private final double[] odds;
    private final double[] vectors; // N x r, row after row

    /** Takes the arrays as they are. */
    Spectrum(int size, double[] odds, double[] vectors) {
        this.size = size;
        this.odds = odds;
        this.vectors = vectors;
    }

    /** Returns the projection process of orthonormal columns. */
    static Spectrum ofSpan(int size, int rank, double[] vectors) {
        double[] odds = new double[rank];
        Arrays.fill(odds, Double.POSITIVE_INFINITY);
        return new Spectrum(size, odds, vectors);
    }

    int size() {
        return size;
    }

    int rank() {
        return odds.length;
    }

    /** The number of infinite eigenvalues, which come first. */
    int certain() {
        int count = 0;
        while (count < odds.length && odds[count] == Double.POSITIVE_INFINITY) {
            count++;
        }
        return count;
    }

    double[] odds() {
        return odds.clone();
    }

    double odds(int j) {
        return odds[j];
    }

    /** The eigenvalue of K. */
    double probability(int j) {
        return marginalOf(odds[j]);
    }

    /** The eigenvalue of K where that of L is as given. */
    static double marginalOf(double odds) {
        return odds == Double.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
    }

    /** One minus the eigenvalue of K, without cancellation. */
    double absence(int j) {
        return 1 / (1 + odds[j]);
    }

    double[] probabilities() {
        double[] probabilities = new double[odds.length];
        Arrays.setAll(probabilities, this::probability);
        return probabilities;
    }

    /** The logarithms of the finite eigenvalues of L. */
    double[] finiteLogarithms() {
        return Arrays.stream(odds, certain(), odds.length).map(Math::log).toArray();
    }

    /** N x r, row after row; not to be changed. */
    double[] vectors() {
        return vectors;
    }

    double vector(int item, int j) {
        return vectors[item * odds.length + j];
    }

    /** Returns sum_j weights_j u_ij^2 for every item. */
    double[] diagonal(double... weights) {
        double[] diagonal = new double[size];
        for (int i = 0, at = 0; i < size; i++) {
            for (int j = 0; j < odds.length; j++, at++) {
                diagonal[i] += weights[j] * vectors[at] * vectors[at];
            }
        }
        return diagonal;
    }

    /** Returns the rows of some items, column j times factors[j]; items x (factors.length - from), columns from on. */
    DMatrixRMaj rows(int[] items, int from, double... factors) {
        DMatrixRMaj rows = new DMatrixRMaj(items.length, factors.length - from);
        for (int i = 0, at = 0; i < items.length; i++) {
            for (int j = from; j < factors.length; j++, at++) {
                rows.data[at] = vectors[items[i] * odds.length + j] * factors[j];
            }
        }
        return rows;
    }

    /** Returns the N x r matrix of eigenvectors, column j times factors[j]. */
    double[] scaled(double... factors) {
        double[] scaled = new double[vectors.length];
        for (int at = 0; at < scaled.length; ) {
            for (int j = 0; j < factors.length; j++, at++) {
                scaled[at] = vectors[at] * factors[j];
            }
        }
        return scaled;
    }

    /** Returns U diag(weights) U', N x N, row after row. */
    double[] dense(double[] weights, Backend backend) {
        if (weights.length == 0) {
            return new double[checkedLength(size, size)];
        }
        checkedLength(size, size);
        double[] roots = Arrays.stream(weights).map(Math::sqrt).toArray();
        try (var factor = backend.matrix(size, roots.length, scaled(roots));
                var product = backend.linearAlgebra().symmetricProduct(factor)) {
            return product.toArray();
        }
    }

    /** Returns the spectrum with all eigenvalues times a factor. */
    Spectrum times(double factor) {
        double[] products = Arrays.stream(odds).map(l -> l * factor).toArray();
        for (int j = 0; j < products.length; j++) {
            if (Double.isInfinite(products[j]) && !Double.isInfinite(odds[j])) {
                throw new NumericalException("an eigenvalue of L, " + odds[j] + " times " + factor
                        + ", overflows; scale the kernel down, or take a projection if it should be certain");
            }
        }
        return withOdds(products);
    }

    Spectrum withOdds(double... newOdds) {
        return new Spectrum(size, newOdds, vectors);
    }

    /** Returns log det K_S. */
    double logJointProbability(int... items) {
        double[] roots = Arrays.stream(probabilities()).map(Math::sqrt).toArray();
        return logGramDeterminant(rows(items, 0, roots));
    }

    /**
     * Returns the logarithm of the weight of a subset: of det L_S, and where q eigenvalues are infinite of the factor of
     * t^q in det L_S as they grow like t. With V the eigenvectors of these and V_S = Q R, that is |R|^2 det(P' L_S P), P a
     * complement of Q.
     */
    double logMinor(int... items) {
        int q = certain();
        if (items.length < q || items.length > odds.length) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] roots = Arrays.stream(odds).map(Math::sqrt).toArray();
        DMatrixRMaj finite = rows(items, q, roots);
        if (q == 0) {
            return logGramDeterminant(finite);
        }
        double[] ones = new double[q];
        Arrays.fill(ones, 1);
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(items.length, q);
        qr.decompose(rows(items, 0, ones));
        double log = logDiagonal(qr.getR(null, true), norms(rows(items, 0, ones)));
        if (items.length == q || log == Double.NEGATIVE_INFINITY) {
            return log;
        }
        DMatrixRMaj rotated = new DMatrixRMaj(items.length, finite.numCols);
        CommonOps_DDRM.multTransA(qr.getQ(null, false), finite, rotated);
        return log + logGramDeterminant(CommonOps_DDRM.extract(rotated, q, items.length, 0, finite.numCols));
    }

    /** Returns the logarithm of the sum of all weights, log det(I + L) without the infinite eigenvalues. */
    double logNormaliser() {
        double sum = 0;
        for (int j = certain(); j < odds.length; j++) {
            sum += Math.log1p(odds[j]);
        }
        return sum;
    }

    /** Returns log det(F F') of the rows of F by a QR factorisation of F', which does not square the condition number. */
    static double logGramDeterminant(DMatrixRMaj rows) {
        if (rows.numRows == 0) {
            return 0;
        }
        if (rows.numRows > rows.numCols) {
            return Double.NEGATIVE_INFINITY;
        }
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(rows, null);
        double[] norms = norms(transposed);
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(transposed.numRows, transposed.numCols);
        qr.decompose(transposed);
        return logDiagonal(qr.getR(null, true), norms);
    }

    /** Twice the sum of the logarithms of the diagonal; negative infinity where an entry is rounding of its column. */
    private static double logDiagonal(DMatrixRMaj r, double[] norms) {
        double sum = 0;
        for (int j = 0; j < r.numCols; j++) {
            double value = Math.abs(r.get(j, j));
            if (value <= 4 * EPSILON * Math.sqrt(r.numCols) * norms[j]) {
                return Double.NEGATIVE_INFINITY;
            }
            sum += Math.log(value);
        }
        return 2 * sum;
    }

    private static double[] norms(DMatrixRMaj matrix) {
        double[] norms = new double[matrix.numCols];
        for (int i = 0, at = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++, at++) {
                norms[j] = Math.hypot(norms[j], matrix.data[at]);
            }
        }
        return norms;
    }

    /** Refuses what one array cannot hold. */
    static int checkedLength(int rows, int columns) {
        long length = (long) rows * columns;
        if (length > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns
                    + " numbers does not fit into one array; take fewer items or features");
        }
        return (int) length;
    }

    /** Returns the indices, which must be distinct and below the size. */
    static int[] checkedSubset(int size, int... items) {
        boolean[] seen = new boolean[size];
        for (int item : items) {
            Checks.between("item", 0, size - 1, item);
            if (seen[item]) {
                throw new IllegalArgumentException("subset: item " + item + " occurs twice; items must be distinct");
            }
            seen[item] = true;
        }
        return items;
    }
}
