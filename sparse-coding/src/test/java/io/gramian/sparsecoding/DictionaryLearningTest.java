package io.gramian.sparsecoding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
        return Arrays.stream(dictionary.toColumns()).flatMapToDouble(Arrays::stream).toArray();
    }

    @Test
    void onlineStepsOfSporco() {
        Reference reference = new Reference("online_cdl");
        List<Signal> images =
                IntStream.range(0, 3).mapToObj(j -> reference.image("image" + j + ".csv")).toList();
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
        return List.of(both.crop(new int[] {0, 0}, new int[] {32, 32}), both.crop(new int[] {32, 0}, new int[] {32, 32}));
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
}
