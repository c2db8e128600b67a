package io.gramian.nystrom.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.Landmarks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

/** INK-ESTIMATE as a stream. Laws by counts: fixed seeds, false-alarm rate 1e-4 each, and a wrong sampler fails. */
class InkStreamTest {
    private static final Backend CPU = Backends.cpu().withThreads(1);
    private static final Kernel KERNEL = Kernel.gaussian(2);

    private static InkStream run(Points x, InkEstimate ink, long seed) {
        InkStream stream = ink.start(KERNEL, new SplittableRandom(seed), CPU);
        for (int i = 0; i < x.size(); i++) {
            stream.observe(x.row(i));
        }
        return stream;
    }

    @Test
    void aLargeBudgetKeepsTheBoundAtAllTimes() {
        Points x = StreamOracle.fiveClusters(160, 3);
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, x);
        InkStream stream = InkEstimate.of(1, 4000).start(KERNEL, new SplittableRandom(1), CPU);
        for (int i = 0; i < x.size(); i++) {
            stream.observe(x.row(i));
            if (i % 20 == 19) {
                DMatrixRMaj kt = CommonOps_DDRM.extract(k, 0, i + 1, 0, i + 1);
                Landmarks landmarks = stream.landmarks(x);
                double error =
                        StreamOracle.norm(StreamOracle.residual(kt, landmarks.indices(), landmarks.weights(), 1));
                assertEquals(error, stream.trueError(), 1e-9 * Math.max(1, error));
                assertTrue(error <= stream.errorBound(), "after " + i + ": " + error);
                double exact = StreamOracle.effectiveDimension(kt, 1);
                assertTrue(stream.effectiveDimension() >= exact - 1e-9);
                assertTrue(stream.effectiveDimension() < 4 * exact);
            }
        }
        assertTrue(stream.isValid(), stream.failure());
        assertEquals("", stream.failure());
        assertEquals(2, stream.errorBound());
        assertEquals(9, stream.riskFactor(1));
    }

    @Test
    void aBudgetThatIsTooSmallIsNoticed() {
        Points x = StreamOracle.fiveClusters(250, 3);
        InkStream stream = run(x, InkEstimate.of(0.1, 60), 2);
        assertFalse(stream.isValid());
        assertTrue(stream.failure().contains("a budget of 60 copies is too small"), stream.failure());
        assertTrue(stream.failure().contains("at point "), stream.failure());
        assertTrue(stream.clips() > 0);
        assertEquals(1, stream.landmarks(x).warnings().size());
    }

    @Test
    void copiesStayWithinTheBudgetInTheMean() {
        Points x = StreamOracle.fiveClusters(60, 5);
        int runs = 60;
        double[] copies = new double[runs];
        for (int r = 0; r < runs; r++) {
            copies[r] = run(x, InkEstimate.of(1, 300), r).copies();
        }
        double mean = Arrays.stream(copies).average().orElseThrow();
        double sd = Math.sqrt(
                Arrays.stream(copies).map(c -> (c - mean) * (c - mean)).sum() / (runs - 1));
        assertTrue(mean - 4 * sd / Math.sqrt(runs) <= 300, "mean of copies " + mean);
        assertTrue(mean > 20, "mean of copies " + mean);
    }

    /** The law of the copies after three points, all coins enumerated; scores by explicit matrices. */
    private static Map<String, Double> law(Points x, double ridge, double epsilon, int q, boolean isWrong) {
        Map<String, Double> law = new HashMap<>();
        extend(law, x, ridge, epsilon, q, 0, new int[0], new double[0], new int[0], 0, 1, isWrong);
        return law;
    }

    private static void extend(
            Map<String, Double> law,
            Points x,
            double ridge,
            double epsilon,
            int q,
            int t,
            int[] atoms,
            double[] p,
            int[] copies,
            double dimension,
            double probability,
            boolean isWrong) {
        if (t == x.size()) {
            int[] all = new int[t];
            for (int a = 0; a < atoms.length; a++) {
                all[atoms[a]] = copies[a];
            }
            law.merge(Arrays.toString(all), probability, Double::sum);
            return;
        }
        double alphaRidge = (2 - epsilon) / (1 - epsilon) * ridge;
        DMatrixRMaj k = CommonOps_DDRM.extract(StreamOracle.kernel(KERNEL, x), 0, t + 1, 0, t + 1);
        DMatrixRMaj approximation = new DMatrixRMaj(t, t);
        if (atoms.length > 0) {
            double[] weights = new double[atoms.length];
            for (int a = 0; a < atoms.length; a++) {
                weights[a] = Math.sqrt(copies[a] / (q * p[a]));
            }
            DMatrixRMaj before = CommonOps_DDRM.extract(k, 0, t, 0, t);
            CommonOps_DDRM.subtract(before, StreamOracle.residual(before, atoms, weights, ridge), approximation);
        }
        DMatrixRMaj bordered = new DMatrixRMaj(k);
        CommonOps_DDRM.insert(approximation, bordered, 0, 0);
        DMatrixRMaj inverse = StreamOracle.inverse(StreamOracle.shifted(bordered, alphaRidge));
        double[] tau = new double[t + 1];
        for (int i = 0; i <= t; i++) {
            DMatrixRMaj column = CommonOps_DDRM.extractColumn(k, i, null);
            tau[i] = (k.get(i, i) - CommonOps_DDRM.dot(column, StreamOracle.product(inverse, column))) / alphaRidge;
        }
        double growth;
        if (t == 0) {
            growth = k.get(0, 0) / (k.get(0, 0) + ridge);
        } else {
            DMatrixRMaj kt = CommonOps_DDRM.extract(k, 0, t, t, t + 1);
            double seen = CommonOps_DDRM.dot(
                    kt,
                    StreamOracle.product(StreamOracle.inverse(StreamOracle.shifted(approximation, alphaRidge)), kt));
            DMatrixRMaj z = StreamOracle.product(StreamOracle.inverse(StreamOracle.shifted(approximation, ridge)), kt);
            double c = (1 - epsilon) * (1 - epsilon) / 4 * ridge * CommonOps_DDRM.dot(z, z);
            growth = (k.get(t, t) - seen - c) / (k.get(t, t) - seen + ridge);
        }
        double grown = dimension + growth;
        int m = atoms.length;
        int[] outcome = new int[m + 1];
        enumerate(law, x, ridge, epsilon, q, t, atoms, p, copies, grown, probability, isWrong, tau, outcome, 0);
    }

    private static void enumerate(
            Map<String, Double> law,
            Points x,
            double ridge,
            double epsilon,
            int q,
            int t,
            int[] atoms,
            double[] p,
            int[] copies,
            double grown,
            double probability,
            boolean isWrong,
            double[] tau,
            int[] outcome,
            int at) {
        int m = atoms.length;
        if (at > m) {
            int[] newAtoms = new int[m + 1];
            double[] newP = new double[m + 1];
            int[] newCopies = new int[m + 1];
            int size = 0;
            for (int a = 0; a <= m; a++) {
                if (outcome[a] > 0) {
                    newAtoms[size] = a < m ? atoms[a] : t;
                    newP[size] = a < m ? Math.min(tau[atoms[a]] / grown, p[a]) : Math.min(1, tau[t] / grown);
                    newCopies[size++] = outcome[a];
                }
            }
            extend(
                    law,
                    x,
                    ridge,
                    epsilon,
                    q,
                    t + 1,
                    Arrays.copyOf(newAtoms, size),
                    Arrays.copyOf(newP, size),
                    Arrays.copyOf(newCopies, size),
                    grown,
                    probability,
                    isWrong);
            return;
        }
        int trials = at < m ? copies[at] : q;
        double chance =
                at < m ? Math.min(tau[atoms[at]] / grown, p[at]) / (isWrong ? 1 : p[at]) : Math.min(1, tau[t] / grown);
        for (int kept = 0; kept <= trials; kept++) {
            outcome[at] = kept;
            double next = probability * StreamOracle.binomial(trials, kept, chance);
            enumerate(law, x, ridge, epsilon, q, t, atoms, p, copies, grown, next, isWrong, tau, outcome, at + 1);
        }
    }

    @Test
    void copiesFollowTheirLaw() {
        Points x = Points.ofColumn(0, 1.2, 3.1);
        InkEstimate ink = InkEstimate.of(0.7, 3).withEpsilon(0.3);
        java.util.function.Function<SplittableRandom, String> sampler = random -> {
            InkStream stream = ink.start(KERNEL, random, CPU);
            for (int i = 0; i < 3; i++) {
                stream.observe(x.row(i));
            }
            int[] copies = new int[3];
            Dictionary dictionary = stream.dictionary();
            for (int a = 0; a < dictionary.size(); a++) {
                copies[(int) dictionary.positions()[a]] = dictionary.copies()[a];
            }
            return Arrays.toString(copies);
        };
        double p = StreamOracle.pValue(law(x, 0.7, 0.3, 3, false), 8000, sampler);
        assertTrue(p > 1e-4, "p-value " + p);
        double wrong = StreamOracle.pValue(law(x, 0.7, 0.3, 3, true), 8000, sampler);
        assertTrue(wrong < 1e-4, "p-value of a wrong law " + wrong);
    }

    @Test
    void aCheckpointGoesOnBitByBit() throws IOException {
        Points x = StreamOracle.fiveClusters(90, 8);
        InkStream whole = run(x, InkEstimate.of(0.5, 400).withEpsilon(0.4), 9);
        InkStream first = InkEstimate.of(0.5, 400).withEpsilon(0.4).start(KERNEL, new SplittableRandom(9), CPU);
        for (int i = 0; i < 40; i++) {
            first.observe(x.row(i));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        first.write(bytes);
        InkStream second = InkStream.read(new ByteArrayInputStream(bytes.toByteArray()), KERNEL, CPU);
        for (int i = 40; i < 90; i++) {
            second.observe(x.row(i));
        }
        assertEquals(whole.dictionary(), second.dictionary());
        assertEquals(whole.effectiveDimension(), second.effectiveDimension());
        assertEquals(whole.largestCopies(), second.largestCopies());
        assertArrayEquals(whole.landmarks(x).scores(), second.landmarks(x).scores());
        byte[] broken = bytes.toByteArray();
        broken[3] ^= 1;
        IOException e =
                assertThrows(IOException.class, () -> InkStream.read(new ByteArrayInputStream(broken), KERNEL, CPU));
        assertTrue(e.getMessage().contains("not a stream of INK-ESTIMATE"), e.getMessage());
    }

    @Test
    void aRefusedPointIsNamedAndChangesNothing() {
        Points x = StreamOracle.fiveClusters(30, 4);
        InkStream with = InkEstimate.of(1, 100).start(KERNEL, new SplittableRandom(3), CPU);
        InkStream without = InkEstimate.of(1, 100).start(KERNEL, new SplittableRandom(3), CPU);
        for (int i = 0; i < 30; i++) {
            if (i == 17) {
                var e = assertThrows(IllegalArgumentException.class, () -> with.observe(1, Double.NaN, 2));
                assertEquals("point 17 of the stream: coordinate 1 is not a finite number (NaN)", e.getMessage());
                e = assertThrows(IllegalArgumentException.class, () -> with.observe(1, 2));
                assertEquals("point 17 of the stream: expected 3 coordinates, found 2", e.getMessage());
            }
            with.observe(x.row(i));
            without.observe(x.row(i));
        }
        assertEquals(without.dictionary(), with.dictionary());
    }

    @Test
    void duplicatesAndScalesAreTaken() {
        double[] same = {1, 2};
        InkStream stream = InkEstimate.of(1e-6, 200).start(Kernel.gaussian(1), new SplittableRandom(5), CPU);
        for (int i = 0; i < 50; i++) {
            stream.observe(same);
        }
        assertTrue(stream.size() >= 1);
        // The over-estimate grows by less than alpha / t with each repetition, 3 log 50 in all.
        assertTrue(stream.effectiveDimension() >= 1 - 1e-5 && stream.effectiveDimension() < 12, stream.toString());
        InkStream huge = InkEstimate.of(1e12, 200).start(Kernel.linear(), new SplittableRandom(5), CPU);
        InkStream plain = InkEstimate.of(1, 200).start(Kernel.linear(), new SplittableRandom(5), CPU);
        Points x = StreamOracle.normal(40, 2, 6);
        for (int i = 0; i < 40; i++) {
            plain.observe(x.row(i));
            huge.observe(x.value(i, 0) * 1e6, x.value(i, 1) * 1e6);
        }
        assertEquals(plain.effectiveDimension(), huge.effectiveDimension(), 1e-6);
        assertArrayEquals(plain.dictionary().positions(), huge.dictionary().positions());
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertMessage("ridge: expected a positive finite number, found 0.0", () -> InkEstimate.of(0, 5));
        assertMessage("budget: expected at least 1, found 0", () -> InkEstimate.of(1, 0));
        assertMessage(
                "epsilon: expected at least 0 and below 1, found 1.0",
                () -> InkEstimate.of(1, 5).withEpsilon(1));
        assertMessage(
                "regularisation: expected a positive finite number, found -1.0",
                () -> InkEstimate.of(1, 5)
                        .start(KERNEL, new SplittableRandom(1), CPU)
                        .riskFactor(-1));
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> InkEstimate.of(1, 5).start(Kernel.sigmoid(1, 0), new SplittableRandom(1), CPU));
        assertTrue(e.getMessage().contains("expected a positive semi-definite one"), e.getMessage());
    }

    @Test
    void interruptionStops() {
        InkStream stream = InkEstimate.of(1, 50).start(KERNEL, new SplittableRandom(1), CPU);
        stream.observe(1, 2);
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> stream.observe(2, 3));
        assertTrue(Thread.interrupted());
        assertEquals(1, stream.seen());
        stream.observe(2, 3);
        assertEquals(2, stream.seen());
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
