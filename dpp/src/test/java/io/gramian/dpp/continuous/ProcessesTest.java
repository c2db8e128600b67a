package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;

/** Spanning trees, processes of plane and sphere, stationary processes. Seeds are fixed; tests reject at 1e-4. */
class ProcessesTest {
    private static final int[][] EDGES = {{0, 1}, {1, 2}, {2, 3}, {3, 0}, {0, 2}, {1, 2}, {2, 2}};
    private static final double[] WEIGHTS = {1, 2, 0.5, 3, 1.5, 0.7, 4};

    private static final int[] TREES =
            IntStream.range(0, 128).filter(ProcessesTest::isTree).toArray();

    @Test
    void spanningTreesHaveTheirLawAndItIsThatOfTheTransferCurrent() {
        UniformSpanningTree tree = UniformSpanningTree.of(4, EDGES, WEIGHTS);
        SubsetLaw law = SubsetLaw.proportionalTo(7, mask -> isTree(mask) ? product(mask) : 0);
        SubsetLaw current = SubsetLaw.ofMarginal(tree.marginal());
        assertArrayEquals(law.probabilities(), current.probabilities(), 1e-12);
        double total = 0;
        for (int mask = 0; mask < 128; mask++) {
            int subset = mask;
            int[] items =
                    IntStream.range(0, 7).filter(e -> (subset >> e & 1) != 0).toArray();
            assertEquals(law.probability(mask), Math.exp(tree.logProbability(items)), 1e-12);
            total += isTree(mask) ? product(mask) : 0;
        }
        assertEquals(Math.log(total), tree.logTotal(), 1e-12);
        SplittableRandom random = new SplittableRandom(20260801);
        assertTrue(law.pValue(20_000, () -> tree.sample(random)) > SubsetLaw.FALSE_ALARM);
        assertTrue(law.pValue(20_000, () -> leastOfRandomCosts(random)) < SubsetLaw.FALSE_ALARM);
    }

    private static double product(int mask) {
        return IntStream.range(0, 7)
                .filter(e -> (mask >> e & 1) != 0)
                .mapToDouble(e -> WEIGHTS[e])
                .reduce(1, (a, b) -> a * b);
    }

    private static boolean isTree(int mask) {
        int reached = 1;
        for (int round = 0; round < 4; round++) {
            for (int e = 0; e < 7; e++) {
                int ends = 1 << EDGES[e][0] | 1 << EDGES[e][1];
                reached |= (mask >> e & 1) != 0 && (reached & ends) != 0 ? ends : 0;
            }
        }
        return Integer.bitCount(mask) == 3 && reached == 15;
    }

    /** The cheapest tree of random costs is random, and spans, and does not have the law. */
    private static int[] leastOfRandomCosts(RandomGenerator random) {
        double[] costs = Arrays.stream(WEIGHTS)
                .map(w -> -Math.log(1 - random.nextDouble()) / w)
                .toArray();
        int best = TREES[0];
        for (int mask : TREES) {
            best = cost(costs, mask) < cost(costs, best) ? mask : best;
        }
        int cheapest = best;
        return IntStream.range(0, 7).filter(e -> (cheapest >> e & 1) != 0).toArray();
    }

    private static double cost(double[] costs, int mask) {
        double sum = 0;
        for (int e = 0; e < 7; e++) {
            sum += (mask >> e & 1) * costs[e];
        }
        return sum;
    }

    @Test
    void treesOfLargeGraphsSpan() {
        int side = 40;
        int[][] edges = new int[2 * side * (side - 1)][];
        int at = 0;
        for (int i = 0; i < side; i++) {
            for (int j = 0; j < side - 1; j++) {
                edges[at++] = new int[] {i * side + j, i * side + j + 1};
                edges[at++] = new int[] {j * side + i, (j + 1) * side + i};
            }
        }
        int[] tree = UniformSpanningTree.of(side * side, edges).sample(new SplittableRandom(1));
        assertEquals(side * side - 1, Arrays.stream(tree).distinct().count());
        int[][] many = UniformSpanningTree.of(4, EDGES, WEIGHTS)
                .samples(6, new SplittableRandom(2))
                .toArray(int[][]::new);
        int[][] again = UniformSpanningTree.of(4, EDGES, WEIGHTS)
                .samples(6, new SplittableRandom(2))
                .toArray(int[][]::new);
        assertArrayEquals(many, again);
        assertEquals(0, UniformSpanningTree.of(1, new int[0][]).sample(new SplittableRandom(1)).length);
        assertEquals(0, UniformSpanningTree.of(1, new int[0][]).logTotal());
        // Cayley: n^(n - 2) trees of the complete graph.
        int[][] complete = IntStream.range(0, 36)
                .filter(code -> code / 6 < code % 6)
                .mapToObj(code -> new int[] {code / 6, code % 6})
                .toArray(int[][]::new);
        assertEquals(4 * Math.log(6), UniformSpanningTree.of(6, complete).logTotal(), 1e-12);
    }

