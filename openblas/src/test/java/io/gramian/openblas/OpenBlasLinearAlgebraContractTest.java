package io.gramian.openblas;

import io.gramian.conformance.LinearAlgebraContract;
import io.gramian.core.backend.Backend;

class OpenBlasLinearAlgebraContractTest extends LinearAlgebraContract {
    @Override
    protected Backend backend() {
        return Native.backend();
    }
}
