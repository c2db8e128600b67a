package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A calibrated {@link AnomalyDetector}. Immutable and thread-safe.
 *
 * <p>The score of a query is (r + 1) / (n + 1), r being the number of data points whose leave-one-out log-density is
 * not above the query's log-density: for a query from the law of the data about uniform on (0, 1], so that a score of
 * at most a comes with probability about a (conformal prediction: V. Vovk, A. Gammerman, G. Shafer, 2005; about,
 * because a query's density rests on n points, a data point's on n - 1, and the bandwidth on all). With weights, r is
 * the weight of those points times the effective sample size 1 / sum w_i^2, which stands for n.
 */
public final class AnomalyModel {
    private final DensityModel density;
    private final double contamination;
    private final double[] leaveOneOut;
    private final double[] sorted; // leave-one-out log-densities, ascending
    private final double[] cumulative; // the weight up to each
    private final double effectiveSize;

    AnomalyModel(DensityModel density, double contamination) {
        this.density = density;
        this.contamination = contamination;
        this.leaveOneOut = density.leaveOneOutLogDensity();
        double[] weights = density.weights();
        int[] order = IntStream.range(0, weights.length)
                .filter(i -> weights[i] > 0)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> leaveOneOut[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        sorted = Arrays.stream(order).mapToDouble(i -> leaveOneOut[i]).toArray();
        cumulative = Arrays.stream(order).mapToDouble(i -> weights[i]).toArray();
        Arrays.parallelPrefix(cumulative, Double::sum);
        effectiveSize = density.isWeighted()
                ? 1 / Arrays.stream(weights).map(w -> w * w).sum()
                : weights.length;
    }

    /**
     * Returns the scores of the queries. Cost O(n m d).
     *
     * @param queries m points of dimension d
     * @return m numbers from 1/(n + 1), below every data point, to 1
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[] scores(Points queries) {
        return Arrays.stream(density.logDensity(queries))
                .map(logDensity -> (effectiveSize * weightUpTo(logDensity) + 1) / (effectiveSize + 1))
                .toArray();
    }

    /**
     * Returns the score of one query.
     *
     * @param query d coordinates
     * @return from 1/(n + 1) to 1
     * @throws IllegalArgumentException if the dimension is another or a coordinate is not finite
     */
    public double score(double... query) {
        return scores(Points.ofRowMajor(query, query.length))[0];
    }

    /**
     * Returns the scores of the data points among themselves: the share of the data, itself included, whose
     * leave-one-out log-density is not above its own.
     *
     * @return n numbers above 0, to 1; those of points of weight zero may be 0
     */
    public double[] trainingScores() {
        return Arrays.stream(leaveOneOut).map(this::weightUpTo).toArray();
    }

    /** The weight of the data points whose leave-one-out log-density is at most this. */
    private double weightUpTo(double logDensity) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] <= logDensity) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : low == sorted.length ? 1 : cumulative[low - 1];
    }

    /**
     * Returns which queries are anomalies: those of a score of at most the contamination.
     *
     * @param queries m points of dimension d
     * @return m answers
     * @throws IllegalArgumentException if the dimension is another
     */
    public boolean[] isAnomaly(Points queries) {
        double[] scores = scores(queries);
        boolean[] answers = new boolean[scores.length];
        for (int i = 0; i < answers.length; i++) {
            answers[i] = scores[i] <= contamination;
        }
        return answers;
    }

    /**
     * Returns the log-density below which a query is an anomaly.
     *
     * @return a leave-one-out log-density of the data; negative infinity where so few points let no score be as low as
     *     the contamination
     */
    public double threshold() {
        double least = Double.NEGATIVE_INFINITY;
        double before = 0;
        for (int r = 0; r < sorted.length && (effectiveSize * before + 1) / (effectiveSize + 1) <= contamination; r++) {
            least = sorted[r];
            before = weightUpTo(sorted[r]);
        }
        return least;
    }

    /**
     * Returns the leave-one-out log-densities of the data.
     *
     * @return n numbers, a new array
     */
    public double[] leaveOneOutLogDensity() {
        return leaveOneOut.clone();
    }

    /**
     * Returns the density.
     *
     * @return f
     */
    public DensityModel density() {
        return density;
    }

    /**
     * Returns the share of points that count as anomalies.
     *
     * @return above 0 and below 1
     */
    public double contamination() {
        return contamination;
    }

    /**
     * Returns what a reader should know.
     *
     * @return a sentence each: that there are too few points for the contamination, and the warnings of the bandwidth
     */
    public List<String> warnings() {
        List<String> warnings = new java.util.ArrayList<>(density.selection().warnings());
        if (1 / (effectiveSize + 1) > contamination) {
            warnings.add("nothing can be an anomaly: " + effectiveSize + " points let no score be below "
                    + 1 / (effectiveSize + 1) + ", and the contamination is " + contamination);
        }
        return List.copyOf(warnings);
    }

    /** Returns the density, contamination and threshold. */
    @Override
    public String toString() {
        return "AnomalyModel[" + density + ", contamination " + contamination + ", threshold " + threshold() + "]";
    }
}
