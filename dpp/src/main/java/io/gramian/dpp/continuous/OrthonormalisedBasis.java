package io.gramian.dpp.continuous;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
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
 *       factor comes from a QR of the functions in the points. Everything is exact for the discrete measure: draws are
 *       points of the set, those from the optimal measure by leverage.
 *   <li>{@link #ofGram}: mu is any measure with a sampler and a given Gram matrix. Draws from the optimal measure are by
 *       rejection from mu, which needs a bound of |phi|^2; its ratio to m is the number of proposals.
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

    private final Functions functions;
    private final int dimension;
    private final double[][] lower; // R'
    private final Function<RandomGenerator, double[]> reference;
    private final Points atoms; // null for a given Gram matrix
    private final Atoms optimal; // null for a given Gram matrix
    private final double bound;

    private OrthonormalisedBasis(Functions functions, double[][] lower, Points atoms, double... weights) {
        this.functions = functions;
        this.dimension = atoms.dimension();
        this.lower = lower;
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
            double[][] lower,
            Function<RandomGenerator, double[]> reference,
            double bound) {
        this.functions = functions;
        this.dimension = dimension;
        this.lower = lower;
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
     * @throws NumericalException if a function is spanned by those before it, in the points
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
     * @throws NumericalException if a function is spanned by those before it, in the points of positive weight
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
        double[][] columns = columns(size, functions, points, probabilities);
        return new OrthonormalisedBasis(functions, factor(columns), points, probabilities);
    }

    private static double[][] columns(int size, Functions functions, Points points, double... probabilities) {
        double[][] columns = new double[size][points.size()];
        double[] values = new double[size];
        for (int i = 0; i < points.size(); i++) {
            functions.evaluate(points.row(i), values);
            for (int k = 0; k < size; k++) {
                if (!Double.isFinite(values[k])) {
                    throw new IllegalArgumentException("function " + k + " in point " + i + ": found " + values[k]);
                }
                columns[k][i] = Math.sqrt(probabilities[i]) * values[k];
            }
        }
        return columns;
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
        double[][] lower = TriangularFactor.of(gram);
        if (!(bound >= gram.length)) {
            throw new IllegalArgumentException(
                    "bound: expected at least " + gram.length + ", the mean of |phi|^2, found " + bound);
        }
        return new OrthonormalisedBasis(
                Objects.requireNonNull(functions, "functions"),
                dimension,
                lower,
                Objects.requireNonNull(reference, "reference"),
                bound);
    }

    @Override
    public int size() {
        return lower.length;
    }

    @Override
    public int dimension() {
        return dimension;
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        functions.evaluate(x, values);
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
