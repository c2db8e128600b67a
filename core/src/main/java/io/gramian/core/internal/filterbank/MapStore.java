package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.SparseMaps;
import java.util.Arrays;

/**
 * Copies of maps into the layout and out of it.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class MapStore<A> {
    private final MapLoops<A> loops;
    private final Layout layout;
    private final Grid grid;
    private final Tasks tasks;

    MapStore(MapLoops<A> loops, Layout layout, Tasks tasks) {
        this.loops = loops;
        this.layout = layout;
        this.grid = layout.grid();
        this.tasks = tasks;
    }

    A allocate() {
        return loops.allocate((int) layout.length());
    }

    private int at(int map, int position) {
        return layout.blockOf(map) * grid.size() * layout.width() + position * layout.width() + layout.laneOf(map);
    }

    /** Copies maps in, which must be finite and of the right number. */
    void write(double[][] maps, A into) {
        check(maps);
        tasks.run(grid.rows(), () -> row -> {
            for (int map = 0; map < maps.length; map++) {
                for (int p = row * grid.length(); p < (row + 1) * grid.length(); p++) {
                    loops.set(into, at(map, p), maps[map][p]);
                }
            }
        });
    }

    private void check(double[][] maps) {
        FilterBankChecks.checkMaps(maps, layout.maps(), grid.shape());
    }

    /** Returns maps whose rows a source gives. */
    double[][] read(MapTransform.Source<A> rows) {
        double[][] maps = new double[layout.maps()][grid.size()];
        tasks.run(grid.rows(), () -> {
            A numbers = loops.allocate(layout.rowLength());
            return row -> {
                for (int map = 0; map < maps.length; map++) {
                    if (layout.laneOf(map) == 0) {
                        rows.read(row, layout.blockOf(map), numbers);
                    }
                    for (int p = 0; p < grid.length(); p++) {
                        maps[map][row * grid.length() + p] =
                                loops.get(numbers, p * layout.width() + layout.laneOf(map));
                    }
                }
            };
        });
        return maps;
    }

    /** Returns the numbers that are not zero. */
    SparseMaps sparse(MapTransform.Source<A> rows) {
        Found[] found = new Found[grid.rows()];
        tasks.run(grid.rows(), () -> {
            A numbers = loops.allocate(layout.rowLength() * layout.blocks());
            A block = loops.allocate(layout.rowLength());
            return row -> {
                for (int b = 0; b < layout.blocks(); b++) {
                    rows.read(row, b, block);
                    System.arraycopy(block, 0, numbers, b * layout.rowLength(), layout.rowLength());
                }
                found[row] = nonZeros(row, numbers);
            };
        });
        int size = Arrays.stream(found).mapToInt(row -> row.count).sum();
        int[] map = new int[size];
        int[] position = new int[size];
        double[] value = new double[size];
        int at = 0;
        for (Found row : found) {
            System.arraycopy(row.map, 0, map, at, row.count);
            System.arraycopy(row.position, 0, position, at, row.count);
            System.arraycopy(row.value, 0, value, at, row.count);
            at += row.count;
        }
        return SparseMaps.of(layout.maps(), grid.shape(), map, position, value);
    }

    private Found nonZeros(int row, A numbers) {
        Found found = new Found();
        for (int p = 0; p < grid.length(); p++) {
            for (int map = 0; map < layout.maps(); map++) {
                int at = layout.blockOf(map) * layout.rowLength() + p * layout.width() + layout.laneOf(map);
                double number = loops.get(numbers, at);
                if (number != 0) {
                    found.add(map, row * grid.length() + p, number);
                }
            }
        }
        return found;
    }

    /** The coefficients of one row. */
    private static final class Found {
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
