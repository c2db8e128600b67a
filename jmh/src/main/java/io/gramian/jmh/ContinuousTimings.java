package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.BetaEnsemble;
import io.gramian.dpp.continuous.FourierBasis;
import io.gramian.dpp.continuous.Ginibre;
import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.OrthonormalisedBasis;
import io.gramian.dpp.continuous.PiecewisePolynomialBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.continuous.StationaryDpp;
import io.gramian.dpp.continuous.TensorBasis;
import io.gramian.dpp.continuous.UniformSpanningTree;
import io.gramian.dpp.continuous.UnivariateBasis;
import io.gramian.dpp.continuous.VolumeRescaled;
import io.gramian.dpp.continuous.WaveletBasis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;

/**
 * Prints how long continuous processes and bases take beside the obvious way, processor seconds of one thread:
 * {@code ContinuousTimings [names]}. The obvious ways are in {@link ObviousContinuous}; the numbers in parentheses are
 * what was evaluated, or statistics of what was drawn.
 */
public final class ContinuousTimings {
    private final SplittableRandom random = new SplittableRandom(1);

    private ContinuousTimings() {}

    /** Prints a line for each case, or for those named. */
    public static void main(String[] names) {
        ContinuousTimings timings = new ContinuousTimings();
        new TimedCases()
                .with("polynomials", timings::polynomials)
                .with("tensor", timings::tensor)
                .with("functions", timings::functions)
                .with("fourier", () -> integrals(FourierBasis.complete(64)))
                .with("piecewise", () -> integrals(PiecewisePolynomialBasis.equal(32, 3)))
                .with("wavelets", () -> integrals(WaveletBasis.alpert(3, 5)))
                .with("rescaled", timings::rescaled)
                .with("beta", timings::beta)
                .with("ginibre", timings::ginibre)
                .with("tree", timings::tree)
                .with("stationary", timings::stationary)
                .run(names);
    }

    /** 100 draws from the squared Hermite polynomial of degree 200: their mean square, which is 401. */
    private DoubleSupplier[] polynomials() {
        PolynomialBasis basis = PolynomialBasis.hermite(201);
        return new DoubleSupplier[] {
            () -> meanSquare(DoubleStream.of(ObviousContinuous.hermiteDraws(200, 100, random))),
            () -> meanSquare(
                    DoubleStream.generate(() -> basis.sampleSquare(200, random)).limit(100))
        };
    }

    private static double meanSquare(DoubleStream values) {
        return values.map(x -> x * x).average().orElseThrow();
    }

    /** The 3,003 products of Legendre polynomials up to degree 8 in six dimensions, at 150,000 points: their sum. */
    private DoubleSupplier[] tensor() {
        IndexSet indices = IndexSet.totalDegree(6, 8);
        OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(9), indices);
        double[][] points = new double[150_000][];
        Arrays.setAll(points, i -> basis.sampleReference(random));
        return new DoubleSupplier[] {
            () -> ObviousContinuous.tensor(indices, points),
            () -> {
                double[] values = new double[basis.size()];
                double sum = 0;
                for (double[] x : points) {
                    basis.evaluate(x, values);
                    for (double value : values) {
                        sum += value;
                    }
                }
                return sum;
            }
        };
    }

    /** 31 monomials made orthonormal on 20,000 points, with 50 digits or by QR: the largest value of the last. */
    private DoubleSupplier[] functions() {
        double[] points = random.doubles(20_000, -1, 1).toArray();
        return new DoubleSupplier[] {
            () -> ObviousContinuous.orthonormalMonomials(31, points),
            () -> {
                OrthonormalBasis basis = OrthonormalisedBasis.onPoints(
                        31, (x, values) -> Arrays.setAll(values, k -> Math.pow(x[0], k)), Points.ofColumn(points));
                double[] values = new double[31];
                double largest = 0;
                for (double x : points) {
                    basis.evaluate(new double[] {x}, values);
                    largest = Math.max(largest, values[30]);
                }
                return largest;
            }
        };
    }

    /** The integrals of all products of two functions to 3/8 of the interval: the root of the sum of their squares. */
    private static DoubleSupplier[] integrals(UnivariateBasis basis) {
        double x = basis.lower() + 0.375 * (basis.upper() - basis.lower());
        return new DoubleSupplier[] {
            () -> norm(ObviousContinuous.integrals(basis, x, 1_500_000)),
            () -> {
                double[] found = new double[basis.size() * basis.size()];
                basis.integrals(x, found);
                return norm(found);
            }
        };
    }

    private static double norm(double... numbers) {
        return Math.sqrt(Arrays.stream(numbers).map(v -> v * v).sum());
    }

    /** 132 volume-rescaled points for the 66 polynomials up to degree 10 in the plane. */
    private DoubleSupplier[] rescaled() {
        OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(11), IndexSet.totalDegree(2, 10));
        VolumeRescaled law = VolumeRescaled.of(basis);
        return new DoubleSupplier[] {
            () -> ObviousContinuous.volumeRescaled(basis, 132, random).length,
            () -> law.sample(132, random).size()
        };
    }

    /** The eigenvalues of a Gaussian matrix of 2,500 rows: the largest. */
    private DoubleSupplier[] beta() {
        BetaEnsemble ensemble = BetaEnsemble.hermite(2500, 1);
        return new DoubleSupplier[] {
            () -> ObviousContinuous.orthogonalEnsemble(2500, random),
            () -> Arrays.stream(ensemble.sample(random).column(0)).max().orElseThrow()
        };
    }

    /** 1,000 points of the Ginibre ensemble: the mean squared radius, about 500. */
    private DoubleSupplier[] ginibre() {
        Ginibre ensemble = Ginibre.of(1000);
        return new DoubleSupplier[] {
            () -> ObviousContinuous.ginibre(1000, random).stream()
                    .mapToDouble(z -> z[0] * z[0] + z[1] * z[1])
                    .average()
                    .orElseThrow(),
            () -> Arrays.stream(ensemble.sample(random).toArray())
                    .mapToDouble(z -> z[0] * z[0] + z[1] * z[1])
                    .average()
                    .orElseThrow()
        };
    }

    /** A spanning tree of the grid of 26 x 26 vertices: the number of its edges. */
    private DoubleSupplier[] tree() {
        int side = 26;
        List<int[]> edges = new ArrayList<>();
        for (int v = 0; v < side * side; v++) {
            if (v % side > 0) {
                edges.add(new int[] {v - 1, v});
            }
            if (v >= side) {
                edges.add(new int[] {v - side, v});
            }
        }
        int[][] grid = edges.toArray(int[][]::new);
        UniformSpanningTree tree = UniformSpanningTree.of(side * side, grid);
        return new DoubleSupplier[] {
            () -> ObviousContinuous.spanningTree(side * side, grid, random).size(), () -> tree.sample(random).length
        };
    }

    /** A thousand points on the unit square with the Gaussian kernel: their number. */
    private DoubleSupplier[] stationary() {
        double scale = 0.9 / Math.sqrt(Math.PI * 1000);
        StationaryDpp process = StationaryDpp.gaussian(1000, scale, 1, 1);
        return new DoubleSupplier[] {
            () -> ObviousContinuous.torus(ObviousContinuous.gaussianWaves(1000, scale, random), random)
                    .size(),
            () -> process.sample(random).orElseThrow().size()
        };
    }
}
