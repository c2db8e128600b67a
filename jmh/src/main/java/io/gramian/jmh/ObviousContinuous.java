package io.gramian.jmh;

import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.UnivariateBasis;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** Continuous processes and bases as their definitions have it: what {@link ContinuousTimings} times Gramian against. */
final class ObviousContinuous {
    private static final MathContext DIGITS = new MathContext(50);

    private ObviousContinuous() {}

    /** The square of the Hermite polynomial of degree k times the normal density. */
    private static double hermiteSquare(int k, double x) {
        double before = 0;
        double value = 1;
        for (int j = 0; j < k; j++) {
            double next = (x * value - Math.sqrt(j) * before) / Math.sqrt(j + 1);
            before = value;
            value = next;
        }
        return value * value * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    /** Draws from that density: its distribution function by Simpson's rule, inverted by bisection. */
    static double[] hermiteDraws(int k, int count, RandomGenerator random) {
        double most = 2 * Math.sqrt(k) + 10;
        double[] draws = new double[count];
        for (int t = 0; t < count; t++) {
            double wanted = random.nextDouble();
            double low = -most;
            double high = most;
            for (int step = 0; step < 40; step++) {
                double middle = (low + high) / 2;
                int parts = 2000;
                double width = (middle + most) / parts;
                double sum = 0;
                for (int i = 0; i <= parts; i++) {
                    double factor = i == 0 || i == parts ? 1 : i % 2 == 1 ? 4 : 2;
                    sum += factor * hermiteSquare(k, -most + i * width);
                }
                if (sum * width / 3 < wanted) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            draws[t] = low;
        }
        return draws;
    }

    /** The sum of the values of products of Legendre polynomials, each by its own recurrences. */
    static double tensor(IndexSet indices, double[]... points) {
        double sum = 0;
        for (double[] x : points) {
            for (int f = 0; f < indices.size(); f++) {
                double product = 1;
                for (int axis = 0; axis < x.length; axis++) {
                    product *= legendre(indices.value(f, axis), x[axis]);
                }
                sum += product;
            }
        }
        return sum;
    }

    private static double legendre(int k, double x) {
        double before = 0;
        double value = 1;
        for (int j = 0; j < k; j++) {
            double next = ((2 * j + 1) * x * value - j * before) / (j + 1);
            before = value;
            value = next;
        }
        return value * Math.sqrt(2 * k + 1);
    }

    /** The integrals of all products of two functions to x under the uniform measure, by the midpoint rule. */
    static double[] integrals(UnivariateBasis basis, double x, int nodes) {
        int m = basis.size();
        double[] integrals = new double[m * m];
        double[] values = new double[m];
        double width = (x - basis.lower()) / nodes;
        double weight = width / (basis.upper() - basis.lower());
        for (int node = 0; node < nodes; node++) {
            basis.evaluate(new double[] {basis.lower() + (node + 0.5) * width}, values);
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < m; j++) {
                    integrals[i * m + j] += weight * values[i] * values[j];
                }
            }
        }
        return integrals;
    }

    /** The last of m monomials made orthonormal on points, with 50 digits, as double precision loses them; its largest value. */
    static double orthonormalMonomials(int m, double... points) {
        int n = points.length;
        BigDecimal[][] columns = new BigDecimal[m][n];
        for (int k = 0; k < m; k++) {
            for (int i = 0; i < n; i++) {
                columns[k][i] = k == 0 ? BigDecimal.ONE : columns[k - 1][i].multiply(new BigDecimal(points[i]), DIGITS);
            }
        }
        for (int k = 0; k < m; k++) {
            for (int j = 0; j < k; j++) {
                BigDecimal share = mean(columns[j], columns[k]);
                for (int i = 0; i < n; i++) {
                    columns[k][i] = columns[k][i].subtract(share.multiply(columns[j][i], DIGITS), DIGITS);
                }
            }
            BigDecimal norm = mean(columns[k], columns[k]).sqrt(DIGITS);
            for (int i = 0; i < n; i++) {
                columns[k][i] = columns[k][i].divide(norm, DIGITS);
            }
        }
        return Arrays.stream(columns[m - 1])
                .mapToDouble(BigDecimal::doubleValue)
                .max()
                .orElseThrow();
    }

