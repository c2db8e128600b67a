package io.gramian.gpu;

import io.gramian.core.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * Numbers for each of a stretch of rows or columns: identities, scales and what else a kernel asks for, on the device for as
 * long as the stretch is worked on.
 */
final class ChunkNumbers implements AutoCloseable {
    /** Numbers that were brought, told apart by identity. */
    private record Known(double[] all, Precision precision, Buffer buffer) {}

    private final Engine engine;
    private final int first;
    private final int count;
    private final List<Known> known = new ArrayList<>();
    private final Buffer ids; // null where no pair is left out
    private final Buffer scales; // null where all are 1

    /** For some rows or columns, from the first on, whose identities and scales are given by their numbers, or are null. */
    ChunkNumbers(Engine engine, int first, int count, IntUnaryOperator id, IntToDoubleFunction scale) {
        this.engine = engine;
        this.first = first;
        this.count = count;
        this.ids = id == null ? null : uploadedIds(id);
        try {
            this.scales = scale == null ? null : uploadedScales(scale);
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private Buffer uploadedIds(IntUnaryOperator id) {
        int[] all = new int[count];
        Arrays.setAll(all, i -> id.applyAsInt(first + i));
        return Reals.upload(engine.device(), all, stride());
    }

    private Buffer uploadedScales(IntToDoubleFunction scale) {
        double[] all = new double[count];
        Arrays.setAll(all, i -> scale.applyAsDouble(first + i));
        return Reals.upload(engine.device(), engine.precision(), all, stride());
    }

    int first() {
        return first;
    }

    int count() {
        return count;
    }

    /** How far the coordinates and the sides of these lie apart in memory. */
    long stride() {
        return Residents.padded(count);
    }

    /** Where the identities lie, from one on; 0 for null. */
    long ids(int from) {
        return ids == null ? 0 : ids.address() + (long) from * Integer.BYTES;
    }

    /** Where the scales lie, from one on; 0 for null. */
    long scales(int from) {
        return scales == null ? 0 : scales.address() + (long) from * engine.realBytes();
    }

    /** Where a number for each row or column of the matrix lies in the engine's precision, from one of these on; 0 for null. */
    long reals(double[] all, int from) {
        return all == null ? 0 : buffer(all, engine.precision()).address() + (long) from * engine.realBytes();
    }

    /** The same in double precision. */
    long doubles(double[] all, int from) {
        return buffer(all, Precision.DOUBLE).address() + (long) from * Double.BYTES;
    }

    private Buffer buffer(double[] all, Precision precision) {
        for (Known one : known) {
            if (one.all == all && one.precision == precision) {
                return one.buffer;
            }
        }
        double[] own = Arrays.copyOfRange(all, first, first + count);
        Buffer buffer = Reals.upload(engine.device(), precision, own, stride());
        known.add(new Known(all, precision, buffer));
        return buffer;
    }

    @Override
    public void close() {
        known.forEach(one -> one.buffer.close());
        for (Buffer buffer : new Buffer[] {ids, scales}) {
            if (buffer != null) {
                buffer.close();
            }
        }
    }
}
