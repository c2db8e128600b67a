package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Edges, errors, large kernels, scales and batches. */
class FiniteDppTest {
    private static void assertRefused(String part, Executable call) {
        String message = assertThrows(IllegalArgumentException.class, call).getMessage();
        assertTrue(message.contains(part), message);
    }

    @ParameterizedTest
    @EnumSource
    void oneItem(SamplingMethod method) {
        FiniteDpp half = FiniteDpp.ofLikelihood(new double[][] {{1}});
        assertEquals(Math.log(0.5), half.logProbability(), 1e-15);
        assertEquals(Math.log(0.5), half.logProbability(0), 1e-15);
        SubsetLaw law = SubsetLaw.ofLikelihood(new double[][] {{1}});
        var random = SampleKernels.random(1);
        SubsetSampler sampler = half.sampler(method);
        assertTrue(law.pValue(2000, () -> sampler.sample(random)) > SubsetLaw.FALSE_ALARM);
        FiniteDpp never = FiniteDpp.ofLikelihood(new double[][] {{0}});
        assertEquals(0, never.rank());
        assertEquals(0, never.logProbability());
        assertEquals(Double.NEGATIVE_INFINITY, never.logProbability(0));
        assertEquals(0, never.sampler(method).sample(random).length);
        FiniteDpp always = FiniteDpp.ofMarginal(new double[][] {{1}});
        assertArrayEquals(new int[] {0}, always.sampler(method).sample(random));
        assertEquals(0, always.logProbability(0));
        assertEquals(Double.NEGATIVE_INFINITY, always.logProbability());
    }

    @Test
    void noFeatures() {
        FiniteDpp empty = FiniteDpp.ofFeatures(new DMatrixRMaj(3, 0));
        assertEquals(0, empty.sample(SampleKernels.random(1)).length);
        assertArrayEquals(new double[] {1, 0, 0, 0}, empty.cardinalityLaw());
        assertEquals(3, empty.complement().sample(SampleKernels.random(1)).length);
        assertEquals(0, empty.ofSize(0).sample(SampleKernels.random(1)).length);
        assertRefused("found 1", () -> empty.ofSize(1));
    }

    /** T4: with the indicators of blocks, one item of each block. */
    @ParameterizedTest
    @EnumSource(names = {"GRAM_SCHMIDT", "REJECTION", "TREE", "LINEAR", "CHOLESKY"})
    void strata(SamplingMethod method) {
        DMatrixRMaj u = new DMatrixRMaj(40, 8);
        for (int i = 0; i < 40; i++) {
            u.set(i, i / 5, 1);
        }
        SubsetSampler sampler = FiniteDpp.ofSpan(u).sampler(method);
        for (int[] subset : sampler.samples(100, SampleKernels.random(1))) {
            assertArrayEquals(
                    IntStream.range(0, 8).toArray(),
                    Arrays.stream(subset).map(i -> i / 5).toArray());
        }
    }

    @Test
    void duplicatesAreNeverDrawnTogether() {
        double[][] b = {{1, 0, 2}, {1, 0, 2}, {0, 1, 1}, {0, 1, 1}};
        FiniteDpp dpp = FiniteDpp.ofLikelihood(SampleKernels.likelihood(new DMatrixRMaj(b)));
        assertEquals(2, dpp.rank());
        assertEquals(Double.NEGATIVE_INFINITY, dpp.logProbability(0, 1));
        for (int[] subset : dpp.ofSize(2).samples(200, SampleKernels.random(1))) {
            assertTrue(subset[0] < 2 && subset[1] >= 2);
        }
        assertRefused("rank of the kernel, 2", () -> dpp.ofSize(3));
        assertRefused("zero up to rounding", () -> dpp.including(0, 1));
    }

