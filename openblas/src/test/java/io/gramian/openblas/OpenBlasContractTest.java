package io.gramian.openblas;

import io.gramian.conformance.BackendContract;
import io.gramian.core.backend.Backend;

class OpenBlasContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return Native.backend();
    }
}
