package io.gramian.conformance;

import io.gramian.core.Points;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The kernels and points the contracts are run on. */
public final class StandardKernels {
    private StandardKernels() {}

    /**
     * Returns one kernel of every kind, with sums, products, multiples, length scales and a function of the
     * caller's, at length scales that suit {@link #points}.
     *
     * @param d the dimension
     * @return the kernels
     */
    public static List<Kernel> forDimension(int d) {
        double l = Math.sqrt(d);
        double[] scales = new double[d];
        Arrays.setAll(scales, k -> 0.5 + k % 3);
        return List.of(
                Kernel.gaussian(l),
                Kernel.laplacian(d),
                Kernel.exponential(l),
                Kernel.matern12(l),
                Kernel.matern32(l),
                Kernel.matern52(l),
                Kernel.rationalQuadratic(l, 1.7),
                Kernel.cauchy(l),
                Kernel.inverseMultiquadric(l),
                Kernel.polynomial(3, 1.0 / d, 0.5),
                Kernel.linear(),
                Kernel.sigmoid(0.5 / d, 0.1),
                Kernel.cosine(),
                Kernel.periodic(3, l),
                Kernel.chiSquared(1.0 / d),
                Kernel.arcCosine(0),
                Kernel.arcCosine(1),
                Kernel.arcCosine(2),
                Kernel.gaussian(l).plus(Kernel.linear().scaledBy(0.1)),
                Kernel.gaussian(l).times(Kernel.matern32(2 * l)).scaledBy(3),
                Kernel.exponential(l).plus(Kernel.cauchy(l)).times(Kernel.laplacian(d)),
                Kernel.gaussian(l).withLengthScales(scales),
                Kernel.matern52(l).times(Kernel.periodic(3, l)).withLengthScales(scales),
                Kernel.of("mine", Definiteness.POSITIVE, (x, y) -> {
                    double product = 1;
                    for (int k = 0; k < x.length; k++) {
                        product *= Math.exp(-Math.abs(x[k] - y[k]) / x.length);
                    }
                    return product;
                }));
    }

    /**
     * Returns points without negative coordinates, so that every kernel is defined, with a zero vector and a
     * duplicate among them where there is room.
     *
     * @param n how many
     * @param d the dimension
     * @param seed of the random numbers
     * @return the points
     */
    public static Points points(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] rows = new double[n][d];
        for (double[] row : rows) {
            Arrays.setAll(row, k -> 2 * random.nextDouble());
        }
        if (n > 6) {
            rows[3] = rows[1].clone();
            Arrays.fill(rows[5], 0);
        }
        return Points.of(rows);
    }
}
