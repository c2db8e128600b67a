package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.kde.internal.fast.TreeDensity;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The choice of {@link Evaluation#auto}: counts of work, never clocks, so that the same question is always answered the same
 * way. The thresholds are those of docs/adr/0028.
 */
final class EvaluationChoice {
    private static final long FEW_PAIRS = 1L << 24; // exact in some ten milliseconds
    private static final int FEW_QUERIES = 500; // for which no tree is built
    private static final double TREE_WORK = 600; // of a point, in pairs
    private static final int HIGHEST_TREE = 8;
    private static final int PILOT = 64;
    private static final double WORTHWHILE = 0.25; // of the points drawn
    private static final double QUANTILE = 2.5758293035489;
    private static final int NEIGHBOURS = 64;

    private final DensityModel model;
    private final FastEvaluation evaluations;
    private final Evaluation.Automatic settings;

    EvaluationChoice(DensityModel model, FastEvaluation evaluations, Evaluation.Automatic settings) {
        this.model = model;
        this.evaluations = evaluations;
        this.settings = settings;
    }

    Evaluation choose(Points queries) {
        long n = model.size();
        long m = queries.size();
        if (n * m <= FEW_PAIRS || m < FEW_QUERIES || settings.relativeTolerance() == 0) {
            return Evaluation.exact();
        }
        Points pilot = queries.select(
                IntStream.range(0, PILOT).map(i -> (int) (i * m / PILOT)).toArray());
        if (model.dimension() <= HIGHEST_TREE && evaluations.treeOrObstacle() instanceof TreeDensity tree) {
            double work = tree.work(queries, Math.log(settings.relativeTolerance())) + TREE_WORK * n;
            if (work < n * m) {
                return Evaluation.tree().withRelativeTolerance(settings.relativeTolerance());
            }
        }
        return settings.seed().isPresent() && !model.isWeighted()
                ? sampling(pilot, settings.seed().getAsLong())
                : Evaluation.exact();
    }

    /**
     * Sampling, if the contributions at the pilot queries say that its standard error is small enough: with equal weights the
     * relative variance of one draw is n / n_eff - 1, so only models without weights are sampled. Without the nearest neighbours in the stable regime, where they make up
     * most of the variance; never in the condensed one, whose sums are not those of a sample.
     */
    private Evaluation sampling(Points pilot, long seed) {
        QueryDiagnostics diagnostics = model.diagnose(pilot);
        double[] needed = new double[PILOT];
        double worstIndex = Double.POSITIVE_INFINITY;
        double accuracy = settings.relativeTolerance() / QUANTILE;
        for (int i = 0; i < PILOT; i++) {
            double variance = model.size() / diagnostics.effectiveSampleSize(i) - 1;
            needed[i] = variance / (accuracy * accuracy);
            worstIndex = Math.min(worstIndex, diagnostics.stableIndex(i));
        }
        double samples = 2 * Arrays.stream(needed).max().orElseThrow();
        if (Regime.of(worstIndex) == Regime.CONDENSED || !(samples < WORTHWHILE * model.size())) {
            return Evaluation.exact();
        }
        int neighbours = Regime.of(worstIndex) == Regime.CLASSICAL ? 0 : NEIGHBOURS;
        return new Evaluation.NeighboursAndSampling(neighbours, (int) Math.max(100, Math.min(1 << 20, samples)), seed);
    }
}
