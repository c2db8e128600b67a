package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.kde.Density;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A Laplace-corrected density, from {@link FourthOrderDensity}: it integrates to one and may be negative.
 *
 * <p>An evaluation costs about twice that of the plain density. Errors are relative to the sum of absolute terms, so
 * that values near a change of sign keep fewer digits.
 */
public final class FourthOrderModel implements Density {
    private static final double LEAST_SUM = 1e-280; // below, terms may have vanished

    private final DensityModel base;
    private final Expression.Leaf gaussian;
    private final Profile change; // what the squared distance makes of the plain kernel
    private final PairFunction kernel;

    FourthOrderModel(DensityModel base) {
        this.base = base;
        this.gaussian = (Expression.Leaf) base.kernel().expression();
        double rate = ((Profile.Exponential) gaussian.profile()).rate(); // of the squared distance: rate t = u^2 / 2
        this.change = new Profile.Polynomial(-rate, 1 + base.dimension() / 2.0, 1);
        Expression product =
                new Expression.Product(gaussian, new Expression.Leaf(gaussian.form(), gaussian.transform(), change, 0));
        this.kernel = () -> product;
    }

    @Override
    public int dimension() {
        return base.dimension();
    }

    /**
     * Returns the estimate at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers, of which some may be negative
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] density(Points queries) {
        double factor = Math.exp(base.kernel().logNormaliser(dimension()));
        return Arrays.stream(sums(queries)).map(sum -> factor * sum).toArray();
    }

    private double[] sums(Points queries) {
        try (Gram gram = base.gram(queries)) {
            return gram.withFunction(kernel).rowSums(base.weights());
        }
    }

    /**
     * Returns the logarithm of the estimate at every query.
     *
     * @param queries m points of dimension d
     * @return m numbers, NaN where the estimate is negative, as it is far from all data
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        double logFactor = base.kernel().logNormaliser(dimension());
        double[] sums = sums(queries);
        double[] logs =
                Arrays.stream(sums).map(sum -> Math.log(sum) + logFactor).toArray();
        int[] faint = IntStream.range(0, sums.length)
                .filter(i -> Math.abs(sums[i]) < LEAST_SUM)
                .toArray();
        if (faint.length > 0) {
            double[] exact = faintLogs(queries.select(faint));
            for (int r = 0; r < faint.length; r++) {
                logs[faint[r]] = exact[r];
            }
        }
        return logs;
    }

    /** From the plain log-density and the mean of |u|^2 over the shares of the data. */
    private double[] faintLogs(Points queries) {
        double[] logs = base.logDensity(queries);
        PairFunction round = () -> new Expression.Leaf(gaussian.form(), gaussian.profile());
        try (Gram gram = base.backend().gram(round, transformed(queries), transformed(base.points()))) {
            RowMoments moments = gram.logMoments(base.logWeights(), 2);
            for (int i = 0; i < logs.length; i++) {
                logs[i] += Math.log(change.value(CommonOps_DDRM.trace(moments.second(i))));
            }
            return logs;
        }
    }

    private Points transformed(Points x) {
        return Points.of(
                Arrays.stream(x.toArray()).map(gaussian.transform()::apply).toArray(double[][]::new));
    }

    /**
     * Returns the plain density.
     *
     * @return kernel, bandwidth, weights and data
     */
    public DensityModel base() {
        return base;
    }

    /** Returns the density that is corrected. */
    @Override
    public String toString() {
        return "FourthOrderModel[" + base + "]";
    }
}
