package io.gramian.dpp;

import io.gramian.dpp.internal.Checks;
import io.gramian.dpp.internal.Parallel;
import java.util.random.RandomGenerator;

/**
 * The subsets of k items of a process whose kernel need not be symmetric, P(S) = det L_S / e_k, with e_k the sum of the minors
 * of k rows: {@link NonsymmetricDpp} given its size.
 *
 * <p>Made by {@link NonsymmetricDpp#ofSize}. A draw repeats sweeps of the process of alpha L until one has k items, with the
 * alpha for which k are expected: {@link #expectedSweeps} of them on average, O(N m^2) each, of the order of the deviation of the
 * size. Immutable and thread-safe.
 */
public final class FixedSizeNonsymmetricDpp {
    /** Below this a probability of the size law is its rounding. */
    private static final double LEAST_PROBABILITY = 1e-13;

    private final NonsymmetricKernel scaled;
    private final int k;
    private final double logAlpha;
    private final double probability; // of k items, scaled
    private final ConditionalSweep sweep;

    FixedSizeNonsymmetricDpp(NonsymmetricKernel kernel, int k) {
        this.k = Checks.between("k", 0, kernel.size(), k);
        NonsymmetricKernel known = kernel.known();
        var eigenvalues = known.likelihoodEigenvalues();
        double alpha = SizeScaling.factor(eigenvalues, SizeScaling.within(eigenvalues, k));
        scaled = known.scaled(alpha);
        logAlpha = Math.log(alpha);
        probability = scaled.cardinalityLaw()[k];
        sweep = new ConditionalSweep(scaled.marginal());
        if (!(probability > LEAST_PROBABILITY)) {
            throw new IllegalArgumentException("k: expected a size of positive probability, found that " + k
                    + " items have probability zero; the kernel has rank " + SizeScaling.rank(eigenvalues));
        }
    }

    /**
     * Returns the number of items of each subset.
     *
     * @return k
     */
    public int subsetSize() {
        return k;
    }

    /**
     * Returns the number of items to draw from.
     *
     * @return N
     */
    public int size() {
        return scaled.size();
    }

    /**
     * Returns log e_k.
     *
     * @return the logarithm of the sum of all det L_S with |S| = k
     */
    public double logNormaliser() {
        return Math.log(probability) + scaled.logNormaliser() - k * logAlpha;
    }

    /**
     * Returns how many sweeps a draw takes on average.
     *
     * @return at least 1
     */
    public double expectedSweeps() {
        return 1 / probability;
    }

    /**
     * Returns log P(X = S), log det L_S - log e_k. O(k m^2 + k^3).
     *
     * @param subset distinct items
     * @return the natural logarithm; negative infinity for other sizes than k and where the minor is zero up to rounding
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     * @throws io.gramian.core.NumericalException if the minor is negative
     */
    public double logProbability(int... subset) {
        int[] checked = Spectrum.checkedSubset(size(), subset);
        return checked.length == k ? scaled.logProbability(checked) - Math.log(probability) : Double.NEGATIVE_INFINITY;
    }

    /**
     * Returns one subset, exactly by the law.
     *
     * @param random the source of randomness
     * @return k distinct items, ascending
     * @throws io.gramian.core.NumericalException if a probability leaves [0, 1]; names the step
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public int[] sample(RandomGenerator random) {
        while (true) {
            Checks.checkInterrupted("drawing a subset of given size");
            int[] subset = sweep.sample(random);
            if (subset.length == k) {
                return subset;
            }
        }
    }

    /**
     * Returns independent subsets, drawn in parallel by the threads of the backend; the result does not depend on their
     * number.
     *
     * @param count the number of subsets, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count subsets of k items, each ascending
     * @throws IllegalArgumentException if the count is negative
     * @throws io.gramian.core.NumericalException as {@link #sample}
     */
    public int[][] samples(int count, RandomGenerator random) {
        int threads = scaled.backend().threads();
        return Parallel.draws(count, random, threads, new int[Math.max(0, count)][], this::sample);
    }

    /** Returns the sizes. */
    @Override
    public String toString() {
        return "FixedSizeNonsymmetricDpp[" + k + " of " + size() + " items]";
    }
}
