package io.gramian.core.backend;

/**
 * What {@link FilterBankOperator#gradientStep} found at its candidate c = prox(p - step f'(p)), where p is the
 * extrapolated point, x the current maps and f the smooth part of the objective.
 *
 * @param pointFidelity 1/2 ||W (D p - s)||^2
 * @param slope the inner product of f'(p) and c - p
 * @param difference ||c - p||
 * @param change ||c - x||
 * @param norm ||c||
 * @param restart the inner product of p - c and c - x; above zero the momentum points uphill
 * @param penalty the penalty at c
 */
public record GradientStep(
        double pointFidelity,
        double slope,
        double difference,
        double change,
        double norm,
        double restart,
        double penalty) {}
