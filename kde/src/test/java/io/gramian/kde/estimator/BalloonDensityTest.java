package io.gramian.kde.estimator;

import static io.gramian.kde.estimator.Checks.assertMessage;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bandwidths that follow the query, against the definition. */
class BalloonDensityTest {
    private static final KernelDensity PLAIN = KernelDensity.gaussian().withBandwidth(0.5);

    @Test
    void bothEstimatesAreTheirDefinitions() {
        Points x = Checks.uniform(65, 2, 0, 1, 1);
        Points queries = Checks.uniform(10, 2, -0.5, 1.5, 2);
        double[] weights = Checks.weights(65, 3);
        double total = java.util.Arrays.stream(weights).sum();
        KernelDensity plain = PLAIN.withWeights(weights);
        double[] counted = BalloonDensity.counting(plain, 7).fit(x).density(queries);
        double[] summed = BalloonDensity.of(plain, 7).fit(x).density(queries);
        for (int q = 0; q < 10; q++) {
            double[] at = queries.row(q);
            double[] distance = IntStream.range(0, 65)
                    .mapToDouble(i -> Math.hypot(x.value(i, 0) - at[0], x.value(i, 1) - at[1]))
                    .toArray();
            int[] order = IntStream.range(0, 65)
                    .filter(i -> weights[i] > 0)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> distance[i]))
                    .mapToInt(i -> i)
                    .toArray();
            double r = distance[order[6]];
            double mass = IntStream.range(0, 7)
                    .mapToDouble(rank -> weights[order[rank]])
                    .sum();
            assertEquals(mass / total / (Math.PI * r * r), counted[q], 1e-12 * counted[q]);
            double h = 0.5 * r;
            double sum = IntStream.range(0, 65)
                    .mapToDouble(i -> weights[i] * Math.exp(-distance[i] * distance[i] / (2 * h * h)))
                    .sum();
            assertEquals(sum / total / (2 * Math.PI * h * h), summed[q], 1e-12 * summed[q]);
        }
    }

    @Test
    void equalWeightsGiveTheTextbookFormula() {
        Points x = Points.ofColumn(1, 2, 4, 7);
        BalloonModel model = BalloonDensity.counting(PLAIN, 2).fit(x);
        assertEquals(2 / (4 * 2 * 2.5), model.density(4.5), 1e-15);
        assertEquals(2.5, model.distance(Points.ofColumn(4.5))[0], 1e-15);
        // The top hat at one distance reaches short of the k-th point itself.
        KernelDensity tophat = KernelDensity.of(DensityKernel.tophat()).withBandwidth(1);
        assertEquals(1 / (4 * 2 * 2.5), BalloonDensity.of(tophat, 2).fit(x).density(4.5), 1e-15);
    }

    @Test
    void coincidingPointsAreInfiniteAndTheIntegralDiverges() {
        Points x = Points.ofColumn(1, 1, 2, 3);
        for (BalloonDensity estimate :
                new BalloonDensity[] {BalloonDensity.of(PLAIN, 2), BalloonDensity.counting(PLAIN, 2)}) {
            BalloonModel model = estimate.fit(x);
            assertEquals(Double.POSITIVE_INFINITY, model.logDensity(1.0));
            assertTrue(Double.isFinite(model.logDensity(1e8)));
            // Tails of 1/|x|: each tenfold stretch adds the same.
            double one = Checks.integral(model, 1e4, 1e5, 2000);
            double next = Checks.integral(model, 1e5, 1e6, 2000);
            assertEquals(1, next / one, 1e-3);
            assertTrue(model.toString().contains("does not integrate to one"), model.toString());
        }
    }

    @Test
    void badInputIsNamed() {
        assertMessage("k: expected at least 1, found 0", () -> BalloonDensity.of(PLAIN, 0));
        assertMessage(
                "k: expected 1 to 2, the points of positive weight, found 3",
                () -> BalloonDensity.of(PLAIN.withWeights(1, 0, 1), 3).fit(Points.ofColumn(1, 2, 3)));
        assertMessage(
                "queries: have dimension 2, but the density was fitted in dimension 1",
                () -> BalloonDensity.of(PLAIN, 1)
                        .fit(Points.ofColumn(1, 2))
                        .density(Points.ofRowMajor(new double[] {1, 2}, 2)));
    }
}
