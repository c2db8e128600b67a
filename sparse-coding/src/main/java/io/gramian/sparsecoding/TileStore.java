package io.gramian.sparsecoding;

import java.util.Arrays;

/** The code of a large signal, line by line of its grid, of which windows are taken and exchanged. */
final class TileStore {
    private final TileGrid tiles;
    private final int atoms;
    private final int maps;
    private final int[][] sizes; // of the atoms, on three axes
    private final int[][] keys; // of every line, column times maps plus map, in order
    private final double[][] values;

    TileStore(TileGrid tiles, Dictionary dictionary, int maps) {
        this.tiles = tiles;
        this.atoms = dictionary.size();
        this.maps = maps;
        this.sizes = dictionary.atoms().stream()
                .map(atom -> Shapes.three(atom.shape()))
                .toArray(int[][]::new);
        int[] shape = tiles.shape();
        Math.multiplyExact(shape[2], maps);
        this.keys = new int[shape[0] * shape[1]][0];
        this.values = new double[shape[0] * shape[1]][0];
    }

    /** The coefficients of a window whose atoms lie within it, in the coordinates of the window. */
    CoefficientMaps take(int tile, int[] shape) {
        Parts parts = new Parts();
        int[] window = tiles.window();
        for (int line = 0; line < window[0] * window[1]; line++) {
            int of = tiles.line(tile, line);
            for (int i = 0; i < keys[of].length; i++) {
                int column = columnIn(tile, keys[of][i]);
                if (isWithin(line, column, keys[of][i] % maps)) {
                    parts.add(line * window[2] + column, keys[of][i] % maps, values[of][i]);
                }
            }
        }
        return parts.maps(shape);
    }

    /** Exchanges what {@link #take} gives for another code. */
    void put(int tile, CoefficientMaps code) {
        int[] window = tiles.window();
        int next = 0;
        for (int line = 0; line < window[0] * window[1]; line++) {
            int from = next;
            while (next < code.count() && code.position(next) / window[2] == line) {
                next++;
            }
            exchange(tile, line, code, from, next);
        }
    }

    private void exchange(int tile, int line, CoefficientMaps code, int from, int to) {
        int of = tiles.line(tile, line);
        long[] order = new long[keys[of].length + to - from]; // key, and after it where the value stands
        double[] all = new double[order.length];
        int count = 0;
        for (int i = 0; i < keys[of].length; i++) {
            if (!isWithin(line, columnIn(tile, keys[of][i]), keys[of][i] % maps)) {
                order[count] = (long) keys[of][i] << Integer.SIZE | count;
                all[count++] = values[of][i];
            }
        }
        for (int i = from; i < to; i++) {
            int column = (code.position(i) % tiles.window()[2] + tiles.origin(tile)[2]) % tiles.shape()[2];
            order[count] = (long) (column * maps + code.atom(i)) << Integer.SIZE | count;
            all[count++] = code.value(i);
        }
        order = Arrays.copyOf(order, count);
        Arrays.sort(order);
        keys[of] = new int[count];
        values[of] = new double[count];
        for (int i = 0; i < count; i++) {
            keys[of][i] = (int) (order[i] >> Integer.SIZE);
            values[of][i] = all[(int) order[i]];
        }
    }

    private int columnIn(int tile, int key) {
        return Math.floorMod(key / maps - tiles.origin(tile)[2], tiles.shape()[2]);
    }

    private boolean isWithin(int line, int column, int map) {
        int[] window = tiles.window();
        int[] size = sizes[map % atoms];
        return column + size[2] <= window[2]
                && line % window[1] + size[1] <= window[1]
                && line / window[1] + size[0] <= window[0];
    }

    /** All coefficients. */
    CoefficientMaps all(int[] shape) {
        int count = 0;
        for (int[] line : keys) {
            count = Math.addExact(count, line.length);
        }
        int[] positions = new int[count];
        int[] indices = new int[count];
        double[] numbers = new double[count];
        int at = 0;
        for (int line = 0; line < keys.length; line++) {
            for (int i = 0; i < keys[line].length; i++, at++) {
                positions[at] = line * tiles.shape()[2] + keys[line][i] / maps;
                indices[at] = keys[line][i] % maps;
                numbers[at] = values[line][i];
            }
        }
        return CoefficientMaps.of(shape, maps, positions, indices, numbers);
    }

    /** Adds up a function of map and value over all coefficients. */
    double sum(Term term) {
        double sum = 0;
        for (int line = 0; line < keys.length; line++) {
            for (int i = 0; i < keys[line].length; i++) {
                sum += term.of(keys[line][i] % maps, values[line][i]);
            }
        }
        return sum;
    }

    /** What a coefficient adds to a sum. */
    interface Term {
        double of(int map, double value);
    }

    /** Coefficients that are gathered one by one. */
    private final class Parts {
        private int count;
        private int[] positions = new int[1024];
        private int[] indices = new int[1024];
        private double[] numbers = new double[1024];

        void add(int position, int map, double value) {
            if (count == numbers.length) {
                positions = Arrays.copyOf(positions, 2 * count);
                indices = Arrays.copyOf(indices, 2 * count);
                numbers = Arrays.copyOf(numbers, 2 * count);
            }
            positions[count] = position;
            indices[count] = map;
            numbers[count++] = value;
        }

        CoefficientMaps maps(int[] shape) {
            return CoefficientMaps.of(
                    shape,
                    maps,
                    Arrays.copyOf(positions, count),
                    Arrays.copyOf(indices, count),
                    Arrays.copyOf(numbers, count));
        }
    }
}
