package io.gramian.kde.estimator;

import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Profile;
import io.gramian.kde.DensityKernel;

/** A kernel on the line that is cut off at both sides, by quadrature: all shapes have at most a kink at zero. */
final class CutKernel {
    private static final double PANEL = 2; // widths of a panel, in bandwidths

    private final Profile profile;
    private final double normaliser;
    private final double reach;

    /** Mass, and mean and variance of what is left. */
    record Moments(double mass, double mean, double variance) {}

    CutKernel(DensityKernel shape) {
        this.profile = ((Expression.Leaf) shape.expression()).profile();
        this.normaliser = Math.exp(shape.logNormaliser(1));
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
        Part left = new Part(from, 0);
        Part right = new Part(0, to);
        double mass = left.integral(0, 0) + right.integral(0, 0);
        double mean = (left.integral(0, 1) + right.integral(0, 1)) / mass;
        return new Moments(mass, mean, (left.integral(mean, 2) + right.integral(mean, 2)) / mass);
    }

    /** One side of zero, with the kernel at its nodes. */
    private final class Part {
        private final double from;
        private final double to;
        private final int panels;
        private final double[] nodes;
        private final double[] values;

        Part(double from, double to) {
            this.from = from;
            this.to = to;
            this.panels = (int) Math.ceil((to - from) / PANEL);
            this.nodes = PanelIntegral.nodes(from, to, panels);
            this.values = new double[nodes.length];
            for (int at = 0; at < nodes.length; at++) {
                values[at] = normaliser * profile.value(nodes[at] * nodes[at]);
            }
        }

        /** The integral of (u - centre)^power K(u), the power 0, 1 or 2. */
        double integral(double centre, int power) {
            double[] terms = values.clone();
            for (int at = 0; at < terms.length; at++) {
                double u = nodes[at] - centre;
                terms[at] *= power == 0 ? 1 : power == 1 ? u : u * u;
            }
            return panels == 0 ? 0 : PanelIntegral.integral(from, to, panels, terms);
        }
    }
}
