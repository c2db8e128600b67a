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

    @Override
    public String title() {
        return "Density estimates in many dimensions: averages, heavy tails, and a few nearest points";
    }

    @Override
    public void run(Study.Run run) {
        List<Study.Step> steps = List.of(
                new ParticipationStep(), new DivergenceStep(), new FluctuationStep(), new PhaseStep(), new DigitStep());
        run.steps("kde-regimes", steps);
    }

    /** Standard normal points. */
    static Points normal(int n, int d, SplittableRandom random) {
        double[] rows = new double[n * d];
        Arrays.setAll(rows, i -> random.nextGaussian());
        return Points.ofRowMajor(rows, d);
    }
}
