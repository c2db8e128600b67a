package io.gramian.kde;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Integrals of densities that have closed forms. */
final class Marginals {
    private Marginals() {}

    static DensityModel of(DensityModel model, int[] axes) {
        int d = model.dimension();
        checkAxes(axes, d);
        DensityKernel kernel = kernel(model.kernel(), d - axes.length);
        BandwidthMatrix bandwidth = bandwidth(model.bandwidth(), axes, d);
        return new DensityModel(
                points(model.points(), axes),
                kernel.withBandwidth(bandwidth),
                new Selection(Bandwidth.of(bandwidth), bandwidth, Double.NaN, false, 0, List.of()),
                model.isWeighted() ? model.logWeights() : null,
                model.backend(),
                model.progress(),
                model.evaluation());
    }

    /** log of the integral of f g, for Gaussian kernels. */
    static double logInnerProduct(DensityModel f, DensityModel g) {
        if (f.dimension() != g.dimension()) {
            throw new IllegalArgumentException(
                    "inner product: one density has dimension " + f.dimension() + ", the other " + g.dimension());
        }
        checkGaussian(f, "inner product");
        checkGaussian(g, "inner product");
        int d = f.dimension();
        DensityKernel both = DensityKernel.gaussian().withBandwidth(sum(f.bandwidth(), g.bandwidth(), d));
        double[] weights = f.logWeights();
        double[] sums;
        try (Gram gram = f.backend().gram(both, f.points(), g.points()).withProgress(f.progress())) {
            sums = gram.logRowSums(g.logWeights());
        }
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < sums.length; i++) {
            sums[i] += weights[i];
            largest = Math.max(largest, sums[i]);
        }
        double top = largest;
        double total = Arrays.stream(sums).map(s -> Math.exp(s - top)).sum();
        return top + Math.log(total) + both.logNormaliser(d);
    }

    static void checkGaussian(DensityModel model, String what) {
        if (!(model.kernel().profile() instanceof Profile.Exponential)) {
            throw new IllegalArgumentException(
                    what + ": known for the gaussian kernel, found " + model.kernel() + "; draw a sample instead");
        }
    }

    private static BandwidthMatrix sum(BandwidthMatrix a, BandwidthMatrix b, int d) {
        if (a.isScalar() && b.isScalar()) {
            return BandwidthMatrix.scalar(Math.hypot(a.scalar(), b.scalar()));
        }
        double[][] left = a.matrix(d);
        double[][] right = b.matrix(d);
        for (int k = 0; k < d; k++) {
            for (int l = 0; l < d; l++) {
                left[k][l] += right[k][l];
            }
        }
        return BandwidthMatrix.full(left);
    }

    private static void checkAxes(int[] axes, int d) {
        if (axes.length == 0) {
            throw new IllegalArgumentException("marginal: expected at least one axis, found none");
        }
        Set<Integer> seen = new TreeSet<>();
        for (int axis : axes) {
            if (axis < 0 || axis >= d) {
                throw new IllegalArgumentException("marginal: expected axes from 0 to " + (d - 1) + ", found " + axis);
            }
            if (!seen.add(axis)) {
                throw new IllegalArgumentException("marginal: axis " + axis + " occurs twice");
            }
        }
    }

    /** Integrating (1 - |u|^2)^p over two coordinates leaves a multiple of (1 - |u|^2)^(p + 1) of the others. */
    private static DensityKernel kernel(DensityKernel kernel, int dropped) {
        Profile profile = kernel.profile();
        if (dropped == 0 || profile instanceof Profile.Exponential) {
            return kernel;
        }
        if (profile instanceof Profile.CompactPower power && dropped % 2 == 0) {
            switch (power.power() + dropped / 2) {
                case 1:
                    return DensityKernel.epanechnikov();
                case 2:
                    return DensityKernel.biweight();
                case 3:
                    return DensityKernel.triweight();
                default:
            }
        }
        throw new IllegalArgumentException("marginal: with " + dropped + " axes left out, the kernel " + kernel
                + " becomes one this library does not have; use the gaussian");
    }

    private static BandwidthMatrix bandwidth(BandwidthMatrix h, int[] axes, int d) {
        if (h.isScalar()) {
            return h;
        }
        double[][] matrix = h.matrix(d);
        double[][] kept = new double[axes.length][axes.length];
        for (int k = 0; k < axes.length; k++) {
            for (int l = 0; l < axes.length; l++) {
                kept[k][l] = matrix[axes[k]][axes[l]];
            }
        }
        if (h.isDiagonal()) {
            double[][] factor = h.factor(d);
            return BandwidthMatrix.diagonal(
                    Arrays.stream(axes).mapToDouble(k -> factor[k][k]).toArray());
        }
        return BandwidthMatrix.full(kept);
    }

    private static Points points(Points x, int[] axes) {
        int m = axes.length;
        double[] rows = new double[Math.multiplyExact(x.size(), m)];
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < m; k++) {
                rows[i * m + k] = x.value(i, axes[k]);
            }
        }
        return Points.ofRowMajor(rows, m);
    }
}
