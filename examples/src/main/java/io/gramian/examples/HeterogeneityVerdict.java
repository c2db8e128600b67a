package io.gramian.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the figures say of one question: does heterogeneity of orientation bandwidths cost quality of reconstruction, or does
 * stopping early? Sentences and a word, from the numbers alone.
 *
 * @param word artefact, real, partly, none, or open
 * @param sentences in plain language
 */
record HeterogeneityVerdict(String word, List<String> sentences) {
    /**
     * Judges differences heterogeneous less homogeneous, in decibels, of the same pictures.
     *
     * @param early at the published number of iterations
     * @param late at convergence
     * @param shift late less early, picture by picture
     * @param better certified pictures: the optimum of the heterogeneous bank is better for sure
     * @param worse certified pictures: it is worse for sure
     */
    static HeterogeneityVerdict of(
            PairedDifferences early, PairedDifferences late, PairedDifferences shift, int better, int worse) {
        List<String> sentences = new ArrayList<>();
        sentences.add("stopped at the published number of iterations, the heterogeneous bank " + effect(early));
        sentences.add("at convergence it " + effect(late));
        sentences.add(String.format(
                Locale.ROOT,
                "going on to convergence moves the difference by %.2f dB (95 %% interval %.2f to %.2f, upwards on %d of %d"
                        + " pictures)",
                shift.mean(),
                shift.low(),
                shift.high(),
                shift.positive(),
                shift.count()));
        sentences.add(String.format(
                Locale.ROOT,
                "whatever is left of the duality gaps, the optimum of the heterogeneous bank is better on %d of %d pictures"
                        + " and worse on %d; of the others the gaps do not tell",
                better,
                late.count(),
                worse));
        String word = word(early, late, shift);
        sentences.add(
                switch (word) {
                    case "artefact" ->
                        "so the cost is an artefact of stopping early: it is there before convergence and not"
                                + (late.isPositive() ? " after, where heterogeneity is a gain" : " for certain after");
                    case "real" -> "so the cost is real: it is there at convergence too";
                    case "partly" ->
                        "so the cost is partly one of stopping early: it is there at convergence, but smaller";
                    case "none" ->
                        "so there is no cost to explain: even early it is not certain on these pictures"
                                + (shift.isPositive()
                                        ? ", and going on turns what there is of it into its opposite"
                                        : "");
                    default -> "so the pictures leave it open";
                });
        return new HeterogeneityVerdict(word, List.copyOf(sentences));
    }

    private static String word(PairedDifferences early, PairedDifferences late, PairedDifferences shift) {
        if (late.isNegative()) {
            return early.isNegative() && shift.isPositive() ? "partly" : "real";
        }
        if (early.isNegative()) {
            return late.isPositive() || shift.isPositive() ? "artefact" : "open";
        }
        return late.isPositive() ? "none" : "open";
    }

    private static String effect(PairedDifferences d) {
        String verb = d.isPositive() ? "gains" : d.isNegative() ? "costs" : "neither gains nor costs for certain";
        double size = d.isNegative() ? -d.mean() : d.mean();
        String text = String.format(
                Locale.ROOT,
                "%s %s%.2f dB of PSNR (95 %% interval of the difference %.2f to %.2f, above zero on %d of %d pictures,"
                        + " signed ranks p = %.3g)",
                verb,
                d.isPositive() || d.isNegative() ? "" : "(mean difference) ",
                size,
                d.low(),
                d.high(),
                d.positive(),
                d.count(),
                d.signedRankP());
        return text;
    }
}
