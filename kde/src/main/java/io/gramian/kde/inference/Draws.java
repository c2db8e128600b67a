package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.Estimate;
import java.util.random.RandomGenerator;

/** Means over draws. */
final class Draws {
    private Draws() {}

    static Points of(DensityModel density, int draws, RandomGenerator random) {
        if (draws < 2) {
            throw new IllegalArgumentException("draws: expected at least 2, for a standard error, found " + draws);
        }
        return density.sample(draws, random);
    }

    /** Half of one mean and half of another, with the standard error. */
    static Estimate half(Estimate a, Estimate b) {
        return new Estimate((a.value() + b.value()) / 2, Math.hypot(a.standardError(), b.standardError()) / 2);
    }
}
