package io.gramian.sparsecoding;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import java.util.Arrays;

/** The least-squares fit of chosen unit-norm atoms, by the Cholesky factor of their inner products, a row at a time. */
final class SupportFit implements AutoCloseable {
    private static final double SPANNED = 1e-10; // of 1, what an atom keeps beyond the span of the others, squared

    private final Backend backend;
    private Cholesky factor;
    private double[] targets = new double[16]; // <atom, signal>

    SupportFit(Backend backend) {
        this.backend = backend.withPrecision(Precision.DOUBLE);
    }

    int size() {
        return factor == null ? 0 : factor.size();
    }

    /** Adds an atom of given inner products with the others and the signal; false if the others span it. */
    boolean add(double[] cross, double target) {
        if (factor == null) {
            try (Matrix one = backend.matrix(1, 1, new double[] {1})) {
                factor = backend.linearAlgebra().cholesky(one);
            }
        } else if (!grow(cross)) {
            return false;
        }
        int at = factor.size() - 1;
        targets = at < targets.length ? targets : Arrays.copyOf(targets, 2 * at);
        targets[at] = target;
        return true;
    }

    private boolean grow(double[] cross) {
        double[] solution = factor.solve(cross);
        double beyond = 1;
        for (int i = 0; i < cross.length; i++) {
            beyond -= cross[i] * solution[i];
        }
        if (!(beyond > SPANNED)) {
            return false;
        }
        try (Cholesky old = factor) {
            factor = old.append(cross, 1);
            return true;
        } catch (NotPositiveDefiniteException spanned) {
            throw new IllegalStateException("a pivot of " + beyond + " was lost to rounding", spanned);
        }
    }

    /** The coefficients of the fit. */
    double[] coefficients() {
        return factor.solve(Arrays.copyOf(targets, factor.size()));
    }

    @Override
    public void close() {
        if (factor != null) {
            factor.close();
        }
    }
}
