package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * What determinantal processes on N items have in common whether their kernels are real or complex.
 *
 * @param <P> the class of the processes derived from this one, its own
 */
abstract sealed class DeterminantalProcess<P extends DeterminantalProcess<P>> permits FiniteDpp, HermitianDpp {
    private final ProcessKernel<P> kernel;
    private final int[] items;

    DeterminantalProcess(ProcessKernel<P> kernel, int... items) {
        this.kernel = kernel;
        this.items = items;
    }

    static int[] all(ProcessKernel<?> kernel) {
        return IntStream.range(0, kernel.size()).toArray();
    }

    /**
     * Returns this process computing elsewhere.
     *
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process of the same law
     */
    public P withBackend(Backend backend) {
        return kernel.withBackend(backend).process(items);
    }

    /**
     * Returns the number of items.
     *
     * @return N
     */
    public int size() {
        return kernel.size();
    }

    /**
     * Returns the numerical rank of the kernel, the size of the largest possible subset: eigenvalues within
     * rounding of the largest count as zero.
     *
     * @return 0 to N
     */
    public int rank() {
        return kernel.rank();
    }

    /**
     * Returns what the items of this process were called in the process it was derived from, by conditioning and restriction.
     *
     * @return N indices, ascending; 0 to N - 1 for a process that was not derived
     */
    public int[] items() {
        return items.clone();
    }

    /**
     * Returns the eigenvalues of K, the probabilities of the independent coins whose number of heads is the size of a subset.
     *
     * @return rank() positive numbers, the largest first
     */
    public double[] eigenvalues() {
        return Arrays.stream(kernel.odds()).map(Spectrum::marginalOf).toArray();
    }

    /**
     * Returns log P(X = S). O(|S|^2 r) operations.
     *
     * @param subset distinct items
     * @return the natural logarithm; negative infinity where the determinant is zero up to rounding
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     */
    public double logProbability(int... subset) {
        return kernel.logProbability(Spectrum.checkedSubset(size(), subset));
    }

    /**
     * Returns P(S in X) = det K_S, the probability that all the items are drawn.
     *
     * @param subset distinct items
     * @return a probability
     * @throws IllegalArgumentException as {@link #logProbability}
     */
    public double jointProbability(int... subset) {
        return Math.exp(logJointProbability(subset));
    }

    /**
     * Returns log det K_S.
     *
     * @param subset distinct items
     * @return the natural logarithm of {@link #jointProbability}
     * @throws IllegalArgumentException as {@link #logProbability}
     */
    public double logJointProbability(int... subset) {
        return kernel.logJointProbability(Spectrum.checkedSubset(size(), subset));
    }

    /**
     * Returns P(i in X) = K_ii for every item.
     *
     * @return N probabilities, whose sum is the expected size
     */
    public double[] inclusionProbabilities() {
        return kernel.inclusionProbabilities();
    }

    /**
     * Returns the law of the number of items drawn, a sum of independent coins with the eigenvalues of K. O(r^2).
     *
     * @return N + 1 probabilities, of 0 to N items
     */
    public double[] cardinalityLaw() {
        return Arrays.copyOf(ElementarySymmetric.poissonBinomial(eigenvalues()), size() + 1);
    }

    /**
     * Returns the expected number of items drawn, tr K.
     *
     * @return 0 to N
     */
    public double expectedSize() {
        return Arrays.stream(inclusionProbabilities()).sum();
    }

    /**
     * Returns the variance of the number of items drawn, tr(K - K^2).
     *
     * @return at least 0, at most a quarter of the rank
     */
    public double cardinalityVariance() {
        return Arrays.stream(kernel.odds())
                .map(l -> Spectrum.marginalOf(l) / (1 + l))
                .sum();
    }

    /**
     * Returns the entropy -E log P(X), exactly by enumeration up to N = 12, else as a mean over draws.
     *
     * @param draws the number of draws, at least 2
     * @param random the source of randomness
     * @return the entropy in nats, with its standard error
     * @throws IllegalArgumentException if there are fewer than two draws
     */
    public Entropy entropy(int draws, RandomGenerator random) {
        return Entropy.of(this, Checks.atLeast("draws", 2, draws), random);
    }

    /**
     * Returns the process with the likelihood kernel alpha L, where alpha makes the expected size what it should be.
     *
     * @param expectedSize above the number of eigenvalues of K that are 1, and below the rank
     * @return a process on the same items
     * @throws IllegalArgumentException if no alpha does
     */
    public P withExpectedSize(double expectedSize) {
        return kernel.withExpectedSize(expectedSize).process(items);
    }

    /**
     * Returns the process with the likelihood kernel alpha L; eigenvalues of K that are 1 remain so.
     *
     * @param alpha positive
     * @return a process on the same items
     * @throws IllegalArgumentException if alpha is not positive and finite
     */
    public P scaled(double alpha) {
        return kernel.scaled(Checks.positive("alpha", alpha)).process(items);
    }

