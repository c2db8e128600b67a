package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.kde.BandwidthMatrix;
import java.util.List;

/** How a bandwidth rule chooses. */
@FunctionalInterface
public interface Selector {
    /**
     * Chooses a bandwidth.
     *
     * @throws NumericalException if the data do not determine one
     * @throws IllegalArgumentException if the rule is not for data of this dimension or this kernel
     */
    Choice choose(Sample sample);

    /** A {@link io.gramian.kde.Selection} before it knows its rule. */
    record Choice(
            BandwidthMatrix bandwidth, double criterion, boolean atBoundary, int iterations, List<String> warnings) {
        /** The result of a closed formula. */
        public static Choice of(BandwidthMatrix bandwidth) {
            return new Choice(bandwidth, Double.NaN, false, 0, List.of());
        }
    }
}
