package io.gramian.nystrom;

/**
 * Which root M of the core matrix, M M' = K(Z, Z)^+ or S (S'KS + gamma I)^-1 S', makes the features k(x, Z) M of a Nystrom
 * approximation. All give the same inner products.
 */
public enum FeatureRoot {
    /** U diag(s)^(-1/2) of the eigenpairs s, U that count: as many features as the rank, the largest s first. */
    EIGEN,

    /** The symmetric root U diag(s)^(-1/2) U': as many features as landmarks, feature j belonging to landmark j. */
    SYMMETRIC,

    /**
     * The inverse transposed Cholesky factor, with landmarks that others span to rounding left out: as many features as the
     * rank. Cheaper than eigenpairs, m^3 operations instead of 9 m^3.
     */
    CHOLESKY
}
