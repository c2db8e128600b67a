package io.gramian.kde;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.kde.regime.GlassEstimate;
import io.gramian.kde.regime.HillEstimator;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Works out on what the estimates of a model rest. */
final class Diagnoser {
    /** Queries of a diagnosis, and of its search for the best bandwidth. */
    private static final int MOST_QUERIES = 2000;

    private static final int MOST_SEARCH_QUERIES = 500;

    private final DensityModel model;
    private final double[] logWeights; // null for equal weights
    private final double logFactor;
    private final int[] positive; // points of positive weight

    Diagnoser(DensityModel model, double[] logWeights, double logFactor) {
        this.model = model;
        this.logWeights = logWeights;
        this.logFactor = logFactor;
        this.positive = IntStream.range(0, model.size())
                .filter(i -> logWeights == null || logWeights[i] > Double.NEGATIVE_INFINITY)
                .toArray();
    }

    /** At queries that are no data points. */
    QueryDiagnostics at(Points queries) {
        try (Gram gram = model.gram(queries, model.points())) {
            int[] rows = IntStream.range(0, queries.size()).toArray();
            return diagnostics(gram, rows, new double[rows.length], squaredWeights(rows, false), positive.length);
        }
    }

    /** At data points, each left out. */
    QueryDiagnostics leaveOneOut(int[] rows) {
        try (Gram gram = model.gram(model.points(), model.points())) {
            return leaveOneOut(gram.excludingSelf(), rows);
        }
    }

    private QueryDiagnostics leaveOneOut(Gram others, int[] rows) {
        Gram gram = rows.length == model.size() ? others : others.select(rows, allColumns());
        return diagnostics(gram, rows, logRests(rows), squaredWeights(rows, true), positive.length - 1);
    }

    private int[] allColumns() {
        return IntStream.range(0, model.size()).toArray();
    }

    /** log of what the other points weigh together, of every row. */
    private double[] logRests(int[] rows) {
        double[] all = new double[model.size()];
        if (logWeights == null) {
            Arrays.fill(all, Math.log1p(-1.0 / all.length));
        } else {
            all = DensityModel.logSumsOfOthers(logWeights);
        }
        double[] rests = new double[rows.length];
        for (int r = 0; r < rows.length; r++) {
            rests[r] = all[rows[r]];
            if (rests[r] == Double.NEGATIVE_INFINITY) {
                throw new NumericalException("leave-one-out: point " + rows[r]
                        + " has all the weight, so nothing is left without it; needs two points of positive weight");
            }
        }
        return rests;
    }

    /** sum_j w_j^2 over the points that count at each row, not yet divided by what they weigh. */
    private double[] squaredWeights(int[] rows, boolean isLeftOut) {
        double[] weights = model.weights();
        double sum = Arrays.stream(weights).map(w -> w * w).sum();
        double[] sums = new double[rows.length];
        Arrays.setAll(sums, r -> sum - (isLeftOut ? weights[rows[r]] * weights[rows[r]] : 0));
        return sums;
    }

    private QueryDiagnostics diagnostics(
            Gram gram, int[] rows, double[] logRests, double[] squaredWeights, int available) {
        int m = rows.length;
        RowStatistics shares = gram.rowStatistics(logWeights == null ? new double[model.size()] : logWeights);
        double[] common = meanWeights(gram, shares);
        double[] logDensity = new double[m];
        double[] variance = new double[m];
        for (int i = 0; i < m; i++) {
            logDensity[i] = shares.logSum(i) + logFactor - logRests[i];
            double rest = Math.exp(logRests[i]);
            double squares = squaredWeights[i] / (rest * rest);
            double spread = shares.sumOfSquaredShares(i) - 2 * common[i] / rest + squares;
            variance[i] = Math.max(0, spread) / (1 - squares);
        }
        return new QueryDiagnostics(logDensity, tails(gram, m, available), shares, variance);
    }

