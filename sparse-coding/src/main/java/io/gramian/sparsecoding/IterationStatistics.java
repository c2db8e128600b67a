package io.gramian.sparsecoding;

/**
 * What one iteration of a solver, or one sweep over windows, left behind; residuals and parameter of a sweep are NaN.
 *
 * @param iteration counted from 1
 * @param dataFidelity the data term at ADMM's primal x, at the extrapolated point of the proximal gradient method
 * @param penaltyAtPrimal lambda |w x|_1 (and the norms over channels, if any) at ADMM's primal x, at the code of the
 *     proximal gradient method
 * @param penaltyAtAuxiliary the same at ADMM's auxiliary y, which is the code
 * @param primalResidual of ADMM; how far the proximal gradient step moved, relative to the code
 * @param dualResidual of ADMM; NaN for the proximal gradient method
 * @param parameter rho of the iteration; the inverse of the step for the proximal gradient method
 * @param certificate of the code, null where it was not evaluated
 */
public record IterationStatistics(
        int iteration,
        double dataFidelity,
        double penaltyAtPrimal,
        double penaltyAtAuxiliary,
        double primalResidual,
        double dualResidual,
        double parameter,
        Certificate certificate) {}
