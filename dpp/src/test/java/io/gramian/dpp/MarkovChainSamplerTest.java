package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.ChainMoves.Kind;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkovChainSamplerTest {
    private static final int DRAWS = 20_000;

    private final DMatrixRMaj features = scaled(0.4, gaussian(5, 8, 1));
    private final DMatrixRMaj likelihood = product(features);

    @ParameterizedTest
    @EnumSource
    void detailedBalance(ChainMoves moves) {
        double[][] transition = transition(likelihood, moves, 2);
        SubsetLaw law = law(moves);
        for (int a = 0; a < 32; a++) {
            double row = 0;
            for (int b = 0; b < 32; b++) {
                assertEquals(
                        law.probability(a) * transition[a][b],
                        law.probability(b) * transition[b][a],
                        1e-12,
                        moves + " " + a + " " + b);
                row += transition[a][b];
            }
            assertEquals(1, row, 1e-12);
        }
    }

    @ParameterizedTest
    @EnumSource
    void thinnedDrawsAreAlmostIndependent(ChainMoves moves) {
        assertForgotten(law(moves), transition(likelihood, moves, 2), thinning(moves));
    }

    /** Asserts that after so many steps the law is the limit to 1e-4, whatever the start. */
    private static void assertForgotten(SubsetLaw law, double[][] transition, int steps) {
        int n = transition.length;
        DMatrixRMaj once = new DMatrixRMaj(transition);
        DMatrixRMaj power = once;
        for (int step = 1; step < steps; step++) {
            DMatrixRMaj next = new DMatrixRMaj(n, n);
            CommonOps_DDRM.mult(power, once, next);
            power = next;
        }
        for (int a = 0; a < n; a++) {
            for (int b = 0; law.probability(a) > 0 && b < n; b++) {
                assertEquals(law.probability(b), power.get(a, b), 1e-4);
            }
        }
    }

    /** Draws of chains of their own; all are independent, and right as far as the burn-in is long enough. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void independentExchangeChainsFollowTheLaw(int k) {
        DMatrixRMaj six = product(gaussian(6, 10, 2));
        SubsetLaw law = SubsetLaw.ofLikelihood(rows(six), k);
        assertForgotten(law, transition(six, ChainMoves.EXCHANGE, k), 120);
        MarkovChainSampler chain =
                MarkovChainSampler.ofLikelihood(six).withSize(k).withBurnIn(120);
        int[] counts = counts(6, chain.samples(5000, new SplittableRandom(k)));
        assertTrue(law.pValue(counts) > SubsetLaw.FALSE_ALARM);
        int[] tooShort = counts(6, chain.withBurnIn(2).samples(2000, new SplittableRandom(k)));
        assertTrue(law.pValue(tooShort) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void independentChainsDoNotDependOnThreads() {
        Points x = Points.ofColumn(0, 0.3, 1, 1.1, 2.5, 2.7, 4);
        int[][][] drawn = new int[2][][];
        for (int t = 0; t < 2; t++) {
            drawn[t] = MarkovChainSampler.ofLikelihood(
                            Kernel.gaussian(0.8), x, Backends.auto().withThreads(t + 1))
                    .withBurnIn(50)
                    .samples(20, new SplittableRandom(3));
        }
        assertArrayEquals(drawn[0], drawn[1]);
        int[] chains = new int[1];
        MarkovChainSampler.ofLikelihood(likelihood)
                .withProgress((task, done, total) -> chains[0]++)
                .samples(5, new SplittableRandom(3));
        assertEquals(5, chains[0]);
        assertEquals(0, MarkovChainSampler.ofLikelihood(likelihood).samples(0, new SplittableRandom(3)).length);
    }

    @Test
    void noItemAndAllItems() {
        MarkovChainSampler chain = MarkovChainSampler.ofLikelihood(likelihood);
        SplittableRandom random = new SplittableRandom(3);
        assertEquals(0, chain.withSize(0).sample(random).length);
        assertArrayEquals(
                new int[] {0, 1, 2, 3, 4}, chain.withSize(5).run(2, random).subset(1));
        assertThrows(IllegalArgumentException.class, () -> chain.run(2, random).subset(2));
    }

    @ParameterizedTest
    @EnumSource
    void chainsFollowTheLaw(ChainMoves moves) {
        MarkovChainSampler chain = chain(moves).withBurnIn(2000).withThinning(thinning(moves));
        int[] counts = counts(5, chain.run(DRAWS, new SplittableRandom(7)));
        assertTrue(law(moves).pValue(counts) > SubsetLaw.FALSE_ALARM);
    }

    /** Draws after every step: each is right, but they are dependent, and the test sees it. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXCHANGE")
    void chainsWithoutThinningFailTheTest(ChainMoves moves) {
        MarkovChainSampler chain = chain(moves).withBurnIn(2000).withThinning(1);
        assertTrue(law(moves).pValue(counts(5, chain.run(DRAWS, new SplittableRandom(7)))) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void exchangesOfAnotherKernelFailTheTest() {
        double[][] wrong = new double[5][5];
        for (int i = 0; i < 5; i++) {
            wrong[i][i] = likelihood.get(i, i);
        }
        MarkovChainSampler chain =
                MarkovChainSampler.ofLikelihood(wrong).withSize(2).withThinning(40);
        int[] counts = counts(5, chain.run(DRAWS, new SplittableRandom(7)));
        assertTrue(law(ChainMoves.EXCHANGE).pValue(counts) < SubsetLaw.FALSE_ALARM);
    }

    /** A chain whose acceptance forgets that additions and deletions are proposed with different chances. */
    @Test
    void acceptanceByTheRatioAloneFailsTheTest() {
        SplittableRandom random = new SplittableRandom(3);
        SubsetLaw law = law(ChainMoves.ADD_DELETE);
        int[] counts = new int[32];
        int state = 0;
        for (int t = 0; t < DRAWS * 65; t++) {
            int n = Integer.bitCount(state);
            double filled = n / 5.0;
            int item = random.nextInt(5);
            boolean isIn = (state >> item & 1) != 0;
            double chance = isIn ? filled : 1 - filled;
            double ratio = law.probability(state ^ 1 << item) / law.probability(state);
            state = random.nextDouble() < chance * Math.min(1, ratio) ? state ^ 1 << item : state;
            if (t % 65 == 0) {
                counts[state]++;
            }
        }
        assertTrue(law.pValue(counts) < SubsetLaw.FALSE_ALARM);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void basesFollowTheLaw(int k) {
        DMatrixRMaj span = gaussian(6, k, k);
        double[][] projection = rows(product(span));
        SubsetLaw law = SubsetLaw.ofLikelihood(projection, k);
        MarkovChainSampler chain = MarkovChainSampler.ofSpan(span).withThinning(40);
        assertTrue(law.pValue(counts(6, chain.run(5000, new SplittableRandom(k)))) > SubsetLaw.FALSE_ALARM);
        MarkovChainSampler other =
                MarkovChainSampler.ofSpan(gaussian(6, k, k + 10)).withThinning(40);
        assertTrue(law.pValue(counts(6, other.run(5000, new SplittableRandom(k)))) < SubsetLaw.FALSE_ALARM);
    }

    @Test
    void allSourcesMakeTheSameSteps() {
        SplittableRandom random = new SplittableRandom(5);
        int[] byMatrix = MarkovChainSampler.ofLikelihood(likelihood).sample(random.split());
        assertArrayEquals(byMatrix, MarkovChainSampler.ofFeatures(features).sample(new SplittableRandom(5).split()));
        assertArrayEquals(
                byMatrix,
                MarkovChainSampler.ofLikelihood(Kernel.linear(), Points.of(features))
                        .sample(new SplittableRandom(5).split()));
    }

    @Test
    void manyItemsWithoutUnderflow() {
        SplittableRandom random = new SplittableRandom(5);
        double[] grid = IntStream.range(0, 400).mapToDouble(i -> i / 10.0).toArray();
        MarkovChainSampler chain = MarkovChainSampler.ofLikelihood(
                        Kernel.gaussian(0.4).scaledBy(1e-9), Points.ofColumn(grid))
                .withSize(60)
                .withBurnIn(3000)
                .withThinning(1500);
        ChainSamples samples = chain.run(3, random);
        for (int[] subset : samples.subsets()) {
            assertEquals(60, Arrays.stream(subset).distinct().count());
        }
        assertTrue(samples.acceptanceRate() > 0.01, samples.toString());
    }

    @Test
    void edges() {
        SplittableRandom random = new SplittableRandom(5);
        assertEquals(0, MarkovChainSampler.ofLikelihood(new double[][] {{0}}).sample(random).length);
        assertArrayEquals(
                new int[] {0},
                MarkovChainSampler.ofLikelihood(new double[][] {{3}})
                        .withSize(1)
                        .sample(random));
        double[][] twice = {{1, 1, 0}, {1, 1, 0}, {0, 0, 1}};
        int[] counts = new int[8];
        for (int[] subset : MarkovChainSampler.ofLikelihood(twice)
                .withThinning(60)
                .run(2000, random)
                .subsets()) {
            counts[SubsetLaw.mask(subset)]++;
        }
        assertTrue(SubsetLaw.ofLikelihood(twice).pValue(counts) > SubsetLaw.FALSE_ALARM);
        for (double scale : new double[] {1e-150, 1e150}) {
            double[][] tiny = {{scale, 0.5 * scale}, {0.5 * scale, scale}};
            MarkovChainSampler chain = MarkovChainSampler.ofLikelihood(tiny);
            assertEquals(scale > 1 ? 2 : 0, chain.sample(random).length);
            assertEquals(1, chain.withSize(1).sample(random).length);
        }
    }

    @Test
    void badArguments() {
        SplittableRandom random = new SplittableRandom(5);
        MarkovChainSampler low = MarkovChainSampler.ofFeatures(gaussian(6, 2, 1));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> low.withSize(3).sample(random))
                .getMessage();
        assertTrue(message.contains("rank of the kernel, 2"), message);
        assertThrows(IllegalArgumentException.class, () -> low.withSize(-1));
        assertThrows(IllegalArgumentException.class, () -> low.withSize(7));
        assertThrows(IllegalArgumentException.class, () -> low.withThinning(0));
        assertThrows(IllegalArgumentException.class, () -> low.run(0, random));
        MarkovChainSampler bases = MarkovChainSampler.ofSpan(gaussian(6, 2, 1));
        assertThrows(IllegalArgumentException.class, bases::withAddDelete);
        assertThrows(IllegalArgumentException.class, () -> bases.withSize(3));
        assertThrows(
                IllegalArgumentException.class,
                () -> MarkovChainSampler.ofLikelihood(Kernel.sigmoid(1, 1), Points.ofColumn(1, 2)));
    }

    /** Steps between draws, after which they are independent to 1e-4, whatever the draw before. */
    private static int thinning(ChainMoves moves) {
        return switch (moves) {
            case EXCHANGE -> 40;
            case ADD_DELETE -> 65;
            case ADD_EXCHANGE_DELETE -> 120;
        };
    }

    private MarkovChainSampler chain(ChainMoves moves) {
        MarkovChainSampler chain = MarkovChainSampler.ofLikelihood(likelihood);
        return switch (moves) {
            case EXCHANGE -> chain.withSize(2);
            case ADD_DELETE -> chain.withAddDelete();
            case ADD_EXCHANGE_DELETE -> chain.withAddExchangeDelete();
        };
    }

    private SubsetLaw law(ChainMoves moves) {
        return moves == ChainMoves.EXCHANGE
                ? SubsetLaw.ofLikelihood(rows(likelihood), 2)
                : SubsetLaw.ofLikelihood(rows(likelihood));
    }

    /** The probabilities of all steps, by the chances, acceptances and ratios that the sampler uses; of size k for exchanges. */
    private static double[][] transition(DMatrixRMaj l, ChainMoves moves, int k) {
        int size = l.numRows;
        double[][] transition = new double[1 << size][1 << size];
        for (int from = 0; from < transition.length; from++) {
            transition[from][from] = 1;
            int n = Integer.bitCount(from);
            if (moves == ChainMoves.EXCHANGE && n != k) {
                continue;
            }
            int[] items = items(from);
            LikelihoodState state = new LikelihoodState(LikelihoodEntries.of(l), items);
            for (int to = 0; to < transition.length; to++) {
                int gone = from & ~to;
                int come = to & ~from;
                if (to == from || Integer.bitCount(gone) > 1 || Integer.bitCount(come) > 1) {
                    continue;
                }
                Kind kind = gone == 0 ? Kind.ADD : come == 0 ? Kind.DELETE : Kind.EXCHANGE;
                double proposal = moves.proposal(kind, n, size);
                if (proposal > 0) {
                    int place = gone == 0 ? -1 : Arrays.binarySearch(items, Integer.numberOfTrailingZeros(gone));
                    int item = come == 0 ? -1 : Integer.numberOfTrailingZeros(come);
                    double p = proposal * moves.acceptance(kind, n, size, state.ratio(kind, place, item));
                    transition[from][to] = p;
                    transition[from][from] -= p;
                }
            }
        }
        return transition;
    }

    private static int[] counts(int n, ChainSamples samples) {
        return counts(n, samples.subsets());
    }

    private static int[] counts(int n, int[]... subsets) {
        int[] counts = new int[1 << n];
        for (int[] subset : subsets) {
            counts[SubsetLaw.mask(subset)]++;
        }
        return counts;
    }

    private static int[] items(int mask) {
        return IntStream.range(0, 31).filter(i -> (mask >> i & 1) != 0).toArray();
    }

    private static double[][] rows(DMatrixRMaj l) {
        double[][] rows = new double[l.numRows][];
        Arrays.setAll(rows, i -> Arrays.copyOfRange(l.data, i * l.numCols, (i + 1) * l.numCols));
        return rows;
    }

    private static DMatrixRMaj product(DMatrixRMaj b) {
        DMatrixRMaj l = new DMatrixRMaj(b.numRows, b.numRows);
        CommonOps_DDRM.multTransB(b, b, l);
        return l;
    }

    private static DMatrixRMaj scaled(double factor, DMatrixRMaj matrix) {
        CommonOps_DDRM.scale(factor, matrix);
        return matrix;
    }

    private static DMatrixRMaj gaussian(int rows, int columns, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int at = 0; at < rows * columns; at++) {
            matrix.data[at] = random.nextGaussian();
        }
        return matrix;
    }
}
