package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * A symmetric process above one that is not: with L = Z C Z' and Z = Q R, the symmetric part A and the skew part B of R C R',
 * the kernel Q (A + (B'B)^(1/2)) Q' has no minor below that of L. A subset drawn from it is accepted with the ratio of the two.
 * The square root has the pairs of eigenvalues of B that the Youla decomposition gives, without the decomposition.
 *
 * <p>Source: I. Han, M. Gartrell, J. Gillenwater, E. Dohmatob, A. Karbasi, Scalable sampling for nonsymmetric determinantal
 * point processes (2022).
 */
final class SkewMajorant implements SubsetSampler {
    /** By how much rounding may lift a log-probability of acceptance above zero. */
    private static final double SLACK = 1e-6;

    private final NonsymmetricKernel target;
    private final FiniteDpp proposal;
    private final SubsetSampler proposals;
    private final double logProposals;

    /** Prepares the proposal. */
    SkewMajorant(NonsymmetricKernel target) {
        this.target = target;
        LowRankKernel likelihood = target.likelihood();
        DMatrixRMaj q;
        DMatrixRMaj inner;
        if (likelihood.isDense() || likelihood.size() <= likelihood.inner()) {
            q = CommonOps_DDRM.identity(likelihood.size());
            inner = likelihood.dense();
        } else {
            try (Matrix z = target.backend().matrix(likelihood.factor());
                    Qr qr = target.backend().linearAlgebra().qr(z)) {
                q = DMatrixRMaj.wrap(z.rows(), z.columns(), qr.q().toArray());
                DMatrixRMaj r =
                        DMatrixRMaj.wrap(z.columns(), z.columns(), qr.r().toArray());
                inner = congruent(r, likelihood.core());
            }
        }
        DMatrixRMaj major = majorant(inner);
        SmallSpectrum spectrum = SmallSpectrum.of(major);
        logProposals = spectrum.logDeterminantPlusIdentity() - target.logNormaliser();
        DMatrixRMaj features = new DMatrixRMaj(q.numRows, major.numRows);
        CommonOps_DDRM.mult(q, spectrum.halfRoot(), features);
        proposal = FiniteDpp.ofFeatures(features).withBackend(target.backend());
        proposals = proposal.sampler();
    }

    /** Returns how many proposals a subset takes on average, det(I + L^) / det(I + L). */
    double expectedProposals() {
        return Math.exp(logProposals);
    }

    @Override
    public int[] sample(RandomGenerator random) {
        while (true) {
            Checks.checkInterrupted("drawing a subset");
            int[] subset = proposals.sample(random);
            if (Math.log(1 - random.nextDouble()) <= checkedAcceptance(logAcceptance(subset), subset)) {
                return subset;
            }
        }
    }

    static double checkedAcceptance(double logAcceptance, int... subset) {
        if (!(logAcceptance <= SLACK)) {
            throw new NumericalException("the probability to accept " + Arrays.toString(subset) + " is exp("
                    + logAcceptance + "), above 1: the symmetric process does not bound this one; are all principal"
                    + " minors of L at least 0?");
        }
        return logAcceptance;
    }

    /** Returns log(det L_S / det L^_S), negative infinity where both are zero. */
    double logAcceptance(int... subset) {
        double wanted = target.logProbability(subset);
        return wanted == Double.NEGATIVE_INFINITY ? wanted : wanted - proposal.logProbability(subset) - logProposals;
    }

    /** The symmetric part plus the square root of B'B, B the skew part. */
    private static DMatrixRMaj majorant(DMatrixRMaj inner) {
        int m = inner.numRows;
        DMatrixRMaj symmetric = new DMatrixRMaj(m, m);
        DMatrixRMaj skew = new DMatrixRMaj(m, m);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                symmetric.set(i, j, (inner.get(i, j) + inner.get(j, i)) / 2);
                skew.set(i, j, (inner.get(i, j) - inner.get(j, i)) / 2);
            }
        }
        double scale = Math.max(CommonOps_DDRM.elementMaxAbs(symmetric), CommonOps_DDRM.elementMaxAbs(skew));
        double least = SmallSpectrum.of(symmetric).least();
        if (least < -1e-10 * m * scale) {
            throw new IllegalArgumentException(
                    "L: expected a positive semi-definite symmetric part (L + L') / 2, found the" + " eigenvalue "
                            + least + "; no symmetric kernel is known to bound its minors, so draw by sample");
        }
        CommonOps_DDRM.addEquals(symmetric, magnitude(skew));
        return symmetric;
    }

    /** (B'B)^(1/2) = V diag(s) V' by the singular values of B = U diag(s) V': no square, so no loss of half the digits. */
    private static DMatrixRMaj magnitude(DMatrixRMaj skew) {
        int m = skew.numRows;
        var svd = DecompositionFactory_DDRM.svd(m, m, false, true, true);
        if (!svd.decompose(skew.copy())) {
            throw new NumericalException("the singular values of the skew part did not converge");
        }
        DMatrixRMaj v = svd.getV(null, false);
        DMatrixRMaj scaled = v.copy();
        for (int j = 0; j < m; j++) {
            CommonOps_DDRM.scaleCol(svd.getSingularValues()[j], scaled, j);
        }
        DMatrixRMaj magnitude = new DMatrixRMaj(m, m);
        CommonOps_DDRM.multTransB(scaled, v, magnitude);
        return magnitude;
    }

    private static DMatrixRMaj congruent(DMatrixRMaj r, DMatrixRMaj core) {
        DMatrixRMaj half = new DMatrixRMaj(r.numRows, core.numCols);
        CommonOps_DDRM.mult(r, core, half);
        DMatrixRMaj whole = new DMatrixRMaj(r.numRows, r.numRows);
        CommonOps_DDRM.multTransB(half, r, whole);
        return whole;
    }
}
