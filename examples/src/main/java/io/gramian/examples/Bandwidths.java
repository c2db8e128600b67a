package io.gramian.examples;

import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Bandwidths as the command line writes them. */
final class Bandwidths {
    private static final Map<String, Supplier<Bandwidth>> SELECTORS =
            new TreeMap<>(Map.of("scott", Bandwidth::scott, "silverman", Bandwidth::silverman));

    private Bandwidths() {}

    /** How a number h is meant. */
    enum Scale {
        NONE,
        WHITEN
    }

    static Bandwidth selector(String option, String name) {
        Supplier<Bandwidth> selector = SELECTORS.get(name);
        if (selector == null) {
            throw new UserError(option + ": expected one of " + names() + ", found '" + name + "'");
        }
        return selector.get();
    }

    static Bandwidth numberOrSelector(String option, String text, Scale scale) {
        if (SELECTORS.containsKey(text)) {
            return selector(option, text);
        }
        double h;
        try {
            h = Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new UserError(
                    option + ": expected a positive number or one of " + names() + ", found '" + text + "'");
        }
        try {
            return scale == Scale.WHITEN ? Bandwidth.covarianceFactor(h) : Bandwidth.of(h);
        } catch (IllegalArgumentException e) {
            throw new UserError(option + ": expected a positive number, found '" + text + "'");
        }
    }

    /** Returns {@code 0.3}, or {@code a,b;c,d} for a matrix. */
    static String text(BandwidthMatrix bandwidth, int dimension) {
        if (bandwidth.isScalar()) {
            return Double.toString(bandwidth.scalar());
        }
        return Arrays.stream(bandwidth.matrix(dimension))
                .map(row -> Arrays.stream(row).mapToObj(Double::toString).collect(Collectors.joining(",")))
                .collect(Collectors.joining(";"));
    }

    private static String names() {
        return String.join(", ", SELECTORS.keySet());
    }
}