    @Test
    void badInput() {
        double[][] indefinite = {{1, 2}, {2, 1}};
        assertRefused("eigenvalue -1", () -> FiniteDpp.ofLikelihood(indefinite));
        assertRefused("found 3", () -> FiniteDpp.ofMarginal(indefinite));
        assertRefused("symmetric", () -> FiniteDpp.ofLikelihood(new double[][] {{1, 2}, {1, 1}}));
        assertRefused("(1, 0) is NaN", () -> FiniteDpp.ofLikelihood(new double[][] {{1, 0}, {Double.NaN, 1}}));
        assertRefused("square", () -> FiniteDpp.ofLikelihood(new double[][] {{1, 0}}));
        assertRefused("at least one row", () -> FiniteDpp.ofLikelihood(new double[0][]));
        assertRefused("projection", () -> FiniteDpp.ofProjection(new DMatrixRMaj(new double[][] {{0.5, 0}, {0, 0.5}})));
        assertRefused("projection", () -> FiniteDpp.ofProjection(new DMatrixRMaj(new double[][] {{0.5, 0}, {0, 1}})));
        assertRefused("rank of 1", () -> FiniteDpp.ofSpan(new DMatrixRMaj(new double[][] {{1, 1}, {1, 1}})));
        assertRefused("as rows", () -> FiniteDpp.ofSpan(new DMatrixRMaj(1, 2)));
        FiniteDpp dpp = FiniteDpp.ofLikelihood(new double[][] {{1, 0}, {0, 2}});
        assertRefused("twice", () -> dpp.logProbability(1, 1));
        assertRefused("found 2", () -> dpp.logProbability(2));
        assertRefused("found -1", () -> dpp.samples(-1, SampleKernels.random(1)));
        assertRefused("below the rank 2", () -> dpp.withExpectedSize(2));
        assertRefused("leaves none", () -> dpp.including(0, 1));
        assertRefused("probability", () -> dpp.thinned(1.5));
        assertRefused("alpha", () -> dpp.scaled(0));
        assertRefused("of fixed size", () -> dpp.ofSize(1).sampler(SamplingMethod.LINEAR));
        assertThrows(NumericalException.class, () -> dpp.scaled(1e300).scaled(1e300));
        FiniteDpp certain = FiniteDpp.ofMarginal(new double[][] {{1, 0}, {0, 0.5}});
        assertThrows(NumericalException.class, certain::likelihoodKernel);
        assertRefused("at least 1", () -> certain.ofSize(0));
        assertRefused("none is in the subset is zero", () -> certain.excluding(0));
    }

    /** Beside a large diagonal an asymmetry of small entries counts all the same. */
    @Test
    void asymmetryIsRelativeToTheDiagonal() {
        double[][] l = {{1e9, 0, 0}, {0, 1, 0.9}, {0, 0.05, 1}};
        assertRefused("symmetric", () -> FiniteDpp.ofLikelihood(l));
    }

    @Test
    void columnsOfASpanMayHaveAnyScale() {
        DMatrixRMaj u = SampleKernels.features(6, 2, 1, 11);
        DMatrixRMaj scaled = u.copy();
        for (int i = 0; i < 6; i++) {
            scaled.set(i, 1, 1e-17 * u.get(i, 1));
        }
        assertArrayEquals(
                FiniteDpp.ofSpan(u).marginalKernel().data,
                FiniteDpp.ofSpan(scaled).marginalKernel().data,
                1e-14);
    }

    /** Whether the small eigenvalue shows in B'B depends on the others, the rank must not. */
    @Test
    void smallFeaturesCount() {
        double[][] scales = {{1, 1, 3e-6}, {1, 3e-4, 3e-6}, {1, 1, 3e-9}};
        for (double[] scale : scales) {
            DMatrixRMaj b = SampleKernels.features(2000, 3, 1, 12);
            for (int at = 0; at < b.data.length; at++) {
                b.data[at] *= scale[at % 3];
            }
            assertEquals(3, FiniteDpp.ofFeatures(b).rank());
        }
    }

    @Test
    void certainEigenvaluesSurviveExclusion() {
        DMatrixRMaj u = SampleKernels.features(8, 3, 1, 13);
        for (int j = 0; j < 3; j++) {
            u.set(0, j, 1e5 * u.get(0, j)); // item 0 is nearly certain, so that leaving it out costs ten digits
        }
        FiniteDpp dpp = FiniteDpp.ofSpan(u).excluding(0);
        assertEquals(0, dpp.cardinalityLaw()[2]);
        assertEquals(1, dpp.cardinalityLaw()[3], 1e-14);
        assertRefused("at least 3", () -> dpp.ofSize(2));
        DMatrixRMaj l = new DMatrixRMaj(SampleKernels.likelihood(SampleKernels.features(8, 8, 0.5, 14)));
        FiniteDpp more = FiniteDpp.ofExtended(l, u).excluding(0);
        assertEquals(0, more.cardinalityLaw()[2]);
        assertRefused("at least 3", () -> more.ofSize(2));
    }

