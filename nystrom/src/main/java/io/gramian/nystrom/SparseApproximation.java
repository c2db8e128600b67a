package io.gramian.nystrom;

/**
 * What a Gaussian process with landmarks Z takes for its prior; Q(x, x') = k(x, Z) K(Z, Z)^-1 k(Z, x') is what the
 * landmarks see of k.
 *
 * <p>Source: J. Quinonero-Candela, C. E. Rasmussen, A unifying view of sparse approximate Gaussian process regression
 * (2005).
 */
public enum SparseApproximation {
    /** Q everywhere: a degenerate process, whose variance vanishes far from the landmarks. */
    SUBSET_OF_REGRESSORS,
    /** Q for the data, k for the queries; the mean is that of the subset of regressors, the variance returns to k(x, x). */
    DETERMINISTIC_TRAINING_CONDITIONAL,
    /** Q with the diagonal of k for the data, so that points the landmarks do not see count as noisier; k for queries. */
    FULLY_INDEPENDENT_TRAINING_CONDITIONAL
}
