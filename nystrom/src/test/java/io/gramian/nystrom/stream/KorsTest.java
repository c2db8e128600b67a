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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.junit.jupiter.api.Test;

/** KORS and PROS-N-KONS. Laws by counts: fixed seeds, false-alarm rate 1e-4 each, and a wrong law fails. */
class KorsTest {
    private static final Backend CPU = Backends.cpu().withThreads(1);
    private static final Kernel KERNEL = Kernel.gaussian(2);
    private static final Points SMALL = Points.ofColumn(0, 1.3, 3.2, 3.3);

    private static void extend(
            Map<String, Double> law, DMatrixRMaj k, int t, int[] atoms, double[] p, double probability, double power) {
        if (t == 4) {
            law.merge(Arrays.toString(atoms), probability, Double::sum);
            return;
        }
        double[] weights = Arrays.stream(p).map(q -> Math.pow(q, power)).toArray();
        double e = StreamOracle.score(k, atoms, weights, 0.5, t);
        double chance = Math.min(1, 0.8 * 1.2 * e / (1 + e));
        int m = atoms.length;
        extend(law, k, t + 1, atoms, p, probability * (1 - chance), power);
        int[] more = Arrays.copyOf(atoms, m + 1);
        double[] moreP = Arrays.copyOf(p, m + 1);
        more[m] = t;
        moreP[m] = chance;
        extend(law, k, t + 1, more, moreP, probability * chance, power);
    }

