package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.decomposition.QRDecomposition;

/**
 * The spectra of conditional, marginal and complementary processes. With factors B B' = L, or W W' = K where L has infinite
 * eigenvalues: given that A is in, rows are projected away from those of A (the Schur complement of L_A, or K_A); given that
 * A is out, rows of B are left out, and those of W become W (I - W_A' W_A)^-1/2.
 */
final class Conditioning {
    private Conditioning() {}

    /** Returns the process of the items of {@code rest} given that those of {@code in} are in; empty if they never are. */
    static Optional<Spectrum> including(Spectrum spectrum, int[] in, int[] rest, Backend backend) {
        boolean isFinite = spectrum.certain() == 0;
        double[] factors = isFinite ? rootOdds(spectrum) : rootProbabilities(spectrum);
        int r = spectrum.rank();
        DMatrixRMaj rows = spectrum.rows(in, 0, factors);
        if (Spectrum.logGramDeterminant(rows) == Double.NEGATIVE_INFINITY) {
            return Optional.empty();
        }
        if (in.length == r) {
            return Optional.of(empty(rest.length));
        }
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(r, in.length);
        qr.decompose(CommonOps_DDRM.transpose(rows, null));
        DMatrixRMaj away = CommonOps_DDRM.extract(qr.getQ(null, false), 0, r, in.length, r);
        double[] features = product(spectrum.rows(rest, 0, factors), away, backend);
        return Optional.of(
                isFinite
                        ? ofLikelihoodFeatures(spectrum, features, rest.length, r - in.length, backend)
                        : ofMarginalFeatures(features, rest.length, r - in.length, backend));
    }

    /** Returns the process of the items of {@code rest} given that those of {@code out} are out; empty if they never are. */
    static Optional<Spectrum> excluding(Spectrum spectrum, int[] out, int[] rest, Backend backend) {
        int r = spectrum.rank();
        if (spectrum.certain() == 0) {
            double[] features = spectrum.rows(rest, 0, rootOdds(spectrum)).data;
            return Optional.of(ofLikelihoodFeatures(spectrum, features, rest.length, r, backend));
        }
        double[] factors = rootProbabilities(spectrum);
        DMatrixRMaj rows = spectrum.rows(out, 0, factors);
        DMatrixRMaj matrix = CommonOps_DDRM.identity(r);
        CommonOps_DDRM.multAddTransA(-1, rows, rows, matrix);
        CholeskyDecomposition_F64<DMatrixRMaj> cholesky = DecompositionFactory_DDRM.chol(r, true);
        boolean isPositive = cholesky.decompose(matrix.copy());
        DMatrixRMaj factor = isPositive ? cholesky.getT(null) : matrix;
        for (int j = 0; j < r; j++) {
            if (!isPositive || factor.get(j, j) < Math.sqrt(8 * r * Spectrum.EPSILON)) {
                return Optional.empty();
            }
        }
        CommonOps_DDRM.invert(factor);
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(factor, null);
        double[] features = product(spectrum.rows(rest, 0, factors), transposed, backend);
        return Optional.of(withCertain(ofMarginalFeatures(features, rest.length, r, backend), spectrum.certain()));
    }

    /** The same with so many leading eigenvalues of K exactly 1: leaving items out does not change how many items are certain. */
    private static Spectrum withCertain(Spectrum spectrum, int certain) {
        double[] odds = new double[spectrum.rank()];
        Arrays.setAll(odds, j -> j < certain ? Double.POSITIVE_INFINITY : spectrum.odds(j));
        return spectrum.withOdds(odds);
    }

    /** Returns the process of what is drawn of the items kept. */
    static Spectrum restricted(Spectrum spectrum, int[] kept, Backend backend) {
        DMatrixRMaj rows = spectrum.rows(kept, 0, rootProbabilities(spectrum));
        return ofMarginalFeatures(rows.data, kept.length, spectrum.rank(), backend);
    }

    /** Returns the process of K times p. */
    static Spectrum thinned(Spectrum spectrum, double p) {
        if (p == 0) {
            return empty(spectrum.size());
        }
        double[] odds = new double[spectrum.rank()];
        for (int j = 0; j < odds.length; j++) {
            double l = spectrum.odds(j);
            odds[j] = l == Double.POSITIVE_INFINITY ? p / (1 - p) : p * l / (1 + (1 - p) * l);
        }
        return spectrum.withOdds(odds);
    }

