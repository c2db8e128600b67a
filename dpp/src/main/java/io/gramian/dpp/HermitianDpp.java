package io.gramian.dpp;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.ZMatrixRMaj;

/**
 * A determinantal point process on N items with a complex Hermitian kernel: P(X = S) = det L_S / det(I + L), or P(S in X) =
 * det K_S, as for {@link FiniteDpp}.
 *
 * <p>Made by one eigendecomposition of a real symmetric matrix of twice the size, O(N^3); drawn from by the spectral algorithm
 * with Gram-Schmidt in complex arithmetic, O(N k^2) for k items. Immutable and thread-safe; double precision. Items are 0 to
 * N - 1.
 *
 * <p>Source: J. B. Hough, M. Krishnapur, Y. Peres, B. Virag, Determinantal processes and independence (2006).
 */
public final class HermitianDpp {
    private final Law law;
    private final Lazy<SubsetSampler> sampler = new Lazy<>(this::prepared);

    private HermitianDpp(Spectrum paired, Backend backend) {
        this.law = new Law(paired, backend);
    }

    private SubsetSampler prepared() {
        return law.sampler(EigenvectorSelection.coins(eigenvalues()), SamplingMethod.GRAM_SCHMIDT);
    }

    /**
     * Returns the process of a likelihood kernel.
     *
     * @param likelihood L, N x N, Hermitian positive semi-definite; copied
     * @return a process on N items
     * @throws IllegalArgumentException if L is not finite, Hermitian or positive semi-definite; the message says by how much
     */
    public static HermitianDpp ofLikelihood(ZMatrixRMaj likelihood) {
        Backend backend = Backends.auto().withPrecision(Precision.DOUBLE);
        return new HermitianDpp(HermitianSpectra.ofLikelihood(likelihood, backend), backend);
    }

    /**
     * Returns the process of a likelihood kernel given by its parts.
     *
     * @param real the real part, N x N, symmetric; copied
     * @param imaginary the imaginary part, N x N, antisymmetric; copied
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofLikelihood(ZMatrixRMaj)}, or if the shapes differ
     */
    public static HermitianDpp ofLikelihood(double[][] real, double[][] imaginary) {
        return ofLikelihood(complex("L", real, imaginary));
    }

    /**
     * Returns the process of a marginal kernel.
     *
     * @param marginal K, N x N, Hermitian, eigenvalues in [0, 1]; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite or Hermitian, or an eigenvalue is outside [0, 1] by more than 1e-9;
     *     the message says which
     */
    public static HermitianDpp ofMarginal(ZMatrixRMaj marginal) {
        Backend backend = Backends.auto().withPrecision(Precision.DOUBLE);
        return new HermitianDpp(HermitianSpectra.ofMarginal(marginal, backend), backend);
    }

    /**
     * Returns the process of a marginal kernel given by its parts.
     *
     * @param real the real part, N x N, symmetric; copied
     * @param imaginary the imaginary part, N x N, antisymmetric; copied
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofMarginal(ZMatrixRMaj)}, or if the shapes differ
     */
    public static HermitianDpp ofMarginal(double[][] real, double[][] imaginary) {
        return ofMarginal(complex("K", real, imaginary));
    }

    private static ZMatrixRMaj complex(String name, double[][] real, double[][] imaginary) {
        double[] re = KernelMatrix.rectangular(name + ", real part", real);
        double[] im = KernelMatrix.rectangular(name + ", imaginary part", imaginary);
        if (real.length != imaginary.length || re.length != im.length) {
            throw new IllegalArgumentException(name + ": expected parts of the same shape, found " + real.length + " x "
                    + real[0].length + " and " + imaginary.length + " x " + imaginary[0].length);
        }
        ZMatrixRMaj matrix = new ZMatrixRMaj(real.length, real[0].length);
        for (int at = 0; at < re.length; at++) {
            matrix.data[2 * at] = re[at];
            matrix.data[2 * at + 1] = im[at];
        }
        return matrix;
    }

    /**
     * Returns this process drawing batches with the threads of another backend.
     *
     * @param backend whose threads draw
     * @return a process of the same law
     */
    public HermitianDpp withBackend(Backend backend) {
        return new HermitianDpp(law.paired, backend.withPrecision(Precision.DOUBLE));
    }

    /**
     * Returns the number of items.
     *
     * @return N
     */
    public int size() {
        return law.size();
    }

    /**
     * Returns the numerical rank of the kernel.
     *
     * @return 0 to N
     */
    public int rank() {
        return law.rank();
    }

