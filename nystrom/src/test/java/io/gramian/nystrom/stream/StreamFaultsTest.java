package io.gramian.nystrom.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Streams that are closed, and bytes that are no dictionaries. */
class StreamFaultsTest {
    @Test
    void closedStreamTakesNoMorePointsAndKeepsItsDictionary() {
        KorsStream stream = Kors.ofRidge(0.1).start(Kernel.gaussian(1), new SplittableRandom(1), Backends.cpu());
        stream.observe(0, 0);
        Dictionary before = stream.dictionary();
        stream.close();
        assertThrows(IllegalStateException.class, () -> stream.observe(3, 3));
        assertEquals(before, stream.dictionary());
    }

    @Test
    void announcedSizeThatNeverComesTakesNoMemory() throws IOException {
        SqueakStream stream = Squeak.ofRidge(0.1).start(Kernel.gaussian(1), new SplittableRandom(1), Backends.cpu());
        stream.observe(0, 0);
        stream.observe(9, 9);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.dictionary().write(out);
        byte[] bytes = out.toByteArray();
        ByteBuffer.wrap(bytes).putLong(20, 1L << 40).putInt(28, Integer.MAX_VALUE / 2 - 8); // seen and size
        assertThrows(IOException.class, () -> Dictionary.read(new ByteArrayInputStream(bytes)));
    }

    @Test
    void bytesThatAreNoStreamAreRefusedAsSuch() throws IOException {
        InkStream stream = InkEstimate.of(1, 10).start(Kernel.gaussian(1), new SplittableRandom(1), Backends.cpu());
        stream.observe(0, 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream.write(out);
        byte[] ridge = out.toByteArray();
        ByteBuffer.wrap(ridge).putDouble(12, -1); // behind eight bytes of a name and four of a version
        byte[] points = out.toByteArray();
        ByteBuffer.wrap(points).putInt(40, 1 << 29); // behind ridge, epsilon, budget and seed
        for (byte[] bytes : new byte[][] {ridge, points}) {
            assertThrows(
                    IOException.class,
                    () -> InkStream.read(new ByteArrayInputStream(bytes), Kernel.gaussian(1), Backends.cpu()));
        }
    }
}
