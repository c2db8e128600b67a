package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.kde.Density;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A density whose kernel changes near the ends of its support, from {@link BoundaryDensity}.
 *
 * <p>Queries that no end reaches have the plain density, to the bit unless normalised. Near an end an evaluation costs the
 * first moments of the sum beside it, and some microseconds an axis for the moments of the cut kernel, which are good to
 * 1e-13.
 */
public final class BoundaryModel implements Density {
    private final DensityModel base;
    private final BoundaryDensity.Correction correction;
    private final Support[] supports;
    private final double mass;
    private final double[] h;
    private final CutKernel cut;

    BoundaryModel(DensityModel base, BoundaryDensity.Correction correction, Support[] supports, double mass) {
        this.base = base;
        this.correction = correction;
        this.supports = supports;
        this.mass = mass;
        this.h = Axes.bandwidths(base, "a boundary kernel");
        DensityKernel shape = DensityKernel.named(base.kernel().toString());
        if (base.dimension() > 1 && !shape.equals(DensityKernel.gaussian())) {
            throw new IllegalArgumentException("kernel: in " + base.dimension()
                    + " dimensions a boundary kernel is a product, which the " + shape
                    + " kernel is not; use DensityKernel.gaussian()");
        }
        this.cut = new CutKernel(shape);
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    /**
     * Returns the log-density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers; negative infinity outside the support and where no compact kernel reaches, NaN where the linear
     *     estimate is negative
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        return evaluate(queries, true);
    }

    /**
     * Returns the density at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers, 0 outside the support; the linear estimate may be negative near an end
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] density(Points queries) {
        return evaluate(queries, false);
    }

    private double[] evaluate(Points queries, boolean inLogs) {
        Axes.check(queries, dimension());
        double[] result = new double[queries.size()];
        Arrays.fill(result, inLogs ? Double.NEGATIVE_INFINITY : 0);
        int[] near = choose(queries, i -> Support.contain(supports, queries, i) && isNearEnd(queries.row(i)));
        int[] far = choose(queries, i -> Support.contain(supports, queries, i) && !isNearEnd(queries.row(i)));
        if (far.length > 0) {
            double[] logs = base.logDensity(queries.select(far));
            for (int r = 0; r < far.length; r++) {
                double log = logs[r] - Math.log(mass);
                result[far[r]] = inLogs ? log : Math.exp(log);
            }
        }
        if (near.length > 0) {
            evaluateNear(queries.select(near), near, inLogs, result);
        }
        return result;
    }

    private static int[] choose(Points queries, IntPredicate which) {
        return IntStream.range(0, queries.size()).filter(which).toArray();
    }

    private boolean isNearEnd(double[] x) {
        for (int k = 0; k < x.length; k++) {
            if (x[k] - supports[k].lower() < cut.reach() * h[k] || supports[k].upper() - x[k] < cut.reach() * h[k]) {
                return true;
            }
        }
        return false;
    }

    private void evaluateNear(Points queries, int[] places, boolean inLogs, double[] result) {
        boolean isLinear = correction != BoundaryDensity.Correction.CUT;
        double logNormaliser = base.kernel().logNormaliser(dimension()) - Math.log(mass);
        try (Gram gram = base.gram(queries)) {
            RowMoments moments = isLinear ? gram.logMoments(base.logWeights(), 1) : null;
            double[] logSums = isLinear ? null : gram.logRowSums(base.logWeights());
            for (int i = 0; i < places.length; i++) {
                double logCut = logNormaliser + (isLinear ? moments.sum(i) : logSums[i]);
                double change = 0;
                for (int k = 0; k < h.length; k++) {
                    double x = queries.value(i, k);
                    CutKernel.Moments m =
                            cut.moments((x - supports[k].upper()) / h[k], (x - supports[k].lower()) / h[k]);
                    logCut -= Math.log(m.mass());
                    if (isLinear && logCut > Double.NEGATIVE_INFINITY) {
                        double mean = -moments.first(i)[k] / h[k]; // of u over the data
                        change += m.mean() * (m.mean() - mean) / m.variance();
                    }
                }
                result[places[i]] = value(logCut, change, inLogs);
            }
        }
    }

    /** f_N (1 + change), or f_N exp(change). */
    private double value(double logCut, double change, boolean inLogs) {
        if (correction == BoundaryDensity.Correction.LINEAR) {
            boolean isZero = logCut == Double.NEGATIVE_INFINITY;
            return inLogs
                    ? isZero ? logCut : logCut + (change < -1 ? Double.NaN : Math.log1p(change))
                    : Math.exp(logCut) * (1 + change);
        }
        return inLogs ? logCut + change : Math.exp(logCut + change);
    }

    /**
     * The integral over the support: of what the correction adds to the plain estimate within reach of the ends, and what
     * this loses beyond.
     */
    double integral() {
        double lower = supports[0].lower();
        double upper = supports[0].upper();
        double reach = cut.reach() * h[0];
        if (upper - lower <= 2 * reach) {
            return integral(lower, upper, this);
        }
        double sum = 1;
        if (lower > Double.NEGATIVE_INFINITY) {
            sum += integral(lower, lower + reach, this) - integral(lower - reach, lower + reach, base);
        }
        if (upper < Double.POSITIVE_INFINITY) {
            sum += integral(upper - reach, upper, this) - integral(upper - reach, upper + reach, base);
        }
        return sum;
    }

    private double integral(double from, double to, Density density) {
        boolean isSmooth =
                base.kernel().toString().equals(DensityKernel.gaussian().toString());
        double width = isSmooth ? 1 : 0.02; // of a panel: the other kernels have edges or kinks at all data
        int panels = (int) Math.max(1, Math.ceil((to - from) / (width * h[0])));
        double[] nodes = PanelIntegral.nodes(from, to, panels);
        return PanelIntegral.integral(from, to, panels, density.density(Points.ofColumn(nodes)));
    }

    /**
     * Returns what the density was divided by: its integral over the support before, if it was normalised.
     *
     * @return a number near one; 1 if not normalised
     */
    public double mass() {
        return mass;
    }

    /**
     * Returns the plain density.
     *
     * @return kernel, bandwidth, weights and data
     */
    public DensityModel base() {
        return base;
    }

    static String name(BoundaryDensity.Correction correction) {
        return switch (correction) {
            case CUT -> "cut and normalise";
            case LINEAR -> "linear";
            case NON_NEGATIVE -> "non-negative linear";
        };
    }

    /** Returns the correction, the supports and the plain density. */
    @Override
    public String toString() {
        return "BoundaryModel[" + name(correction) + ", " + Arrays.toString(supports) + ", " + base + "]";
    }
}
