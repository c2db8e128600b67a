package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.continuous.OrthonormalBasis;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/** Samplers of determinantal processes as their definitions have it: what {@link DppTimings} times Gramian against. */
final class ObviousDpp {
    private ObviousDpp() {}

    /** Eigenvectors by coins, then the chain rule. */
    static int[] sample(DMatrixRMaj likelihood, RandomGenerator random) {
        int n = likelihood.numRows;
        double[][] chosen = new double[n][];
        int count = 0;
        Backend backend = Backends.cpu().withThreads(1);
        try (Matrix resident = backend.matrix(likelihood);
                Eigen eigen = backend.linearAlgebra().eigen(resident)) {
            double[] vectors = eigen.vectors().toArray();
            for (int j = 0; j < n; j++) {
                double l = Math.max(0, eigen.values()[j]);
                if (random.nextDouble() * (1 + l) < l) {
                    chosen[count] = new double[n];
                    for (int i = 0; i < n; i++) {
                        chosen[count][i] = vectors[i * n + j];
                    }
                    count++;
                }
            }
        }
        DMatrixRMaj span = new DMatrixRMaj(n, count);
        for (int j = 0; j < count; j++) {
            for (int i = 0; i < n; i++) {
                span.set(i, j, chosen[j][i]);
            }
        }
        return chainRule(span, random);
    }

    /** Every item's share outside the rows drawn so far, computed anew for each draw. */
    static int[] chainRule(DMatrixRMaj span, RandomGenerator random) {
        int n = span.numRows;
        int r = span.numCols;
        double[][] basis = new double[r][];
        int[] items = new int[r];
        for (int k = 0; k < r; k++) {
            double[] weights = new double[n];
            for (int i = 0; i < n; i++) {
                double[] row = residual(Arrays.copyOfRange(span.data, i * r, (i + 1) * r), basis, k);
                weights[i] = dot(row, row);
            }
            items[k] = draw(weights, random);
            double[] row = residual(Arrays.copyOfRange(span.data, items[k] * r, (items[k] + 1) * r), basis, k);
            double norm = Math.sqrt(dot(row, row));
            basis[k] = Arrays.stream(row).map(value -> value / norm).toArray();
        }
        return items;
    }

