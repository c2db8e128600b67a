package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.Complex_F64;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;

/**
 * The kernels of a {@link NonsymmetricDpp} and their algebra: L = Z C Z' where it is known, and K = Z W Z' with W = C (I + Z'Z
 * C)^-1. Immutable.
 */
final class NonsymmetricKernel {
    /** How much below zero a minor may fall by rounding, of the product of its rows' lengths. */
    private static final double SLACK = 1e-9;

    /** Condition of I - K up to which probabilities by L are as good as those by K. */
    private static final double WELL_CONDITIONED = 1e6;

    /** Condition of I - K beyond which nothing is left of L. */
    private static final double SINGULAR = 1e13;

    private final LowRankKernel likelihood; // null where only K is known
    private final LowRankKernel marginal;
    private final DMatrixRMaj gram; // Z'Z
    private final double logNormaliser; // log det(I + L), NaN without L
    private final Backend backend;

    private NonsymmetricKernel(
            LowRankKernel likelihood, LowRankKernel marginal, DMatrixRMaj gram, double logNormaliser, Backend backend) {
        this.likelihood = likelihood;
        this.marginal = marginal;
        this.gram = gram;
        this.logNormaliser = logNormaliser;
        this.backend = backend;
    }

    static NonsymmetricKernel ofLikelihood(LowRankKernel likelihood, Backend backend) {
        Backend exact = backend.withPrecision(Precision.DOUBLE);
        return ofLikelihood(likelihood, likelihood.gram(exact), exact);
    }

    private static NonsymmetricKernel ofLikelihood(LowRankKernel likelihood, DMatrixRMaj gram, Backend backend) {
        DMatrixRMaj shifted = CommonOps_DDRM.identity(likelihood.inner());
        CommonOps_DDRM.multAdd(gram, likelihood.core(), shifted); // I + Z'Z C
        LogDeterminant determinant = LogDeterminant.of(shifted);
        if (determinant.sign() <= 0) {
            throw new IllegalArgumentException(
                    "L: expected principal minors of at least zero, found that det(I + L) is "
                            + (determinant.sign() == 0 ? "zero" : "negative"));
        }
        LowRankKernel marginal = likelihood.withCore(quotient(likelihood.core(), shifted));
        return new NonsymmetricKernel(likelihood, marginal, gram, determinant.log(), backend);
    }

    static NonsymmetricKernel ofMarginal(LowRankKernel marginal, Backend backend) {
        Backend exact = backend.withPrecision(Precision.DOUBLE);
        return new NonsymmetricKernel(null, marginal, marginal.gram(exact), Double.NaN, exact);
    }

    /** The same with L where K has a low rank and no item is all but certain: minors of L are small, those of K are N x N. */
    private static NonsymmetricKernel ofDerived(LowRankKernel marginal, Backend backend) {
        NonsymmetricKernel known = ofMarginal(marginal, backend);
        return marginal.isDense() || known.conditionOfAbsence() > WELL_CONDITIONED ? known : known.withLikelihood();
    }

    /** Returns A B^-1. */
    private static DMatrixRMaj quotient(DMatrixRMaj a, DMatrixRMaj b) {
        DMatrixRMaj transposed = new DMatrixRMaj(a.numRows, a.numRows);
        CommonOps_DDRM.solve(CommonOps_DDRM.transpose(b, null), CommonOps_DDRM.transpose(a, null), transposed);
        return CommonOps_DDRM.transpose(transposed, null);
    }

    /** Returns I - Z'Z W, with the determinant of I - K. */
    private DMatrixRMaj absence() {
        DMatrixRMaj absence = CommonOps_DDRM.identity(marginal.inner());
        CommonOps_DDRM.multAdd(-1, gram, marginal.core(), absence);
        return absence;
    }

    private double conditionOfAbsence() {
        double condition = NormOps_DDRM.conditionP2(absence());
        return Double.isNaN(condition) ? Double.POSITIVE_INFINITY : condition;
    }

    private NonsymmetricKernel withLikelihood() {
        DMatrixRMaj absence = absence();
        LowRankKernel found = marginal.withCore(quotient(marginal.core(), absence));
        double log = -LogDeterminant.of(absence).log();
        return new NonsymmetricKernel(found, marginal, gram, log, backend);
    }

