package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import io.gramian.nystrom.PivotedCholesky;
import io.gramian.nystrom.RandomlyPivotedCholesky;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** The kernel of a process in the form it was given, its spectrum when asked for, and the samplers made from both. */
final class FiniteKernel implements ProcessKernel<FiniteDpp> {
    /** A matrix of so many items takes 3.2 GB. */
    private static final int MOST_DENSE = 20_000;

    /** Up to so many items an eigendecomposition takes milliseconds, and tells the rank. */
    private static final int SMALL = 256;

    private final int size;
    private final Backend backend;
    private final LazySpectrum spectrum;
    private final Lazy<SubsetSampler> sampler = new Lazy<>(this::fastestSampler);

    private final DenseLikelihood dense; // null unless L was given as a matrix
    private final DenseMarginal given; // null unless K was given as a large matrix

    private FiniteKernel(int size, Backend backend, LazySpectrum spectrum, DenseLikelihood dense, DenseMarginal given) {
        this.size = size;
        this.backend = backend;
        this.spectrum = spectrum;
        this.dense = dense;
        this.given = given;
    }

    static FiniteKernel spectral(int size, Backend backend, Spectrum spectrum) {
        return spectral(size, backend, any -> spectrum);
    }

    private static FiniteKernel spectral(int size, Backend backend, Function<Backend, Spectrum> source) {
        return new FiniteKernel(size, backend, new LazySpectrum(backend, source), null, null);
    }

    private static FiniteKernel ofLikelihood(int n, double[] symmetric, Backend backend) {
        return ofMatrix(new DenseLikelihood(n, symmetric, 0, backend), backend);
    }

    private static FiniteKernel ofMatrix(DenseLikelihood likelihood, Backend backend) {
        int n = likelihood.size();
        LazySpectrum spectrum =
                new LazySpectrum(backend, any -> Spectra.ofLikelihood(likelihood.matrix(), n, any, likelihood.noise()));
        return new FiniteKernel(n, backend, spectrum, likelihood, null);
    }

    private static FiniteKernel ofMarginal(int n, double[] symmetric, Backend backend) {
        if (n <= SMALL) {
            return spectral(n, backend, Spectra.ofMarginal(symmetric, n, backend));
        }
        LazySpectrum spectrum = new LazySpectrum(backend, any -> Spectra.ofMarginal(symmetric, n, any));
        return new FiniteKernel(n, backend, spectrum, null, new DenseMarginal(n, symmetric));
    }

    /** Algebra is in double precision. */
    static Backend exact(Backend backend) {
        return backend.withPrecision(Precision.DOUBLE);
    }

    static FiniteKernel ofLikelihood(double[] matrix, int n, Backend any) {
        FiniteKernel kernel = ofLikelihood(n, KernelMatrix.symmetric("L", matrix, n), exact(any));
        if (n <= SMALL) {
            kernel.spectrum();
        } else {
            kernel.dense.checkDefinite();
        }
        return kernel;
    }

    static FiniteKernel ofLikelihood(Kernel kernel, Points points, Backend any) {
        Backend backend = exact(any);
        int n = points.size();
        checkDefinite(kernel);
        if (n > MOST_DENSE) {
            throw new IllegalArgumentException(
                    "points: at most " + MOST_DENSE + " can have their kernel matrix stored, found " + n
                            + "; give a number of landmarks, or features to FiniteDpp.ofFeatures");
        }
        try (Gram gram = backend.gram(kernel, points)) {
            return ofLikelihood(n, gram.dense().data, backend);
        }
    }

    static FiniteKernel ofLandmarks(Kernel kernel, Points points, int landmarks, RandomGenerator random, Backend any) {
        Backend backend = exact(any);
        int rank = Checks.between("landmarks", 1, points.size(), landmarks);
        checkDefinite(kernel);
        try (PivotedCholesky factorisation =
                RandomlyPivotedCholesky.ofRank(rank).factorise(kernel, points, random, backend)) {
            return ofFeatures(factorisation.factor().toArray(), points.size(), backend);
        }
    }

    private static void checkDefinite(Kernel kernel) {
        if (kernel.definiteness() != Definiteness.POSITIVE) {
            throw new IllegalArgumentException("kernel: expected a positive definite one, found " + kernel
                    + ", which is " + kernel.definiteness());
        }
    }

