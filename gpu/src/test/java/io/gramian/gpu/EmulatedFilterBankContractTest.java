package io.gramian.gpu;

import io.gramian.conformance.FilterBankContract;
import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** The contract of filter banks, with transforms by definition and the device source run on the host. */
class EmulatedFilterBankContractTest extends FilterBankContract {
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
