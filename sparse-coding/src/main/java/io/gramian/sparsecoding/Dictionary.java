package io.gramian.sparsecoding;

import io.gramian.core.backend.FilterBank;
import io.gramian.sparsecoding.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * M atoms, small signals of as many axes and channels as the signals they code, each of a size of its own. Immutable.
 *
 * <p>Atom d_m has the support [0, L) on every axis, so its coefficient stands at its top left corner; where atoms of
 * different sizes are compared, these corners lie on each other. {@link #normalisation()} says how the atoms are scaled,
 * which decides what a penalty means.
 *
 * <pre>{@code
 * Dictionary bank = LogGabor.heterogeneous().normalised(Normalisation.L2);
 * Dictionary mixed = Dictionary.of(small, large);    // Signals of 8 x 8 and 16 x 16
 * }</pre>
 */
public final class Dictionary {
    private final List<Signal> atoms;
    private final Normalisation normalisation;

    private Dictionary(List<Signal> atoms, Normalisation normalisation) {
        this.atoms = atoms;
        this.normalisation = normalisation;
    }

    /**
     * Returns the dictionary of the given atoms, scaled as they are.
     *
     * @param atoms at least one, all of as many axes and channels; sizes may differ
     * @return a dictionary of normalisation {@link Normalisation#NONE}
     * @throws IllegalArgumentException if there is none, or axes or channels differ
     */
    public static Dictionary of(List<Signal> atoms) {
        return new Dictionary(checked(List.copyOf(atoms)), Normalisation.NONE);
    }

    /**
     * Returns the dictionary of the given atoms, scaled as they are.
     *
     * @param atoms as in {@link #of(List)}
     * @return a dictionary
     * @throws IllegalArgumentException as in {@link #of(List)}
     */
    public static Dictionary of(Signal... atoms) {
        return of(List.of(atoms));
    }

    /**
     * Returns the dictionary whose atoms are the columns of a table.
     *
     * @param table a row for every value of an atom, as in {@link Signal#values}, a column for every atom; copied
     * @param channels of every atom
     * @param shape of every atom
     * @return a dictionary
     * @throws IllegalArgumentException if the rows are not as many as the shape and channels say, they differ in length, or
     *     a value is not finite
     */
    public static Dictionary ofColumns(double[][] table, int channels, int... shape) {
        int size = Checks.size(shape, channels);
        if (table.length != size) {
            throw new IllegalArgumentException("table: expected " + size + " rows for atoms of the shape "
                    + Arrays.toString(shape) + " with " + channels + " channels, found " + table.length);
        }
        Signal columns = Signal.image(table);
        List<Signal> atoms = new ArrayList<>();
        for (int k = 0; k < columns.columns(); k++) {
            int column = k;
            double[] atom = new double[size];
            Arrays.setAll(atom, i -> table[i][column]);
            atoms.add(Signal.of(atom, channels, shape));
        }
        return of(atoms);
    }

    private static List<Signal> checked(List<Signal> atoms) {
        Checks.atLeast("atoms", 1, atoms.size());
        Signal first = atoms.get(0);
        for (int k = 1; k < atoms.size(); k++) {
            Signal atom = atoms.get(k);
            if (atom.axes() != first.axes() || atom.channels() != first.channels()) {
                throw new IllegalArgumentException("atom " + k + ": expected " + first.axes() + " axes and "
                        + first.channels() + " channels as atom 0 has, found " + atom.axes() + " axes and "
                        + atom.channels() + " channels");
            }
        }
        return atoms;
    }

    /**
     * Returns the number of atoms.
     *
     * @return M
     */
    public int size() {
        return atoms.size();
    }

    /**
     * Returns one atom.
     *
     * @param k 0 to M - 1
     * @return the atom
     * @throws IndexOutOfBoundsException if there is no such atom
     */
    public Signal atom(int k) {
        return atoms.get(Objects.checkIndex(k, atoms.size()));
    }

    /**
     * Returns all atoms.
     *
     * @return M signals, an immutable list
     */
    public List<Signal> atoms() {
        return atoms;
    }

    /**
     * Returns the number of axes of every atom.
     *
     * @return 1 to 3
     */
    public int axes() {
        return atoms.get(0).axes();
    }

    /**
     * Returns the number of channels of every atom.
     *
     * @return at least 1
     */
    public int channels() {
        return atoms.get(0).channels();
    }

    /**
     * Returns how the atoms are scaled.
     *
     * @return the normalisation
     */
    public Normalisation normalisation() {
        return normalisation;
    }

    /**
     * Returns the size of a box that every atom fits in.
     *
     * @return the largest length on every axis, a new array
     */
    public int[] largestShape() {
        int[] largest = new int[axes()];
        for (Signal atom : atoms) {
            int[] shape = atom.shape();
            Arrays.setAll(largest, axis -> Math.max(largest[axis], shape[axis]));
        }
        return largest;
    }

    /**
     * Returns the Euclidean norms.
     *
     * @return M numbers, a new array
     */
    public double[] norms() {
        return atoms.stream().mapToDouble(Signal::norm).toArray();
    }

    /**
     * Returns the atoms scaled anew. An atom of zeros stays as it is.
     *
     * @param wanted {@link Normalisation#NONE} changes nothing
     * @return a dictionary
     */
    public Dictionary normalised(Normalisation wanted) {
        return switch (wanted) {
            case NONE -> this;
            case MAX -> scaled(atoms, Normalisation.MAX);
            case L2 -> scaled(atoms, Normalisation.L2);
        };
    }

    private static Dictionary scaled(List<Signal> atoms, Normalisation wanted) {
        List<Signal> scaled = new ArrayList<>();
        for (Signal atom : atoms) {
            double scale = wanted == Normalisation.MAX ? atom.maxAbsolute() : atom.norm();
            scaled.add(scale == 0 ? atom : atom.map(value -> value / scale));
        }
        return new Dictionary(List.copyOf(scaled), wanted);
    }

    /**
     * Returns some of the atoms, in a new order.
     *
     * @param indices of atoms, at least one; repeats allowed
     * @return a dictionary of the same normalisation
     * @throws IllegalArgumentException if there is none
     * @throws IndexOutOfBoundsException if an index does not exist
     */
    public Dictionary select(int... indices) {
        return new Dictionary(
                checked(Arrays.stream(indices).mapToObj(this::atom).toList()), normalisation);
    }

    /**
     * Returns the atoms of this dictionary and those of another after them.
     *
     * @param other of as many axes and channels
     * @return a dictionary, of this normalisation if the other has the same, else of {@link Normalisation#NONE}
     * @throws IllegalArgumentException if axes or channels differ
     */
    public Dictionary and(Dictionary other) {
        List<Signal> all = new ArrayList<>(atoms);
        all.addAll(other.atoms);
        Normalisation both = normalisation == other.normalisation ? normalisation : Normalisation.NONE;
        return new Dictionary(checked(List.copyOf(all)), both);
    }

    /**
     * Returns the inner products of the atoms, corner on corner.
     *
     * @return M x M numbers, &lt;d_i, d_j&gt;, a new array
     */
    public double[][] gram() {
        SpatialBank bank = SpatialBank.of(this);
        double[][] gram = new double[size()][size()];
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j <= i; j++) {
                gram[i][j] = bank.innerProduct(i, j);
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }

    /**
     * Returns the zero-shift coherence: the largest |&lt;d_i, d_j&gt;| / (|d_i| |d_j|) of two atoms, corner on corner. Atoms
     * of zeros do not count. O(M^2 L).
     *
     * @return 0 to 1, up to rounding; 0 for one atom
     */
    public double coherence() {
        double[][] gram = normalised(Normalisation.L2).gram();
        double largest = 0;
        for (int i = 0; i < gram.length; i++) {
            for (int j = 0; j < i; j++) {
                largest = Math.max(largest, Math.abs(gram[i][j]));
            }
        }
        return largest;
    }

    /**
     * Returns the effective rank (sum_i s_i^2)^2 / sum_i s_i^4, s_i the singular values of the unit-norm atoms as columns:
     * how many directions they share out their energy to. It is tr(G)^2 / |G|_F^2 of their Gram matrix. O(M^2 L).
     *
     * @return 1 to M, up to rounding; NaN if all atoms are zero
     */
    public double effectiveRank() {
        double[][] gram = normalised(Normalisation.L2).gram();
        double trace = 0;
        double squares = 0;
        for (int i = 0; i < gram.length; i++) {
            trace += gram[i][i];
            squares += Arrays.stream(gram[i]).map(value -> value * value).sum();
        }
        return trace * trace / squares;
    }

    /**
     * Returns lambda_max = max |D^T s|_m: from this penalty on the code is zero. O(N M L) operations, O(N M) memory.
     *
     * @param signal of as many axes and channels, no axis shorter than an atom's
     * @param boundary what becomes of atoms that reach over the end
     * @return the smallest penalty whose code is zero
     * @throws IllegalArgumentException if the signal does not suit the atoms
     */
    public double largestPenalty(Signal signal, Boundary boundary) {
        double largest = 0;
        for (double value : SpatialBank.of(this).correlate(signal, boundary)) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /**
     * Returns the correlations (D^T s)_m[n] = sum_p d_m[p] s[n + p], over all channels of the signal. O(N M L).
     *
     * @param signal of as many axes and channels, no axis shorter than an atom's
     * @param boundary for {@link Boundary#VALID}, zero where the atom does not fit
     * @return a signal of the same shape, with a channel for every atom
     * @throws IllegalArgumentException if the signal does not suit the atoms, or the result has more numbers than an array
     *     holds
     */
    public Signal correlate(Signal signal, Boundary boundary) {
        double[] fastest = SpatialBank.of(this).correlate(signal, boundary);
        double[] maps = new double[fastest.length];
        int n = signal.size();
        for (int at = 0; at < n; at++) {
            for (int m = 0; m < size(); m++) {
                maps[m * n + at] = fastest[at * size() + m];
            }
        }
        return Signal.owning(maps, size(), signal.shape());
    }

    /**
     * Returns the signal of a code, s[n] = sum_m sum_p d_m[p] x_m[n - p], circular; of a code made without a boundary to
     * cross it is the linear convolution. O(k L) for k coefficients.
     *
     * @param maps the coefficients of M atoms on a grid of as many axes
     * @return a signal of the grid's shape and the atoms' channels
     * @throws IllegalArgumentException if the numbers of atoms or axes differ, or an axis is shorter than an atom's
     */
    public Signal synthesise(CoefficientMaps maps) {
        if (maps.atoms() != size()) {
            throw new IllegalArgumentException(
                    "maps: expected those of " + size() + " atoms, found those of " + maps.atoms());
        }
        int[] shape = maps.shape();
        SpatialBank bank = SpatialBank.of(this);
        bank.checkFits(shape);
        double[] values = new double[Checks.size(shape, channels())];
        for (int i = 0; i < maps.count(); i++) {
            bank.add(maps.value(i), maps.atom(i), maps.position(i), values, Shapes.three(shape));
        }
        return Signal.owning(values, channels(), shape);
    }

    /**
     * Returns the atoms as columns of a table.
     *
     * @return a row for every value of an atom, a column for every atom; a new array
     * @throws IllegalStateException if the atoms differ in size
     */
    public double[][] toColumns() {
        int[] shape = largestShape();
        double[][] table = new double[atoms.get(0).size() * channels()][size()];
        for (int k = 0; k < size(); k++) {
            if (!Arrays.equals(shape, atoms.get(k).shape())) {
                throw new IllegalStateException("atoms: a table of columns needs one size, but atom " + k + " has "
                        + Arrays.toString(atoms.get(k).shape()) + " and the largest is " + Arrays.toString(shape));
            }
            double[] values = atoms.get(k).view();
            for (int i = 0; i < values.length; i++) {
                table[i][k] = values[i];
            }
        }
        return table;
    }

    /**
     * Returns the atoms as the filters of an operator, whose iterations can then be done one by one.
     *
     * <pre>{@code
     * FilterBankOperator operator = backend.filterBank(dictionary.filterBank(), picture.shape());
     * }</pre>
     *
     * @return M filters of as many axes and channels
     */
    public FilterBank filterBank() {
        int[][] shapes = atoms.stream().map(Signal::shape).toArray(int[][]::new);
        double[][] values = atoms.stream().map(Signal::view).toArray(double[][]::new);
        return FilterBank.of(channels(), shapes, values);
    }

    /** Returns how many atoms, how large and how scaled. */
    @Override
    public String toString() {
        boolean mixed = atoms.stream().anyMatch(atom -> !Arrays.equals(atom.shape(), largestShape()));
        return "Dictionary[" + size() + " atoms of " + (mixed ? "up to " : "") + Arrays.toString(largestShape())
                + (channels() > 1 ? ", " + channels() + " channels" : "") + ", normalisation " + normalisation + "]";
    }
}
