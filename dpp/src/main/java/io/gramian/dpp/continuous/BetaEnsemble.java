package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * The classical beta ensembles: n points of the joint density
 *
 * <pre>
 * prod_i rho(x_i) prod_{i&lt;j} |x_i - x_j|^beta, up to a factor,
 * </pre>
 *
 * <p>drawn as the eigenvalues of a random tridiagonal matrix with independent entries, O(n^2). With beta = 2 they are the
 * projection processes of all polynomials of degree below n, see {@link ProjectionDpp}; beta = 1 and 4 are the
 * eigenvalues of real and quaternion random matrices; beta is the inverse temperature of a log-gas.
 *
 * <p>Source: I. Dumitriu, A. Edelman, Matrix models for beta ensembles (2002); R. Killip, I. Nenciu, Matrix models for
 * circular ensembles (2004).
 */
public final class BetaEnsemble {
    private final String name;
    private final int size;
    private final double beta;
    private final Function<RandomGenerator, double[]> law;
    private final GasDensity density;

    private BetaEnsemble(
            String name, int size, double beta, Function<RandomGenerator, double[]> law, GasDensity density) {
        this.name = name + " of " + size + " points, beta " + beta;
        this.size = size;
        this.beta = beta;
        this.law = law;
        this.density = density;
    }

    /**
     * Returns the Hermite ensemble, rho(x) = exp(-x^2 / 2).
     *
     * @param size n, at least 1
     * @param beta the strength of the repulsion, positive
     * @return an ensemble of n points of the line
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static BetaEnsemble hermite(int size, double beta) {
        check(size, beta);
        Function<RandomGenerator, double[]> law = random -> {
            double[] diagonal = new double[size];
            double[] off = new double[size - 1];
            Arrays.setAll(diagonal, i -> random.nextGaussian());
            Arrays.setAll(off, i -> Math.sqrt(Variates.gamma(beta / 2 * (size - 1 - i), random)));
            return Tridiagonal.eigenvalues(diagonal, off);
        };
        return new BetaEnsemble("hermite", size, beta, law, GasDensity.hermite(size, beta));
    }

    /**
     * Returns the Laguerre ensemble, rho(x) = x^alpha exp(-x) on x &gt;= 0.
     *
     * @param size n, at least 1
     * @param beta the strength of the repulsion, positive
     * @param alpha the exponent, above -1
     * @return an ensemble of n positive points
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static BetaEnsemble laguerre(int size, double beta, double alpha) {
        check(size, beta);
        Checks.positive("alpha + 1", alpha + 1);
        Function<RandomGenerator, double[]> law = random -> {
            double[] xi = new double[2 * size - 1];
            for (int i = 0; i < size; i++) {
                xi[2 * i] = Variates.gamma(beta / 2 * (size - 1 - i) + alpha + 1, random);
                if (i < size - 1) {
                    xi[2 * i + 1] = Variates.gamma(beta / 2 * (size - 1 - i), random);
                }
            }
            return squares(xi);
        };
        return new BetaEnsemble("laguerre(" + alpha + ")", size, beta, law, GasDensity.laguerre(size, beta, alpha));
    }

    /**
     * Returns the Jacobi ensemble, rho(x) = (1 - x)^a (1 + x)^b on [-1, 1].
     *
     * @param size n, at least 1
     * @param beta the strength of the repulsion, positive
     * @param a the exponent at 1, above -1
     * @param b the exponent at -1, above -1
     * @return an ensemble of n points of [-1, 1]
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static BetaEnsemble jacobi(int size, double beta, double a, double b) {
        check(size, beta);
        Checks.positive("a + 1", a + 1);
        Checks.positive("b + 1", b + 1);
        Function<RandomGenerator, double[]> law = random -> {
            double[] xi = new double[2 * size - 1];
            double rest = 1; // 1 - c_{j-1}
            for (int j = 0; j < xi.length; j++) {
                double pairs = beta / 2 * (size - 1 - j / 2);
                double c = j % 2 == 0
                        ? Variates.beta(pairs + b + 1, pairs + a + 1, random)
                        : Variates.beta(pairs, pairs - beta / 2 + a + b + 2, random);
                xi[j] = rest * c;
                rest = 1 - c;
            }
            return Arrays.stream(squares(xi))
                    .map(y -> Math.min(1, Math.max(-1, 2 * y - 1)))
                    .toArray();
        };
        return new BetaEnsemble("jacobi(" + a + ", " + b + ")", size, beta, law, GasDensity.jacobi(size, beta, a, b));
    }

    /**
     * Returns the circular ensemble, prod_{j&lt;k} |exp(i t_j) - exp(i t_k)|^beta, by the angles t.
     *
     * <p>The angles are those where the phase of a Blaschke product with independent random coefficients (Verblunsky's)
     * takes a random value; the phase increases, so they are found by bracketing, O(n^2). With beta = 2 they are the
     * eigenvalues of a random unitary matrix.
     *
     * @param size n, at least 1
     * @param beta the strength of the repulsion, positive
     * @return an ensemble of n angles from 0 to 2 pi
     * @throws IllegalArgumentException if an argument is out of range
     */
    public static BetaEnsemble circular(int size, double beta) {
        check(size, beta);
        return new BetaEnsemble(
                "circular",
                size,
                beta,
                random -> CircularPhase.draw(size, beta, random).angles(random),
                GasDensity.circular(size, beta));
    }

