package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Haar wavelets and Alpert's multiwavelets on [0, 1], orthonormal for dx: the p + 1 Legendre polynomials, then on the
 * levels l = 0, ..., L - 1 and the cells t = 0, ..., 2^l - 1 the p + 1 wavelets of the cell, each a polynomial of degree p
 * on either half and orthogonal to all polynomials of degree p; the j-th also to those of degree p + j. Wavelet j of cell
 * t of level l is function (p + 1)(2^l + t) + j.
 *
 * <p>All of them span the piecewise polynomials on 2^L equal cells; a {@link TensorBasis}, in one dimension too, chooses
 * some. Values cost O(L p^2).
 *
 * <p>Source: B. K. Alpert, A class of bases in L2 for the sparse representation of integral operators (1993).
 */
public final class WaveletBasis implements UnivariateBasis {
    private final int levels;
    private final PolynomialBasis legendre;
    private final double[][]
            filters; // orthogonal: the Legendre polynomials and the wavelets by those of the two halves

    private WaveletBasis(int degree, int levels) {
        int order = Checks.between("degree", 0, 50, degree) + 1;
        this.levels = Checks.between("levels", 0, 30, levels);
        Checks.between("number of functions", 1, 1 << 30, (int) Math.min(Integer.MAX_VALUE, (long) order << levels));
        this.legendre = PolynomialBasis.legendre(order);
        this.filters = filters(order);
    }

    /**
     * Returns the Haar wavelets: constants on halves.
     *
     * @param levels L, 0 to 30
     * @return 2^L functions
     * @throws IllegalArgumentException if L is out of range
     */
    public static WaveletBasis haar(int levels) {
        return new WaveletBasis(0, levels);
    }

    /**
     * Returns Alpert's multiwavelets of degree p.
     *
     * @param degree p, 0 to 50
     * @param levels L, 0 to 30
     * @return (p + 1) 2^L functions
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static WaveletBasis alpert(int degree, int levels) {
        return new WaveletBasis(degree, levels);
    }

    /**
     * The Legendre polynomials of degrees 0 to 2 p + 1, projected on the piecewise ones of degree p and made orthonormal in
     * that order: the first p + 1 are themselves, the others are orthogonal to all before, hence to one degree more each.
     */
    private static double[][] filters(int order) {
        PolynomialBasis all = PolynomialBasis.legendre(2 * order);
        double[] nodes = all.gaussNodes().column(0);
        double[][] projections = new double[2 * order][2 * order];
        double[] values = new double[2 * order];
        double[] local = new double[2 * order];
        for (double node : nodes) {
            double[] y = {node};
            all.evaluate(y, local);
            double weight = 1 / all.inverseChristoffel(node);
            for (int half = 0; half < 2; half++) {
                all.evaluate(new double[] {half - 0.5 + node / 2}, values);
                for (int i = 0; i < 2 * order; i++) {
                    for (int j = 0; j < order; j++) {
                        projections[i][half * order + j] += weight * values[i] * local[j] / Math.sqrt(2);
                    }
                }
            }
        }
        Residual rows = new Residual(2 * order);
        for (double[] projection : projections) {
            rows.append(projection);
        }
        double[][] filters = new double[2 * order][];
        Arrays.setAll(filters, rows::member);
        return filters;
    }

    @Override
    public int size() {
        return legendre.size() << levels;
    }

    @Override
    public double lower() {
        return 0;
    }

    @Override
    public double upper() {
        return 1;
    }

    /** All values vanish outside [0, 1]. */
    @Override
    public void evaluate(double[] x, double[] values) {
        int order = legendre.size();
        Arrays.fill(values, 0, size(), 0);
        if (!(x[0] >= 0 && x[0] <= 1)) {
            return;
        }
        int cell = cell(x[0]);
        double[] polynomials = new double[order];
        legendre.evaluate(new double[] {local(cell, x[0])}, polynomials);
        for (int j = 0; j < order; j++) {
            polynomials[j] *= Math.sqrt(1L << levels);
        }
        for (int level = levels - 1; level >= 0; level--) {
            int half = cell % 2;
            cell /= 2;
            double[] coarse = new double[order];
            for (int j = 0; j < order; j++) {
                coarse[j] = part(filters[j], half, polynomials);
                values[(order << level) + cell * order + j] = part(filters[order + j], half, polynomials);
            }
            polynomials = coarse;
        }
        System.arraycopy(polynomials, 0, values, 0, order);
    }

