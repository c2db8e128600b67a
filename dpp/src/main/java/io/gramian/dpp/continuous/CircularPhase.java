package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;

/**
 * The phase of the Blaschke product B_{k+1}(z) = z B_k(z) conj(w_k) / w_k, w_k = 1 - alpha_k B_k(z), B_0(z) = z, on the
 * unit circle. It increases by 2 pi n around the circle; the eigenvalues of the unitary matrix with the Verblunsky
 * coefficients alpha are where it takes a given value (R. Killip, M. Stoiciu, 2009).
 */
final class CircularPhase {
    private final double[] modulus;
    private final double[] argument;

    private CircularPhase(double[] modulus, double[] argument) {
        this.modulus = modulus;
        this.argument = argument;
    }

    /** Draws n - 1 coefficients: uniform arguments, and |alpha_k|^2 of the beta law (1, beta (n - k - 1) / 2). */
    static CircularPhase draw(int n, double beta, RandomGenerator random) {
        double[] modulus = new double[n - 1];
        double[] argument = new double[n - 1];
        for (int k = 0; k < n - 1; k++) {
            double exponent = beta / 2 * (n - 1 - k);
            modulus[k] = Math.sqrt(-Math.expm1(Math.log(1 - random.nextDouble()) / exponent));
            argument[k] = 2 * Math.PI * random.nextDouble();
        }
        return new CircularPhase(modulus, argument);
    }

    /** Returns the n angles where the phase is a uniform number up to multiples of 2 pi. */
    double[] angles(RandomGenerator random) {
        int n = modulus.length + 1;
        double start = phase(0);
        double first = start + 2 * Math.PI * (1 - random.nextDouble());
        double[] angles = new double[n];
        double from = 0;
        for (int j = 0; j < n; j++) {
            from = MonotoneRoot.of(this::phase, first + 2 * Math.PI * j, from, 2 * Math.PI);
            angles[j] = from;
        }
        return angles;
    }

    double phase(double angle) {
        double phase = angle;
        for (int k = 0; k < modulus.length; k++) {
            double turned = phase + argument[k];
            double ofFactor = Math.atan2(-modulus[k] * Math.sin(turned), 1 - modulus[k] * Math.cos(turned));
            phase += angle - 2 * ofFactor;
        }
        return phase;
    }
}
