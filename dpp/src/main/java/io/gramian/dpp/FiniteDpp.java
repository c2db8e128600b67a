package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A determinantal point process on N items: a law of subsets in which similar items exclude each other.
 *
 * <p>It is given by a <em>likelihood kernel</em> L, symmetric positive semi-definite, with P(X = S) = det L_S / det(I + L),
 * or by a <em>marginal kernel</em> K, with eigenvalues in [0, 1] and P(S in X) = det K_S. K = L (I + L)^-1; where an
 * eigenvalue of K is 1 there is no L.
 *
 * <pre>{@code
 * FiniteDpp dpp = FiniteDpp.ofLikelihood(Kernel.gaussian(0.5), points).withExpectedSize(20);
 * int[] diverse = dpp.sample(random);
 * int[] twenty = dpp.sample(20, random);       // exactly 20
 * }</pre>
 *
 * <p>Immutable and thread-safe; what is expensive (an eigendecomposition, O(N^3) or O(N D^2)) is done when first needed and
 * kept. Algebra is in double precision whatever the precision of the backend. Items are 0 to N - 1.
 *
 * <p>Source: A. Kulesza, B. Taskar, Determinantal point processes for machine learning (2012); N. Tremblay, S. Barthelme, K.
 * Usevich, P.-O. Amblard, Extended L-ensembles: a new representation for determinantal point processes (2021).
 */
public final class FiniteDpp {
    private final FiniteKernel kernel;
    private final int[] items;

    private FiniteDpp(FiniteKernel kernel, int... items) {
        this.kernel = kernel;
        this.items = items;
    }

    private static FiniteDpp of(FiniteKernel kernel) {
        return new FiniteDpp(kernel, IntStream.range(0, kernel.size()).toArray());
    }

    /**
     * Returns the process of a likelihood kernel, P(X = S) proportional to det L_S.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite; copied
     * @return a process on N items
     * @throws IllegalArgumentException if L is not finite, symmetric or positive semi-definite; the message says by how much
     */
    public static FiniteDpp ofLikelihood(double[][] likelihood) {
        return of(FiniteKernel.ofLikelihood(
                KernelMatrix.rectangular("L", likelihood), likelihood.length, Backends.auto()));
    }

    /**
     * Returns the process of a likelihood kernel, P(X = S) proportional to det L_S.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite; copied
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofLikelihood(double[][])}
     */
    public static FiniteDpp ofLikelihood(DMatrixRMaj likelihood) {
        return of(FiniteKernel.ofLikelihood(
                KernelMatrix.rectangular("L", likelihood), likelihood.numRows, Backends.auto()));
    }

    /**
     * Returns the process of the likelihood kernel L_ij = k(x_i, x_j), stored as a matrix.
     *
     * @param kernel k, positive definite
     * @param points N items, at most 20,000
     * @return a process on N items
     * @throws IllegalArgumentException if there are more points, the kernel declares no positive definiteness or is not
     *     defined for them
     */
    public static FiniteDpp ofLikelihood(Kernel kernel, Points points) {
        return of(FiniteKernel.ofLikelihood(kernel, points, Backends.auto()));
    }

    /**
     * Returns the process of the Nystrom approximation of L_ij = k(x_i, x_j) with that many randomly pivoted Cholesky
     * landmarks; L is never stored. O(N m^2) operations, O(N m) memory. For other landmarks give their features to {@link
     * #ofFeatures}.
     *
     * @param kernel k, positive definite
     * @param points N items
     * @param landmarks m, 1 to N; the rank of the approximation
     * @param random the source of randomness for the landmarks
     * @return a process on N items
     * @throws IllegalArgumentException if the number is out of range or the kernel is not defined for these points
     */
    public static FiniteDpp ofLikelihood(Kernel kernel, Points points, int landmarks, RandomGenerator random) {
        return of(FiniteKernel.ofLandmarks(kernel, points, landmarks, random, Backends.auto()));
    }

