package io.gramian.dpp;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A k-DPP: the subsets of k items of a determinantal point process, P(S) = det L_S / e_k(l), with e_k the elementary
 * symmetric polynomial of the eigenvalues of L. Not itself a determinantal process unless it is a projection.
 *
 * <p>Made by {@link FiniteDpp#ofSize} and {@link HermitianDpp#ofSize}. The table of the polynomials takes O(r k) operations and memory and holds nothing but
 * probabilities, so it neither overflows nor underflows. Immutable and thread-safe.
 *
 * <p>Source: A. Kulesza, B. Taskar, k-DPPs: fixed-size determinantal point processes (2011).
 */
public final class FixedSizeDpp {
    private final SpectralLaw law;
    private final int k;
    private final int certain;
    private final ElementarySymmetric others;
    private final Lazy<SubsetSampler> sampler;

    FixedSizeDpp(SpectralLaw law, int k) {
        this.law = law;
        this.k = Checks.between("k", 0, law.size(), k);
        certain = law.certain();
        if (k > law.rank()) {
            throw new IllegalArgumentException("k: expected at most the numerical rank of the kernel, " + law.rank()
                    + ", found " + k + "; larger subsets have a determinant of zero");
        }
        if (k < certain) {
            throw new IllegalArgumentException(
                    "k: expected at least " + certain + ", the number of eigenvalues of K that are 1, found " + k);
        }
        others = new ElementarySymmetric(law.finiteLogarithms(), k - certain);
        sampler = new Lazy<>(() -> law.fastestSampler(selection(), k));
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
        return law.size();
    }

    /**
     * Returns log e_k of the eigenvalues of L, without those that are infinite.
     *
     * @return the logarithm of the sum of all det L_S with |S| = k
     */
    public double logNormaliser() {
        return others.logValue();
    }

    /**
     * Returns log P(X = S).
     *
     * @param subset distinct items
     * @return the natural logarithm; negative infinity for other sizes than k and where the determinant is zero up to
     *     rounding
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     */
    public double logProbability(int... subset) {
        int[] checked = Spectrum.checkedSubset(size(), subset);
        return checked.length == k ? law.logMinor(checked) - others.logValue() : Double.NEGATIVE_INFINITY;
    }

    /**
     * Returns P(i in X) for every item. O(r (N + k)).
     *
     * @return N probabilities, whose sum is k
     */
    public double[] inclusionProbabilities() {
        return law.diagonal(eigenvectorProbabilities());
    }

    /**
     * Returns the probabilities of the eigenvectors to be among the k that a draw is made from.
     *
     * @return one for each positive eigenvalue, the largest first; their sum is k
     */
    public double[] eigenvectorProbabilities() {
        double[] selected = Spectra.ones(law.rank());
        double[] chosen = others.inclusion();
        System.arraycopy(chosen, 0, selected, certain, chosen.length);
        return selected;
    }

    /**
     * Returns the exact sampler of a method, prepared.
     *
     * @param method Gram-Schmidt, rejection or tree
     * @return a sampler
     * @throws IllegalArgumentException for methods that cannot fix the size
     */
    public SubsetSampler sampler(SamplingMethod method) {
        if (method == SamplingMethod.CHOLESKY || method == SamplingMethod.LINEAR) {
            throw new IllegalArgumentException("method: expected one of "
                    + Arrays.asList(SamplingMethod.GRAM_SCHMIDT, SamplingMethod.REJECTION, SamplingMethod.TREE)
                    + " for subsets of fixed size, found " + method);
        }
        return law.sampler(selection(), method);
    }

    private EigenvectorSelection selection() {
        return EigenvectorSelection.fixedSize(certain, others);
    }

    /**
     * Returns the sampler that is fastest for this law, prepared.
     *
     * @return a sampler
     */
    public SubsetSampler sampler() {
        return sampler.value();
    }

    /**
     * Returns one subset, exactly by the law.
     *
     * @param random the source of randomness
     * @return k distinct items, ascending
     */
    public int[] sample(RandomGenerator random) {
        return sampler().sample(random);
    }

    /**
     * Returns independent subsets, drawn in parallel by the threads of the backend; the result does not depend on their
     * number. Where the kernel is real and the backend draws projection processes itself ({@link
     * io.gramian.core.backend.Backend#projectionSampler}), it draws batches of 64 and more, other subsets of the same law.
     *
     * @param count the number of subsets, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count subsets of k items, each ascending
     * @throws IllegalArgumentException if the count is negative
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public int[][] samples(int count, RandomGenerator random) {
        return sampler().samples(count, law.threads(), random);
    }

    /** Returns what this is and its two sizes. */
    @Override
    public String toString() {
        return "FixedSizeDpp[" + k + " of " + size() + " items]";
    }
}
