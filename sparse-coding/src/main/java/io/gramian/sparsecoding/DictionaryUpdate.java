package io.gramian.sparsecoding;

/** How batch learning improves the atoms for given codes. */
public enum DictionaryUpdate {
    /**
     * ADMM with a copy of the dictionary for every signal, and their projected mean: O(M N log N) for each signal.
     *
     * <p>Source: M. Sorel, F. Sroubek, Fast convolutional sparse coding using matrix inversion lemma (2016).
     */
    CONSENSUS,
    /**
     * The constrained method of optimal directions: ADMM with the exact solution of the least squares of all K signals, a
     * K x K system for each frequency. Best for few signals.
     *
     * <p>Source: B. Wohlberg, Efficient algorithms for convolutional sparse representations (2016).
     */
    CONSTRAINED_MOD,
    /**
     * Projected gradient steps with backtracking, in space: O(k L) for k coefficients and atoms of L values. Takes masks.
     */
    PROJECTED_GRADIENT
}
