package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.random.RandomGenerator;

/**
 * The phase of the Blaschke product B_{k+1}(z) = z B_k(z) conj(w_k) / w_k, w_k = 1 - alpha_k B_k(z), B_0(z) = z, on the
 * unit circle. It increases by 2 pi n around the circle; the eigenvalues of the unitary matrix with the Verblunsky
 * coefficients alpha are where it takes a given value (R. Killip, M. Stoiciu, 2009).
 */
final class CircularPhase {
    private final double[] real; // of alpha
    private final double[] imaginary;

    private CircularPhase(double[] real, double[] imaginary) {
        this.real = real;
        this.imaginary = imaginary;
    }

    /** Draws n - 1 coefficients: uniform arguments, and |alpha_k|^2 of the beta law (1, beta (n - k - 1) / 2). */
    static CircularPhase draw(int n, double beta, RandomGenerator random) {
        double[] real = new double[n - 1];
        double[] imaginary = new double[n - 1];
        for (int k = 0; k < n - 1; k++) {
            double exponent = beta / 2 * (n - 1 - k);
            double modulus = Math.sqrt(-Math.expm1(Math.log(1 - random.nextDouble()) / exponent));
            double argument = 2 * Math.PI * random.nextDouble();
            real[k] = modulus * Math.cos(argument);
            imaginary[k] = modulus * Math.sin(argument);
        }
        return new CircularPhase(real, imaginary);
    }

    /** Returns the n angles where the phase is a uniform number up to multiples of 2 pi. */
    double[] angles(RandomGenerator random) {
        int n = real.length + 1;
        double level = phase(0) + 2 * Math.PI * (1 - random.nextDouble());
        double[] angles = new double[n];
        int found = 0;
        double from = 0;
        // Cells of half the mean distance bracket the angles tightly.
        for (int cell = 1; cell <= 2 * n && found < n; cell++) {
            Checks.checkInterrupted("drawing from a circular ensemble");
            double to = Math.PI * cell / n;
            for (double end = phase(to); found < n && (level <= end || cell == 2 * n); level += 2 * Math.PI) {
                from = MonotoneRoot.of(this::phase, level, from, to);
                angles[found++] = from;
            }
            from = to;
        }
        return angles;
    }

    /** The product B stays on the circle but for rounding, which the phase, being summed, does not see. */
    double phase(double angle) {
        double turnX = Math.cos(angle);
        double turnY = Math.sin(angle);
        double x = turnX; // B_k
        double y = turnY;
        double phase = angle;
        for (int k = 0; k < real.length; k++) {
            double wx = 1 - (real[k] * x - imaginary[k] * y);
            double wy = -(real[k] * y + imaginary[k] * x);
            phase += angle - 2 * Math.atan2(wy, wx);
            // B times z times conj(w) / w = conj(w)^2 / |w|^2
            double square = wx * wx + wy * wy;
            double ratioX = (wx * wx - wy * wy) / square;
            double ratioY = -2 * wx * wy / square;
            double zx = x * turnX - y * turnY;
            double zy = x * turnY + y * turnX;
            x = zx * ratioX - zy * ratioY;
            y = zx * ratioY + zy * ratioX;
        }
        return phase;
    }
}
