package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.gpu.GramPass.Rectangle;
import java.util.Arrays;

/** The nearest columns of every row among those seen, on the device. Columns come in rising order. */
final class NearestSoFar implements AutoCloseable {
    private static final int THREADS = 64; // a thread has a row: few in a block, so that all of the device has some

    private final Engine engine;
    private final int rows;
    private final int k;
    private final Buffer best;
    private final Buffer indices;

    NearestSoFar(Engine engine, int rows, int k) {
        this.engine = engine;
        this.rows = rows;
        this.k = k;
        double[] none = new double[rows * k];
        Arrays.fill(none, Double.POSITIVE_INFINITY);
        this.best = Reals.upload(engine.device(), engine.precision(), none, none.length);
        try {
            this.indices = Reals.upload(engine.device(), new int[rows * k], (long) rows * k);
        } catch (Throwable failure) {
            best.close();
            throw failure;
        }
    }

    /** Takes the distances of a rectangle, which lie column after column. */
    void take(GramTile tile, Rectangle rectangle) {
        long offset = rectangle.row();
        engine.device()
                .launch(
                        engine.dense(),
                        "keepNearest",
                        (rectangle.rows() + THREADS - 1) / THREADS,
                        1,
                        THREADS,
                        tile.buffer(),
                        (long) rectangle.rows(),
                        (long) rectangle.rows(),
                        (long) rectangle.columns(),
                        (long) rectangle.column(),
                        k,
                        best.address() + offset * engine.realBytes(),
                        indices.address() + offset * Integer.BYTES,
                        (long) rows);
    }

    /** Returns them, row after row, the nearest first. */
    void read(int[] intoIndices, double[] intoDistances) {
        int[] foundIndices = new int[rows * k];
        double[] found = new double[rows * k];
        indices.read(0, foundIndices, 0, foundIndices.length);
        Precision precision = engine.precision();
        Reals.read(best, precision, 0, found, 0, found.length);
        for (int i = 0; i < rows; i++) {
            for (int rank = 0; rank < k; rank++) {
                intoIndices[i * k + rank] = foundIndices[rank * rows + i];
                intoDistances[i * k + rank] = found[rank * rows + i];
            }
        }
    }

    @Override
    public void close() {
        best.close();
        indices.close();
    }
}
