package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.function.Function;

/** A spectrum computed by a backend when first asked for, once; what it is computed from is given up then. */
final class LazySpectrum {
    private final Backend backend;
    private Function<Backend, Spectrum> source; // guarded by this
    private volatile Spectrum value;

    LazySpectrum(Backend backend, Function<Backend, Spectrum> source) {
        this.backend = backend;
        this.source = source;
    }

    Spectrum value() {
        if (value == null) {
            synchronized (this) {
                if (value == null) {
                    value = source.apply(backend);
                    source = null;
                }
            }
        }
        return value;
    }

    /** Returns the same spectrum, to be computed elsewhere if it is not known yet. */
    synchronized LazySpectrum on(Backend other) {
        Spectrum known = value;
        return new LazySpectrum(other, known != null ? any -> known : source);
    }
}
