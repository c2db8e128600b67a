package io.gramian.nystrom.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A stream of INK-ESTIMATE whose budget is far too small, or whose ridge is tiny. */
class InkLostAccuracyTest {
    @Test
    void noPointAddsMoreThanItCouldToTheEffectiveDimensionOfALostSketch() {
        SplittableRandom random = new SplittableRandom(3);
        for (int budget : new int[] {5, 20}) {
            InkStream stream =
                    InkEstimate.of(1, budget).start(Kernel.gaussian(2), new SplittableRandom(1), Backends.cpu());
            double last = 0;
            for (int t = 0; t < 200; t++) {
                stream.observe(random.nextGaussian(), random.nextGaussian());
                double growth = stream.effectiveDimension() - last;
                assertTrue(growth >= 0 && growth <= 0.5 + 1e-12, "growth " + growth + " at " + t);
                last = stream.effectiveDimension();
            }
            assertFalse(stream.isValid());
        }
    }

    @Test
    void firstPointKeepsItsScoreAtATinyRidge() {
        InkStream stream = InkEstimate.of(1e-18, 10).start(Kernel.gaussian(2), new SplittableRandom(1), Backends.cpu());
        stream.observe(1, 2);
        assertEquals(1, stream.size());
        assertTrue(stream.isValid());
    }
}