    private static BigDecimal mean(BigDecimal[] a, BigDecimal... b) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.length; i++) {
            sum = sum.add(a[i].multiply(b[i], DIGITS), DIGITS);
        }
        return sum.divide(new BigDecimal(a.length), DIGITS);
    }

    /**
     * Volume-rescaled points by determinantal rejection from m^2 independent ones, then removed one by one, with an inverse and
     * all leverage scores anew each time (Derezinski, Warmuth and Hsu, 2018).
     */
    static double[][] volumeRescaled(OrthonormalBasis basis, int n, RandomGenerator random) {
        int m = basis.size();
        int size = m * m;
        double[][] points = new double[size][];
        double[][] rows = new double[size][];
        double[][] sum;
        do {
            sum = new double[m][m];
            for (int i = 0; i < size; i++) {
                points[i] = basis.sampleOptimal(random);
                rows[i] = new double[m];
                basis.evaluate(points[i], rows[i]);
                double scale = Math.sqrt(dot(rows[i], rows[i]) / m);
                double[] row = rows[i];
                Arrays.setAll(row, j -> row[j] / scale);
                add(sum, 1.0 / size, row);
            }
        } while (random.nextDouble() >= Textbook.determinant(ObviousDppLaws.copy(sum)));
        for (double[] row : sum) {
            Arrays.setAll(row, j -> row[j] * m * m);
        }
        while (size > n) {
            double[][] inverse = Textbook.inverse(sum);
            double[] weights = new double[size];
            for (int i = 0; i < size; i++) {
                double leverage = 0;
                for (int j = 0; j < m; j++) {
                    leverage += rows[i][j] * dot(inverse[j], rows[i]);
                }
                weights[i] = Math.max(0, 1 - leverage);
            }
            int out = ObviousDpp.draw(weights, random);
            add(sum, -1, rows[out]);
            rows[out] = rows[--size];
            points[out] = points[size];
        }
        return Arrays.copyOf(points, n);
    }

    private static void add(double[][] sum, double factor, double... row) {
        for (int i = 0; i < row.length; i++) {
            for (int j = 0; j < row.length; j++) {
                sum[i][j] += factor * row[i] * row[j];
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The eigenvalues of a full symmetric Gaussian matrix, variances 1 and 1/2; the largest. */
    static double orthogonalEnsemble(int n, RandomGenerator random) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            matrix.set(i, i, random.nextGaussian());
            for (int j = 0; j < i; j++) {
                double entry = random.nextGaussian() * Math.sqrt(0.5);
                matrix.set(i, j, entry);
                matrix.set(j, i, entry);
            }
        }
        var eigen = DecompositionFactory_DDRM.eig(n, false, true);
        eigen.decompose(matrix);
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
        }
        return largest;
    }

    /**
     * Edge by edge: in the tree with the probability that the matrix-tree theorem has given those before, a determinant of a
     * Laplacian for each; edges taken are made as heavy as to be certain and edges left out are gone.
     */
    static List<Integer> spanningTree(int vertices, int[][] edges, RandomGenerator random) {
        List<Integer> tree = new ArrayList<>();
        boolean[] gone = new boolean[edges.length];
        int[] group = new int[vertices]; // vertices that edges of the tree have made one
        Arrays.setAll(group, v -> v);
        double log = logTrees(edges, gone, group);
        for (int e = 0; e < edges.length; e++) {
            gone[e] = true;
            int head = group[edges[e][0]];
            int tail = group[edges[e][1]];
            if (head != tail) {
                double without = logTrees(edges, gone, group);
                if (Math.log(random.nextDouble()) < without - log) {
                    log = without;
                } else {
                    tree.add(e);
                    Arrays.setAll(group, v -> group[v] == head ? tail : group[v]);
                    log = logTrees(edges, gone, group);
                }
            }
        }
        return tree;
    }

    /** The logarithm of the number of spanning trees of the graph of the groups; negative infinity if it is not connected. */
    private static double logTrees(int[][] edges, boolean[] gone, int... group) {
        int[] places = Arrays.stream(group).distinct().sorted().toArray();
        int n = places.length - 1;
        double[][] laplacian = new double[n][n];
        for (int e = 0; e < edges.length; e++) {
            int head = Arrays.binarySearch(places, group[edges[e][0]]);
            int tail = Arrays.binarySearch(places, group[edges[e][1]]);
            for (int end = 0; end < 2 && !gone[e] && head != tail; end++) {
                int here = end == 0 ? head : tail;
                int there = end == 0 ? tail : head;
                if (here < n) {
                    laplacian[here][here]++;
                    if (there < n) {
                        laplacian[here][there]--;
                    }
                }
            }
        }
        double sum = 0;
        double[][] triangle = Textbook.cholesky(laplacian);
        for (int v = 0; v < n; v++) {
            sum += 2 * Math.log(triangle[v][v]);
        }
        return Double.isNaN(sum) ? Double.NEGATIVE_INFINITY : sum;
    }

    /** Points of the unit torus by the chain rule from uniform proposals. */
    static List<double[]> torus(int[][] waves, RandomGenerator random) {
        return chainRule(waves.length, random, row -> {
            double[] x = {random.nextDouble(), random.nextDouble()};
            for (int k = 0; k < waves.length; k++) {
                double angle = 2 * Math.PI * (waves[k][0] * x[0] + waves[k][1] * x[1]);
                row[2 * k] = Math.cos(angle);
                row[2 * k + 1] = Math.sin(angle);
            }
            return x;
        });
    }

    /** Points of the Ginibre ensemble by the chain rule, proposals from a random one of z^k exp(-|z|^2 / 2) / sqrt(pi k!). */
    static List<double[]> ginibre(int n, RandomGenerator random) {
        return chainRule(n, random, row -> {
            double square = 0; // |z|^2 is a gamma variable, a sum of exponential ones
            for (int k = random.nextInt(n); k >= 0; k--) {
                square -= Math.log(1 - random.nextDouble());
            }
            double angle = 2 * Math.PI * random.nextDouble();
            double log = -square / 2;
            for (int k = 0; k < n; k++) {
                row[2 * k] = Math.exp(log) * Math.cos(k * angle);
                row[2 * k + 1] = Math.exp(log) * Math.sin(k * angle);
                log += Math.log(square / (k + 1)) / 2;
            }
            return new double[] {Math.sqrt(square) * Math.cos(angle), Math.sqrt(square) * Math.sin(angle)};
        });
    }

    /** Writes the complex values at a point proposed with the density of their squares; returns the point. */
    private interface Proposal {
        double[] propose(double... row);
    }

    /** n points, the residual of the n values anew for each proposal. */
    private static List<double[]> chainRule(int n, RandomGenerator random, Proposal proposal) {
        List<double[]> points = new ArrayList<>();
        double[][] directions = new double[n][];
        while (points.size() < n) {
            double[] row = new double[2 * n];
            double[] x = proposal.propose(row);
            double whole = dot(row, row);
            ObviousDppLaws.project(row, directions, points.size());
            double left = dot(row, row);
            if (random.nextDouble() * whole < left) {
                double norm = Math.sqrt(left);
                directions[points.size()] =
                        Arrays.stream(row).map(value -> value / norm).toArray();
                points.add(x);
            }
        }
        return points;
    }

    /** Takes each wave of the Gaussian kernel of an intensity with its eigenvalue. */
    static int[][] gaussianWaves(double intensity, double scale, RandomGenerator random) {
        List<int[]> waves = new ArrayList<>();
        int most = (int) Math.ceil(3 / scale);
        for (int a = -most; a <= most; a++) {
            for (int b = -most; b <= most; b++) {
                double square = (a * a + b * b) * Math.PI * Math.PI * scale * scale;
                if (random.nextDouble() < intensity * Math.PI * scale * scale * Math.exp(-square)) {
                    waves.add(new int[] {a, b});
                }
            }
        }
        return waves.toArray(int[][]::new);
    }
}
