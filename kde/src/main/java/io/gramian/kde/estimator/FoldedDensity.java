package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.Objects;

/**
 * The configuration of a density on half-lines, intervals and circles for which the mass beyond an end is brought back:
 * reflected at ends, wrapped around circles (Schuster, 1985; Silverman, 1986).
 *
 * <p>f(x) = sum of the density on R^d over all images of x. It integrates to one over the support for every kernel and
 * bandwidth, is never negative, and has slope zero at a reflecting end, which leaves a bias of order h there: {@link
 * BoundaryDensity#linear} has one of order h^2. Immutable.
 *
 * <pre>{@code
 * FoldedModel waits = FoldedDensity.of(KernelDensity.gaussian(), Support.from(0)).fit(times);
 * }</pre>
 */
public final class FoldedDensity {
    private final KernelDensity density;
    private final Support[] supports;

    private FoldedDensity(KernelDensity density, Support[] supports) {
        this.density = density;
        this.supports = supports;
    }

    /**
     * Returns the configuration.
     *
     * @param density kernel, bandwidth (which must not mix axes: scalar or diagonal), weights and backend
     * @param supports one for each axis; copied
     * @return a configuration
     */
    public static FoldedDensity of(KernelDensity density, Support... supports) {
        return new FoldedDensity(Objects.requireNonNull(density, "density"), supports.clone());
    }

    /**
     * Returns the density of the given points. Those on a circle may lie anywhere on its line.
     *
     * @param x n points of the support
     * @return a model
     * @throws IllegalArgumentException as {@link KernelDensity#fit(Points)}; if a point lies outside the support, or
     *     the bandwidth mixes axes or is over ten times the length of an interval or circle
     * @throws io.gramian.core.NumericalException as {@link KernelDensity#fit(Points)}
     */
    public FoldedModel fit(Points x) {
        Support.check(supports, x);
        DensityModel base = density.fit(wrapped(x));
        return new FoldedModel(base, supports);
    }

    private Points wrapped(Points x) {
        if (Arrays.stream(supports).noneMatch(Support::isPeriodic)) {
            return x;
        }
        double[][] rows = x.toArray();
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                row[k] = supports[k].isPeriodic() ? FoldedModel.fold(row[k], supports[k]) : row[k];
            }
        }
        return Points.of(rows);
    }

    /** Returns the supports and the density. */
    @Override
    public String toString() {
        return "FoldedDensity[" + Arrays.toString(supports) + ", " + density + "]";
    }
}
