package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.ejml.data.DMatrixRMaj;

/** Identities between laws of any rank, by enumeration of all subsets of up to 6 items. */
class FiniteDppPropertyTest {
    private static final double TOLERANCE = 1e-10;

    private static FiniteDpp process(int n, int rank, long seed) {
        return FiniteDpp.ofFeatures(SampleKernels.features(n, Math.min(rank, n), 0.7, seed));
    }

    /** A span that is certain, and a kernel on its complement: eigenvalues of K that are 1 and others. */
    private static FiniteDpp extended(int n, int rank, long seed) {
        double[][] l = SampleKernels.likelihood(SampleKernels.features(n, Math.min(rank, n), 0.7, seed));
        return FiniteDpp.ofExtended(new DMatrixRMaj(l), SampleKernels.features(n, 1 + n / 4, 1, seed + 1));
    }

    private static double probability(FiniteDpp dpp, int mask) {
        return Math.exp(dpp.logProbability(SampleKernels.items(mask)));
    }

    @Property(tries = 20)
    void lawsSumToOneAndTheirMarginalsAreK(
            @ForAll @IntRange(min = 1, max = 6) int n, @ForAll @IntRange(min = 0, max = 6) int rank, @ForAll int seed) {
        for (FiniteDpp dpp : new FiniteDpp[] {process(n, rank, seed), extended(n, rank, seed)}) {
            double sum = 0;
            double[] inclusion = new double[n];
            double[] sizes = new double[n + 1];
            for (int mask = 0; mask < 1 << n; mask++) {
                double p = probability(dpp, mask);
                sum += p;
                sizes[Integer.bitCount(mask)] += p;
                for (int i : SampleKernels.items(mask)) {
                    inclusion[i] += p;
                }
            }
            assertEquals(1, sum, TOLERANCE);
            assertArrayEquals(inclusion, dpp.inclusionProbabilities(), TOLERANCE);
            assertArrayEquals(sizes, dpp.cardinalityLaw(), TOLERANCE);
            DMatrixRMaj k = dpp.marginalKernel();
            for (int mask = 0; mask < 1 << n; mask++) {
                double minor = SubsetLaw.minor(SampleKernels.rows(k), mask);
                assertEquals(minor, dpp.jointProbability(SampleKernels.items(mask)), TOLERANCE);
            }
            assertEquals(Arrays.stream(inclusion).sum(), dpp.expectedSize(), TOLERANCE);
        }
    }

    @Property(tries = 20)
    void conditionsAreRatios(
            @ForAll @IntRange(min = 2, max = 6) int n,
            @ForAll @IntRange(min = 1, max = 6) int rank,
            @ForAll @IntRange(min = 0, max = 63) int bits,
            @ForAll int seed) {
        int condition = bits & (1 << n) - 2; // item 0 is left
        int[] items = SampleKernels.items(condition);
        for (FiniteDpp dpp : new FiniteDpp[] {process(n, rank, seed), extended(n, rank, seed)}) {
            double in = dpp.jointProbability(items);
            if (in > 1e-4) {
                assertConditional(dpp, dpp.including(items), condition, condition, in);
            }
            double out = dpp.complement().jointProbability(items);
            if (out > 1e-4) {
                assertConditional(dpp, dpp.excluding(items), condition, 0, out);
            }
        }
    }

    private static void assertConditional(FiniteDpp dpp, FiniteDpp conditional, int condition, int drawn, double p) {
        int[] items = conditional.items();
        for (int mask = 0; mask < 1 << items.length; mask++) {
            int original = drawn;
            for (int at : SampleKernels.items(mask)) {
                original |= 1 << items[at];
            }
            assertEquals(probability(dpp, original) / p, probability(conditional, mask), 1e-9, "given " + condition);
        }
    }

    @Property(tries = 20)
    void complementsThinningsAndRestrictions(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @IntRange(min = 0, max = 6) int rank,
            @ForAll @DoubleRange(min = 0, max = 1) double p,
            @ForAll int seed) {
        int all = (1 << n) - 1;
        for (FiniteDpp dpp : new FiniteDpp[] {process(n, rank, seed), extended(n, rank, seed)}) {
            double[] thinned = new double[1 << n];
            double[] restricted = new double[1 << n];
            int kept = 1 | (seed & all);
            for (int mask = 0; mask <= all; mask++) {
                double q = probability(dpp, mask);
                assertEquals(q, probability(dpp.complement(), all & ~mask), TOLERANCE);
                restricted[mask & kept] += q;
                for (int left = mask; ; left = left - 1 & mask) {
                    int size = Integer.bitCount(left);
                    thinned[left] += q * Math.pow(p, size) * Math.pow(1 - p, Integer.bitCount(mask) - size);
                    if (left == 0) {
                        break;
                    }
                }
            }
            FiniteDpp part = dpp.restrictedTo(SampleKernels.items(kept));
            for (int mask = 0; mask <= all; mask++) {
                assertEquals(thinned[mask], probability(dpp.thinned(p), mask), TOLERANCE);
                if ((mask & ~kept) == 0) {
                    int[] subset = Arrays.stream(SampleKernels.items(mask))
                            .map(i -> Arrays.binarySearch(part.items(), i))
                            .toArray();
                    assertEquals(restricted[mask], Math.exp(part.logProbability(subset)), TOLERANCE);
                }
            }
        }
    }

    @Property(tries = 20)
    void scalesAndFixedSizes(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @IntRange(min = 1, max = 6) int rank,
            @ForAll @DoubleRange(min = 0.01, max = 100) double alpha,
            @ForAll int seed) {
        for (FiniteDpp dpp : new FiniteDpp[] {process(n, rank, seed), extended(n, rank, seed)}) {
            FiniteDpp scaled = dpp.scaled(alpha);
            double[] sizes = dpp.cardinalityLaw();
            for (int k = 0; k <= n; k++) {
                if (sizes[k] < 1e-4) {
                    continue;
                }
                FixedSizeDpp fixed = dpp.ofSize(k);
                assertEquals(k, Arrays.stream(fixed.inclusionProbabilities()).sum(), TOLERANCE);
                for (int mask = 0; mask < 1 << n; mask++) {
                    int[] subset = SampleKernels.items(mask);
                    double expected = subset.length == k ? probability(dpp, mask) / sizes[k] : 0;
                    assertEquals(expected, Math.exp(fixed.logProbability(subset)), 1e-9);
                    assertEquals(expected, Math.exp(scaled.ofSize(k).logProbability(subset)), 1e-9);
                }
            }
            double middle = Arrays.stream(dpp.eigenvalues()).filter(q -> q == 1).count() * 0.7 + dpp.rank() * 0.3;
            if (dpp.eigenvalues()[dpp.rank() - 1] < 1) {
                assertEquals(middle, dpp.withExpectedSize(middle).expectedSize(), 1e-9);
            }
        }
    }
}
