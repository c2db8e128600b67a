/**
 * Points, kernels, and Gram matrices that are never stored.
 */
module io.gramian.core {
    requires transitive ejml.core;
    requires ejml.ddense;

    exports io.gramian.core;
    exports io.gramian.core.backend;
    exports io.gramian.core.kernel;

    uses io.gramian.core.backend.BackendProvider;

    provides io.gramian.core.backend.BackendProvider with
            io.gramian.core.internal.cpu.CpuBackendProvider;
}
