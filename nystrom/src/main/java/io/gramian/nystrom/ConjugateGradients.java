package io.gramian.nystrom;

import io.gramian.core.Progress;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/**
 * Preconditioned conjugate gradients for A X = B with k right-hand sides that share every product: A and the
 * preconditioner P^-1 are applied to n x k numbers, row after row, and each column keeps its own coefficients.
 *
 * <p>A column is done when r' P^-1 r has fallen to the square of the tolerance times b' P^-1 b. The residual is then
 * computed anew, and if that one is larger than asked for, the iteration starts again from there as long as this helps:
 * what is reported is the residual as it is, not as the recurrence believes it to be.
 *
 * <p>Source: M. R. Hestenes, E. Stiefel, Methods of conjugate gradients for solving linear systems (1952); Y. Saad,
 * Iterative Methods for Sparse Linear Systems (2003), algorithm 9.1.
 */
final class ConjugateGradients {
    private static final int RESTARTS = 4;

    private final UnaryOperator<double[]> matrix;
    private final UnaryOperator<double[]> inverse;
    private final int columns;
    private final double tolerance;
    private final int most;
    private final Progress progress;

    /**
     * What was found.
     *
     * @param solution X
     * @param iterations products with A, those for residuals not counted
     * @param converged whether each column's true residual is within the tolerance
     * @param residuals |b - A x| of each column
     * @param preconditioned sqrt(r' P^-1 r) of each column
     * @param relative the largest of sqrt(r' P^-1 r / b' P^-1 b)
     */
    record Outcome(
            double[] solution,
            int iterations,
            boolean converged,
            double[] residuals,
            double[] preconditioned,
            double relative) {}

    ConjugateGradients(
            UnaryOperator<double[]> matrix,
            UnaryOperator<double[]> inverse,
            int columns,
            double tolerance,
            int most,
            Progress progress) {
        this.matrix = matrix;
        this.inverse = inverse;
        this.columns = columns;
        this.tolerance = tolerance;
        this.most = most;
        this.progress = progress;
    }

    Outcome solve(double[] b) {
        double[] first = products(b, inverse.apply(b.clone()));
        double[] x = new double[b.length];
        double[] residual = b.clone();
        double[] size = first;
        double[] bestX = x;
        int iterations = 0;
        for (int start = 0; start <= RESTARTS && iterations < most && !isDone(size, first); start++) {
            double[] candidate = bestX.clone();
            iterations += iterate(candidate, residual.clone(), first, iterations);
            double[] newResidual = difference(b, matrix.apply(candidate));
            double[] newSize = products(newResidual, inverse.apply(newResidual.clone()));
            boolean helps = worst(newSize, first) < worst(size, first) / 2;
            if (worst(newSize, first) < worst(size, first)) {
                bestX = candidate;
                residual = newResidual;
                size = newSize;
            }
            if (!helps) {
                break;
            }
        }
        double[] norms = products(residual, residual);
        return new Outcome(
                bestX,
                iterations,
                isDone(size, first),
                roots(norms),
                roots(size),
                Math.sqrt(Math.max(0, worst(size, first))));
    }

    /** Adds to x what solves A d = residual, and returns the iterations beyond those before; overwrites both arrays. */
    private int iterate(double[] x, double[] residual, double[] first, int before) {
        double[] z = inverse.apply(residual.clone());
        double[] size = products(residual, z);
        double[] direction = z.clone();
        int done = 0;
        while (before + done < most && !isDone(size, first)) {
            Checks.checkInterrupted("fitting");
            double[] image = matrix.apply(direction.clone());
            double[] curvature = products(direction, image);
            double[] step = new double[columns];
            boolean moves = false;
            for (int c = 0; c < columns; c++) {
                boolean isOpen = size[c] > tolerance * tolerance * first[c] && curvature[c] > 0;
                step[c] = isOpen ? size[c] / curvature[c] : 0;
                moves |= isOpen;
            }
            if (!moves) {
                break;
            }
            for (int at = 0; at < x.length; at++) {
                x[at] += step[at % columns] * direction[at];
                residual[at] -= step[at % columns] * image[at];
            }
            z = inverse.apply(residual.clone());
            double[] next = products(residual, z);
            for (int at = 0; at < x.length; at++) {
                int c = at % columns;
                direction[at] = z[at] + (size[c] > 0 ? next[c] / size[c] : 0) * direction[at];
            }
            size = next;
            done++;
            progress.update("iterations", before + done, most);
        }
        return done;
    }

    private boolean isDone(double[] size, double[] first) {
        return worst(size, first) <= tolerance * tolerance;
    }

    /** The largest size relative to the first one of its column. */
    private static double worst(double[] size, double[] first) {
        double worst = 0;
        for (int c = 0; c < size.length; c++) {
            double ratio = first[c] > 0 ? size[c] / first[c] : 0;
            worst = ratio <= worst ? worst : Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
        }
        return worst;
    }

    /** The inner product of each pair of columns. */
    private double[] products(double[] a, double[] b) {
        double[] sums = new double[columns];
        for (int at = 0; at < a.length; at++) {
            sums[at % columns] += a[at] * b[at];
        }
        return sums;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] result = new double[a.length];
        Arrays.setAll(result, at -> a[at] - b[at]);
        return result;
    }

    private static double[] roots(double[] squares) {
        return Arrays.stream(squares).map(s -> Math.sqrt(Math.max(0, s))).toArray();
    }
}
