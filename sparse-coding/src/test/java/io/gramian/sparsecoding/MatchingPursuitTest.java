package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class MatchingPursuitTest {
    /** Both pursuits against their definitions: all correlations afresh, least squares by elimination. */
    @Test
    void followsTheDefinition() {
        SplittableRandom random = new SplittableRandom(5);
        int[][] shapes = {{2}, {7}, {64}, {65}, {5, 7}, {16, 13}, {4, 5, 6}};
        int[][] boxes = {{2}, {4}, {8}, {5}, {5, 3}, {4, 4}, {2, 3, 2}};
        for (int i = 0; i < shapes.length; i++) {
            for (Boundary boundary : Boundary.values()) {
                for (int channels : new int[] {1, 2}) {
                    Signal signal = Naive.normal(random, channels, shapes[i]);
                    Dictionary dictionary = Naive.atoms(random, 3, channels, boxes[i]);
                    int count = Math.min(12, signal.size() / 4 + 1);
                    for (boolean orthogonal : new boolean[] {false, true}) {
                        MatchingPursuit pursuit = (orthogonal
                                        ? MatchingPursuit.orthogonal(count).withBackend(Backends.cpu())
                                        : MatchingPursuit.plain(count))
                                .withBoundary(boundary);
                        double[] expected = naive(signal, dictionary, boundary, count, orthogonal);
                        SparseCode code = pursuit.encode(signal, dictionary);
                        assertArrayEquals(
                                expected, code.maps().atomFastest(), 1e-8, pursuit + " " + signal + " " + dictionary);
                    }
                }
            }
        }
    }

    private static double[] naive(
            Signal signal, Dictionary dictionary, Boundary boundary, int count, boolean orthogonal) {
        int m = dictionary.size();
        double[] x = new double[signal.size() * m];
        int[] support = new int[count];
        for (int k = 0; k < count; k++) {
            double[] left = minus(signal.values(), Naive.synthesise(dictionary, x, signal.shape()));
            double[] c = Naive.correlate(dictionary, left, signal.shape(), boundary);
            int best = 0;
            for (int at = 0; at < c.length; at++) {
                best = score(c, at, dictionary) > score(c, best, dictionary) ? at : best;
            }
            support[k] = best;
            if (orthogonal) {
                leastSquares(signal, dictionary, Arrays.copyOf(support, k + 1), x);
            } else {
                x[best] += c[best] / Math.pow(dictionary.atom(best % m).norm(), 2);
            }
        }
        return x;
    }

    private static double score(double[] c, int at, Dictionary dictionary) {
        return Math.abs(c[at]) / dictionary.atom(at % dictionary.size()).norm();
    }

    private static void leastSquares(Signal signal, Dictionary dictionary, int[] support, double[] x) {
        int k = support.length;
        double[][] columns = new double[k][];
        for (int i = 0; i < k; i++) {
            double[] one = new double[x.length];
            one[support[i]] = 1;
            columns[i] = Naive.synthesise(dictionary, one, signal.shape());
        }
        double[][] gram = new double[k][k];
        double[] right = new double[k];
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < k; j++) {
                gram[i][j] = dot(columns[i], columns[j]);
            }
            right[i] = dot(columns[i], signal.values());
        }
        double[] solution = Naive.solve(gram, right);
        for (int i = 0; i < k; i++) {
            x[support[i]] = solution[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] minus(double[] a, double[] b) {
        double[] difference = new double[a.length];
        Arrays.setAll(difference, i -> a[i] - b[i]);
        return difference;
    }

    /** A sum of few atoms far apart is found exactly, and then nothing is left to choose. */
    @Test
    void recovery() {
        SplittableRandom random = new SplittableRandom(4);
        Dictionary dictionary = Naive.atoms(random, 5, 1, 6, 6).normalised(Normalisation.L2);
        CoefficientMaps truth = CoefficientMaps.of(
                new int[] {40, 50},
                5,
                new int[] {0, 20, 10 * 50 + 3, 25 * 50 + 33, 39 * 50 + 49},
                new int[] {0, 0, 2, 3, 4},
                new double[] {3, -2, 1, 2.5, 4});
        Signal signal = dictionary.synthesise(truth);
        SparseCode code = MatchingPursuit.orthogonal(50).encode(signal, dictionary);
        assertEquals(StopRule.CORRELATION, code.stoppedBy());
        assertArrayEquals(truth.dense().values(), code.maps().dense().values(), 1e-9);
        assertTrue(code.objective() < 1e-20 && code.certificate().kktResidual() < 1e-12, code.toString());
        SparseCode half = MatchingPursuit.orthogonal(50).withResidual(0.5).encode(signal, dictionary);
        assertEquals(StopRule.RESIDUAL_NORM, half.stoppedBy());
        assertTrue(signal.minus(half.reconstruction()).norm() <= 0.5 * signal.norm());
        assertEquals(
                StopRule.COUNT,
                MatchingPursuit.plain(2).encode(signal, dictionary).stoppedBy());
        SparseCode strong = MatchingPursuit.plain(50).withCorrelation(2.9).encode(signal, dictionary);
        assertEquals(StopRule.CORRELATION, strong.stoppedBy());
        assertEquals(2, strong.maps().count());
    }

    /** Two equal atoms: the second is never needed; atoms of zeros are never chosen. */
    @Test
    void dependentAtoms() {
        Signal atom = Signal.series(1, 3, 1);
        Dictionary dictionary = Dictionary.of(atom, atom.times(2), Signal.zero(1, 3));
        Signal signal = Naive.normal(new SplittableRandom(1), 1, 12);
        SparseCode code = MatchingPursuit.orthogonal(100).encode(signal, dictionary);
        assertTrue(code.maps().count() <= 12, code.toString());
        assertEquals(0, code.maps().countByAtom()[2]);
        assertTrue(signal.minus(code.reconstruction()).norm() < 1e-6 * signal.norm(), code.toString());
        assertEquals(
                StopRule.ZERO,
                MatchingPursuit.plain(3).encode(Signal.zero(1, 12), dictionary).stoppedBy());
    }

    @Test
    void progressAndInterruption() {
        Signal signal = Naive.normal(new SplittableRandom(1), 1, 30);
        Dictionary dictionary = Naive.atoms(new SplittableRandom(2), 2, 1, 4);
        List<Long> heard = new ArrayList<>();
        MatchingPursuit pursuit = MatchingPursuit.orthogonal(5).withProgress((stage, done, total) -> {
            assertEquals("matching pursuit 5", stage + " " + total);
            heard.add(done);
        });
        pursuit.encode(signal, dictionary);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), heard);
        CoordinateDescent.ofPenalty(0.1)
                .withProgress((stage, done, total) -> {
                    assertEquals("coordinate descent 10000000", stage + " " + total);
                    heard.add(done);
                })
                .encode(signal, dictionary);
        assertTrue(heard.size() > 5);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> pursuit.encode(signal, dictionary));
        assertTrue(Thread.interrupted());
    }

    @Test
    void badInputIsNamed() {
        fails("choices: expected at least 1, found 0", () -> MatchingPursuit.plain(0));
        fails("coefficients: expected at least 1, found -3", () -> MatchingPursuit.orthogonal(-3));
        fails("fraction of the signal left", () -> MatchingPursuit.plain(1).withResidual(-1));
        fails("threshold of the correlation", () -> MatchingPursuit.plain(1).withCorrelation(Double.NaN));
        assertEquals(
                "MatchingPursuit[plain, 3 choices, CIRCULAR]",
                MatchingPursuit.plain(3).toString());
    }
}
