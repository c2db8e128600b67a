/**
 * Points, kernels, and Gram matrices that are never stored.
 */
@SuppressWarnings("module") // the modules that may see internals are built after this one
module io.gramian.core {
    requires transitive ejml.core;
    requires ejml.ddense;

    exports io.gramian.core;
    exports io.gramian.core.backend;
    exports io.gramian.core.feature;
    exports io.gramian.core.fourier;
    exports io.gramian.core.kernel;
    exports io.gramian.core.internal.cpu to
            io.gramian.openblas,
            io.gramian.gpu;
    exports io.gramian.core.internal.filterbank to
            io.gramian.gpu;
    exports io.gramian.core.internal.gram to
            io.gramian.gpu;
    exports io.gramian.core.internal.linear to
            io.gramian.openblas,
            io.gramian.gpu;

    uses io.gramian.core.backend.BackendProvider;

    provides io.gramian.core.backend.BackendProvider with
            io.gramian.core.internal.cpu.CpuBackendProvider;
}