    /** What is left of a smooth kernel given six items is small, and must not be the rounding of what it was. */
    @ParameterizedTest
    @CsvSource({"300, 3", "300, 10", "300, 1000", "257, 3", "257, 10", "257, 1000"})
    void conditionsOfSmoothKernels(int n, double lengthScale) {
        DMatrixRMaj l;
        try (var gram = Backends.cpu().gram(Kernel.gaussian(lengthScale), points(n))) {
            l = gram.dense();
        }
        int[] six = {0, 50, 100, 150, 200, 250};
        FiniteDpp byMatrix = FiniteDpp.ofLikelihood(l).including(six);
        Spectrum spectrum = Spectra.ofLikelihood(l.data.clone(), n, Backends.cpu());
        FiniteDpp bySpectrum =
                FiniteDpp.of(FiniteKernel.spectral(n, Backends.cpu(), spectrum)).including(six);
        assertEquals(bySpectrum.rank() > 0, byMatrix.rank() > 0);
        assertEquals(bySpectrum.logProbability(), byMatrix.logProbability(), 1e-8);
        assertEquals(bySpectrum.expectedSize(), byMatrix.expectedSize(), 1e-8);
        assertArrayEquals(bySpectrum.inclusionProbabilities(), byMatrix.inclusionProbabilities(), 1e-8);
        assertTrue(byMatrix.logProbability(0) < 0);
        if (lengthScale < 1000) { // else six items have the whole rank
            double[] one = byMatrix.ofSize(1).inclusionProbabilities();
            assertEquals(1, Arrays.stream(one).sum(), 1e-9);
            assertArrayEquals(bySpectrum.ofSize(1).inclusionProbabilities(), one, 1e-3);
        }
    }

    /** All ways in, from arrays and by a given backend, lead to the same process. */
    @Test
    void backendsAndArrays() {
        Backend backend = Backends.cpu().withThreads(1);
        DMatrixRMaj b = SampleKernels.features(6, 3, 0.7, 15);
        double[][] rows = SampleKernels.rows(b);
        double[][] l = SampleKernels.likelihood(b);
        double[][] p = SampleKernels.rows(FiniteDpp.ofSpan(b).marginalKernel());
        DMatrixRMaj v = SampleKernels.features(6, 1, 1, 16);
        assertSame(FiniteDpp.ofLikelihood(l), FiniteDpp.ofLikelihood(new DMatrixRMaj(l), backend));
        assertSame(FiniteDpp.ofFeatures(rows), FiniteDpp.ofFeatures(b, backend));
        assertSame(FiniteDpp.ofLikelihood(l), FiniteDpp.ofFeatures(b));
        assertSame(FiniteDpp.ofSpan(rows), FiniteDpp.ofSpan(b, backend));
        assertSame(FiniteDpp.ofProjection(p), FiniteDpp.ofProjection(new DMatrixRMaj(p), backend));
        assertSame(FiniteDpp.ofMarginal(p), FiniteDpp.ofMarginal(new DMatrixRMaj(p), backend));
        assertSame(
                FiniteDpp.ofExtended(l, SampleKernels.rows(v)), FiniteDpp.ofExtended(new DMatrixRMaj(l), v, backend));
        Points x = points(6);
        Kernel k = Kernel.gaussian(1);
        assertSame(FiniteDpp.ofLikelihood(k, x), FiniteDpp.ofLikelihood(k, x, backend));
        assertSame(
                FiniteDpp.ofLikelihood(k, x, 3, SampleKernels.random(1)),
                FiniteDpp.ofLikelihood(k, x, 3, backend, SampleKernels.random(1)));
    }

    private static void assertSame(FiniteDpp one, FiniteDpp other) {
        assertArrayEquals(one.marginalKernel().data, other.marginalKernel().data, 1e-13);
    }

