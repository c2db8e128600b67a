package io.gramian.kde.regime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Neighbours;
import io.gramian.kde.Regime;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HillEstimatorTest {
    private static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    /** Squared distances with an exponential edge exp(T / (2 h_G^2)) at each of m queries, nearest first. */
    private static Neighbours exponentialEdge(int m, int count, double glass, boolean isGaussian, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] distances = new double[m * count];
        for (int i = 0; i < m; i++) {
            double arrival = 0;
            for (int j = 0; j < count; j++) {
                arrival -= Math.log(1 - random.nextDouble());
                double edge = Math.log(arrival);
                distances[i * count + j] = isGaussian ? 100 + 2 * glass * glass * edge : Math.pow(50 + glass * edge, 2);
            }
        }
        return new Neighbours(count, new int[m * count], distances);
    }

    /** Unbiased for every k, within 4 standard errors (P 6e-5), these being right: relative sqrt(1 / (k m)). */
    @Test
    void isUnbiasedAtAnExponentialEdge() {
        int m = 20_000;
        double glass = 0.8;
        for (boolean isGaussian : new boolean[] {true, false}) {
            HillEstimator hill = isGaussian ? HillEstimator.gaussian() : HillEstimator.exponential();
            for (int k : new int[] {1, 2, 5, 20}) {
                GlassEstimate estimate = hill.withNeighbours(k).of(exponentialEdge(m, k + 1, glass, isGaussian, k));
                assertEquals(glass, estimate.bandwidth(), 4 * estimate.standardError(), "k=" + k);
                double power = isGaussian ? 2 : 1;
                double relative = 1 / Math.sqrt(k * (double) m) / power;
                assertEquals(relative, estimate.standardError() / estimate.bandwidth(), 0.05 * relative);
                double m2 = estimate.stableIndex(estimate.cltBandwidth());
                assertEquals(2, m2, 1e-12);
                assertEquals(2 * relative * power, estimate.stableIndexError(estimate.cltBandwidth()), 0.05 * m2);
                assertTrue(Math.abs(1.05 * glass - estimate.bandwidth()) > 4 * estimate.standardError());
            }
        }
    }

    @Test
    void coversTheFiniteValueOfNormalData() {
        // Two neighbours: hardly any bias at d = 20 (see HillEstimator); an error of half a percent.
        Points x = normal(4000, 20, 1);
        double expected = GaussianRegimes.standard().finite(4000, 20).glassBandwidth();
        GlassEstimate out = HillEstimator.gaussian().leaveOneOut(x);
        GlassEstimate at = HillEstimator.gaussian().withBackend(Backends.cpu()).at(x, normal(2000, 20, 2));
        for (GlassEstimate estimate : new GlassEstimate[] {out, at}) {
            assertEquals(expected, estimate.bandwidth(), 0.03 * expected, estimate.toString());
            assertEquals(expected, estimate.bandwidthByDimension(), 0.05 * expected);
            assertTrue(estimate.standardError() < 0.01);
            assertTrue(estimate.intrinsicDimension() > 12 && estimate.intrinsicDimension() < 20);
            assertEquals(0, estimate.coincident());
        }
        assertTrue(HillEstimator.gaussian().withNeighbours(20).leaveOneOut(x).bandwidth() > 1.08 * expected);
        assertEquals(Regime.CONDENSED, out.regime(0.5));
        assertEquals(Regime.CLASSICAL, out.regime(2));
    }

    @Test
    void seesTheDimensionOfAManifold() {
        // Two dimensions in ten.
        double[][] rows = new double[1500][10];
        SplittableRandom random = new SplittableRandom(3);
        for (double[] row : rows) {
            double a = random.nextDouble();
            double b = random.nextDouble();
            for (int k = 0; k < 10; k++) {
                row[k] = Math.cos(k) * a + Math.sin(3 * k) * b;
            }
        }
        assertEquals(2, HillEstimator.gaussian().leaveOneOut(Points.of(rows)).intrinsicDimension(), 0.15);
    }

    @Test
    void duplicatesAndTies() {
        double[][] rows = {{0}, {0}, {1}, {1}, {5}, {7}};
        GlassEstimate estimate = HillEstimator.gaussian().withNeighbours(1).leaveOneOut(Points.of(rows));
        assertEquals(4, estimate.coincident());
        assertTrue(estimate.bandwidth() > 0 && Double.isFinite(estimate.intrinsicDimension()));
        GlassEstimate same = HillEstimator.gaussian().leaveOneOut(Points.of(new double[][] {{3}, {3}, {3}, {3}}));
        assertEquals(0, same.bandwidth());
        assertEquals(0, same.standardError());
        assertEquals(Double.POSITIVE_INFINITY, same.stableIndex(1));
        assertTrue(Double.isNaN(same.intrinsicDimension()));
        GlassEstimate one = HillEstimator.gaussian().at(Points.of(rows), Points.of(new double[][] {{3}}));
        assertEquals(one.bandwidthAt(0), one.bandwidth());
        assertEquals(one.bandwidth() / 2 / Math.sqrt(2), one.standardError(), 1e-12, "by the law of the estimate");
        assertTrue(one.toString().startsWith("GlassEstimate[h_G="));
        assertEquals(1, one.size());
        assertEquals(2, one.neighbours());
    }

    @Test
    void badInputIsNamed() {
        Points x = normal(3, 2, 4);
        HillEstimator hill = HillEstimator.gaussian();
        assertEquals("neighbours: expected 1 to 1000, found 0", message(() -> hill.withNeighbours(0)));
        assertEquals(
                "points: expected at least 4 for k = 2 neighbours of each query, found 3",
                message(() -> hill.leaveOneOut(x)));
        assertEquals(
                "points: expected at least 6 for k = 5 neighbours of each query, found 3",
                message(() -> hill.withNeighbours(5).at(x, x)));
        assertEquals(
                "neighbours: expected at least 3 of each query, one more than k = 2, found 2",
                message(() -> hill.of(exponentialEdge(4, 2, 1, true, 1))));
        assertEquals("HillEstimator[gaussian, k=2]", hill.toString());
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
