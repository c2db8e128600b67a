package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Checks;
import java.util.Objects;

/**
 * The configuration of a detector of anomalies: points whose density is low among the leave-one-out densities of the
 * data.
 *
 * <p>Immutable. Default: contamination 0.05.
 *
 * <pre>{@code
 * AnomalyModel detector = AnomalyDetector.of(KernelDensity.gaussian()).withContamination(0.01).fit(x);
 * double[] p = detector.scores(queries);    // small is anomalous
 * }</pre>
 */
public final class AnomalyDetector {
    private final KernelDensity density;
    private final double contamination;

    private AnomalyDetector(KernelDensity density, double contamination) {
        this.density = Objects.requireNonNull(density, "density");
        this.contamination = contamination;
    }

    /**
     * Returns the detector by the given density.
     *
     * @param density kernel, bandwidth rule, weights and backend
     * @return a configuration
     */
    public static AnomalyDetector of(KernelDensity density) {
        return new AnomalyDetector(density, 0.05);
    }

    /**
     * Returns this configuration with another share of points that count as anomalies: those of a score of at most
     * that.
     *
     * @param newContamination above 0 and below 1
     * @return a configuration
     * @throws IllegalArgumentException if it is not
     */
    public AnomalyDetector withContamination(double newContamination) {
        return new AnomalyDetector(density, Checks.fraction("contamination", newContamination));
    }

    /**
     * Returns the detector calibrated by the given points. Cost O(n^2 d).
     *
     * @param x n points, at least two of positive weight
     * @return a model
     * @throws NumericalException if the data do not determine a bandwidth, or fewer than two points have positive
     *     weight
     */
    public AnomalyModel fit(Points x) {
        DensityModel model = density.fit(x);
        return new AnomalyModel(model, contamination);
    }

    /** Returns the density's configuration and the contamination. */
    @Override
    public String toString() {
        return "AnomalyDetector[" + density + ", contamination " + contamination + "]";
    }
}
