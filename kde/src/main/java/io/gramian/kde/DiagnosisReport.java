package io.gramian.kde;

import io.gramian.kde.regime.GlassEstimate;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Turns the numbers of a diagnosis into sentences. */
final class DiagnosisReport {
    private static final double CLOSE = 0.1; // to the best bandwidth, as a share of it

    private final DensityModel model;
    private final int positive;
    private final double bandwidth;
    private final List<String> sentences = new ArrayList<>();

    DiagnosisReport(DensityModel model, int positive) {
        this.model = model;
        this.positive = positive;
        this.bandwidth = model.bandwidth().isScalar() ? model.bandwidth().scalar() : 1;
    }

    Diagnosis ofOnePoint() {
        subject();
        say(
                "One point has all the weight: every estimate is its kernel alone, and nothing can be learnt about regimes.");
        return result(null, null, Map.of(Regime.CONDENSED, 1.0), 0, 0, Double.NaN);
    }

    Diagnosis ofTwoPoints(QueryDiagnostics diagnostics) {
        subject();
        say("Two points are too few: without one of them an estimate is the other's kernel alone.");
        return result(diagnostics, null, Map.of(Regime.CONDENSED, 1.0), 0, 0, Double.NaN);
    }

    /** All other cases; the best bandwidth as a multiple of the present one, or NaN. */
    Diagnosis of(QueryDiagnostics diagnostics, GlassEstimate glass, double bestFactor) {
        subject();
        say(
                "Judged at %s of the points, each left out by index%s.",
                diagnostics.size() == positive ? "all" : "" + diagnostics.size(),
                diagnostics.size() == positive ? "" : "; they are equally spread over the order of the data");
        Map<Regime, Double> shares = shares(diagnostics);
        double m;
        double error = 0;
        if (model.kernel().isCompact()) {
            m = bandwidth > glass.nearestDistance() ? Double.POSITIVE_INFINITY : 0;
            compact(diagnostics, glass, m);
        } else {
            m = glass.stableIndex(bandwidth);
            error = glass.stableIndexError(bandwidth);
            threshold(glass);
            regime(glass, m, error, medianSize(diagnostics));
        }
        say(
                "Point by point, %s %% are condensed, %s %% stable and %s %% classical, by local estimates that are good"
                        + " to a third each.",
                percent(shares.get(Regime.CONDENSED)),
                percent(shares.get(Regime.STABLE)),
                percent(shares.get(Regime.CLASSICAL)));
        copies(glass);
        if (!Double.isNaN(bestFactor)) {
            advice(bestFactor * bandwidth, glass);
        }
        return result(diagnostics, glass, shares, m, error, bestFactor * bandwidth);
    }

    private void subject() {
        String weights = model.isWeighted() ? ", weighted (" + positive + " of positive weight)" : "";
        String h = model.bandwidth().isScalar()
                ? "bandwidth " + number(bandwidth)
                : "a bandwidth matrix H (bandwidths below are multiples of H^(1/2), so the present one is 1)";
        say(
                "%d %s in %d %s%s, %s kernel, %s.",
                model.size(),
                model.size() == 1 ? "point" : "points",
                model.dimension(),
                model.dimension() == 1 ? "dimension" : "dimensions",
                weights,
                model.kernel(),
                h);
    }

    private void threshold(GlassEstimate glass) {
        if (glass.bandwidth() == 0) {
            say("The nearest neighbours of every point are equally far, so that there is no heavy tail: h_G is zero.");
            return;
        }
        say(
                "These data condense at h_G = %s +- %s (Hill's estimate from %d neighbours of each query); the nearest"
                        + " other point is %s away, neighbours spread as in %s dimensions, and that gives h_G = %s.",
                number(glass.bandwidth()),
                number(glass.standardError(), 2),
                glass.neighbours(),
                number(glass.nearestDistance()),
                number(glass.intrinsicDimension()),
                number(glass.bandwidthByDimension()));
    }

    private void regime(GlassEstimate glass, double m, double error, double size) {
        String where = glass.bandwidth() == 0
                ? "The stable index is infinite:"
                : String.format(
                        Locale.ROOT,
                        "The bandwidth is %s h_G, the stable index %s +- %s:",
                        number(bandwidth / glass.bandwidth()),
                        number(m),
                        number(error, 2));
        switch (Regime.of(m)) {
            case CONDENSED ->
                say(
                        "%s the condensed regime. At a typical point the estimate rests on %s points (median effective"
                                + " sample size), so it follows the accidents of the sample and settles at no mean;"
                                + " standard errors and normal confidence intervals do not apply.",
                        where, number(size));
            case STABLE ->
                say(
                        "%s the stable regime. The estimate (median effective sample size %s) is near its mean, but"
                                + " single points still move it: its fluctuations have a heavy tail and no variance, so"
                                + " normal confidence intervals do not apply.",
                        where, number(size));
            case CLASSICAL ->
                say(
                        "%s the classical regime. Many points make up the estimate (median effective sample size %s),"
                                + " the central limit theorem holds, and confidence intervals mean what they say, for"
                                + " the density as the kernel smooths it.",
                        where, number(size));
        }
        for (int border = 1; border <= 2; border++) {
            if (Math.abs(m - border) < 2 * error) {
                say("The border between regimes, %d, is within two standard errors.", border);
            }
        }
    }

