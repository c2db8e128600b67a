package io.gramian.dpp.continuous;

import io.gramian.dpp.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A finite set of multi-indices: which products of univariate functions a {@link TensorBasis} holds. An index counts from
 * 0, for polynomials the degree. Instances are immutable.
 */
public final class IndexSet {
    private static final int MOST = 100_000;

    private final int[][] indices;

    private IndexSet(int[][] indices) {
        this.indices = indices;
    }

    /**
     * Returns the indices with i_1 + ... + i_d &lt;= p: (d + p)! / (d! p!) of them.
     *
     * @param dimension d, at least 1
     * @param degree p, at least 0
     * @return the set, in lexicographic order
     * @throws IllegalArgumentException if an argument is out of range or the set has over 100,000 indices
     */
    public static IndexSet totalDegree(int dimension, int degree) {
        return grown(dimension, degree, index -> Arrays.stream(index).sum() <= degree);
    }

    /**
     * Returns the indices with (i_1 + 1) ... (i_d + 1) &lt;= p + 1, the hyperbolic cross.
     *
     * @param dimension d, at least 1
     * @param degree p, at least 0: the largest index of one coordinate
     * @return the set, in lexicographic order
     * @throws IllegalArgumentException if an argument is out of range or the set has over 100,000 indices
     */
    public static IndexSet hyperbolicCross(int dimension, int degree) {
        return grown(
                dimension,
                degree,
                index -> Arrays.stream(index).asLongStream().map(i -> i + 1).reduce(1, Math::multiplyExact)
                        <= degree + 1L);
    }

    /**
     * Returns all indices with i_c &lt;= p_c in every coordinate.
     *
     * @param degrees p_1, ..., p_d, each at least 0
     * @return the (p_1 + 1) ... (p_d + 1) indices, in lexicographic order
     * @throws IllegalArgumentException if no degree is given, one is negative, or the set has over 100,000 indices
     */
    public static IndexSet tensor(int... degrees) {
        for (int degree : degrees) {
            Checks.atLeast("degree", 0, degree);
        }
        int most = Arrays.stream(degrees).max().orElse(0);
        int[] bounds = degrees.clone();
        return grown(bounds.length, most, index -> {
            for (int c = 0; c < bounds.length; c++) {
                if (index[c] > bounds[c]) {
                    return false;
                }
            }
            return true;
        });
    }

    /**
     * Returns the given indices, in the given order.
     *
     * @param indices arrays of the same length d, all different, without negative numbers; copied
     * @return the set
     * @throws IllegalArgumentException if there is none, they differ in length, one is negative or occurs twice
     */
    public static IndexSet of(int[][] indices) {
        if (indices.length == 0 || indices[0].length == 0) {
            throw new IllegalArgumentException("index set: expected at least one index of at least one number");
        }
        Set<List<Integer>> seen = new HashSet<>();
        int[][] copies = new int[indices.length][];
        for (int at = 0; at < indices.length; at++) {
            copies[at] = indices[at].clone();
            String where = "index " + at + " " + Arrays.toString(copies[at]);
            if (copies[at].length != copies[0].length) {
                throw new IllegalArgumentException(where + ": expected " + copies[0].length + " numbers");
            }
            if (Arrays.stream(copies[at]).anyMatch(i -> i < 0)) {
                throw new IllegalArgumentException(where + ": expected no negative number");
            }
            if (!seen.add(Arrays.stream(copies[at]).boxed().toList())) {
                throw new IllegalArgumentException(where + ": occurs twice");
            }
        }
        return new IndexSet(copies);
    }

    /** Returns the downward closed set of the indices that are kept, none with a number above the degree. */
    private static IndexSet grown(int dimension, int degree, Predicate<int[]> kept) {
        Checks.atLeast("dimension", 1, dimension);
        Checks.atLeast("degree", 0, degree);
        List<int[]> found = new ArrayList<>();
        grow(new int[dimension], 0, degree, kept, found);
        return new IndexSet(found.toArray(int[][]::new));
    }

    private static void grow(int[] index, int place, int degree, Predicate<int[]> kept, List<int[]> found) {
        if (place == index.length) {
            if (found.size() == MOST) {
                throw new IllegalArgumentException("index set: more than " + MOST + " indices");
            }
            found.add(index.clone());
            return;
        }
        for (int i = 0; i <= degree; i++) {
            index[place] = i;
            if (!kept.test(index)) { // the coordinates to come are zero: no larger number can be kept either
                break;
            }
            grow(index, place + 1, degree, kept, found);
        }
        index[place] = 0;
    }

    /**
     * Returns the number of indices.
     *
     * @return at least 1
     */
    public int size() {
        return indices.length;
    }

    /**
     * Returns d, the length of an index.
     *
     * @return at least 1
     */
    public int dimension() {
        return indices[0].length;
    }

    /**
     * Returns one number of one index.
     *
     * @param at the index, 0 to size - 1
     * @param coordinate 0 to d - 1
     * @return at least 0
     */
    public int value(int at, int coordinate) {
        return indices[at][coordinate];
    }

    /**
     * Returns a copy of all indices.
     *
     * @return arrays of length d
     */
    public int[][] toArray() {
        return Arrays.stream(indices).map(int[]::clone).toArray(int[][]::new);
    }

    /** Returns whether the other is the same indices in the same order. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IndexSet set && Arrays.deepEquals(indices, set.indices);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(indices);
    }

    /** Returns the size and the dimension. */
    @Override
    public String toString() {
        return "IndexSet[" + size() + " in dimension " + dimension() + "]";
    }
}
