package io.gramian.gpu;

import io.gramian.conformance.BackendContract;
import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** The contract of backends, with the device source run on the host. */
class EmulatedContractTest extends BackendContract {
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