    @Test
    void graphsThatHaveNoTreeAreNamed() {
        assertEquals(
                "graph: expected connected, but no path leads from vertex 0 to vertex 2",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> UniformSpanningTree.of(3, new int[][] {{0, 1}, {2, 2}}))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> UniformSpanningTree.of(2, new int[][] {{0, 2}}));
        assertThrows(IllegalArgumentException.class, () -> UniformSpanningTree.of(2, new int[][] {{0, 1}}, 0));
    }

    private static double p(int draws, ToDoubleFunction<RandomGenerator> statistic, double shape) {
        SplittableRandom random = new SplittableRandom(20260802);
        double[] found = IntStream.range(0, draws)
                .mapToDouble(t -> statistic.applyAsDouble(random))
                .toArray();
        return PolynomialBasisTest.kolmogorov(found, GammaDistribution.of(shape, 1)::cumulativeProbability);
    }

    private static double spread(Points x) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < i; j++) {
                sum += Math.pow(x.value(i, 0) - x.value(j, 0), 2) + Math.pow(x.value(i, 1) - x.value(j, 1), 2);
            }
        }
        return sum / x.size();
    }

    /** The sum of squared distances over n has the gamma law of shape n (n + 1) / 2 - 1, the centre being independent. */
    @Test
    void ginibreHasItsLaws() {
        for (int n : new int[] {2, 5}) {
            Ginibre ensemble = Ginibre.of(n);
            double shape = n * (n + 1) / 2.0;
            assertTrue(p(4000, random -> spread(ensemble.sample(random)), shape - 1) > SubsetLaw.FALSE_ALARM);
            assertTrue(p(4000, random -> squares(ensemble.sample(random)), shape) > SubsetLaw.FALSE_ALARM);
            assertTrue(p(4000, random -> spread(independentAngles(n, random)), shape - 1) < SubsetLaw.FALSE_ALARM);
        }
        double[] largest = Ginibre.of(4).samples(3000, new SplittableRandom(6)).stream()
                .mapToDouble(x -> IntStream.range(0, 4)
                        .mapToDouble(i -> Math.hypot(x.value(i, 0), x.value(i, 1)))
                        .max()
                        .orElseThrow())
                .toArray();
        double found = PolynomialBasisTest.kolmogorov(
                largest,
                r -> IntStream.rangeClosed(1, 4)
                        .mapToDouble(k -> GammaDistribution.of(k, 1).cumulativeProbability(r * r))
                        .reduce(1, (a, b) -> a * b));
        assertTrue(found > SubsetLaw.FALSE_ALARM, "p " + found);
        assertEquals(120, Ginibre.of(120).sample(new SplittableRandom(1)).size());
    }

    private static double squares(Points x) {
        return IntStream.range(0, x.size())
                .mapToDouble(i -> Math.pow(x.value(i, 0), 2) + Math.pow(x.value(i, 1), 2))
                .sum();
    }

    /** The right radii and the wrong angles. */
    private static Points independentAngles(int n, RandomGenerator random) {
        double[][] rows = new double[n][];
        for (int k = 0; k < n; k++) {
            double r = Math.sqrt(Variates.gamma(k + 1, random));
            double angle = 2 * Math.PI * random.nextDouble();
            rows[k] = new double[] {r * Math.cos(angle), r * Math.sin(angle)};
        }
        return Points.of(rows);
    }

    /** The cosine t of the angle between two points has the density 1 - ((1 + t) / 2)^(n - 1), up to a factor. */
    @Test
    void sphericalPairsHaveTheirLaw() {
        SplittableRandom random = new SplittableRandom(20260803);
        for (int n : new int[] {2, 4}) {
            double[] cosines = SphericalEnsemble.of(n).samples(4000, random).stream()
                    .mapToDouble(x -> Residual.dot(x.row(0), x.row(1)))
                    .toArray();
            double found = PolynomialBasisTest.kolmogorov(cosines, t -> pairs(n, t));
            assertTrue(found > SubsetLaw.FALSE_ALARM, "p " + found);
            double wrong = PolynomialBasisTest.kolmogorov(cosines, t -> (1 + t) / 2);
            assertTrue(wrong < SubsetLaw.FALSE_ALARM, "p of independent points " + wrong);
            double[] heights = SphericalEnsemble.of(n).samples(2000, random).stream()
                    .mapToDouble(x -> x.value(0, 2))
                    .toArray();
            assertTrue(PolynomialBasisTest.kolmogorov(heights, t -> (1 + t) / 2) > SubsetLaw.FALSE_ALARM);
        }
    }

    /** The mean of the density over independent points, of another law known, is one. */
    @Test
    void densitiesOfPlaneAndSphereAreNormalised() {
        SplittableRandom random = new SplittableRandom(20260807);
        int draws = 40_000;
        double[] plane = new double[draws];
        double[] sphere = new double[draws];
        for (int t = 0; t < draws; t++) {
            double[][] z = new double[3][];
            double[][] s = new double[3][];
            double logProposal = 0;
            for (int i = 0; i < 3; i++) {
                z[i] = new double[] {random.nextGaussian(), random.nextGaussian()};
                logProposal -= Residual.dot(z[i], z[i]) / 2 + Math.log(2 * Math.PI);
                s[i] = new double[] {random.nextGaussian(), random.nextGaussian(), random.nextGaussian()};
                double norm = Math.sqrt(Residual.dot(s[i], s[i]));
                s[i] = Arrays.stream(s[i]).map(v -> v / norm).toArray();
            }
            plane[t] = Math.exp(Ginibre.of(3).logDensity(Points.of(z)) - logProposal);
            sphere[t] = Math.exp(SphericalEnsemble.of(3).logDensity(Points.of(s)));
        }
        for (double[] ratios : new double[][] {plane, sphere}) {
            double mean = Arrays.stream(ratios).average().orElseThrow();
            double variance = Arrays.stream(ratios)
                    .map(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            assertEquals(1, mean, 3.9 * Math.sqrt(variance / draws));
        }
        assertEquals(0, SphericalEnsemble.of(1).logDensity(Points.of(new double[][] {{0, 0, 1}})), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> Ginibre.of(2).logDensity(Points.ofColumn(1, 2)));
    }

    private static double pairs(int n, double t) {
        double u = (1 + t) / 2;
        return (u - Math.pow(u, n) / n) / (1 - 1.0 / n);
    }

    /** The plane waves with their eigenvalues sum to the kernel on all of space, far from the faces of a large box. */
    @Test
    void spectraAreThoseOfTheKernels() {
        SpectralModel[] models = {
            SpectralModel.gaussian(1, 0.7), SpectralModel.cauchy(1, 0.7, 3), SpectralModel.whittleMatern(1, 0.3, 2.5)
        };
        double side = 400;
        for (SpectralModel model : models) {
            for (double r : new double[] {0, 0.2, 0.9, 2}) {
                double sum = model.spectrum(0) / side;
                for (int k = 1; k < 20_000 && model.spectrum(k / side) > 1e-16; k++) {
                    sum += 2 * model.spectrum(k / side) * Math.cos(2 * Math.PI * k * r / side) / side;
                }
                assertEquals(model.correlation(r), sum, 1e-8, model.name() + " at " + r);
            }
        }
        // K_{1/2}(x) = sqrt(pi / (2 x)) exp(-x): the exponential kernel.
        for (double x : new double[] {1e-8, 0.3, 5, 100}) {
            assertEquals(Math.exp(-x), ModifiedBessel.scaled(0.5, x), 1e-13 * Math.exp(-x) + 1e-300);
        }
        // In the plane the integral of r C(r) 2 pi is the spectrum at zero.
        SpectralModel plane = SpectralModel.whittleMatern(2, 0.5, 1.5);
        double integral = 0;
        for (int i = 1; i < 40_000; i++) {
            integral += 2 * Math.PI * i * 1e-3 * plane.correlation(i * 1e-3) * 1e-3;
        }
        assertEquals(plane.spectrum(0), integral, 1e-6);
    }

    @Test
    void planeWavesAreTheFourierBasis() {
        PlaneWaves waves =
                new PlaneWaves(new double[] {2}, new int[][] {{0}, {1}, {3}}, new boolean[] {false, true, false});
        double[] expected = new double[3];
        double[] found = new double[3];
        FourierBasis.of(0, -1, 3).evaluate(new double[] {0.35}, expected);
        waves.evaluate(new double[] {0.7}, found);
        assertArrayEquals(expected, found, 1e-14);
    }

    /** Number and pairs on the unit interval: E sum_{i != j} cos 2 pi (x_i - x_j) = -sum_k lambda_k lambda_{k+1}. */
    @Test
    void stationaryProcessesHaveTheirMoments() {
        SplittableRandom random = new SplittableRandom(20260804);
        double intensity = 5;
        double scale = 0.08;
        StationaryDpp dpp = StationaryDpp.gaussian(intensity, scale, 1).withShare(0.999999);
        assertEquals(intensity, dpp.intensity(), 1e-5);
        int draws = 6000;
        double number = 0;
        double pairs = 0;
        double squares = 0;
        for (Optional<Points> draw : dpp.samples(draws, random)) {
            number += draw.map(Points::size).orElse(0) / (double) draws;
            double sum = draw.map(ProcessesTest::cosines).orElse(0.0);
            pairs += sum / draws;
            squares += sum * sum / draws;
        }
        assertEquals(dpp.intensity(), number, 3.9 * Math.sqrt(dpp.sizeVariance() / draws));
        double expected = 0;
        SpectralModel model = SpectralModel.gaussian(1, scale);
        for (int k = -60; k < 60; k++) {
            expected -= intensity * model.spectrum(Math.abs(k)) * intensity * model.spectrum(Math.abs(k + 1));
        }
        double error = Math.sqrt((squares - pairs * pairs) / draws);
        assertEquals(expected, pairs, 3.9 * error);
        assertTrue(Math.abs(expected) > 8 * error, "independent points, whose mean is zero, would not fail");
    }

    /**
     * Counts in four cells of the interval, for the three waves of frequency 0 and 1: with B_c the integrals over a cell and
     * L the eigenvalues, the generating function is det(I - L + sum_c z_c L^(1/2) B_c L^(1/2)), expanded by columns.
     */
    @Test
    void stationaryProcessesHaveTheLawOfTheirCounts() {
        double[] cells = {0.2, 0.35, 0.75};
        SpectralModel model = SpectralModel.gaussian(1, 0.2);
        double[] eigenvalues = {2.5 * model.spectrum(0), 2.5 * model.spectrum(1), 2.5 * model.spectrum(1)};
        SubsetLaw law = counts(eigenvalues, cells);
        SplittableRandom random = new SplittableRandom(20260810);
        StationaryDpp dpp = StationaryDpp.gaussian(2.5, 0.2, 1).withShare(0.8);
        assertEquals(Arrays.stream(eigenvalues).sum(), dpp.intensity(), 1e-12);
        double p = law.pValue(counts(dpp.withThreads(2).samples(20_000, random), cells));
        assertTrue(p > SubsetLaw.FALSE_ALARM, "p " + p);
        List<Optional<Points>> independent = dpp.samples(20_000, random).stream()
                .map(draw ->
                        draw.map(x -> Points.ofColumn(random.doubles(x.size()).toArray())))
                .toList();
        assertTrue(law.pValue(counts(independent, cells)) < SubsetLaw.FALSE_ALARM);
        StationaryDpp other = StationaryDpp.gaussian(2.5, 0.18, 1).withShare(0.8);
        assertTrue(law.pValue(counts(other.samples(20_000, random), cells)) < SubsetLaw.FALSE_ALARM);
    }

    private static SubsetLaw counts(double[] eigenvalues, double... cells) {
        double[][] integrals = CellLaw.integrals(FourierBasis.complete(1), cells);
        double[] probabilities = new double[256];
        for (int choice = 0; choice < 125; choice++) {
            double[][] matrix = new double[3][3];
            int code = 0;
            for (int j = 0, rest = choice; j < 3; j++, rest /= 5) {
                for (int i = 0; i < 3; i++) {
                    double root = Math.sqrt(eigenvalues[i] * eigenvalues[j]);
                    matrix[i][j] =
                            rest % 5 < 4 ? root * integrals[rest % 5][3 * i + j] : (i == j ? 1 - eigenvalues[j] : 0);
                }
                code += rest % 5 < 4 ? 1 << 2 * (rest % 5) : 0;
            }
            probabilities[code] += SubsetLaw.determinant(matrix);
        }
        assertEquals(1, Arrays.stream(probabilities).sum(), 1e-12);
        return SubsetLaw.proportionalTo(8, code -> Math.max(0, probabilities[code]));
    }

    /** Two bits for the number in each cell: there are at most three points. */
    private static int[] counts(List<Optional<Points>> draws, double... cells) {
        int[] counts = new int[256];
        for (Optional<Points> draw : draws) {
            double[] points = draw.map(x -> x.column(0)).orElse(new double[0]);
            counts[
                    Arrays.stream(points)
                            .mapToInt(x -> 1 << 2 * CellLaw.between(cells).applyAsInt(new double[] {x}))
                            .sum()]++;
        }
        return counts;
    }

    @Test
    void samplesDoNotDependOnThreads() {
        List<IntFunction<List<?>>> all = List.of(
                threads -> Ginibre.of(4).withThreads(threads).samples(5, new SplittableRandom(3)),
                threads -> SphericalEnsemble.of(4).withThreads(threads).samples(5, new SplittableRandom(3)),
                threads -> BetaEnsemble.circular(4, 1).withThreads(threads).samples(5, new SplittableRandom(3)),
                threads ->
                        StationaryDpp.gaussian(3, 0.1, 1).withThreads(threads).samples(5, new SplittableRandom(3)),
                threads ->
                        UniformSpanningTree.of(4, EDGES)
                                .withThreads(threads)
                                .samples(5, new SplittableRandom(3))
                                .stream()
                                .map(Arrays::toString)
                                .toList());
        for (IntFunction<List<?>> samples : all) {
            assertEquals(samples.apply(1), samples.apply(3));
            assertThrows(IllegalArgumentException.class, () -> samples.apply(0));
        }
        assertThrows(IllegalArgumentException.class, () -> Ginibre.of(2).samples(-1, new SplittableRandom(3)));
    }

    private static double cosines(Points x) {
        double sum = 0;
        for (double a : x.column(0)) {
            for (double b : x.column(0)) {
                sum += a == b ? 0 : Math.cos(2 * Math.PI * (a - b));
            }
        }
        return sum;
    }

    @Test
    void stationaryProcessesOfThePlaneStayInTheirBox() {
        SplittableRandom random = new SplittableRandom(9);
        for (StationaryDpp dpp : new StationaryDpp[] {
            StationaryDpp.gaussian(20, 0.1, 2, 1),
            StationaryDpp.whittleMatern(20, 0.03, 2.5, 2, 1),
            StationaryDpp.cauchy(20, 0.05, 1, 2, 1)
        }) {
            assertTrue(dpp.intensity() >= 0.999 * 20 - 1e-9 && dpp.intensity() < 20.02, dpp + ": " + dpp.intensity());
            double mean = 0;
            for (int t = 0; t < 10; t++) {
                Points x = dpp.sample(random).orElseThrow();
                mean += x.size() / 10.0;
                for (int i = 0; i < x.size(); i++) {
                    assertTrue(x.value(i, 0) >= 0 && x.value(i, 0) <= 2);
                    assertTrue(x.value(i, 1) >= 0 && x.value(i, 1) <= 1);
                }
            }
            assertEquals(2 * dpp.intensity(), mean, 3.9 * Math.sqrt(dpp.sizeVariance() / 10));
            assertEquals(0, dpp.pairCorrelation(0), 1e-12);
            assertEquals(1, dpp.pairCorrelation(3), 1e-2);
        }
    }

    @Test
    void rareAndImpossibleProcesses() {
        StationaryDpp rare = StationaryDpp.gaussian(1e-3, 0.1, 1, 1);
        assertTrue(rare.sample(new SplittableRandom(1)).isEmpty());
        String message = assertThrows(IllegalArgumentException.class, () -> StationaryDpp.gaussian(100, 0.1, 1, 1))
                .getMessage();
        assertTrue(message.startsWith("intensity: expected at most 31.83"), message);
        assertTrue(message.endsWith("found 100.0; take a smaller scale"), message);
        assertThrows(IllegalArgumentException.class, () -> StationaryDpp.gaussian(1, 0.1));
        assertThrows(IllegalArgumentException.class, () -> rare.withShare(1));
    }
}
