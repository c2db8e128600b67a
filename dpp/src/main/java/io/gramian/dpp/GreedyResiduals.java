package io.gramian.dpp;

/** The gains of a greedy choice: the residual diagonal of L given the items taken so far. Mutable, for one thread. */
interface GreedyResiduals {
    /** Returns the item of the largest gain, the lowest index in a tie; -1 when all that is left is rounding. */
    int best();

    /** Returns the logarithm of the gain of the item that {@link #best} has returned. */
    double logGain(int item);

    /** Takes the item that {@link #best} has returned. */
    void take(int item);

    /** Refuses a residual that no rounding explains. */
    static double checked(int item, double residual, double own) {
        if (!(residual >= -1e-8 * own)) { // also NaN
            throw new IllegalArgumentException("L: expected a positive semi-definite matrix, found that item " + item
                    + " has det L_{S + i} / det L_S = " + residual + " with L_ii = " + own);
        }
        return residual;
    }
}
