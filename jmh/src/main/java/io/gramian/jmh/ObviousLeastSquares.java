package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/** Weighted least squares as its definitions have it: what {@link LeastSquaresTimings} times Gramian against. */
final class ObviousLeastSquares {
    private ObviousLeastSquares() {}

    /** Normal equations of the optimal weight, every entry a sum of products of values made anew; the coefficients. */
    static double[] coefficients(OrthonormalBasis basis, Points x, ToDoubleFunction<double[]> function) {
        int m = basis.size();
        double[] right = new double[m];
        for (int j = 0; j < m; j++) {
            for (int i = 0; i < x.size(); i++) {
                double[] phi = phi(basis, x.row(i));
                right[j] += phi[j] * function.applyAsDouble(x.row(i)) * weight(phi) / x.size();
            }
        }
        double[][] inverse = Textbook.inverse(gram(basis, x));
        double[] coefficients = new double[m];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < m; k++) {
                coefficients[j] += inverse[j][k] * right[k];
            }
        }
        return coefficients;
    }

    /** The least eigenvalue of the empirical Gram matrix, by Jacobi's rotations. */
    static double smallestEigenvalue(OrthonormalBasis basis, Points x) {
        return Math.sqrt(Arrays.stream(Textbook.jacobi(gram(basis, x))).min().orElseThrow());
    }

    private static double[][] gram(OrthonormalBasis basis, Points x) {
        int m = basis.size();
        double[][] gram = new double[m][m];
        for (int j = 0; j < m; j++) {
            for (int k = 0; k < m; k++) {
                for (int i = 0; i < x.size(); i++) {
                    double[] phi = phi(basis, x.row(i));
                    gram[j][k] += phi[j] * phi[k] * weight(phi) / x.size();
                }
            }
        }
        return gram;
    }

    private static double[] phi(OrthonormalBasis basis, double... x) {
        double[] phi = new double[basis.size()];
        basis.evaluate(x, phi);
        return phi;
    }

    private static double weight(double... phi) {
        double sum = 0;
        for (double value : phi) {
            sum += value * value;
        }
        return phi.length / sum;
    }

    /** The first number of volume-rescaled points whose bound is small enough, counting up. */
    static long volumeSampleSize(int m, double factor) {
        for (long n = m + 3L; ; n++) {
            double best = Double.POSITIVE_INFINITY;
            for (int step = 1; step < 1000; step++) {
                double delta = step / 1000.0;
                double free = n - m;
                double kept = (1 - delta) * free / (free - 1);
                double rate = 1 - kept + kept * Math.log(kept);
                double rare = m * Math.exp(-(free - 1) * rate / m);
                if (kept < 1) {
                    best = Math.min(best, 1 + n / (free * (1 - delta)) + m * (double) n * rare);
                }
            }
            if (best <= factor) {
                return n;
            }
        }
    }

    /**
     * The expected squared error of the interpolant at a projection process of equally weighted points over that of the best
     * approximation: the sum over all subsets of five.
     */
    static double expectedError(double[][] phi, double... values) {
        int n = values.length;
        double[] best = new double[5];
        double square = 0;
        for (int i = 0; i < n; i++) {
            square += values[i] * values[i] / n;
            for (int j = 0; j < 5; j++) {
                best[j] += phi[i][j] * values[i] / n;
            }
        }
        double least = square - Arrays.stream(best).map(c -> c * c).sum();
        double[] sums = new double[2]; // of probabilities, of errors
        int[] items = new int[5];
        interpolate(phi, values, best, items, 0, 0, sums);
        return 1 + sums[1] / sums[0] / least;
    }

    private static void interpolate(
            double[][] phi, double[] values, double[] best, int[] items, int count, int from, double... sums) {
        if (count == items.length) {
            double[][] system = new double[count][];
            for (int a = 0; a < count; a++) {
                system[a] = Arrays.copyOf(phi[items[a]], count + 1);
                system[a][count] = values[items[a]];
            }
            double determinant = eliminate(system);
            sums[0] += determinant * determinant;
            for (int j = 0; j < count; j++) {
                double off = system[j][count] - best[j];
                sums[1] += determinant * determinant * off * off;
            }
            return;
        }
        for (int i = from; i < values.length; i++) {
            items[count] = i;
            interpolate(phi, values, best, items, count + 1, i + 1, sums);
        }
    }

    /** Solves in the last column and returns the determinant. */
    private static double eliminate(double[]... system) {
        int n = system.length;
        double determinant = 1;
        for (int k = 0; k < n; k++) {
            int pivot = Textbook.pivot(system, k);
            double[] row = system[pivot];
            system[pivot] = system[k];
            system[k] = row;
            determinant *= row[k];
            for (int i = 0; i < n; i++) {
                double factor = system[i][k] / row[k];
                for (int j = k; j <= n && i != k; j++) {
                    system[i][j] -= factor * row[j];
                }
            }
        }
        for (int k = 0; k < n; k++) {
            system[k][n] /= system[k][k];
        }
        return determinant;
    }

    /** The rule of Ermakov and Zolotukhin, a ratio of determinants at the points of the plain chain rule. */
    static double ermakovZolotukhin(
            OrthonormalBasis basis, ToDoubleFunction<double[]> function, RandomGenerator random) {
        double[][] points = ObviousDpp.continuous(basis, random);
        double[][] lower = Arrays.stream(points).map(x -> phi(basis, x)).toArray(double[][]::new);
        double[][] upper = ObviousDppLaws.copy(lower);
        for (int i = 0; i < points.length; i++) {
            upper[i][0] = function.applyAsDouble(points[i]);
            double scale = Math.sqrt(1 / weight(lower[i])); // else the determinants are beyond all doubles
            for (int j = 0; j < points.length; j++) {
                lower[i][j] /= scale * Math.sqrt(points.length);
                upper[i][j] /= scale * Math.sqrt(points.length);
            }
        }
        return Textbook.determinant(upper) / Textbook.determinant(lower);
    }

    /** The mean first coefficient of fits at projection processes of the plain chain rule. */
    static double average(
            OrthonormalBasis basis, int repetitions, ToDoubleFunction<double[]> function, RandomGenerator random) {
        double sum = 0;
        for (int t = 0; t < repetitions; t++) {
            sum += coefficients(basis, Points.of(ObviousDpp.continuous(basis, random)), function)[0];
        }
        return sum / repetitions;
    }
}