    private static void check(int size, double beta) {
        Checks.atLeast("number of points", 1, size);
        Checks.positive("beta", beta);
    }

    /** Returns the squared singular values of the bidiagonal matrix with the squared entries xi, in turn. */
    private static double[] squares(double[] xi) {
        int n = (xi.length + 1) / 2;
        double[] diagonal = new double[n];
        double[] off = new double[n - 1];
        for (int i = 0; i < n; i++) {
            diagonal[i] = xi[2 * i] + (i == 0 ? 0 : xi[2 * i - 1]);
            if (i < n - 1) {
                off[i] = Math.sqrt(xi[2 * i]) * Math.sqrt(xi[2 * i + 1]);
            }
        }
        return Arrays.stream(Tridiagonal.eigenvalues(diagonal, off))
                .map(x -> Math.max(0, x))
                .toArray();
    }

    /**
     * Returns n.
     *
     * @return the number of points
     */
    public int size() {
        return size;
    }

    /**
     * Returns the n points of one draw, in random order.
     *
     * @param random where the draws come from
     * @return n points of the line, or angles
     */
    public Points sample(RandomGenerator random) {
        double[] points = law.apply(random);
        for (int i = points.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            double swapped = points[i];
            points[i] = points[other];
            points[other] = swapped;
        }
        return Points.ofColumn(points);
    }

    /**
     * Returns independent samples, drawn in parallel; the same for any number of threads.
     *
     * @param count how many, at least 0
     * @param random gives one long, which with a sample's place determines it
     * @return so many samples of n points
     * @throws IllegalArgumentException if the count is negative
     */
    public List<Points> samples(int count, RandomGenerator random) {
        return KeyedDraws.of(count, Runtime.getRuntime().availableProcessors(), random, this::sample);
    }

    /**
     * Returns the logarithm of the density of n ordered points with respect to dx, or of angles with respect to dt, with
     * its normaliser from Selberg's integral. O(n^2).
     *
     * @param x n points of the line, or angles
     * @return negative infinity where two points agree or one is out of the support
     * @throws IllegalArgumentException if the points are not n numbers
     */
    public double logDensity(Points x) {
        if (x.size() != size || x.dimension() != 1) {
            throw new IllegalArgumentException("points: expected " + size + " in dimension 1, found " + x.size()
                    + " in dimension " + x.dimension());
        }
        return density.logDensity(beta, x.column(0));
    }

    /** Returns the name of the ensemble with its parameters. */
    @Override
    public String toString() {
        return "BetaEnsemble[" + name + "]";
    }
}
