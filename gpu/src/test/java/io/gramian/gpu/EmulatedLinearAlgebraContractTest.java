package io.gramian.gpu;

import io.gramian.conformance.LinearAlgebraContract;
import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** The contract of linear algebra, with a model of the libraries and the device source run on the host. */
class EmulatedLinearAlgebraContractTest extends LinearAlgebraContract {
    private final CudaBackend backend = CudaBackend.on(new EmulatedDevice(1L << 30));

    @BeforeAll
    static void needsCompiler() {
        Emulator.assumeUsable();
    }

    @Override
    protected Backend backend() {
        return backend;
    }
}
