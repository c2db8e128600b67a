package io.gramian.core.feature;

import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.core.kernel.Transform;
import java.util.random.RandomGenerator;

/**
 * The law of frequencies whose characteristic function is a kernel: normal vectors times {@code scale}, divided by the
 * root of an independent chi-squared number for Matern kernels; Cauchy numbers for the Laplacian.
 */
final class SpectralLaw {
    private final Expression.Leaf leaf;
    private final double factor;
    private final double scale;
    private final int degrees; // of freedom of the chi-squared number; 0 for none, -1 for Cauchy axis by axis

    private SpectralLaw(Expression.Leaf leaf, double factor, double scale, int degrees) {
        this.leaf = leaf;
        this.factor = factor;
        this.scale = scale;
        this.degrees = degrees;
    }

    static SpectralLaw of(PairFunction kernel) {
        double factor = 1;
        Expression expression = kernel.expression();
        while (expression instanceof Expression.Scaled scaled) {
            factor *= scaled.factor();
            expression = scaled.of();
        }
        if (expression instanceof Expression.Leaf leaf && leaf.normPower() == 0) {
            Profile profile = leaf.profile();
            if (leaf.form() == Form.L1_DISTANCE && profile instanceof Profile.Exponential p) {
                return new SpectralLaw(leaf, factor, p.rate(), -1);
            } else if (leaf.form() == Form.SQUARED_DISTANCE) {
                if (profile instanceof Profile.Exponential p) {
                    return new SpectralLaw(leaf, factor, Math.sqrt(2 * p.rate()), 0);
                } else if (profile instanceof Profile.RootExponential p) {
                    return new SpectralLaw(leaf, factor, p.rate(), 1);
                } else if (profile instanceof Profile.Matern32 p) {
                    return new SpectralLaw(leaf, factor, p.rate(), 3);
                } else if (profile instanceof Profile.Matern52 p) {
                    return new SpectralLaw(leaf, factor, p.rate(), 5);
                }
            }
        }
        throw new IllegalArgumentException(
                "random Fourier features: expected a gaussian, laplacian, exponential or matern kernel, found "
                        + kernel);
    }

    Transform transform() {
        return leaf.transform();
    }

    double factor() {
        return factor;
    }

    boolean isGaussian() {
        return degrees == 0;
    }

    /** The kernel of points that are transformed already. */
    double value(double[] x, double[] y) {
        return factor * leaf.profile().value(leaf.form().value(x, y));
    }

    void draw(RandomGenerator random, double[] w) {
        if (degrees < 0) {
            for (int k = 0; k < w.length; k++) {
                w[k] = scale * Math.tan(Math.PI * (random.nextDouble() - 0.5));
            }
            return;
        }
        double chiSquared = 0;
        for (int i = 0; i < degrees; i++) {
            double z = random.nextGaussian();
            chiSquared += z * z;
        }
        double length = degrees == 0 ? scale : scale / Math.sqrt(chiSquared);
        for (int k = 0; k < w.length; k++) {
            w[k] = length * random.nextGaussian();
        }
    }
}
