package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.dpp.internal.Checks;
import io.gramian.dpp.internal.Parallel;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A determinantal process whose kernel need not be symmetric, so that items may attract each other: P(S) = det L_S / det(I +
 * L) with the likelihood kernel L, all of whose principal minors are at least zero, or P(S in X) = det K_S with the marginal
 * kernel K = L (I + L)^-1.
 *
 * <p>Any L with a positive semi-definite symmetric part qualifies, such as the low-rank form {@link #ofLowRank} L = V V' + B
 * (D - D') B'. Whether a matrix does in general takes all minors to know; it is checked where it shows: a probability outside
 * [0, 1] is an error that names the step.
 *
 * <p>With m the inner dimension, N for a dense kernel: preparing costs O(N m^2 + m^3), {@link #sample} O(N m^2), a
 * log-probability O(|S| m^2 + |S|^3). {@link #rejectionSampler} is sublinear in N a sample.
 *
 * <pre>{@code
 * NonsymmetricDpp process = NonsymmetricDpp.ofLowRank(v, b, d);
 * int[] basket = process.sample(random);
 * NonsymmetricDpp next = process.including(basket);     // what goes with it
 * double[] scores = next.inclusionProbabilities();      // of the items next.items()
 * }</pre>
 *
 * <p>Immutable and thread-safe. Source: M. Gartrell, V.-E. Brunel, E. Dohmatob, S. Krichene, Learning nonsymmetric
 * determinantal point processes (2019); M. Gartrell, I. Han, E. Dohmatob, J. Gillenwater, V.-E. Brunel, Scalable learning and
 * MAP inference for nonsymmetric determinantal point processes (2021).
 */
public final class NonsymmetricDpp {
    private final NonsymmetricKernel kernel;
    private final int[] items;
    private final Lazy<SkewMajorant> majorant;

    private NonsymmetricDpp(NonsymmetricKernel kernel, int... items) {
        this.kernel = kernel;
        this.items = items;
        majorant = new Lazy<>(() -> new SkewMajorant(kernel.known()));
    }

    private static NonsymmetricDpp of(NonsymmetricKernel kernel) {
        return new NonsymmetricDpp(kernel, IntStream.range(0, kernel.size()).toArray());
    }

    /**
     * Returns the process of a likelihood kernel.
     *
     * @param likelihood L, N x N, with principal minors of at least zero
     * @return a process on N items
     * @throws IllegalArgumentException if L is not square or not finite, or det(I + L) is not positive
     */
    public static NonsymmetricDpp ofLikelihood(double[]... likelihood) {
        return ofLikelihood(CheckedMatrix.of("L", likelihood));
    }

    /**
     * Returns the process of a likelihood kernel.
     *
     * @param likelihood L, N x N, with principal minors of at least zero
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofLikelihood(double[][])}
     */
    public static NonsymmetricDpp ofLikelihood(DMatrixRMaj likelihood) {
        return of(NonsymmetricKernel.ofLikelihood(
                new LowRankKernel(null, CheckedMatrix.square("L", likelihood)), Backends.auto()));
    }

    /**
     * Returns the process of a marginal kernel, which may be one that no L belongs to.
     *
     * @param marginal K, N x N
     * @return a process on N items
     * @throws IllegalArgumentException if K is not square or not finite
     */
    public static NonsymmetricDpp ofMarginal(double[]... marginal) {
        return ofMarginal(CheckedMatrix.of("K", marginal));
    }

    /**
     * Returns the process of a marginal kernel, which may be one that no L belongs to.
     *
     * @param marginal K, N x N
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofMarginal(double[][])}
     */
    public static NonsymmetricDpp ofMarginal(DMatrixRMaj marginal) {
        return of(NonsymmetricKernel.ofMarginal(
                new LowRankKernel(null, CheckedMatrix.square("K", marginal)), Backends.auto()));
    }

    /**
     * Returns the process of the likelihood kernel V V' + B (D - D') B'.
     *
     * @param v V, N x D1
     * @param b B, N x D2
     * @param d D, D2 x D2
     * @return a process on N items, of at most D1 + D2 at a time
     * @throws IllegalArgumentException if the shapes do not fit or an entry is not finite
     */
    public static NonsymmetricDpp ofLowRank(DMatrixRMaj v, DMatrixRMaj b, DMatrixRMaj d) {
        CheckedMatrix.of("V", v);
        CheckedMatrix.of("B", b);
        CheckedMatrix.square("D", d);
        if (b.numRows != v.numRows || d.numRows != b.numCols) {
            throw new IllegalArgumentException(
                    "V, B, D: expected N x D1, N x D2 and D2 x D2, found " + v.numRows + " x " + v.numCols + ", "
                            + b.numRows + " x " + b.numCols + " and " + d.numRows + " x " + d.numCols);
        }
        int m = v.numCols + b.numCols;
        DMatrixRMaj z = new DMatrixRMaj(v.numRows, m);
        CommonOps_DDRM.insert(v, z, 0, 0);
        CommonOps_DDRM.insert(b, z, 0, v.numCols);
        DMatrixRMaj core = new DMatrixRMaj(m, m);
        for (int i = 0; i < v.numCols; i++) {
            core.set(i, i, 1);
        }
        DMatrixRMaj skew = new DMatrixRMaj(d.numRows, d.numRows);
        DMatrixRMaj transposed = CommonOps_DDRM.transpose(d, null);
        CommonOps_DDRM.subtract(d, transposed, skew);
        CommonOps_DDRM.insert(skew, core, v.numCols, v.numCols);
        return of(NonsymmetricKernel.ofLikelihood(new LowRankKernel(z, core), Backends.auto()));
    }

    /**
     * Returns this process computing elsewhere.
     *
     * @param backend whose threads draw batches, and where products over all items are computed
     * @return a process of the same law
     */
    public NonsymmetricDpp withBackend(Backend backend) {
        return new NonsymmetricDpp(kernel.withBackend(backend), items);
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
     * Returns what the items of this process were called in the process it was derived from, by conditioning and restriction.
     *
     * @return N indices, ascending; 0 to N - 1 for a process that was not derived; a new array
     */
    public int[] items() {
        return items.clone();
    }

    /**
     * Returns K, the matrix whose minors are the probabilities that items are in X.
     *
     * @return N x N, a new matrix
     */
    public DMatrixRMaj marginalKernel() {
        return kernel.marginal().dense();
    }

    /**
     * Returns the probability of each item, the diagonal of K.
     *
     * @return N numbers, a new array
     */
    public double[] inclusionProbabilities() {
        return kernel.marginal().diagonal();
    }

    /**
     * Returns the probability that all of some items are in X, det K_S.
     *
     * @param subset distinct items
     * @return a probability, 1 for no item
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     * @throws NumericalException if the minor is negative
     */
    public double jointProbability(int... subset) {
        return Math.exp(logJointProbability(subset));
    }

    /**
     * Returns log det K_S. O(|S| m^2 + |S|^3).
     *
     * @param subset distinct items
     * @return the natural logarithm of {@link #jointProbability}
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     * @throws NumericalException if the minor is negative
     */
    public double logJointProbability(int... subset) {
        return kernel.logJointProbability(Spectrum.checkedSubset(size(), subset));
    }

    /**
     * Returns log P(X = S).
     *
     * @param subset distinct items
     * @return a logarithm, negative infinity where the minor is zero up to rounding
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     * @throws NumericalException if the minor is negative
     */
    public double logProbability(int... subset) {
        return kernel.logProbability(Spectrum.checkedSubset(size(), subset));
    }

    /**
     * Returns the probabilities of 0, 1, ..., N items, from the eigenvalues of K; their absolute errors are of the order of
     * rounding where the symmetric part of L is positive semi-definite.
     *
     * @return N + 1 numbers, a new array
     */
    public double[] cardinalityLaw() {
        return kernel.cardinalityLaw();
    }

    /**
     * Returns the expected number of items, tr K.
     *
     * @return a number from 0 to N
     */
    public double expectedSize() {
        return Arrays.stream(inclusionProbabilities()).sum();
    }

    /**
     * Returns the entropy -E log P(X), exactly by enumeration up to N = 12, else as a mean over draws.
     *
     * @param draws the number of draws, at least 2
     * @param random the source of randomness
     * @return the entropy in nats, with its standard error
     * @throws IllegalArgumentException if there are fewer than two draws
     * @throws NumericalException as {@link #sample(RandomGenerator)}
     */
    public Entropy entropy(int draws, RandomGenerator random) {
        Checks.atLeast("draws", 2, draws);
        return Entropy.of(size(), kernel::logProbability, () -> samples(draws, random));
    }

    /**
     * Returns the process with the likelihood kernel alpha L, where alpha makes the expected size what it should be.
     *
     * @param expectedSize above 0 and below the number of eigenvalues of L that are not zero
     * @return a process on the same items
     * @throws IllegalArgumentException if no alpha does, or this process has no L because an eigenvalue of K is 1
     */
    public NonsymmetricDpp withExpectedSize(double expectedSize) {
        NonsymmetricKernel known = kernel.known();
        var eigenvalues = known.likelihoodEigenvalues();
        int rank = SizeScaling.rank(eigenvalues);
        if (!(expectedSize > 0 && expectedSize < rank)) {
            throw new IllegalArgumentException(
                    "expected size: expected above 0 and below the rank of L, " + rank + ", found " + expectedSize);
        }
        return new NonsymmetricDpp(known.scaled(SizeScaling.factor(eigenvalues, expectedSize)), items);
    }

    /**
     * Returns the process with the likelihood kernel alpha L.
     *
     * @param alpha positive
     * @return a process on the same items
     * @throws IllegalArgumentException if alpha is not positive and finite, or this process has no L because an eigenvalue
     *     of K is 1
     */
    public NonsymmetricDpp scaled(double alpha) {
        return new NonsymmetricDpp(kernel.known().scaled(Checks.positive("alpha", alpha)), items);
    }

    /**
     * Returns the law of what is left of X when each item drawn is kept with probability p, independently: K becomes p K.
     *
     * @param p 0 to 1
     * @return a process on the same items
     * @throws IllegalArgumentException if p is no probability
     */
    public NonsymmetricDpp thinned(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("p: expected a probability, from 0 to 1, found " + p);
        }
        return p == 1 ? this : new NonsymmetricDpp(kernel.thinned(p), items);
    }

    /**
     * Returns the law of the items that are not drawn: K becomes I - K, which is stored as a matrix. O(N^2 m).
     *
     * @return a process on the same items
     */
    public NonsymmetricDpp complement() {
        return new NonsymmetricDpp(kernel.complement(), items);
    }

    /**
     * Returns the law of those of the given items that are drawn, whatever else is: K becomes its part there.
     *
     * @param kept A, distinct items, at least one
     * @return a process on |A| items in ascending order, which {@link #items} names
     * @throws IllegalArgumentException if there is none, an item does not exist or occurs twice
     */
    public NonsymmetricDpp restrictedTo(int... kept) {
        int[] sorted = Spectrum.checkedSubset(size(), kept).clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("items: expected at least one to restrict to, found none");
        }
        return new NonsymmetricDpp(kernel.restrictedTo(sorted), originals(sorted));
    }

    /**
     * Returns the law of the other items given that some are in X.
     *
     * @param included distinct items, not all
     * @return a process on the remaining items, which {@link #items} names
     * @throws IllegalArgumentException if an item does not exist or occurs twice, none remains, or the condition has
     *     probability zero
     */
    public NonsymmetricDpp including(int... included) {
        int[] rest = remaining(included);
        return included.length == 0 ? this : new NonsymmetricDpp(kernel.including(included), originals(rest));
    }

    /**
     * Returns the law of the other items given that some are not in X.
     *
     * @param excluded distinct items, not all
     * @return a process on the remaining items, which {@link #items} names
     * @throws IllegalArgumentException if an item does not exist or occurs twice, none remains, or the condition has
     *     probability zero
     */
    public NonsymmetricDpp excluding(int... excluded) {
        int[] rest = remaining(excluded);
        return excluded.length == 0 ? this : new NonsymmetricDpp(kernel.excluding(excluded), originals(rest));
    }

    /**
     * Returns the law given that k items are drawn, P(S) = det L_S / e_k, prepared for many draws. O(N m^2 + m^3).
     *
     * @param k 0 to N
     * @return the conditional law
     * @throws IllegalArgumentException if k is out of range, k items have probability zero, or this process has no L because
     *     an eigenvalue of K is 1
     */
    public FixedSizeNonsymmetricDpp ofSize(int k) {
        return new FixedSizeNonsymmetricDpp(kernel, k);
    }

    /**
     * Returns the exact sampler by one sweep over the items, O(N m^2) a draw.
     *
     * @return a sampler; a draw throws a {@link NumericalException} that names the step if a probability leaves [0, 1]
     */
    public SubsetSampler sampler() {
        return new ConditionalSweep(kernel.marginal());
    }

    /**
     * Returns the exact sampler by rejection from a symmetric process above this one, prepared in O(N m^2): a draw takes {@link
     * #expectedProposals} of the symmetric one on average, each sublinear in N.
     *
     * @return a sampler
     * @throws IllegalArgumentException if this process has no L because an eigenvalue of K is 1, or the symmetric part of L
     *     is not positive semi-definite
     */
    public SubsetSampler rejectionSampler() {
        return majorant.value();
    }

    /**
     * Returns how many proposals a draw of {@link #rejectionSampler} takes on average, det(I + L^) / det(I + L).
     *
     * @return at least 1
     * @throws IllegalArgumentException as {@link #rejectionSampler}
     */
    public double expectedProposals() {
        return majorant.value().expectedProposals();
    }

    /**
     * Returns one subset, drawn exactly by one sweep over the items, O(N m^2).
     *
     * @param random the source of randomness
     * @return distinct items, ascending
     * @throws NumericalException if a probability leaves [0, 1]; names the step
     */
    public int[] sample(RandomGenerator random) {
        return sampler().sample(random);
    }

    /**
     * Returns one subset of k items; for many of them use {@link #ofSize}.
     *
     * @param k 0 to N
     * @param random the source of randomness
     * @return k distinct items, ascending
     * @throws IllegalArgumentException as {@link #ofSize}
     * @throws NumericalException as {@link #sample(RandomGenerator)}
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
     * @throws NumericalException as {@link #sample(RandomGenerator)}
     */
    public int[][] samples(int count, RandomGenerator random) {
        int threads = kernel.backend().threads();
        return Parallel.draws(count, random, threads, new int[Math.max(0, count)][], sampler()::sample);
    }

    private int[] remaining(int... removed) {
        Spectrum.checkedSubset(size(), removed);
        if (removed.length == size()) {
            throw new IllegalArgumentException("items: a condition on all " + size() + " items leaves none");
        }
        return kernel.rest(removed);
    }

    private int[] originals(int... places) {
        return Arrays.stream(places).map(i -> items[i]).toArray();
    }

    /** Returns the numbers of items and of columns. */
    @Override
    public String toString() {
        LowRankKernel marginal = kernel.marginal();
        return "NonsymmetricDpp[" + size() + " items" + (marginal.isDense() ? "" : ", rank " + marginal.inner()) + "]";
    }
}
