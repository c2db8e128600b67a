package io.gramian.kde.regime;

import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The law PD(m, 0) of the shares of the nearest points in an estimate below h_G, largest first: G_k^(-1/m) over their
 * sum, G_k the arrival times of a Poisson process of rate one, 0 &lt; m &lt; 1 (J. Pitman, M. Yor, 1997).
 */
public final class PoissonDirichlet {
    private final double index;

    private PoissonDirichlet(double index) {
        this.index = index;
    }

    /**
     * Returns the law of a stable index.
     *
     * @param m between 0 and 1
     * @return the law
     * @throws IllegalArgumentException if m is not between 0 and 1
     */
    public static PoissonDirichlet of(double m) {
        if (!(m > 0 && m < 1)) {
            throw new IllegalArgumentException("stable index: expected a number between 0 and 1, found " + m);
        }
        return new PoissonDirichlet(m);
    }

    /**
     * Returns the stable index.
     *
     * @return m
     */
    public double index() {
        return index;
    }

    /**
     * Returns the mean of sum_j w_j^k = Gamma(k - m) / (Gamma(k) Gamma(1 - m)).
     *
     * @param k above m, not necessarily whole
     * @return the mean; 1 - m for k = 2, the participation ratio
     * @throws IllegalArgumentException if k is not above m or not finite
     */
    public double meanPowerSum(double k) {
        if (!(k > index && k <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("k: expected a number above m = " + index + ", found " + k);
        }
        return Math.exp(LogGamma.value(k - index) - LogGamma.value(k) - LogGamma.value(1 - index));
    }

    /**
     * Returns the mean of the entropy -sum_j w_j log w_j = digamma(1) - digamma(1 - m).
     *
     * @return nats
     */
    public double meanEntropy() {
        return Digamma.value(1) - Digamma.value(1 - index);
    }

    /**
     * Returns the largest shares of a draw; what the others have together is taken as its mean given these.
     *
     * @param count how many, at least 1
     * @param random the source of randomness
     * @return {@code count} decreasing numbers that sum to less than one
     * @throws IllegalArgumentException if the count is below one
     */
    public double[] sample(int count, RandomGenerator random) {
        if (count < 1) {
            throw new IllegalArgumentException("count: expected at least 1, found " + count);
        }
        double[] shares = new double[count];
        double arrival = 0;
        double first = 0;
        double sum = 0;
        for (int k = 0; k < count; k++) {
            arrival -= Math.log(1 - random.nextDouble());
            first = k == 0 ? arrival : first;
            shares[k] = Math.pow(arrival / first, -1 / index); // in units of the largest, which may overflow
            sum += shares[k];
        }
        sum += index / (1 - index) * arrival * shares[count - 1];
        for (int k = 0; k < count; k++) {
            shares[k] /= sum;
        }
        return shares;
    }

    /** Returns the index. */
    @Override
    public String toString() {
        return "PoissonDirichlet[m=" + index + "]";
    }
}
