package io.gramian.gpu;

import io.gramian.core.backend.Backend;
import org.junit.jupiter.api.BeforeAll;

/** Draws from projection processes on a GPU. */
class CudaProjectionSamplerTest extends ProjectionSamplerChecks {
    @BeforeAll
    static void needsGpu() {
        Cuda.backend();
    }

    @Override
    Backend backend() {
        return Cuda.backend();
    }

    @Override
    int draws() {
        return Cuda.size(100_000, 4000);
    }
}
