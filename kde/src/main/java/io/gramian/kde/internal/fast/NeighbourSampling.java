package io.gramian.kde.internal.fast;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Sums by near neighbours and samples: with N the neighbours found for a query and i_1 .. i_s drawn by the weights, the
 * estimate is sum_{i in N} w_i k_i + (1/s) sum_j k_{i_j} [i_j not in N], unbiased whatever N is (Karppa, Aumueller and Pagh,
 * 2022). Where k_{i_j} is in N the draw counts as zero, so its variance is that of the rest alone.
 *
 * <p>Neighbours are the nearest among the points of the cells of a few random centres nearest to the query, sqrt(n) centres
 * in all (an inverted file). One sample serves a block of queries and is keyed by the block.
 */
public final class NeighbourSampling {
    private static final int BLOCK = 256;
    private static final int PROBES = 8;
    private static final int SMALL = 2048; // points for which all are candidates

    private final Points points; // of positive weight
    private final double[] logWeights;
    private final double[] cumulative; // null for equal weights
    private final Radial kernel;
    private final TreeDensity.Coordinates coordinates;
    private final double[] scaled; // the points in units of the kernel
    private final PairFunction squared;
    private final Backend backend;
    private final Points centres; // null where all points are candidates
    private final int[][] members; // of each centre's cell

    private NeighbourSampling(
            Points points,
            double[] logWeights,
            boolean isWeighted,
            Expression.Leaf kernel,
            Backend backend,
            long seed) {
        this.points = points;
        this.logWeights = logWeights;
        this.kernel = Radial.of(kernel.profile());
        this.coordinates = TreeDensity.Coordinates.of(points, kernel);
        this.scaled = coordinates.rows(points);
        Expression distance = new Expression.Leaf(kernel.form(), kernel.transform(), new Profile.Identity(), 0);
        this.squared = () -> distance;
        this.backend = backend;
        this.cumulative = isWeighted ? cumulative(logWeights) : null;
        int n = points.size();
        int cells = (int) Math.ceil(Math.sqrt(n));
        if (n <= SMALL || cells <= PROBES) {
            this.centres = null;
            this.members = new int[][] {IntStream.range(0, n).toArray()};
            return;
        }
        SplittableRandom random = new SplittableRandom(seed);
        this.centres = points.select(IntStream.generate(() -> random.nextInt(n))
                .distinct()
                .limit(cells)
                .toArray());
        this.members = new int[cells][];
        int[] cell = new int[n];
        int[] sizes = new int[cells];
        try (Gram gram = backend.gram(squared, points, centres)) {
            Neighbours nearest = gram.nearest(1);
            for (int i = 0; i < n; i++) {
                cell[i] = nearest.index(i, 0);
                sizes[cell[i]]++;
            }
        }
        Arrays.setAll(members, c -> new int[sizes[c]]);
        for (int i = n - 1; i >= 0; i--) {
            members[cell[i]][--sizes[cell[i]]] = i;
        }
    }

    /**
     * Returns the points with the cells in which neighbours are looked for.
     *
     * @param points n points
     * @param kernel the squared distance under a profile
     * @param logWeights logs of weights that sum to one; null for equal ones
     * @param backend computes the distances
     * @param seed of the centres
     * @return an immutable index
     */
    public static NeighbourSampling of(
            Points points, Expression.Leaf kernel, double[] logWeights, Backend backend, long seed) {
        if (logWeights == null) {
            double[] equal = new double[points.size()];
            Arrays.fill(equal, -Math.log(equal.length));
            return new NeighbourSampling(points, equal, false, kernel, backend, seed);
        }
        int[] positive = IntStream.range(0, logWeights.length)
                .filter(i -> logWeights[i] > Double.NEGATIVE_INFINITY)
                .toArray();
        double[] kept = Arrays.stream(positive).mapToDouble(i -> logWeights[i]).toArray();
        return new NeighbourSampling(points.select(positive), kept, true, kernel, backend, seed);
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
     * Writes the logarithms of the sums and of their standard errors.
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
        Neighbours probes = null;
        if (neighbours > 0 && centres != null) {
            try (Gram gram = backend.gram(squared, queries, centres)) {
                probes = gram.nearest(PROBES);
            }
        }
        Neighbours cells = probes;
        Parallel.run(
                backend.threads(),
                blocks,
                () -> {
                    Block worker = new Block(neighbours, samples, seed, cells);
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
        private final Neighbours cells;
        private final int[] drawn;
        private final double[] logs;
        private final int[] best;
        private final double[] bestDistances; // squared, in units of the kernel
        private int nearest;
        private final int[] found; // which query had a point as its neighbour last, plus one

        Block(int neighbours, int samples, long seed, Neighbours cells) {
            this.neighbours = Math.min(neighbours, points.size());
            this.samples = samples;
            this.seed = seed;
            this.cells = cells;
            this.drawn = new int[samples];
            this.logs = new double[Math.max(samples, this.neighbours)];
            this.best = new int[this.neighbours];
            this.bestDistances = new double[this.neighbours];
            this.found = neighbours == 0 ? null : new int[points.size()];
        }

        void evaluate(Points queries, int from, int to, double[] logSums, double[] logErrors) {
            SplittableRandom random = new SplittableRandom(seed + 0x9e3779b97f4a7c15L * (from / BLOCK + 1));
            for (int j = 0; j < samples; j++) {
                drawn[j] = draw(random);
            }
            Points block = queries.select(IntStream.range(from, to).toArray());
            double[] distances = distances(block, points.select(drawn));
            double[] rows = neighbours == 0 ? null : coordinates.rows(block);
            for (int q = from; q < to; q++) {
                int[] near = rows == null ? new int[0] : neighbours(rows, q - from, q);
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
        private int[] neighbours(double[] rows, int q, int query) {
            nearest = 0;
            for (int p = 0; p < (cells == null ? 1 : PROBES); p++) {
                for (int i : members[cells == null ? 0 : cells.index(query, p)]) {
                    offer(i, squaredDistance(rows, q, i));
                }
            }
            return Arrays.copyOf(best, nearest);
        }

        private double squaredDistance(double[] rows, int q, int i) {
            int d = points.dimension();
            double sum = 0;
            for (int k = 0; k < d; k++) {
                double difference = rows[q * d + k] - scaled[i * d + k];
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
            return logSum(terms, terms.length);
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
            logSums[q] = QuerySums.logAdd(neighbourSum, most + Math.log(mean));
            logErrors[q] = most + 0.5 * Math.log(variance);
        }

        private double logSum(double[] terms, int n) {
            double most = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                most = Math.max(most, terms[i]);
            }
            double sum = 0;
            for (int i = 0; i < n && most > Double.NEGATIVE_INFINITY; i++) {
                sum += Math.exp(terms[i] - most);
            }
            return most == Double.NEGATIVE_INFINITY ? most : most + Math.log(sum);
        }
    }
}
