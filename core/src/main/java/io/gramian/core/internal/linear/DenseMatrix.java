package io.gramian.core.internal.linear;

import io.gramian.core.Precision;
import io.gramian.core.backend.Matrix;
import java.util.Objects;

/** A rectangle of a {@link Storage}, its rows {@code stride} numbers apart, or the transpose of one. */
public final class DenseMatrix implements Matrix {
    /** The most numbers one array holds. */
    public static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Storage storage;
    private final long offset;
    private final int rows;
    private final int columns;
    private final int stride;
    private final boolean isTransposed;
    private final boolean isOwner;

    private DenseMatrix(
            Storage storage, long offset, int rows, int columns, int stride, boolean isTransposed, boolean isOwner) {
        this.storage = storage;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
        this.isTransposed = isTransposed;
        this.isOwner = isOwner;
    }

    /** A matrix that takes up a storage from its beginning. */
    public static DenseMatrix of(Storage storage, int rows, int columns, int stride) {
        return new DenseMatrix(storage, 0, rows, columns, stride, false, true);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public Precision precision() {
        return storage.precision();
    }

    /** Where the numbers are. */
    public Storage storage() {
        return storage;
    }

    /** The place of entry (0, 0). */
    public long offset() {
        return offset;
    }

    /** The distance of two rows, or of two columns if transposed. */
    public int stride() {
        return stride;
    }

    /** Whether columns, not rows, are contiguous. */
    public boolean isTransposed() {
        return isTransposed;
    }

    /** The distance of entry (i + 1, j) from entry (i, j). */
    public int rowStep() {
        return isTransposed ? 1 : stride;
    }

    /** The distance of entry (i, j + 1) from entry (i, j). */
    public int columnStep() {
        return isTransposed ? stride : 1;
    }

    @Override
    public double get(int row, int column) {
        Objects.checkIndex(row, rows);
        Objects.checkIndex(column, columns);
        double[] entry = new double[1];
        read(row, column, 1, entry, 0);
        return entry[0];
    }

    @Override
    public DenseMatrix transposed() {
        return new DenseMatrix(storage, offset, columns, rows, stride, !isTransposed, false);
    }

    @Override
    public DenseMatrix slice(int fromRow, int toRow, int fromColumn, int toColumn) {
        Objects.checkFromToIndex(fromRow, toRow, rows);
        Objects.checkFromToIndex(fromColumn, toColumn, columns);
        long first = offset + (long) fromRow * rowStep() + (long) fromColumn * columnStep();
        return new DenseMatrix(storage, first, toRow - fromRow, toColumn - fromColumn, stride, isTransposed, false);
    }

    /** Copies {@code count} entries of a row, from a column on. */
    public void read(int row, int column, int count, double[] into, int at) {
        storage.retain();
        try {
            long from = offset + (long) row * rowStep() + (long) column * columnStep();
            if (!isTransposed || count == 1) {
                storage.read(from, into, at, count);
            } else {
                for (int j = 0; j < count; j++) {
                    storage.read(from + (long) j * stride, into, at + j, 1);
                }
            }
        } finally {
            storage.release();
        }
    }

    /** Overwrites {@code count} entries of a row, from a column on. */
    public void write(int row, int column, int count, double[] numbers, int at) {
        storage.retain();
        try {
            long from = offset + (long) row * rowStep() + (long) column * columnStep();
            if (!isTransposed || count == 1) {
                storage.write(from, numbers, at, count);
            } else {
                for (int j = 0; j < count; j++) {
                    storage.write(from + (long) j * stride, numbers, at + j, 1);
                }
            }
        } finally {
            storage.release();
        }
    }

    @Override
    public double[] toArray() {
        long length = (long) rows * columns;
        if (length > LARGEST_ARRAY) {
            throw new IllegalArgumentException("a " + rows + " x " + columns + " matrix has " + length
                    + " entries, more than the " + LARGEST_ARRAY + " that one array holds; take a slice");
        }
        storage.checkOpen();
        double[] all = new double[(int) length];
        if (!isTransposed && stride == columns) {
            transferAll(all, true);
            return all;
        }
        storage.retain();
        try {
            storage.gather(offset, rows, columns, rowStep(), columnStep(), all);
        } finally {
            storage.release();
        }
        return all;
    }

    /** Overwrites all entries, row after row. */
    public void assign(double[] all) {
        if (!isTransposed && stride == columns) {
            transferAll(all, false);
            return;
        }
        for (int i = 0; i < rows; i++) {
            write(i, 0, columns, all, i * columns);
        }
    }

    private void transferAll(double[] all, boolean reads) {
        storage.retain();
        try {
            if (reads) {
                storage.read(offset, all, 0, all.length);
            } else {
                storage.write(offset, all, 0, all.length);
            }
        } finally {
            storage.release();
        }
    }

    /** The entries as one row, where they lie side by side; else this matrix. */
    DenseMatrix flattened() {
        long length = (long) rows * columns;
        boolean flat = !isTransposed && stride == columns && length <= LARGEST_ARRAY;
        return flat ? new DenseMatrix(storage, offset, 1, (int) length, (int) length, false, false) : this;
    }

    /** Whether the two share an entry. */
    boolean overlaps(DenseMatrix other) {
        if (storage != other.storage || isEmpty() || other.isEmpty()) {
            return false;
        }
        if (stride != other.stride || stride == 0) {
            return offset <= other.last() && other.offset <= last();
        }
        DenseMatrix a = isTransposed ? transposed() : this;
        DenseMatrix b = other.isTransposed ? other.transposed() : other;
        long aRow = a.offset / stride;
        long bRow = b.offset / stride;
        long aColumn = a.offset % stride;
        long bColumn = b.offset % stride;
        return aRow < bRow + b.rows
                && bRow < aRow + a.rows
                && aColumn < bColumn + b.columns
                && bColumn < aColumn + a.columns;
    }

    /** Whether the two are the same entries, one as the transpose of the other. */
    public boolean isTransposeOf(DenseMatrix other) {
        return storage == other.storage
                && offset == other.offset
                && stride == other.stride
                && isTransposed != other.isTransposed
                && rows == other.columns
                && columns == other.rows;
    }

    private long last() {
        return offset + (long) (rows - 1) * rowStep() + (long) (columns - 1) * columnStep();
    }

    boolean isEmpty() {
        return rows == 0 || columns == 0;
    }

    @Override
    public void close() {
        if (isOwner) {
            storage.close();
        }
    }

    /** Returns shape, precision and backend, for example {@code Matrix[3 x 4, double, cpu]}. */
    @Override
    public String toString() {
        return "Matrix[" + rows + " x " + columns + ", " + precision().name().toLowerCase(java.util.Locale.ROOT) + ", "
                + storage.backend() + "]";
    }
}
