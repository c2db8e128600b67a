/**
 * The backend {@code cuda} on an NVIDIA GPU.
 */
module io.gramian.gpu {
    requires transitive io.gramian.core;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.cuda;

    exports io.gramian.gpu;

    provides io.gramian.core.backend.BackendProvider with
            io.gramian.gpu.CudaProvider,
            io.gramian.gpu.CudaTf32Provider;
}
