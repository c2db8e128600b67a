package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.SparseMaps;
import java.util.Arrays;

/**
 * The layout of maps, [row][position][group][lane], and copies into it and out of it.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class MapStore<A> {
    private final MapLoops<A> loops;
    private final Grid grid;
    private final int filters;
    private final int lanes; // of a group, at least as many as filters
    private final int groups;
    private final Tasks tasks;

    /** Gives the numbers of a row, [position][lane of any group]. */
    interface Rows<A> {
        void read(int row, A into);
    }

    MapStore(MapLoops<A> loops, Grid grid, int filters, int lanes, int groups, Tasks tasks) {
        this.loops = loops;
        this.grid = grid;
        this.filters = filters;
        this.lanes = lanes;
        this.groups = groups;
        this.tasks = tasks;
    }

    int maps() {
        return groups * filters;
    }

    /** Returns how far positions are apart. */
    int step() {
        return groups * lanes;
    }

    A allocate() {
        return loops.allocate(grid.size() * step());
    }

    int rowAt(int row, int lane) {
        return row * grid.length() * step() + lane;
    }

    private int laneOf(int map) {
        return map / filters * lanes + map % filters;
    }

    /** Copies maps in, which must be finite and of the right number. */
    void write(double[][] maps, A into) {
        check(maps);
        tasks.run(grid.rows(), () -> row -> {
            for (int map = 0; map < maps.length; map++) {
                for (int p = row * grid.length(); p < (row + 1) * grid.length(); p++) {
                    loops.set(into, p * step() + laneOf(map), maps[map][p]);
                }
            }
        });
    }

    private void check(double[][] maps) {
        if (maps.length != maps()) {
            throw new IllegalArgumentException("maps: expected " + maps() + ", found " + maps.length);
        }
        for (int map = 0; map < maps.length; map++) {
            if (maps[map].length != grid.size()) {
                throw new IllegalArgumentException("map " + map + ": expected " + grid.size()
                        + " numbers for the shape " + Arrays.toString(grid.shape()) + ", found " + maps[map].length);
            }
            for (int p = 0; p < grid.size(); p++) {
                if (!Double.isFinite(maps[map][p])) {
                    throw new IllegalArgumentException(
                            "map " + map + ": expected finite numbers, found " + maps[map][p] + " at " + p);
                }
            }
        }
    }

    /** Returns maps. */
    double[][] read(Rows<A> rows) {
        double[][] maps = new double[maps()][grid.size()];
        tasks.run(grid.rows(), () -> {
            A numbers = loops.allocate(grid.length() * step());
            return row -> {
                rows.read(row, numbers);
                for (int map = 0; map < maps.length; map++) {
                    for (int p = 0; p < grid.length(); p++) {
                        maps[map][row * grid.length() + p] = loops.get(numbers, p * step() + laneOf(map));
                    }
                }
            };
        });
        return maps;
    }

    /** Returns the numbers that are not zero. */
    SparseMaps sparse(Rows<A> rows) {
        RowOfMaps[] found = new RowOfMaps[grid.rows()];
        tasks.run(grid.rows(), () -> {
            A numbers = loops.allocate(grid.length() * step());
            return row -> {
                rows.read(row, numbers);
                found[row] = nonZeros(row, numbers);
            };
        });
        int size = Arrays.stream(found).mapToInt(row -> row.count).sum();
        int[] map = new int[size];
        int[] position = new int[size];
        double[] value = new double[size];
        int at = 0;
        for (RowOfMaps row : found) {
            System.arraycopy(row.map, 0, map, at, row.count);
            System.arraycopy(row.position, 0, position, at, row.count);
            System.arraycopy(row.value, 0, value, at, row.count);
            at += row.count;
        }
        return SparseMaps.of(maps(), grid.shape(), map, position, value);
    }

    private RowOfMaps nonZeros(int row, A numbers) {
        RowOfMaps found = new RowOfMaps();
        for (int p = 0; p < grid.length(); p++) {
            for (int map = 0; map < maps(); map++) {
                double number = loops.get(numbers, p * step() + laneOf(map));
                if (number != 0) {
                    found.add(map, row * grid.length() + p, number);
                }
            }
        }
        return found;
    }

    /** The coefficients of one row. */
    private static final class RowOfMaps {
        private int[] map = new int[16];
        private int[] position = new int[16];
        private double[] value = new double[16];
        private int count;

        void add(int newMap, int newPosition, double newValue) {
            if (count == map.length) {
                map = Arrays.copyOf(map, 2 * count);
                position = Arrays.copyOf(position, 2 * count);
                value = Arrays.copyOf(value, 2 * count);
            }
            map[count] = newMap;
            position[count] = newPosition;
            value[count++] = newValue;
        }
    }
}
