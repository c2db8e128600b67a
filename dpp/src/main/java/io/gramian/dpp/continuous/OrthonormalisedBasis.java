package io.gramian.dpp.continuous;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;

/**
 * Any functions b_1, ..., b_m made orthonormal, phi = R^-T b with R'R their Gram matrix, R upper triangular with a positive
 * diagonal: phi_k is made of b_1, ..., b_k.
 *
 * <ul>
 *   <li>{@link #onPoints}: mu is a weighted set of points, say a quadrature rule or a large sample of another measure. The
 *       factor comes from a QR of the functions in the points; where dividing by it leaves more than 1e-12 between their
 *       Gram matrix and I, as for monomials of high degree, the values are factored again. Everything is exact for the
 *       discrete measure: draws are points of the set, those from the optimal measure by leverage.
 *   <li>{@link #ofGram}: mu is any measure with a sampler and a given Gram matrix. Draws from the optimal measure are by
 *       rejection from mu, which needs a bound of |phi|^2; its ratio to m is the number of proposals. How orthonormal the
 *       functions are depends on the condition of the matrix and is not checked.
 * </ul>
 *
 * <p>A value costs O(m^2) beside those of b.
 */
public final class OrthonormalisedBasis implements OrthonormalBasis {
    /** The functions to be made orthonormal; thread-safe. */
    @FunctionalInterface
    public interface Functions {
        /**
         * Writes b_1(x), ..., b_m(x).
         *
         * @param x a point, d coordinates; left as it is
         * @param values where the m values go
         */
        void evaluate(double[] x, double[] values);
    }

    private static final double TOLERANCE = 1e-12;
    private static final int MOST_FACTORS = 3; // the second is enough unless the first loses all digits

    private final Functions functions;
    private final int dimension;
    private final double[][][] factors; // R1', then R2' of what it leaves, ...: phi = ... R2^-T R1^-T b
    private final Function<RandomGenerator, double[]> reference;
    private final Points atoms; // null for a given Gram matrix
    private final Atoms optimal; // null for a given Gram matrix
    private final double bound;

    private OrthonormalisedBasis(Functions functions, double[][][] factors, Points atoms, double... weights) {
        this.functions = functions;
        this.dimension = atoms.dimension();
        this.factors = factors;
        this.atoms = atoms;
        this.bound = Double.POSITIVE_INFINITY;
        Atoms law = new Atoms(weights);
        this.reference = random -> atoms.row(law.draw(random));
        double[] tilted = weights.clone();
        for (int i = 0; i < tilted.length; i++) {
            tilted[i] *= tilted[i] > 0 ? inverseChristoffel(atoms.row(i)) : 0;
        }
        this.optimal = new Atoms(tilted);
    }

    private OrthonormalisedBasis(
            Functions functions,
            int dimension,
            double[][][] factors,
            Function<RandomGenerator, double[]> reference,
            double bound) {
        this.functions = functions;
        this.dimension = dimension;
        this.factors = factors;
        this.reference = reference;
        this.atoms = null;
        this.optimal = null;
        this.bound = bound;
    }

    /**
     * Returns the functions made orthonormal on equally weighted points.
     *
     * @param size m, at least 1
     * @param functions writes the m values
     * @param points N &gt;= m points
     * @return the basis of the uniform measure on the points
     * @throws IllegalArgumentException if the sizes do not fit
     * @throws NumericalException if a function is spanned by those before it, in the points, or the values cannot be made
     *     orthonormal to 1e-12
     */
    public static OrthonormalisedBasis onPoints(int size, Functions functions, Points points) {
        return onPoints(
                size,
                functions,
                points,
                DoubleStream.generate(() -> 1).limit(points.size()).toArray());
    }

