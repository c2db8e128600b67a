package io.gramian.nystrom;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;

/** The inverse of F F' + ridge I by the identity (v - F (F'F + ridge I)^-1 F'v) / ridge, F n x r. */
final class Woodbury implements AutoCloseable {
    private final Matrix factor;
    private final boolean isOwn;
    private final Cholesky small;
    private final double ridge;
    private final Backend backend;
    private final LinearAlgebra algebra;

    /** With row i of F multiplied by the root of weight i. The factor stays the caller's to close. */
    Woodbury(Matrix factor, RidgeData data, double ridge, Backend backend) {
        this.backend = backend;
        this.algebra = backend.linearAlgebra();
        this.ridge = ridge;
        this.isOwn = data.rootWeights() != null;
        this.factor = isOwn ? backend.matrix(factor.rows(), factor.columns(), data.weighted(factor.toArray())) : factor;
        try (Matrix products = algebra.symmetricProduct(this.factor.transposed())) {
            this.small = algebra.cholesky(products, ridge);
        } catch (RuntimeException | Error e) {
            closeOwn();
            throw e;
        }
    }

    /** Returns the inverse times n x k numbers. */
    double[] apply(double[] v) {
        int n = factor.rows();
        try (Matrix right = backend.matrix(n, v.length / n, v);
                Matrix projected = algebra.multiply(factor.transposed(), right);
                Matrix solved = small.solve(projected)) {
            algebra.multiply(-1 / ridge, factor, solved, 1 / ridge, right);
            return right.toArray();
        }
    }

    @Override
    public void close() {
        small.close();
        closeOwn();
    }

    private void closeOwn() {
        if (isOwn) {
            factor.close();
        }
    }
}