    /** sum_j p_ij w_j, the mean weight of the points that make up each row. */
    private double[] meanWeights(Gram gram, RowStatistics shares) {
        double[] means = new double[shares.size()];
        if (logWeights == null) {
            Arrays.fill(means, 1.0 / model.size());
            return means;
        }
        double[] twice = Arrays.stream(logWeights).map(log -> 2 * log).toArray();
        double[] logSums = gram.logRowSums(twice);
        Arrays.setAll(means, i -> Math.exp(logSums[i] - shares.logSum(i)));
        return means;
    }

    /** Stable indices, of the available points only: those of positive weight, without the query. */
    private TailIndices tails(Gram gram, int queries, int available) {
        int count = Math.min(TailIndices.LOCAL_NEIGHBOURS + 1, available);
        if (count < 2) {
            return TailIndices.ofOnePoint(queries);
        }
        return TailIndices.of(nearest(gram, count), model.kernel().profile());
    }

    private Neighbours nearest(Gram gram, int count) {
        if (positive.length == gram.columns()) {
            return gram.nearest(count);
        }
        return gram.select(IntStream.range(0, gram.rows()).toArray(), positive).nearest(count);
    }

    Diagnosis diagnosis() {
        DiagnosisReport report = new DiagnosisReport(model, positive.length);
        if (positive.length < 2) {
            return report.ofOnePoint();
        }
        int[] rows = spread(positive, MOST_QUERIES);
        try (Gram gram = model.gram(model.points(), model.points())) {
            Gram others = gram.excludingSelf();
            QueryDiagnostics diagnostics = leaveOneOut(others, rows);
            if (positive.length < 3) {
                return report.ofTwoPoints(diagnostics);
            }
            int k = Math.min(TailIndices.TYPICAL_NEIGHBOURS, positive.length - 2);
            HillEstimator hill =
                    model.kernel().isExponential() ? HillEstimator.exponential() : HillEstimator.gaussian();
            Neighbours neighbours = nearest(others.select(rows, allColumns()), k + 1);
            GlassEstimate glass = hill.withNeighbours(k).of(neighbours);
            double best = model.kernel().isCompact() ? Double.NaN : bestFactor(others, rows, neighbours, glass);
            return report.of(diagnostics, glass, best);
        }
    }

    /** Some of the numbers, equally spread over all: the same in every run. */
    private static int[] spread(int[] numbers, int most) {
        int count = Math.min(most, numbers.length);
        return IntStream.range(0, count)
                .map(i -> numbers[(int) ((long) i * numbers.length / count)])
                .toArray();
    }

    /** By what to multiply the bandwidth for the largest leave-one-out likelihood; NaN if every query has a copy. */
    private double bestFactor(Gram others, int[] rows, Neighbours neighbours, GlassEstimate glass) {
        int[] apart = IntStream.range(0, rows.length)
                .filter(r -> neighbours.distance(r, 0) > 0)
                .map(r -> rows[r])
                .toArray();
        if (apart.length == 0) {
            return Double.NaN;
        }
        int[] queries = spread(apart, MOST_SEARCH_QUERIES);
        double[] rests = logRests(queries);
        Gram gram = others.select(queries, allColumns());
        BandwidthMatrix bandwidth = model.bandwidth();
        double start = glass.nearestDistance() / Math.sqrt(Math.max(1, glass.intrinsicDimension()));
        double unit = bandwidth.isScalar() ? bandwidth.scalar() : 1;
        return LikelihoodSearch.best(Math.log(start / unit), logFactor -> {
            DensityKernel scaled = model.kernel()
                    .withBandwidth(LikelihoodSearch.scaled(bandwidth, Math.exp(logFactor), model.dimension()));
            Gram wider = gram.withFunction(scaled);
            double[] sums = logWeights == null ? wider.logRowSums() : wider.logRowSums(logWeights);
            double total = 0;
            double weight = 0;
            for (int r = 0; r < queries.length; r++) {
                double w = logWeights == null ? 1 : Math.exp(logWeights[queries[r]] - logWeights[queries[0]]);
                total += w * (sums[r] - rests[r]);
                weight += w;
            }
            return total / weight + scaled.logNormaliser(model.dimension());
        });
    }
}
