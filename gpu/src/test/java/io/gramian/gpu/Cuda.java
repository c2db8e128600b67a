package io.gramian.gpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;

/** The backend on a GPU, for tests that are skipped where there is none. */
final class Cuda {
    private Cuda() {}

    static Backend backend() {
        Availability found = new CudaProvider().probe();
        assumeTrue(found.usable(), found::reason);
        return Backends.named(CudaProvider.NAME);
    }
}
