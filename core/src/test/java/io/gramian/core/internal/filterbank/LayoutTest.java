package io.gramian.core.internal.filterbank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutTest {
    /** Blocks are whole vectors, the last is not empty, every map has a lane of its own, and padding is less than a vector each. */
    @Test
    void everyMapHasALane() {
        for (MapLoops<?> loops : List.of(new DoubleMapLoops(), new FloatMapLoops())) {
            for (int filters = 1; filters <= 400; filters++) {
                for (int[] shape : new int[][] {{9}, {256, 256}, {5, 1, 7}, {100_000, 2}}) {
                    Layout layout = Layout.of(loops, new Grid(shape), filters, 2);
                    String what = layout.toString();
                    assertEquals(0, layout.width() % loops.lanes(), what);
                    assertTrue(layout.lanes() >= filters && layout.lanes() - layout.width() < filters, what);
                    assertTrue(layout.lanes() - filters < loops.lanes() * layout.parts(), what);
                    int last = 2 * filters - 1;
                    assertEquals(filters - 1, layout.filter(layout.blockOf(last), layout.laneOf(last)), what);
                }
            }
        }
    }
}