    private void compact(QueryDiagnostics diagnostics, GlassEstimate glass, double m) {
        say(
                "A compact kernel is zero beyond its bandwidth, so there is no h_G: an estimate is an average over the"
                        + " points within reach, or zero. The nearest other point is %s away (root mean square),"
                        + " %s the bandwidth; neighbours spread as in %s dimensions.",
                number(glass.nearestDistance()), m > 0 ? "within" : "beyond", number(glass.intrinsicDimension()));
        say(
                "The density of the others is zero at %s %% of the points; elsewhere the median effective sample size is"
                        + " %s.",
                percent(zeros(diagnostics)), number(median(diagnostics, false)));
        if (zeros(diagnostics) > 0) {
            say("A likelihood over points like these is zero: a wider kernel, or one without end such as the Gaussian,"
                    + " gives every point a density.");
        }
    }

    private void copies(GlassEstimate glass) {
        if (glass.coincident() > 0) {
            say(
                    "%d of the %d queries have an exact copy among the data; a copy makes every narrower bandwidth look"
                            + " better, so they take no part in a search for the best one.",
                    glass.coincident(), glass.size());
        }
    }

    private void advice(double best, GlassEstimate glass) {
        double ratio = bandwidth / best;
        String present = Math.abs(ratio - 1) <= CLOSE
                ? "the present one is close to it"
                : ratio < 1 ? "the present one is too narrow" : "the present one is too wide";
        String unit = glass.bandwidth() > 0 ? " (" + number(best / glass.bandwidth()) + " h_G)" : "";
        say(
                "The bandwidth of least Kullback-Leibler divergence, by leave-one-out likelihood, is near %s%s; %s.",
                number(best), unit, present);
        if (best < glass.cltBandwidth()) {
            say(
                    "Normal errors need more than h_CLT = %s: here the best fit and meaningful confidence intervals"
                            + " exclude each other. Take the former for likelihoods, scores and samples, the latter"
                            + " for intervals.",
                    number(glass.cltBandwidth()));
        } else if (glass.bandwidth() > 0) {
            say("Normal errors need more than h_CLT = %s, which the best fit allows.", number(glass.cltBandwidth()));
        }
    }

    private Diagnosis result(
            QueryDiagnostics diagnostics,
            GlassEstimate glass,
            Map<Regime, Double> shares,
            double m,
            double error,
            double best) {
        boolean hasGlass = glass != null && !model.kernel().isCompact();
        return new Diagnosis(
                diagnostics == null ? 0 : diagnostics.size(),
                bandwidth,
                hasGlass ? glass.bandwidth() : Double.NaN,
                hasGlass ? glass.standardError() : Double.NaN,
                hasGlass ? glass.cltBandwidth() : Double.NaN,
                m,
                error,
                shares,
                diagnostics == null ? Double.NaN : zeros(diagnostics),
                diagnostics == null ? 1 : medianSize(diagnostics),
                glass == null ? Double.NaN : glass.nearestDistance(),
                glass == null ? Double.NaN : glass.intrinsicDimension(),
                best,
                sentences);
    }

    private static Map<Regime, Double> shares(QueryDiagnostics diagnostics) {
        Map<Regime, Double> shares = new EnumMap<>(Regime.class);
        for (Regime regime : Regime.values()) {
            int count = 0;
            for (int i = 0; i < diagnostics.size(); i++) {
                count += diagnostics.regime(i) == regime ? 1 : 0;
            }
            shares.put(regime, count / (double) diagnostics.size());
        }
        return shares;
    }

    private static double zeros(QueryDiagnostics diagnostics) {
        int zeros = 0;
        for (int i = 0; i < diagnostics.size(); i++) {
            zeros += diagnostics.logDensity(i) == Double.NEGATIVE_INFINITY ? 1 : 0;
        }
        return zeros / (double) diagnostics.size();
    }

    private static double medianSize(QueryDiagnostics diagnostics) {
        return median(diagnostics, true);
    }

    private static double median(QueryDiagnostics diagnostics, boolean withZeros) {
        double[] sizes = new double[diagnostics.size()];
        Arrays.setAll(sizes, diagnostics::effectiveSampleSize);
        double[] sorted = Arrays.stream(sizes)
                .map(size -> Double.isNaN(size) ? 0 : size)
                .filter(size -> withZeros || size > 0)
                .sorted()
                .toArray();
        int half = sorted.length / 2;
        return sorted.length == 0 ? 0 : sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private void say(String format, Object... values) {
        sentences.add(values.length == 0 ? format : String.format(Locale.ROOT, format, values));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f", 100 * share);
    }

    private static String number(double value) {
        return number(value, 3);
    }

    private static String number(double value, int digits) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.isNaN(value) ? "an unknown number of" : "infinity";
        }
        BigDecimal rounded = new BigDecimal(value).round(new MathContext(digits));
        return Math.abs(value) >= 1e-4 && Math.abs(value) < 1e7 || value == 0
                ? rounded.stripTrailingZeros().toPlainString()
                : rounded.toString();
    }
}
