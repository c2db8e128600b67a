package io.gramian.core.internal.cpu;

import java.util.Objects;

/**
 * The small loops that matrix products, triangular solves and Cholesky factorisations are made of.
 *
 * <p>Rows come packed {@code [k][ROWS]}, columns in panels {@code [panel][k][width]}, both padded with zeros. Every
 * entry is computed by the same sequence of operations whatever rows and columns stand beside it.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public abstract class ProductLoops<A> {
    /** Rows in a packed block. */
    public static final int ROWS = TileLoops.ROWS;

    /** Columns of a panel, in a block of so many columns. */
    abstract int panelWidth(int columns);

    /** Returns the room that {@link #addProduct} and {@link #dot} need, for one thread. */
    abstract A[] allocateScratch();

    /**
     * c[cFrom + r cStride + j] += alpha sum_k x[xFrom + k xStep + r] y_j[k] for r below rows, at most {@link #ROWS}, and
     * j below columns, of panels of {@link #panelWidth} columns. All {@link #ROWS} numbers of a step are read. The panels
     * may lie in the array of c, but not share entries with it.
     */
    abstract void addProduct(
            A x,
            int xFrom,
            int xStep,
            A y,
            int yFrom,
            int width,
            int depth,
            A c,
            int cFrom,
            int cStride,
            int rows,
            int columns,
            double alpha,
            A[] scratch);

    /** The same for packed rows, {@link #ROWS} numbers a step. */
    final void addProduct(
            A x,
            int xFrom,
            A y,
            int yFrom,
            int width,
            int depth,
            A c,
            int cFrom,
            int cStride,
            int rows,
            int columns,
            double alpha,
            A[] scratch) {
        addProduct(x, xFrom, ROWS, y, yFrom, width, depth, c, cFrom, cStride, rows, columns, alpha, scratch);
    }

    /**
     * Solves L z = y in place, for L the lower triangle of x, {@link #ROWS} rows packed {@code [k][ROWS]}, and so many
     * rows of y, each {@code width} numbers, all of a panel.
     */
    abstract void solveBlock(A x, int xFrom, A y, int yFrom, int width);

    /** sum_j x[xFrom + j] y[yFrom + j]. */
    abstract double dot(A x, int xFrom, A y, int yFrom, int n, A[] scratch);

    /** y[yFrom + j] += factor x[xFrom + j], where the two may be parts of one array. */
    abstract void addScaled(A y, int yFrom, double factor, A x, int xFrom, int n);

    /** y[from + j] = factor y[from + j], zero if the factor is. */
    abstract void scale(A y, int from, double factor, int n);

    /**
     * target[at + k targetStep + r] = source[from + r laneStep + k depthStep] for r below lanes and k below depth: a
     * copy of rows if lanes lie side by side, else a transposition.
     */
    abstract void copy(
            A source, int from, int laneStep, int depthStep, A target, int at, int targetStep, int lanes, int depth);

    /** target[at + k width + r] as for {@link #copy}, and zero for r from lanes to width. */
    final void pack(
            A source, int from, int laneStep, int depthStep, A target, int at, int width, int lanes, int depth) {
        Objects.checkIndex(lanes - 1, width);
        copy(source, from, laneStep, depthStep, target, at, width, lanes, depth);
        for (int k = 0; k < depth && lanes < width; k++) {
            scale(target, at + k * width + lanes, 0, width - lanes);
        }
    }
}
