package io.gramian.core.internal.cpu;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.BackendProvider;
import io.gramian.core.backend.Backends;

/** Announces the backend written in Java, which is always usable and comes last. */
public final class CpuBackendProvider implements BackendProvider {
    /** Made by the service loader. */
    public CpuBackendProvider() {}

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Availability probe() {
        return Availability.yes();
    }

    @Override
    public Backend open() {
        return Backends.cpu();
    }
}
