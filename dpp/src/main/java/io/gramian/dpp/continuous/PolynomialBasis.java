package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The orthonormal polynomials of degrees 0 to m - 1 of a classical probability measure, with positive leading
 * coefficients.
 *
 * <ul>
 *   <li>{@link #legendre}: the uniform measure dx / 2 on [-1, 1];
 *   <li>{@link #jacobi}: (1 - x)^a (1 + x)^b on [-1, 1];
 *   <li>{@link #hermite}: the standard normal law;
 *   <li>{@link #laguerre}: x^alpha exp(-x) on x &gt;= 0, the gamma law of shape alpha + 1.
 * </ul>
 *
 * <p>The values follow the three-term recurrence x p_k = b_{k+1} p_{k+1} + a_k p_k + b_k p_{k-1}. Draws of p_k^2 mu invert
 * its distribution function, known in closed form: with s rho the flux of the Sturm-Liouville equation (s rho p')' =
 * -lambda rho p,
 *
 * <pre>
 * J_ij(x) = s(x) rho(x) (p_i p_j' - p_i' p_j)(x) / (lambda_i - lambda_j),   i != j,
 * J_{k+1,k+1} = J_kk + ((a_{k+1} - a_k) J_{k,k+1} + b_{k+2} J_{k,k+2} - b_k J_{k-1,k+1}) / b_{k+1},
 * </pre>
 *
 * the second because the integral of t p_k p_{k+1} may be expanded in either factor. A value costs O(k), a draw some
 * ten to twenty of them. For Legendre and the four Chebyshev weights, p_k^2 mu is at most twice the arcsine law, and draws
 * are by rejection from that. Degrees to 200 are tested.
 */
public final class PolynomialBasis implements UnivariateBasis {
    private final ClassicalWeight weight;
    private final double[] diagonal; // a_0, ..., a_m
    private final double[] offDiagonal; // b_0 = 0, b_1, ..., b_{m + 1}
    private final double[] inverse; // 1 / b_k
    private final double[][] gains; // the factors of the three terms of J_kk - J_{k-1,k-1}
    private final int size;

    private PolynomialBasis(ClassicalWeight weight, int size) {
        this.weight = weight;
        this.size = Checks.atLeast("number of polynomials", 1, size);
        diagonal = new double[size + 1];
        offDiagonal = new double[size + 2];
        for (int k = 0; k <= size; k++) {
            diagonal[k] = weight.diagonal(k);
            offDiagonal[k + 1] = weight.offDiagonal(k + 1);
        }
        inverse = Arrays.stream(offDiagonal).map(b -> 1 / b).toArray();
        gains = gains();
    }

    /** A search evaluates the sum of gains a dozen times: its factors are prepared, divisions and all. */
    private double[][] gains() {
        double[][] factors = new double[3][size];
        for (int k = 1; k < size; k++) {
            factors[0][k] = (diagonal[k] - diagonal[k - 1]) * inverse[k] / gap(k - 1, k);
            factors[1][k] = offDiagonal[k + 1] * inverse[k] / gap(k - 1, k + 1);
            factors[2][k] = k == 1 ? 0 : offDiagonal[k - 1] * inverse[k] / gap(k - 2, k);
        }
        return factors;
    }

    private double gap(int i, int j) {
        return weight.eigenvalue(i) - weight.eigenvalue(j);
    }

    /**
     * Returns the Legendre polynomials of degree below m, orthonormal for dx / 2 on [-1, 1].
     *
     * @param size m, at least 1
     * @return p_k = sqrt(2 k + 1) P_k
     * @throws IllegalArgumentException if m is below 1
     */
    public static PolynomialBasis legendre(int size) {
        return new PolynomialBasis(JacobiWeight.of(0, 0), size);
    }

    /**
     * Returns the Jacobi polynomials of degree below m, orthonormal for the multiple of (1 - x)^a (1 + x)^b dx that is a
     * probability on [-1, 1].
     *
     * @param size m, at least 1
     * @param a the exponent at 1, above -1
     * @param b the exponent at -1, above -1
     * @return the basis
     * @throws IllegalArgumentException if m is below 1 or an exponent not above -1
     */
    public static PolynomialBasis jacobi(int size, double a, double b) {
        exponent("a", a);
        exponent("b", b);
        return new PolynomialBasis(JacobiWeight.of(a, b), size);
    }

    /**
     * Returns the Hermite polynomials of degree below m, orthonormal for the standard normal law.
     *
     * @param size m, at least 1
     * @return p_k = He_k / sqrt(k!)
     * @throws IllegalArgumentException if m is below 1
     */
    public static PolynomialBasis hermite(int size) {
        return new PolynomialBasis(new HermiteWeight(), size);
    }

    /**
     * Returns the Laguerre polynomials of degree below m, orthonormal for the gamma law of shape alpha + 1.
     *
     * @param size m, at least 1
     * @param alpha the exponent, above -1
     * @return the basis, with positive leading coefficients: (-1)^k times the usual sign
     * @throws IllegalArgumentException if m is below 1 or the exponent not above -1
     */
    public static PolynomialBasis laguerre(int size, double alpha) {
        exponent("alpha", alpha);
        return new PolynomialBasis(LaguerreWeight.of(alpha), size);
    }

    private static void exponent(String name, double value) {
        if (!(value > -1 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": expected a finite number above -1, found " + value);
        }
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public double lower() {
        return weight.lower(size);
    }

    @Override
    public double upper() {
        return weight.upper(size);
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        fill(x[0], 1, values, size);
    }

    /** Writes scale p_0(x), ..., scale p_{count-1}(x). */
    private void fill(double x, double scale, double[] values, int count) {
        double before = 0;
        double value = scale;
        for (int k = 0; k < count; k++) {
            values[k] = value;
            double next = ((x - diagonal[k]) * value - offDiagonal[k] * before) * inverse[k + 1];
            before = value;
            value = next;
        }
    }

    /** Writes scale p_k'(x) by the recurrence's derivative, from scale p_k(x). */
    private void fillDerivatives(double x, double[] values, double[] derivatives, int count) {
        derivatives[0] = 0;
        for (int k = 0; k + 1 < count; k++) {
            double before = k == 0 ? 0 : derivatives[k - 1];
            derivatives[k + 1] =
                    (values[k] + (x - diagonal[k]) * derivatives[k] - offDiagonal[k] * before) * inverse[k + 1];
        }
    }

    @Override
    public void integrals(double x, double[] integrals) {
        Flux flux = new Flux(size + 1);
        flux.moveTo(x, size + 1);
        for (int i = 0; i < size; i++) {
            integrals[i * size + i] = i == 0 ? weight.distribution(x) : integrals[(i - 1) * (size + 1)] + flux.gain(i);
            for (int j = i + 1; j < size; j++) {
                double value = flux.integral(i, j);
                integrals[i * size + j] = value;
                integrals[j * size + i] = value;
            }
        }
    }

    /**
     * Returns J_kk(x), the mass that p_k^2 mu has up to x.
     *
     * @param k the degree, 0 to m - 1
     * @param x where to integrate to, in the support of mu
     * @return from 0 to 1, to an absolute error of rounding size
     * @throws IllegalArgumentException if there is no such degree
     */
    public double squareDistribution(int k, double x) {
        Checks.between("degree", 0, size - 1, k);
        return new Flux(k + 2).distribution(k, x);
    }

    @Override
    public double sampleSquare(int k, RandomGenerator random) {
        if (k == 0) {
            return weight.sample(random);
        }
        if (weight.isBelowArcsine()) {
            return belowArcsine(k, random);
        }
        Flux flux = new Flux(k + 2);
        return MonotoneRoot.of(
                x -> flux.distribution(k, x), random.nextDouble(), weight.lower(k + 1), weight.upper(k + 1));
    }

    /**
     * Rejection from the arcsine law, whose density is 1 / (pi sin t) at x = cos t: every other proposal is accepted, for two
     * values a draw in place of a dozen with derivatives.
     */
    private double belowArcsine(int k, RandomGenerator random) {
        while (true) {
            double angle = Math.PI * random.nextDouble();
            double x = Math.cos(angle);
            double value = value(k, x, weight.rootFlux(x)); // its square is sin^2 t rho p_k^2
            if (2 * random.nextDouble() * Math.sin(angle) < Math.PI * value * value) {
                return x;
            }
        }
    }

    /** Returns scale p_k(x). */
    private double value(int k, double x, double scale) {
        double before = 0;
        double value = scale;
        for (int i = 0; i < k; i++) {
            double next = ((x - diagonal[i]) * value - offDiagonal[i] * before) * inverse[i + 1];
            before = value;
            value = next;
        }
        return value;
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return new double[] {weight.sample(random)};
    }

    /**
     * Returns the nodes of the m-point Gauss quadrature of mu, the zeros of p_m, in ascending order. The weight of a node
     * x is 1 / {@link #inverseChristoffel inverseChristoffel(x)}; the rule is exact to degree 2 m - 1.
     *
     * @return m nodes
     */
    public Points gaussNodes() {
        double[] off = new double[size - 1];
        System.arraycopy(offDiagonal, 1, off, 0, size - 1);
        double[] nodes = Tridiagonal.eigenvalues(Arrays.copyOf(diagonal, size), off);
        return Points.ofColumn(Arrays.stream(nodes).map(this::refined).toArray());
    }

    /** An eigenvalue has an error of the size of the largest one's rounding; a Newton step on p_m makes it its own. */
    private double refined(double node) {
        double[] values = new double[size + 1];
        double[] derivatives = new double[size + 1];
        fill(node, 1, values, size + 1);
        fillDerivatives(node, values, derivatives, size + 1);
        return node - values[size] / derivatives[size];
    }

    /** Returns the process of all polynomials of degree below m, as eigenvalues. */
    BetaEnsemble ensemble() {
        return weight.ensemble(size);
    }

    /** Returns the weight and the size, for example {@code legendre(11)}. */
    @Override
    public String toString() {
        return weight.name(size);
    }

    /** The functions and their derivatives at one point, times the root of the flux there; reused along a search. */
    private final class Flux {
        private final double[] values;
        private final double[] derivatives;

        Flux(int count) {
            values = new double[count];
            derivatives = new double[count];
        }

        void moveTo(double x, int count) {
            fill(x, weight.rootFlux(x), values, count);
            fillDerivatives(x, values, derivatives, count);
        }

        /** Returns J_ij, i != j. */
        double integral(int i, int j) {
            return wronskian(i, j) / gap(i, j);
        }

        private double wronskian(int i, int j) {
            return values[i] * derivatives[j] - derivatives[i] * values[j];
        }

        /** Returns J_kk - J_{k-1,k-1}. */
        double gain(int k) {
            double sum = gains[0][k] * wronskian(k - 1, k) + gains[1][k] * wronskian(k - 1, k + 1);
            return k == 1 ? sum : sum - gains[2][k] * wronskian(k - 2, k);
        }

        double distribution(int k, double x) {
            double sum = weight.distribution(x);
            moveTo(x, k + 2);
            for (int i = 1; i <= k; i++) {
                sum += gain(i);
            }
            return sum;
        }
    }
}
