package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.Complex_F64;
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
    /** How much below zero a minor may fall by rounding, of the product of its rows' lengths. */
    private static final double SLACK = 1e-9;

    private final LowRankKernel likelihood; // null where only K is known
    private final LowRankKernel marginal;
    private final DMatrixRMaj gram; // Z'Z
    private final double logNormaliser; // log det(I + L), NaN without L
    private final int[] items;

    private NonsymmetricDpp(
            LowRankKernel likelihood, LowRankKernel marginal, DMatrixRMaj gram, double logNormaliser, int[] items) {
        this.likelihood = likelihood;
        this.marginal = marginal;
        this.gram = gram;
        this.logNormaliser = logNormaliser;
        this.items = items;
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
        return ofLikelihood(new LowRankKernel(null, CheckedMatrix.square("L", likelihood)), range(likelihood.numRows));
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
        return ofMarginal(new LowRankKernel(null, CheckedMatrix.square("K", marginal)), range(marginal.numRows));
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
        return ofLikelihood(new LowRankKernel(z, core), range(v.numRows));
    }

    private static NonsymmetricDpp ofLikelihood(LowRankKernel likelihood, int... items) {
        int m = likelihood.inner();
        DMatrixRMaj gram = likelihood.gram();
        DMatrixRMaj shifted = CommonOps_DDRM.identity(m);
        CommonOps_DDRM.multAdd(gram, likelihood.core(), shifted); // I + Z'Z C
        LogDeterminant determinant = LogDeterminant.of(shifted);
        if (determinant.sign() <= 0) {
            throw new IllegalArgumentException(
                    "L: expected principal minors of at least zero, found that det(I + L) is "
                            + (determinant.sign() == 0 ? "zero" : "negative"));
        }
        DMatrixRMaj transposed = new DMatrixRMaj(m, m); // W' = (I + Z'Z C)'^-1 C'
        CommonOps_DDRM.solve(
                CommonOps_DDRM.transpose(shifted, null), CommonOps_DDRM.transpose(likelihood.core(), null), transposed);
        LowRankKernel marginal = likelihood.withCore(CommonOps_DDRM.transpose(transposed, null));
        return new NonsymmetricDpp(likelihood, marginal, gram, determinant.log(), items);
    }

    private static NonsymmetricDpp ofMarginal(LowRankKernel marginal, int... items) {
        return new NonsymmetricDpp(null, marginal, marginal.gram(), Double.NaN, items);
    }

    /**
     * Returns the number of items.
     *
     * @return N
     */
    public int size() {
        return marginal.size();
    }

    /**
     * Returns the items of the process that this one was made from by conditioning, in the order of this one's.
     *
     * @return N indices, 0 to N - 1 where nothing was conditioned on; a new array
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
        return marginal.dense();
    }

    /**
     * Returns the probability of each item, the diagonal of K.
     *
     * @return N numbers, a new array
     */
    public double[] inclusionProbabilities() {
        return marginal.diagonal();
    }

    /**
     * Returns the probability that all of some items are in X, det K_S.
     *
     * @param subset different indices
     * @return a probability, 1 for no item
     * @throws IllegalArgumentException if an index occurs twice
     * @throws IndexOutOfBoundsException if there is no such item
     */
    public double jointProbability(int... subset) {
        return Math.exp(checked(marginal.block(distinct(subset)), subset));
    }

    /**
     * Returns log P(X = S).
     *
     * @param subset different indices
     * @return a logarithm, negative infinity where the minor is zero
     * @throws IllegalArgumentException if an index occurs twice
     * @throws IndexOutOfBoundsException if there is no such item
     * @throws NumericalException if the minor is negative
     */
    public double logProbability(int... subset) {
        distinct(subset);
        if (likelihood != null) {
            return checked(likelihood.block(subset), subset) - logNormaliser;
        }
        DMatrixRMaj shifted = marginal.dense(); // (-1)^|rest| det(K - I_rest)
        for (int item : rest(subset)) {
            CommonOps_DDRM.scaleRow(-1, shifted, item);
            shifted.add(item, item, 1);
        }
        return checked(shifted, subset);
    }

    private static double checked(DMatrixRMaj minor, int... subset) {
        LogDeterminant determinant = LogDeterminant.upToRounding(minor);
        if (determinant.sign() < 0) {
            if (determinant.log() > LogDeterminant.bound(minor) + Math.log(SLACK)) {
                throw new NumericalException("the probability of " + Arrays.toString(subset) + " is negative, -exp("
                        + determinant.log() + ") before it is normalised: the kernel has negative principal minors");
            }
            return Double.NEGATIVE_INFINITY;
        }
        return determinant.log();
    }

    /**
     * Returns the probabilities of 0, 1, ..., N items, from the eigenvalues of K; their absolute errors are of the order of
     * rounding where the symmetric part of L is positive semi-definite.
     *
     * @return N + 1 numbers, a new array
     */
    public double[] cardinalityLaw() {
        return ComplexSizeLaw.probabilities(eigenvalues(marginal), size());
    }

    /** The eigenvalues of a kernel that are not zero for its rank alone. */
    private Complex_F64[] eigenvalues(LowRankKernel kernel) {
        DMatrixRMaj product = new DMatrixRMaj(kernel.inner(), kernel.inner());
        CommonOps_DDRM.mult(kernel.core(), gram, product);
        return ComplexSizeLaw.eigenvalues(product);
    }

    /**
     * Returns the expected number of items, tr K.
     *
     * @return a number from 0 to N
     */
    public double expectedSize() {
        return Arrays.stream(marginal.diagonal()).sum();
    }

    /**
     * Returns the law of the other items given that some are in X.
     *
     * @param included different indices
     * @return a process on the remaining items, whose {@link #items} are indices of this one's origin
     * @throws IllegalArgumentException if an index occurs twice, none remains, or the condition has probability zero
     * @throws IndexOutOfBoundsException if there is no such item
     */
    public NonsymmetricDpp including(int... included) {
        int[] rest = remaining(included);
        if (included.length == 0) {
            return this;
        }
        LowRankKernel kernel = likelihood != null ? likelihood : marginal;
        DMatrixRMaj block = kernel.block(included);
        if (checked(block, included) == Double.NEGATIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "items " + Arrays.toString(included) + ": are never in X together, so nothing follows from it");
        }
        LowRankKernel given = kernel.updated(-1, block, included).restrictedTo(rest);
        return likelihood != null ? ofLikelihood(given, originals(rest)) : ofMarginal(given, originals(rest));
    }

    /**
     * Returns the law of the other items given that some are not in X.
     *
     * @param excluded different indices
     * @return a process on the remaining items, whose {@link #items} are indices of this one's origin
     * @throws IllegalArgumentException if an index occurs twice, none remains, or the condition has probability zero
     * @throws IndexOutOfBoundsException if there is no such item
     */
    public NonsymmetricDpp excluding(int... excluded) {
        int[] rest = remaining(excluded);
        if (excluded.length == 0) {
            return this;
        }
        if (likelihood != null) {
            return ofLikelihood(likelihood.restrictedTo(rest), originals(rest));
        }
        DMatrixRMaj shifted = CommonOps_DDRM.identity(excluded.length);
        CommonOps_DDRM.addEquals(shifted, -1, marginal.block(excluded));
        return ofMarginal(marginal.updated(1, shifted, excluded).restrictedTo(rest), originals(rest));
    }

    /**
     * Returns a subset drawn exactly by one sweep over the items, O(N m^2).
     *
     * @param random the source of randomness
     * @return indices in ascending order
     * @throws NumericalException if a probability leaves [0, 1]; names the step
     */
    public int[] sample(RandomGenerator random) {
        return ConditionalSweep.sample(marginal, random);
    }

    /**
     * Returns the exact sampler by rejection from a symmetric process above this one, prepared in O(N m^2): a draw takes {@link
     * #expectedProposals} of the symmetric one on average, each sublinear in N.
     *
     * @return a sampler
     * @throws IllegalArgumentException if this process has no L, or the symmetric part of L is not positive semi-definite
     */
    public SubsetSampler rejectionSampler() {
        return majorant();
    }

    /**
     * Returns how many proposals a draw of {@link #rejectionSampler} takes on average, det(I + L^) / det(I + L).
     *
     * @return at least 1
     * @throws IllegalArgumentException as {@link #rejectionSampler}
     */
    public double expectedProposals() {
        return majorant().expectedProposals();
    }

    private SkewMajorant majorant() {
        if (likelihood == null) {
            throw new IllegalArgumentException("a process of a marginal kernel alone has no symmetric bound; give L");
        }
        return new SkewMajorant(this, likelihood, logNormaliser);
    }

    /**
     * Returns a subset drawn exactly from the law given that it has k items, P(S) = det L_S / e_k: sweeps of the process scaled
     * to k expected items, until one has k; of the order of the deviation of its size many.
     *
     * @param k 0 to N
     * @param random the source of randomness
     * @return k indices in ascending order
     * @throws IllegalArgumentException if k is out of range, k items have probability zero, or this process has no L
     */
    public int[] sampleOfSize(int k, RandomGenerator random) {
        NonsymmetricDpp scaled = scaledToSize(k);
        while (true) {
            Checks.checkInterrupted("drawing a subset of given size");
            int[] subset = scaled.sample(random);
            if (subset.length == k) {
                return subset;
            }
        }
    }

    /**
     * Returns log P(X = S) given that X has |S| items, log det L_S - log e_|S|.
     *
     * @param subset different indices
     * @return a logarithm, negative infinity where the minor is zero
     * @throws IllegalArgumentException if an index occurs twice, so many items have probability zero, or this process has no L
     */
    public double logProbabilityOfSize(int... subset) {
        NonsymmetricDpp scaled = scaledToSize(distinct(subset).length);
        return scaled.logProbability(subset) - Math.log(scaled.cardinalityLaw()[subset.length]);
    }

    /** This process with alpha L for L, alpha such that k items are expected; the law given the size stays the same. */
    private NonsymmetricDpp scaledToSize(int k) {
        Checks.between("size", 0, size(), k);
        if (likelihood == null) {
            throw new IllegalArgumentException("a process of a marginal kernel alone cannot be scaled; give L");
        }
        double alpha = SizeScaling.factor(eigenvalues(likelihood), k);
        DMatrixRMaj core = likelihood.core().copy();
        CommonOps_DDRM.scale(alpha, core);
        NonsymmetricDpp scaled = ofLikelihood(likelihood.withCore(core), items);
        if (!(scaled.cardinalityLaw()[k] > 1e-13)) {
            throw new IllegalArgumentException("size: " + k + " items have probability zero; the kernel has rank "
                    + SizeScaling.rank(eigenvalues(likelihood)));
        }
        return scaled;
    }

    private int[] distinct(int... subset) {
        boolean[] seen = new boolean[size()];
        for (int item : subset) {
            if (seen[Objects.checkIndex(item, size())]) {
                throw new IllegalArgumentException("subset: item " + item + " occurs twice");
            }
            seen[item] = true;
        }
        return subset;
    }

    private int[] remaining(int... removed) {
        distinct(removed);
        if (removed.length == size()) {
            throw new IllegalArgumentException("items: a condition on all " + size() + " items leaves none");
        }
        return rest(removed);
    }

    private int[] rest(int... removed) {
        boolean[] gone = new boolean[size()];
        for (int item : removed) {
            gone[item] = true;
        }
        return IntStream.range(0, size()).filter(i -> !gone[i]).toArray();
    }

    private int[] originals(int... places) {
        return Arrays.stream(places).map(i -> items[i]).toArray();
    }

    private static int[] range(int n) {
        return IntStream.range(0, n).toArray();
    }

    /** Returns the numbers of items and of columns. */
    @Override
    public String toString() {
        return "NonsymmetricDpp[" + size() + " items" + (marginal.isDense() ? "" : ", rank " + marginal.inner()) + "]";
    }
}