    /**
     * Returns the eigenvalues of K.
     *
     * @return rank() positive numbers, the largest first
     */
    public double[] eigenvalues() {
        double[] eigenvalues = new double[law.rank()];
        Arrays.setAll(eigenvalues, j -> law.paired.probability(2 * j));
        return eigenvalues;
    }

    /**
     * Returns log P(X = S).
     *
     * @param subset distinct items
     * @return the natural logarithm; negative infinity where the determinant is zero up to rounding
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     */
    public double logProbability(int... subset) {
        return law.logMinor(Spectrum.checkedSubset(size(), subset)) - law.paired.logNormaliser() / 2;
    }

    /**
     * Returns P(S in X) = det K_S.
     *
     * @param subset distinct items
     * @return a probability
     * @throws IllegalArgumentException if an item does not exist or occurs twice
     */
    public double jointProbability(int... subset) {
        int[] rows = law.rows(Spectrum.checkedSubset(size(), subset));
        return Math.exp(law.paired.logJointProbability(rows) / 2);
    }

    /**
     * Returns P(i in X) = K_ii for every item.
     *
     * @return N probabilities, whose sum is the expected size
     */
    public double[] inclusionProbabilities() {
        return law.diagonal(eigenvalues());
    }

    /**
     * Returns the marginal kernel K.
     *
     * @return N x N, Hermitian, a new matrix
     */
    public ZMatrixRMaj marginalKernel() {
        int n = size();
        double[] real = law.paired.dense(law.paired.probabilities(), law.backend);
        ZMatrixRMaj kernel = new ZMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                kernel.set(i, j, real[i * 2 * n + j], real[(n + i) * 2 * n + j]);
            }
        }
        return kernel;
    }

    /**
     * Returns the law of the number of items drawn.
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
        return Arrays.stream(eigenvalues()).sum();
    }

    /**
     * Returns this process given that k items are drawn.
     *
     * @param k from the number of eigenvalues of K that are 1 to the rank
     * @return the conditional law
     * @throws IllegalArgumentException if k is out of that range; the message says the rank
     */
    public FixedSizeDpp ofSize(int k) {
        return new FixedSizeDpp(law, k);
    }

    /**
     * Returns the exact sampler, prepared.
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
     * @return distinct items, ascending
     */
    public int[] sample(RandomGenerator random) {
        return sampler().sample(random);
    }

    /**
     * Returns independent subsets, drawn in parallel; the result does not depend on the number of threads.
     *
     * @param count the number of subsets, at least 0
     * @param random the source of randomness, of which one long is drawn
     * @return count subsets, each ascending
     * @throws IllegalArgumentException if the count is negative
     */
    public int[][] samples(int count, RandomGenerator random) {
        return sampler().samples(count, law.threads(), random);
    }

    /** Returns what this is and its number of items. */
    @Override
    public String toString() {
        return "HermitianDpp[" + size() + " items]";
    }

    /** The complex kernel in terms of the real one of twice the size, whose eigenvalues are there twice. */
    private record Law(Spectrum paired, Backend backend) implements SpectralLaw {
        @Override
        public int size() {
            return paired.size() / 2;
        }

        @Override
        public int rank() {
            return paired.rank() / 2;
        }

        @Override
        public int certain() {
            return paired.certain() / 2;
        }

        @Override
        public double[] finiteLogarithms() {
            double[] doubled = paired.finiteLogarithms();
            double[] logarithms = new double[doubled.length / 2];
            Arrays.setAll(logarithms, j -> doubled[2 * j]);
            return logarithms;
        }

        int[] rows(int... subset) {
            return IntStream.range(0, 2 * subset.length)
                    .map(a -> subset[a / 2] + a % 2 * size())
                    .toArray();
        }

        @Override
        public double logMinor(int... subset) {
            return paired.logMinor(rows(subset)) / 2;
        }

        @Override
        public double[] diagonal(double... weights) {
            double[] doubled = new double[2 * weights.length];
            Arrays.setAll(doubled, j -> weights[j / 2]);
            return Arrays.copyOf(paired.diagonal(doubled), size());
        }

        @Override
        public SubsetSampler sampler(EigenvectorSelection selection, SamplingMethod method) {
            if (method != SamplingMethod.GRAM_SCHMIDT) {
                throw new IllegalArgumentException(
                        "method: expected GRAM_SCHMIDT, the one for complex kernels, found " + method);
            }
            HermitianGramSchmidt step = new HermitianGramSchmidt(paired);
            return random -> step.sample(selection.select(random), random);
        }

        @Override
        public SamplingMethod fastest(double count) {
            return SamplingMethod.GRAM_SCHMIDT;
        }

        @Override
        public int threads() {
            return backend.threads();
        }
    }
}
