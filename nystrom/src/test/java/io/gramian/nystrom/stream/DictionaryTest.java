package io.gramian.nystrom.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dictionaries as values, and sources of points that are not in memory. */
class DictionaryTest {
    private static final Backend CPU = Backends.cpu().withThreads(1);
    private static final Kernel KERNEL = Kernel.gaussian(2);

    private static Dictionary some() {
        SqueakStream stream = Squeak.ofRidge(1).start(KERNEL, new SplittableRandom(3), CPU);
        stream.observe(StreamOracle.fiveClusters(200, 1));
        return stream.dictionary();
    }

    @Test
    void whatIsWrittenIsRead() throws IOException {
        Dictionary dictionary = some();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        dictionary.write(bytes);
        bytes.write(7); // what follows stays unread
        ByteArrayInputStream in = new ByteArrayInputStream(bytes.toByteArray());
        Dictionary read = Dictionary.read(in);
        assertEquals(dictionary, read);
        assertEquals(dictionary.hashCode(), read.hashCode());
        assertArrayEquals(dictionary.weights(), read.weights());
        assertEquals(7, in.read());
        assertEquals(dictionary.toString(), read.toString());
        ByteArrayOutputStream empty = new ByteArrayOutputStream();
        Dictionary.empty(3, 10).write(empty);
        assertEquals(
                0,
                Dictionary.read(new ByteArrayInputStream(empty.toByteArray())).size());
    }

    @Test
    void otherBytesAreRefused() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        some().write(bytes);
        byte[] good = bytes.toByteArray();
        assertRefused(good, 0, "its first eight bytes");
        assertRefused(good, 11, "its version");
        assertRefused(good, good.length - 20, "its check sum");
        assertRefused(good, 12, "not a dictionary: ");
        byte[] cut = Arrays.copyOf(good, good.length / 2);
        assertThrows(EOFException.class, () -> Dictionary.read(new ByteArrayInputStream(cut)));
    }

    private static void assertRefused(byte[] good, int place, String what) {
        byte[] broken = good.clone();
        broken[place] ^= (byte) 0x81;
        IOException e = assertThrows(IOException.class, () -> Dictionary.read(new ByteArrayInputStream(broken)));
        assertTrue(e.getMessage().contains(what), e.getMessage());
    }

    @Test
    void landmarksNeedTheStream() {
        Points x = StreamOracle.fiveClusters(200, 1);
        Dictionary dictionary = some();
        assertEquals(dictionary.size(), dictionary.landmarks(x).size());
        assertEquals(dictionary.points(), dictionary.landmarks(x).points());
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> dictionary.landmarks(x.select(IntStream.range(0, 100).toArray())));
        assertTrue(e.getMessage().startsWith("points: expected the 200 of the stream, found 100"), e.getMessage());
    }

    private static Path raw(Path folder, Points x, boolean isFloat) throws IOException {
        int d = x.dimension();
        ByteBuffer bytes = ByteBuffer.allocate(x.size() * d * (isFloat ? 4 : 8)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < d; k++) {
                if (isFloat) {
                    bytes.putFloat((float) x.value(i, k));
                } else {
                    bytes.putDouble(x.value(i, k));
                }
            }
        }
        return Files.write(folder.resolve(isFloat ? "x4" : "x8"), bytes.array());
    }

    @Test
    void allSourcesGiveTheSamePoints(@TempDir Path folder) throws IOException {
        Points x = StreamOracle.fiveClusters(150, 1);
        Dictionary expected = dictionary(PointSource.of(x));
        List<double[]> rows = new ArrayList<>(Arrays.asList(x.toArray()));
        assertEquals(expected, dictionary(PointSource.of(rows.iterator(), 3)));
        assertEquals(expected, dictionary(PointSource.mapped(raw(folder, x, false), 3, Precision.DOUBLE)));
        try (PointSource source = PointSource.mapped(raw(folder, x, true), 3, Precision.FLOAT)) {
            assertEquals(150, source.size());
            double[] row = new double[3];
            for (int i = 0; i < 150; i++) {
                assertTrue(source.next(row));
                assertEquals((float) x.value(i, 2), row[2]);
            }
            row[0] = 5;
            assertFalse(source.next(row));
            assertEquals(5, row[0]);
        }
        Path file = raw(folder, x, false);
        IOException e = assertThrows(IOException.class, () -> PointSource.mapped(file, 7, Precision.DOUBLE));
        assertTrue(e.getMessage().contains("expected a multiple of 56 bytes"), e.getMessage());
        rows.set(20, new double[] {1});
        var wrong = assertThrows(IllegalArgumentException.class, () -> dictionary(PointSource.of(rows.iterator(), 3)));
        assertEquals("point 20 of the stream: expected 3 coordinates, found 1", wrong.getMessage());
    }

    private static Dictionary dictionary(PointSource source) throws IOException {
        try (source) {
            SqueakStream stream = Squeak.ofRidge(1).start(KERNEL, new SplittableRandom(3), CPU);
            stream.observe(source);
            return stream.dictionary();
        }
    }

    /** 400,000 points of ten coordinates, 32 MB as numbers, through a JVM of 24 MB. */
    @Test
    void aLongStreamNeedsLittleMemory() throws Exception {
        Path executable = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        executable.toString(),
                        "-Xmx24m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertTrue(output.contains("seen 400000"), output);
    }

    /** The other JVM. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] args) throws IOException {
            SplittableRandom random = new SplittableRandom(1);
            var points = java.util.stream.Stream.generate(
                            () -> random.doubles(10).toArray())
                    .limit(400_000)
                    .iterator();
            SqueakStream stream = Squeak.ofRidge(2000)
                    .withChunk(512)
                    .start(
                            Kernel.gaussian(1),
                            new SplittableRandom(2),
                            Backends.cpu().withThreads(1));
            stream.observe(PointSource.of(points, 10));
            System.out.println("seen " + stream.dictionary().seen() + ", "
                    + stream.dictionary().size() + " atoms");
        }
    }
}
