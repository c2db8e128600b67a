package io.gramian.dpp.leastsquares;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.Arrays;
import java.util.List;

/**
 * The rows psi_i = sqrt(w_i) phi(x_i) of a design, with the weights. Their empirical Gram matrix is G = 1/n sum_i psi_i
 * psi_i'.
 *
 * @param n points
 * @param m functions
 * @param entries n x m, row after row
 * @param weights w_i
 */
record DesignRows(int n, int m, double[] entries, double[] weights) {
    static DesignRows of(OrthonormalBasis basis, Weight weight, Points points) {
        if (points.dimension() != basis.dimension()) {
            throw new IllegalArgumentException("points: expected " + basis.dimension()
                    + " coordinates, as the basis has, found " + points.dimension());
        }
        int n = points.size();
        int m = basis.size();
        if ((long) n * m > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("points: " + n + " x " + m + " values of the basis are more than the"
                    + " 2147483639 that one array holds; use fewer");
        }
        double[] entries = new double[n * m];
        double[] weights = new double[n];
        double[] x = new double[points.dimension()];
        double[] phi = new double[m];
        for (int i = 0; i < n; i++) {
            points.copyRow(i, x);
            basis.evaluate(x, phi);
            weights[i] = weight(weight, x, phi, i);
            double root = Math.sqrt(weights[i]);
            for (int j = 0; j < m; j++) {
                entries[i * m + j] = root * phi[j];
            }
        }
        return new DesignRows(n, m, entries, weights);
    }

    private static double weight(Weight weight, double[] x, double[] phi, int i) {
        double sum = 0;
        for (double value : phi) {
            sum += value * value;
        }
        if (!(sum <= Double.MAX_VALUE)) {
            throw new NumericalException("basis: |phi|^2 is " + sum + " at point " + i + ", " + Arrays.toString(x)
                    + "; the functions of the basis must be finite at the points");
        }
        double w = weight.at(x.clone(), sum, phi.length);
        if (!(w > 0 && w <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    "weight: expected a positive finite number, found " + w + " at point " + i
                            + ", " + Arrays.toString(x) + ", where |phi|^2 = " + sum
                            + "; leave the point out, or use a weight that is finite there");
        }
        return w;
    }

    /** Returns some of the rows. */
    DesignRows select(List<Integer> places) {
        double[] chosen = new double[places.size() * m];
        double[] chosenWeights = new double[places.size()];
        for (int k = 0; k < places.size(); k++) {
            System.arraycopy(entries, places.get(k) * m, chosen, k * m, m);
            chosenWeights[k] = weights[places.get(k)];
        }
        return new DesignRows(places.size(), m, chosen, chosenWeights);
    }
}
