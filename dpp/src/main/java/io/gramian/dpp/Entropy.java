package io.gramian.dpp;

import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * An entropy in nats.
 *
 * @param value the entropy
 * @param standardError of the value; 0 where it was computed exactly
 */
public record Entropy(double value, double standardError) {
    private static final int MOST_ENUMERATED = 12;

    /** Returns it exactly for few items, else from the draws, which are then taken. */
    static Entropy of(int size, ToDoubleFunction<int[]> logProbability, Supplier<int[][]> draws) {
        return size <= MOST_ENUMERATED ? enumerated(size, logProbability) : estimated(logProbability, draws.get());
    }

    static Entropy of(DeterminantalProcess<?> dpp, int draws, RandomGenerator random) {
        return of(dpp.size(), dpp::logProbability, () -> dpp.samples(draws, random));
    }

    private static Entropy enumerated(int size, ToDoubleFunction<int[]> logProbability) {
        double sum = 0;
        for (int mask = 0; mask < 1 << size; mask++) {
            int bits = mask;
            int[] subset =
                    IntStream.range(0, size).filter(i -> (bits >> i & 1) != 0).toArray();
            double log = logProbability.applyAsDouble(subset);
            sum -= log == Double.NEGATIVE_INFINITY ? 0 : Math.exp(log) * log;
        }
        return new Entropy(Math.max(0, sum), 0);
    }

    static Entropy estimated(DeterminantalProcess<?> dpp, int draws, RandomGenerator random) {
        return estimated(dpp::logProbability, dpp.samples(draws, random));
    }

    static Entropy estimated(ToDoubleFunction<int[]> logProbability, int[]... subsets) {
        double mean = 0;
        double squares = 0;
        int count = 0;
        for (int[] subset : subsets) {
            double surprise = -logProbability.applyAsDouble(subset);
            count++;
            double change = surprise - mean;
            mean += change / count;
            squares += change * (surprise - mean);
        }
        return new Entropy(mean, Math.sqrt(squares / (count - 1) / count));
    }
}