    /**
     * Returns the law of what is left of X when each item drawn is kept with probability p, independently: K becomes p K.
     *
     * @param p 0 to 1
     * @return a process on the same items
     * @throws IllegalArgumentException if p is no probability
     */
    public P thinned(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p: expected a probability, from 0 to 1, found " + p);
        }
        return kernel.thinned(p).process(items);
    }

    /**
     * Returns the law of the items that are not drawn: K becomes I - K. O(N^2 r).
     *
     * @return a process on the same items
     */
    public P complement() {
        return kernel.complement().process(items);
    }

    /**
     * Returns the law of X without A given that all of A are drawn, a process on the other items; L becomes the Schur
     * complement of L_A. O(N r^2).
     *
     * @param drawn A, distinct items, not all
     * @return a process on N - |A| items, which {@link #items} names
     * @throws IllegalArgumentException if an item does not exist or occurs twice, none is left, or the probability that
     *     all are drawn is zero up to rounding
     */
    public P including(int... drawn) {
        int[] rest = rest(drawn);
        return drawn.length == 0
                ? kernel.process(items)
                : derived(kernel.including(drawn, rest), "all are", drawn, rest);
    }

    /**
     * Returns the law of X given that none of B are drawn, a process on the other items; L becomes its part there. O(N r^2).
     *
     * @param avoided B, distinct items, not all
     * @return a process on N - |B| items, which {@link #items} names
     * @throws IllegalArgumentException if an item does not exist or occurs twice, none is left, or the probability that none
     *     is drawn is zero up to rounding
     */
    public P excluding(int... avoided) {
        int[] rest = rest(avoided);
        return avoided.length == 0
                ? kernel.process(items)
                : derived(kernel.excluding(avoided, rest), "none is", avoided, rest);
    }

    /**
     * Returns the law of those of the given items that are drawn, whatever else is: K becomes its part there. O(|A| r^2).
     *
     * @param kept A, distinct items, at least one
     * @return a process on |A| items in ascending order, which {@link #items} names
     * @throws IllegalArgumentException if there is none, an item does not exist or occurs twice
     */
    public P restrictedTo(int... kept) {
        int[] sorted = Spectrum.checkedSubset(size(), kept).clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("items: expected at least one to restrict to, found none");
        }
        return kernel.restricted(sorted).process(named(sorted));
    }

    private P derived(Optional<? extends ProcessKernel<P>> conditional, String condition, int[] given, int... rest) {
        ProcessKernel<P> derived =
                conditional.orElseThrow(() -> new IllegalArgumentException("items " + Arrays.toString(given)
                        + ": the probability that " + condition + " in the subset is zero up to rounding"));
        return derived.process(named(rest));
    }

    private int[] named(int... places) {
        return Arrays.stream(places).map(i -> items[i]).toArray();
    }

    private int[] rest(int... out) {
        boolean[] isOut = new boolean[size()];
        for (int item : Spectrum.checkedSubset(size(), out)) {
            isOut[item] = true;
        }
        if (out.length == size()) {
            throw new IllegalArgumentException("items: a condition on all " + size() + " items leaves none");
        }
        return IntStream.range(0, size()).filter(i -> !isOut[i]).toArray();
    }

    /**
     * Returns the k-DPP, this process given that k items are drawn: P(S) proportional to det L_S for |S| = k.
     *
     * @param k from the number of eigenvalues of K that are 1 to the rank
     * @return the conditional law
     * @throws IllegalArgumentException if k is out of that range; the message says the rank
     */
    public FixedSizeDpp ofSize(int k) {
        return new FixedSizeDpp(kernel, k);
    }

    /**
     * Returns the sampler that is fastest for this process, prepared.
     *
     * @return a sampler
     */
    public SubsetSampler sampler() {
        return kernel.sampler();
    }

    /**
     * Returns one subset, exactly by the law.
     *
     * @param random the source of randomness
     * @return distinct items, ascending
     */
    public int[] sample(RandomGenerator random) {
        return sampler().sample(random);
    }

    /**
     * Returns one subset of k items, exactly by the law given that size. To draw more of them prepare {@link #ofSize} once.
     *
     * @param k from the number of eigenvalues of K that are 1 to the rank
     * @param random the source of randomness
     * @return k distinct items, ascending
     * @throws IllegalArgumentException if k is out of that range; the message says the rank
     */
    public int[] sample(int k, RandomGenerator random) {
        return ofSize(k).sample(random);
    }

    /**
     * Returns independent subsets, drawn in parallel by the threads of the backend; the result does not depend on their
     * number. Where the kernel is real, {@link #sampler} goes by eigenvectors, and the backend draws projection processes
     * itself ({@link Backend#projectionSampler}), it draws batches of 64 and more, other subsets of the same law.
     *
     * @param count the number of subsets, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count subsets, each ascending
     * @throws IllegalArgumentException if the count is negative
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public int[][] samples(int count, RandomGenerator random) {
        return sampler().samples(count, kernel.threads(), random);
    }

    /** Returns what this is and its number of items. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + size() + " items]";
    }
}
