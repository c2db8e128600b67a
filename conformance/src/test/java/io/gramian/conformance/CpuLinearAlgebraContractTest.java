package io.gramian.conformance;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;

class CpuLinearAlgebraContractTest extends LinearAlgebraContract {
    @Override
    protected Backend backend() {
        return Backends.cpu();
    }
}
