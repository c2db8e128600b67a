package io.gramian.gpu;

import io.gramian.conformance.BackendContract;
import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** The contract of backends on a GPU. */
class CudaContractTest extends BackendContract {
    @BeforeAll
    static void needsGpu() {
        Cuda.backend();
    }

    @Override
    protected Backend backend() {
        return Cuda.backend();
    }
}
