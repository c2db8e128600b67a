package io.gramian.kde.internal.inference;

import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Local constant and local linear fits of responses, from sums of a Gram matrix in the log domain.
 *
 * <p>A response is split into what lies above and below its mean, both of which have log-sums; so each value is a
 * difference of two positive sums, and its error is that of a sum over the points that bear on it, however far these
 * are and whatever the responses elsewhere.
 */
public final class LocalPolynomial {
    /** A variance of the local design below this times its second moment at the query is rounding. */
    private static final double ROUNDING = 1e-10;

    private final boolean isLinear;
    private final double[] logWeights;
    private final double[] means;
    private final double[][] logAbove; // of each response; null if nothing is
    private final double[][] logBelow;

    /** Takes responses, r arrays of n numbers, and weights that sum to one. */
    public LocalPolynomial(boolean isLinear, double[][] responses, double[] weights) {
        this.isLinear = isLinear;
        this.logWeights = Arrays.stream(weights).map(Math::log).toArray();
        int r = responses.length;
        means = new double[r];
        logAbove = new double[r][];
        logBelow = new double[r][];
        for (int o = 0; o < r; o++) {
            double[] y = responses[o];
            double mean = mean(y, weights);
            means[o] = mean;
            logAbove[o] = logWeighted(Arrays.stream(y).map(v -> v - mean).toArray());
            logBelow[o] = logWeighted(Arrays.stream(y).map(v -> mean - v).toArray());
        }
    }

    private static double mean(double[] y, double[] weights) {
        double mean = 0;
        double total = 0;
        for (int i = 0; i < y.length; i++) {
            if (weights[i] > 0) {
                total += weights[i];
                mean += weights[i] / total * (y[i] - mean);
            }
        }
        return mean;
    }

    /** log w_i + log max(0, v_i); null if all are zero. */
    private double[] logWeighted(double[] values) {
        double[] logs = new double[values.length];
        Arrays.setAll(logs, i -> logWeights[i] + Math.log(Math.max(0, values[i])));
        return Arrays.stream(logs).allMatch(log -> log == Double.NEGATIVE_INFINITY) ? null : logs;
    }

    /** The fits at the rows of a Gram matrix. */
    public static final class Fits {
        /** Of each response at each row; NaN where no point bears on it. */
        public final double[][] values;

        /** Of each response at each row, d numbers; null of a local constant. */
        public final double[][][] slopes;

        /** Where a local linear fit is constant, for the design there does not determine a slope. */
        public final boolean[] isConstant;

        /** The logarithms of the row sums. */
        public final double[] logMass;

        /** The moments of the local design; null of a local constant. */
        public final RowMoments design;

        /** C^(-1) M_1 at each row, C being the covariance and M_1 the mean of the local design; null if constant. */
        public final double[][] leverage;

        private Fits(int responses, int rows, RowMoments design) {
            values = new double[responses][rows];
            slopes = design == null ? null : new double[responses][rows][];
            this.design = design;
            isConstant = new boolean[rows];
            logMass = new double[rows];
            leverage = new double[rows][];
        }
    }

    /** Returns the fits at the rows. */
    public Fits fit(Gram gram) {
        return isLinear ? linear(gram) : constant(gram);
    }

    private Fits constant(Gram gram) {
        Fits fits = new Fits(means.length, gram.rows(), null);
        double[] logMass = gram.logRowSums(logWeights);
        System.arraycopy(logMass, 0, fits.logMass, 0, logMass.length);
        for (int o = 0; o < means.length; o++) {
            double[] above = logAbove[o] == null ? null : gram.logRowSums(logAbove[o]);
            double[] below = logBelow[o] == null ? null : gram.logRowSums(logBelow[o]);
            for (int i = 0; i < logMass.length; i++) {
                double deviation = share(above, i, logMass[i]) - share(below, i, logMass[i]);
                fits.values[o][i] = logMass[i] == Double.NEGATIVE_INFINITY ? Double.NaN : means[o] + deviation;
            }
        }
        return fits;
    }

    private static double share(double[] logSums, int i, double logMass) {
        return logSums == null ? 0 : Math.exp(logSums[i] - logMass);
    }

    private Fits linear(Gram gram) {
        int n = gram.rows();
        RowMoments design = gram.logMoments(logWeights, 2);
        Fits fits = new Fits(means.length, n, design);
        DMatrixRMaj[] factors = new DMatrixRMaj[n];
        for (int i = 0; i < n; i++) {
            fits.logMass[i] = design.sum(i);
            double[] first = design.first(i);
            factors[i] = factor(design.second(i), first);
            fits.isConstant[i] = factors[i] == null;
            fits.leverage[i] = factors[i] == null ? null : solve(factors[i], first);
        }
        for (int o = 0; o < means.length; o++) {
            RowMoments above = logAbove[o] == null ? null : gram.logMoments(logAbove[o], 1);
            RowMoments below = logBelow[o] == null ? null : gram.logMoments(logBelow[o], 1);
            for (int i = 0; i < n; i++) {
                fill(fits, o, i, design.first(i), factors[i], above, below);
            }
        }
        return fits;
    }

    private void fill(Fits fits, int o, int i, double[] first, DMatrixRMaj factor, RowMoments above, RowMoments below) {
        double[] slope = new double[first.length];
        double deviation = add(above, i, fits.logMass[i], 1, slope) + add(below, i, fits.logMass[i], -1, slope);
        for (int k = 0; k < slope.length; k++) {
            slope[k] -= deviation * first[k]; // now the covariance of design and response
        }
        double value = means[o] + deviation;
        if (factor == null) {
            Arrays.fill(slope, Double.NaN);
        } else {
            slope = solve(factor, slope);
            for (int k = 0; k < slope.length; k++) {
                value -= slope[k] * first[k];
            }
        }
        fits.values[o][i] = fits.logMass[i] == Double.NEGATIVE_INFINITY ? Double.NaN : value;
        fits.slopes[o][i] = slope;
    }

    /** Adds the signed first moments to {@code sums} and returns the signed share. */
    private static double add(RowMoments part, int i, double logMass, int sign, double[] sums) {
        double share = part == null ? 0 : sign * Math.exp(part.sum(i) - logMass);
        if (share != 0) {
            double[] first = part.first(i);
            for (int k = 0; k < sums.length; k++) {
                sums[k] += share * first[k];
            }
        }
        return share;
    }

    /** The Cholesky factor of the covariance of the local design; null if it determines no slope. */
    private static DMatrixRMaj factor(DMatrixRMaj second, double[] first) {
        int d = first.length;
        DMatrixRMaj l = new DMatrixRMaj(d, d);
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = second.get(i, j) - first[i] * first[j];
                for (int k = 0; k < j; k++) {
                    rest -= l.get(i, k) * l.get(j, k);
                }
                if (i == j && !(rest > ROUNDING * second.get(i, i))) {
                    return null;
                }
                l.set(i, j, i == j ? Math.sqrt(rest) : rest / l.get(j, j));
            }
        }
        return l;
    }

    private static double[] solve(DMatrixRMaj l, double[] right) {
        double[] x = right.clone();
        int d = x.length;
        for (int i = 0; i < d; i++) {
            for (int k = 0; k < i; k++) {
                x[i] -= l.get(i, k) * x[k];
            }
            x[i] /= l.get(i, i);
        }
        for (int i = d - 1; i >= 0; i--) {
            for (int k = i + 1; k < d; k++) {
                x[i] -= l.get(k, i) * x[k];
            }
            x[i] /= l.get(i, i);
        }
        return x;
    }
}
