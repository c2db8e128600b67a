package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.OrthonormalisedBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.continuous.TensorBasis;
import io.gramian.dpp.leastsquares.AverageFit;
import io.gramian.dpp.leastsquares.Designs;
import io.gramian.dpp.leastsquares.Quadrature;
import io.gramian.dpp.leastsquares.StabilityBounds;
import io.gramian.dpp.leastsquares.WeightedLeastSquares;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Prints how long weighted least squares takes beside the obvious way, processor seconds of one thread:
 * {@code LeastSquaresTimings [names]}. The obvious ways are in {@link ObviousLeastSquares}; the numbers in parentheses
 * agree, for quadrature and averages up to chance.
 */
public final class LeastSquaresTimings {
    private static final Backend BACKEND = Backends.cpu().withThreads(1);

    private final SplittableRandom random = new SplittableRandom(1);

    private LeastSquaresTimings() {}

    /** Prints a line for each case, or for those named. */
    public static void main(String[] names) {
        LeastSquaresTimings timings = new LeastSquaresTimings();
        new TimedCases()
                .with("fit", timings::fit)
                .with("eigenvalue", timings::eigenvalue)
                .with("size", timings::size)
                .with("identity", timings::identity)
                .with("quadrature", timings::quadrature)
                .with("average", timings::average)
                .run(names);
    }

    private static OrthonormalBasis polynomials(int degree) {
        return TensorBasis.of(PolynomialBasis.legendre(degree + 1), IndexSet.totalDegree(2, degree));
    }

    /** A fit of 231 polynomials of the plane to 1,000 values: its first coefficient. */
    private DoubleSupplier[] fit() {
        OrthonormalBasis basis = polynomials(20);
        Points x = Designs.iid().sample(basis, 1000, random);
        ToDoubleFunction<double[]> function = point -> Math.exp(point[0] + point[1]);
        WeightedLeastSquares squares = WeightedLeastSquares.in(basis).withBackend(BACKEND);
        return new DoubleSupplier[] {
            () -> ObviousLeastSquares.coefficients(basis, x, function)[0],
            () -> squares.fit(x, function).coefficients()[0]
        };
    }

    /** The smallest eigenvalue of the same empirical Gram matrix, which says whether the fit is stable. */
    private DoubleSupplier[] eigenvalue() {
        OrthonormalBasis basis = polynomials(20);
        Points x = Designs.iid().sample(basis, 1000, random);
        WeightedLeastSquares squares = WeightedLeastSquares.in(basis).withBackend(BACKEND);
        return new DoubleSupplier[] {
            () -> ObviousLeastSquares.smallestEigenvalue(basis, x),
            () -> squares.fit(x, point -> 0).smallestEigenvalue()
        };
    }

    /** The number of volume-rescaled points for a factor of 4 and 5,000 functions: counting up, or bisection. */
    private DoubleSupplier[] size() {
        return new DoubleSupplier[] {
            () -> ObviousLeastSquares.volumeSampleSize(5000, 4), () -> StabilityBounds.volumeSampleSize(5000, 4)
        };
    }

    /** The expected error of interpolation at a projection process: all subsets of 5 of 100 points, or 1 + m. */
    private DoubleSupplier[] identity() {
        double[][] points = new double[100][4];
        double[] values = new double[100];
        for (int i = 0; i < 100; i++) {
            Arrays.setAll(points[i], c -> random.nextGaussian());
            values[i] = random.nextGaussian();
        }
        OrthonormalBasis basis = OrthonormalisedBasis.onPoints(
                5,
                (x, phi) -> {
                    phi[0] = 1;
                    System.arraycopy(x, 0, phi, 1, 4);
                },
                Points.of(points));
        double[][] phi = new double[100][5];
        for (int i = 0; i < 100; i++) {
            basis.evaluate(points[i], phi[i]);
        }
        return new DoubleSupplier[] {
            () -> ObviousLeastSquares.expectedError(phi, values), () -> StabilityBounds.projectionFactor(5)
        };
    }

    /** The integral of exp(x + y) over the square, sinh(1)^2, by 325 polynomials. */
    private DoubleSupplier[] quadrature() {
        OrthonormalBasis basis = polynomials(24);
        ToDoubleFunction<double[]> function = x -> Math.exp(x[0] + x[1]);
        return new DoubleSupplier[] {
            () -> ObviousLeastSquares.ermakovZolotukhin(basis, function, random),
            () -> Quadrature.ermakovZolotukhin(basis, random).integrate(function)
        };
    }

    /** The mean of 60 interpolants of |x - y| by 91 polynomials: its first coefficient, near 2/3. */
    private DoubleSupplier[] average() {
        OrthonormalBasis basis = polynomials(12);
        ToDoubleFunction<double[]> function = x -> Math.abs(x[0] - x[1]);
        return new DoubleSupplier[] {
            () -> ObviousLeastSquares.average(basis, 60, function, random),
            () -> AverageFit.draw(basis, Designs.projection(), 91, 60, function, random)
                    .coefficients()[0]
        };
    }
}