    @Test
    void atomsFollowTheirLaw() {
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, SMALL);
        Map<String, Double> law = new HashMap<>();
        extend(law, k, 0, new int[0], new double[0], 1, -0.5);
        Map<String, Double> wrong = new HashMap<>();
        extend(wrong, k, 0, new int[0], new double[0], 1, -1.5); // weights of another power
        Kors kors = Kors.ofRidge(0.5).withEpsilon(0.2).withBeta(0.8);
        java.util.function.Function<SplittableRandom, String> sampler = random -> {
            try (KorsStream stream = kors.start(KERNEL, random, CPU)) {
                for (int i = 0; i < 4; i++) {
                    stream.observe(SMALL.row(i));
                }
                return Arrays.toString(stream.dictionary().positions());
            }
        };
        assertEquals(1, law.values().stream().mapToDouble(Double::doubleValue).sum(), 1e-12);
        double p = StreamOracle.pValue(law, 60_000, sampler);
        assertTrue(p > 1e-4, "p-value " + p);
        double pOfWrong = StreamOracle.pValue(wrong, 60_000, sampler);
        assertTrue(pOfWrong < 1e-4, "p-value of a wrong law " + pOfWrong);
    }

    @Test
    void theDictionaryIsAccurateAndOnlyGrows() {
        Points x = StreamOracle.fiveClusters(400, 3);
        DMatrixRMaj k = StreamOracle.kernel(KERNEL, x);
        Landmarks landmarks = Kors.ofRidge(1).withBeta(4).select(KERNEL, x, new SplittableRandom(1), CPU);
        double error = StreamOracle.norm(StreamOracle.residual(k, landmarks.indices(), landmarks.weights(), 1));
        assertTrue(error <= 2, "error " + error + " of " + landmarks);
        try (KorsStream stream = Kors.ofRidge(1).start(KERNEL, new SplittableRandom(1), CPU)) {
            int before = 0;
            for (int i = 0; i < 400; i++) {
                boolean isAdded = stream.observe(x.row(i));
                assertEquals(before + (isAdded ? 1 : 0), stream.size());
                before = stream.size();
                assertTrue(stream.lastScore() > 0 && stream.lastScore() <= 1.5);
            }
            double exact = LeverageScores.exact(KERNEL, x, 1, CPU).effectiveDimension();
            assertTrue(stream.onlineEffectiveDimension() > exact / 2);
            assertTrue(stream.onlineEffectiveDimension() < 8 * exact);
        }
    }

    /** The same learner with explicit matrices; atoms are those that the stream chose. */
    @Test
    void onlineRegressionIsItsDefinition() {
        Points x = StreamOracle.normal(60, 2, 5);
        SplittableRandom noise = new SplittableRandom(6);
        double[] y = IntStream.range(0, 60)
                .mapToDouble(i -> Math.sin(x.value(i, 0)) + 0.1 * noise.nextGaussian())
                .toArray();
        double bound = 1.5;
        double sigma = 1 / (8 * bound * bound);
        ProsNKons configuration =
                ProsNKons.of(Kors.ofRidge(0.5)).withBound(bound).withRegularisation(0.7);
        try (OnlineRegression learner = configuration.start(KERNEL, new SplittableRandom(8), CPU);
                KorsStream atoms = Kors.ofRidge(0.5).start(KERNEL, new SplittableRandom(8), CPU)) {
            DMatrixRMaj root = null;
            DMatrixRMaj a = null;
            DMatrixRMaj w = null;
            DMatrixRMaj g = null;
            double loss = 0;
            for (int t = 0; t < 60; t++) {
                if (atoms.observe(x.row(t))) {
                    DMatrixRMaj k =
                            StreamOracle.kernel(KERNEL, atoms.dictionary().points());
                    root = inverseRoot(k);
                    a = StreamOracle.shifted(new DMatrixRMaj(root.numRows, root.numRows), 0.7);
                    w = new DMatrixRMaj(root.numRows, 1);
                    g = new DMatrixRMaj(root.numRows, 1);
                }
                DMatrixRMaj phi = new DMatrixRMaj(root.numRows, 1);
                for (int i = 0; i < root.numRows; i++) {
                    for (int j = 0; j < root.numCols; j++) {
                        phi.add(
                                i,
                                0,
                                root.get(i, j) * KERNEL.value(atoms.atoms().get(j), x.row(t)));
                    }
                }
                DMatrixRMaj inverse = StreamOracle.inverse(a);
                DMatrixRMaj next = new DMatrixRMaj(w);
                CommonOps_DDRM.subtractEquals(next, StreamOracle.product(inverse, g));
                double value = CommonOps_DDRM.dot(next, phi);
                double excess = Math.signum(value) * Math.max(0, Math.abs(value) - bound);
                DMatrixRMaj direction = StreamOracle.product(inverse, phi);
                CommonOps_DDRM.addEquals(next, -excess / CommonOps_DDRM.dot(phi, direction), direction);
                w = next;
                double prediction = CommonOps_DDRM.dot(w, phi);
                if (learner.resets() == atoms.size()) {
                    assertEquals(prediction, learner.predict(x.row(t)), 1e-9, "pair " + t);
                }
                assertEquals(prediction, learner.observe(x.row(t), y[t]), 1e-9, "pair " + t);
                double error = prediction - y[t];
                loss += error * error;
                g = new DMatrixRMaj(phi);
                CommonOps_DDRM.scale(2 * error, g);
                CommonOps_DDRM.addEquals(a, sigma / 2, CommonOps_DDRM.multTransB(g, g, null));
            }
            assertEquals(loss, learner.cumulativeLoss(), 1e-9);
            assertEquals(60, learner.seen());
            assertEquals(atoms.dictionary(), learner.dictionary());
        }
    }

    /** D^(-1/2) U' without the numerically zero eigenvalues; predictions do not depend on order and signs. */
    private static DMatrixRMaj inverseRoot(DMatrixRMaj k) {
        var eigen = DecompositionFactory_DDRM.eig(k.numRows, true, true);
        eigen.decompose(new DMatrixRMaj(k));
        double largest = 0;
        for (int l = 0; l < k.numRows; l++) {
            largest = Math.max(largest, eigen.getEigenvalue(l).real);
        }
        double least = largest * k.numRows * Math.ulp(1.0);
        int[] kept = IntStream.range(0, k.numRows)
                .filter(l -> eigen.getEigenvalue(l).real > least)
                .toArray();
        DMatrixRMaj root = new DMatrixRMaj(kept.length, k.numRows);
        for (int r = 0; r < kept.length; r++) {
            for (int j = 0; j < k.numRows; j++) {
                root.set(r, j, eigen.getEigenVector(kept[r]).get(j) / Math.sqrt(eigen.getEigenvalue(kept[r]).real));
            }
        }
        return root;
    }

    @Test
    void errorsFallAsItLearns() {
        Points x = StreamOracle.normal(3000, 1, 5);
        double early = 0;
        double late = 0;
        try (OnlineRegression learner =
                ProsNKons.of(Kors.ofRidge(0.1).withBeta(0.5)).start(Kernel.gaussian(1), new SplittableRandom(2), CPU)) {
            for (int t = 0; t < 3000; t++) {
                double y = Math.cos(2 * x.value(t, 0));
                double error = learner.observe(x.row(t), y) - y;
                if (t < 300) {
                    early += error * error;
                } else if (t >= 2700) {
                    late += error * error;
                }
            }
            assertTrue(late < early / 10, early + " to " + late + " by " + learner);
            assertEquals(learner.resets(), learner.dictionary().size());
        }
    }

    @Test
    void badInputIsNamedAndChangesNothing() {
        try (OnlineRegression learner = ProsNKons.of(Kors.ofRidge(1)).start(KERNEL, new SplittableRandom(1), CPU)) {
            assertEquals(0, learner.predict(1, 2));
            learner.observe(new double[] {1, 2}, 0.5);
            assertMessage(
                    "response 1 of the stream is not a finite number (NaN)",
                    () -> learner.observe(new double[] {1, 2}, Double.NaN));
            assertMessage(
                    "point 1 of the stream: expected 2 coordinates, found 3",
                    () -> learner.observe(new double[] {1, 2, 3}, 0));
            assertMessage("point 1 of the stream: expected 2 coordinates, found 1", () -> learner.predict(1));
            assertMessage(
                    "point 1 of the stream: coordinate 0 is not a finite number (NaN)",
                    () -> learner.observe(new double[] {Double.NaN, 2}, 0));
            assertEquals(1, learner.seen());
        }
        assertMessage("ridge: expected a positive finite number, found 0.0", () -> Kors.ofRidge(0));
        assertMessage(
                "beta: expected a positive finite number, found NaN",
                () -> Kors.ofRidge(1).withBeta(Double.NaN));
        assertMessage(
                "bound: expected a positive finite number, found 0.0",
                () -> ProsNKons.of(Kors.ofRidge(1)).withBound(0));
        assertMessage(
                "regularisation: expected a positive finite number, found -2.0",
                () -> ProsNKons.of(Kors.ofRidge(1)).withRegularisation(-2));
    }

    private static void assertMessage(String message, org.junit.jupiter.api.function.Executable code) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, code).getMessage());
    }
}
