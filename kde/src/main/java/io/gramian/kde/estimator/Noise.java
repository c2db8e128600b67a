package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.KernelDensity;
import java.util.random.RandomGenerator;

/** Draws from a kernel about the origin. */
final class Noise {
    private Noise() {}

    static Points of(DensityKernel shape, BandwidthMatrix bandwidth, int d, int count, RandomGenerator random) {
        return KernelDensity.of(shape)
                .withBandwidth(Bandwidth.of(bandwidth))
                .fit(new double[1][d])
                .sample(count, random);
    }
}