    static FiniteKernel ofMarginal(double[] matrix, int n, Backend any) {
        Backend backend = exact(any);
        FiniteKernel kernel = ofMarginal(n, KernelMatrix.symmetric("K", matrix, n), backend);
        if (kernel.given != null) {
            kernel.given.checkBounds(backend);
        }
        return kernel;
    }

    static FiniteKernel ofFeatures(double[] features, int n, Backend any) {
        int d = features.length / n;
        Function<Backend, Spectrum> source =
                backend -> d == 0 ? Conditioning.empty(n) : Spectra.ofFeatures(features, n, d, backend);
        return spectral(n, exact(any), source);
    }

    static FiniteKernel ofProjection(double[] matrix, int n, Backend any) {
        Backend backend = exact(any);
        return spectral(n, backend, ProjectionSpan.of(KernelMatrix.symmetric("K", matrix, n), n, backend));
    }

    static FiniteKernel ofSpan(double[] columns, int n, int k, Backend any) {
        Backend backend = exact(any);
        return spectral(n, backend, Spectra.ofSpan(columns, n, k, backend));
    }

    static FiniteKernel ofExtended(double[] likelihood, double[] span, int n, int rows, Backend any) {
        if (rows != n) {
            throw new IllegalArgumentException("V: expected " + n + " rows, as L has, found " + rows);
        }
        Backend backend = exact(any);
        double[] symmetric = KernelMatrix.symmetric("L", likelihood, n);
        Spectrum certain = Spectra.ofSpan(span, n, span.length / n, backend);
        return spectral(n, backend, Conditioning.extended(symmetric, certain, backend));
    }

    @Override
    public FiniteDpp process(int... names) {
        return new FiniteDpp(this, names);
    }

    @Override
    public FiniteKernel withBackend(Backend newBackend) {
        Backend other = exact(newBackend);
        return new FiniteKernel(
                size, other, spectrum.on(other), dense == null ? null : dense.withBackend(other), given);
    }

    private FiniteKernel withSpectrum(Spectrum newSpectrum) {
        return spectral(newSpectrum.size(), backend, newSpectrum);
    }

    @Override
    public int size() {
        return size;
    }

    Spectrum spectrum() {
        return spectrum.value();
    }

    /** Whether the matrix answers; it does so sooner than a spectrum. What was asked before changes no answer. */
    private boolean isByMatrix() {
        return dense != null && size > SMALL && dense.isWellScaled();
    }

    @Override
    public double logProbability(int... subset) {
        return isByMatrix()
                ? dense.logMinor(subset) - dense.logNormaliser()
                : spectrum().logMinor(subset) - spectrum().logNormaliser();
    }

    @Override
    public double logJointProbability(int... subset) {
        return spectrum().logJointProbability(subset);
    }

    @Override
    public double[] inclusionProbabilities() {
        if (given != null) {
            return given.inclusion();
        }
        return isByMatrix() ? dense.inclusion() : spectrum().diagonal(spectrum().probabilities());
    }

    DMatrixRMaj marginal() {
        if (given != null) {
            return DMatrixRMaj.wrap(size, size, given.matrix().clone());
        }
        return DMatrixRMaj.wrap(
                size,
                size,
                isByMatrix() ? dense.marginal() : spectrum().dense(spectrum().probabilities(), backend));
    }

    DMatrixRMaj likelihood() {
        if (dense != null) {
            return DMatrixRMaj.wrap(size, size, dense.matrix().clone());
        }
        if (spectrum().certain() > 0) {
            throw new NumericalException(
                    "there is no likelihood kernel: " + spectrum().certain() + " eigenvalues of K are 1");
        }
        return DMatrixRMaj.wrap(size, size, spectrum().dense(spectrum().odds(), backend));
    }

    @Override
    public FiniteKernel scaled(double alpha) {
        if (dense == null || !(alpha * Spectra.largest(dense.matrix()) <= Double.MAX_VALUE)) {
            return withSpectrum(spectrum().times(alpha)); // says what overflows
        }
        LazySpectrum scaled = new LazySpectrum(backend, any -> spectrum().times(alpha));
        return new FiniteKernel(size, backend, scaled, dense.scaled(alpha), null);
    }

