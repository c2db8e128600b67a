package io.gramian.gpu;

import io.gramian.core.internal.linear.DenseMatrix;

/**
 * The product of a Gram matrix with a few columns: fused sums, whose operand and result stay on the device, since iterative
 * solvers ask for hundreds of them.
 */
final class NarrowProduct {
    /** Columns that the fused sums take at a time. */
    static final int SIDES = 4;

    private final CudaBackend backend;
    private final DeviceKernels kernels;

    NarrowProduct(CudaBackend backend) {
        this.backend = backend;
        this.kernels = backend.kernels();
    }

    /** Adds the product to the target. */
    void add(GramPass pass, DenseMatrix v, DenseMatrix target) {
        int sides = v.columns();
        GramKernel kernel = sides == 1 ? GramKernel.ONE_SUM : GramKernel.FOUR_SUMS;
        int stride = Math.toIntExact(Residents.padded(v.rows()));
        try (DenseMatrix weights = kernels.scratch(kernel.numbers(), stride)) { // zeros behind the last row and side
            kernels.copy(v.transposed(), weights.slice(0, sides, 0, v.rows()));
            long address = ((DeviceStorage) weights.storage()).buffer().address();
            int bytes = backend.engine().realBytes();
            pass.run(Long.MAX_VALUE, Long.MAX_VALUE, rectangle -> {
                long first = address + (long) rectangle.column() * bytes;
                try (Buffer sums = rectangle.reduced(kernel, first, (long) stride)) {
                    int end = rectangle.row() + rectangle.rows();
                    kernels.addSides(sums, target.slice(rectangle.row(), end, 0, sides));
                }
            });
        }
    }
}
