package io.gramian.kde.regime;

/**
 * The law of T = |x - y|^2 for a given x and Gaussian y: a sum of independent noncentral chi-squared variables, each
 * with an eigenvalue l as its scale, a multiplicity (degrees of freedom, not necessarily whole) and e = x^2 / multiplicity
 * as its squared centre.
 *
 * <p>Its cumulant function is K(s) = sum mult [-log(1 - 2 l s)/2 + e s/(1 - 2 l s)]. Distribution function and density
 * are inversions of exp(K(s) - s t) along a contour that crosses the real axis at the saddle point c &lt; 0 and bends
 * as the path of steepest descent does, s = c + i u + a u^2, where the trapezoidal rule converges geometrically. Since
 * exp(K(c) - c t) is taken out, the relative error is about 1e-12 also where the probability is exp(-1000), where
 * Imhof's integral, which inverts along the imaginary axis, has lost all digits. Above the mean errors are absolute.
 */
final class SquaredDistanceLaw {
    private static final double STEP = 0.2; // in units of the width there, or of the distance from the pole
    private static final double NEGLIGIBLE = -40;

    private final double[] eigenvalues;
    private final double[] multiplicities;
    private final double[] energies;
    private final double mean;
    private final double nearestToZero; // how close to its pole the contour may cross

    SquaredDistanceLaw(double[] eigenvalues, double[] multiplicities, double[] energies) {
        this.eigenvalues = eigenvalues;
        this.multiplicities = multiplicities;
        this.energies = energies;
        double[] atZero = derivatives(0);
        this.mean = atZero[0];
        this.nearestToZero = -1 / Math.sqrt(atZero[1]);
    }

    double mean() {
        return mean;
    }

    double standardDeviation() {
        return -1 / nearestToZero;
    }

    /** Logarithms of the distribution function and the density. */
    record Logs(double cumulative, double density) {}

    Logs at(double t) {
        double c = nearestToZero;
        if (t < mean) {
            c = Math.min(c, -Roots.decreasing(y -> derivatives(-y)[0], t, -nearestToZero));
        }
        double[] k = derivatives(c);
        double step = STEP * Math.min(1 / Math.sqrt(k[1]), -c);
        double bend = k[2] / (6 * k[1]);
        double[] value = new double[2];
        exponent(c, 0, t, value);
        double atCrossing = value[0];
        double mass = 0.5 / c;
        double density = 0.5;
        for (int j = 1; ; j++) {
            double u = j * step;
            double re = c + bend * u * u;
            exponent(re, u, t, value);
            double log = value[0] - atCrossing;
            if (log < NEGLIGIBLE) {
                break;
            }
            // The real part of e^(log + i value[1]) ds / i, and of the same over s.
            double size = Math.exp(log);
            double slope = -2 * bend * u;
            double a = size * (Math.cos(value[1]) - slope * Math.sin(value[1]));
            double b = size * (Math.sin(value[1]) + slope * Math.cos(value[1]));
            density += a;
            mass += (a * re + b * u) / (re * re + u * u);
        }
        double common = atCrossing + Math.log(step / Math.PI);
        // Far above the mean the density is lost in rounding, and may come out negative.
        return new Logs(common + Math.log(-mass), common + Math.log(Math.max(0, density)));
    }

    /** K', K'', K''' at a real s below the first singularity. */
    private double[] derivatives(double s) {
        double[] k = new double[3];
        for (int i = 0; i < eigenvalues.length; i++) {
            double l = eigenvalues[i];
            double e = energies[i];
            double a = 1 - 2 * l * s;
            double w = multiplicities[i];
            k[0] += w * (l / a + e / (a * a));
            k[1] += w * (2 * l * l / (a * a) + 4 * l * e / (a * a * a));
            k[2] += w * (8 * l * l * l / (a * a * a) + 24 * l * l * e / (a * a * a * a));
        }
        return k;
    }

    /** K(s) - s t for complex s, into real and imaginary part. */
    private void exponent(double re, double im, double t, double[] target) {
        double real = -re * t;
        double imaginary = -im * t;
        for (int i = 0; i < eigenvalues.length; i++) {
            double ar = 1 - 2 * eigenvalues[i] * re;
            double ai = -2 * eigenvalues[i] * im;
            double norm = ar * ar + ai * ai;
            double w = multiplicities[i];
            real += w * (-Math.log(norm) / 4 + energies[i] * (re * ar + im * ai) / norm);
            imaginary += w * (-Math.atan2(ai, ar) / 2 + energies[i] * (im * ar - re * ai) / norm);
        }
        target[0] = real;
        target[1] = imaginary;
    }
}
