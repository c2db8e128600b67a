package io.gramian.core.internal.gram;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Which pairs count for nothing: none, or those whose row and column have the same index. */
public abstract class Exclusion {
    public static final Exclusion NONE = new Exclusion() {
        @Override
        public int count(int row) {
            return 0;
        }

        @Override
        public int column(int row, int rank) {
            throw new IndexOutOfBoundsException(rank);
        }
    };

    public static final Exclusion DIAGONAL = new Exclusion() {
        @Override
        public int count(int row) {
            return 1;
        }

        @Override
        public int column(int row, int rank) {
            return row; // may lie beyond the last column
        }
    };

    /** How many columns are left out of a row. */
    public abstract int count(int row);

    /** The rank-th of them. */
    public abstract int column(int row, int rank);

    /** Leaves out column c of row r where the indices they were selected by are equal. */
    public static Exclusion ofEqual(int[] rowIndices, int[] columnIndices) {
        Map<Integer, int[]> places = new HashMap<>();
        for (int c = 0; c < columnIndices.length; c++) {
            int column = c;
            places.merge(columnIndices[c], new int[] {column}, (known, one) -> {
                int[] more = Arrays.copyOf(known, known.length + 1);
                more[known.length] = column;
                return more;
            });
        }
        int[][] excluded = new int[rowIndices.length][];
        Arrays.setAll(excluded, r -> places.getOrDefault(rowIndices[r], new int[0]));
        return new Exclusion() {
            @Override
            public int count(int row) {
                return excluded[row].length;
            }

            @Override
            public int column(int row, int rank) {
                return excluded[row][rank];
            }
        };
    }

    public boolean leavesOut(int row, int column) {
        for (int rank = 0; rank < count(row); rank++) {
            if (column(row, rank) == column) {
                return true;
            }
        }
        return false;
    }

    /** The most columns that any of the rows loses. */
    public int most(int rows) {
        int most = 0;
        for (int r = 0; r < rows; r++) {
            most = Math.max(most, count(r));
        }
        return most;
    }
}
