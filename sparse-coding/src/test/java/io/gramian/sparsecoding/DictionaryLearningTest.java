package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import java.util.Arrays;
import java.util.List;
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
        AtomAdmm atoms = new AtomAdmm(signals, shape, 2, 10, AtomConstraint.UNIT_SPHERE, false);
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

    /** With fixed codes all three updates lower the data term; the unit ball allows no worse a fit than the sphere. */
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
}
