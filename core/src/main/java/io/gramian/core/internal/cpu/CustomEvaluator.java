package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.kernel.Expression;

/** Fills tiles with a function of the caller's, one call a pair. */
final class CustomEvaluator<A> extends Evaluator<A> {
    private final TileLoops<A> loops;
    private final Expression.Custom function;
    private final Points x;
    private final Points y;
    private final double[][] currentRows;
    private final double[][] currentColumns;
    private int firstRow;
    private int firstColumn;

    CustomEvaluator(TileLoops<A> loops, Expression.Custom function, Points x, Points y, int rows) {
        this.loops = loops;
        this.function = function;
        this.x = x;
        this.y = y;
        this.currentRows = new double[rows][];
        this.currentColumns = new double[Math.min(Panels.CHUNK, y.size())][];
    }

    @Override
    void rows(int first, int count) {
        firstRow = first;
        for (int i = 0; i < count; i++) {
            currentRows[i] = function.transform().apply(x.row(first + i));
        }
    }

    @Override
    void chunk(int index) {
        firstColumn = index * Panels.CHUNK;
        int count = Math.min(Panels.CHUNK, y.size() - firstColumn);
        for (int j = 0; j < count; j++) {
            currentColumns[j] = function.transform().apply(y.row(firstColumn + j));
        }
    }

    @Override
    void values(int block, int rows, int from, int columns, A[] tile) {
        int present = Math.min(columns, y.size() - firstColumn - from);
        for (int r = 0; r < rows; r++) {
            double[] row = currentRows[block * TileLoops.ROWS + r];
            for (int j = 0; j < present; j++) {
                loops.set(tile[r], j, function.function().applyAsDouble(row, currentColumns[from + j]));
            }
            for (int j = present; j < columns; j++) {
                loops.set(tile[r], j, 0);
            }
        }
    }

    /** Logarithms are taken before the number is rounded to the tile's precision. */
    @Override
    double exponents(int block, int rows, int from, int columns, A[] tile) {
        int present = Math.min(columns, y.size() - firstColumn - from);
        for (int r = 0; r < rows; r++) {
            double[] row = currentRows[block * TileLoops.ROWS + r];
            for (int j = 0; j < columns; j++) {
                double value = j < present ? function.function().applyAsDouble(row, currentColumns[from + j]) : 0;
                if (!(value >= 0 && value <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException("function: k(x_" + (firstRow + block * TileLoops.ROWS + r)
                            + ", y_" + (firstColumn + from + j) + ") = " + value
                            + "; a log-domain sum needs finite values that are not negative");
                }
                loops.set(tile[r], j, TileLoops.LOG2_E * Math.log(value));
            }
        }
        return 1;
    }
}
