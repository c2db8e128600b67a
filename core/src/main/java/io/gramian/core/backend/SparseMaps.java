package io.gramian.core.backend;

import java.util.Arrays;

/**
 * The coefficients that are not zero, by map and position, ordered by position and then by map. Immutable.
 */
public final class SparseMaps {
    private final int maps;
    private final int[] shape;
    private final int[] map;
    private final int[] position;
    private final double[] value;

    private SparseMaps(int maps, int[] shape, int[] map, int[] position, double[] value) {
        this.maps = maps;
        this.shape = shape;
        this.map = map;
        this.position = position;
        this.value = value;
    }

    /**
     * Returns maps of the given coefficients.
     *
     * @param maps how many maps there are, at least 1
     * @param shape the lengths of a map's axes; copied
     * @param map for each coefficient its map, 0 to maps - 1; copied
     * @param position for each its row-major index in the map; copied
     * @param value for each its value; copied
     * @return the maps
     * @throws IllegalArgumentException if the arrays differ in length, or an index is out of range
     */
    public static SparseMaps of(int maps, int[] shape, int[] map, int[] position, double[] value) {
        if (map.length != value.length || position.length != value.length) {
            throw new IllegalArgumentException("coefficients: expected as many maps and positions as values, found "
                    + map.length + ", " + position.length + " and " + value.length);
        }
        int positions = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        for (int i = 0; i < value.length; i++) {
            if (map[i] < 0 || map[i] >= maps || position[i] < 0 || position[i] >= positions) {
                throw new IllegalArgumentException("coefficient " + i + ": expected a map below " + maps
                        + " and a position below " + positions + ", found " + map[i] + " and " + position[i]);
            }
        }
        return new SparseMaps(maps, shape.clone(), map.clone(), position.clone(), value.clone());
    }

    /**
     * Returns how many maps there are.
     *
     * @return at least 1
     */
    public int maps() {
        return maps;
    }

    /**
     * Returns the lengths of a map's axes.
     *
     * @return a new array
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Returns how many coefficients there are.
     *
     * @return at least 0
     */
    public int size() {
        return value.length;
    }

    /**
     * Returns the map of a coefficient.
     *
     * @param index 0 to size - 1
     * @return 0 to maps - 1
     */
    public int map(int index) {
        return map[index];
    }

    /**
     * Returns the place of a coefficient in its map.
     *
     * @param index 0 to size - 1
     * @return the row-major index
     */
    public int position(int index) {
        return position[index];
    }

    /**
     * Returns the value of a coefficient.
     *
     * @param index 0 to size - 1
     * @return a number that is not zero
     */
    public double value(int index) {
        return value[index];
    }

    /** Returns the numbers, for example {@code SparseMaps(190 coefficients in 3 maps of [16, 16])}. */
    @Override
    public String toString() {
        return "SparseMaps(" + size() + " coefficients in " + maps + " maps of " + Arrays.toString(shape) + ")";
    }
}
