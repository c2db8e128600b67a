package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.kde.internal.RadialLaw;
import io.gramian.kde.internal.WeightedChoice;
import java.util.random.RandomGenerator;

/** Draws from a density: a data point by its weight, then a point of the kernel about it. */
final class Sampler {
    private final Points points;
    private final RadialLaw radialLaw;
    private final double[][] factor;
    private final boolean isDiagonal;
    private final WeightedChoice choice;

    Sampler(Points points, RadialLaw radialLaw, BandwidthMatrix bandwidth, double[] logWeights) {
        this.points = points;
        this.radialLaw = radialLaw;
        this.isDiagonal = bandwidth.isDiagonal();
        this.factor = bandwidth.factor(points.dimension());
        this.choice = new WeightedChoice(logWeights, points.size());
    }

    Points sample(int count, RandomGenerator random) {
        int d = points.dimension();
        if (count < 1 || (long) count * d > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(
                    "count: expected 1 to " + (Integer.MAX_VALUE - 8) / d + " draws, found " + count);
        }
        double[] rows = new double[count * d];
        double[] noise = new double[d];
        for (int r = 0; r < count; r++) {
            int i = choice.pick(random);
            fill(noise, random);
            for (int k = 0; k < d; k++) {
                double coordinate = points.value(i, k);
                for (int l = isDiagonal ? k : 0; l <= k; l++) {
                    coordinate += factor[k][l] * noise[l];
                }
                rows[r * d + k] = coordinate;
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    /** A point at a distance of the radial law in a direction that is uniform on the sphere. */
    private void fill(double[] noise, RandomGenerator random) {
        double norm = 0;
        while (norm == 0) {
            for (int k = 0; k < noise.length; k++) {
                noise[k] = random.nextGaussian();
                norm += noise[k] * noise[k];
            }
        }
        double scale = radialLaw.sample(noise.length, random) / Math.sqrt(norm);
        for (int k = 0; k < noise.length; k++) {
            noise[k] *= scale;
        }
    }
}
