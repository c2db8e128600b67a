package io.gramian.dpp.internal;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;

/** Independent work in threads, with randomness that depends on a seed and a place only. */
public final class Parallel {
    private Parallel() {}

    /** Returns the generator of one place. */
    public static RandomGenerator stream(long seed, long place) {
        return new SplittableRandom(mixed(seed ^ mixed(place + 0x9e3779b97f4a7c15L)));
    }

    /** Fills the array with draws, each from a stream of its own that one long of the generator keys. */
    public static <T> T[] draws(
            int count, RandomGenerator random, int threads, T[] draws, Function<RandomGenerator, T> draw) {
        Checks.atLeast("count", 0, count);
        return draws(random.nextLong(), Checks.atLeast("threads", 1, threads), draws, draw);
    }

    /** Fills the array with draws, each from a stream of its own that the seed keys. */
    public static <T> T[] draws(long seed, int threads, T[] draws, Function<RandomGenerator, T> draw) {
        forEach(threads, draws.length, i -> draws[i] = draw.apply(stream(seed, i)));
        return draws;
    }

    /** Runs a task for each place below count, by the calling thread and others; the first exception is thrown. */
    public static void forEach(int threads, int count, IntConsumer task) {
        Checks.checkInterrupted("drawing"); // or the helpers might have done it all before the caller looks
        AtomicInteger next = new AtomicInteger();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Runnable work = () -> {
            try {
                for (int i = next.getAndIncrement(); i < count && failure.get() == null; i = next.getAndIncrement()) {
                    Checks.checkInterrupted("drawing");
                    task.accept(i);
                }
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        };
        Thread[] helpers = new Thread[Math.max(0, Math.min(threads, count) - 1)];
        for (int t = 0; t < helpers.length; t++) {
            helpers[t] = new Thread(work, "gramian-dpp-" + t);
            helpers[t].setDaemon(true);
            helpers[t].start();
        }
        work.run();
        join(helpers, failure);
        rethrow(failure.get());
    }

    /** Waits for all, so that nothing runs on after the call; an interrupt stops them. */
    private static void join(Thread[] helpers, AtomicReference<Throwable> failure) {
        boolean interrupted = false;
        for (int t = 0; t < helpers.length; ) {
            try {
                helpers[t].join();
                t++;
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(
                        null, new java.util.concurrent.CancellationException("interrupted while drawing"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void rethrow(Throwable failure) {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    /** The finaliser of SplitMix64 (Steele, Lea, Flood, 2014): neighbouring numbers give unrelated ones. */
    private static long mixed(long bits) {
        long z = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
