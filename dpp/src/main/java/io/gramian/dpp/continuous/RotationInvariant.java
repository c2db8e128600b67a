package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.random.RandomGenerator;

/**
 * Projection processes of the plane whose functions are monomials z^k times a radial factor, k below n: the chain rule
 * with complex numbers, proposals from a uniform angle and the radius of a random k. For the orthogonal complement only
 * ratios of the values at one point matter, so that the radial factor drops out.
 */
final class RotationInvariant {
    private final double[] logScales; // log of the factor of z^k
    private final Radius radius;

    /** Draws |z| from the law of function k. */
    interface Radius {
        double draw(int k, RandomGenerator random);
    }

    RotationInvariant(double[] logScales, Radius radius) {
        this.logScales = logScales;
        this.radius = radius;
    }

    Points sample(RandomGenerator random) {
        int n = logScales.length;
        double[][] points = new double[n][];
        ComplexResidual residual = new ComplexResidual(n);
        double[] real = new double[n];
        double[] imaginary = new double[n];
        while (residual.size() < n) {
            Checks.checkInterrupted("drawing from a process of the plane");
            double r = radius.draw(random.nextInt(n), random);
            double angle = 2 * Math.PI * random.nextDouble();
            evaluate(Math.log(r), angle, real, imaginary);
            if (residual.accept(real, imaginary, random.nextDouble())) {
                points[residual.size() - 1] = new double[] {r * Math.cos(angle), r * Math.sin(angle)};
            }
        }
        return Points.of(points);
    }

    /** Writes the values divided by the largest modulus. */
    private void evaluate(double logRadius, double angle, double[] real, double[] imaginary) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logScales.length; k++) {
            real[k] = logScales[k] + (k == 0 ? 0 : k * logRadius);
            largest = Math.max(largest, real[k]);
        }
        for (int k = 0; k < logScales.length; k++) {
            double modulus = Math.exp(real[k] - largest);
            real[k] = modulus * Math.cos(k * angle);
            imaginary[k] = modulus * Math.sin(k * angle);
        }
    }

    /** Returns the sum of log |x_i - x_j|^2 over the pairs of n points. */
    static double logSquaredDistances(Points x, int n, int dimension) {
        if (x.size() != n || x.dimension() != dimension) {
            throw new IllegalArgumentException("points: expected " + n + " in dimension " + dimension + ", found "
                    + x.size() + " in dimension " + x.dimension());
        }
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double square = 0;
                for (int c = 0; c < dimension; c++) {
                    square += Math.pow(x.value(i, c) - x.value(j, c), 2);
                }
                sum += Math.log(square);
            }
        }
        return sum;
    }
}
