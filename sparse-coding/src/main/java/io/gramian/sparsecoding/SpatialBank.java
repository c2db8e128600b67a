package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/**
 * A dictionary laid out for work in space: correlation with a signal, inner products of shifted atoms, and adding an atom
 * to a signal. All grids have three axes here. The atom's index is fastest everywhere, so that one value of the signal
 * meets all atoms in one run of memory.
 */
final class SpatialBank {
    private final Dictionary dictionary;
    private final int atoms;
    private final int channels;
    private final int[] box; // that every atom fits in
    private final int[][] sizes; // of every atom
    private final double[] taps; // [channel][plane][row][column][atom], zero outside a smaller atom

    private SpatialBank(Dictionary dictionary) {
        this.dictionary = dictionary;
        this.atoms = dictionary.size();
        this.channels = dictionary.channels();
        this.box = Shapes.three(dictionary.largestShape());
        this.sizes = dictionary.atoms().stream()
                .map(atom -> Shapes.three(atom.shape()))
                .toArray(int[][]::new);
        this.taps = new double[Checks.size(box, Math.multiplyExact(channels, atoms))];
        for (int m = 0; m < atoms; m++) {
            layOut(m);
        }
    }

    static SpatialBank of(Dictionary dictionary) {
        return new SpatialBank(dictionary);
    }

    private void layOut(int m) {
        double[] values = dictionary.atom(m).view();
        int at = 0;
        for (int c = 0; c < channels; c++) {
            for (int p = 0; p < sizes[m][0]; p++) {
                for (int r = 0; r < sizes[m][1]; r++) {
                    for (int q = 0; q < sizes[m][2]; q++) {
                        taps[(((c * box[0] + p) * box[1] + r) * box[2] + q) * atoms + m] = values[at++];
                    }
                }
            }
        }
    }

    int atoms() {
        return atoms;
    }

    int[] box() {
        return box;
    }

    int[] sizeOf(int atom) {
        return sizes[atom];
    }

    /** The inner product of two atoms, corner on corner. */
    double innerProduct(int i, int j) {
        double sum = 0;
        for (int at = 0; at < taps.length; at += atoms) {
            sum += taps[at + i] * taps[at + j];
        }
        return sum;
    }

