package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What the benchmarks compute on: the same numbers at every run. */
final class BenchmarkData {
    private static final long SEED = 20260901;

    private BenchmarkData() {}

    /** Returns n standard normal points; another stream, other points. */
    static Points normalPoints(int n, int dimension, int stream) {
        return Points.ofRowMajor(normal(n * dimension, stream), dimension);
    }

    static double[] normal(int length, int stream) {
        RandomGenerator random = new SplittableRandom(SEED + stream);
        double[] numbers = new double[length];
        for (int i = 0; i < length; i++) {
            numbers[i] = random.nextGaussian();
        }
        return numbers;
    }

    /** Returns the backend of that name; the number of threads may be {@code all}. */
    static Backend backend(String name, String threads, Precision precision) {
        Backend backend = Backends.named(name).withPrecision(precision);
        return threads.equals("all") ? backend : backend.withThreads(Integer.parseInt(threads));
    }

    /** Returns a bandwidth at which the points of a standard normal sample still see one another. */
    static double bandwidth(int dimension) {
        return dimension <= 8 ? 0.5 : 0.25 * Math.sqrt(dimension);
    }
}
