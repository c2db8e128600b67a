package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * The coefficients x_m[n] of M atoms on a grid, of which only those that are not zero are kept: k places, atoms and values,
 * by place and then by atom. 16 bytes each. Immutable.
 *
 * <pre>{@code
 * CoefficientMaps maps = code.maps();
 * for (int i = 0; i < maps.count(); i++) {
 *     System.out.println(maps.row(i) + " " + maps.column(i) + " " + maps.atom(i) + " " + maps.value(i));
 * }
 * }</pre>
 */
public final class CoefficientMaps {
    private final int[] shape;
    private final int atoms;
    private final int[] positions;
    private final int[] indices;
    private final double[] values;

    private CoefficientMaps(int[] shape, int atoms, int[] positions, int[] indices, double[] values) {
        this.shape = shape;
        this.atoms = atoms;
        this.positions = positions;
        this.indices = indices;
        this.values = values;
    }

    /**
     * Returns the maps of the given coefficients.
     *
     * @param shape of the grid, one to three lengths
     * @param atoms M
     * @param positions places n, row-major indices into the grid, in any order
     * @param indices atoms m, as many
     * @param values as many; zeros are left out
     * @return maps
     * @throws IllegalArgumentException if the arrays differ in length, a value is not finite, or a place and atom occur
     *     twice
     * @throws IndexOutOfBoundsException if there is no such place or atom
     */
    public static CoefficientMaps of(int[] shape, int atoms, int[] positions, int[] indices, double[] values) {
        int size = Checks.size(shape, 1);
        Checks.atLeast("atoms", 1, atoms);
        if (positions.length != values.length || indices.length != values.length) {
            throw new IllegalArgumentException("coefficients: expected as many positions and atoms as values, found "
                    + positions.length + ", " + indices.length + " and " + values.length);
        }
        long[] keys = new long[values.length];
        int kept = 0;
        for (int i = 0; i < values.length; i++) {
            Checks.finite("coefficient " + i, values[i]);
            long key = (long) Objects.checkIndex(positions[i], size) * atoms + Objects.checkIndex(indices[i], atoms);
            if (values[i] != 0) {
                keys[kept++] = key;
            }
        }
        return sorted(shape.clone(), atoms, Arrays.copyOf(keys, kept), nonZero(values, kept));
    }

    private static double[] nonZero(double[] values, int count) {
        double[] result = new double[count];
        int kept = 0;
        for (double value : values) {
            if (value != 0) {
                result[kept++] = value;
            }
        }
        return result;
    }

    private static CoefficientMaps sorted(int[] shape, int atoms, long[] keys, double[] values) {
        int[] order = order(keys);
        int[] positions = new int[keys.length];
        int[] indices = new int[keys.length];
        double[] inOrder = new double[keys.length];
        for (int i = 0; i < keys.length; i++) {
            long key = keys[order[i]];
            if (i > 0 && key == keys[order[i - 1]]) {
                throw new IllegalArgumentException(
                        "coefficients: atom " + key % atoms + " stands twice at place " + key / atoms);
            }
            positions[i] = (int) (key / atoms);
            indices[i] = (int) (key % atoms);
            inOrder[i] = values[order[i]];
        }
        return new CoefficientMaps(shape, atoms, positions, indices, inOrder);
    }

    /** The indices of keys in rising order; most come in order already. */
    private static int[] order(long[] keys) {
        int[] order = new int[keys.length];
        Arrays.setAll(order, i -> i);
        for (int i = 1; i < keys.length; i++) {
            if (keys[i] < keys[i - 1]) {
                return Arrays.stream(order)
                        .boxed()
                        .sorted((a, b) -> Long.compare(keys[a], keys[b]))
                        .mapToInt(Integer::intValue)
                        .toArray();
            }
        }
        return order;
    }

