package io.gramian.dpp;

import java.util.function.Supplier;

/** A value computed when first asked for, once, by whichever thread asks. */
final class Lazy<T> {
    private Supplier<T> supplier;
    private volatile T value;

    Lazy(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    T value() {
        if (value == null) {
            synchronized (this) {
                if (value == null) {
                    value = supplier.get();
                    supplier = null; // what it holds is not needed any more
                }
            }
        }
        return value;
    }
}
