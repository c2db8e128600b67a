package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a density that is estimated after a map T of every axis onto the line: f(x) = f_Y(T(x)) T'(x)
 * (Copas and Fryer, 1980; Geenens, 2014).
 *
 * <p>It integrates to one and is zero at the ends of the support. Kernel, bandwidth (in units of y) and weights are
 * those of the {@link KernelDensity}, which may have a full bandwidth matrix. Immutable.
 *
 * <pre>{@code
 * TransformedModel incomes = TransformedDensity.of(KernelDensity.gaussian(), AxisTransform.log(0)).fit(x);
 * }</pre>
 */
public final class TransformedDensity {
    private final KernelDensity density;
    private final AxisTransform[] transforms;

    private TransformedDensity(KernelDensity density, AxisTransform[] transforms) {
        this.density = density;
        this.transforms = transforms;
    }

    /**
     * Returns the configuration.
     *
     * @param density of the images
     * @param transforms one for each axis; copied
     * @return a configuration
     */
    public static TransformedDensity of(KernelDensity density, AxisTransform... transforms) {
        return new TransformedDensity(Objects.requireNonNull(density, "density"), transforms.clone());
    }

    /**
     * Returns the density of the given points.
     *
     * @param x n points strictly within the supports
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}, or if a point does not lie in the support
     * @throws io.gramian.core.NumericalException as {@link KernelDensity#fit(Points)}
     */
    public TransformedModel fit(Points x) {
        if (transforms.length != x.dimension()) {
            throw new IllegalArgumentException("transforms: given for " + transforms.length
                    + " axes, but the points have dimension " + x.dimension() + "; give one for each axis");
        }
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < transforms.length; k++) {
                if (!transforms[k].contains(x.value(i, k))) {
                    throw new IllegalArgumentException("points: row " + i + ", column " + k + " is " + x.value(i, k)
                            + ", outside the open support of " + transforms[k]);
                }
            }
        }
        DensityModel base = density.fit(TransformedModel.apply(transforms, x));
        return new TransformedModel(base, transforms);
    }

    /** Returns the maps and the density of the images. */
    @Override
    public String toString() {
        return "TransformedDensity[" + Arrays.toString(transforms) + ", " + density + "]";
    }
}
