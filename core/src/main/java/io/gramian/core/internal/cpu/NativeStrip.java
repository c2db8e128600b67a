package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Matrix;
import io.gramian.core.internal.gram.Packing;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.internal.linear.Kernels;
import java.util.Queue;

/**
 * Inner products of a group of rows with tiles of columns by the matrix product of a native library, which is worth two
 * copies where there are many coordinates or no Vector API: {@link Crossover}.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class NativeStrip<A> {
    private final Columns columns;
    private final DenseMatrix rows;
    private final DenseMatrix product;
    private final A numbers;
    private DenseMatrix chunk;

    /** The columns of a Gram matrix, a resident matrix for each chunk. */
    static final class Columns {
        private final Kernels kernels;
        private final DenseMatrix[] chunks;
        private final int dimension;

        private record Key(String backend, Precision precision, Object packing) {}

        private Columns(Kernels kernels, Points points, Packing packing) {
            this.kernels = kernels;
            this.dimension = packing.dimension(points);
            this.chunks = new DenseMatrix[Panels.chunks(points.size())];
            double[] point = new double[points.dimension()];
            for (int c = 0; c < chunks.length; c++) {
                int first = c * Panels.CHUNK;
                int count = Math.min(Panels.CHUNK, points.size() - first);
                int padded = Panels.padded(count); // tiles are
                DenseMatrix chunk = matrix(padded, dimension);
                for (int j = 0; j < count; j++) {
                    points.copyRow(first + j, point);
                    chunk.write(j, 0, dimension, packing.coordinates(point), 0);
                }
                chunks[c] = chunk;
            }
        }

        private DenseMatrix matrix(int rowCount, int width) {
            return DenseMatrix.of(kernels.allocate((long) rowCount * width), rowCount, width, width);
        }

        static Columns of(Kernels kernels, Points points, Packing packing) {
            Key key = new Key(kernels.backend(), kernels.precision(), packing.key());
            return points.derived(key, () -> new Columns(kernels, points, packing));
        }
    }

    /** {@code held} learns what is to be closed when the operation has ended. */
    NativeStrip(TileLoops<A> loops, Columns columns, int rowCount, int tileColumns, Queue<Matrix> held) {
        this.columns = columns;
        this.rows = columns.matrix(rowCount, columns.dimension);
        this.product = columns.matrix(rowCount, tileColumns);
        this.numbers = loops.allocate(rowCount * tileColumns);
        held.add(rows);
        held.add(product);
    }

    void row(int i, double[] coordinates) {
        rows.write(i, 0, coordinates.length, coordinates, 0);
    }

    void chunk(int index) {
        chunk = columns.chunks[index];
    }

    /** Computes the products of the first {@code count} rows with columns of the chunk. */
    void multiply(int count, int from, int width) {
        DenseMatrix target = DenseMatrix.of(product.storage(), count, width, width);
        columns.kernels.multiply(
                1,
                rows.slice(0, count, 0, columns.dimension),
                chunk.slice(from, from + width, 0, columns.dimension).transposed(),
                0,
                target,
                false,
                Progress.NONE);
        target.storage().readExactly(0, numbers, 0, count * width);
    }

    /** Copies a row of the product. */
    void copy(int row, int width, A target) {
        System.arraycopy(numbers, row * width, target, 0, width);
    }
}
