package io.gramian.sparsecoding;

import java.util.List;

/** What ended the search for a code. */
public enum StopRule {
    /** The penalty is at least lambda_max, or the signal is zero: the code is zero, and optimal. */
    ZERO,
    /** The primal and dual residuals fell below their tolerances. */
    RESIDUALS,
    /** The duality gap fell below its tolerance. */
    DUALITY_GAP,
    /** No coefficient would change by more than the tolerance. */
    STEP,
    /** As many atoms were chosen as were asked for. */
    COUNT,
    /** The norm of what is left of the signal fell below its threshold. */
    RESIDUAL_NORM,
    /** No atom is correlated with what is left of the signal by more than the threshold. */
    CORRELATION,
    /** The number of iterations was used up first: the code has not converged. */
    ITERATIONS;

    /**
     * Returns whether what was asked for was reached.
     *
     * @return false for {@link #ITERATIONS} alone
     */
    public boolean converged() {
        return this != ITERATIONS;
    }

    /** What a reader of a code that this rule ended should know. */
    List<String> warnings(double penalty, double largestPenalty) {
        return switch (this) {
            case ITERATIONS ->
                List.of("the code has not converged: the iterations were used up before the tolerance was met");
            case ZERO ->
                List.of("the code is zero: the penalty " + penalty + " is at least lambda_max = " + largestPenalty);
            default -> List.of();
        };
    }
}
