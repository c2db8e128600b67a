package io.gramian.kde.estimator;

import io.gramian.kde.DensityKernel;

/** A kernel on the line that is cut off at both sides, by quadrature: all shapes have at most a kink at zero. */
final class CutKernel {
    private static final double PANEL = 2; // widths of a panel, in bandwidths

    private final DensityKernel shape;
    private final double logNormaliser;
    private final double reach;

    /** Mass, and mean and variance of what is left. */
    record Moments(double mass, double mean, double variance) {}

    CutKernel(DensityKernel shape) {
        this.shape = shape;
        this.logNormaliser = shape.logNormaliser(1);
        this.reach = shape.isCompact() ? 1 : shape.equals(DensityKernel.gaussian()) ? 9 : 40;
    }

    /** Where the kernel ends, or what is beyond counts for nothing. */
    double reach() {
        return reach;
    }

    /** The moments over u from {@code low} (not above zero) to {@code high} (not below). */
    Moments moments(double low, double high) {
        double from = Math.max(low, -reach);
        double to = Math.min(high, reach);
        double mass = integral(from, to, 0, 0);
        double mean = integral(from, to, 0, 1) / mass;
        return new Moments(mass, mean, integral(from, to, mean, 2) / mass);
    }

    /** The integral of (u - centre)^power K(u). */
    private double integral(double from, double to, double centre, int power) {
        return (from < 0 ? part(from, 0, centre, power) : 0) + (to > 0 ? part(0, to, centre, power) : 0);
    }

    private double part(double from, double to, double centre, int power) {
        int panels = (int) Math.ceil((to - from) / PANEL);
        double[] zero = {0};
        double[] at = {0};
        return GaussLegendre.integral(from, to, panels, u -> {
            at[0] = u;
            double k = Math.exp(logNormaliser) * shape.value(at, zero);
            return power == 0 ? k : power == 1 ? (u - centre) * k : (u - centre) * (u - centre) * k;
        });
    }
}
