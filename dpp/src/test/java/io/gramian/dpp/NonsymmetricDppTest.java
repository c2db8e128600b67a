package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonsymmetricDppTest {
    private static final String FOLDER = "finite_nonsymmetric/";
    private static final int DRAWS = 20_000;
    private final double[][] l = new ReferenceFile(FOLDER + "L.csv").matrix();
    private final double[][] k = new ReferenceFile(FOLDER + "expected_K.csv").matrix();
    private final NonsymmetricDpp process = NonsymmetricDpp.ofLikelihood(l);

    @Test
    void probabilitiesOfTheReference() {
        NonsymmetricDpp byMarginal = NonsymmetricDpp.ofMarginal(k);
        for (double[] row : new ReferenceFile(FOLDER + "expected_pmf.csv").table()) {
            int[] subset = items((int) row[0]);
            assertEquals(row[2], Math.exp(process.logProbability(subset)), 1e-12);
            assertEquals(row[2], Math.exp(byMarginal.logProbability(subset)), 1e-12);
        }
        for (double[] row : new ReferenceFile(FOLDER + "expected_kdpp_pmf.csv").table()) {
            if (row[0] < 6) { // the kernel has rank 5
                assertEquals(row[2], Math.exp(process.ofSize((int) row[0]).logProbability(items((int) row[1]))), 1e-12);
            }
        }
    }

    @Test
    void kernelInclusionAndSizeOfTheReference() {
        DMatrixRMaj found = process.marginalKernel();
        double[][] pairs = new ReferenceFile(FOLDER + "expected_pair_inclusion.csv").matrix();
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                assertEquals(k[i][j], found.get(i, j), 1e-12);
                if (i != j) {
                    assertEquals(pairs[i][j], process.jointProbability(i, j), 1e-12);
                }
            }
        }
        double[] inclusion = new ReferenceFile(FOLDER + "expected_inclusion.csv").vector();
        assertArrayEquals(inclusion, process.inclusionProbabilities(), 1e-12);
        double[] law = new ReferenceFile(FOLDER + "expected_cardinality_pmf.csv").vector();
        assertArrayEquals(law, process.cardinalityLaw(), 1e-12);
        assertEquals(3.4245956590801505, process.expectedSize(), 1e-12);
    }

    @Test
    void conditioningOfTheReference() {
        int include = (int) new ReferenceFile(FOLDER + "condition_include.csv").vector()[0];
        int exclude = (int) new ReferenceFile(FOLDER + "condition_exclude.csv").vector()[0];
        double[][] expected = new ReferenceFile(FOLDER + "expected_conditional_K.csv").matrix();
        for (NonsymmetricDpp start : new NonsymmetricDpp[] {process, NonsymmetricDpp.ofMarginal(k)}) {
            NonsymmetricDpp without = start.excluding(exclude);
            int place = IntStream.range(0, 5)
                    .filter(i -> without.items()[i] == include)
                    .findFirst()
                    .orElseThrow();
            NonsymmetricDpp given = without.including(place);
            assertArrayEquals(new int[] {0, 3, 4, 5}, given.items());
            DMatrixRMaj found = given.marginalKernel();
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 4; j++) {
                    assertEquals(expected[i][j], found.get(i, j), 1e-12);
                }
            }
        }
    }

    @Test
    void samplesFollowTheLaw() {
        SubsetLaw law = SubsetLaw.ofLikelihood(l);
        SplittableRandom random = new SplittableRandom(1);
        assertTrue(law.pValue(DRAWS, () -> process.sample(random)) > SubsetLaw.FALSE_ALARM);
        NonsymmetricDpp byMarginal = NonsymmetricDpp.ofMarginal(k);
        assertTrue(law.pValue(DRAWS, () -> byMarginal.sample(random)) > SubsetLaw.FALSE_ALARM);
    }

    /** The attraction left out: the law of the symmetric part. */
    @Test
    void theSymmetricPartFailsTheTest() {
        double[][] symmetric = new double[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                symmetric[i][j] = (l[i][j] + l[j][i]) / 2;
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        NonsymmetricDpp wrong = NonsymmetricDpp.ofLikelihood(symmetric);
        assertTrue(SubsetLaw.ofLikelihood(l).pValue(DRAWS, () -> wrong.sample(random)) < SubsetLaw.FALSE_ALARM);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void samplesOfGivenSizeFollowTheLaw(int size) {
        SplittableRandom random = new SplittableRandom(size);
        FixedSizeNonsymmetricDpp fixed = process.ofSize(size);
        SubsetLaw law = SubsetLaw.ofLikelihood(l, size);
        assertTrue(law.pValue(DRAWS, () -> fixed.sample(random)) > SubsetLaw.FALSE_ALARM);
        assertEquals(size, fixed.subsetSize());
        assertArrayEquals(process.sample(size, new SplittableRandom(2)), fixed.sample(new SplittableRandom(2)));
        double minors = 0;
        for (int mask = 0; mask < 64; mask++) {
            minors += Integer.bitCount(mask) == size ? SubsetLaw.minor(l, mask) : 0;
            assertEquals(law.probability(mask), Math.exp(fixed.logProbability(items(mask))), 1e-12);
        }
        assertEquals(Math.log(minors), fixed.logNormaliser(), 1e-10);
    }

    /** Larger subsets cut down to size: right in size, wrong in law. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void subsetsCutToSizeFailTheTest(int size) {
        SplittableRandom random = new SplittableRandom(size);
        double p = SubsetLaw.ofLikelihood(l, size).pValue(DRAWS, () -> {
            int[] subset = process.sample(random);
            while (subset.length < size) {
                subset = process.sample(random);
            }
            return Arrays.copyOf(subset, size);
        });
        assertTrue(p < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void lowRankSamplesFollowTheLaw() {
        NonsymmetricDpp low = lowRank(8, 2, 2, 5);
        SubsetLaw law = SubsetLaw.proportionalTo(8, mask -> Math.exp(low.logProbability(items(mask))));
        SplittableRandom random = new SplittableRandom(4);
        assertTrue(law.pValue(DRAWS, () -> low.sample(random)) > SubsetLaw.FALSE_ALARM);
        assertTrue(law.pValue(DRAWS, () -> wrongSweep(low, random)) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void rejectionSamplesFollowTheLaw() {
        NonsymmetricDpp low = lowRank(8, 2, 2, 5);
        SubsetLaw law = SubsetLaw.proportionalTo(8, mask -> Math.exp(low.logProbability(items(mask))));
        SplittableRandom random = new SplittableRandom(4);
        SubsetSampler sampler = low.rejectionSampler();
        assertTrue(law.pValue(DRAWS, () -> sampler.sample(random)) > SubsetLaw.FALSE_ALARM);
        SubsetSampler dense = process.rejectionSampler();
        assertTrue(SubsetLaw.ofLikelihood(l).pValue(5000, () -> dense.sample(random)) > SubsetLaw.FALSE_ALARM);
        assertTrue(low.expectedProposals() > 1);
        NonsymmetricDpp given = low.including(2);
        SubsetLaw conditional = SubsetLaw.proportionalTo(7, mask -> Math.exp(given.logProbability(items(mask))));
        SubsetSampler rest = given.rejectionSampler();
        assertTrue(conditional.pValue(5000, () -> rest.sample(random)) > SubsetLaw.FALSE_ALARM);
    }

    /** No minor of L is above that of the symmetric kernel it is drawn from. */
    @Property(tries = 20)
    void expectedProposalsByEnumeration(@ForAll int seed) {
        NonsymmetricDpp low = lowRank(6, 1, 3, seed);
        DMatrixRMaj l = dense(6, 1, 3, seed);
        SkewMajorant majorant = (SkewMajorant) low.rejectionSampler();
        for (int mask = 0; mask < 64; mask++) {
            boolean isRounding = low.logProbability(items(mask)) < -25; // beyond the rank, both minors are
            assertTrue(isRounding || majorant.logAcceptance(items(mask)) <= 1e-9);
        }
        assertEquals(
                low.expectedProposals(),
                NonsymmetricDpp.ofLikelihood(l).expectedProposals(),
                1e-10 * low.expectedProposals());
    }

    /** A sweep that conditions on nothing: each item by its own probability. */
    private static int[] wrongSweep(NonsymmetricDpp low, SplittableRandom random) {
        double[] inclusion = low.inclusionProbabilities();
        return IntStream.range(0, low.size())
                .filter(i -> random.nextDouble() < inclusion[i])
                .toArray();
    }

    @Property(tries = 10)
    void lowRankAgreesWithDense(@ForAll int seed) {
        NonsymmetricDpp low = lowRank(7, 2, 3, seed);
        DMatrixRMaj marginal = low.marginalKernel();
        NonsymmetricDpp dense = NonsymmetricDpp.ofLikelihood(dense(7, 2, 3, seed));
        NonsymmetricDpp byMarginal = NonsymmetricDpp.ofMarginal(marginal);
        double total = 0;
        double[] sizes = new double[8];
        for (int mask = 0; mask < 128; mask++) {
            int[] subset = items(mask);
            double p = Math.exp(low.logProbability(subset));
            assertEquals(p, Math.exp(dense.logProbability(subset)), 1e-10);
            assertEquals(p, Math.exp(byMarginal.logProbability(subset)), 1e-10);
            total += p;
            sizes[subset.length] += p;
        }
        assertEquals(1, total, 1e-10);
        assertArrayEquals(sizes, low.cardinalityLaw(), 1e-10);
        assertArrayEquals(sizes, dense.cardinalityLaw(), 1e-10);
        assertArrayEquals(dense.inclusionProbabilities(), low.inclusionProbabilities(), 1e-10);
    }

    /** Where the condition is unlikely, what follows from it is known no better than the ratio of rounding to its chance. */
    @Property(tries = 10)
    void conditioningByEnumeration(@ForAll int seed) {
        NonsymmetricDpp low = lowRank(7, 2, 3, seed);
        double joint = low.jointProbability(1, 4);
        Assume.that(joint > 1e-3);
        NonsymmetricDpp both = low.including(1, 4);
        double none = 1 - both.inclusionProbabilities()[0];
        Assume.that(none > 1e-3);
        NonsymmetricDpp given = both.excluding(0);
        for (int mask = 0; mask < 16; mask++) {
            IntStream rest = Arrays.stream(items(mask)).map(i -> given.items()[i]);
            int[] all = IntStream.concat(IntStream.of(1, 4), rest).toArray();
            double expected = Math.exp(low.logProbability(all));
            assertEquals(expected, joint * none * Math.exp(given.logProbability(items(mask))), 1e-10);
        }
    }

    @Test
    void oneItemZeroKernelAndScales() {
        NonsymmetricDpp one = NonsymmetricDpp.ofLikelihood(new double[][] {{3}});
        assertEquals(0.75, one.inclusionProbabilities()[0], 1e-15);
        assertArrayEquals(new double[] {0.25, 0.75}, one.cardinalityLaw(), 1e-15);
        NonsymmetricDpp never = NonsymmetricDpp.ofLikelihood(new double[][] {{0, 0}, {0, 0}});
        assertEquals(0, never.sample(new SplittableRandom(1)).length);
        assertEquals(0, never.logProbability());
        assertEquals(0, never.sample(0, new SplittableRandom(1)).length);
        NonsymmetricDpp always = NonsymmetricDpp.ofLikelihood(new double[][] {{1e150, 1e150}, {-1e150, 1e150}});
        assertArrayEquals(new int[] {0, 1}, always.sample(new SplittableRandom(1)));
        assertEquals(0, always.logProbability(0, 1), 1e-12);
        NonsymmetricDpp hardly = NonsymmetricDpp.ofLikelihood(new double[][] {{1e-150, 1e-150}, {-1e-150, 1e-150}});
        assertEquals(Math.log(2) - 300 * Math.log(10), hardly.logProbability(0, 1), 1e-9);
        NonsymmetricDpp certain = NonsymmetricDpp.ofMarginal(new double[][] {{1, 0}, {0, 0.5}});
        assertEquals(Math.log(0.5), certain.logProbability(0), 1e-14);
        assertEquals(Double.NEGATIVE_INFINITY, certain.logProbability(1));
    }

    /** Items that only come in pairs, which no symmetric kernel can do. */
    @Test
    void pairsAttract() {
        NonsymmetricDpp pairs = NonsymmetricDpp.ofLikelihood(new double[][] {{0, 2}, {-2, 0}});
        assertEquals(Double.NEGATIVE_INFINITY, pairs.logProbability(0));
        assertEquals(0.8, Math.exp(pairs.logProbability(0, 1)), 1e-14);
        SplittableRandom random = new SplittableRandom(6);
        assertTrue(SubsetLaw.proportionalTo(2, mask -> new double[] {1, 0, 0, 4}[mask])
                        .pValue(DRAWS, () -> pairs.sample(random))
                > SubsetLaw.FALSE_ALARM);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> pairs.ofSize(1))
                .getMessage()
                .contains("probability zero"));
    }

    @Test
    void noBoundWithoutPositiveSymmetricPart() {
        NonsymmetricDpp triangular = NonsymmetricDpp.ofLikelihood(new double[][] {{1, 5}, {0, 1}});
        assertEquals(0.25, Math.exp(triangular.logProbability(0, 1)), 1e-15);
        String message = assertThrows(IllegalArgumentException.class, triangular::rejectionSampler)
                .getMessage();
        assertTrue(message.contains("symmetric part"), message);
    }

    @Test
    void badArguments() {
        SplittableRandom random = new SplittableRandom(6);
        NonsymmetricDpp bad = NonsymmetricDpp.ofLikelihood(new double[][] {{1, 1.5}, {1.5, 1}});
        assertThrows(NumericalException.class, () -> bad.logProbability(0, 1));
        String message = assertThrows(NumericalException.class, () -> {
                    for (int t = 0; t < 100; t++) {
                        bad.sample(random);
                    }
                })
                .getMessage();
        assertTrue(message.startsWith("step "), message);
        assertThrows(IllegalArgumentException.class, () -> NonsymmetricDpp.ofLikelihood(new double[][] {{1, 2}}));
        assertThrows(IllegalArgumentException.class, () -> NonsymmetricDpp.ofLikelihood(new double[][] {{-2}}));
        assertThrows(IllegalArgumentException.class, () -> process.logProbability(1, 1));
        String range = assertThrows(IllegalArgumentException.class, () -> process.logProbability(6))
                .getMessage();
        assertEquals("item: expected from 0 to 5, found 6", range);
        assertThrows(IllegalArgumentException.class, () -> process.jointProbability(-1));
        assertThrows(IllegalArgumentException.class, () -> process.ofSize(6));
        assertThrows(IllegalArgumentException.class, () -> process.ofSize(7));
        assertThrows(IllegalArgumentException.class, () -> process.including(0, 1, 2, 3, 4, 5));
        assertThrows(
                IllegalArgumentException.class,
                () -> NonsymmetricDpp.ofLowRank(new DMatrixRMaj(3, 1), new DMatrixRMaj(4, 1), new DMatrixRMaj(1, 1)));
    }

    private static NonsymmetricDpp lowRank(int n, int d1, int d2, int seed) {
        return NonsymmetricDpp.ofLowRank(gaussian(n, d1, seed), gaussian(n, d2, seed + 1), gaussian(d2, d2, seed + 2));
    }

    private static DMatrixRMaj dense(int n, int d1, int d2, int seed) {
        DMatrixRMaj v = gaussian(n, d1, seed);
        DMatrixRMaj b = gaussian(n, d2, seed + 1);
        DMatrixRMaj d = gaussian(d2, d2, seed + 2);
        DMatrixRMaj skew = new DMatrixRMaj(d2, d2);
        CommonOps_DDRM.subtract(d, CommonOps_DDRM.transpose(d, null), skew);
        DMatrixRMaj left = new DMatrixRMaj(n, d2);
        CommonOps_DDRM.mult(b, skew, left);
        DMatrixRMaj sum = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(v, v, sum);
        CommonOps_DDRM.multAddTransB(left, b, sum);
        return sum;
    }

    private static DMatrixRMaj gaussian(int rows, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int at = 0; at < rows * columns; at++) {
            matrix.data[at] = 0.7 * random.nextGaussian();
        }
        return matrix;
    }

    private static int[] items(int mask) {
        return IntStream.range(0, 31).filter(i -> (mask >> i & 1) != 0).toArray();
    }
}
