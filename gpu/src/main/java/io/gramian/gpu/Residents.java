package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.internal.gram.Packing;
import java.lang.ref.Cleaner;
import java.nio.DoubleBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Points on a device, as long as a Gram matrix and its views are open: coordinate after coordinate, each for all points
 * of a stretch, with zeros up to a multiple of {@link #ALIGNMENT}. The least recently used go when the limit is reached.
 */
final class Residents implements AutoCloseable {
    /** Points that a stretch is filled up to a multiple of: a block's columns. */
    static final int ALIGNMENT = 128;

    /** Points of one stretch, packed. */
    static final class Operand {
        private final Buffer coordinates;
        private final Buffer extra; // null where nothing stands beside a point
        private final int dimension;
        private final long bytes;
        private Key key;
        private int pins; // rectangles that use it; guarded by the residents

        private Operand(Buffer coordinates, Buffer extra, int dimension, long bytes) {
            this.coordinates = coordinates;
            this.extra = extra;
            this.dimension = dimension;
            this.bytes = bytes;
        }

        Buffer coordinates() {
            return coordinates;
        }

        Buffer extra() {
            return extra;
        }

        int dimension() {
            return dimension;
        }

        private void close() {
            coordinates.close();
            if (extra != null) {
                extra.close();
            }
        }
    }

    /** Points are told apart by identity: comparing their numbers would take as long as packing them. */
    private static final class Key {
        private final Points points;
        private final Object packing;
        private final DoubleBuffer centre;
        private final int from;
        private final int count;
        private final boolean isShort;

        Key(Points points, Packing packing, boolean isShort, int from, int count) {
            this.points = points;
            this.isShort = isShort;
            this.packing = packing.key();
            this.centre = packing.centre() == null ? null : DoubleBuffer.wrap(packing.centre());
            this.from = from;
            this.count = count;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key that
                    && points == that.points
                    && from == that.from
                    && count == that.count
                    && isShort == that.isShort
                    && packing.equals(that.packing)
                    && java.util.Objects.equals(centre, that.centre);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * System.identityHashCode(points) + from) + packing.hashCode();
        }
    }

    private static final Cleaner CLEANER = Cleaner.create();

    private final Engine engine;
    private final Points x;
    private final Points y;
    private final long limit;
    private final Map<Key, Operand> entries = new LinkedHashMap<>(8, 0.75f, true);
    private long bytes;
    private boolean closed;

    /** Keeps points of the two sets of a matrix while there is room; those of selections as long as they are used. */
    Residents(Engine engine, Points x, Points y, long limit) {
        this.x = x;
        this.y = y;
        this.engine = engine;
        this.limit = limit;
        Map<Key, Operand> held = entries; // the action must not hold this object
        CLEANER.register(this, () -> held.values().forEach(Operand::close));
    }

    /** The largest multiple of the alignment that is at least this. */
    static long padded(long count) {
        return (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Bytes of one point. */
    static long bytesOf(Engine engine, Packing packing, Points points) {
        return (packing.dimension(points) + 1L) * engine.realBytes();
    }

    /** The points of a stretch, which stay until they are released; with coordinates of eleven bits if they are short. */
    synchronized Operand pinned(Points points, Packing packing, boolean isShort, int from, int count) {
        if (closed) {
            throw new IllegalStateException("this Gram matrix is closed");
        }
        Key key = new Key(points, packing, isShort, from, count);
        Operand operand = entries.get(key);
        if (operand == null) {
            makeRoom(padded(count) * bytesOf(engine, packing, points));
            operand = pack(points, packing, isShort, from, count);
            operand.key = key;
            entries.put(key, operand);
            bytes += operand.bytes;
        }
        operand.pins++;
        return operand;
    }

    /** Ends a use. */
    synchronized void release(Operand operand) {
        operand.pins--;
        boolean isPassing =
                operand.key.points != x && operand.key.points != y; // of a selection, which may never come again
        if (operand.pins == 0 && (closed || isPassing)) {
            if (entries.remove(operand.key, operand)) {
                bytes -= operand.bytes;
            }
            operand.close();
        }
    }

    private void makeRoom(long more) {
        Iterator<Operand> oldest = entries.values().iterator();
        while (bytes + more > limit && oldest.hasNext()) {
            Operand operand = oldest.next();
            if (operand.pins == 0) {
                bytes -= operand.bytes;
                operand.close();
                oldest.remove();
            }
        }
    }

    /** The nearest number whose significand tensor cores see whole. */
    static double shortened(double number) {
        int bits = Float.floatToRawIntBits((float) number);
        float rounded = Float.intBitsToFloat(bits + 0xfff + (bits >> 13 & 1) & ~0x1fff);
        return Float.isFinite(rounded) ? rounded : (float) number;
    }

    private Operand pack(Points points, Packing packing, boolean isShort, int from, int count) {
        int d = packing.dimension(points);
        long stride = padded(count);
        boolean hasExtra = packing.extra() != Packing.Extra.NONE;
        int real = engine.realBytes();
        Buffer coordinates = engine.device().allocate(stride * d * real);
        Buffer extra = null;
        try {
            extra = hasExtra ? engine.device().allocate(stride * real) : null;
            coordinates.clear();
            double[][] run = new double[d][Math.min(count, 4096)];
            double[] extras = new double[run[0].length];
            double[] point = new double[points.dimension()];
            if (hasExtra) {
                extra.clear();
            }
            for (int done = 0; done < count; done += run[0].length) {
                int size = Math.min(run[0].length, count - done);
                for (int i = 0; i < size; i++) {
                    points.copyRow(from + done + i, point);
                    double[] z = packing.coordinates(point);
                    for (int k = 0; k < d; k++) {
                        z[k] = isShort ? shortened(z[k]) : z[k];
                        run[k][i] = z[k];
                    }
                    extras[i] = packing.extra(point, z);
                }
                for (int k = 0; k < d; k++) {
                    Reals.write(coordinates, engine.precision(), k * stride + done, run[k], 0, size);
                }
                if (hasExtra) {
                    Reals.write(extra, engine.precision(), done, extras, 0, size);
                }
            }
            return new Operand(coordinates, extra, d, stride * (d + 1) * real);
        } catch (Throwable failure) {
            coordinates.close();
            if (extra != null) {
                extra.close();
            }
            throw failure;
        }
    }

    @Override
    public synchronized void close() {
        for (Operand operand : entries.values()) {
            if (operand.pins == 0) { // else whoever uses it closes it
                operand.close();
            }
        }
        entries.clear();
        bytes = 0;
        closed = true;
    }
}
