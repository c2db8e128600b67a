package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Independent draws in parallel, each with a stream of its own, so that the number of threads changes nothing. */
final class KeyedDraws {
    private KeyedDraws() {}

    /** Returns so many results, the i-th made with a stream that depends on one long of the generator and on i. */
    static <T> List<T> of(int count, int threads, RandomGenerator random, Function<RandomGenerator, T> draw) {
        Checks.atLeast("count", 0, count);
        long seed = random.nextLong();
        if (threads == 1 || count < 2) {
            return IntStream.range(0, count)
                    .mapToObj(i -> draw.apply(stream(seed, i)))
                    .toList();
        }
        ForkJoinPool pool = new ForkJoinPool(Math.min(threads, count));
        try {
            return pool.submit(() -> IntStream.range(0, count)
                            .parallel()
                            .mapToObj(i -> draw.apply(stream(seed, i)))
                            .toList())
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cancelled(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a draw failed", e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static CancellationException cancelled(InterruptedException cause) {
        CancellationException cancelled = new CancellationException("interrupted while drawing samples");
        cancelled.initCause(cause);
        return cancelled;
    }

    /** Two rounds of the generator's own mixing separate the keys: neighbouring seeds give unrelated streams. */
    private static RandomGenerator stream(long seed, int key) {
        return new SplittableRandom(new SplittableRandom(seed).nextLong() ^ new SplittableRandom(key).nextLong());
    }
}
