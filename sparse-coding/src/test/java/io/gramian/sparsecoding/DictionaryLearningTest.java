package io.gramian.sparsecoding;

import static io.gramian.sparsecoding.Failures.fails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DictionaryLearningTest {
    private static Dictionary dictionary(Reference reference, String name) {
        return Dictionary.ofColumns(reference.table(name), 1, 8, 8);
    }

    /** The atoms in the order of the start. */
    private static double[] inOrder(LearnedDictionary learned) {
        int[] order = learned.order();
        int[] back = new int[order.length];
        for (int m = 0; m < order.length; m++) {
            back[order[m]] = m;
        }
        return columns(learned.dictionary().select(back));
    }

    private static double[] columns(Dictionary dictionary) {
        return Arrays.stream(dictionary.toColumns())
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    private static double[] values(Dictionary dictionary) {
        return dictionary.atoms().stream()
                .flatMapToDouble(atom -> Arrays.stream(atom.values()))
                .toArray();
    }

    @Test
    void onlineStepsOfSporco() {
        Reference reference = new Reference("online_cdl");
        List<Signal> images = IntStream.range(0, 3)
                .mapToObj(j -> reference.image("image" + j + ".csv"))
                .toList();
        OnlineDictionaryLearning learning = DictionaryLearning.online()
                .withSteps(10, 20)
                .withCoding(ConvolutionalSparseCoding.admm()
                        .withBackend(Backends.cpu())
                        .withPenalty(0.05)
                        .withRho(RhoRule.fixed(2))
                        .withTolerance(0)
                        .withIterations(50));
        for (int steps = 1; steps <= 3; steps++) {
            LearnedDictionary learned =
                    learning.learn(images.subList(0, steps), dictionary(reference, "dictionary0.csv"));
            assertArrayEquals(reference.numbers("expected_dictionary" + steps + ".csv"), inOrder(learned), 1e-8);
            assertEquals(steps, learned.iterations());
        }
    }

    private static List<Signal> signals(Reference reference) {
        Signal both = reference.image("signals.csv");
        return List.of(
                both.crop(new int[] {0, 0}, new int[] {32, 32}), both.crop(new int[] {32, 0}, new int[] {32, 32}));
    }

    private static List<CoefficientMaps> codes(Reference reference) {
        double[] maps = reference.numbers("maps.csv");
        int half = maps.length / 2;
        return List.of(
                CoefficientMaps.ofAtomFastest(new int[] {32, 32}, 16, Arrays.copyOf(maps, half)),
                CoefficientMaps.ofAtomFastest(new int[] {32, 32}, 16, Arrays.copyOfRange(maps, half, 2 * half)));
    }

    @Test
    void gradientOfTheAtoms() {
        Reference reference = new Reference("online_cdl");
        Reference given = new Reference("ccmod_dictionary_update");
        Dictionary dictionary = dictionary(reference, "dictionary0.csv");
        double[][] gradient = DictionaryGradient.zeros(dictionary);
        for (int k = 0; k < 2; k++) {
            CoefficientMaps code = codes(given).get(k);
            double[] residual =
                    dictionary.synthesise(code).minus(signals(given).get(k)).values();
            DictionaryGradient.add(dictionary, code, residual, gradient);
        }
        assertArrayEquals(
                reference.numbers("expected_gradient_D.csv"),
                columns(DictionaryGradient.dictionary(gradient, dictionary)),
                1e-9);
    }

    /** The trace of 200 iterations of the constrained method of optimal directions from zero, and its dictionary. */
    @Test
    void constrainedOptimalDirections() {
        Reference reference = new Reference("ccmod_dictionary_update");
        List<Signal> signals = signals(reference);
        List<CoefficientMaps> codes = codes(reference);
        Dictionary shape = dictionary(new Reference("online_cdl"), "dictionary0.csv");
        AtomAdmm atoms = new AtomAdmm(
                Backends.cpu(), signals, shape, 2, 10, new AtomSet(AtomConstraint.UNIT_SPHERE, false, false));
        atoms.clear();
        double[] trace = new double[200];
        Dictionary learned = shape;
        for (int i = 0; i < 200; i++) {
            learned = atoms.improve(codes);
            trace[i] = data(signals, codes, learned);
        }
        for (double[] row : reference.rows("expected_trace.csv")) {
            assertEquals(row[1], trace[(int) row[0]], 1e-8 * row[1]);
        }
        assertArrayEquals(reference.numbers("expected_dictionary_ism_200it.csv"), columns(learned), 1e-6);
    }

    private static double data(List<Signal> signals, List<CoefficientMaps> codes, Dictionary dictionary) {
        double sum = 0;
        for (int k = 0; k < signals.size(); k++) {
            double norm =
                    signals.get(k).minus(dictionary.synthesise(codes.get(k))).norm();
            sum += norm * norm / 2;
        }
        return sum;
    }

    /** A code for the learned dictionary is cheaper than one for the start, whichever update learned it. */
    @Test
    void batchLearningLowersTheObjective() {
        Reference reference = new Reference("ccmod_dictionary_update");
        List<Signal> signals = signals(reference);
        Dictionary start = dictionary(new Reference("online_cdl"), "dictionary0.csv");
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withBackend(Backends.cpu())
                .withPenalty(0.05)
                .withIterations(30)
                .withRho(RhoRule.fixed(2));
        double before = 0;
        for (Signal signal : signals) {
            before += coding.withIterations(300).encode(signal, start).objective();
        }
        for (DictionaryUpdate update : DictionaryUpdate.values()) {
            DictionaryLearning learning = DictionaryLearning.batch()
                    .withCoding(coding)
                    .withUpdate(update)
                    .withIterations(update == DictionaryUpdate.PROJECTED_GRADIENT ? 8 : 80);
            LearnedDictionary learned = learning.learn(signals, start);
            double after = 0;
            for (Signal signal : signals) {
                after += coding.withIterations(300)
                        .encode(signal, learned.dictionary())
                        .objective();
            }
            assertTrue(
                    after < 0.97 * before,
                    update + ": " + before + " to " + after + ", " + Arrays.toString(learned.objectives()));
            for (double norm : learned.dictionary().norms()) {
                assertEquals(1, norm, 1e-12);
            }
            double[] energies = learned.energies();
            for (int m = 1; m < energies.length; m++) {
                assertTrue(energies[m] <= energies[m - 1]);
            }
            assertEquals(Normalisation.L2, learned.dictionary().normalisation());
        }
    }

    private static final ConvolutionalSparseCoding SMALL = ConvolutionalSparseCoding.admm()
            .withBackend(Backends.cpu())
            .withRelativePenalty(0.1)
            .withRho(RhoRule.fixed(3))
            .withIterations(10);

    /** Signals of one to three axes, channels and odd lengths; the constraints hold, and the same call gives the same bits. */
    @Test
    void constraintsHold() {
        SplittableRandom random = new SplittableRandom(31);
        int[][] shapes = {{63}, {2}, {7, 9}, {11, 1}, {4, 5, 6}};
        int[][] boxes = {{8}, {2}, {3, 4}, {3, 1}, {2, 3, 2}};
        for (int i = 0; i < shapes.length; i++) {
            int channels = 1 + i % 2;
            List<Signal> signals =
                    List.of(Naive.normal(random, channels, shapes[i]), Naive.normal(random, channels, shapes[i]));
            Dictionary start = Naive.atoms(random, 3, channels, boxes[i]);
            for (DictionaryUpdate update : DictionaryUpdate.values()) {
                for (AtomConstraint constraint : AtomConstraint.values()) {
                    DictionaryLearning learning = DictionaryLearning.batch()
                            .withCoding(SMALL)
                            .withUpdate(update)
                            .withConstraint(constraint)
                            .withZeroMean()
                            .withIterations(5);
                    LearnedDictionary learned = learning.learn(signals, start);
                    checkFeasible(learned.dictionary(), constraint);
                    assertArrayEquals(
                            learned.objectives(), learning.learn(signals, start).objectives());
                }
            }
        }
    }

    private static void checkFeasible(Dictionary dictionary, AtomConstraint constraint) {
        for (Signal atom : dictionary.atoms()) {
            for (int c = 0; c < atom.channels(); c++) {
                assertEquals(0, atom.channel(c).mean(), 1e-12);
            }
            boolean isSphere = constraint == AtomConstraint.UNIT_SPHERE && atom.size() > 1;
            assertEquals(isSphere ? 1 : Math.min(1, atom.norm()), atom.norm(), 1e-12);
        }
    }

    @Test
    void sameForAnyNumberOfThreads() {
        SplittableRandom random = new SplittableRandom(33);
        List<Signal> signals = List.of(Naive.normal(random, 1, 40, 44), Naive.normal(random, 1, 40, 44));
        Dictionary start = Naive.atoms(random, 10, 1, 5, 4);
        for (DictionaryUpdate update : DictionaryUpdate.values()) {
            DictionaryLearning learning =
                    DictionaryLearning.batch().withUpdate(update).withIterations(3);
            double[][] objectives = IntStream.of(1, 3)
                    .mapToObj(threads -> learning.withCoding(
                                    SMALL.withBackend(Backends.cpu().withThreads(threads)))
                            .learn(signals, start)
                            .objectives())
                    .toArray(double[][]::new);
            assertArrayEquals(objectives[0], objectives[1], update.toString());
        }
    }

    /** For one signal consensus and optimal directions are the same iteration. */
    @Test
    void oneSignalNeedsNoConsensus() {
        SplittableRandom random = new SplittableRandom(32);
        List<Signal> one = List.of(Naive.normal(random, 1, 12, 15));
        Dictionary start = Naive.atoms(random, 4, 1, 5, 4);
        DictionaryLearning learning =
                DictionaryLearning.batch().withCoding(SMALL).withIterations(20);
        assertArrayEquals(
                learning.withUpdate(DictionaryUpdate.CONSTRAINED_MOD)
                        .learn(one, start)
                        .objectives(),
                learning.learn(one, start).objectives());
    }

    /** What a mask hides has no say, in batches of several shapes and online. */
    @Test
    void masksHide() {
        SplittableRandom random = new SplittableRandom(33);
        Signal signal = Naive.normal(random, 1, 14, 13);
        Signal mask = Naive.normal(random, 1, 14, 13).map(value -> value > -0.5 ? 1 : 0);
        Signal other = signal.plus(mask.map(value -> 100 * (1 - value)));
        Dictionary start = Naive.atoms(random, 3, 1, 4, 4);
        DictionaryLearning batch = DictionaryLearning.batch()
                .withUpdate(DictionaryUpdate.PROJECTED_GRADIENT)
                .withIterations(4)
                .withCoding(SMALL.withMask(mask));
        OnlineDictionaryLearning online =
                DictionaryLearning.online().withCoding(SMALL.withMask(mask, MaskMethod.ADDITIVE));
        assertArrayEquals(
                values(batch.learn(List.of(signal), start).dictionary()),
                values(batch.learn(List.of(other), start).dictionary()),
                1e-9);
        assertArrayEquals(
                values(online.learn(List.of(signal, signal), start).dictionary()),
                values(online.learn(List.of(other, other), start).dictionary()),
                1e-9);
    }

    /** Signals of different shapes online and by gradients; draws come from the generator alone. */
    @Test
    void shapesMayDiffer() {
        SplittableRandom random = new SplittableRandom(34);
        List<Signal> signals = List.of(Naive.normal(random, 1, 14, 13), Naive.normal(random, 1, 9, 20));
        Dictionary start = Naive.atoms(random, 3, 1, 4, 4);
        OnlineDictionaryLearning online =
                DictionaryLearning.online().withCoding(SMALL).withConstraint(AtomConstraint.UNIT_BALL);
        LearnedDictionary first = online.learn(signals, start, 6, new SplittableRandom(1));
        LearnedDictionary second = online.learn(signals, start, 6, new SplittableRandom(1));
        assertArrayEquals(first.objectives(), second.objectives());
        assertEquals(6, first.iterations());
        DictionaryLearning batch = DictionaryLearning.batch().withCoding(SMALL).withIterations(3);
        LearnedDictionary learned = batch.withUpdate(DictionaryUpdate.PROJECTED_GRADIENT)
                .withTolerance(10)
                .learn(signals, start);
        assertEquals(StopRule.STEP, learned.stoppedBy());
        assertEquals(1, learned.iterations());
        fails("expected", () -> batch.learn(signals, start));
    }

    @Test
    void badInputIsNamed() {
        Signal signal = Signal.series(1, 2, 3, 4);
        Dictionary start = Dictionary.of(Signal.series(1, 2));
        DictionaryLearning batch = DictionaryLearning.batch().withCoding(SMALL);
        fails("signals: expected at least 1, found 0", () -> batch.learn(List.of(), start));
        fails("iterations: expected at least 1", () -> batch.withIterations(0));
        fails("rho: expected a positive", () -> batch.withRho(0));
        fails("coding: expected a plain data term", () -> batch.withCoding(SMALL.withRobustData()));
        fails(
                "coding: expected ADMM without mask",
                () -> batch.withCoding(SMALL.withMask(signal)).learn(List.of(signal), start));
        fails("expected 1 channels", () -> batch.learn(List.of(Signal.ofChannels(signal, signal)), start));
        fails(
                "steps: expected at least 1",
                () -> DictionaryLearning.online().learn(List.of(signal), start, 0, new SplittableRandom(1)));
        fails("step numerator: expected", () -> DictionaryLearning.online().withSteps(0, 1));
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> batch.learn(List.of(signal), start));
        assertTrue(Thread.interrupted());
    }
}