    private static double[] residual(double[] row, double[][] basis, int count) {
        for (int b = 0; b < count; b++) {
            double share = dot(row, basis[b]);
            for (int a = 0; a < row.length; a++) {
                row[a] -= share * basis[b][a];
            }
        }
        return row;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static int draw(double[] weights, RandomGenerator random) {
        double left = random.nextDouble() * Arrays.stream(weights).sum();
        int item = 0;
        while (item < weights.length - 1 && left >= weights[item]) {
            left -= weights[item++];
        }
        return item;
    }

    /** A determinant for every candidate of every step. */
    static int[] greedy(DMatrixRMaj likelihood, int k) {
        int[] items = new int[k];
        for (int step = 0; step < k; step++) {
            double best = Double.NEGATIVE_INFINITY;
            int chosen = 0;
            for (int i = 0; i < likelihood.numRows; i++) {
                items[step] = i;
                double log = logMinor(likelihood, items, step + 1);
                if (log > best) {
                    best = log;
                    chosen = i;
                }
            }
            items[step] = chosen;
        }
        return items;
    }

    private static double logMinor(DMatrixRMaj matrix, int[] items, int k) {
        DMatrixRMaj minor = new DMatrixRMaj(k, k);
        for (int a = 0; a < k; a++) {
            for (int b = 0; b < k; b++) {
                minor.set(a, b, matrix.get(items[a], items[b]));
            }
        }
        return logDeterminant(minor);
    }

    private static double logDeterminant(DMatrixRMaj matrix) {
        var cholesky = DecompositionFactory_DDRM.chol(matrix.numRows, true);
        if (!cholesky.decompose(matrix)) {
            return Double.NEGATIVE_INFINITY;
        }
        double sum = 0;
        DMatrixRMaj triangle = cholesky.getT(null);
        for (int i = 0; i < matrix.numRows; i++) {
            sum += 2 * Math.log(triangle.get(i, i));
        }
        return sum;
    }

    /** Rows left out one by one, all leverage scores updated each time (Derezinski and Warmuth, 2018). */
    static int[] reverseIterative(Points x, int k, RandomGenerator random) {
        int n = x.size();
        int d = x.dimension();
        double[][] rows = new double[n][];
        DMatrixRMaj gram = new DMatrixRMaj(d, d);
        for (int i = 0; i < n; i++) {
            rows[i] = x.row(i);
            DMatrixRMaj row = DMatrixRMaj.wrap(d, 1, rows[i]);
            CommonOps_DDRM.multAddTransB(row, row, gram);
        }
        DMatrixRMaj z = new DMatrixRMaj(d, d);
        CommonOps_DDRM.invert(gram, z);
        int[] left = new int[n];
        double[] weights = new double[n];
        for (int i = 0; i < n; i++) {
            left[i] = i;
            weights[i] = 1 - dot(times(z, rows[i]), rows[i]);
        }
        for (int size = n; size > k; size--) {
            int at = draw(Arrays.copyOf(weights, size), random);
            double root = Math.sqrt(weights[at]);
            double[] v = Arrays.stream(times(z, rows[left[at]]))
                    .map(value -> value / root)
                    .toArray();
            left[at] = left[size - 1];
            weights[at] = weights[size - 1];
            for (int i = 0; i < size - 1; i++) {
                double share = dot(rows[left[i]], v);
                weights[i] = Math.max(0, weights[i] - share * share);
            }
            DMatrixRMaj column = DMatrixRMaj.wrap(d, 1, v);
            CommonOps_DDRM.multAddTransB(column, column, z);
        }
        return Arrays.copyOf(left, k);
    }

    private static double[] times(DMatrixRMaj matrix, double... vector) {
        DMatrixRMaj result = new DMatrixRMaj(matrix.numRows, 1);
        CommonOps_DDRM.mult(matrix, DMatrixRMaj.wrap(vector.length, 1, vector), result);
        return result.data;
    }

    /** A determinant for every proposal. */
    static int[] exchange(Kernel kernel, Points x, int k, int steps, RandomGenerator random) {
        int[] items = random.ints(0, x.size()).distinct().limit(k).toArray();
        double log = logDeterminant(minor(kernel, x, items));
        for (int step = 0; step < steps; step++) {
            int[] proposal = items.clone();
            int item = random.nextInt(x.size());
            if (Arrays.stream(items).noneMatch(other -> other == item)) {
                proposal[random.nextInt(k)] = item;
                double then = logDeterminant(minor(kernel, x, proposal));
                if (Math.log(random.nextDouble()) < then - log) {
                    items = proposal;
                    log = then;
                }
            }
        }
        return items;
    }

    private static DMatrixRMaj minor(Kernel kernel, Points x, int... items) {
        DMatrixRMaj minor = new DMatrixRMaj(items.length, items.length);
        for (int a = 0; a < items.length; a++) {
            for (int b = 0; b < items.length; b++) {
                minor.set(a, b, kernel.value(x.row(items[a]), x.row(items[b])));
            }
        }
        return minor;
    }

    /** Elimination of K, item by item. */
    static int eliminate(DMatrixRMaj marginal, RandomGenerator random) {
        int n = marginal.numRows;
        double[] a = marginal.data;
        int count = 0;
        for (int k = 0; k < n; k++) {
            if (random.nextDouble() < a[k * n + k]) {
                count++;
            } else {
                a[k * n + k] -= 1;
            }
            for (int i = k + 1; i < n; i++) {
                double factor = a[i * n + k] / a[k * n + k];
                for (int j = k + 1; j < n; j++) {
                    a[i * n + j] -= factor * a[k * n + j];
                }
            }
        }
        return count;
    }

    /** The chain rule by rejection from the uniform measure below the largest density, of a basis on [-1, 1]^d. */
    static double[][] continuous(OrthonormalBasis basis, RandomGenerator random) {
        int m = basis.size();
        double[] corner = new double[basis.dimension()];
        Arrays.fill(corner, 1);
        double most = basis.inverseChristoffel(corner);
        double[][] points = new double[m][];
        double[][] directions = new double[m][];
        for (int k = 0; k < m; k++) {
            while (points[k] == null) {
                double[] x = basis.sampleReference(random);
                double[] row = new double[m];
                basis.evaluate(x, row);
                residual(row, directions, k);
                double left = dot(row, row);
                if (random.nextDouble() * most < left) {
                    points[k] = x;
                    double norm = Math.sqrt(left);
                    directions[k] =
                            Arrays.stream(row).map(value -> value / norm).toArray();
                }
            }
        }
        return points;
    }

    /** The eigenvalues of G without each point, for every removal. */
    static int removal(OrthonormalBasis basis, Points x, int smallest) {
        int m = basis.size();
        double[][] rows = new double[x.size()][m];
        DMatrixRMaj sum = new DMatrixRMaj(m, m);
        for (int i = 0; i < rows.length; i++) {
            basis.evaluate(x.row(i), rows[i]);
            double norm = Math.sqrt(dot(rows[i], rows[i]) / m);
            rows[i] = Arrays.stream(rows[i]).map(value -> value / norm).toArray();
            DMatrixRMaj row = DMatrixRMaj.wrap(m, 1, rows[i]);
            CommonOps_DDRM.multAddTransB(row, row, sum);
        }
        int n = rows.length;
        while (n > smallest) {
            int best = -1;
            double least = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                double distance = distance(sum, rows[i], n - 1);
                if (distance < least) {
                    least = distance;
                    best = i;
                }
            }
            if (least > 0.9) {
                break;
            }
            DMatrixRMaj row = DMatrixRMaj.wrap(m, 1, rows[best]);
            CommonOps_DDRM.multAddTransB(-1, row, row, sum);
            rows[best] = rows[--n];
        }
        return n;
    }

    private static double distance(DMatrixRMaj sum, double[] row, int n) {
        DMatrixRMaj matrix = sum.copy();
        DMatrixRMaj column = DMatrixRMaj.wrap(row.length, 1, row);
        CommonOps_DDRM.multAddTransB(-1, column, column, matrix);
        CommonOps_DDRM.scale(1.0 / n, matrix);
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(row.length, false, true);
        eigen.decompose(matrix);
        double most = 0;
        for (int j = 0; j < row.length; j++) {
            most = Math.max(most, Math.abs(eigen.getEigenvalue(j).getReal() - 1));
        }
        return most;
    }
}
