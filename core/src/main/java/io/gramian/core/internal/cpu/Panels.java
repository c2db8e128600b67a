package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.internal.gram.Packing;

/**
 * The columns of a Gram matrix as the loops read them: chunks of {@link #CHUNK} points, in tiles, in panels
 * {@code [panel][k][width]}, the last panel of a tile padded with zeros.
 *
 * <p>Kept whole, or, where that is more than the memory limit, packed anew chunk by chunk; the numbers are
 * the same.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class Panels<A> {
    /** Columns whose partial sums belong together: part of what fixes the order of summation. */
    static final int CHUNK = 8192;

    private static final int QUANTUM = 64; // columns of a tile are padded to a multiple of this at most

    private final TileLoops<A> loops;
    private final Points points;
    private final Packing packing;
    private final int tileColumns;
    private final int dimension;
    private final Chunk<A>[] resident;

    /** The packed numbers of a chunk and what is kept beside each column, with room for so many columns. */
    record Chunk<A>(A numbers, A extras, int room) {}

    private record Key(Class<?> loops, int tileColumns, Object packing) {}

    private Panels(TileLoops<A> loops, Points points, Packing packing, int tileColumns, boolean keep) {
        this.loops = loops;
        this.points = points;
        this.packing = packing;
        this.tileColumns = tileColumns;
        this.dimension = packing.dimension(points);
        this.resident = keep ? packAll() : null;
    }

    static <A> Panels<A> of(TileLoops<A> loops, Points points, Packing packing, int tileColumns, long memoryLimit) {
        long bytes = (long) points.size()
                * (packing.dimension(points) + (packing.extra() == Packing.Extra.NONE ? 0 : 1))
                * (loops.precision() == io.gramian.core.Precision.DOUBLE ? 8 : 4);
        if (bytes > memoryLimit) {
            return new Panels<>(loops, points, packing, tileColumns, false);
        }
        Key key = new Key(loops.getClass(), tileColumns, packing.key());
        return points.derived(key, () -> new Panels<>(loops, points, packing, tileColumns, true));
    }

    static int chunks(int columns) {
        return (columns + CHUNK - 1) / CHUNK;
    }

    /** Columns that a tile of so many takes up in memory. */
    static int padded(int columns) {
        return (columns + QUANTUM - 1) / QUANTUM * QUANTUM;
    }

    boolean isResident() {
        return resident != null;
    }

    int dimension() {
        return dimension;
    }

    /** Where the tile that starts at a column of the chunk begins in the chunk's numbers. */
    int offset(int columnInChunk) {
        return columnInChunk * dimension;
    }

    /** The chunk; {@code spare}, if not null, is a chunk no longer needed whose arrays may be used again. */
    Chunk<A> chunk(int index, Chunk<A> spare) {
        return resident != null ? resident[index] : pack(index, spare);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no generic arrays
    private Chunk<A>[] packAll() {
        Chunk[] chunks = new Chunk[chunks(points.size())];
        for (int c = 0; c < chunks.length; c++) {
            chunks[c] = pack(c, null);
        }
        return chunks;
    }

    private Chunk<A> pack(int index, Chunk<A> spare) {
        int first = index * CHUNK;
        int count = Math.min(CHUNK, points.size() - first);
        boolean reuse = spare != null && padded(count) <= spare.room;
        A numbers = reuse ? spare.numbers : loops.allocate(padded(count) * dimension);
        A extras = packing.extra() == Packing.Extra.NONE ? null : reuse ? spare.extras : loops.allocate(padded(count));
        double[] point = new double[points.dimension()];
        for (int j = 0; j < count; j++) {
            points.copyRow(first + j, point);
            double[] z = packing.coordinates(point);
            int tile = j / tileColumns * tileColumns;
            int width = loops.panelWidth(Math.min(tileColumns, padded(count - tile)));
            int inTile = j - tile;
            int at = offset(tile) + inTile / width * width * dimension + inTile % width;
            for (int k = 0; k < dimension; k++) {
                loops.set(numbers, at + k * width, z[k]);
            }
            if (extras != null) {
                loops.set(extras, j, packing.extra(point, z));
            }
        }
        return new Chunk<>(numbers, extras, reuse ? spare.room : padded(count));
    }
}
