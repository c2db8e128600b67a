package io.gramian.kde.internal.fast;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.kde.internal.Logs;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Sums by near neighbours and samples: with N the neighbours found for a query and i_1 .. i_s drawn by the weights, the
 * estimate is sum_{i in N} w_i k_i + (1/s) sum_j k_{i_j} [i_j not in N], unbiased whatever N is (Karppa, Aumueller and Pagh,
 * 2022). Where k_{i_j} is in N the draw counts as zero, so its variance is that of the rest alone.
 *
 * <p>Neighbours are the nearest among the points of the leaves of a kd-tree that a walk reaches first, near children before
 * far ones, until it has seen a number of points that grows with sqrt(n). One sample serves a block of queries and is keyed by
 * the block.
 */
public final class NeighbourSampling {
    private static final int BLOCK = 256;
    private static final int LEAF = 32;
    private static final int FEWEST = 2048; // points that are looked at
    private static final int LOOKS = 8; // times sqrt(n), if that is more
    private static final int TAIL = 20; // of the largest terms of a sample, whose index tells how heavy its tail is
    private static final double LEAST_EFFECTIVE = 30; // terms a normal error asks for

    private final Points points; // of positive weight
    private final double[] logWeights;
    private final double[] cumulative; // null for equal weights
    private final Radial kernel;
    private final TreeDensity.Coordinates coordinates;
    private final KdTree tree; // in units of the kernel
    private final int looks;
    private final PairFunction squared;
    private final Backend backend;

    private NeighbourSampling(
            Points points, double[] logWeights, boolean isWeighted, Expression.Leaf kernel, Backend backend) {
        this.points = points;
        this.logWeights = logWeights;
        this.kernel = Radial.of(kernel.profile());
        this.coordinates = TreeDensity.Coordinates.of(points, kernel);
        Expression distance = new Expression.Leaf(kernel.form(), kernel.transform(), new Profile.Identity(), 0);
        this.squared = () -> distance;
        this.backend = backend;
        this.cumulative = isWeighted ? cumulative(logWeights) : null;
        int n = points.size();
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double[] rows = coordinates.rows(points);
        this.tree = KdTree.build(rows, points.dimension(), ones, LEAF, 2, backend.threads(), Progress.NONE);
        this.looks = (int) Math.max(FEWEST, LOOKS * Math.sqrt(n));
    }

    /**
     * Returns the points with a tree in which neighbours are looked for.
     *
     * @param points n points
     * @param kernel the squared distance under a profile
     * @param logWeights logs of weights that sum to one; null for equal ones
     * @param backend computes the distances
     * @return an immutable index
     */
    public static NeighbourSampling of(Points points, Expression.Leaf kernel, double[] logWeights, Backend backend) {
        if (logWeights == null) {
            double[] equal = new double[points.size()];
            Arrays.fill(equal, -Math.log(equal.length));
            return new NeighbourSampling(points, equal, false, kernel, backend);
        }
        int[] positive = IntStream.range(0, logWeights.length)
                .filter(i -> logWeights[i] > Double.NEGATIVE_INFINITY)
                .toArray();
        double[] kept = Arrays.stream(positive).mapToDouble(i -> logWeights[i]).toArray();
        return new NeighbourSampling(points.select(positive), kept, true, kernel, backend);
    }

    private static double[] cumulative(double[] logWeights) {
        double[] cumulative = new double[logWeights.length];
        double sum = 0;
        for (int i = 0; i < cumulative.length; i++) {
            sum += Math.exp(logWeights[i]);
            cumulative[i] = sum;
        }
        return cumulative;
    }

