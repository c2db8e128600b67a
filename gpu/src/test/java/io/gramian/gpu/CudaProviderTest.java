package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.gramian.core.backend.Availability;
import io.gramian.core.backend.BackendUnavailableException;
import io.gramian.core.backend.Backends;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class CudaProviderTest {
    @Test
    void aMachineWithoutADriverIsToldQuietly() {
        CudaProvider provider = new CudaProvider();
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        Availability found;
        try {
            found = provider.probe();
        } finally {
            System.setErr(before);
        }
        assertEquals(0, printed.size());
        assumeFalse(found.usable(), "there is a GPU");
        assertFalse(found.reason().isBlank());
        BackendUnavailableException refused =
                assertThrows(BackendUnavailableException.class, () -> Backends.named("cuda"));
        assertTrue(refused.getMessage().contains(found.reason()), refused::getMessage);
        assertFalse(Backends.auto().name().equals("cuda"));
    }

    @Test
    void thePropertyLeavesItOut() {
        String before = System.setProperty(CudaProvider.PROPERTY, "off");
        try {
            Availability found = new CudaProvider().probe();
            assertFalse(found.usable());
            assertTrue(found.reason().contains(CudaProvider.PROPERTY), found::reason);
        } finally {
            if (before == null) {
                System.clearProperty(CudaProvider.PROPERTY);
            } else {
                System.setProperty(CudaProvider.PROPERTY, before);
            }
        }
    }

    @Test
    void reasonsHaveTheirCausesAndAdvice() {
        Throwable failure = new UnsatisfiedLinkError("no jnicudart on the path of libraries");
        failure.initCause(new UnsatisfiedLinkError("libcuda.so.1: cannot open shared object file"));
        String reason = CudaProvider.reason(failure);
        assertTrue(reason.contains("libcuda.so.1"), reason);
        assertTrue(reason.contains("LD_LIBRARY_PATH"), reason);
    }
}
