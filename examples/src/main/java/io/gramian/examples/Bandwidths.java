package io.gramian.examples;

import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.Selection;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Bandwidths as the command line writes them. */
final class Bandwidths {
    private static final Map<String, Rule> SELECTORS = new TreeMap<>(Map.ofEntries(
            inAnyDimension("scott", Bandwidth::scott),
            inAnyDimension("silverman", Bandwidth::silverman),
            inAnyDimension("likelihood-cv", Bandwidth::likelihoodCrossValidation),
            inAnyDimension("normal-reference", Bandwidth::normalReference),
            inAnyDimension("plug-in", Bandwidth::plugIn),
            inAnyDimension("scv", Bandwidth::smoothedCrossValidation),
            inAnyDimension("lscv", Bandwidth::leastSquaresCrossValidation),
            inAnyDimension("nearest-neighbour", Bandwidth::nearestNeighbour),
            inAnyDimension("regime-aware", Bandwidth::regimeAware),
            inOneDimension("nrd0", Bandwidth::nrd0),
            inOneDimension("nrd", Bandwidth::nrd),
            inOneDimension("ucv", Bandwidth::ucv),
            inOneDimension("bcv", Bandwidth::bcv),
            inOneDimension("sheather-jones", Bandwidth::sheatherJones),
            inOneDimension("sheather-jones-dpi", Bandwidth::sheatherJonesPlugIn),
            inOneDimension("isj", Bandwidth::improvedSheatherJones)));

    private Bandwidths() {}

    private record Rule(Supplier<Bandwidth> bandwidth, boolean oneDimensional) {}

    private static Map.Entry<String, Rule> inAnyDimension(String name, Supplier<Bandwidth> bandwidth) {
        return Map.entry(name, new Rule(bandwidth, false));
    }

    private static Map.Entry<String, Rule> inOneDimension(String name, Supplier<Bandwidth> bandwidth) {
        return Map.entry(name, new Rule(bandwidth, true));
    }

    /** How a number h is meant. */
    enum Scale {
        NONE,
        WHITEN
    }

    static Bandwidth selector(String option, String name) {
        Rule rule = SELECTORS.get(name);
        if (rule == null) {
            throw new UserError(option + ": expected one of " + names() + ", found '" + name + "'");
        }
        return rule.bandwidth.get();
    }

    /** Refuses a rule for one dimension when several columns are in use. */
    static void checkColumns(String option, String name, List<String> columns) {
        Rule rule = SELECTORS.get(name);
        if (rule != null && rule.oneDimensional && columns.size() > 1) {
            throw new UserError(option + ": " + name + " is for one column, but " + columns.size() + " are in use ("
                    + String.join(", ", columns) + "); choose one with --columns");
        }
    }

    /** Says what the rule found out besides the bandwidth. */
    static void report(Selection selection, PrintWriter err) {
        if (!Double.isNaN(selection.criterion())) {
            err.println("criterion: " + selection.criterion());
        }
        selection.warnings().forEach(warning -> err.println("warning: " + warning));
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
