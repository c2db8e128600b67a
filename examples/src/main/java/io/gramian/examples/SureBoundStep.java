package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.dpp.leastsquares.Designs;
import io.gramian.dpp.leastsquares.PointwiseBound;
import io.gramian.dpp.leastsquares.SamplingMeasure;
import io.gramian.dpp.leastsquares.StabilityBounds;
import io.gramian.dpp.leastsquares.StableDesign;
import io.gramian.dpp.leastsquares.WeightedLeastSquares;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The error that holds almost surely, in the supremum norm with the mixture weight: the largest of many repetitions beside the
 * bound, and the exact factors of expectation beside means.
 */
final class SureBoundStep implements Study.Step {
    private static final double DELTA = 0.75;
    private static final int REPETITIONS = 1000;

    @Override
    public int units() {
        return 3;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        PointwiseBound supremum = PointwiseBound.uniform();
        StableDesign design =
                Designs.volumeRescaled(SamplingMeasure.mixture(supremum)).conditioned(DELTA);
        List<List<Object>> rows = new ArrayList<>();
        Approximation[] problems = {
            Approximation.legendre(TestFunction.RUNGE, 10),
            Approximation.legendre(TestFunction.ABSOLUTE_VALUE, 10),
            Approximation.legendre(TestFunction.FRANKE, 4)
        };
        for (Approximation problem : problems) {
            int n = 4 * problem.basis().size();
            double largest = 0;
            for (int t = 0; t < REPETITIONS; t++) {
                Points x = design.sample(problem.basis(), n, random);
                double[] fit = WeightedLeastSquares.in(problem.basis())
                        .withWeight(design.weight())
                        .withBackend(run.backend())
                        .fit(x, problem.function()::at)
                        .coefficients();
                largest = Math.max(largest, problem.error(fit));
            }
            double bound = StabilityBounds.almostSureFactor(DELTA, supremum) * problem.largestError(problem.best());
            rows.add(List.of(
                    problem.function().name(),
                    n,
                    REPETITIONS,
                    Study.digits(problem.bestError()),
                    Study.digits(largest),
                    Study.digits(bound)));
            run.figure("sure_bound_" + problem.function().name(), Study.digits(bound));
            run.figure("largest_error_" + problem.function().name(), Study.digits(largest));
            done.run();
        }
        run.table("5-sure-bound.csv", "function,n,repetitions,best_error,largest_error,sure_bound", rows);
    }
}
