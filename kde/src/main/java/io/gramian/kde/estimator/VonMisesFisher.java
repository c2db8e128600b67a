package io.gramian.kde.estimator;

import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AhrensDieterMarsagliaTsangGammaSampler;

/**
 * The von Mises-Fisher law on the unit sphere of R^d, whose density is C exp(kappa (mu.x - 1)).
 *
 * <p>All its constants are values of J(p, kappa), the integral of sin^p(t) exp(-kappa (1 - cos t)) over [0, pi], whose
 * integrand is positive, smooth and log-concave where it counts: quadrature about its peak has no overflow and no
 * cancellation for any kappa, and needs no tables of expansions. The modified Bessel function is (kappa/2)^nu e^kappa J(2
 * nu, kappa) / (sqrt(pi) Gamma(nu + 1/2)).
 */
final class VonMisesFisher {
    private static final double WIDTHS = 16; // on either side of the peak, beyond which e^-51 is left at most
    private static final int PANELS = 24;

    private VonMisesFisher() {}

    /** log J(p, kappa), for p = 0, 1, 2, ... and kappa &gt;= 0. */
    static double logIntegral(int p, double kappa) {
        double peak = peak(p, kappa);
        double sine = Math.sin(peak);
        double curvature = (p == 0 ? 0 : p / (sine * sine)) + kappa * Math.cos(peak);
        double width = WIDTHS / Math.sqrt(Math.max(curvature, 1e-300));
        double from = Math.max(0, peak - width);
        double to = Math.min(Math.PI, peak + width);
        double top = logIntegrand(peak, p, kappa);
        return top + Math.log(PanelIntegral.integral(from, to, PANELS, t -> Math.exp(logIntegrand(t, p, kappa) - top)));
    }

    private static double logIntegrand(double t, int p, double kappa) {
        double half = Math.sin(t / 2);
        return (p == 0 ? 0 : p * Math.log(Math.sin(t))) - 2 * kappa * half * half;
    }

    /** Where p cos t = kappa sin^2 t: tan^2(t/2) = s / (2 - s) with s = 1 - cos t, written without differences. */
    private static double peak(int p, double kappa) {
        if (p == 0) {
            return 0;
        }
        double root = Math.sqrt(p / 2.0 * (p / 2.0) + kappa * kappa);
        double cosine = kappa / (p / 2.0 + root);
        double sineSquared = p * cosine / Math.max(kappa, 1e-300);
        return kappa < 1e-8 ? Math.PI / 2 : Math.atan2(Math.sqrt(sineSquared), cosine);
    }

    /** log C: of the density in the form C exp(kappa (mu.x - 1)) about the surface of the sphere in R^d, d &gt;= 2. */
    static double logNormaliser(int d, double kappa) {
        double logArea = Math.log(2) + (d - 1) / 2.0 * Math.log(Math.PI) - LogGamma.value((d - 1) / 2.0);
        return -logArea - logIntegral(d - 2, kappa);
    }

    /** log(I_nu(x) e^-x) for nu = 0, 1/2, 1, ... */
    static double logScaledBessel(double nu, double x) {
        double half = 0.5 * Math.log(Math.PI) + LogGamma.value(nu + 0.5);
        return nu * Math.log(x / 2) - half + logIntegral((int) Math.round(2 * nu), x);
    }

    /**
     * Replaces the d coordinates of a direction from {@code at} on by a draw about it: the cosine by rejection (Wood,
     * 1994), the rest uniform around.
     */
    static void sample(double[] target, int at, int d, double kappa, RandomGenerator random) {
        double s = oneMinusCosine(d, kappa, random);
        double[] tangent = new double[d];
        double norm = 0;
        while (norm == 0) {
            double along = 0;
            for (int k = 0; k < d; k++) {
                tangent[k] = random.nextGaussian();
                along += tangent[k] * target[at + k];
            }
            for (int k = 0; k < d; k++) {
                tangent[k] -= along * target[at + k];
                norm += tangent[k] * tangent[k];
            }
        }
        double sine = Math.sqrt(s * (2 - s) / norm);
        for (int k = 0; k < d; k++) {
            target[at + k] = (1 - s) * target[at + k] + sine * tangent[k];
        }
    }

    /** 1 - cos t, which keeps its digits where kappa is large. */
    private static double oneMinusCosine(int d, double kappa, RandomGenerator random) {
        UniformRandomProvider provider = random::nextLong;
        var gamma = AhrensDieterMarsagliaTsangGammaSampler.of(provider, (d - 1) / 2.0, 1);
        double b = (d - 1) / (2 * kappa + Math.sqrt(4 * kappa * kappa + (d - 1.0) * (d - 1.0)));
        double best = 2 * b / (1 + b); // 1 - x0
        double logBest = Math.log(4 * b / ((1 + b) * (1 + b))); // log(1 - x0^2)
        while (true) {
            double first = gamma.sample();
            double z = first / (first + gamma.sample());
            double s = 2 * b * z / (1 - (1 - b) * z); // 1 - w
            // log(1 - x0 w), with 1 - x0 w = s + (1 - x0) - s (1 - x0)
            double bound = kappa * (best - s) + (d - 1) * (Math.log(s + best - s * best) - logBest);
            if (bound >= Math.log(1 - random.nextDouble())) {
                return Math.min(2, s);
            }
        }
    }
}