    @Test
    void largeIndefiniteKernelIsRefused() {
        DMatrixRMaj l = kernelMatrix(257);
        l.set(5, 5, 0.5);
        assertRefused("eigenvalue -", () -> FiniteDpp.ofLikelihood(l));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-150, 1e150})
    void extremeScales(double scale) {
        double[][] l = SampleKernels.likelihood(SampleKernels.features(5, 3, 1, 1));
        double[][] extreme = Arrays.stream(l)
                .map(row -> Arrays.stream(row).map(x -> scale * x).toArray())
                .toArray(double[][]::new);
        FiniteDpp dpp = FiniteDpp.ofLikelihood(extreme);
        assertEquals(3, dpp.rank());
        assertEquals(scale > 1 ? 3 : 0, dpp.expectedSize(), 1e-12);
        SubsetLaw law = SubsetLaw.ofLikelihood(l, 2);
        for (int mask = 0; mask < 32; mask++) {
            double log = dpp.ofSize(2).logProbability(SampleKernels.items(mask));
            assertEquals(law.probability(mask), Math.exp(log), 1e-12);
        }
        for (SamplingMethod method : SamplingMethod.values()) {
            int size = dpp.sampler(method).sample(SampleKernels.random(1)).length;
            assertEquals(scale > 1 ? 3 : 0, size, method.toString());
        }
        assertEquals(2, dpp.withExpectedSize(2).expectedSize(), 1e-9);
    }

    private static DMatrixRMaj kernelMatrix(int n) {
        Points x = points(n);
        try (var gram = Backends.cpu().gram(Kernel.gaussian(0.1), x)) {
            return gram.dense();
        }
    }

    private static Points points(int n) {
        return Points.of(SampleKernels.features(n, 2, 1, 3));
    }

    /** More items than have their eigendecomposition at once: everything by the matrix, then by the spectrum. */
    @Test
    void matrixAndSpectrumAgree() {
        FiniteDpp dpp = FiniteDpp.ofLikelihood(Kernel.gaussian(0.1), points(260));
        int[] subset = dpp.sample(SampleKernels.random(1));
        double log = dpp.logProbability(subset);
        double[] inclusion = dpp.inclusionProbabilities();
        double[] marginal = dpp.marginalKernel().data;
        double empty = dpp.logProbability();
        double excluded = dpp.excluding(subset[0]).logProbability(subset[1] - 1);
        double included = dpp.including(subset[0]).logProbability(subset[1] - 1);
        double[] restricted = dpp.restrictedTo(3, 1, 200).inclusionProbabilities();
        double scaled = dpp.scaled(3).logProbability(subset);
        double[] tilted = dpp.withExpectedSize(20).inclusionProbabilities();
        assertEquals(20, Arrays.stream(tilted).sum(), 1e-8);
        assertRefused(
                "below the rank",
                () -> FiniteDpp.ofLikelihood(Kernel.gaussian(0.1), points(260)).withExpectedSize(260));
        assertTrue(dpp.rank() > 200);
        assertArrayEquals(tilted, dpp.withExpectedSize(20).inclusionProbabilities(), 1e-9);
        assertEquals(log, dpp.logProbability(subset), 1e-9);
        assertEquals(empty, dpp.logProbability(), 1e-9);
        assertArrayEquals(inclusion, dpp.inclusionProbabilities(), 1e-11);
        assertArrayEquals(marginal, dpp.marginalKernel().data, 1e-11);
        assertEquals(excluded, dpp.excluding(subset[0]).logProbability(subset[1] - 1), 1e-9);
        assertEquals(included, dpp.including(subset[0]).logProbability(subset[1] - 1), 1e-9);
        assertEquals(scaled, dpp.scaled(3).logProbability(subset), 1e-9);
        assertArrayEquals(restricted, dpp.restrictedTo(3, 1, 200).inclusionProbabilities(), 1e-11);
        FiniteDpp same = FiniteDpp.ofMarginal(dpp.marginalKernel());
        int[] other = same.sample(SampleKernels.random(2));
        assertArrayEquals(inclusion, same.inclusionProbabilities(), 1e-11);
        assertEquals(dpp.logProbability(other), same.logProbability(other), 1e-7);
        DMatrixRMaj above = dpp.marginalKernel();
        above.set(0, 0, 1.5);
        assertRefused("found 1.", () -> FiniteDpp.ofMarginal(above));
    }

    /** As many landmarks as points leave nothing out. */
    @Test
    void landmarks() {
        Points x = points(40);
        FiniteDpp exact = FiniteDpp.ofLikelihood(Kernel.gaussian(0.3), x);
        FiniteDpp all = FiniteDpp.ofLikelihood(Kernel.gaussian(0.3), x, 40, SampleKernels.random(1));
        FiniteDpp some = FiniteDpp.ofLikelihood(Kernel.gaussian(0.3), x, 10, SampleKernels.random(1));
        assertArrayEquals(exact.inclusionProbabilities(), all.inclusionProbabilities(), 1e-9);
        assertEquals(10, some.rank());
        assertTrue(some.expectedSize() < exact.expectedSize());
    }

    @ParameterizedTest
    @EnumSource
    void batchesDoNotDependOnThreads(SamplingMethod method) {
        FiniteDpp dpp = FiniteDpp.ofFeatures(SampleKernels.features(30, 10, 0.5, 4));
        SubsetSampler sampler = dpp.sampler(method);
        int[][] one = sampler.samples(40, 1, SampleKernels.random(1));
        assertArrayEquals(one, sampler.samples(40, 3, SampleKernels.random(1)));
        assertEquals(40, Arrays.stream(one).map(Arrays::hashCode).distinct().count(), 5);
    }

    @Test
    void interruptionStopsBatches() {
        FiniteDpp dpp = FiniteDpp.ofFeatures(SampleKernels.features(30, 10, 0.5, 4));
        Thread.currentThread().interrupt();
        assertThrows(java.util.concurrent.CancellationException.class, () -> dpp.samples(10, SampleKernels.random(1)));
        assertTrue(Thread.interrupted());
    }

    @Test
    void entropies() {
        DMatrixRMaj b = SampleKernels.features(10, 10, 0.5, 5);
        FiniteDpp dpp = FiniteDpp.ofFeatures(b);
        Entropy exact = dpp.entropy(2, SampleKernels.random(1));
        assertEquals(0, exact.standardError());
        FiniteDpp independent = FiniteDpp.ofLikelihood(new double[][] {{1, 0}, {0, 3}});
        double expected = Math.log(2) - 0.25 * Math.log(0.25) - 0.75 * Math.log(0.75);
        assertEquals(expected, independent.entropy(2, SampleKernels.random(1)).value(), 1e-14);
        Entropy estimate = Entropy.estimated(dpp, 2000, SampleKernels.random(1));
        assertEquals(exact.value(), estimate.value(), 4 * estimate.standardError());
        assertTrue(estimate.standardError() < 0.1);
    }

    /** log e_k by a recursion in logarithms, of which each step is rounded. */
    private static double logPolynomial(double[] x, int k) {
        double[] logs = new double[k + 1];
        Arrays.fill(logs, 1, k + 1, Double.NEGATIVE_INFINITY);
        for (double value : x) {
            for (int j = k; j > 0; j--) {
                double with = value + logs[j - 1];
                double most = Math.max(logs[j], with);
                if (most > Double.NEGATIVE_INFINITY) {
                    logs[j] = most + Math.log1p(Math.exp(-Math.abs(logs[j] - with)));
                }
            }
        }
        return logs[k];
    }

    @Test
    void largeFixedSize() {
        int n = 10_000;
        int k = 500;
        double[] x = new double[n];
        Arrays.setAll(x, i -> Math.log(1e6) - Math.log(1e12) * i / (n - 1));
        ElementarySymmetric polynomial = new ElementarySymmetric(x, k);
        assertEquals(1, polynomial.logValue() / logPolynomial(x, k), 1e-10);
        double[] inclusion = polynomial.inclusion();
        assertEquals(k, Arrays.stream(inclusion).sum(), 1e-9);
        int[] chosen = polynomial.select(SampleKernels.random(1));
        assertEquals(k, Arrays.stream(chosen).distinct().count());
    }

    /** 500 of 10,000 items, by a spectrum over twelve orders of magnitude whose vectors are cosines. */
    @Test
    void largeFixedSizeOfAProcess() {
        int n = 10_000;
        int rank = 600;
        double[] odds = new double[rank];
        Arrays.setAll(odds, j -> 1e6 * Math.pow(1e-12, j / (rank - 1.0)));
        double[] vectors = new double[n * rank];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < rank; j++) { // cos(pi (2 i + 1) j / 2 n), from a period of 4 n
                double angle = Math.PI * ((2L * i + 1) * j % (4 * n)) / (2 * n);
                vectors[i * rank + j] = Math.sqrt((j == 0 ? 1.0 : 2.0) / n) * Math.cos(angle);
            }
        }
        Spectrum spectrum = new Spectrum(n, odds, vectors);
        FixedSizeDpp fixed =
                FiniteDpp.of(FiniteKernel.spectral(n, Backends.cpu(), spectrum)).ofSize(500);
        double expected = logPolynomial(spectrum.finiteLogarithms(), 500);
        assertEquals(1, fixed.logNormaliser() / expected, 1e-10);
        assertEquals(500, Arrays.stream(fixed.inclusionProbabilities()).sum(), 1e-8);
        int[] subset = fixed.sample(SampleKernels.random(1));
        assertEquals(500, Arrays.stream(subset).distinct().count());
        double log = fixed.logProbability(subset);
        assertTrue(log > -500 * Math.log(n) && log < 0, "log P = " + log);
    }

    /** Without proposals that succeed, the exact law takes over. */
    @Test
    void samplesOfFullSize() {
        FiniteDpp dpp = FiniteDpp.ofSpan(SampleKernels.features(60, 60, 1, 6));
        for (SamplingMethod method : SamplingMethod.values()) {
            assertArrayEquals(
                    IntStream.range(0, 60).toArray(), dpp.sampler(method).sample(SampleKernels.random(1)));
        }
    }
}
