package io.gramian.kde.internal.distribution;

import io.gramian.core.kernel.Profile;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * The distribution function of a kernel of bandwidth one on the line.
 *
 * @param cumulative F(u), without cancellation for negative u; F(-u) = 1 - F(u)
 * @param density F'(u)
 * @param reach F(u) is zero below minus this
 * @param full F(u) is one above this, to rounding
 */
public record LineKernel(DoubleUnaryOperator cumulative, DoubleUnaryOperator density, double reach, double full) {
    /**
     * Returns the distribution function of a kernel.
     *
     * @param profile the kernel of bandwidth one, of the squared distance
     * @param normaliser what makes it integrate to one on the line
     * @param name names the kernel in the message
     * @throws IllegalArgumentException if the kernel's is not known
     */
    public static LineKernel of(Profile profile, double normaliser, String name) {
        DoubleUnaryOperator density = u -> normaliser * profile.value(u * u);
        if (profile instanceof Profile.Exponential) {
            return new LineKernel(LineKernel::normal, density, 39, 8.4);
        } else if (profile instanceof Profile.RootExponential) {
            return new LineKernel(u -> u < 0 ? Math.exp(u) / 2 : 1 - Math.exp(-u) / 2, density, 746, 38);
        } else if (profile instanceof Profile.Triangle) {
            return compact(u -> u < 0 ? (1 + u) * (1 + u) / 2 : 1 - (1 - u) * (1 - u) / 2, density);
        } else if (profile instanceof Profile.CosineArch) {
            return compact(u -> square(Math.sin(Math.PI / 4 * (1 + u))), density);
        } else if (profile instanceof Profile.CompactPower power && power.power() <= 3) {
            return compact(u -> power(1 + u, power.power()), density);
        }
        throw new IllegalArgumentException("cdf: not known for the kernel " + name);
    }

    /** Phi(u). */
    static double normal(double u) {
        return Erfc.value(-u * Math.sqrt(0.5)) / 2;
    }

    private static LineKernel compact(DoubleUnaryOperator cumulative, DoubleUnaryOperator density) {
        return new LineKernel(cumulative, density, 1, 1);
    }

    /** The integral of (1 - u^2)^p from -1 to v - 1, as part of the whole: v^(p+1) times a positive polynomial. */
    private static double power(double v, int p) {
        return switch (p) {
            case 0 -> v / 2;
            case 1 -> v * v * (3 - v) / 4;
            case 2 -> v * v * v * (20 + v * (-15 + 3 * v)) / 16;
            default -> square(v * v) * (70 + v * (-84 + v * (35 - 5 * v))) / 32;
        };
    }

    private static double square(double x) {
        return x * x;
    }
}
