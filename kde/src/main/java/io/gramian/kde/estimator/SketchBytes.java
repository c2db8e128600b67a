package io.gramian.kde.estimator;

import java.nio.ByteBuffer;

/** The frame of a sketch in bytes: a mark of what it is, a version, the body, and nothing behind it. */
final class SketchBytes {
    static final long MOST_POINTS = 1L << 31; // beyond, sums of units could overflow

    private static final int VERSION = 1;
    private static final int HEADER = 8;

    private SketchBytes() {}

    static ByteBuffer write(int mark, long length) {
        if (length > Integer.MAX_VALUE - 16) {
            throw new IllegalArgumentException("sketch: has " + length + " bytes, more than one array holds");
        }
        return ByteBuffer.allocate(HEADER + (int) length).putInt(mark).putInt(VERSION);
    }

    static ByteBuffer read(int mark, String what, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length < HEADER || buffer.getInt() != mark) {
            throw new IllegalArgumentException("bytes: are not those of a " + what);
        }
        int version = buffer.getInt();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "bytes: are of version " + version + " of a " + what + ", expected " + VERSION);
        }
        return buffer;
    }

    static void checkLength(String what, ByteBuffer buffer, long expected) {
        if (buffer.remaining() != expected) {
            throw new IllegalArgumentException("bytes: a " + what + " of this shape has " + expected
                    + " after its header, found " + buffer.remaining());
        }
    }

    static double[] doubles(ByteBuffer buffer, int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = buffer.getDouble();
            if (!(Math.abs(numbers[i]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("bytes: hold " + numbers[i] + " where a finite number belongs");
            }
        }
        return numbers;
    }

    static long[] longs(ByteBuffer buffer, int count) {
        long[] numbers = new long[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = buffer.getLong();
        }
        return numbers;
    }

    static long checkedCount(long count) {
        if (count < 0 || count > MOST_POINTS) {
            throw new IllegalArgumentException("sketch: would hold " + count + " points, expected 0 to " + MOST_POINTS);
        }
        return count;
    }
}
