package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The polynomials of degree at most p on each of L cells of an interval, independent from cell to cell, orthonormal for
 * the uniform measure: Legendre polynomials of the cell, scaled. Function c (p + 1) + j is that of degree j on cell c.
 * The projection process has p + 1 points in every cell, exactly.
 */
public final class PiecewisePolynomialBasis implements UnivariateBasis {
    private final double[] breaks;
    private final PolynomialBasis legendre;

    private PiecewisePolynomialBasis(double[] breaks, int degree) {
        this.breaks = breaks;
        this.legendre = PolynomialBasis.legendre(Checks.atLeast("degree", 0, degree) + 1);
        Checks.between("number of cells", 1, Integer.MAX_VALUE / legendre.size(), breaks.length - 1);
    }

    /**
     * Returns the basis on L equal cells of [0, 1].
     *
     * @param cells L, at least 1
     * @param degree p, at least 0
     * @return L (p + 1) functions
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static PiecewisePolynomialBasis equal(int cells, int degree) {
        double[] breaks = new double[Checks.between("number of cells", 1, Integer.MAX_VALUE - 8, cells) + 1];
        Arrays.setAll(breaks, c -> (double) c / cells);
        return new PiecewisePolynomialBasis(breaks, degree);
    }

    /**
     * Returns the basis on given cells.
     *
     * @param breaks t_0 &lt; t_1 &lt; ... &lt; t_L, the ends of the cells; copied
     * @param degree p, at least 0
     * @return L (p + 1) functions, orthonormal for the uniform measure on [t_0, t_L]
     * @throws IllegalArgumentException if there are not two ends, they do not increase or are not finite, or p is negative
     */
    public static PiecewisePolynomialBasis of(double[] breaks, int degree) {
        Checks.atLeast("number of ends of cells", 2, breaks.length);
        double[] copy = breaks.clone();
        for (int c = 0; c < copy.length; c++) {
            Checks.finite("end " + c + " of the cells", copy[c]);
            if (c > 0 && copy[c] <= copy[c - 1]) {
                throw new IllegalArgumentException("end " + c + " of the cells: expected above " + copy[c - 1]
                        + ", the one before, found " + copy[c]);
            }
        }
        return new PiecewisePolynomialBasis(copy, degree);
    }

    @Override
    public int size() {
        return (breaks.length - 1) * legendre.size();
    }

    @Override
    public double lower() {
        return breaks[0];
    }

    @Override
    public double upper() {
        return breaks[breaks.length - 1];
    }

    /** All values vanish outside the interval. */
    @Override
    public void evaluate(double[] x, double[] values) {
        Arrays.fill(values, 0, size(), 0);
        if (!(x[0] >= lower() && x[0] <= upper())) {
            return;
        }
        int cell = cell(x[0]);
        double[] local = new double[legendre.size()];
        legendre.evaluate(new double[] {local(cell, x[0])}, local);
        double scale = Math.sqrt((upper() - lower()) / (breaks[cell + 1] - breaks[cell]));
        for (int j = 0; j < local.length; j++) {
            values[cell * local.length + j] = scale * local[j];
        }
    }

    private int cell(double x) {
        int found = Arrays.binarySearch(breaks, x);
        return Math.min(breaks.length - 2, found < 0 ? -found - 2 : found);
    }

    private double local(int cell, double x) {
        return Math.min(1, Math.max(-1, 2 * (x - breaks[cell]) / (breaks[cell + 1] - breaks[cell]) - 1));
    }

    @Override
    public void integrals(double x, double[] integrals) {
        int m = size();
        int p = legendre.size();
        Arrays.fill(integrals, 0, m * m, 0);
        int cell = cell(Math.min(upper(), Math.max(lower(), x)));
        for (int i = 0; i < cell * p; i++) {
            integrals[i * m + i] = 1;
        }
        double[] local = new double[p * p];
        legendre.integrals(local(cell, x), local);
        for (int i = 0; i < p; i++) {
            System.arraycopy(local, i * p, integrals, (cell * p + i) * m + cell * p, p);
        }
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return new double[] {lower() + (upper() - lower()) * random.nextDouble()};
    }

    @Override
    public double sampleSquare(int k, RandomGenerator random) {
        int cell = k / legendre.size();
        double local = (1 + legendre.sampleSquare(k % legendre.size(), random)) / 2;
        return breaks[cell] + (breaks[cell + 1] - breaks[cell]) * local;
    }

    /** Returns the number of cells and the degree. */
    @Override
    public String toString() {
        return "piecewise(" + (breaks.length - 1) + " cells, degree " + (legendre.size() - 1) + ")";
    }
}
