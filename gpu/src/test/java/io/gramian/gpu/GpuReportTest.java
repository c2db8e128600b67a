package io.gramian.gpu;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The report runs through and finds nothing wrong where the device is the host; its speeds mean nothing there. */
class GpuReportTest {
    @Test
    void everySectionRuns() {
        Emulator.assumeUsable();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            new GpuReport(CudaBackend.on(new EmulatedDevice(1L << 30)), 2000, out).print();
        }
        String report = printed.toString(StandardCharsets.UTF_8);
        assertFalse(report.contains("FAILED"), report);
        assertFalse(report.contains("above"), report);
        for (String part :
                new String[] {"TF32", "Cholesky", "moments", "Sparse coding", "subsets", "Ridge regression"}) {
            assertTrue(report.contains(part), report);
        }
    }
}
