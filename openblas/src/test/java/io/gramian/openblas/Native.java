package io.gramian.openblas;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;

/** The backend under test; skips where the native library cannot be loaded. */
final class Native {
    private Native() {}

    static Backend backend() {
        OpenBlasProvider provider = new OpenBlasProvider();
        Availability availability = provider.probe();
        assumeTrue(availability.usable(), availability.reason());
        return provider.open();
    }
}
