package io.gramian.dpp.continuous;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MonotoneRootTest {
    @Test
    void rootsAreFoundToRounding() {
        assertEquals(Math.cbrt(0.3), MonotoneRoot.of(x -> x * x * x, 0.3, -4, 5), 2e-16);
        assertEquals(0.3, MonotoneRoot.of(x -> x > 0.3 ? 1 : 0, 0.5, 0, 1), 1e-16);
        assertEquals(1e-200, MonotoneRoot.of(x -> Math.pow(x, 0.01), 1e-2, 0, 1), 1e-213);
        double flat = MonotoneRoot.of(x -> x < 1 ? x : Math.max(1, x - 1), 1, 0, 4);
        assertTrue(flat >= 1 - 1e-15 && flat <= 2, "a point of the flat piece: " + flat);
        assertEquals(0, MonotoneRoot.of(x -> x * x * x, 0, -1, 1), 1e-5);
    }

    @Test
    void whatIsNotInsideIsAnEnd() {
        assertEquals(1, MonotoneRoot.of(x -> x, 1.5, 0, 1));
        assertEquals(0, MonotoneRoot.of(x -> x, -0.5, 0, 1));
        assertEquals(1, MonotoneRoot.of(x -> x, 1, 0, 1));
    }

    @Test
    void smoothRootsTakeFewSteps() {
        AtomicInteger count = new AtomicInteger();
        MonotoneRoot.of(
                x -> {
                    count.incrementAndGet();
                    return Math.exp(x);
                },
                2,
                -5,
                5);
        assertTrue(count.get() <= 15, "steps: " + count);
    }
}
