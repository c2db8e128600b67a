package io.gramian.core.backend;

/** The k nearest columns of every row of a Gram matrix, the nearest first. */
public final class Neighbours {
    private final int count;
    private final int[] indices;
    private final double[] distances;

    /**
     * Makes the neighbours of n rows; backends call this.
     *
     * @param count k
     * @param indices n k column indices, row after row
     * @param distances n k distances, row after row
     */
    public Neighbours(int count, int[] indices, double[] distances) {
        this.count = count;
        this.indices = indices.clone();
        this.distances = distances.clone();
    }

    /**
     * Returns the number of rows.
     *
     * @return n
     */
    public int size() {
        return indices.length / count;
    }

    /**
     * Returns the number of neighbours of a row.
     *
     * @return k
     */
    public int count() {
        return count;
    }

    /**
     * Returns the column of the rank-th nearest neighbour.
     *
     * @param row the row
     * @param rank 0 for the nearest, to k - 1
     * @return an index into Y
     */
    public int index(int row, int rank) {
        return indices[row * count + java.util.Objects.checkIndex(rank, count)];
    }

    /**
     * Returns the distance of the rank-th nearest neighbour, in the function's own form: squared for the
     * Euclidean distance.
     *
     * @param row the row
     * @param rank 0 for the nearest, to k - 1
     * @return the distance
     */
    public double distance(int row, int rank) {
        return distances[row * count + java.util.Objects.checkIndex(rank, count)];
    }

    @Override
    public String toString() {
        return "Neighbours[" + size() + " rows, " + count + " each]";
    }
}
