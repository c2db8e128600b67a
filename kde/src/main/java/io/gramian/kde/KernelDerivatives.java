package io.gramian.kde;

import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.core.kernel.Transform;
import java.util.function.DoubleUnaryOperator;

/**
 * The derivatives of a radial kernel k(x, y) = p(t) with t = (x - y)' A (x - y), as Gram matrices know them:
 *
 * <pre>
 * gradient_x k = exp(logSlope) slope(x, y) A (y - x)                   exp(logSlope) slope = -2 p'(t)
 * Hessian_x k  = exp(logCurvature) curvature(x, y) A (y - x) (y - x)' A - gradient's factor A
 *                                                                      exp(logCurvature) curvature = 4 p''(t)
 * </pre>
 *
 * <p>The slope of a power (1 - u^2)^p is the power p - 1: a mean shift climbs the shadow of its kernel (Cheng, 1995).
 *
 * @param logSlope the logarithm of a positive factor
 * @param slope never negative; zero where x = y for kernels with a cusp there, whose directions cancel
 * @param logCurvature the logarithm of a positive factor
 * @param curvature never negative; null where k has kinks
 * @param hasCusp whether the gradient has no limit where x = y
 */
record KernelDerivatives(
        double logSlope, PairFunction slope, double logCurvature, PairFunction curvature, boolean hasCusp) {
    static KernelDerivatives of(DensityKernel kernel) {
        Expression.Leaf leaf = (Expression.Leaf) kernel.expression();
        Transform map = leaf.transform();
        Profile profile = leaf.profile();
        if (profile instanceof Profile.Exponential gaussian) {
            double log = Math.log(2 * gaussian.rate());
            return new KernelDerivatives(log, kernel, 2 * log, kernel, false);
        } else if (profile instanceof Profile.CompactPower power && power.power() > 0) {
            return ofPower(map, power.radius(), power.power());
        } else if (profile instanceof Profile.RootExponential exponential) {
            Expression cusp = overDistance(map, root -> 1, 0);
            return kinked(Math.log(exponential.rate()), new Expression.Product(leaf, cusp), true);
        } else if (profile instanceof Profile.Triangle triangle) {
            double r = triangle.radius();
            return kinked(-Math.log(r), overDistance(map, root -> root < r ? 1 : 0, 0), true);
        } else if (profile instanceof Profile.CosineArch arch) {
            double rate = Math.PI / 2 / arch.radius();
            double r = arch.radius();
            return kinked(Math.log(rate), overDistance(map, root -> root < r ? Math.sin(rate * root) : 0, rate), false);
        }
        throw new IllegalArgumentException("derivatives: a density with the kernel " + kernel
                + " has none, for it jumps; use another kernel, for example gaussian or triweight");
    }

    private static KernelDerivatives ofPower(Transform map, double radius, int power) {
        double logSquare = 2 * Math.log(radius);
        PairFunction slope = leaf(map, new Profile.CompactPower(radius, power - 1));
        PairFunction curvature = power == 1 ? null : leaf(map, new Profile.CompactPower(radius, power - 2));
        return new KernelDerivatives(
                Math.log(2.0 * power) - logSquare,
                slope,
                Math.log(4.0 * power * (power - 1)) - 2 * logSquare,
                curvature,
                false);
    }

    private static PairFunction leaf(Transform map, Profile profile) {
        return () -> new Expression.Leaf(Form.SQUARED_DISTANCE, map, profile, 0);
    }

    private static KernelDerivatives kinked(double logSlope, Expression slope, boolean hasCusp) {
        return new KernelDerivatives(logSlope, () -> slope, Double.NaN, null, hasCusp);
    }

    /** f(r) / r of the distance r, with its limit at zero, or zero where it has none. */
    private static Expression overDistance(Transform map, DoubleUnaryOperator f, double atZero) {
        return new Expression.Custom(map, (x, y) -> {
            double root = Math.sqrt(Form.SQUARED_DISTANCE.value(x, y));
            return root == 0 ? atZero : f.applyAsDouble(root) / root;
        });
    }
}
