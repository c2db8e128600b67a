package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import org.junit.jupiter.api.Test;

class CpuFilterBankContractTest extends FilterBankContract {
    @Override
    protected Backend backend() {
        return Backends.cpu();
    }

    @Test
    void anyNumberOfThreadsGivesTheSameBits() {
        for (Precision precision : Precision.values()) {
            double[][] one = run(backend().withPrecision(precision).withThreads(1));
            assertArrayEquals(one, run(backend().withPrecision(precision).withThreads(2)));
            assertArrayEquals(one, run(backend().withPrecision(precision).withThreads(7)));
        }
    }
}
