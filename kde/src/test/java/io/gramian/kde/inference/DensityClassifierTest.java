package io.gramian.kde.inference;

import static io.gramian.kde.inference.Samples.message;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.Reference;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DensityClassifierTest {
    private static final KernelDensity HALF = KernelDensity.gaussian().withBandwidth(0.5);

    private static Points features(double[][] table) {
        return Points.of(Arrays.stream(table)
                .map(row -> Arrays.copyOf(row, row.length - 1))
                .toArray(double[][]::new));
    }

    private static int[] labels(double[][] table) {
        return Arrays.stream(table).mapToInt(row -> (int) row[row.length - 1]).toArray();
    }

    @Test
    void posteriorsOfIrisAreThoseOfScikitLearn() {
        Reference reference = new Reference("inference_classes_iris");
        double[][] table = reference.matrix("data.csv");
        Classification found = DensityClassifier.of(HALF)
                .withPriors(2, 3, 5)
                .fit(features(table), labels(table))
                .classify(Points.of(reference.matrix("queries.csv")));
        double[] logDensity = reference.column("expected.csv", "log_density");
        for (int i = 0; i < logDensity.length; i++) {
            assertEquals(logDensity[i], found.logDensity(i), 1e-10 * Math.max(1, Math.abs(logDensity[i])));
            for (int c = 0; c < 3; c++) {
                double expected = reference.column("expected.csv", "log_posterior_" + c)[i];
                assertEquals(expected, found.logPosteriors(i)[c], 1e-10 * Math.max(1, Math.abs(expected)));
            }
        }
    }

    @Test
    void leaveOneOutAccuracyOfIrisIsThatOfRefits() {
        Reference reference = new Reference("inference_classes_iris");
        double[][] table = reference.matrix("data.csv");
        int[] labels = labels(table);
        Classification found =
                DensityClassifier.of(HALF).fit(features(table), labels).leaveOneOut();
        assertEquals(reference.parameter("loo_accuracy"), found.accuracy(labels), 1e-12);
        int[][] confusion = found.confusion(labels);
        assertEquals(144, confusion[0][0] + confusion[1][1] + confusion[2][2]);
        assertEquals(150, Arrays.stream(confusion).flatMapToInt(Arrays::stream).sum());
    }

    @Test
    void leaveOneOutAccuracyOfDigitsIsThatOfTheLoop() {
        Reference reference = new Reference("inference_classes_digits600");
        double[][] table = reference.matrix("data.csv");
        int[] labels = labels(table);
        for (int h : new int[] {2, 5, 10}) {
            double found = DensityClassifier.of(KernelDensity.gaussian().withBandwidth(h))
                    .fit(features(table), labels)
                    .leaveOneOut()
                    .accuracy(labels);
            assertEquals(reference.parameter("loo_accuracy_" + h), found, 1e-12, "h = " + h);
            assertEquals(naiveAccuracy(features(table), labels, h), found, 1e-12, "h = " + h);
        }
    }

    /** With the classes' shares as priors the normalisers cancel: the class of the largest kernel sum. */
    private static double naiveAccuracy(Points x, int[] labels, double h) {
        int right = 0;
        for (int i = 0; i < x.size(); i++) {
            double[] exponents = new double[x.size()];
            double max = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < x.size(); j++) {
                exponents[j] = -Samples.squaredDistance(x.row(i), x.row(j)) / (2 * h * h);
                max = j == i ? max : Math.max(max, exponents[j]);
            }
            double[] sums = new double[10];
            for (int j = 0; j < x.size(); j++) {
                sums[labels[j]] += j == i ? 0 : Math.exp(exponents[j] - max);
            }
            int best = 0;
            for (int c = 1; c < 10; c++) {
                best = sums[c] > sums[best] ? c : best;
            }
            right += best == labels[i] ? 1 : 0;
        }
        return (double) right / x.size();
    }

    @Property(tries = 30)
    void leavingOneOutIsRefittingWithoutIt(@ForAll @IntRange(min = 8, max = 40) int n, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Points x = Samples.normal(n, 2, random);
        int[] labels = new int[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            labels[i] = i < 6 ? i % 3 : random.nextInt(3);
            weights[i] = i < 6 ? 1 : random.nextInt(3);
        }
        boolean weighted = seed % 2 == 0;
        DensityClassifier classifier = DensityClassifier.of(HALF);
        Classification found = (weighted ? classifier.withWeights(weights) : classifier)
                .fit(x, labels)
                .leaveOneOut();
        int left = random.nextInt(n);
        int[] rest =
                java.util.stream.IntStream.range(0, n).filter(i -> i != left).toArray();
        double[] restWeights = Arrays.stream(rest).mapToDouble(i -> weights[i]).toArray();
        int[] restLabels = Arrays.stream(rest).map(i -> labels[i]).toArray();
        Classification expected = (weighted ? classifier.withWeights(restWeights) : classifier)
                .fit(x.select(rest), restLabels)
                .classify(x.select(left));
        assertEquals(expected.logDensity(0), found.logDensity(left), 1e-10 * (1 + Math.abs(found.logDensity(left))));
        assertArrayEquals(expected.logPosteriors(0), found.logPosteriors(left), 1e-10);
        assertEquals(expected.label(0), found.label(left));
    }

    @Property(tries = 20)
    void posteriorsSumToOneHoweverFar(@ForAll @IntRange(min = 0, max = 5) int exponent, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ClassifierModel model = DensityClassifier.of(HALF)
                .fit(Samples.normal(65, 3, random), random.ints(65, 4, 8).toArray());
        Points query = Samples.shifted(Samples.normal(1, 3, random), Math.pow(10, exponent));
        double[] logs = model.classify(query).logPosteriors(0);
        assertEquals(1, Arrays.stream(logs).map(Math::exp).sum(), 1e-9);
    }

    @Test
    void abstainsWhereNoClassReaches() {
        Points x = Points.ofColumn(0, 0.1, 5, 5.1);
        ClassifierModel model = DensityClassifier.of(
                        KernelDensity.of(DensityKernel.epanechnikov()).withBandwidth(1))
                .fit(x, 7, 7, 9, 9);
        Classification found = model.classify(Points.ofColumn(0, 2.5, 5));
        assertEquals(OptionalInt.of(7), found.label(0));
        assertEquals(OptionalInt.empty(), found.label(1));
        assertEquals(OptionalInt.of(9), found.label(2));
        assertEquals(1, found.abstentions());
        assertEquals(Double.NEGATIVE_INFINITY, found.logDensity(1));
        assertTrue(Double.isNaN(found.logPosteriors(1)[0]));
        assertEquals(2.0 / 3, found.accuracy(7, 7, 9), 1e-15);
        assertArrayEquals(new int[][] {{1, 0, 1}, {0, 1, 0}}, found.confusion(7, 7, 9));
        assertArrayEquals(new int[] {7, 9}, model.classes());
    }

    @Test
    void abstainsBelowTheThreshold() {
        ClassifierModel model = DensityClassifier.of(KernelDensity.gaussian().withBandwidth(1))
                .withAbstentionBelow(-10)
                .fit(Points.ofColumn(0, 1, 5, 6), 0, 0, 1, 1);
        Classification found = model.classify(Points.ofColumn(0.5, 30));
        assertFalse(found.isAbstained(0));
        assertTrue(found.isAbstained(1));
        assertTrue(found.logDensity(1) > Double.NEGATIVE_INFINITY);
    }

    @Test
    void aPointAloneInItsClassIsNeverOfIt() {
        ClassifierModel model =
                DensityClassifier.of(KernelDensity.gaussian().withBandwidth(1)).fit(Points.ofColumn(0, 1, 2), 0, 0, 1);
        assertEquals(OptionalInt.of(0), model.leaveOneOut().label(2));
        ClassifierModel lonely =
                DensityClassifier.of(KernelDensity.gaussian().withBandwidth(1)).fit(Points.ofColumn(3), 5);
        assertTrue(lonely.leaveOneOut().isAbstained(0));
        assertEquals(OptionalInt.of(5), lonely.classify(Points.ofColumn(99)).label(0));
    }

    @Test
    void badInputIsNamed() {
        Points x = Points.ofColumn(0, 1, 2);
        DensityClassifier classifier = DensityClassifier.of(HALF);
        Class<IllegalArgumentException> illegal = IllegalArgumentException.class;
        assertEquals(
                "labels: expected one for each of the 3 points, found 2",
                message(illegal, () -> classifier.fit(x, 0, 1)));
        assertEquals(
                "priors: expected one for each of the 2 classes [0, 1], found 3",
                message(illegal, () -> classifier.withPriors(1, 1, 1).fit(x, 0, 1, 1)));
        assertEquals(
                "priors: entry 1 is -1.0; expected finite numbers, not negative",
                message(illegal, () -> classifier.withPriors(1, -1)));
        assertEquals(
                "weights: all 2 are zero; at least one must be positive",
                message(illegal, () -> classifier.withWeights(0, 0)));
        assertEquals(
                "weights: all of class 1 are zero; leave the class out",
                message(illegal, () -> classifier.withWeights(1, 1, 0).fit(x, 0, 0, 1)));
        assertEquals(
                "weights: expected one for each of the 3 points, found 1",
                message(illegal, () -> classifier.withWeights(1).fit(x, 0, 0, 1)));
        assertEquals(
                "threshold: expected a log-density, found NaN",
                message(illegal, () -> classifier.withAbstentionBelow(Double.NaN)));
        ClassifierModel model = classifier.fit(x, 0, 0, 1);
        assertEquals(
                "queries: have dimension 2, but the data have dimension 1",
                message(illegal, () -> model.classify(Points.of(new double[][] {{1, 2}}))));
        assertEquals(
                "truth: entry 1 is 8, which is none of [0, 1]",
                message(illegal, () -> model.leaveOneOut().confusion(0, 8, 1)));
        assertTrue(message(
                        NumericalException.class,
                        () -> DensityClassifier.of(KernelDensity.gaussian()).fit(x, 0, 0, 1))
                .startsWith("class 1 (1 points): bandwidth scott()"));
    }
}
