package io.gramian.gpu;

import io.gramian.core.internal.linear.Storage;
import java.lang.ref.Cleaner;

/** Numbers on a device. What is never closed is freed when it is collected. */
final class DeviceStorage extends Storage {
    private static final Cleaner CLEANER = Cleaner.create();

    private static final int THREADS = 256;
    private static final int TILE = 32; // of the kernel that copies
    private static final int FEW = 4; // rows that are read one by one
    private static final int STRIPE = 1 << 23; // numbers brought side by side at a time

    private final Engine engine;
    private final Buffer buffer;
    private final Cleaner.Cleanable cleanable;

    DeviceStorage(Engine engine, Buffer buffer, long length) {
        super(CudaProvider.NAME, engine.precision(), length);
        this.engine = engine;
        this.buffer = buffer;
        Buffer held = buffer; // the action must not hold this object
        this.cleanable = CLEANER.register(this, held::close);
    }

    Buffer buffer() {
        return buffer;
    }

    @Override
    public void read(long from, double[] into, int at, int count) {
        Reals.read(buffer, precision(), from, into, at, count);
    }

    /** Brings the numbers side by side first: a transfer takes as long for one number as for thousands. */
    @Override
    public void gather(long from, int rows, int columns, long rowStep, long columnStep, double[] into) {
        if (rows <= FEW && columnStep == 1 || into.length == 0) {
            super.gather(from, rows, columns, rowStep, columnStep, into);
            return;
        }
        int stripe = Math.max(1, Math.min(rows, STRIPE / columns));
        try (Buffer flat = engine.device().allocate((long) stripe * columns * engine.realBytes())) {
            for (int row = 0; row < rows; row += stripe) {
                int some = Math.min(stripe, rows - row);
                long address = buffer.address() + (from + row * rowStep) * engine.realBytes();
                long squares = (some + TILE - 1L) / TILE * ((columns + TILE - 1L) / TILE);
                long[] source = {address, some, columns, rowStep, columnStep};
                long[] target = {flat.address(), some, columns, columns, 1};
                engine.device().launch(engine.dense(), "copy", squares, 1, THREADS, source, target);
                Reals.read(flat, precision(), 0, into, row * columns, some * columns);
            }
        }
    }

    @Override
    public void readExactly(long from, Object into, int at, int count) {
        buffer.read(from * Reals.bytes(precision()), into, at, count);
    }

    @Override
    public void write(long from, double[] numbers, int at, int count) {
        Reals.write(buffer, precision(), from, numbers, at, count);
    }

    @Override
    protected void free() {
        cleanable.clean();
    }
}
