package io.gramian.dpp.leastsquares;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * The configuration of weighted least squares in the span of an orthonormal basis: the v = sum_j a_j phi_j that minimises
 *
 * <pre>  ||f - v||_n^2 = 1/n sum_i w(x_i) |f(x_i) - v(x_i)|^2.</pre>
 *
 * <p>How good it is, is up to the points: the squared error in L2(mu) is at most that of the best approximation plus
 * 1 / lambda_min(G) times ||g||_n^2, g what the best approximation leaves and G the empirical Gram matrix, whose smallest
 * eigenvalue a fit knows. A {@link Design} draws good points.
 *
 * <pre>{@code
 * OrthonormalBasis basis = PolynomialBasis.legendre(11);
 * Points x = Designs.repeatedProjection().sample(basis, 33, random);
 * WeightedFit fit = WeightedLeastSquares.in(basis).fit(x, f);
 * fit.value(0.3);
 * fit.smallestEigenvalue();
 * }</pre>
 *
 * <p>Immutable and thread-safe. Defaults: {@link Weight#optimal()}, which goes with every design that names no other
 * measure, and {@link Backends#auto()}.
 *
 * <p>Source: A. Cohen and G. Migliorati, Optimal weighted least-squares methods (2017); A. Nouy and B. Michel, Weighted
 * least-squares approximation with determinantal point processes and generalized volume sampling (2023).
 */
public final class WeightedLeastSquares {
    private final OrthonormalBasis basis;
    private final Weight weight;
    private final Backend backend; // null until a fit asks for Backends.auto()

    private WeightedLeastSquares(OrthonormalBasis basis, Weight weight, Backend backend) {
        this.basis = basis;
        this.weight = weight;
        this.backend = backend;
    }

    /**
     * Returns the configuration for a space, with the defaults.
     *
     * @param basis m functions that are orthonormal in L2(mu)
     * @return a configuration
     */
    public static WeightedLeastSquares in(OrthonormalBasis basis) {
        return new WeightedLeastSquares(Objects.requireNonNull(basis, "basis"), Weight.optimal(), null);
    }

    /**
     * Returns this configuration with another weight.
     *
     * @param weight w, that of the measure the points come from
     * @return a configuration
     */
    public WeightedLeastSquares withWeight(Weight weight) {
        return new WeightedLeastSquares(basis, Objects.requireNonNull(weight, "weight"), backend);
    }

    /**
     * Returns this configuration with a backend of the caller's choice; the arithmetic is in double precision on any.
     *
     * @param backend where the factorisation runs
     * @return a configuration
     */
    public WeightedLeastSquares withBackend(Backend backend) {
        return new WeightedLeastSquares(basis, weight, Objects.requireNonNull(backend, "backend"));
    }

    /**
     * Returns the fit to values at points, by QR of the rows sqrt(w_i / n) phi(x_i)'; about 4 n m^2 operations. Where they
     * have not the full rank m, as with fewer points than functions, it is the fit of least norm, and
     * {@link WeightedFit#rank()} says so.
     *
     * @param points n points
     * @param values n values of the function, with noise or without; copied
     * @return the fit
     * @throws IllegalArgumentException if the numbers of points, values or coordinates do not match, a value is not finite, or
     *     a weight is not positive and finite
     * @throws NumericalException if a function of the basis is not finite at a point
     */
    public WeightedFit fit(Points points, double... values) {
        if (values.length != points.size()) {
            throw new IllegalArgumentException(
                    "values: expected " + points.size() + ", one for each point, found " + values.length);
        }
        for (int i = 0; i < values.length; i++) {
            if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "values: expected finite numbers, found " + values[i] + " at place " + i);
            }
        }
        DesignRows rows = DesignRows.of(basis, weight, points);
        return new WeightedFit(basis, rows, factorised(rows), values);
    }

    private Factorisation factorised(DesignRows rows) {
        return Factorisation.of(rows, backend == null ? Backends.auto() : backend);
    }

    /**
     * Returns the fit to a function, evaluated once at each point.
     *
     * @param points n points
     * @param function f; it may keep or change its argument
     * @return the fit
     * @throws IllegalArgumentException as {@link #fit(Points, double...)}
     * @throws NumericalException if a function of the basis is not finite at a point
     */
    public WeightedFit fit(Points points, ToDoubleFunction<double[]> function) {
        double[] values = new double[points.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = function.applyAsDouble(points.row(i));
        }
        return fit(points, values);
    }

    /**
     * Returns the weights of the integral of the fit, for a space whose first function is 1: exact for the space where the
     * points determine the fit, and unbiased for volume-rescaled points. The integral of f is then the first coefficient of
     * its fit.
     *
     * @param points n nodes
     * @return the nodes with their weights, which can be negative
     * @throws IllegalArgumentException if the first function is not 1 at the points, the coordinates do not match, or a weight
     *     is not positive and finite
     */
    public Quadrature quadrature(Points points) {
        double[] phi = new double[basis.size()];
        for (int i = 0; i < points.size(); i++) {
            basis.evaluate(points.row(i), phi);
            if (!(Math.abs(phi[0] - 1) <= 1e-8)) {
                throw new IllegalArgumentException("basis: expected 1 as its first function, found " + phi[0]
                        + " at point " + i + "; give the integrals of the functions");
            }
        }
        double[] integrals = new double[basis.size()];
        integrals[0] = 1; // the others are orthogonal to 1
        return quadrature(points, integrals);
    }

    /**
     * Returns the weights of a linear functional of the fit, say its integral, or its value at a point.
     *
     * @param points n nodes
     * @param functional its value for each function of the basis; for integrals under mu, their integrals
     * @return the nodes with their weights, which can be negative
     * @throws IllegalArgumentException if there are not m values, the coordinates do not match, or a weight is not positive and
     *     finite
     */
    public Quadrature quadrature(Points points, double... functional) {
        if (functional.length != basis.size()) {
            throw new IllegalArgumentException("functional: expected " + basis.size()
                    + " values, one for each function of the basis, found " + functional.length);
        }
        DesignRows rows = DesignRows.of(basis, weight, points);
        return Quadrature.leastSquares(rows, factorised(rows), points, functional);
    }
}