    /** By the matrix where that works, else by the eigenvalues. */
    @Override
    public FiniteKernel withExpectedSize(double expected) {
        DenseLikelihood tilted =
                isByMatrix() && expected > 0 && expected < size ? dense.withExpectedSize(expected) : null;
        return tilted != null
                ? ofLikelihood(size, tilted.matrix(), backend)
                : withSpectrum(spectrum().times(tilt(expected)));
    }

    @Override
    public FiniteKernel thinned(double p) {
        return withSpectrum(Conditioning.thinned(spectrum(), p));
    }

    @Override
    public FiniteKernel complement() {
        return withSpectrum(Conditioning.complement(spectrum()));
    }

    @Override
    public Optional<FiniteKernel> including(int[] in, int[] rest) {
        DenseLikelihood complement = isByMatrix() ? dense.including(in, rest) : null;
        return complement != null
                ? Optional.of(ofMatrix(complement, backend))
                : Conditioning.including(spectrum(), in, rest, backend).map(this::withSpectrum);
    }

    @Override
    public Optional<FiniteKernel> excluding(int[] out, int[] rest) {
        return isByMatrix()
                ? Optional.of(ofMatrix(dense.excluding(rest), backend))
                : Conditioning.excluding(spectrum(), out, rest, backend).map(this::withSpectrum);
    }

    @Override
    public FiniteKernel restricted(int... kept) {
        if (given != null || isByMatrix()) {
            double[] matrix = given != null ? given.matrix() : dense.marginal();
            return ofMarginal(kept.length, KernelMatrix.block(matrix, size, kept, kept), backend);
        }
        return withSpectrum(Conditioning.restricted(spectrum(), kept, backend));
    }

    /** The sampler of the fastest method, prepared once. */
    @Override
    public SubsetSampler sampler() {
        return sampler.value();
    }

    /**
     * Depends on the kernel and how it was given only, so that a seed tells the result. An eigendecomposition takes as long
     * as dozens of draws without one.
     */
    private SubsetSampler fastestSampler() {
        return given != null || isByMatrix()
                ? sampler(SamplingMethod.CHOLESKY)
                : fastestSampler(coins(), expectedSize());
    }

    private EigenvectorSelection coins() {
        return EigenvectorSelection.coins(spectrum().probabilities());
    }

    private double expectedSize() {
        double sum = 0;
        for (double p : spectrum().probabilities()) {
            sum += p;
        }
        return sum;
    }

    SubsetSampler sampler(SamplingMethod method) {
        return switch (method) {
            case CHOLESKY ->
                dense != null && dense.isWellScaled()
                        ? new FactorSweep(size, dense.factor())
                        : new EliminationSweep(size, given != null ? given.matrix() : marginal().data);
            case LINEAR -> new LinearSweep(spectrum());
            default -> sampler(coins(), method);
        };
    }

    @Override
    public SubsetSampler sampler(EigenvectorSelection selection, SamplingMethod method) {
        ProjectionStep step = ProjectionStep.of(method, spectrum(), backend);
        return method == SamplingMethod.REJECTION
                ? new BatchSampler(selection, step, spectrum(), backend)
                : random -> step.sample(selection.select(random), random);
    }

    @Override
    public int rank() {
        return spectrum().rank();
    }

    @Override
    public double[] odds() {
        return spectrum().odds();
    }

    @Override
    public int certain() {
        return spectrum().certain();
    }

    @Override
    public double[] finiteLogarithms() {
        return spectrum().finiteLogarithms();
    }

    @Override
    public double logMinor(int... subset) {
        return spectrum().logMinor(subset);
    }

    @Override
    public double[] diagonal(double... weights) {
        return spectrum().diagonal(weights);
    }

    /** By measurement: rejection pays unless a good part of all items is drawn. */
    @Override
    public SubsetSampler fastestSampler(EigenvectorSelection selection, double count) {
        SamplingMethod method = size < 4 * count ? SamplingMethod.GRAM_SCHMIDT : SamplingMethod.REJECTION;
        return new BatchSampler(selection, ProjectionStep.of(method, spectrum(), backend), spectrum(), backend);
    }

    @Override
    public int threads() {
        return backend.threads();
    }
}