    /** Returns the process of the items that are not drawn, K = I - K. */
    static Spectrum complement(Spectrum spectrum) {
        int n = spectrum.size();
        int r = spectrum.rank();
        QRDecomposition<DMatrixRMaj> qr = DecompositionFactory_DDRM.qr(n, Math.max(1, r));
        qr.decompose(
                r == 0
                        ? new DMatrixRMaj(n, 1)
                        : DMatrixRMaj.wrap(n, r, spectrum.vectors().clone()));
        DMatrixRMaj q = qr.getQ(null, false);
        int certain = spectrum.certain();
        double[] odds = new double[n - certain];
        double[] vectors = new double[n * odds.length];
        for (int j = 0; j < odds.length; j++) {
            int from = j < n - r ? r + j : n - 1 - j; // the largest eigenvalue has the smallest inverse
            odds[j] = j < n - r ? Double.POSITIVE_INFINITY : 1 / spectrum.odds(from);
            for (int i = 0; i < n; i++) {
                vectors[i * odds.length + j] = j < n - r ? q.get(i, from) : spectrum.vector(i, from);
            }
        }
        return new Spectrum(n, odds, vectors);
    }

    /** Returns the extended L-ensemble of an orthonormal V and an L that counts on the complement of V only. */
    static Spectrum extended(double[] likelihood, Spectrum span, Backend backend) {
        int n = span.size();
        int q = span.rank();
        DMatrixRMaj v = DMatrixRMaj.wrap(n, q, span.vectors());
        DMatrixRMaj away = CommonOps_DDRM.identity(n);
        CommonOps_DDRM.multAddTransB(-1, v, v, away);
        double[] half = product(DMatrixRMaj.wrap(n, n, likelihood), away, backend);
        double[] projected = product(away, DMatrixRMaj.wrap(n, n, half), backend);
        double noise = 4 * n * Spectrum.EPSILON * Spectra.largest(likelihood);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) { // symmetric but for rounding, which may be large beside what is left
                projected[j * n + i] = (projected[i * n + j] + projected[j * n + i]) / 2;
                projected[i * n + j] = projected[j * n + i];
            }
        }
        Spectrum finite = Spectra.ofLikelihood(projected, n, backend, noise);
        int rank = Math.min(finite.rank(), n - q);
        double[] odds = new double[q + rank];
        double[] vectors = new double[n * (q + rank)];
        for (int j = 0; j < q + rank; j++) {
            odds[j] = j < q ? Double.POSITIVE_INFINITY : finite.odds(j - q);
            for (int i = 0; i < n; i++) {
                vectors[i * odds.length + j] = j < q ? span.vector(i, j) : finite.vector(i, j - q);
            }
        }
        return new Spectrum(n, odds, vectors);
    }

    private static Spectrum ofLikelihoodFeatures(Spectrum parent, double[] features, int n, int d, Backend backend) {
        double noise = parent.rank() == 0 ? 0 : parent.rank() * Spectrum.EPSILON * parent.odds(0);
        return d == 0 || n == 0 ? empty(n) : Spectra.ofFeatures(features, n, d, noise * Spectrum.EPSILON, d, backend);
    }

    /** Returns the process of K = W W'. */
    private static Spectrum ofMarginalFeatures(double[] features, int n, int d, Backend backend) {
        if (d == 0 || n == 0) {
            return empty(n);
        }
        double rounding = 8 * Math.max(n, d) * Spectrum.EPSILON;
        Spectrum marginal = Spectra.ofFeatures(features, n, d, rounding * Spectrum.EPSILON, d, backend);
        double[] odds = new double[marginal.rank()];
        for (int j = 0; j < odds.length; j++) {
            double p = marginal.odds(j);
            odds[j] = p > 1 - rounding ? Double.POSITIVE_INFINITY : p / (1 - p);
        }
        return marginal.withOdds(odds);
    }

    static Spectrum empty(int n) {
        return new Spectrum(n, new double[0], new double[0]);
    }

    private static double[] product(DMatrixRMaj left, DMatrixRMaj right, Backend backend) {
        if (left.numCols == 0 || right.numCols == 0 || left.numRows == 0) {
            return new double[left.numRows * right.numCols];
        }
        return backend.linearAlgebra().multiply(left, right).data;
    }

    private static double[] rootOdds(Spectrum spectrum) {
        double[] roots = new double[spectrum.rank()];
        Arrays.setAll(roots, j -> Math.sqrt(spectrum.odds(j)));
        return roots;
    }

    private static double[] rootProbabilities(Spectrum spectrum) {
        double[] roots = new double[spectrum.rank()];
        Arrays.setAll(roots, j -> Math.sqrt(spectrum.probability(j)));
        return roots;
    }
}
