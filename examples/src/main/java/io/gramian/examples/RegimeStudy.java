package io.gramian.examples;

import io.gramian.core.Points;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The regimes of density estimates in many dimensions: what the theory says beside what is measured, on simulated normal
 * data and on handwritten digits.
 */
final class RegimeStudy implements Study {
    static final int SIZE = 22026; // exp(10)
    static final int[] DIMENSIONS = {10, 20, 40};

    /** One thing to see. */
    interface Step {
        /** How long it takes, in units that are alike. */
        int units();

        /** Computes; calls done after each unit. */
        void run(Study.Run run, SplittableRandom random, Runnable done);
    }

    @Override
    public String title() {
        return "Density estimates in many dimensions: averages, heavy tails, and a few nearest points";
    }

    @Override
    public void run(Study.Run run) {
        List<Step> steps = List.of(
                new ParticipationStep(), new DivergenceStep(), new FluctuationStep(), new PhaseStep(), new DigitStep());
        int total = steps.stream().mapToInt(Step::units).sum();
        SplittableRandom random = new SplittableRandom(run.seed());
        int[] done = {0};
        run.figure("seed", run.seed());
        for (Step step : steps) {
            step.run(run, random.split(), () -> run.progress().update("kde-regimes", ++done[0], total));
        }
    }

    /** Standard normal points. */
    static Points normal(int n, int d, SplittableRandom random) {
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }

    /** A number in a key or a table: six digits. */
    static Object digits(double value) {
        return Double.isFinite(value)
                ? new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(6))
                        .doubleValue()
                : value;
    }
}
