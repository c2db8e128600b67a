package io.gramian.kde.internal.selection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backends;
import io.gramian.kde.DensityKernel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PairSumsTest {
    private static final DoubleUnaryOperator FOURTH = r -> Math.exp(-r / 2) * ((r - 6) * r + 3);
    private static final DoubleUnaryOperator SIXTH = r -> Math.exp(-r / 2) * (((r - 15) * r + 45) * r - 15);
    private static final DoubleUnaryOperator WIDE = r -> Math.exp(-r / 4);

    static UnivariateSample sample(double[] x, double[] weights) {
        boolean weighted = weights != null;
        double[] w = new double[x.length];
        Arrays.fill(w, 1.0 / x.length);
        double sum = weighted ? Arrays.stream(weights).sum() : 1;
        for (int i = 0; weighted && i < w.length; i++) {
            w[i] = weights[i] / sum;
        }
        return UnivariateSample.of(
                "test()",
                new Sample(Points.ofColumn(x), w, weighted, DensityKernel.gaussian(), Backends.auto(), Progress.NONE));
    }

    private static double[] mixture(int n, boolean farOutliers) {
        SplittableRandom random = new SplittableRandom(7);
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = i % 3 == 0 ? 0.3 * random.nextGaussian() - 2 : random.nextGaussian();
            x[i] = i % 4 == 0 ? Math.rint(10 * x[i]) / 10 : x[i]; // ties
            x[i] += farOutliers && i % 50 == 0 ? 1e4 * (i - n / 2) : 0;
        }
        return x;
    }

    private static double obvious(UnivariateSample x, double h, DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = 0; i < x.values().length; i++) {
            for (int j = 0; j < x.values().length; j++) {
                double u = (x.values()[i] - x.values()[j]) / h;
                if (Math.abs(u) < 40) { // beyond it exp(-u^2/4) is zero to the last bit of any sum
                    sum += x.weights()[i] * x.weights()[j] * f.applyAsDouble(u * u);
                }
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void listedPairsAreExact(int far) {
        UnivariateSample x = sample(mixture(240, far == 1), null);
        PairSums sums = PairSums.over(x, 0.01, 0.3);
        assertEquals(Double.POSITIVE_INFINITY, sums.cells());
        for (DoubleUnaryOperator f : new DoubleUnaryOperator[] {FOURTH, SIXTH, WIDE}) {
            for (double h : new double[] {0.01, 0.1, 0.3}) {
                double expected = obvious(x, h, f);
                assertEquals(expected, sums.sum(h, f), 1e-12 * Math.abs(expected));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0})
    void binnedSumsDifferFromTheExactOnesByTheFourthPowerOfTheSpacing(int far) {
        double[] data = mixture(2000, far == 1);
        double[] weights = new SplittableRandom(3).doubles(data.length).toArray();
        Arrays.fill(weights, 0, 20, 0);
        UnivariateSample x = sample(data, weights);
        double scale = x.standardDeviation() * (far == 1 ? 1e-5 : 1); // the bulk spreads by about 1 in 1e6
        double[] bandwidths = {0.02 * scale, 0.05 * scale, 0.2 * scale};
        PairSums fine = PairSums.over(x, bandwidths[0], bandwidths[2]);
        assertEquals(64, fine.cells(), 1e-9);
        PairSums coarse = PairSums.binned(x, bandwidths[0], bandwidths[2], 8);
        for (DoubleUnaryOperator f : new DoubleUnaryOperator[] {FOURTH, SIXTH, WIDE}) {
            for (double h : bandwidths) {
                double expected = obvious(x, h, f);
                assertEquals(expected, fine.sum(h, f), 1e-6 * Math.abs(expected));
            }
            double expected = obvious(x, bandwidths[0], f);
            double coarseError = Math.abs(coarse.sum(bandwidths[0], f) - expected);
            double fineError = Math.abs(fine.sum(bandwidths[0], f) - expected);
            // eight times the spacing makes 4096 times the error; a method of third order would make 512
            assertTrue(coarseError > 1000 * fineError, coarseError + " " + fineError);
        }
    }
}
