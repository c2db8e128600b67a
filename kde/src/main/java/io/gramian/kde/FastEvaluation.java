package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.kernel.Expression;
import io.gramian.kde.internal.Logs;
import io.gramian.kde.internal.fast.BinnedDensity;
import io.gramian.kde.internal.fast.FeatureDensity;
import io.gramian.kde.internal.fast.NeighbourSampling;
import io.gramian.kde.internal.fast.TreeDensity;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The ways of evaluating one model; what they build is kept for the next call. */
final class FastEvaluation {
    private static final double CONFIDENCE = 0.99;
    private static final double QUANTILE = 2.5758293035489; // of the normal law: 99 percent lie within

    private final DensityModel model;
    private final Expression.Leaf kernel;
    private final double[] logWeights; // null for equal weights
    private final double logFactor; // of normaliser alone: the sums are of weights that sum to one
    private final Progress progress;
    private Object kept; // guarded by this
    private Object keptFor;

    FastEvaluation(DensityModel model, double[] logWeights, Progress progress) {
        this.model = model;
        this.kernel = (Expression.Leaf) model.kernel().expression();
        this.logWeights = logWeights;
        this.logFactor = model.kernel().logNormaliser(model.dimension());
        this.progress = progress;
    }

    Evaluated evaluate(Points queries, Evaluation evaluation) {
        if (evaluation instanceof Evaluation.Tree tree) {
            return tree(queries, tree);
        } else if (evaluation instanceof Evaluation.Binned binned) {
            return binned(queries, binned);
        } else if (evaluation instanceof Evaluation.RandomFeatures features) {
            return features(queries, features);
        } else if (evaluation instanceof Evaluation.NeighboursAndSampling sampling) {
            return sampling(queries, sampling);
        } else if (evaluation instanceof Evaluation.Automatic automatic) {
            return evaluate(queries, new EvaluationChoice(model, this, automatic).choose(queries));
        }
        return exact(queries, List.of());
    }

    private Evaluated exact(Points queries, List<String> warnings) {
        double[] logError = new double[queries.size()];
        Arrays.fill(logError, Double.NEGATIVE_INFINITY);
        return new Evaluated(model.exactLogDensity(queries), logError, 1, Evaluation.exact(), warnings);
    }

    private Evaluated tree(Points queries, Evaluation.Tree settings) {
        Object tree = treeOrObstacle();
        if (tree instanceof String obstacle) {
            return exact(queries, List.of("no tree, but the exact sum: " + obstacle));
        }
        double relative = settings.relativeTolerance();
        double logAbsolute = Math.log(settings.absoluteTolerance());
        double[] logDensity = ((TreeDensity) tree)
                .logSums(
                        queries,
                        Math.log(relative),
                        logAbsolute - logFactor,
                        model.backend().threads(),
                        progress);
        double[] logError = new double[logDensity.length];
        for (int i = 0; i < logDensity.length; i++) {
            logDensity[i] += logFactor; // |found - f| <= a + r f, so it is at most (a + r found) / (1 - r)
            logError[i] = Logs.add(logAbsolute, Math.log(relative) + logDensity[i]) - Math.log1p(-relative);
        }
        return new Evaluated(logDensity, logError, 1, settings, List.of());
    }

    /** The tree, or the reason why there is none. */
    Object treeOrObstacle() {
        return keep("tree", () -> {
            String obstacle = TreeDensity.obstacle(model.points(), kernel, logWeights);
            return obstacle != null
                    ? obstacle
                    : TreeDensity.of(
                            model.points(), kernel, logWeights, model.backend().threads(), progress);
        });
    }

    private Evaluated binned(Points queries, Evaluation.Binned settings) {
        BinnedDensity grid = (BinnedDensity)
                keep(settings, () -> BinnedDensity.of(model.points(), kernel, logWeights, settings.gridPoints()));
        int m = queries.size();
        double[] values = new double[m];
        double[] bounds = new double[m];
        int beyond = grid.evaluate(queries, values, bounds);
        if (beyond > 0) {
            int[] outside =
                    IntStream.range(0, m).filter(i -> Double.isNaN(values[i])).toArray();
            double[] exact = model.exactLogDensity(queries.select(outside));
            double[] logDensity = logs(values);
            double[] logError = logs(bounds);
            for (int i = 0; i < outside.length; i++) {
                logDensity[outside[i]] = exact[i];
                logError[outside[i]] = Double.NEGATIVE_INFINITY;
            }
            return new Evaluated(
                    logDensity,
                    logError,
                    1,
                    settings,
                    List.of(beyond + " of " + m + " queries lie beyond the grid and were summed exactly"));
        }
        return new Evaluated(logs(values), logs(bounds), 1, settings, List.of());
    }

    private double[] logs(double[] sums) {
        return Arrays.stream(sums).map(sum -> Math.log(sum) + logFactor).toArray();
    }

    private Evaluated features(Points queries, Evaluation.RandomFeatures settings) {
        FeatureDensity sketch = (FeatureDensity) keep(
                settings,
                () -> FeatureDensity.of(model.points(), model.kernel(), logWeights, settings.count(), settings.seed()));
        double[] sums = sketch.sums(queries, model.backend().threads(), progress);
        double[] logError = new double[sums.length];
        Arrays.fill(logError, Math.log(sketch.deviation(1 - CONFIDENCE)) + logFactor);
        long negative = Arrays.stream(sums).filter(sum -> sum < 0).count();
        List<String> warnings = negative == 0
                ? List.of()
                : List.of(
                        negative + " of " + sums.length
                                + " estimates are negative and have no logarithm; the features are too few for so small densities");
        return new Evaluated(logs(sums), logError, CONFIDENCE, settings, warnings);
    }

    private Evaluated sampling(Points queries, Evaluation.NeighboursAndSampling settings) {
        NeighbourSampling index = (NeighbourSampling)
                keep("neighbours", () -> NeighbourSampling.of(model.points(), kernel, logWeights, model.backend()));
        double[] logDensity = new double[queries.size()];
        double[] logError = new double[queries.size()];
        index.evaluate(
                queries, settings.neighbours(), settings.samples(), settings.seed(), logDensity, logError, progress);
        for (int i = 0; i < logDensity.length; i++) {
            logDensity[i] += logFactor;
            logError[i] += logFactor + Math.log(QUANTILE);
        }
        long heavy = Arrays.stream(logError)
                .filter(error -> error == Double.POSITIVE_INFINITY)
                .count();
        List<String> warnings = heavy == 0
                ? List.of()
                : List.of("at " + heavy + " of " + logError.length
                        + " queries a few terms make up the sample, too few for"
                        + " the central limit theorem; no bound is given there");
        return new Evaluated(logDensity, logError, CONFIDENCE, settings, warnings);
    }

    private synchronized Object keep(Object key, Supplier<Object> build) {
        if (!key.equals(keptFor)) {
            kept = build.get();
            keptFor = key;
        }
        return kept;
    }
}
