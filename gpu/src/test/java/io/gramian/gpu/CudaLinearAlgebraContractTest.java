package io.gramian.gpu;

import io.gramian.conformance.LinearAlgebraContract;
import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** The contract of linear algebra on a GPU. */
class CudaLinearAlgebraContractTest extends LinearAlgebraContract {
    @BeforeAll
    static void needsGpu() {
        Cuda.backend();
    }

    @Override
    protected Backend backend() {
        return Cuda.backend();
    }
}
