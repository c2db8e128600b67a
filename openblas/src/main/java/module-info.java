/** The CPU engine with dense linear algebra by OpenBLAS, the backend {@code openblas}. */
module io.gramian.openblas {
    requires transitive io.gramian.core;
    requires org.bytedeco.javacpp;
    requires org.bytedeco.openblas;

    exports io.gramian.openblas;

    provides io.gramian.core.backend.BackendProvider with
            io.gramian.openblas.OpenBlasProvider;
}
