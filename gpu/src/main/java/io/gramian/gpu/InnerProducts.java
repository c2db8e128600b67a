package io.gramian.gpu;

import io.gramian.gpu.Routines.Place;

/**
 * Inner products of points with many coordinates by cuBLAS, in tiles that stay in the cache of a large device until the
 * kernel that follows has read them: that moves a number for each pair, and each coordinate is read once for hundreds of
 * pairs, where a kernel of ours reads it once for four or eight.
 */
final class InnerProducts implements AutoCloseable {
    /** Of all tiles of a launch together. */
    private static final long BYTES = 24L << 20;

    /** Columns of a tile: few, so that there are rows for all of a device. */
    private static final int COLUMNS = 512;

    private final Routines routines;
    private final Buffer tile;
    private final int rows;
    private final int columns;

    /** Room for products of so many rows and columns, both multiples of {@link Residents#ALIGNMENT}. */
    InnerProducts(Engine engine, Routines routines, int rows, int columns) {
        this.routines = routines;
        this.rows = rows;
        this.columns = columns;
        this.tile = engine.device().allocate((long) rows * columns * engine.realBytes());
    }

    /** How many numbers a tile of each of some forms has; 0 where not even a block of products fits. */
    static long tileSize(Engine engine, int forms, long memoryLimit) {
        long size = forms == 0 ? 0 : Math.min(BYTES, memoryLimit / 8) / forms / engine.realBytes();
        return size < (long) Residents.ALIGNMENT * Residents.ALIGNMENT ? 0 : size;
    }

    /** How many rows a tile of some size should have where the matrix has so many columns. */
    static long mostRows(long tileSize, long matrixColumns) {
        return Math.max(Residents.ALIGNMENT, tileSize / Math.min(COLUMNS, Residents.padded(matrixColumns)));
    }

    /** How many columns a tile of some size has beside so many rows; a multiple of the alignment, 0 if none fit. */
    static long mostColumns(long tileSize, long rows) {
        return tileSize / Residents.padded(rows) / Residents.ALIGNMENT * Residents.ALIGNMENT;
    }

    /**
     * Makes the products of so many columns with the rows; they lie row after row, a row's as far apart as there is room for.
     *
     * @param x the first row's first coordinate, the next one {@code xStride} on
     * @param y the first column's
     */
    void make(Place x, long xStride, Place y, long yStride, int width, int dimension) {
        routines.gemm( // column-major: the transpose of what is wanted
                false,
                true,
                width,
                rows,
                dimension,
                1,
                y,
                Math.toIntExact(yStride),
                x,
                Math.toIntExact(xStride),
                0,
                new Place(tile, 0),
                columns);
    }

    long address() {
        return tile.address();
    }

    @Override
    public void close() {
        tile.close();
    }
}
