package io.gramian.core.backend;

/**
 * What one iteration of {@link FilterBankOperator#step} found: norms of the primal x, the auxiliary y and the scaled
 * dual u after it, and the terms of the objective. Euclidean norms over all maps.
 *
 * @param difference ||x - y||
 * @param primalNorm ||x||
 * @param auxiliaryNorm ||y||
 * @param change ||y - y_previous||
 * @param dualNorm ||u||
 * @param dataFidelity 1/2 ||D x - s||^2 at x
 * @param penaltyAtPrimal the penalty at x
 * @param penaltyAtAuxiliary the penalty at y
 */
public record AdmmStep(
        double difference,
        double primalNorm,
        double auxiliaryNorm,
        double change,
        double dualNorm,
        double dataFidelity,
        double penaltyAtPrimal,
        double penaltyAtAuxiliary) {
    /**
     * Returns the relative primal residual ||x - y|| / max(||x||, ||y||).
     *
     * @return at least 0; the numerator where the denominator is 0
     */
    public double primalResidual() {
        return ratio(difference, Math.max(primalNorm, auxiliaryNorm));
    }

    /**
     * Returns the relative dual residual ||y - y_previous|| / ||u||.
     *
     * @return at least 0; the numerator where the denominator is 0
     */
    public double dualResidual() {
        return ratio(change, dualNorm);
    }

    private static double ratio(double numerator, double denominator) {
        return numerator / (denominator == 0 ? 1 : denominator);
    }
}