    /**
     * Returns the maps of a dense array, the atom's index fastest, as solvers keep it.
     *
     * @param shape of the grid, N places
     * @param atoms M
     * @param dense N M numbers, x_m[n] at n M + m
     * @return maps
     * @throws IllegalArgumentException if there are not N M numbers, or one is not finite
     */
    public static CoefficientMaps ofAtomFastest(int[] shape, int atoms, double[] dense) {
        int size = Checks.size(shape, Checks.atLeast("atoms", 1, atoms));
        if (dense.length != size) {
            throw new IllegalArgumentException("coefficients: expected " + size + ", found " + dense.length);
        }
        int count = (int) Arrays.stream(dense).filter(value -> value != 0).count();
        int[] positions = new int[count];
        int[] indices = new int[count];
        double[] values = new double[count];
        int kept = 0;
        for (int at = 0; at < size; at++) {
            if (dense[at] != 0) {
                positions[kept] = at / atoms;
                indices[kept] = at % atoms;
                values[kept++] = Checks.finite("coefficient " + at, dense[at]);
            }
        }
        return new CoefficientMaps(shape.clone(), atoms, positions, indices, values);
    }

    /**
     * Returns the maps of a dense signal.
     *
     * @param maps a channel for every atom
     * @return maps
     */
    public static CoefficientMaps of(Signal maps) {
        int n = maps.size();
        int atoms = maps.channels();
        double[] dense = new double[n * atoms];
        for (int m = 0; m < atoms; m++) {
            for (int at = 0; at < n; at++) {
                dense[at * atoms + m] = maps.view()[m * n + at];
            }
        }
        return ofAtomFastest(maps.shape(), atoms, dense);
    }

    /**
     * Returns the maps of dense arrays, one for every atom.
     *
     * @param shape of the grid, N places
     * @param maps M arrays of N numbers, row-major
     * @return maps
     * @throws IllegalArgumentException if there is no map, one does not have N numbers, or a number is not finite
     */
    public static CoefficientMaps ofMaps(int[] shape, double[]... maps) {
        int size = Checks.size(shape, Checks.atLeast("maps", 1, maps.length));
        double[] dense = new double[size];
        int places = size / maps.length;
        for (int m = 0; m < maps.length; m++) {
            if (maps[m].length != places) {
                throw new IllegalArgumentException(
                        "map " + m + ": expected " + places + " numbers, found " + maps[m].length);
            }
            for (int n = 0; n < places; n++) {
                dense[n * maps.length + m] = maps[m][n];
            }
        }
        return ofAtomFastest(shape, maps.length, dense);
    }

    /**
     * Returns the shape of the grid.
     *
     * @return one to three lengths, a new array
     */
    public int[] shape() {
        return shape.clone();
    }

    /**
     * Returns the number of atoms.
     *
     * @return M
     */
    public int atoms() {
        return atoms;
    }

    /**
     * Returns how many coefficients there are, zeros included.
     *
     * @return N M
     */
    public long size() {
        return (long) places() * atoms;
    }

    private int places() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /**
     * Returns how many coefficients are not zero.
     *
     * @return k
     */
    public int count() {
        return values.length;
    }

    /**
     * Returns where a coefficient stands, as an index into the row-major grid.
     *
     * @param i 0 to k - 1
     * @return 0 to N - 1
     */
    public int position(int i) {
        return positions[i];
    }

    /**
     * Returns the row of a coefficient, the place on the last axis but one.
     *
     * @param i 0 to k - 1
     * @return the row, 0 for a series
     */
    public int row(int i) {
        return shape.length == 1 ? 0 : positions[i] / shape[shape.length - 1] % shape[shape.length - 2];
    }

    /**
     * Returns the column of a coefficient, the place on the last axis.
     *
     * @param i 0 to k - 1
     * @return the column
     */
    public int column(int i) {
        return positions[i] % shape[shape.length - 1];
    }

    /**
     * Returns the plane of a coefficient in a volume.
     *
     * @param i 0 to k - 1
     * @return the plane, 0 for fewer than three axes
     */
    public int plane(int i) {
        return shape.length < 3 ? 0 : positions[i] / shape[2] / shape[1];
    }

    /**
     * Returns the atom of a coefficient.
     *
     * @param i 0 to k - 1
     * @return 0 to M - 1
     */
    public int atom(int i) {
        return indices[i];
    }

    /**
     * Returns a coefficient that is not zero.
     *
     * @param i 0 to k - 1
     * @return its value
     */
    public double value(int i) {
        return values[i];
    }

    /**
     * Returns the coefficients that are not zero.
     *
     * @return k numbers, a new array
     */
    public double[] values() {
        return values.clone();
    }

