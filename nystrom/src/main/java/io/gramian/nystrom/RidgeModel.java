package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.List;

/**
 * A fitted kernel ridge regression, f(x) = sum_j a_j k(z_j, x) with m centres z_j: the data, or the landmarks. Immutable
 * and thread-safe; it keeps the centres and m k numbers.
 */
public final class RidgeModel {
    private final Kernel kernel;
    private final double ridge;
    private final int outputs;
    private final RidgeSolution solution;
    private final Backend backend;

    RidgeModel(Kernel kernel, double ridge, int outputs, RidgeSolution solution, Backend backend) {
        this.kernel = kernel;
        this.ridge = ridge;
        this.outputs = outputs;
        this.solution = solution;
        this.backend = backend;
    }

    /**
     * Returns the predictions of a model of one output; O(q m d) for q points.
     *
     * @param points q points of dimension d
     * @return f(x), q numbers
     * @throws IllegalArgumentException if the dimension is another, or the model has several outputs
     */
    public double[] predict(Points points) {
        requireOneOutput("predictAll");
        try (Gram gram = backend.gram(kernel, points, solution.centres())) {
            return gram.rowSums(solution.coefficients());
        }
    }

    /**
     * Returns the predictions of all outputs; each kernel value is computed once.
     *
     * @param points q points of dimension d
     * @return q rows of k numbers
     * @throws IllegalArgumentException if the dimension is another
     */
    public double[][] predictAll(Points points) {
        try (Gram gram = backend.gram(kernel, points, solution.centres());
                Matrix coefficients = backend.matrix(solution.centres().size(), outputs, solution.coefficients());
                Matrix product = gram.times(coefficients)) {
            return rows(product.toArray(), outputs);
        }
    }

    /**
     * Returns the kernel.
     *
     * @return k
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * Returns the ridge, which was added to K and not multiplied by n.
     *
     * @return at least 0
     */
    public double ridge() {
        return ridge;
    }

    /**
     * Returns the points that the coefficients belong to: the landmarks, or the data of positive weight.
     *
     * @return m points
     */
    public Points centres() {
        return solution.centres();
    }

    /**
     * Returns the coefficients of a model of one output.
     *
     * @return m numbers, a new array
     * @throws IllegalArgumentException if the model has several outputs
     */
    public double[] coefficients() {
        requireOneOutput("allCoefficients");
        return solution.coefficients().clone();
    }

    /**
     * Returns the coefficients of all outputs.
     *
     * @return m rows of k numbers, new arrays
     */
    public double[][] allCoefficients() {
        return rows(solution.coefficients(), outputs);
    }

    /**
     * Returns the number of outputs.
     *
     * @return k
     */
    public int outputs() {
        return outputs;
    }

    /**
     * Returns how the system was solved, in words.
     *
     * @return for example {@code Cholesky factorisation of K + ridge I}
     */
    public String method() {
        return solution.method();
    }

    /**
     * Returns the number of iterations of conjugate gradients; for a direct solver those of its refinement.
     *
     * @return at least 0
     */
    public int iterations() {
        return solution.iterations();
    }

    /**
     * Returns how far the model is from the exact solution of its system; all NaN for a model of a {@link RidgePath}.
     *
     * @return residual and bounds
     */
    public RidgeCertificate certificate() {
        return solution.certificate();
    }

    /**
     * Returns what a reader of the result should know, a sentence each.
     *
     * @return warnings, empty if all went as asked
     */
    public List<String> warnings() {
        return solution.warnings();
    }

    private void requireOneOutput(String instead) {
        if (outputs != 1) {
            throw new IllegalArgumentException("the model has " + outputs + " outputs; ask " + instead);
        }
    }

    static double[][] rows(double[] flat, int columns) {
        double[][] rows = new double[flat.length / columns][columns];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(flat, i * columns, rows[i], 0, columns);
        }
        return rows;
    }

    /** Returns kernel, ridge, size and method. */
    @Override
    public String toString() {
        return "RidgeModel[" + kernel + ", ridge " + ridge + ", " + centres().size() + " centres, " + method() + "]";
    }
}