    /** Returns this with L, from K where it was given by K. */
    NonsymmetricKernel known() {
        if (likelihood != null) {
            return this;
        }
        if (conditionOfAbsence() > SINGULAR) {
            throw new IllegalArgumentException("K: expected no eigenvalue that is 1 up to rounding, found one, so that"
                    + " there is no L, which scaling, sampling at a given size and by rejection need");
        }
        return withLikelihood();
    }

    NonsymmetricKernel withBackend(Backend other) {
        return new NonsymmetricKernel(likelihood, marginal, gram, logNormaliser, other.withPrecision(Precision.DOUBLE));
    }

    int size() {
        return marginal.size();
    }

    LowRankKernel marginal() {
        return marginal;
    }

    /** Returns L; only of one that is {@link #known}. */
    LowRankKernel likelihood() {
        return likelihood;
    }

    double logNormaliser() {
        return logNormaliser;
    }

    Backend backend() {
        return backend;
    }

    double logJointProbability(int... subset) {
        return checked(marginal.block(subset), subset);
    }

    double logProbability(int... subset) {
        if (likelihood != null) {
            return checked(likelihood.block(subset), subset) - logNormaliser;
        }
        DMatrixRMaj shifted = marginal.dense(); // (-1)^|rest| det(K - I_rest)
        for (int item : rest(subset)) {
            CommonOps_DDRM.scaleRow(-1, shifted, item);
            shifted.add(item, item, 1);
        }
        return checked(shifted, subset);
    }

    private static double checked(DMatrixRMaj minor, int... subset) {
        LogDeterminant determinant = LogDeterminant.upToRounding(minor);
        if (determinant.sign() < 0) {
            if (determinant.log() > LogDeterminant.bound(minor) + Math.log(SLACK)) {
                throw new NumericalException("the probability of " + Arrays.toString(subset) + " is negative, -exp("
                        + determinant.log() + ") before it is normalised: the kernel has negative principal minors");
            }
            return Double.NEGATIVE_INFINITY;
        }
        return determinant.log();
    }

    double[] cardinalityLaw() {
        return ComplexSizeLaw.probabilities(eigenvalues(marginal), size());
    }

    /** Returns the eigenvalues of L that are not zero for its rank alone; only of one that is {@link #known}. */
    Complex_F64[] likelihoodEigenvalues() {
        return eigenvalues(likelihood);
    }

    private Complex_F64[] eigenvalues(LowRankKernel kernel) {
        DMatrixRMaj product = new DMatrixRMaj(kernel.inner(), kernel.inner());
        CommonOps_DDRM.mult(kernel.core(), gram, product);
        return ComplexSizeLaw.eigenvalues(product);
    }

    /** Returns the process of alpha L; only of one that is {@link #known}. */
    NonsymmetricKernel scaled(double alpha) {
        return ofLikelihood(likelihood.scaled(alpha), gram, backend);
    }

    NonsymmetricKernel thinned(double p) {
        return ofDerived(marginal.scaled(p), backend);
    }

    NonsymmetricKernel complement() {
        DMatrixRMaj absent = CommonOps_DDRM.identity(size());
        CommonOps_DDRM.addEquals(absent, -1, marginal.dense());
        return ofMarginal(new LowRankKernel(null, absent), backend);
    }

    NonsymmetricKernel restrictedTo(int... items) {
        return ofDerived(marginal.restrictedTo(items), backend);
    }

    NonsymmetricKernel including(int... included) {
        LowRankKernel kernel = likelihood != null ? likelihood : marginal;
        DMatrixRMaj block = kernel.block(included);
        if (checked(block, included) == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "items " + Arrays.toString(included) + ": are never in X together, so nothing follows from it");
        }
        LowRankKernel given = kernel.updated(-1, block, included).restrictedTo(rest(included));
        return likelihood != null ? ofLikelihood(given, backend) : ofMarginal(given, backend);
    }

    NonsymmetricKernel excluding(int... excluded) {
        int[] rest = rest(excluded);
        if (likelihood != null) {
            return ofLikelihood(likelihood.restrictedTo(rest), backend);
        }
        DMatrixRMaj shifted = CommonOps_DDRM.identity(excluded.length);
        CommonOps_DDRM.addEquals(shifted, -1, marginal.block(excluded));
        return ofMarginal(marginal.updated(1, shifted, excluded).restrictedTo(rest), backend);
    }

    /** Returns the other items. */
    int[] rest(int... removed) {
        boolean[] gone = new boolean[size()];
        for (int item : removed) {
            gone[item] = true;
        }
        return IntStream.range(0, size()).filter(i -> !gone[i]).toArray();
    }
}