    /**
     * Writes the logarithms of the sums and of their standard errors, which are infinite where the sample's tail is too
     * heavy for the central limit theorem.
     *
     * @param queries m points
     * @param neighbours how many for each query
     * @param samples how many for each query, at least 2
     * @param seed of the samples
     * @param logSums receives m numbers
     * @param logErrors receives m numbers
     * @param progress hears how far it has come
     */
    public void evaluate(
            Points queries,
            int neighbours,
            int samples,
            long seed,
            double[] logSums,
            double[] logErrors,
            Progress progress) {
        int m = queries.size();
        int blocks = (m + BLOCK - 1) / BLOCK;
        Parallel.run(
                backend.threads(),
                blocks,
                () -> {
                    Block worker = new Block(neighbours, samples, seed);
                    return b -> worker.evaluate(queries, b * BLOCK, Math.min(m, (b + 1) * BLOCK), logSums, logErrors);
                },
                "density",
                progress);
    }

    /** One thread's work. */
    private final class Block {
        private final Backend alone = backend.withThreads(1);
        private final int neighbours;
        private final int samples;
        private final long seed;
        private final int[] drawn;
        private final double[] logs;
        private final int[] best;
        private final double[] bestDistances; // squared, in units of the kernel
        private int nearest;
        private int seen;
        private final int[] found; // which query had a point as its neighbour last, plus one

        Block(int neighbours, int samples, long seed) {
            this.neighbours = Math.min(neighbours, points.size());
            this.samples = samples;
            this.seed = seed;
            this.drawn = new int[samples];
            this.logs = new double[Math.max(samples, this.neighbours)];
            this.best = new int[this.neighbours];
            this.bestDistances = new double[this.neighbours];
            this.found = neighbours == 0 ? null : new int[points.size()];
        }

        void evaluate(Points queries, int from, int to, double[] logSums, double[] logErrors) {
            // Seeds a step of the generator apart would give each block the draws of the one before, shifted by one.
            SplittableRandom random = new SplittableRandom(new SplittableRandom(seed ^ from / BLOCK).nextLong());
            for (int j = 0; j < samples; j++) {
                drawn[j] = draw(random);
            }
            Points block = queries.select(IntStream.range(from, to).toArray());
            double[] distances = distances(block, points.select(drawn));
            double[] rows = neighbours == 0 ? null : coordinates.rows(block);
            for (int q = from; q < to; q++) {
                int[] near = rows == null ? new int[0] : neighbours(rows, q - from);
                double sum = sumOfNeighbours(near);
                for (int i : near) {
                    found[i] = q + 1;
                }
                for (int j = 0; j < samples; j++) {
                    boolean counted = found != null && found[drawn[j]] == q + 1;
                    logs[j] = counted ? Double.NEGATIVE_INFINITY : logKernel(distances[(q - from) * samples + j]);
                }
                addSample(q, sum, logSums, logErrors);
            }
        }

        private double[] distances(Points block, Points others) {
            try (Gram gram = alone.gram(squared, block, others)) {
                DMatrixRMaj dense = gram.dense();
                return dense.data;
            }
        }

        private int draw(SplittableRandom random) {
            if (cumulative == null) {
                return random.nextInt(points.size());
            }
            double u = random.nextDouble() * cumulative[cumulative.length - 1];
            int at = Arrays.binarySearch(cumulative, u);
            return Math.min(at < 0 ? -at - 1 : at + 1, cumulative.length - 1);
        }

        /** The nearest points found for one query, the nearest first. */
        private int[] neighbours(double[] rows, int q) {
            nearest = 0;
            seen = 0;
            search(0, rows, q * points.dimension());
            return Arrays.copyOf(best, nearest);
        }

        private void search(int node, double[] rows, int at) {
            if (seen >= Math.max(looks, neighbours)
                    || nearest == neighbours && boxDistance(node, rows, at) >= bestDistances[nearest - 1]) {
                return;
            }
            if (tree.isLeaf(node)) {
                for (int i = tree.from[node]; i < tree.to[node]; i++) {
                    offer(tree.order[i], squaredDistance(rows, at, i));
                }
                seen += tree.to[node] - tree.from[node];
                return;
            }
            int near = 2 * node + 1;
            int far = near + 1;
            boolean isSwapped = boxDistance(far, rows, at) < boxDistance(near, rows, at);
            search(isSwapped ? far : near, rows, at);
            search(isSwapped ? near : far, rows, at);
        }

