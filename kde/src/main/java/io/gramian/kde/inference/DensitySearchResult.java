package io.gramian.kde.inference;

import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The scores of the candidates of a {@link DensitySearch}. */
public final class DensitySearchResult {
    private static final Comparator<Candidate> BEST_FIRST = Comparator.comparing(
                    (Candidate candidate) -> Double.isNaN(candidate.score)) // those without a score last
            .thenComparing(Candidate::score, Comparator.reverseOrder())
            .thenComparing(Candidate::unreached);

    private final List<Candidate> candidates;

    DensitySearchResult(List<Candidate> candidates) {
        this.candidates = candidates.stream().sorted(BEST_FIRST).toList();
    }

    /**
     * A kernel with a bandwidth rule, and its score.
     *
     * @param density the configuration to fit
     * @param kernel the kernel
     * @param rule the bandwidth rule
     * @param score the mean held-out log-density; negative infinity if some point is not reached, NaN if the rule
     *     failed
     * @param standardError of the score, from the means of the folds; NaN where the score is not finite
     * @param logVolume the mean over the folds of log |H|^(1/2): how smooth
     * @param unreached how many held-out points have density zero
     * @param warnings what failed, a sentence each
     */
    public record Candidate(
            KernelDensity density,
            DensityKernel kernel,
            Bandwidth rule,
            double score,
            double standardError,
            double logVolume,
            int unreached,
            List<String> warnings) {}

    /**
     * Returns all candidates.
     *
     * @return the best first; of those of score negative infinity, those that miss fewer points first; those without a
     *     score last
     */
    public List<Candidate> candidates() {
        return candidates;
    }

    /**
     * Returns the candidate of the highest score.
     *
     * @return the first of {@link #candidates}
     */
    public Candidate best() {
        return candidates.get(0);
    }

    /**
     * Returns the smoothest candidate, of the kernel of the best, whose score is within one standard error of the best:
     * the one-standard-error rule. Volumes of bandwidths of different kernels are not comparable, so no other kernel is
     * considered.
     *
     * @return a candidate; the best where its standard error is not known
     */
    public Candidate smoothestWithinOneStandardError() {
        Candidate best = best();
        return candidates.stream()
                .filter(candidate -> candidate.kernel.equals(best.kernel))
                .filter(candidate -> candidate.score >= best.score - best.standardError)
                .max(Comparator.comparing(Candidate::logVolume))
                .orElse(best);
    }

    /** Returns a table: kernel, rule, score and standard error, the best first. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Candidate candidate : candidates) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-14s %-28s %14.6f +- %.6f%n",
                    candidate.kernel,
                    candidate.rule,
                    candidate.score,
                    candidate.standardError));
        }
        return text.toString();
    }
}
