package io.gramian.dpp;

import java.util.Objects;
import java.util.function.Supplier;

/** A value computed when first asked for, once, by whichever thread asks. */
final class Lazy<T> {
    private Supplier<T> supplier;
    private volatile T value;

    Lazy(Supplier<T> supplier) {
        this.supplier = supplier;
    }

    static <T> Lazy<T> known(T value) {
        Lazy<T> lazy = new Lazy<>(null);
        lazy.value = Objects.requireNonNull(value);
        return lazy;
    }

    boolean isKnown() {
        return value != null;
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
