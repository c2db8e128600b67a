package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.random.RandomGenerator;

/**
 * Volume-rescaled points without the projection process. The rows psi_i = phi(x_i) / |phi(x_i)| have unit norm, so m/s times
 * the sum of their squares has the trace m and a determinant of at most 1, the probability of acceptance. Source: M.
 * Derezinski, M. K. Warmuth, D. Hsu (2018).
 */
final class DeterminantalRejection {
    private final OrthonormalBasis basis;
    private final int m;

    DeterminantalRejection(OrthonormalBasis basis) {
        this.basis = basis;
        this.m = basis.size();
    }

    Points sample(int n, RandomGenerator random) {
        int s = Math.max(n, (int) Math.min((long) m * m, Integer.MAX_VALUE / 2));
        while (true) {
            Checks.checkInterrupted("determinantal rejection");
            double[][] points = new double[s][];
            double[][] columns = new double[m][s];
            double[] values = new double[m];
            for (int i = 0; i < s; i++) {
                points[i] = basis.sampleOptimal(random);
                basis.evaluate(points[i], values);
                Residual.scale(values);
                double norm = Math.sqrt(Residual.dot(values, values));
                for (int j = 0; j < m; j++) {
                    columns[j][i] = values[j] / norm * Math.sqrt((double) m / s);
                }
            }
            Residual span = new Residual(m);
            double logDeterminant = 0;
            for (double[] column : columns) {
                logDeterminant += 2 * Math.log(span.append(column));
            }
            if (random.nextDouble() < Math.exp(logDeterminant)) {
                return removed(points, span, n, random);
            }
        }
    }

    /**
     * Removes points down to n. In the coordinates of the orthonormal columns the inverse Gram matrix starts as the identity
     * and takes a rank-one update with every removal, and so do the leverages.
     */
    private Points removed(double[][] points, Residual span, int n, RandomGenerator random) {
        int left = points.length;
        double[][] rows = new double[left][m];
        double[] leverages = new double[left];
        for (int i = 0; i < left; i++) {
            for (int j = 0; j < m; j++) {
                rows[i][j] = span.member(j)[i];
            }
            leverages[i] = Residual.dot(rows[i], rows[i]);
        }
        double[][] inverse = new double[m][m];
        for (int j = 0; j < m; j++) {
            inverse[j][j] = 1;
        }
        for (; left > n; left--) {
            int out = draw(leverages, left, random);
            double[] direction = times(inverse, rows[out]);
            double rest = 1 - Residual.dot(direction, rows[out]);
            for (int a = 0; a < m; a++) {
                for (int b = 0; b < m; b++) {
                    inverse[a][b] += direction[a] * direction[b] / rest;
                }
            }
            rows[out] = rows[left - 1];
            points[out] = points[left - 1];
            leverages[out] = leverages[left - 1];
            for (int i = 0; i < left - 1; i++) {
                double product = Residual.dot(direction, rows[i]);
                leverages[i] += product * product / rest;
            }
        }
        double[][] kept = java.util.Arrays.copyOf(points, n);
        Variates.shuffle(kept, random);
        return Points.of(kept);
    }

    private static double[] times(double[][] matrix, double[] vector) {
        double[] product = new double[vector.length];
        for (int i = 0; i < vector.length; i++) {
            product[i] = Residual.dot(matrix[i], vector);
        }
        return product;
    }

    /** Draws a place with a probability in proportion to 1 - leverage; what rounding has left below zero counts as zero. */
    private static int draw(double[] leverages, int left, RandomGenerator random) {
        double sum = 0;
        for (int i = 0; i < left; i++) {
            sum += Math.max(0, 1 - leverages[i]);
        }
        double level = random.nextDouble() * sum;
        int last = 0;
        for (int i = 0; i < left; i++) {
            double weight = Math.max(0, 1 - leverages[i]);
            if (weight > 0) {
                last = i;
                level -= weight;
                if (level < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}