    /**
     * Returns the process of a marginal kernel, P(S in X) = det K_S.
     *
     * @param marginal K, N x N, symmetric, eigenvalues in [0, 1]; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite or symmetric, or an eigenvalue is outside [0, 1] by more than 1e-9;
     *     the message says which
     */
    public static FiniteDpp ofMarginal(double[][] marginal) {
        return of(FiniteKernel.ofMarginal(KernelMatrix.rectangular("K", marginal), marginal.length, Backends.auto()));
    }

    /**
     * Returns the process of a marginal kernel, P(S in X) = det K_S.
     *
     * @param marginal K, N x N, symmetric, eigenvalues in [0, 1]; copied
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofMarginal(double[][])}
     */
    public static FiniteDpp ofMarginal(DMatrixRMaj marginal) {
        return of(FiniteKernel.ofMarginal(KernelMatrix.rectangular("K", marginal), marginal.numRows, Backends.auto()));
    }

    /**
     * Returns the process of the likelihood kernel L = B B', which is never formed where D is below N (the dual process):
     * O(N D^2) operations and O(N D) memory.
     *
     * @param features B, N x D, a row of features for each item; copied
     * @return a process on N items, of rank at most D
     * @throws IllegalArgumentException if a feature is not finite
     */
    public static FiniteDpp ofFeatures(DMatrixRMaj features) {
        return of(FiniteKernel.ofFeatures(
                KernelMatrix.rectangular("features", features), features.numRows, Backends.auto()));
    }

    /**
     * Returns the projection process of a K with K^2 = K: all subsets have the size of its rank. The span is found by a
     * pivoted Cholesky factorisation, in O(N^2 r) operations.
     *
     * @param projection K, N x N, symmetric; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite, symmetric or a projection; the message says by how much
     */
    public static FiniteDpp ofProjection(DMatrixRMaj projection) {
        return of(FiniteKernel.ofProjection(
                KernelMatrix.rectangular("K", projection), projection.numRows, Backends.auto()));
    }

    /**
     * Returns the projection process of a subspace: all subsets have k items, and P(S) is proportional to det(U_S)^2.
     *
     * @param span U, N x k, linearly independent columns, not necessarily orthonormal; copied
     * @return a process on N items
     * @throws IllegalArgumentException if a number is not finite or the columns are dependent; the message says the rank
     */
    public static FiniteDpp ofSpan(DMatrixRMaj span) {
        return of(FiniteKernel.ofSpan(
                KernelMatrix.rectangular("span", span), span.numRows, span.numCols, Backends.auto()));
    }

    /**
     * Returns the extended L-ensemble: P(S) proportional to |det [L_S V_S; V_S' 0]|. The span of V is certain, L counts on
     * its orthogonal complement; for example polynomial trends V with a conditionally positive definite L.
     *
     * @param likelihood L, N x N, symmetric, positive semi-definite on the complement of V; copied
     * @param span V, N x p, linearly independent columns; copied
     * @return a process on N items with at least p in each subset
     * @throws IllegalArgumentException if L or V do not satisfy this
     */
    public static FiniteDpp ofExtended(DMatrixRMaj likelihood, DMatrixRMaj span) {
        return of(FiniteKernel.ofExtended(
                KernelMatrix.rectangular("L", likelihood),
                KernelMatrix.rectangular("V", span),
                likelihood.numRows,
                span.numRows,
                Backends.auto()));
    }