        private double boxDistance(int node, double[] rows, int at) {
            int d = points.dimension();
            double sum = 0;
            for (int k = 0; k < d; k++) {
                double x = rows[at + k];
                double gap = Math.max(0, Math.max(x - tree.high[node * d + k], tree.low[node * d + k] - x));
                sum += gap * gap;
            }
            return sum;
        }

        private double squaredDistance(double[] rows, int at, int i) {
            int d = points.dimension();
            double sum = 0;
            for (int k = 0; k < d; k++) {
                double difference = rows[at + k] - tree.rows[i * d + k];
                sum += difference * difference;
            }
            return sum;
        }

        /** Keeps the point if it is among the nearest so far. */
        private void offer(int point, double distance) {
            if (nearest == neighbours && distance >= bestDistances[nearest - 1]) {
                return;
            }
            int at = nearest < neighbours ? nearest++ : nearest - 1;
            for (; at > 0 && bestDistances[at - 1] > distance; at--) {
                best[at] = best[at - 1];
                bestDistances[at] = bestDistances[at - 1];
            }
            best[at] = point;
            bestDistances[at] = distance;
        }

        private double sumOfNeighbours(int[] near) {
            double[] terms = new double[near.length];
            for (int i = 0; i < near.length; i++) {
                terms[i] = logWeights[near[i]] + kernel.logValue(bestDistances[i]);
            }
            return Logs.sum(terms);
        }

        private double logKernel(double distance) {
            return kernel.logValue(distance / kernel.scale() / kernel.scale());
        }

        /** Adds the mean of the sample, in units of its largest term. */
        private void addSample(int q, double neighbourSum, double[] logSums, double[] logErrors) {
            double most = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < samples; j++) {
                most = Math.max(most, logs[j]);
            }
            if (most == Double.NEGATIVE_INFINITY) {
                logSums[q] = neighbourSum;
                logErrors[q] = Double.NEGATIVE_INFINITY;
                return;
            }
            double sum = 0;
            double squares = 0;
            for (int j = 0; j < samples; j++) {
                double value = Math.exp(logs[j] - most);
                sum += value;
                squares += value * value;
            }
            double mean = sum / samples;
            double variance = Math.max(0, squares / samples - mean * mean) / (samples - 1);
            logSums[q] = Logs.add(neighbourSum, most + Math.log(mean));
            logErrors[q] = isNormal(sum * sum / squares) ? most + 0.5 * Math.log(variance) : Double.POSITIVE_INFINITY;
        }

        /**
         * Whether the central limit theorem may be trusted for this sample: enough terms make up its mean, and Hill's
         * index of the largest terms lies above two by more than its standard error.
         */
        private boolean isNormal(double effectiveSize) {
            if (samples <= 2 * TAIL || effectiveSize < LEAST_EFFECTIVE) {
                return false;
            }
            double[] largest = tail();
            double excess = 0;
            for (int j = 1; j <= TAIL; j++) {
                excess += largest[j] - largest[0];
            }
            return excess <= 0 || TAIL / excess * (1 - 1 / Math.sqrt(TAIL)) > 2;
        }

        /** The largest logs, the smallest of them first. */
        private double[] tail() {
            double[] largest = new double[TAIL + 1];
            Arrays.fill(largest, Double.NEGATIVE_INFINITY);
            for (int j = 0; j < samples; j++) {
                if (logs[j] > largest[0]) {
                    int at = 0;
                    for (; at < TAIL && largest[at + 1] < logs[j]; at++) {
                        largest[at] = largest[at + 1];
                    }
                    largest[at] = logs[j];
                }
            }
            return largest;
        }
    }
}
