package io.gramian.examples;

import io.gramian.core.Points;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What the bound of a sequential approximation is worth: the bound beside the true error over a stream, the budget against
 * the error, and all ways to choose landmarks beside each other on real data.
 */
final class InkStudy implements Study {
    static final int SIZE = 800;
    static final double LENGTH_SCALE = 2;
    static final double RIDGE = 1;

    @Override
    public String title() {
        return "Sequential leverage scores: the bound against the true error, and what a landmark is worth";
    }

    @Override
    public void run(Study.Run run) {
        run.steps("ink-guarantee", List.of(new BoundStep(), new BudgetStep(), new SelectorStep()));
    }

    /** Five clusters in three dimensions, of shares .5, .3, .15, .04, .01, their centres four times standard normal. */
    static Points clusters(SplittableRandom random) {
        double[][] centres = new double[5][3];
        for (double[] centre : centres) {
            for (int k = 0; k < 3; k++) {
                centre[k] = 4 * random.nextGaussian();
            }
        }
        double[] upTo = {0.5, 0.8, 0.95, 0.99, 1};
        double[] rows = new double[3 * SIZE];
        for (int i = 0; i < SIZE; i++) {
            double u = random.nextDouble();
            int c = 0;
            while (u >= upTo[c]) {
                c++;
            }
            for (int k = 0; k < 3; k++) {
                rows[3 * i + k] = centres[c][k] + random.nextGaussian();
            }
        }
        return Points.ofRowMajor(rows, 3);
    }
}
