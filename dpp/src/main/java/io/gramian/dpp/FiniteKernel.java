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
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** The kernel of a process in the form it was given, its spectrum when asked for, and the samplers made from both. */
final class FiniteKernel {
    /** A matrix of so many items takes 3.2 GB. */
    private static final int MOST_DENSE = 20_000;

    /** How far K^2 may be from K. */
    private static final double IDEMPOTENT = 1e-9;

    private final int size;
    private final Backend backend;
    private final Lazy<Spectrum> spectrum;

    private FiniteKernel(int size, Backend backend, Lazy<Spectrum> spectrum) {
        this.size = size;
        this.backend = backend.withPrecision(Precision.DOUBLE);
        this.spectrum = spectrum;
    }

    static FiniteKernel ofLikelihood(double[] matrix, int n, Backend backend) {
        double[] symmetric = KernelMatrix.symmetric("L", matrix, n);
        return new FiniteKernel(n, backend, Lazy.known(Spectra.ofLikelihood(symmetric, n, backend)));
    }

    static FiniteKernel ofLikelihood(Kernel kernel, Points points, Backend backend) {
        int n = points.size();
        checkDefinite(kernel);
        if (n > MOST_DENSE) {
            throw new IllegalArgumentException(
                    "points: at most " + MOST_DENSE + " can have their kernel matrix stored, found " + n
                            + "; give a number of landmarks, or features to FiniteDpp.ofFeatures");
        }
        try (Gram gram = backend.gram(kernel, points)) {
            return ofLikelihood(gram.dense().data, n, backend);
        }
    }

    static FiniteKernel ofLandmarks(
            Kernel kernel, Points points, int landmarks, RandomGenerator random, Backend backend) {
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

    static FiniteKernel ofMarginal(double[] matrix, int n, Backend backend) {
        double[] symmetric = KernelMatrix.symmetric("K", matrix, n);
        return new FiniteKernel(n, backend, Lazy.known(Spectra.ofMarginal(symmetric, n, backend)));
    }

    static FiniteKernel ofFeatures(double[] features, int n, Backend backend) {
        int d = features.length / n;
        return new FiniteKernel(
                n, backend, Lazy.known(d == 0 ? Conditioning.empty(n) : Spectra.ofFeatures(features, n, d, backend)));
    }

    static FiniteKernel ofProjection(double[] matrix, int n, Backend backend) {
        double[] symmetric = KernelMatrix.symmetric("K", matrix, n);
        return new FiniteKernel(n, backend, Lazy.known(Spectra.ofMarginal(symmetric, n, backend)));
    }

    static FiniteKernel ofSpan(double[] columns, int n, int k, Backend backend) {
        return new FiniteKernel(n, backend, Lazy.known(Spectra.ofSpan(columns, n, k, backend)));
    }

    static FiniteKernel ofExtended(double[] likelihood, double[] span, int n, int rows, Backend backend) {
        if (rows != n) {
            throw new IllegalArgumentException("V: expected " + n + " rows, as L has, found " + rows);
        }
        double[] symmetric = KernelMatrix.symmetric("L", likelihood, n);
        Spectrum certain = Spectra.ofSpan(span, n, span.length / n, backend);
        return new FiniteKernel(n, backend, Lazy.known(Conditioning.extended(symmetric, certain, backend)));
    }

    FiniteKernel withBackend(Backend newBackend) {
        return new FiniteKernel(size, newBackend, spectrum);
    }

    FiniteKernel withSpectrum(Spectrum newSpectrum) {
        return new FiniteKernel(newSpectrum.size(), backend, Lazy.known(newSpectrum));
    }

    int size() {
        return size;
    }

    Backend backend() {
        return backend;
    }

    Spectrum spectrum() {
        return spectrum.value();
    }

    double logMinor(int... subset) {
        return spectrum().logMinor(subset);
    }

    double logNormaliser() {
        return spectrum().logNormaliser();
    }

    double[] inclusionProbabilities() {
        return spectrum().diagonal(spectrum().probabilities());
    }

    DMatrixRMaj marginal() {
        return DMatrixRMaj.wrap(size, size, spectrum().dense(spectrum().probabilities(), backend));
    }

    DMatrixRMaj likelihood() {
        if (spectrum().certain() > 0) {
            throw new NumericalException(
                    "there is no likelihood kernel: " + spectrum().certain() + " eigenvalues of K are 1");
        }
        double[] odds = new double[spectrum().rank()];
        Arrays.setAll(odds, spectrum()::odds);
        return DMatrixRMaj.wrap(size, size, spectrum().dense(odds, backend));
    }

    FiniteKernel scaled(double alpha) {
        return withSpectrum(spectrum().times(alpha));
    }

    FiniteKernel including(int[] in, int[] rest) {
        return withSpectrum(Conditioning.including(spectrum(), in, rest, backend));
    }

    FiniteKernel excluding(int[] out, int[] rest) {
        return withSpectrum(Conditioning.excluding(spectrum(), out, rest, backend));
    }

    FiniteKernel restricted(int... kept) {
        return withSpectrum(Conditioning.restricted(spectrum(), kept, backend));
    }

    SubsetSampler sampler() {
        return sampler(SamplingMethod.GRAM_SCHMIDT);
    }

    SubsetSampler sampler(SamplingMethod method) {
        return spectral(EigenvectorSelection.coins(spectrum()), method);
    }

    SubsetSampler spectral(EigenvectorSelection selection, SamplingMethod method) {
        ProjectionStep step = ProjectionStep.of(method, spectrum());
        return random -> step.sample(selection.select(random), random);
    }
}
