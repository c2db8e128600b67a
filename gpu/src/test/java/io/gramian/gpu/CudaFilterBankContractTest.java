package io.gramian.gpu;

import io.gramian.conformance.FilterBankContract;
import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** The contract of filter banks on a GPU. */
class CudaFilterBankContractTest extends FilterBankContract {
    @BeforeAll
    static void needsGpu() {
        Cuda.backend();
    }

    @Override
    protected Backend backend() {
        return Cuda.backend();
    }
}
