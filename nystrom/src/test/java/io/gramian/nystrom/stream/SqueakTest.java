package io.gramian.nystrom.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.LeverageScores;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** SQUEAK and its merges. Laws by counts: fixed seeds, false-alarm rate 1e-4 each, and a wrong law fails. */
class SqueakTest {
    private static final Backend CPU = Backends.cpu().withThreads(1);
    private static final Kernel KERNEL = Kernel.gaussian(2);
    private static final Points SMALL = Points.ofColumn(0, 1.3, 3.2);
    private static final double RIDGE = 0.6;
    private static final double EPSILON = 0.2;
    private static final int COPIES = 2;

    /** The law of the copies after three points taken one at a time, all coins enumerated. */
    private static Map<String, Double> law(boolean isWrong) {
        Map<String, Double> law = new HashMap<>();
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, SMALL);
        extend(law, k, 0, new int[0], new double[0], new int[0], 1, isWrong);
        return law;
    }

    private static void extend(
            Map<String, Double> law,
            DMatrixRMaj k,
            int t,
            int[] atoms,
            double[] p,
            int[] copies,
            double probability,
            boolean isWrong) {
        if (t == 3) {
            int[] all = new int[3];
            for (int a = 0; a < atoms.length; a++) {
                all[atoms[a]] = copies[a];
            }
            law.merge(Arrays.toString(all), probability, Double::sum);
            return;
        }
        double e = StreamOracle.score(k, atoms, weights(p, copies), RIDGE, t);
        double tau = (1 - EPSILON) * e / (1 + e);
        for (int entering = 0; entering <= COPIES; entering++) {
            double next = probability * StreamOracle.binomial(COPIES, entering, tau);
            int m = atoms.length + (entering > 0 ? 1 : 0);
            int[] newAtoms = Arrays.copyOf(atoms, m);
            double[] newP = Arrays.copyOf(p, m);
            int[] newCopies = Arrays.copyOf(copies, m);
            if (entering > 0) {
                newAtoms[m - 1] = t;
                newP[m - 1] = tau;
                newCopies[m - 1] = entering;
            }
            double[] weights = weights(newP, newCopies);
            double[] scores = IntStream.range(0, m)
                    .mapToDouble(a -> Math.min(
                            (1 - EPSILON) * StreamOracle.score(k, newAtoms, weights, RIDGE, newAtoms[a]), newP[a]))
                    .toArray();
            thin(law, k, t, newAtoms, newP, scores, newCopies, new int[m], 0, next, isWrong);
        }
    }

    private static void thin(
            Map<String, Double> law,
            DMatrixRMaj k,
            int t,
            int[] atoms,
            double[] p,
            double[] scores,
            int[] copies,
            int[] kept,
            int at,
            double probability,
            boolean isWrong) {
        if (at == atoms.length) {
            int[] alive =
                    IntStream.range(0, kept.length).filter(a -> kept[a] > 0).toArray();
            extend(
                    law,
                    k,
                    t + 1,
                    IntStream.of(alive).map(a -> atoms[a]).toArray(),
                    IntStream.of(alive).mapToDouble(a -> scores[a]).toArray(),
                    IntStream.of(alive).map(a -> kept[a]).toArray(),
                    probability,
                    isWrong);
            return;
        }
        for (int left = 0; left <= copies[at]; left++) {
            kept[at] = left;
            double chance = scores[at] / (isWrong ? 1 : p[at]);
            double next = probability * StreamOracle.binomial(copies[at], left, chance);
            thin(law, k, t, atoms, p, scores, copies, kept, at + 1, next, isWrong);
        }
    }

    private static double[] weights(double[] p, int[] copies) {
        return IntStream.range(0, p.length)
                .mapToDouble(a -> Math.sqrt(copies[a] / (COPIES * p[a])))
                .toArray();
    }

    @Test
    void copiesFollowTheirLaw() {
        Squeak squeak =
                Squeak.ofRidge(RIDGE).withEpsilon(EPSILON).withCopies(COPIES).withChunk(1);
        java.util.function.Function<SplittableRandom, String> sampler = random -> {
            SqueakStream stream = squeak.start(KERNEL, random, CPU);
            stream.observe(SMALL);
            Dictionary dictionary = stream.dictionary();
            int[] copies = new int[3];
            for (int a = 0; a < dictionary.size(); a++) {
                copies[(int) dictionary.positions()[a]] = dictionary.copies()[a];
            }
            return Arrays.toString(copies);
        };
        double p = StreamOracle.pValue(law(false), 8000, sampler);
        assertTrue(p > 1e-4, "p-value " + p);
        double wrong = StreamOracle.pValue(law(true), 8000, sampler);
        assertTrue(wrong < 1e-4, "p-value of a wrong law " + wrong);
    }

    @Test
    void theDictionaryIsAccurateAndForgets() {
        Points x = StreamOracle.fiveClusters(600, 3);
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, x);
        for (int chunk : new int[] {16, 200}) {
            Squeak squeak = Squeak.ofRidge(1).withCopies(20).withChunk(chunk);
            Landmarks landmarks = squeak.select(KERNEL, x, new SplittableRandom(chunk), CPU);
            double error = StreamOracle.norm(StreamOracle.residual(k, landmarks.indices(), landmarks.weights(), 1));
            assertTrue(error <= 2, "chunk " + chunk + ": error " + error + " of " + landmarks);
            assertTrue(landmarks.size() < 400, landmarks.toString());
            double exact = LeverageScores.exact(KERNEL, x, 1, CPU).effectiveDimension();
            assertTrue(landmarks.effectiveDimension() > exact / 3 && landmarks.effectiveDimension() < exact * 1.2);
        }
    }

    /** In an exact dictionary the scores of atoms are those by definition, and those of new points too. */
    @Test
    void scoresAreTheirDefinition() {
        Points x = StreamOracle.fiveClusters(40, 6);
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, x);
        int[] places = IntStream.range(0, 30).toArray();
        SplittableRandom random = new SplittableRandom(4);
        double[] p = random.doubles(30, 0.2, 1).toArray();
        int[] copies = random.ints(30, 1, 6).toArray();
        Dictionary dictionary = Dictionary.of(x.select(places), 0, 5).thinned(p, copies);
        double[] weights = dictionary.weights();
        double[] scores = DictionaryScores.ofAtoms(KERNEL, dictionary, 0.3, CPU);
        double[] fresh = DictionaryScores.ofNewPoints(
                KERNEL, dictionary, x.select(IntStream.range(30, 40).toArray()), 0.3, CPU);
        DMatrixRMaj residual = StreamOracle.residual(k, places, weights, 0.3);
        for (int i = 0; i < 30; i++) {
            assertEquals(residual.get(i, i) / 0.3, scores[i], 1e-12);
        }
        for (int j = 0; j < 10; j++) {
            double e = residual.get(30 + j, 30 + j) / 0.3;
            assertEquals(e / (1 + e), fresh[j], 1e-12);
        }
    }

    @Test
    void mergesOfTheSameSeedAreTheSame() {
        Points x = StreamOracle.fiveClusters(300, 9);
        Squeak squeak = Squeak.ofRidge(1).withCopies(8);
        Dictionary a = part(squeak, x, 0, 150);
        Dictionary b = part(squeak, x, 150, 300);
        Dictionary once = squeak.merge(a, b, KERNEL, 5, CPU);
        assertEquals(once, squeak.merge(a, b, KERNEL, 5, CPU));
        assertTrue(!once.equals(squeak.merge(a, b, KERNEL, 6, CPU)));
        assertEquals(300, once.seen());
        Set<Long> positions = new HashSet<>();
        Arrays.stream(once.positions()).forEach(positions::add);
        assertEquals(once.size(), positions.size());
        for (int i = 0; i < once.size(); i++) {
            assertTrue(Arrays.equals(once.row(i), x.row((int) once.positions()[i])));
        }
    }

    private static Dictionary part(Squeak squeak, Points x, int from, int to) {
        return Disqueak.of(squeak)
                .leaf(KERNEL, x.select(IntStream.range(from, to).toArray()), from, 1, from, CPU);
    }

    @Test
    void aTreeDoesNotDependOnTheThreads() {
        Points x = StreamOracle.fiveClusters(700, 2);
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, x);
        Disqueak tree =
                Disqueak.of(Squeak.ofRidge(1).withCopies(20).withEpsilon(0.3)).withLeafSize(100);
        Dictionary one = tree.withThreads(1).dictionary(KERNEL, x, new SplittableRandom(3), CPU);
        Dictionary three = tree.withThreads(3).dictionary(KERNEL, x, new SplittableRandom(3), CPU);
        assertEquals(one, three);
        assertEquals(700, one.seen());
        Landmarks landmarks = one.landmarks(x);
        double error = StreamOracle.norm(StreamOracle.residual(k, landmarks.indices(), landmarks.weights(), 1));
        assertTrue(error < 2, "error " + error + " of " + landmarks);
        assertTrue(landmarks.size() < 500);
    }

    @Test
    void aRefusedPointIsNamedAndChangesNothing() {
        Points x = StreamOracle.fiveClusters(80, 4);
        Squeak squeak = Squeak.ofRidge(1).withChunk(10);
        SqueakStream with = squeak.start(KERNEL, new SplittableRandom(3), CPU);
        SqueakStream without = squeak.start(KERNEL, new SplittableRandom(3), CPU);
        without.observe(x);
        for (int i = 0; i < 80; i++) {
            if (i == 33) {
                var e = assertThrows(
                        IllegalArgumentException.class, () -> with.observe(1, 2, Double.NEGATIVE_INFINITY));
                assertEquals("point 33 of the stream: coordinate 2 is not a finite number (-Infinity)", e.getMessage());
            }
            with.observe(x.row(i));
        }
        assertEquals(without.dictionary(), with.dictionary());
        assertEquals(80, with.seen());
    }

    @Test
    void aStreamGoesOnFromADictionary() {
        Points x = StreamOracle.fiveClusters(200, 4);
        Squeak squeak = Squeak.ofRidge(1).withChunk(64);
        SqueakStream stream = squeak.start(KERNEL, new SplittableRandom(3), CPU);
        stream.observe(x.select(IntStream.range(0, 100).toArray()));
        SqueakStream next = squeak.resume(stream.dictionary(), KERNEL, new SplittableRandom(4), CPU);
        next.observe(x.select(IntStream.range(100, 200).toArray()));
        assertEquals(200, next.dictionary().seen());
        assertTrue(Arrays.stream(next.dictionary().positions()).max().orElseThrow() >= 100);
    }

    @Test
    void awkwardDataAreTaken() {
        SqueakStream same = Squeak.ofRidge(1e-3).start(KERNEL, new SplittableRandom(1), CPU);
        for (int i = 0; i < 1021; i++) {
            same.observe(1, 2);
        }
        assertTrue(same.dictionary().size() >= 1 && same.dictionary().size() < 60, same.toString());
        for (int n : new int[] {1, 2, 7, 63, 64, 65}) {
            Points x = StreamOracle.normal(n, 2, n);
            assertTrue(Squeak.ofRidge(0.01)
                            .withEpsilon(0)
                            .select(KERNEL, x, new SplittableRandom(n), CPU)
                            .size()
                    <= n);
        }
        Kernel linear = Kernel.linear();
        SqueakStream zero = Squeak.ofRidge(1).start(linear, new SplittableRandom(1), CPU);
        zero.observe(0, 0);
        assertEquals(0, zero.dictionary().size());
        var e = assertThrows(
                IllegalStateException.class, () -> zero.dictionary().points());
        assertEquals("the dictionary has no atom", e.getMessage());
    }

    @Test
    void badInputIsNamed() {
        assertMessage("ridge: expected a positive finite number, found -1.0", () -> Squeak.ofRidge(-1));
        assertMessage(
                "copies: expected at least 1, found 0", () -> Squeak.ofRidge(1).withCopies(0));
        assertMessage(
                "chunk: expected at least 1, found 0", () -> Squeak.ofRidge(1).withChunk(0));
        assertMessage(
                "limit: expected at least 1, found 0", () -> Squeak.ofRidge(1).withLimit(0));
        assertMessage(
                "epsilon: expected at least 0 and below 1, found 1.5",
                () -> Squeak.ofRidge(1).withEpsilon(1.5));
        assertMessage(
                "leaf size: expected at least 1, found 0",
                () -> Disqueak.of(Squeak.ofRidge(1)).withLeafSize(0));
        assertMessage(
                "threads: expected at least 1, found 0",
                () -> Disqueak.of(Squeak.ofRidge(1)).withThreads(0));
        Points x = StreamOracle.normal(200, 3, 1);
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> Squeak.ofRidge(1e-6).withLimit(40).select(KERNEL, x, new SplittableRandom(1), CPU));
        assertTrue(e.getMessage().contains("above the limit of 40; their effective dimension"), e.getMessage());
        Squeak squeak = Squeak.ofRidge(1);
        Dictionary other = part(squeak.withCopies(3), x, 0, 20);
        assertMessage(
                "dictionary: expected one of 10 copies, found 3", () -> squeak.merge(other, other, KERNEL, 1, CPU));
        Dictionary plane = part(squeak, StreamOracle.normal(20, 2, 1), 0, 20);
        Dictionary space = part(squeak, x, 0, 20);
        assertMessage(
                "dictionaries: expected atoms of the same dimension, found 2 and 3",
                () -> squeak.merge(plane, space, KERNEL, 1, CPU));
        assertThrows(
                IllegalArgumentException.class, () -> squeak.start(Kernel.sigmoid(1, 0), new SplittableRandom(1), CPU));
    }

    @Test
    void interruptionStops() {
        SqueakStream stream = Squeak.ofRidge(1).withChunk(2).start(KERNEL, new SplittableRandom(1), CPU);
        stream.observe(1, 2);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> stream.observe(2, 3));
        assertTrue(Thread.interrupted());
        Thread.currentThread().interrupt();
        Points x = StreamOracle.normal(300, 2, 1);
        assertThrows(
                CancellationException.class,
                () -> Disqueak.of(Squeak.ofRidge(1))
                        .withLeafSize(50)
                        .dictionary(KERNEL, x, new SplittableRandom(1), CPU));
        assertTrue(Thread.interrupted());
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
