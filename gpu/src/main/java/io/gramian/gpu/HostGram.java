package io.gramian.gpu;

import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.internal.gram.CheckedGram;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.kernel.Expression;

/** The Gram matrix of a function of the caller's, which no device can run: computed on the CPU, its matrices here. */
final class HostGram extends CheckedGram {
    private final CudaBackend backend;

    HostGram(CudaBackend backend, GramView view) {
        super(backend, view);
        this.backend = backend;
    }

    @Override
    protected HostGram of(GramView other) {
        return new HostGram(backend, other);
    }

    private Gram current() {
        return backend.host().gram(view);
    }

    @Override
    protected double[] weightedSums(double[] weights) {
        return current().rowSums(weights);
    }

    @Override
    protected double[] logWeightedSums(double[] logWeights, double largest) {
        return logWeights == null ? current().logRowSums() : current().logRowSums(logWeights);
    }

    @Override
    protected RowStatistics statistics(double[] logWeights, double largest) {
        return current().rowStatistics(logWeights);
    }

    @Override
    protected RowMoments momentsOfValues(double[] weights, int order) {
        return current().moments(weights, order);
    }

    @Override
    protected RowMoments momentsOfShares(double[] logWeights, double largest, int order) {
        return current().logMoments(logWeights, order);
    }

    @Override
    protected Matrix product(String name, DenseMatrix v) {
        return moved(name, v, Gram::times);
    }

    @Override
    protected Matrix normalProduct(String name, DenseMatrix v) {
        return moved(name, v, Gram::normalTimes);
    }

    private interface Product {
        Matrix of(Gram gram, Matrix operand);
    }

    private Matrix moved(String name, DenseMatrix v, Product product) {
        try (Matrix operand = backend.host().matrix(v.rows(), v.columns(), finiteNumbers(name, v));
                Matrix result = product.of(current(), operand)) {
            return backend.matrix(result.rows(), result.columns(), result.toArray());
        }
    }

    @Override
    protected Neighbours nearest(Expression.Leaf distance, int k) {
        return current().nearest(k);
    }

    @Override
    protected void fill(double[] values) {
        double[] all = current().dense().data;
        System.arraycopy(all, 0, values, 0, values.length);
    }
}
