package io.gramian.gpu;

import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.gpu.GramPass.Rectangle;

/** Values of a rectangle of a Gram matrix in device memory, small enough to stay in the cache of a large device. */
final class GramTile implements AutoCloseable {
    private static final long BYTES = 32L << 20;
    /** Columns of a tile whose rows are worked on one by one: many rows are then at hand. */
    static final int NARROW = 512;

    /** Columns of a tile that is multiplied or brought home. */
    static final int WIDE = 2048;

    private final CudaBackend backend;
    private final Engine engine;
    private DeviceStorage storage;

    GramTile(CudaBackend backend) {
        this.backend = backend;
        this.engine = backend.engine();
    }

    /** How many rows of so many columns a tile should have. */
    long mostRows(int columns) {
        return Math.max(Residents.ALIGNMENT, bytes(backend) / engine.realBytes() / columns);
    }

    private static long bytes(CudaBackend backend) {
        return Math.min(BYTES, backend.memoryLimit() / 4);
    }

    /** Whether the least number of rows of so many columns fits into a quarter of the memory limit. */
    static boolean holdsBlock(CudaBackend backend, int columns) {
        return (long) Residents.ALIGNMENT * columns * backend.engine().realBytes() <= backend.memoryLimit() / 4;
    }

    private DeviceStorage storage(long length) {
        if (storage == null || storage.length() < length) {
            close();
            Buffer buffer = engine.device().allocate(length * engine.realBytes());
            storage = new DeviceStorage(engine, buffer, length);
        }
        return storage;
    }

    /** The values of a rectangle, row after row, until the next. */
    DenseMatrix matrix(Rectangle rectangle) {
        DeviceStorage room = storage((long) rectangle.rows() * rectangle.columns());
        DenseMatrix all = DenseMatrix.of(room, rectangle.rows(), rectangle.columns(), rectangle.columns());
        fill(backend, rectangle, 0, all);
        return all;
    }

    /** Writes the values of a rectangle to a matrix of its shape. */
    static void fill(CudaBackend backend, Rectangle rectangle, double none, DenseMatrix target) {
        DeviceStorage room = (DeviceStorage) target.storage();
        long address =
                room.buffer().address() + target.offset() * backend.engine().realBytes();
        rectangle.launch(GramKernel.FILL, none, address, (long) target.rowStep(), (long) target.columnStep());
    }

    /** Fills with values, column after column. */
    void fill(Rectangle rectangle, double none) {
        DeviceStorage room = storage((long) rectangle.rows() * rectangle.columns());
        rectangle.launch(GramKernel.FILL, none, room.buffer(), 1L, (long) rectangle.rows());
    }

    /** Fills with shares 2^(exponent + bias - shift), column after column. */
    void fillShares(Rectangle rectangle, double[] bias, double[] shifts) {
        DeviceStorage room = storage((long) rectangle.rows() * rectangle.columns());
        long biases = rectangle.forColumns(bias);
        long rows = rectangle.rows();
        rectangle.launch(GramKernel.FILL_SHARES, biases, rectangle.forRows(shifts), room.buffer(), 1L, rows);
    }

    /** What is in the tile. */
    Buffer buffer() {
        return storage.buffer();
    }

    @Override
    public void close() {
        if (storage != null) {
            storage.close();
            storage = null;
        }
    }
}
