package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.ZMatrixRMaj;
import org.junit.jupiter.api.Test;

class HermitianDppTest {
    private static final int DRAWS = 20_000;

    private static ZMatrixRMaj features(int n, int d, double scale, long seed) {
        RandomGenerator random = SampleKernels.random(seed);
        ZMatrixRMaj b = new ZMatrixRMaj(n, d);
        for (int at = 0; at < b.data.length; at++) {
            b.data[at] = scale * random.nextGaussian();
        }
        return b;
    }

    private static ZMatrixRMaj gram(ZMatrixRMaj b) {
        ZMatrixRMaj l = new ZMatrixRMaj(b.numRows, b.numRows);
        for (int i = 0; i < b.numRows; i++) {
            for (int j = 0; j < b.numRows; j++) {
                double re = 0;
                double im = 0;
                for (int a = 0; a < b.numCols; a++) {
                    re += b.getReal(i, a) * b.getReal(j, a) + b.getImag(i, a) * b.getImag(j, a);
                    im += b.getImag(i, a) * b.getReal(j, a) - b.getReal(i, a) * b.getImag(j, a);
                }
                l.set(i, j, re, im);
            }
        }
        return l;
    }

    /** det L_S: the determinant of [re -im; im re] is its square. */
    private static double minor(ZMatrixRMaj l, int mask) {
        int[] items = SampleKernels.items(mask);
        int k = items.length;
        double[][] real = new double[2 * k][2 * k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                real[i][j] = l.getReal(items[i], items[j]);
                real[k + i][k + j] = real[i][j];
                real[k + i][j] = l.getImag(items[i], items[j]);
                real[i][k + j] = -real[k + i][j];
            }
        }
        double square = SubsetLaw.determinant(real);
        return square < 1e-24 ? 0 : Math.sqrt(square);
    }

    @Test
    void probabilitiesByEnumeration() {
        ZMatrixRMaj l = gram(features(6, 4, 0.6, 1));
        HermitianDpp dpp = HermitianDpp.ofLikelihood(l);
        HermitianDpp same = HermitianDpp.ofMarginal(dpp.marginalKernel());
        assertEquals(4, dpp.rank());
        SubsetLaw law = SubsetLaw.proportionalTo(6, mask -> minor(l, mask));
        double[] inclusion = new double[6];
        for (int mask = 0; mask < 64; mask++) {
            int[] subset = SampleKernels.items(mask);
            assertEquals(law.probability(mask), Math.exp(dpp.logProbability(subset)), 1e-12);
            assertEquals(law.probability(mask), Math.exp(same.logProbability(subset)), 1e-12);
            assertEquals(minor(dpp.marginalKernel(), mask), dpp.jointProbability(subset), 1e-12);
            for (int i : subset) {
                inclusion[i] += law.probability(mask);
            }
        }
        for (int i = 0; i < 6; i++) {
            assertEquals(inclusion[i], dpp.inclusionProbabilities()[i], 1e-12);
        }
    }

    private static double pValue(SubsetLaw law, SubsetSampler sampler) {
        return pValue(law, sampler, DRAWS);
    }

    private static double pValue(SubsetLaw law, SubsetSampler sampler, int draws) {
        RandomGenerator random = SampleKernels.random(2);
        return law.pValue(draws, () -> sampler.sample(random));
    }

    @Test
    void lawOfSamples() {
        ZMatrixRMaj l = gram(features(6, 6, 0.4, 3));
        SubsetLaw law = SubsetLaw.proportionalTo(6, mask -> minor(l, mask));
        assertTrue(pValue(law, HermitianDpp.ofLikelihood(l).sampler()) > SubsetLaw.FALSE_ALARM);
        for (int k = 0; k <= 6; k++) {
            int size = k;
            SubsetLaw fixed = SubsetLaw.proportionalTo(6, m -> Integer.bitCount(m) == size ? minor(l, m) : 0);
            assertTrue(pValue(fixed, HermitianDpp.ofLikelihood(l).ofSize(k).sampler()) > SubsetLaw.FALSE_ALARM);
        }
    }

    /** The law of a process by its marginal kernel: |det(K - I_complement)|, the root of that of the real form. */
    private static double[] law(HermitianDpp dpp) {
        int n = dpp.size();
        ZMatrixRMaj k = dpp.marginalKernel();
        double[] law = new double[1 << n];
        for (int mask = 0; mask < 1 << n; mask++) {
            ZMatrixRMaj shifted = k.copy();
            for (int i = 0; i < n; i++) {
                if ((mask >> i & 1) == 0) {
                    shifted.setReal(i, i, k.getReal(i, i) - 1);
                }
            }
            law[mask] = minor(shifted, (1 << n) - 1);
        }
        return law;
    }

    private static double probability(HermitianDpp dpp, int mask) {
        return Math.exp(dpp.logProbability(SampleKernels.items(mask)));
    }

    /** Of full rank, of low rank, a projection, with certain eigenvalues and others, and with four equal ones. */
    private static List<HermitianDpp> processes() {
        return List.of(
                HermitianDpp.ofLikelihood(gram(features(5, 5, 0.5, 11))),
                HermitianDpp.ofFeatures(features(5, 3, 0.6, 12)),
                HermitianDpp.ofSpan(features(5, 2, 1, 13)),
                HermitianDpp.ofFeatures(features(5, 3, 0.6, 14)).complement(),
                HermitianDpp.ofMarginal(dft(5, 4)).thinned(0.4));
    }

    @Test
    void lawsByTheMarginalKernel() {
        for (HermitianDpp dpp : processes()) {
            double[] law = law(dpp);
            double[] sizes = new double[6];
            double variance = 0;
            for (int mask = 0; mask < 32; mask++) {
                assertEquals(law[mask], probability(dpp, mask), 1e-10);
                int size = Integer.bitCount(mask);
                sizes[size] += law[mask];
                variance += law[mask] * Math.pow(size - dpp.expectedSize(), 2);
            }
            assertArrayEquals(sizes, dpp.cardinalityLaw(), 1e-10);
            assertEquals(variance, dpp.cardinalityVariance(), 1e-10);
            double entropy = Arrays.stream(law)
                    .filter(p -> p > 1e-13)
                    .map(p -> -p * Math.log(p))
                    .sum();
            assertEquals(entropy, dpp.entropy(2, SampleKernels.random(1)).value(), 1e-9);
        }
    }

    @Test
    void conditionsAreRatios() {
        for (HermitianDpp dpp : processes()) {
            for (int condition : new int[] {0, 1, 2, 6, 20}) {
                int[] items = SampleKernels.items(condition);
                double in = dpp.jointProbability(items);
                if (in > 1e-6) {
                    assertConditional(dpp, dpp.including(items), condition, in);
                }
                double out = dpp.complement().jointProbability(items);
                if (out > 1e-6) {
                    assertConditional(dpp, dpp.excluding(items), 0, out);
                }
            }
        }
        HermitianDpp pair = HermitianDpp.ofSpan(features(5, 2, 1, 13));
        String message = assertThrows(IllegalArgumentException.class, () -> pair.including(4, 0, 2))
                .getMessage();
        assertTrue(message.startsWith("items [4, 0, 2]: the probability that all are"), message);
    }

    private static void assertConditional(HermitianDpp dpp, HermitianDpp conditional, int drawn, double event) {
        int[] items = conditional.items();
        for (int mask = 0; mask < 1 << items.length; mask++) {
            int original = drawn;
            for (int at : SampleKernels.items(mask)) {
                original |= 1 << items[at];
            }
            assertEquals(probability(dpp, original) / event, probability(conditional, mask), 1e-9);
        }
    }

    @Test
    void complementsThinningsAndRestrictions() {
        for (HermitianDpp dpp : processes()) {
            double p = 0.3;
            double[] thinned = new double[32];
            double[] restricted = new double[8];
            for (int mask = 0; mask < 32; mask++) {
                double q = probability(dpp, mask);
                assertEquals(q, probability(dpp.complement(), 31 & ~mask), 1e-10);
                restricted[mask & 7] += q;
                for (int left = 0; left < 32; left++) {
                    int kept = Integer.bitCount(left);
                    int lost = Integer.bitCount(mask) - kept;
                    thinned[left] += (left & ~mask) == 0 ? q * Math.pow(p, kept) * Math.pow(1 - p, lost) : 0;
                }
            }
            for (int mask = 0; mask < 32; mask++) {
                assertEquals(thinned[mask], probability(dpp.thinned(p), mask), 1e-10);
                if (mask < 8) {
                    assertEquals(restricted[mask], probability(dpp.restrictedTo(2, 0, 1), mask), 1e-10);
                }
            }
        }
    }

    @Test
    void scalesAndFixedSizes() {
        for (HermitianDpp dpp : processes()) {
            double[] sizes = dpp.cardinalityLaw();
            for (int k = 0; k <= 5; k++) {
                if (sizes[k] < 1e-6) {
                    continue;
                }
                FixedSizeDpp fixed = dpp.ofSize(k);
                assertEquals(k, Arrays.stream(fixed.inclusionProbabilities()).sum(), 1e-10);
                for (int mask = 0; mask < 32; mask++) {
                    int[] subset = SampleKernels.items(mask);
                    double expected = subset.length == k ? probability(dpp, mask) / sizes[k] : 0;
                    assertEquals(expected, Math.exp(fixed.logProbability(subset)), 1e-9);
                    assertEquals(expected, Math.exp(dpp.scaled(3).ofSize(k).logProbability(subset)), 1e-9);
                }
            }
            if (dpp.cardinalityVariance() > 0) {
                double certain =
                        Arrays.stream(dpp.eigenvalues()).filter(q -> q == 1).count();
                double expected = (certain + dpp.rank()) / 2;
                assertEquals(expected, dpp.withExpectedSize(expected).expectedSize(), 1e-10);
            }
        }
    }

    @Test
    void waysIn() {
        Backend backend = Backends.cpu().withThreads(1);
        ZMatrixRMaj b = features(6, 3, 0.6, 15);
        HermitianDpp dpp = HermitianDpp.ofFeatures(b);
        assertEquals(3, dpp.rank());
        assertSame(dpp, HermitianDpp.ofFeatures(b, backend));
        assertSame(dpp, HermitianDpp.ofLikelihood(gram(b), backend));
        assertSame(dpp, HermitianDpp.ofLikelihood(dpp.likelihoodKernel()));
        assertSame(dpp, HermitianDpp.ofMarginal(dpp.marginalKernel(), backend));
        HermitianDpp span = HermitianDpp.ofSpan(b);
        assertSame(span, HermitianDpp.ofSpan(b, backend));
        assertSame(span, HermitianDpp.ofProjection(span.marginalKernel()));
        assertSame(span, HermitianDpp.ofProjection(span.marginalKernel(), backend));
        assertThrows(NumericalException.class, span::likelihoodKernel);
        assertEquals(0, HermitianDpp.ofFeatures(new ZMatrixRMaj(3, 0)).rank());
        ZMatrixRMaj dependent = new ZMatrixRMaj(3, 2);
        for (int i = 0; i < 3; i++) {
            dependent.set(i, 0, 1, i);
            dependent.set(i, 1, -i, 1); // i times the first
        }
        String message = assertThrows(IllegalArgumentException.class, () -> HermitianDpp.ofSpan(dependent))
                .getMessage();
        assertTrue(message.contains("2 linearly independent columns, found a numerical rank of 1"), message);
    }

    @Test
    void edges() {
        HermitianDpp never = HermitianDpp.ofFeatures(new ZMatrixRMaj(3, 0));
        assertEquals(0, never.sample(SampleKernels.random(1)).length);
        assertEquals(3, never.complement().sample(SampleKernels.random(1)).length);
        assertEquals(0, never.thinned(0).including().excluding().expectedSize());
        ZMatrixRMaj one = new ZMatrixRMaj(1, 1);
        one.set(0, 0, 3, 0);
        HermitianDpp coin = HermitianDpp.ofLikelihood(one);
        assertEquals(Math.log(0.75), coin.logProbability(0), 1e-14);
        assertEquals(Math.log(0.25), coin.logProbability(), 1e-14);
        for (double scale : new double[] {1e-75, 1e75}) {
            HermitianDpp extreme = HermitianDpp.ofFeatures(features(5, 3, scale, 17));
            HermitianDpp same = HermitianDpp.ofFeatures(features(5, 3, 1, 17));
            assertEquals(3, extreme.rank());
            assertEquals(scale > 1 ? 3 : 0, extreme.sample(SampleKernels.random(1)).length);
            assertEquals(same.ofSize(2).logProbability(1, 3), extreme.ofSize(2).logProbability(1, 3), 1e-11);
        }
    }

    private static void assertSame(HermitianDpp one, HermitianDpp other) {
        assertArrayEquals(one.marginalKernel().data, other.marginalKernel().data, 1e-13);
    }

    /** Draws of derived processes: eigenvectors are in complex pairs again. */
    @Test
    void lawsOfDerivedProcesses() {
        HermitianDpp dpp = HermitianDpp.ofFeatures(features(7, 4, 0.6, 16));
        HermitianDpp partlyCertain = dpp.complement();
        for (HermitianDpp derived : List.of(
                dpp.including(2), dpp.excluding(2), dpp.restrictedTo(0, 1, 2, 4, 5, 6), partlyCertain.excluding(2))) {
            double[] law = law(derived);
            SubsetLaw expected = SubsetLaw.proportionalTo(derived.size(), mask -> law[mask]);
            assertTrue(pValue(expected, derived.sampler()) > SubsetLaw.FALSE_ALARM);
            assertTrue(pValue(expected, derived.scaled(1.3).sampler()) < SubsetLaw.FALSE_ALARM);
        }
        double[] law = law(partlyCertain);
        SubsetLaw five = SubsetLaw.proportionalTo(7, mask -> Integer.bitCount(mask) == 5 ? law[mask] : 0);
        assertTrue(pValue(five, partlyCertain.ofSize(5).sampler()) > SubsetLaw.FALSE_ALARM);
    }

    /** Without the choice of eigenvectors the law of a size is another. */
    @Test
    void wrongFixedSizeIsFound() {
        ZMatrixRMaj l = gram(features(6, 6, 0.4, 3));
        SubsetLaw fixed = SubsetLaw.proportionalTo(6, m -> Integer.bitCount(m) == 3 ? minor(l, m) : 0);
        HermitianGramSchmidt step = new HermitianGramSchmidt(HermitianSpectra.ofLikelihood(l, Backends.cpu()));
        assertTrue(pValue(fixed, random -> step.sample(new int[] {0, 1, 2}, random)) < SubsetLaw.FALSE_ALARM);
        assertTrue(
                pValue(fixed, random -> HermitianDpp.ofLikelihood(l).sample(3, random), 2000) > SubsetLaw.FALSE_ALARM);
    }

    /** The real part alone is another process. */
    @Test
    void wrongLawIsFound() {
        ZMatrixRMaj l = gram(features(6, 6, 0.4, 3));
        double[][] real = new double[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                real[i][j] = l.getReal(i, j);
            }
        }
        SubsetLaw law = SubsetLaw.proportionalTo(6, mask -> minor(l, mask));
        assertTrue(pValue(law, HermitianDpp.ofLikelihood(real, new double[6][6]).sampler()) < SubsetLaw.FALSE_ALARM);
    }

    /** Eigenvalues of multiplicity 3 and N - 3: every complex basis of the eigenspaces is as good. */
    @Test
    void projections() {
        ZMatrixRMaj k = dft(7, 3);
        HermitianDpp dpp = HermitianDpp.ofMarginal(k);
        assertEquals(3, dpp.rank());
        SubsetLaw law = SubsetLaw.proportionalTo(7, m -> Integer.bitCount(m) == 3 ? minor(k, m) : 0);
        for (int mask = 0; mask < 128; mask++) {
            assertEquals(law.probability(mask), Math.exp(dpp.logProbability(SampleKernels.items(mask))), 1e-12);
        }
        assertTrue(pValue(law, dpp.sampler()) > SubsetLaw.FALSE_ALARM);
    }

    /** The projection onto the first few Fourier modes. */
    private static ZMatrixRMaj dft(int n, int rank) {
        ZMatrixRMaj k = new ZMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double re = 0;
                double im = 0;
                for (int mode = 0; mode < rank; mode++) {
                    double angle = 2 * Math.PI * mode * (i - j) / n;
                    re += Math.cos(angle) / n;
                    im += Math.sin(angle) / n;
                }
                k.set(i, j, re, im);
            }
        }
        return k;
    }

    @Test
    void batchesDoNotDependOnThreads() {
        HermitianDpp dpp = HermitianDpp.ofLikelihood(gram(features(6, 6, 0.4, 3)));
        assertArrayEquals(
                dpp.sampler().samples(50, 1, SampleKernels.random(1)),
                dpp.sampler().samples(50, 4, SampleKernels.random(1)));
    }

    @Test
    void badInput() {
        double[][] one = {{1, 0}, {0, 1}};
        double[][] symmetric = {{0, 1}, {1, 0}};
        assertThrows(IllegalArgumentException.class, () -> HermitianDpp.ofLikelihood(one, symmetric));
        double[][] antisymmetric = {{0, 2}, {-2, 0}};
        String message = assertThrows(
                        IllegalArgumentException.class, () -> HermitianDpp.ofLikelihood(one, antisymmetric))
                .getMessage();
        assertTrue(message.contains("-1") || message.contains("-0.99"), message);
        assertThrows(IllegalArgumentException.class, () -> HermitianDpp.ofMarginal(one, antisymmetric));
        assertThrows(IllegalArgumentException.class, () -> HermitianDpp.ofLikelihood(one, new double[1][1]));
    }
}