    /**
     * Returns the functions made orthonormal on weighted points. O(N m^2).
     *
     * @param size m, at least 1
     * @param functions writes the m values
     * @param points N &gt;= m points
     * @param weights N weights, not negative, of positive sum; made a probability
     * @return the basis of the discrete measure
     * @throws IllegalArgumentException if the sizes do not fit, a weight is negative, or a value is not finite
     * @throws NumericalException if a function is spanned by those before it, in the points of positive weight, or the
     *     values cannot be made orthonormal to 1e-12
     */
    public static OrthonormalisedBasis onPoints(int size, Functions functions, Points points, double... weights) {
        Checks.between("number of functions", 1, points.size(), size);
        if (weights.length != points.size()) {
            throw new IllegalArgumentException(
                    "weights: expected " + points.size() + ", one for each point, found " + weights.length);
        }
        double total = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0)) {
                throw new IllegalArgumentException("weight " + i + ": expected at least 0, found " + weights[i]);
            }
            total += weights[i];
        }
        double sum = Checks.positive("sum of the weights", total);
        double[] probabilities = Arrays.stream(weights).map(w -> w / sum).toArray();
        double[][][] factors = factors(values(size, functions, points), probabilities);
        return new OrthonormalisedBasis(functions, factors, points, probabilities);
    }

    private static double[][] values(int size, Functions functions, Points points) {
        double[][] values = new double[points.size()][size];
        for (int i = 0; i < values.length; i++) {
            functions.evaluate(points.row(i), values[i]);
            for (int k = 0; k < size; k++) {
                Checks.finite("function " + k + " in point " + i, values[i][k]);
            }
        }
        return values;
    }

    /**
     * Returns the factors one after the other. Dividing by an ill-conditioned one leaves values that span the same space and
     * are not orthonormal; their own factor is well-conditioned. The product of the two would not do: dividing by that
     * makes the first error again.
     */
    private static double[][][] factors(double[][] values, double... probabilities) {
        List<double[][]> factors = new ArrayList<>();
        double defect = Double.POSITIVE_INFINITY;
        while (!(defect <= TOLERANCE)) {
            if (factors.size() == MOST_FACTORS) {
                throw new NumericalException("functions: orthonormal to " + defect + " only after " + MOST_FACTORS
                        + " factorisations, expected " + TOLERANCE + "; they are too nearly dependent in the points");
            }
            double[][] factor = factor(columns(values, probabilities));
            factors.add(factor);
            for (double[] row : values) {
                solve(factor, row);
            }
            defect = defect(columns(values, probabilities));
        }
        return factors.toArray(double[][][]::new);
    }

    private static double[][] columns(double[][] values, double... probabilities) {
        double[][] columns = new double[values[0].length][values.length];
        for (int i = 0; i < values.length; i++) {
            for (int k = 0; k < columns.length; k++) {
                columns[k][i] = Math.sqrt(probabilities[i]) * values[i][k];
            }
        }
        return columns;
    }

    /** Returns the largest entry of the Gram matrix less I. */
    private static double defect(double[]... columns) {
        double largest = 0;
        for (int a = 0; a < columns.length; a++) {
            for (int b = 0; b <= a; b++) {
                double entry = Math.abs(Residual.dot(columns[a], columns[b]) - (a == b ? 1 : 0));
                largest = entry <= largest ? largest : entry;
            }
        }
        return largest;
    }

    /** Returns R' of the QR of the columns, by Gram-Schmidt done twice. */
    private static double[][] factor(double[]... columns) {
        int m = columns.length;
        Residual family = new Residual(m);
        double[][] lower = new double[m][m];
        for (int k = 0; k < m; k++) {
            double[] column = columns[k];
            double length = norm(column);
            double[] rest = column.clone();
            double distance = family.append(rest);
            if (!(distance > length * Math.ulp(1.0) * columns[k].length)) {
                throw new NumericalException("function " + k + ": its distance to the span of those before it is "
                        + distance + ", of a norm of " + length + "; leave it out");
            }
            for (int j = 0; j < k; j++) {
                lower[k][j] = Residual.dot(family.member(j), column);
            }
            lower[k][k] = distance;
        }
        return lower;
    }

    private static double norm(double[] vector) {
        double[] copy = vector.clone();
        double scale = Residual.scale(copy);
        return scale * Math.sqrt(Residual.dot(copy, copy));
    }

    /**
     * Returns the functions made orthonormal by their Gram matrix.
     *
     * @param functions writes the m values
     * @param dimension d, at least 1
     * @param gram m x m: the integrals of b_i b_j with respect to mu; symmetric, positive definite
     * @param reference draws a point from mu
     * @param bound at least the supremum of |phi|^2, for draws from the optimal measure
     * @return the basis of mu
     * @throws IllegalArgumentException if the matrix is not square or symmetric, or the bound is below m, which the mean of
     *     |phi|^2 is
     * @throws io.gramian.core.NumericalException if the matrix is not positive definite
     */
    public static OrthonormalisedBasis ofGram(
            Functions functions,
            int dimension,
            double[][] gram,
            Function<RandomGenerator, double[]> reference,
            double bound) {
        Checks.atLeast("dimension", 1, dimension);
        double[][][] factors = {TriangularFactor.of(gram)};
        if (!(bound >= gram.length)) {
            throw new IllegalArgumentException(
                    "bound: expected at least " + gram.length + ", the mean of |phi|^2, found " + bound);
        }
        return new OrthonormalisedBasis(
                Objects.requireNonNull(functions, "functions"),
                dimension,
                factors,
                Objects.requireNonNull(reference, "reference"),
                bound);
    }

    @Override
    public int size() {
        return factors[0].length;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        Coordinates.check(dimension, x);
        functions.evaluate(x, values);
        for (double[][] factor : factors) {
            solve(factor, values);
        }
    }

    private static void solve(double[][] lower, double... values) {
        for (int k = 0; k < lower.length; k++) {
            double sum = values[k];
            for (int j = 0; j < k; j++) {
                sum -= lower[k][j] * values[j];
            }
            values[k] = sum / lower[k][k];
        }
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        return reference.apply(random);
    }

    /**
     * {@inheritDoc}
     *
     * @throws NumericalException if |phi|^2 exceeds the given bound
     */
    @Override
    public double[] sampleOptimal(RandomGenerator random) {
        if (optimal != null) {
            return atoms.row(optimal.draw(random));
        }
        while (true) {
            double[] x = reference.apply(random);
            double square = inverseChristoffel(x);
            if (!(square <= bound)) {
                throw new NumericalException("|phi|^2 is " + square + " in " + Arrays.toString(x) + ", above the bound "
                        + bound + " it was given: draws would not be exact; give a larger bound");
            }
            if (random.nextDouble() * bound < square) {
                return x;
            }
            Checks.checkInterrupted("drawing from an optimal measure");
        }
    }

    /** Returns the number of functions and the dimension. */
    @Override
    public String toString() {
        return "OrthonormalisedBasis[" + size() + " functions in dimension " + dimension + "]";
    }
}
