package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        RandomGenerator random = SampleKernels.random(2);
        return law.pValue(DRAWS, () -> sampler.sample(random));
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
        org.junit.jupiter.api.Assertions.assertArrayEquals(
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
