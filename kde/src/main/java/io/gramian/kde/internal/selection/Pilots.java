package io.gramian.kde.internal.selection;

/**
 * The two stages that come before the plug-in and the smoothed criterion: functionals of order eight of the normal law
 * with the sample's covariance give the pilot g_6 for order six, the functionals of order six by g_6 the pilot g_4.
 */
final class Pilots {
    private final int d;
    private final double n;
    private final DensityFunctionals functionals;
    private final double[] contracted; // P_m of order four
    private final ScaledSample sample;
    private final double resolution;

    Pilots(ScaledSample sample, DifferenceSums sums) {
        this.sample = sample;
        this.resolution = sums.resolution();
        this.d = sample.dimension();
        this.n = sample.n();
        this.functionals = new DensityFunctionals(d, n, sums);
        double[][] covariance = Covariance.unbiased(sample.z(), sample.weights());
        if (!ScaledSample.isRegular(covariance)) {
            sample.warnings()
                    .add("the covariance of the points is singular; the normal law of the first stage has"
                            + " independent axes of unit variance instead");
            covariance = Triangular.diagonal(d, 1);
        }
        double[] normal = DensityFunctionals.atZero(Triangular.combine(2, covariance, 0, covariance), 8);
        double first = functionals.pilot(6, DensityFunctionals.contracted(d, 6, normal));
        this.contracted = functionals.contractedPsi(4, resolved(first));
    }

    /** Returns the functionals of order four by their pilot, as a d^2 x d^2 matrix. */
    double[][] plugIn() {
        return SquaredErrorCriteria.matrix(d, functionals.psi(4, resolved(functionals.pilot(4, contracted))));
    }

    /**
     * Returns the pilot g of the smoothed criterion for bandwidths like H: it makes small the bias of the criterion's
     * derivative there, n^-1 g^(-d-4) (4 pi)^(-d/2) (2 H + tr(H) I) / 8 + (g^2 / 2) P vec H (Duong and Hazelton, 2005).
     */
    double smoothed(double[][] h) {
        double[][] smoothing = SquaredErrorCriteria.image(SquaredErrorCriteria.matrix(d, contracted), h);
        double trace = 0;
        for (int k = 0; k < d; k++) {
            trace += h[k][k];
        }
        double scale = Math.pow(4 * Math.PI, -d / 2.0) / 8;
        double peaks = 0;
        double mixed = 0;
        double smooth = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j < d; j++) {
                double peak = scale * (2 * h[i][j] + (i == j ? trace : 0));
                double bias = smoothing[i][j] / 2;
                peaks += peak * peak;
                mixed += peak * bias;
                smooth += bias * bias;
            }
        }
        double linear = (d + 2) * mixed;
        double u = (-linear + Math.sqrt(linear * linear + 8.0 * (d + 4) * peaks * smooth)) / (2.0 * (d + 4) * peaks);
        return resolved(Math.pow(u * n, -1.0 / (d + 6)));
    }

    /** A pilot, or the step of the grid where that is wider. */
    private double resolved(double g) {
        if (g < resolution) {
            sample.warnings()
                    .add("the pilot bandwidth was " + (float) (g / resolution) + " of the step of the grid on"
                            + " which pairs were counted; the step was taken");
        }
        return Math.max(g, resolution);
    }
}
