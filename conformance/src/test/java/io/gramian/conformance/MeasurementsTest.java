package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private final Measurements measurements = new Measurements("Title", "What it says.", "%.1e");

    @Test
    void theWorstIsKept() {
        measurements.check("b", Precision.FLOAT, 2, 30, "here");
        measurements.check("a", Precision.DOUBLE, 0.5, 30, "here");
        measurements.check("b", Precision.FLOAT, 1, 30, "here");
        assertEquals("""
                ### Title

                What it says. 3 numbers judged.

                | operation | double | float |
                |---|---|---|
                | a | 5.0e-01 | - |
                | b | - | 2.0e+00 |
                """, measurements.table());
    }

    @Test
    void whatIsNotWithinTheLimitFails() {
        for (double ratio : new double[] {31, Double.POSITIVE_INFINITY, Double.NaN}) {
            AssertionError failure = assertThrows(
                    AssertionError.class, () -> measurements.check("a", Precision.DOUBLE, ratio, 30, "7 x 9"));
            assertTrue(failure.getMessage().contains("7 x 9"), failure.getMessage());
        }
    }
}
