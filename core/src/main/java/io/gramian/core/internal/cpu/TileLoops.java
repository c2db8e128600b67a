package io.gramian.core.internal.cpu;

import io.gramian.core.Precision;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Profile;

/**
 * The small loops the CPU engine is made of, over a tile of at most {@link #ROWS} query rows by a few
 * hundred columns that stays in the first-level cache: a form fills it, a profile maps it in place, a
 * reduction folds it.
 *
 * <p>Loops that need room take it from {@code scratch}, {@link #SCRATCH} rows as long as the tile, and leave
 * nothing there.
 *
 * <p>Query rows come packed {@code [k][ROWS]}, columns in panels {@code [panel][k][width]}. Every row of a
 * tile is computed by the same sequence of operations whatever rows stand beside it.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public abstract class TileLoops<A> {
    /** Query rows in a packed block, and rows of a tile. */
    public static final int ROWS = 8;

    /** Rows of scratch room that the loops are given. */
    public static final int SCRATCH = 5;

    /** The base-2 logarithm of e: the loops exponentiate in base 2. */
    public static final double LOG2_E = 1.4426950408889634;

    abstract Precision precision();

    /** How the loops compute, for {@code toString}: plain, or vector with its lanes. */
    abstract String instructions();

    /** Columns of a panel, given the columns of a tile. */
    abstract int panelWidth(int tileColumns);

    /** From how many coordinates on which way to a squared distance is the fastest. */
    abstract Crossover crossover();

    /** The loops of linear algebra on the same numbers and instructions. */
    protected abstract ProductLoops<A> products();

    abstract A allocate(int length);

    abstract A[] allocateTile(int rows, int columns);

    abstract double get(A array, int at);

    abstract void set(A array, int at, double value);

    /** Packs up to {@link #ROWS} rows as {@code [coordinate][row]}; what of a block of rows is not there may hold anything. */
    abstract void packRows(double[][] rows, int count, A target, int at, int d);

    // Forms.

    /** tile[r][j] = form of row r and column j, for r below rows. */
    final void form(Form form, A x, int xFrom, A y, int yFrom, int d, A[] tile, int rows, int columns, A[] scratch) {
        switch (form) {
            case SQUARED_DISTANCE -> squaredDistances(x, xFrom, y, yFrom, d, tile, rows, columns, scratch);
            case L1_DISTANCE -> l1Distances(x, xFrom, y, yFrom, d, tile, rows, columns, scratch);
            case CHI_SQUARED -> chiSquared(x, xFrom, y, yFrom, d, tile, rows, columns, scratch);
            case DOT -> dots(x, xFrom, y, yFrom, d, tile, rows, columns, scratch);
            case COSINE -> { // the points were packed with length one
                dots(x, xFrom, y, yFrom, d, tile, rows, columns, scratch);
                for (int r = 0; r < rows; r++) {
                    clamp(tile[r], columns);
                }
            }
        }
    }

    abstract void squaredDistances(A x, int xFrom, A y, int yFrom, int d, A[] tile, int rows, int columns, A[] scratch);

    /** The same numbers as {@link #squaredDistances}, for row r of the packed block alone. */
    abstract void squaredDistance(A x, int xFrom, int r, A y, int yFrom, int d, A row, int columns, A[] scratch);

    abstract void l1Distances(A x, int xFrom, A y, int yFrom, int d, A[] tile, int rows, int columns, A[] scratch);

    abstract void chiSquared(A x, int xFrom, A y, int yFrom, int d, A[] tile, int rows, int columns, A[] scratch);

    /** tile[r][j] = x_r . y_j. */
    final void dots(A x, int xFrom, A y, int yFrom, int d, A[] tile, int rows, int columns, A[] scratch) {
        for (int k = 0; k < d; k += depth()) {
            addDots(x, xFrom, y, yFrom, d, k, Math.min(d, k + depth()), tile, rows, columns, scratch);
        }
    }

    /** Coordinates of products to take at a time, so that those of eight rows stay in the first-level cache. */
    abstract int depth();

    /** Adds the products of coordinates k0 to k1 - 1 to the tile, or sets it to them if k0 is 0. */
    abstract void addDots(
            A x, int xFrom, A y, int yFrom, int d, int k0, int k1, A[] tile, int rows, int columns, A[] scratch);

    /**
     * row[j] = max(0, xNorm + yNorms[from + j] - 2 row[j]): squared distances from inner products and squared norms.
     */
    abstract void distances(A row, int columns, double xNorm, A yNorms, int from, A[] scratch);

    /** row = min(1, max(-1, row)). */
    abstract void clamp(A row, int columns);

    // Profiles, in place.

    /** row = profile(row). */
    abstract void profile(Profile profile, A row, int columns, A[] scratch);

    /**
     * Turns row into e such that log2 profile(row) = scale e, and returns scale: for exponential profiles
     * the row is left as it is or takes a square root, for others it becomes the logarithm itself.
     */
    abstract double exponents(Profile profile, A row, int columns, A[] scratch);

    abstract void add(A row, A other, int columns);

    abstract void multiply(A row, A other, int columns);

    /** row = row * factors[from + j] * factor. */
    abstract void multiply(A row, int columns, A factors, int from, double factor, A[] scratch);

    abstract void scale(A row, int columns, double factor);

    /** row = scale * row + offset. */
    abstract void affine(A row, int columns, double scale, double offset);

    /** row = log2(2^row + 2^other), for rows of base-2 logarithms. */
    abstract void logAdd(A row, A other, int columns);

    // Reductions.

    /** sum_j row[j]. */
    abstract double sum(A row, int columns);

    /** sum_j row[j] weights[from + j]. */
    abstract double dot(A row, A weights, int from, int columns, A[] scratch);

    /** max_j (scale row[j] + bias[from + j]); bias may be null. */
    abstract double maxExponent(A row, int columns, double scale, A bias, int from);

    /**
     * sum_j 2^(scale row[j] + bias[from + j] + shift), no exponent above {@link #headroom}; bias may be
     * null. May spoil the row.
     */
    abstract double sumExp2(A row, int columns, double scale, double shift, A bias, int from, A[] scratch);

    /** The power that stands for all smaller ones in {@link #dotExp2}. */
    abstract double leastPower();

    /**
     * sum_j weights[from + j] 2^(scale row[j]), no exponent above zero, no power below {@link #leastPower}. May spoil the
     * row.
     */
    abstract double dotExp2(A row, int columns, double scale, A weights, int from, A[] scratch);

    /**
     * row = (scale row + bias[from + j]) + shift, rounded at each step as {@link #maxExponent} does, so that minus
     * its maximum shifts the largest entry to zero exactly; bias may be null.
     */
    abstract void shiftedExponents(A row, int columns, double scale, double shift, A bias, int from, A[] scratch);

    /**
     * Adds to sums[at..at+2] the sums of 2^u, of its square and of u 2^u over the exponents u in the row.
     */
    abstract void addMoments(A row, int columns, A[] scratch, double[] sums, int at);

    /** row = 2^row, exponents at most {@link #headroom}. */
    abstract void powers(A row, int columns, A[] scratch);

    /**
     * Returns sum_j weights[j] (y[from + j] - a), and leaves the terms in {@code products}; uses the first three rows of
     * scratch.
     */
    abstract double differences(A weights, int columns, A y, int from, double a, A products, A[] scratch);

    /**
     * sums[at + j] += sum_r factors[r] tile[r][j], for r below rows; the factors are rounded to the precision of the
     * tile. May spoil the tile.
     */
    abstract void addColumns(A[] tile, int rows, int columns, double[] factors, double[] sums, int at, A[] scratch);

    /** sums[at + j] += row[j]. */
    abstract void addTo(A row, int columns, double[] sums, int at);

    /** Copies a row's entries to an array of doubles. */
    abstract void store(A row, int columns, double[] target, int at);

    /** The exponent to base 2 up to which sums of a few hundred powers are exact to rounding. */
    abstract double headroom();

    /**
     * Puts the entries of the row that are smaller than the k-th best so far into their places: distances
     * ascending at best[at..at+k-1], their columns at best[at+k..at+2k-1].
     */
    abstract void nearest(A row, int columns, int first, int k, double[] best, int at);

    static void insert(double distance, double column, int k, double[] best, int at) {
        int place = at + k - 1;
        while (place > at && best[place - 1] > distance) {
            best[place] = best[place - 1];
            best[place + k] = best[place + k - 1];
            place--;
        }
        best[place] = distance;
        best[place + k] = column;
    }
}
