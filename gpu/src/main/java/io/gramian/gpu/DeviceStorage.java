package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.core.internal.linear.Storage;
import java.lang.ref.Cleaner;

/** Numbers on a device. What is never closed is freed when it is collected. */
final class DeviceStorage extends Storage {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Buffer buffer;
    private final Cleaner.Cleanable cleanable;

    DeviceStorage(Buffer buffer, Precision precision, long length) {
        super(CudaProvider.NAME, precision, length);
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