    private static double part(double[] filter, int half, double[] values) {
        double sum = 0;
        for (int j = 0; j < values.length; j++) {
            sum += filter[half * values.length + j] * values[j];
        }
        return sum;
    }

    private int cell(double x) {
        return (int) Math.min((1L << levels) - 1, (long) Math.scalb(x, levels));
    }

    private double local(int cell, double x) {
        return Math.min(1, Math.max(-1, 2 * (Math.scalb(x, levels) - cell) - 1));
    }

    /** The integrals of the piecewise polynomials, block by block diagonal, transformed on either side. */
    @Override
    public void integrals(double x, double[] integrals) {
        int m = size();
        int order = legendre.size();
        int cell = cell(Math.min(1, Math.max(0, x)));
        double[][] matrix = new double[m][m];
        for (int i = 0; i < cell * order; i++) {
            matrix[i][i] = 1;
        }
        double[] local = new double[order * order];
        legendre.integrals(local(cell, x), local);
        for (int i = 0; i < order; i++) {
            System.arraycopy(local, i * order, matrix[cell * order + i], cell * order, order);
        }
        for (double[] row : matrix) {
            analyse(row);
        }
        double[] column = new double[m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < m; i++) {
                column[i] = matrix[i][j];
            }
            analyse(column);
            for (int i = 0; i < m; i++) {
                integrals[i * m + j] = column[i];
            }
        }
    }

    /** Turns coefficients in the piecewise polynomials into those in the wavelets. */
    private void analyse(double[] coefficients) {
        int order = legendre.size();
        double[] before = new double[coefficients.length];
        for (int level = levels - 1; level >= 0; level--) {
            int length = order << level;
            System.arraycopy(coefficients, 0, before, 0, 2 * length);
            for (int cell = 0; cell < 1 << level; cell++) {
                for (int j = 0; j < order; j++) {
                    double coarse = 0;
                    double detail = 0;
                    for (int i = 0; i < 2 * order; i++) {
                        coarse += filters[j][i] * before[2 * cell * order + i];
                        detail += filters[order + j][i] * before[2 * cell * order + i];
                    }
                    coefficients[cell * order + j] = coarse;
                    coefficients[length + cell * order + j] = detail;
                }
            }
        }
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return new double[] {random.nextDouble()};
    }

    /** Takes a half by its mass, then inverts the distribution function of the square of a polynomial. */
    @Override
    public double sampleSquare(int k, RandomGenerator random) {
        int order = legendre.size();
        if (k < order) {
            return (1 + legendre.sampleSquare(k, random)) / 2;
        }
        int place = k / order; // 2^l + t
        int level = 31 - Integer.numberOfLeadingZeros(place);
        double[] filter = filters[order + k % order];
        double[] left = Arrays.copyOf(filter, order);
        int half = random.nextDouble() < Residual.dot(left, left) ? 0 : 1;
        double[] part = Arrays.copyOfRange(filter, half * order, (half + 1) * order);
        double[] integrals = new double[order * order];
        double local = MonotoneRoot.of(
                x -> {
                    legendre.integrals(x, integrals);
                    return quadraticForm(integrals, part);
                },
                random.nextDouble() * Residual.dot(part, part),
                -1,
                1);
        return Math.scalb(place - (1 << level) + (half + (1 + local) / 2) / 2, -level);
    }

    private static double quadraticForm(double[] matrix, double[] vector) {
        double sum = 0;
        for (int i = 0; i < vector.length; i++) {
            for (int j = 0; j < vector.length; j++) {
                sum += vector[i] * matrix[i * vector.length + j] * vector[j];
            }
        }
        return sum;
    }

    /** Returns the degree and the number of levels. */
    @Override
    public String toString() {
        return "wavelets(degree " + (legendre.size() - 1) + ", " + levels + " levels)";
    }
}
