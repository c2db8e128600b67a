package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A dictionary of points in a balanced tree of merges, DISQUEAK: leaves of consecutive points each run {@link Squeak}, and
 * dictionaries merge in pairs, level by level, in parallel.
 *
 * <p>Every node has a seed of its own, made of the draw at the start and its place, so the result does not depend on the
 * number of threads, and a merge that is done again gives the same dictionary. The merges of one level, or single leaves, can
 * run on different machines: {@link #leaf} and {@link #node} are the steps, {@link Dictionary#write} carries the values.
 *
 * <p>Immutable and thread-safe. Source: D. Calandriello, A. Lazaric, M. Valko, Distributed adaptive sampling for kernel
 * matrix approximation (2017).
 */
public final class Disqueak implements LandmarkSelector {
    private static final int DEFAULT_LEAF = 8192;

    private final Squeak squeak;
    private final int leafSize;
    private final int threads;

    private Disqueak(Squeak squeak, int leafSize, int threads) {
        this.squeak = squeak;
        this.leafSize = leafSize;
        this.threads = threads;
    }

    /**
     * Returns the tree of the given steps, with leaves of 8192 points, on as many threads as there are processors.
     *
     * @param squeak what leaves and merges do
     * @return a configuration
     */
    public static Disqueak of(Squeak squeak) {
        return new Disqueak(
                Objects.requireNonNull(squeak, "squeak"),
                DEFAULT_LEAF,
                Runtime.getRuntime().availableProcessors());
    }

    /**
     * Returns this configuration with leaves of another size.
     *
     * @param newSize points of a leaf, at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public Disqueak withLeafSize(int newSize) {
        return new Disqueak(squeak, Checks.atLeast("leaf size", 1, newSize), threads);
    }

    /**
     * Returns this configuration on another number of threads, each of which runs a node; the backend's own come on top.
     *
     * @param newThreads at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public Disqueak withThreads(int newThreads) {
        return new Disqueak(squeak, leafSize, Checks.atLeast("threads", 1, newThreads));
    }

    /**
     * Returns the dictionary of the points.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return a dictionary of all points
     * @throws IllegalArgumentException if the kernel declares no definiteness, or a dictionary outgrows the limit
     * @throws CancellationException if the thread is interrupted
     */
    public Dictionary dictionary(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.definite(kernel);
        long seed = random.nextLong();
        int leaves = Math.max(1, (int) (((long) x.size() + leafSize - 1) / leafSize));
        ExecutorService workers = Executors.newFixedThreadPool(Math.min(threads, leaves), DisqueakThread::new);
        try {
            List<Future<Dictionary>> level = new ArrayList<>();
            for (int i = 0; i < leaves; i++) {
                int from = i * leafSize;
                int to = Math.min(x.size(), from + leafSize);
                int place = i;
                level.add(workers.submit(
                        () -> leaf(kernel, x.select(IntStream.range(from, to).toArray()), from, seed, place, backend)));
            }
            List<Dictionary> dictionaries = results(level, "leaves");
            for (int height = 1; dictionaries.size() > 1; height++) {
                level.clear();
                for (int i = 0; i < dictionaries.size(); i += 2) {
                    Dictionary left = dictionaries.get(i);
                    Dictionary right = i + 1 < dictionaries.size() ? dictionaries.get(i + 1) : null;
                    int place = i / 2;
                    int at = height;
                    level.add(workers.submit(
                            () -> right == null ? left : node(kernel, left, right, seed, at, place, backend)));
                }
                dictionaries = results(level, "merges of level " + height);
            }
            return dictionaries.get(0);
        } finally {
            workers.shutdownNow();
        }
    }

    private List<Dictionary> results(List<Future<Dictionary>> level, String stage) {
        List<Dictionary> results = new ArrayList<>();
        for (Future<Dictionary> node : level) {
            try {
                results.add(node.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted during the " + stage + " of a tree of dictionaries");
            } catch (ExecutionException e) {
                if (e.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                if (e.getCause() instanceof Error cause) {
                    throw cause;
                }
                throw new IllegalStateException(e.getCause());
            }
            squeak.progress().update(stage, results.size(), level.size());
        }
        return results;
    }

    /**
     * Returns the dictionary of one leaf.
     *
     * @param kernel positive semi-definite
     * @param points the points of the leaf
     * @param firstPosition where in the data its first point is
     * @param seed of the tree
     * @param place of the leaf among the leaves, from 0
     * @param backend where to compute
     * @return a dictionary whose positions are those in the data
     * @throws IllegalArgumentException if the dictionary outgrows the limit
     */
    public Dictionary leaf(Kernel kernel, Points points, long firstPosition, long seed, int place, Backend backend) {
        SqueakStream stream = squeak.withProgress(io.gramian.core.Progress.NONE)
                .start(kernel, StreamRandom.at(seed, node(0, place)), backend);
        stream.observe(points);
        return stream.dictionary().shifted(firstPosition);
    }

    /**
     * Returns the merge of two dictionaries at a node of the tree.
     *
     * @param kernel positive semi-definite
     * @param left a dictionary
     * @param right the dictionary beside it
     * @param seed of the tree
     * @param height of the node, 1 above the leaves
     * @param place of the node among those of its height, from 0
     * @param backend where to compute
     * @return the same dictionary each time
     * @throws IllegalArgumentException as {@link Squeak#merge}
     */
    public Dictionary node(
            Kernel kernel, Dictionary left, Dictionary right, long seed, int height, int place, Backend backend) {
        return squeak.merge(
                left, right, kernel, StreamRandom.at(seed, node(height, place)).nextLong(), backend);
    }

    private static long node(int height, int place) {
        return (long) height << 32 | place;
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        return dictionary(kernel, x, random, backend).landmarks(x);
    }

    /** Returns the steps, the size of a leaf and the threads. */
    @Override
    public String toString() {
        return "Disqueak[" + squeak + ", leaves of " + leafSize + " points, " + threads + " threads]";
    }

    /** A daemon, so that an interrupted tree does not keep the process. */
    private static final class DisqueakThread extends Thread {
        DisqueakThread(Runnable work) {
            super(work, "disqueak");
            setDaemon(true);
        }
    }
}