    void checkFits(int[] shape) {
        if (shape.length != dictionary.axes()) {
            throw new IllegalArgumentException(
                    "signal: expected " + dictionary.axes() + " axes as the atoms have, found " + shape.length);
        }
        int[] largest = dictionary.largestShape();
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] < largest[axis]) {
                throw new IllegalArgumentException("signal: the shape " + Arrays.toString(shape)
                        + " is smaller than an atom; expected at least " + Arrays.toString(largest));
            }
        }
    }

    void checkSuits(Signal signal) {
        checkFits(signal.shape());
        if (signal.channels() != channels) {
            throw new IllegalArgumentException("signal: expected " + channels + " channels as the atoms have, found "
                    + signal.channels() + "; with atoms of one channel, code channel by channel");
        }
    }

    /** The correlations of all atoms at all places, atom fastest; zero where a boundary allows no coefficient. */
    double[] correlate(Signal signal, Boundary boundary) {
        checkSuits(signal);
        int[] grid = Shapes.three(signal.shape());
        double[] result = correlate(signal.view(), grid, boundary == Boundary.CIRCULAR);
        if (boundary == Boundary.VALID) {
            clearUnfit(result, grid, new int[3], grid);
        }
        return result;
    }

    private double[] correlate(double[] signal, int[] grid, boolean circular) {
        double[] result = new double[Checks.size(grid, atoms)];
        int place = 0;
        for (int p = 0; p < grid[0]; p++) {
            for (int r = 0; r < grid[1]; r++) {
                Checks.checkInterrupted("correlating a signal with atoms");
                for (int q = 0; q < grid[2]; q++) {
                    correlateAt(signal, grid, circular, p, r, q, result, place);
                    place += atoms;
                }
            }
        }
        return result;
    }

    private void correlateAt(
            double[] signal, int[] grid, boolean circular, int p, int r, int q, double[] result, int place) {
        for (int line = 0; line < channels * box[0] * box[1]; line++) {
            int plane = p + line / box[1] % box[0];
            int row = r + line % box[1];
            if (!circular && (plane >= grid[0] || row >= grid[1])) {
                continue;
            }
            int channel = line / (box[0] * box[1]);
            int start = ((channel * grid[0] + plane % grid[0]) * grid[1] + row % grid[1]) * grid[2];
            int end = circular ? box[2] : Math.min(box[2], grid[2] - q);
            for (int t = 0; t < end; t++) {
                int column = q + t < grid[2] ? q + t : q + t - grid[2];
                accumulate(result, place, taps, (line * box[2] + t) * atoms, signal[start + column], atoms);
            }
        }
    }

    /** y += factor x: the innermost loop of everything here, kept apart so that it is compiled once, with vectors. */
    static void accumulate(double[] y, int yAt, double[] x, int xAt, double factor, int count) {
        for (int i = 0; i < count; i++) {
            y[yAt + i] += factor * x[xAt + i];
        }
    }

    /** Zeroes the numbers of a window where the atom would reach over the end of the grid. */
    void clearUnfit(double[] maps, int[] grid, int[] from, int[] to) {
        for (int p = from[0]; p < to[0]; p++) {
            for (int r = from[1]; r < to[1]; r++) {
                boolean inside = p + box[0] <= grid[0] && r + box[1] <= grid[1];
                int first = inside ? Math.max(from[2], grid[2] - box[2] + 1) : from[2];
                for (int q = first; q < to[2]; q++) {
                    int place = ((p * grid[1] + r) * grid[2] + q) * atoms;
                    for (int m = 0; m < atoms; m++) {
                        int[] size = sizes[m];
                        if (p + size[0] > grid[0] || r + size[1] > grid[1] || q + size[2] > grid[2]) {
                            maps[place + m] = 0;
                        }
                    }
                }
            }
        }
    }

    /**
     * The inner products of one atom with all atoms shifted by tau, g_m[tau] = sum_p d_m[p] d_k[p + tau], tau from -(box -
     * 1) to box - 1 on every axis, atom fastest: what one coefficient of atom k takes from the correlations around it.
     */
    double[] gramRow(int k) {
        int[] reach = {2 * box[0] - 1, 2 * box[1] - 1, 2 * box[2] - 1};
        int[] padded = {3 * box[0] - 2, 3 * box[1] - 2, 3 * box[2] - 2};
        double[] signal = new double[Checks.size(padded, channels)];
        int middle = ((box[0] - 1) * padded[1] + box[1] - 1) * padded[2] + box[2] - 1;
        add(1, k, middle, signal, padded);
        double[] result = new double[Checks.size(reach, atoms)];
        int place = 0;
        for (int p = 0; p < reach[0]; p++) {
            for (int r = 0; r < reach[1]; r++) {
                for (int q = 0; q < reach[2]; q++) {
                    correlateAt(signal, padded, false, p, r, q, result, place);
                    place += atoms;
                }
            }
        }
        return result;
    }

    /** Adds a multiple of an atom, its corner at the given place, going on at the beginning of an axis at its end. */
    void add(double factor, int atom, int position, double[] signal, int[] grid) {
        double[] values = dictionary.atom(atom).view();
        int[] size = sizes[atom];
        int column = position % grid[2];
        int row = position / grid[2] % grid[1];
        int plane = position / grid[2] / grid[1];
        int untilEnd = Math.min(size[2], grid[2] - column);
        for (int line = 0; line < channels * size[0] * size[1]; line++) {
            int channel = line / (size[0] * size[1]);
            int p = (plane + line / size[1] % size[0]) % grid[0];
            int r = (row + line % size[1]) % grid[1];
            int start = ((channel * grid[0] + p) * grid[1] + r) * grid[2];
            accumulate(signal, start + column, values, line * size[2], factor, untilEnd);
            accumulate(signal, start, values, line * size[2] + untilEnd, factor, size[2] - untilEnd);
        }
    }

    /** The inner product of a signal with an atom, its corner at the given place, as {@link #add} places it. */
    double innerProduct(int atom, int position, double[] signal, int[] grid) {
        double[] values = dictionary.atom(atom).view();
        int[] size = sizes[atom];
        int column = position % grid[2];
        int row = position / grid[2] % grid[1];
        int plane = position / grid[2] / grid[1];
        double sum = 0;
        for (int line = 0; line < channels * size[0] * size[1]; line++) {
            int channel = line / (size[0] * size[1]);
            int p = (plane + line / size[1] % size[0]) % grid[0];
            int r = (row + line % size[1]) % grid[1];
            int start = ((channel * grid[0] + p) * grid[1] + r) * grid[2];
            for (int t = 0; t < size[2]; t++) {
                sum += values[line * size[2] + t] * signal[start + (column + t) % grid[2]];
            }
        }
        return sum;
    }
}
