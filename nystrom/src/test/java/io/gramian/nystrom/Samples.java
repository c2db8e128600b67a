package io.gramian.nystrom;

import io.gramian.core.Points;
import java.util.SplittableRandom;

/** Seeded data for tests. */
final class Samples {
    private Samples() {}

    static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        for (int at = 0; at < rows.length; at++) {
            rows[at] = random.nextGaussian();
        }
        return Points.ofRowMajor(rows, d);
    }

    /** Unit clusters in the plane, so many points each, their centres so far apart on a line. */
    static Points clusters(double distance, long seed, int... sizes) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = java.util.Arrays.stream(sizes).sum();
        double[] rows = new double[2 * n];
        int at = 0;
        for (int c = 0; c < sizes.length; c++) {
            for (int i = 0; i < sizes[c]; i++) {
                rows[at++] = c * distance + random.nextGaussian();
                rows[at++] = random.nextGaussian();
            }
        }
        return Points.ofRowMajor(rows, 2);
    }
}
