package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gramian.conformance.StandardKernels;
import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import org.junit.jupiter.api.Test;

/** On a GPU, what the driver says is free is the same before and after. */
class CudaMemoryTest {
    @Test
    void closingGivesAllMemoryBack() {
        CudaBackend backend = (CudaBackend) Cuda.backend();
        Device device = backend.engine().device();
        work(backend); // programs are loaded and libraries have their work space
        long before = device.freeBytes();
        for (int round = 0; round < 5; round++) {
            work(backend);
        }
        assertEquals(before, device.freeBytes());
    }

    private static void work(CudaBackend backend) {
        int n = Cuda.size(20_000, 700);
        Points x = StandardKernels.points(n, 8, 1);
        try (Gram gram = backend.gram(Kernel.gaussian(1), x);
                Matrix v = backend.matrix(n, 16);
                Matrix product = gram.times(v);
                Matrix square = backend.linearAlgebra().multiply(product.transposed(), v)) {
            gram.rowSums();
            gram.nearest(3);
            assertEquals(16, square.rows());
        }
    }
}
