package io.gramian.gpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;

/** The backend on a GPU, for tests that are skipped where there is none and nobody said that there is one. */
final class Cuda {
    private Cuda() {}

    static Backend backend() {
        Availability found = new CudaProvider().probe();
        boolean isPromised = System.getProperty(CudaProvider.PROPERTY, "").equals("on");
        assumeTrue(found.usable() || isPromised, found::reason);
        return Backends.named(CudaProvider.NAME);
    }

    /** The device itself. */
    static Device device() {
        return ((CudaBackend) backend()).engine().device();
    }

    /** How large a test is: on a GPU, or on the model of one (src/test/model), where one thread does the work of all. */
    static int size(int gpu, int model) {
        return device().description().equals("Model of CUDA") ? model : gpu;
    }
}
