package io.gramian.gpu;

import io.gramian.core.Precision;

/** Moves numbers in double precision to and from buffers of either precision. */
final class Reals {
    private static final int RUN = 1 << 16; // numbers converted at a time

    private Reals() {}

    /** Bytes of a number. */
    static int bytes(Precision precision) {
        return precision == Precision.DOUBLE ? Double.BYTES : Float.BYTES;
    }

    /** Returns a buffer of the numbers, with zeros up to {@code length}. */
    static Buffer upload(Device device, Precision precision, double[] numbers, long length) {
        Buffer buffer = device.allocate(Math.max(1, length) * bytes(precision));
        try {
            buffer.clear();
            write(buffer, precision, 0, numbers, 0, numbers.length);
            return buffer;
        } catch (Throwable failure) {
            buffer.close();
            throw failure;
        }
    }

    /** Returns a buffer of the numbers, with zeros up to {@code length}. */
    static Buffer upload(Device device, int[] numbers, long length) {
        Buffer buffer = device.allocate(Math.max(1, length) * Integer.BYTES);
        try {
            buffer.clear();
            buffer.write(0, numbers, 0, numbers.length);
            return buffer;
        } catch (Throwable failure) {
            buffer.close();
            throw failure;
        }
    }

    static void write(Buffer buffer, Precision precision, long index, double[] numbers, int from, int count) {
        if (precision == Precision.DOUBLE) {
            buffer.write(index * Double.BYTES, numbers, from, count);
            return;
        }
        float[] run = new float[Math.min(RUN, count)];
        for (int done = 0; done < count; done += RUN) {
            int size = Math.min(RUN, count - done);
            for (int i = 0; i < size; i++) {
                run[i] = (float) numbers[from + done + i];
            }
            buffer.write((index + done) * Float.BYTES, run, 0, size);
        }
    }

    static void read(Buffer buffer, Precision precision, long index, double[] numbers, int from, int count) {
        if (precision == Precision.DOUBLE) {
            buffer.read(index * Double.BYTES, numbers, from, count);
            return;
        }
        float[] run = new float[Math.min(RUN, count)];
        for (int done = 0; done < count; done += RUN) {
            int size = Math.min(RUN, count - done);
            buffer.read((index + done) * Float.BYTES, run, 0, size);
            for (int i = 0; i < size; i++) {
                numbers[from + done + i] = run[i];
            }
        }
    }
}
