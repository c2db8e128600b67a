package io.gramian.kde;

import java.util.List;
import java.util.Objects;

/**
 * What a bandwidth rule chose, and how far to trust it.
 *
 * @param rule the rule
 * @param bandwidth what it chose
 * @param criterion the value of what the rule minimises at the chosen bandwidth, NaN for rules that minimise nothing
 * @param atBoundary whether a search ended at the end of its range, so that the criterion has no minimum inside
 * @param iterations evaluations of the criterion, or steps of a fixed point; 0 for closed formulas
 * @param warnings what a reader of the result should know, a sentence each; among them every fallback taken
 */
public record Selection(
        Bandwidth rule,
        BandwidthMatrix bandwidth,
        double criterion,
        boolean atBoundary,
        int iterations,
        List<String> warnings) {
    /**
     * Copies the warnings.
     *
     * @param rule the rule
     * @param bandwidth what it chose
     * @param criterion the value of what the rule minimises, or NaN
     * @param atBoundary whether a search ended at the end of its range
     * @param iterations evaluations or steps
     * @param warnings a sentence each
     */
    public Selection {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(bandwidth, "bandwidth");
        warnings = List.copyOf(warnings);
    }
}
