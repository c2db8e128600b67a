package io.gramian.gpu;

import io.gramian.core.internal.gram.Packing;
import io.gramian.gpu.GramPass.Rectangle;

/** Sums and moments of some rows over the columns seen, on the device. Columns of the same rows come one after the other. */
final class MomentsSoFar implements AutoCloseable {
    private static final int THREADS = 64; // a thread has a row: few in a block, so that all of the device has some

    private final Engine engine;
    private final Packing packing;
    private final int dimension;
    private final int count;
    private Buffer sums; // null before the first rows
    private int row;
    private int rows;

    /** For so many sums and moments of a row. */
    MomentsSoFar(Engine engine, Packing packing, int dimension, int count) {
        this.engine = engine;
        this.packing = packing;
        this.dimension = dimension;
        this.count = count;
    }

    /** How many rows have room for so many sums and moments in an eighth of the memory limit. */
    static long mostRows(int count, long memoryLimit) {
        return memoryLimit / 8 / Double.BYTES / count;
    }

    /** Takes the values of a rectangle, which lie column after column. */
    void take(GramTile tile, Rectangle rectangle, long weights) {
        if (rectangle.isFirst()) {
            begin(rectangle);
        }
        long x = rectangle.rowPoints(packing);
        long y = rectangle.columnPoints(packing);
        for (int first = 0; first < count; first += Device.MOST_DOWN) {
            engine.device()
                    .launch(
                            engine.dense(),
                            "addMoments",
                            (rows + THREADS - 1) / THREADS,
                            Math.min(Device.MOST_DOWN, count - first),
                            THREADS,
                            tile.buffer(),
                            (long) rows,
                            (long) rows,
                            (long) rectangle.columns(),
                            weights,
                            x,
                            rectangle.rowStride(),
                            y,
                            rectangle.columnStride(),
                            dimension,
                            first,
                            sums);
        }
    }

    private void begin(Rectangle rectangle) {
        close();
        row = rectangle.row();
        rows = rectangle.rows();
        sums = engine.device().allocate((long) Double.BYTES * count * rows);
        sums.clear();
    }

    /** Adds them to those of all rows, moment after moment. */
    void addTo(double[] moments, int allRows) {
        double[] found = new double[Math.multiplyExact(count, rows)];
        sums.read(0, found, 0, found.length);
        for (int s = 0; s < count; s++) {
            for (int i = 0; i < rows; i++) {
                moments[s * allRows + row + i] += found[s * rows + i];
            }
        }
    }

    @Override
    public void close() {
        if (sums != null) {
            sums.close();
            sums = null;
        }
    }
}
