package io.gramian.sparsecoding;

import java.util.List;

/**
 * A signal's sparse code, with what its finder knows of it. Immutable.
 *
 * <p>A code that has not converged says so: {@link #converged()}, {@link #stoppedBy()}, and the {@link Certificate} that
 * bounds its distance from the optimum.
 */
public final class SparseCode {
    private final Dictionary dictionary;
    private final CoefficientMaps maps;
    private final Signal reconstruction;
    private final double penalty;
    private final double largestPenalty;
    private final Certificate certificate;
    private final StopRule stoppedBy;
    private final long iterations;
    private final List<String> warnings;
    private final List<IterationStatistics> history;

    /** What solvers make; the signal of the maps is computed by them. */
    SparseCode(
            Dictionary dictionary,
            CoefficientMaps maps,
            Signal reconstruction,
            double penalty,
            double largestPenalty,
            Certificate certificate,
            StopRule stoppedBy,
            long iterations,
            List<String> warnings) {
        this(
                dictionary,
                maps,
                reconstruction,
                penalty,
                largestPenalty,
                certificate,
                stoppedBy,
                iterations,
                warnings,
                List.of());
    }

    SparseCode(
            Dictionary dictionary,
            CoefficientMaps maps,
            Signal reconstruction,
            double penalty,
            double largestPenalty,
            Certificate certificate,
            StopRule stoppedBy,
            long iterations,
            List<String> warnings,
            List<IterationStatistics> history) {
        this.dictionary = dictionary;
        this.maps = maps;
        this.reconstruction = reconstruction;
        this.penalty = penalty;
        this.largestPenalty = largestPenalty;
        this.certificate = certificate;
        this.stoppedBy = stoppedBy;
        this.iterations = iterations;
        this.warnings = List.copyOf(warnings);
        this.history = List.copyOf(history);
    }

    /**
     * Returns the atoms of the code.
     *
     * @return the dictionary
     */
    public Dictionary dictionary() {
        return dictionary;
    }

    /**
     * Returns the coefficients that are not zero.
     *
     * @return places, atoms and values
     */
    public CoefficientMaps maps() {
        return maps;
    }

    /**
     * Returns the signal of the code, D x.
     *
     * @return a signal of the shape of the coded one
     */
    public Signal reconstruction() {
        return reconstruction;
    }

    /**
     * Returns the penalty.
     *
     * @return lambda, absolute; 0 where there is none
     */
    public double penalty() {
        return penalty;
    }

    /**
     * Returns lambda_max, from which on the code would be zero.
     *
     * @return the largest correlation of an atom with the signal, over its weight
     */
    public double largestPenalty() {
        return largestPenalty;
    }

    /**
     * Returns the objective.
     *
     * @return the objective of the certificate
     */
    public double objective() {
        return certificate.objective();
    }

    /**
     * Returns how far from optimal the code may be.
     *
     * @return a bound and a residual
     */
    public Certificate certificate() {
        return certificate;
    }

    /**
     * Returns what ended the search.
     *
     * @return the rule
     */
    public StopRule stoppedBy() {
        return stoppedBy;
    }

    /**
     * Returns whether a tolerance that was asked for was met, rather than the iterations used up. Where a duality gap was asked
     * for and another tolerance was met first, a warning says so.
     *
     * @return whether the code may be relied on as asked for
     */
    public boolean converged() {
        return stoppedBy.converged();
    }

    /**
     * Returns the number of iterations, of coefficients changed for solvers that change one at a time.
     *
     * @return a count
     */
    public long iterations() {
        return iterations;
    }

    /**
     * Returns what a reader of the code should know, a sentence each.
     *
     * @return warnings, empty if all went as asked
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Returns what each iteration left behind.
     *
     * @return one record for every iteration, in order, of a code by windows for every sweep; empty for solvers that change one
     *     coefficient at a time
     */
    public List<IterationStatistics> history() {
        return history;
    }

    /** Returns sizes, objective, gap and what ended the search. */
    @Override
    public String toString() {
        return "SparseCode[" + maps.count() + " of " + maps.size() + " coefficients not zero, objective " + objective()
                + ", relative gap " + certificate.relativeGap() + ", stopped by " + stoppedBy + " after " + iterations
                + " iterations]";
    }
}
