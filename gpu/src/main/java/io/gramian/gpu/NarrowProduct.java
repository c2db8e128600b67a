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

    /** The kernel for so many columns. */
    static GramKernel kernel(int sides) {
        return sides == 1 ? GramKernel.ONE_SUM : GramKernel.FOUR_SUMS;
    }

    /** How many columns that kernel takes. */
    static int width(int sides) {
        return sides == 1 ? 1 : SIDES;
    }

    /** Adds the product to the target. */
    void add(GramPass pass, DenseMatrix v, DenseMatrix target) {
        int sides = v.columns();
        int width = width(sides);
        int stride = Math.toIntExact(Residents.padded(v.rows()));
        try (DenseMatrix weights = kernels.scratch(width, stride)) { // zeros behind the last row and side
            kernels.copy(v.transposed(), weights.slice(0, sides, 0, v.rows()));
            long address = ((DeviceStorage) weights.storage()).buffer().address();
            int bytes = backend.engine().realBytes();
            pass.run(Long.MAX_VALUE, Long.MAX_VALUE, rectangle -> {
                int rows = rectangle.rows();
                int parts = rectangle.parts();
                long size = Math.multiplyExact((long) parts * width, rows);
                try (Buffer out = backend.engine().device().allocate(Double.BYTES * size)) {
                    long first = address + (long) rectangle.column() * bytes;
                    rectangle.launch(kernel(sides), parts, first, (long) stride, out);
                    kernels.addParts(
                            out, parts, width, target.slice(rectangle.row(), rectangle.row() + rows, 0, sides));
                }
            });
        }
    }
}
