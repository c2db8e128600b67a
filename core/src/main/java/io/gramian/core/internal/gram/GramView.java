package io.gramian.core.internal.gram;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.kernel.PairFunction;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/**
 * What a Gram matrix is of: points, function, and how its entries differ from the function's plain values.
 *
 * @param function of a pair
 * @param x n points
 * @param y m points
 * @param rowIndices which points of the first matrix the rows are, null where all in order
 * @param columnIndices which points of the first matrix the columns are, null where all in order
 * @param scales divide distances
 * @param excludesSelf whether pairs of one index count as zero
 * @param progress hears of the work
 * @param closed shared by all views
 */
public record GramView(
        PairFunction function,
        Points x,
        Points y,
        int[] rowIndices,
        int[] columnIndices,
        Scales scales,
        boolean excludesSelf,
        Progress progress,
        AtomicBoolean closed) {

    /** All pairs of two sets, as they are. */
    static GramView of(PairFunction function, Points x, Points y) {
        return new GramView(function, x, y, null, null, Scales.NONE, false, Progress.NONE, new AtomicBoolean());
    }

    GramView with(PairFunction newFunction) {
        return new GramView(newFunction, x, y, rowIndices, columnIndices, scales, excludesSelf, progress, closed);
    }

    GramView with(Scales newScales) {
        return new GramView(function, x, y, rowIndices, columnIndices, newScales, excludesSelf, progress, closed);
    }

    GramView with(Progress newProgress) {
        return new GramView(function, x, y, rowIndices, columnIndices, scales, excludesSelf, newProgress, closed);
    }

    GramView excludingSelf() {
        return new GramView(function, x, y, rowIndices, columnIndices, scales, true, progress, closed);
    }

    /** K(Y, X): functions are symmetric. */
    public GramView transposed() {
        return new GramView(
                function, y, x, columnIndices, rowIndices, scales.transposed(), excludesSelf, progress, closed);
    }

    /** Some of the rows and columns. */
    public GramView select(int[] rows, int[] columns) {
        Points newX = isAll(rows, x.size()) ? x : x.select(rows);
        boolean symmetric = x == y && Arrays.equals(rows, columns);
        Points newY = symmetric ? newX : isAll(columns, y.size()) ? y : y.select(columns);
        return new GramView(
                function,
                newX,
                newY,
                chosen(rowIndices, rows),
                chosen(columnIndices, columns),
                scales.select(rows, columns),
                excludesSelf,
                progress,
                closed);
    }

    /** Whether indices are all there are, in order: then the points are the same, and what was derived of them serves. */
    private static boolean isAll(int[] indices, int size) {
        if (indices.length != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            if (indices[i] != i) {
                return false;
            }
        }
        return true;
    }

    private static int[] chosen(int[] known, int[] indices) {
        return known == null
                ? indices.clone()
                : Arrays.stream(indices).map(i -> known[i]).toArray();
    }

    /** Which pairs count for nothing. */
    public Exclusion exclusion() {
        if (!excludesSelf) {
            return Exclusion.NONE;
        }
        return rowIndices == null && columnIndices == null
                ? Exclusion.DIAGONAL
                : Exclusion.ofEqual(indices(rowIndices, x.size()), indices(columnIndices, y.size()));
    }

    /** The identity of a row: pairs of equal identities are those that {@link #exclusion} leaves out. */
    public int rowId(int i) {
        return rowIndices == null ? i : rowIndices[i];
    }

    /** The identity of a column. */
    public int columnId(int j) {
        return columnIndices == null ? j : columnIndices[j];
    }

    private static int[] indices(int[] chosen, int size) {
        return chosen == null ? IntStream.range(0, size).toArray() : chosen;
    }

    void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this Gram matrix is closed");
        }
    }
}
