package io.gramian.nystrom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KernelRidgeClassifierTest {
    /** Points and labels; a label that is no number counts from 0 in the order of first sight. */
    private record Labelled(Points x, int[] labels) {
        static Labelled read(String file) throws IOException {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                    Labelled.class.getResourceAsStream("/reference/classes/" + file), StandardCharsets.UTF_8))) {
                List<String[]> rows =
                        reader.lines().skip(1).map(line -> line.split(",")).toList();
                int d = rows.get(0).length - 1;
                List<String> names = rows.stream().map(row -> row[d]).distinct().toList();
                double[][] x = rows.stream()
                        .map(row -> Arrays.stream(row, 0, d)
                                .mapToDouble(Double::parseDouble)
                                .toArray())
                        .toArray(double[][]::new);
                return new Labelled(
                        Points.of(x),
                        rows.stream().mapToInt(row -> names.indexOf(row[d])).toArray());
            }
        }

        Labelled select(int[] rows) {
            return new Labelled(
                    x.select(rows), Arrays.stream(rows).map(i -> labels[i]).toArray());
        }
    }

    private static KernelRidge ridge(double lengthScale, double ridge) {
        return KernelRidge.of(Kernel.gaussian(lengthScale)).withRidge(ridge).withBackend(Backends.cpu());
    }

    private static int hits(int[] expected, int[] found) {
        return (int) IntStream.range(0, expected.length)
                .filter(i -> expected[i] == found[i])
                .count();
    }

    /** A regression for each class alone, and the largest of their predictions. */
    private static int[] obvious(KernelRidge regression, Labelled train, Points queries, int classes) {
        int[] labels = new int[queries.size()];
        double[] best = new double[queries.size()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int c = 0; c < classes; c++) {
            int positive = c;
            double[] y = Arrays.stream(train.labels)
                    .mapToDouble(l -> l == positive ? 1 : -1)
                    .toArray();
            double[] f = regression.fit(train.x, y).predict(queries);
            for (int i = 0; i < f.length; i++) {
                if (f[i] > best[i]) {
                    best[i] = f[i];
                    labels[i] = c;
                }
            }
        }
        return labels;
    }

    @Test
    void digitsAreToldApart() throws IOException {
        Labelled all = Labelled.read("digits600.csv");
        Labelled train = all.select(IntStream.range(0, 400).toArray());
        Labelled test = all.select(IntStream.range(400, 600).toArray());
        KernelRidge regression = ridge(20, 0.1);
        RidgeClassifierModel model = KernelRidgeClassifier.of(regression).fit(train.x, train.labels);
        int[] found = model.classify(test.x);
        assertArrayEquals(obvious(regression, train, test.x, 10), found);
        assertTrue(hits(test.labels, found) >= 175, "right: " + hits(test.labels, found));
        assertArrayEquals(IntStream.range(0, 10).toArray(), model.classes());
        Landmarks z = RandomlyPivotedCholesky.ofRank(150)
                .select(Kernel.gaussian(20), train.x, new SplittableRandom(1), Backends.cpu());
        KernelRidge few = regression.withLandmarks(z);
        int[] byFew = KernelRidgeClassifier.of(few).fit(train.x, train.labels).classify(test.x);
        assertArrayEquals(obvious(few, train, test.x, 10), byFew);
        // Over 40 seeds of either law of drawing landmarks 161 to 179 were right, mean 171, standard deviation 4.7:
        // fewer
        // than 148 has a chance of about 1e-6, and guessing has 20.
        assertTrue(hits(test.labels, byFew) >= 148, "right: " + hits(test.labels, byFew));
    }

    @Test
    void leaveOneOutOfIrisIsRefitting() throws IOException {
        Labelled iris = Labelled.read("iris.csv");
        KernelRidgeClassifier classifier = KernelRidgeClassifier.of(ridge(1.5, 0.5));
        int[] found = classifier.leaveOneOut(iris.x, iris.labels);
        int[] refitted = new int[150];
        for (int i = 0; i < 150; i++) {
            int left = i;
            Labelled rest =
                    iris.select(IntStream.range(0, 150).filter(j -> j != left).toArray());
            refitted[i] = classifier.fit(rest.x, rest.labels).classify(iris.x.select(i))[0];
        }
        assertArrayEquals(refitted, found);
        assertTrue(hits(iris.labels, found) >= 142, "right: " + hits(iris.labels, found));
    }

    @Test
    void anyWholeNumbersAreLabels() {
        Points x = Points.ofColumn(0, 0.1, 5, 5.1);
        RidgeClassifierModel model = KernelRidgeClassifier.of(ridge(1, 0.1)).fit(x, 70, 70, -3, -3);
        assertArrayEquals(new int[] {-3, 70}, model.classes());
        assertArrayEquals(new int[] {70, -3}, model.classify(Points.ofColumn(0.2, 4.9)));
        double[][] scores = model.scores(Points.ofColumn(0.2));
        assertEquals(-scores[0][0], scores[0][1], 1e-12);
        assertEquals(2, model.regression().outputs());
    }

    @Test
    void badLabelsAreNamed() {
        Points x = Points.ofColumn(0, 1);
        KernelRidgeClassifier config = KernelRidgeClassifier.of(ridge(1, 1));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> config.fit(x, 4, 4));
        assertEquals("labels: expected at least two classes, found 1: 4", e.getMessage());
        e = assertThrows(IllegalArgumentException.class, () -> config.fit(x, 4));
        assertEquals("labels: expected 2, one for each point, found 1", e.getMessage());
    }
}
