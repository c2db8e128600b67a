package io.gramian.dpp;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/** A likelihood kernel learned from subsets, with the way there. Immutable. */
public final class LearnedLikelihood {
    private final DMatrixRMaj features; // null for a full kernel
    private final DMatrixRMaj likelihood; // null for a low-rank one
    private final double[] objectives;
    private final boolean converged;

    LearnedLikelihood(DMatrixRMaj features, DMatrixRMaj likelihood, double[] objectives, boolean converged) {
        this.features = features;
        this.likelihood = likelihood;
        this.objectives = objectives;
        this.converged = converged;
    }

    /**
     * Returns L, for {@code FiniteDpp.ofLikelihood}; of a low-rank kernel, V V'.
     *
     * @return N x N, symmetric positive semi-definite, a new matrix
     */
    public DMatrixRMaj likelihoodKernel() {
        if (likelihood != null) {
            return likelihood.copy();
        }
        DMatrixRMaj product = new DMatrixRMaj(features.numRows, features.numRows);
        CommonOps_DDRM.multTransB(features, features, product);
        return product;
    }

    /**
     * Returns V with L = V V', for {@code FiniteDpp.ofFeatures}.
     *
     * @return N x D, a new matrix
     * @throws IllegalStateException if the kernel was learned in full
     */
    public DMatrixRMaj features() {
        if (features == null) {
            throw new IllegalStateException("a kernel learned in full has no features; take likelihoodKernel()");
        }
        return features.copy();
    }

    /**
     * Returns what was maximised, before the first step and after each: the mean log-likelihood of the subsets, less the
     * penalty where there is one. It never falls.
     *
     * @return at least one number, a new array
     */
    public double[] objectives() {
        return objectives.clone();
    }

    /**
     * Returns what was reached, the last of {@link #objectives}.
     *
     * @return the mean log-likelihood of a subset, less the penalty
     */
    public double objective() {
        return objectives[objectives.length - 1];
    }

    /**
     * Returns the number of steps.
     *
     * @return at least 0
     */
    public int iterations() {
        return objectives.length - 1;
    }

    /**
     * Returns whether the gain of the last step was within the tolerance; else it was the number of steps that ended the
     * search.
     *
     * @return whether it converged
     */
    public boolean converged() {
        return converged;
    }

    /** Returns the steps and the objective. */
    @Override
    public String toString() {
        return "LearnedLikelihood[" + iterations() + " steps, objective " + objective()
                + (converged ? "" : ", not converged") + "]";
    }
}