    /**
     * Returns this process computing elsewhere.
     *
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process of the same law
     */
    public FiniteDpp withBackend(Backend backend) {
        return new FiniteDpp(kernel.withBackend(backend), items);
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
     * Returns the numerical rank of the kernel, the size of the largest possible subset: eigenvalues below 4 N eps of the
     * largest count as zero.
     *
     * @return 0 to N
     */
    public int rank() {
        return kernel.spectrum().rank();
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
        return kernel.spectrum().probabilities();
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
        return kernel.spectrum().logJointProbability(Spectrum.checkedSubset(size(), subset));
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
     * Returns the marginal kernel K.
     *
     * @return N x N, a new matrix
     */
    public DMatrixRMaj marginalKernel() {
        return kernel.marginal();
    }

    /**
     * Returns the likelihood kernel L.
     *
     * @return N x N, a new matrix
     * @throws io.gramian.core.NumericalException if there is none, because an eigenvalue of K is 1
     */
    public DMatrixRMaj likelihoodKernel() {
        return kernel.likelihood();
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
        Spectrum spectrum = kernel.spectrum();
        return IntStream.range(0, spectrum.rank())
                .mapToDouble(j -> spectrum.probability(j) * spectrum.absence(j))
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
    public FiniteDpp withExpectedSize(double expectedSize) {
        return new FiniteDpp(kernel.withExpectedSize(expectedSize), items);
    }

    /**
     * Returns the process with the likelihood kernel alpha L; eigenvalues of K that are 1 remain so.
     *
     * @param alpha positive
     * @return a process on the same items
     * @throws IllegalArgumentException if alpha is not positive and finite
     */
    public FiniteDpp scaled(double alpha) {
        return new FiniteDpp(kernel.scaled(Checks.positive("alpha", alpha)), items);
    }

    /**
     * Returns the law of what is left of X when each item drawn is kept with probability p, independently: K becomes p K.
     *
     * @param p 0 to 1
     * @return a process on the same items
     * @throws IllegalArgumentException if p is no probability
     */
    public FiniteDpp thinned(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p: expected a probability, from 0 to 1, found " + p);
        }
        return new FiniteDpp(kernel.withSpectrum(Conditioning.thinned(kernel.spectrum(), p)), items);
    }

    /**
     * Returns the law of the items that are not drawn: K becomes I - K. O(N^2 r).
     *
     * @return a process on the same items
     */
    public FiniteDpp complement() {
        return new FiniteDpp(kernel.withSpectrum(Conditioning.complement(kernel.spectrum())), items);
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
    public FiniteDpp including(int... drawn) {
        int[] rest = rest(drawn);
        return drawn.length == 0 ? this : derived(kernel.including(drawn, rest), rest);
    }

    /**
     * Returns the law of X given that none of B are drawn, a process on the other items; L becomes its part there. O(N r^2).
     *
     * @param avoided B, distinct items, not all
     * @return a process on N - |B| items, which {@link #items} names
     * @throws IllegalArgumentException if an item does not exist or occurs twice, none is left, or the probability that none
     *     is drawn is zero up to rounding
     */
    public FiniteDpp excluding(int... avoided) {
        int[] rest = rest(avoided);
        return avoided.length == 0 ? this : derived(kernel.excluding(avoided, rest), rest);
    }

    /**
     * Returns the law of those of the given items that are drawn, whatever else is: K becomes its part there. O(|A| r^2).
     *
     * @param kept A, distinct items, at least one
     * @return a process on |A| items in ascending order, which {@link #items} names
     * @throws IllegalArgumentException if there is none, an item does not exist or occurs twice
     */
    public FiniteDpp restrictedTo(int... kept) {
        int[] sorted = Spectrum.checkedSubset(size(), kept).clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("items: expected at least one to restrict to, found none");
        }
        return derived(kernel.restricted(sorted), sorted);
    }

    private FiniteDpp derived(FiniteKernel newKernel, int... rest) {
        return new FiniteDpp(newKernel, Arrays.stream(rest).map(i -> items[i]).toArray());
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
     * Returns the exact sampler of a method, prepared.
     *
     * @param method an algorithm; all have the same law
     * @return a sampler
     */
    public SubsetSampler sampler(SamplingMethod method) {
        return kernel.sampler(method);
    }

    /**
     * Returns the sampler that is fastest for this process, prepared: {@link SamplingMethod#CHOLESKY} where L or K was given
     * as a matrix of more than 256 items, else a spectral one. Where K was given and dozens of subsets are wanted, {@link
     * SamplingMethod#REJECTION} is worth its eigendecomposition.
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
     * number.
     *
     * @param count the number of subsets, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count subsets, each ascending
     * @throws IllegalArgumentException if the count is negative
     */
    public int[][] samples(int count, RandomGenerator random) {
        return sampler().samples(count, kernel.threads(), random);
    }

    /** Returns what this is and its number of items. */
    @Override
    public String toString() {
        return "FiniteDpp[" + size() + " items]";
    }
}