    /**
     * Returns where the coefficients stand.
     *
     * @return k indices into the row-major grid, in rising order; a new array
     */
    public int[] positions() {
        return positions.clone();
    }

    /**
     * Returns whose the coefficients are.
     *
     * @return k atoms, a new array
     */
    public int[] indices() {
        return indices.clone();
    }

    /**
     * Returns the dense map of one atom.
     *
     * @param atom 0 to M - 1
     * @return a signal of the grid's shape
     * @throws IndexOutOfBoundsException if there is no such atom
     */
    public Signal map(int atom) {
        Objects.checkIndex(atom, atoms);
        double[] map = new double[places()];
        for (int i = 0; i < values.length; i++) {
            if (indices[i] == atom) {
                map[positions[i]] = values[i];
            }
        }
        return Signal.owning(map, 1, shape);
    }

    /**
     * Returns all maps, dense, one array for every atom.
     *
     * @return M arrays of N numbers, row-major; new arrays
     */
    public double[][] toMaps() {
        double[][] maps = new double[atoms][places()];
        for (int i = 0; i < values.length; i++) {
            maps[indices[i]][positions[i]] = values[i];
        }
        return maps;
    }

    /**
     * Returns all maps, dense.
     *
     * @return a signal of the grid's shape with a channel for every atom
     * @throws IllegalArgumentException if that is more numbers than an array holds
     */
    public Signal dense() {
        double[] dense = new double[Checks.size(shape, atoms)];
        int n = places();
        for (int i = 0; i < values.length; i++) {
            dense[indices[i] * n + positions[i]] = values[i];
        }
        return Signal.owning(dense, atoms, shape);
    }

    /**
     * Returns all coefficients, the atom's index fastest, as solvers keep them.
     *
     * @return N M numbers, x_m[n] at n M + m; a new array
     * @throws IllegalArgumentException if that is more numbers than an array holds
     */
    public double[] atomFastest() {
        double[] dense = new double[Checks.size(shape, atoms)];
        for (int i = 0; i < values.length; i++) {
            dense[positions[i] * atoms + indices[i]] = values[i];
        }
        return dense;
    }

    /**
     * Returns these maps without small coefficients.
     *
     * @param cutoff coefficients of |x| &lt; cutoff become zero
     * @return maps
     * @throws IllegalArgumentException if the cutoff is negative or not finite
     */
    public CoefficientMaps pruned(double cutoff) {
        Checks.notNegative("cutoff", cutoff);
        int[] kept = new int[values.length];
        int count = 0;
        for (int i = 0; i < values.length; i++) {
            if (Math.abs(values[i]) >= cutoff) {
                kept[count++] = i;
            }
        }
        int[] which = Arrays.copyOf(kept, count);
        return new CoefficientMaps(
                shape,
                atoms,
                Arrays.stream(which).map(i -> positions[i]).toArray(),
                Arrays.stream(which).map(i -> indices[i]).toArray(),
                Arrays.stream(which).mapToDouble(i -> values[i]).toArray());
    }

    /**
     * Returns the fraction of coefficients that are exactly zero.
     *
     * @return 1 - k / (N M)
     */
    public double sparseness() {
        return 1 - (double) count() / size();
    }

    /**
     * Returns the sum of absolute values.
     *
     * @return |x|_1
     */
    public double l1Norm() {
        return Arrays.stream(values).map(Math::abs).sum();
    }

    /**
     * Returns the largest absolute value.
     *
     * @return 0 for a code of zeros
     */
    public double maxAbsolute() {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    /**
     * Returns how many coefficients of each atom are not zero.
     *
     * @return M counts, a new array
     */
    public int[] countByAtom() {
        int[] counts = new int[atoms];
        for (int atom : indices) {
            counts[atom]++;
        }
        return counts;
    }

    /**
     * Returns the sum of absolute values of each atom.
     *
     * @return M numbers, a new array
     */
    public double[] l1NormByAtom() {
        double[] sums = new double[atoms];
        for (int i = 0; i < values.length; i++) {
            sums[indices[i]] += Math.abs(values[i]);
        }
        return sums;
    }

    /** Returns grid, atoms and how many coefficients are not zero. */
    @Override
    public String toString() {
        return "CoefficientMaps[" + atoms + " atoms on " + Arrays.toString(shape) + ", " + count() + " not zero]";
    }
}
