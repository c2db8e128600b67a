package io.gramian.dpp;

import java.util.random.RandomGenerator;

/**
 * An entropy in nats.
 *
 * @param value the entropy
 * @param standardError of the value; 0 where it was computed exactly
 */
public record Entropy(double value, double standardError) {
    private static final int MOST_ENUMERATED = 12;

    static Entropy of(DeterminantalProcess<?> dpp, int draws, RandomGenerator random) {
        return dpp.size() <= MOST_ENUMERATED ? enumerated(dpp) : estimated(dpp, draws, random);
    }

    private static Entropy enumerated(DeterminantalProcess<?> dpp) {
        double sum = 0;
        for (int mask = 0; mask < 1 << dpp.size(); mask++) {
            int bits = mask;
            int[] subset = java.util.stream.IntStream.range(0, dpp.size())
                    .filter(i -> (bits >> i & 1) != 0)
                    .toArray();
            double log = dpp.logProbability(subset);
            sum -= log == Double.NEGATIVE_INFINITY ? 0 : Math.exp(log) * log;
        }
        return new Entropy(Math.max(0, sum), 0);
    }

    static Entropy estimated(DeterminantalProcess<?> dpp, int draws, RandomGenerator random) {
        double mean = 0;
        double squares = 0;
        int count = 0;
        for (int[] subset : dpp.samples(draws, random)) {
            double surprise = -dpp.logProbability(subset);
            count++;
            double change = surprise - mean;
            mean += change / count;
            squares += change * (surprise - mean);
        }
        return new Entropy(mean, Math.sqrt(squares / (count - 1) / count));
    }
}
