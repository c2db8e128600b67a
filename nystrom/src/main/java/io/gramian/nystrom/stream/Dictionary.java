package io.gramian.nystrom.stream;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.nystrom.Landmarks;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A weighted choice of the points of a stream, a value that can be written, read and merged on another machine.
 *
 * <p>Each of the m atoms has a probability p_i and Q_i of q copies: of q coins with probability p_i, Q_i showed heads. Its
 * weight w_i = (Q_i / (q p_i))^(1/2) makes S, the matrix with column w_i e_i for each atom, a sketch of the identity: E[S
 * S'] = I. Points are known by their positions in the stream, from 0.
 *
 * <p>Immutable and thread-safe. Source: D. Calandriello, A. Lazaric, M. Valko, Distributed adaptive sampling for kernel
 * matrix approximation (2017).
 */
public final class Dictionary {
    private static final long MAGIC = 0x4772616d44696374L; // "GramDict"
    private static final int VERSION = 1;

    private final int dimension;
    private final double[] coordinates;
    private final long[] positions;
    private final double[] probabilities;
    private final int[] copies;
    private final int maxCopies;
    private final long seen;

    Dictionary(
            int dimension,
            double[] coordinates,
            long[] positions,
            double[] probabilities,
            int[] copies,
            int maxCopies,
            long seen) {
        this.dimension = dimension;
        this.coordinates = coordinates;
        this.positions = positions;
        this.probabilities = probabilities;
        this.copies = copies;
        this.maxCopies = maxCopies;
        this.seen = seen;
    }

    /** The dictionary before the first point. */
    static Dictionary empty(int dimension, int maxCopies) {
        return new Dictionary(dimension, new double[0], new long[0], new double[0], new int[0], maxCopies, 0);
    }

    /** The dictionary of all given points, with every copy. */
    static Dictionary of(Points x, long firstPosition, int maxCopies) {
        int n = x.size();
        double[] coordinates = new double[n * x.dimension()];
        double[] row = new double[x.dimension()];
        long[] positions = new long[n];
        for (int i = 0; i < n; i++) {
            x.copyRow(i, row);
            System.arraycopy(row, 0, coordinates, i * row.length, row.length);
            positions[i] = firstPosition + i;
        }
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        int[] copies = new int[n];
        Arrays.fill(copies, maxCopies);
        return new Dictionary(x.dimension(), coordinates, positions, ones, copies, maxCopies, n);
    }

    /** The atoms of both, as they are. */
    static Dictionary joined(Dictionary a, Dictionary b) {
        int m = a.size();
        int n = b.size();
        double[] coordinates = Arrays.copyOf(a.coordinates, a.coordinates.length + b.coordinates.length);
        System.arraycopy(b.coordinates, 0, coordinates, a.coordinates.length, b.coordinates.length);
        long[] positions = Arrays.copyOf(a.positions, m + n);
        System.arraycopy(b.positions, 0, positions, m, n);
        double[] probabilities = Arrays.copyOf(a.probabilities, m + n);
        System.arraycopy(b.probabilities, 0, probabilities, m, n);
        int[] copies = Arrays.copyOf(a.copies, m + n);
        System.arraycopy(b.copies, 0, copies, m, n);
        return new Dictionary(
                Math.max(a.dimension, b.dimension),
                coordinates,
                positions,
                probabilities,
                copies,
                a.maxCopies,
                a.seen + b.seen);
    }

    /** These atoms with new probabilities and copies; those without a copy go. */
    Dictionary thinned(double[] newProbabilities, int[] newCopies) {
        int[] kept = java.util.stream.IntStream.range(0, size())
                .filter(i -> newCopies[i] > 0)
                .toArray();
        double[] keptCoordinates = new double[kept.length * dimension];
        long[] keptPositions = new long[kept.length];
        double[] keptProbabilities = new double[kept.length];
        int[] keptCopies = new int[kept.length];
        for (int k = 0; k < kept.length; k++) {
            System.arraycopy(coordinates, kept[k] * dimension, keptCoordinates, k * dimension, dimension);
            keptPositions[k] = positions[kept[k]];
            keptProbabilities[k] = newProbabilities[kept[k]];
            keptCopies[k] = newCopies[kept[k]];
        }
        return new Dictionary(
                dimension, keptCoordinates, keptPositions, keptProbabilities, keptCopies, maxCopies, seen);
    }

    /** This dictionary with its points so much later in a stream. */
    Dictionary shifted(long by) {
        long[] moved = Arrays.stream(positions).map(p -> p + by).toArray();
        return new Dictionary(dimension, coordinates, moved, probabilities, copies, maxCopies, seen);
    }

    /** This dictionary after so many more points of the stream. */
    Dictionary afterSeeing(long more) {
        return new Dictionary(dimension, coordinates, positions, probabilities, copies, maxCopies, seen + more);
    }

    /**
     * Returns the number of atoms.
     *
     * @return m, 0 before the first point
     */
    public int size() {
        return positions.length;
    }

    /**
     * Returns the number of coordinates of an atom.
     *
     * @return d
     */
    public int dimension() {
        return dimension;
    }

    /**
     * Returns how many points the dictionary stands for.
     *
     * @return the points seen, kept or not
     */
    public long seen() {
        return seen;
    }

    /**
     * Returns the atoms.
     *
     * @return m points of dimension d
     * @throws IllegalStateException if there is none
     */
    public Points points() {
        if (size() == 0) {
            throw new IllegalStateException(
                    "the dictionary has no atom" + (seen == 0 ? ": no point was seen yet" : ""));
        }
        return Points.ofRowMajor(coordinates, dimension);
    }

    /**
     * Returns where in the stream the atoms came, from 0.
     *
     * @return m positions, a new array
     */
    public long[] positions() {
        return positions.clone();
    }

    /**
     * Returns the probabilities that a copy is kept.
     *
     * @return m numbers above 0 and at most 1, a new array
     */
    public double[] probabilities() {
        return probabilities.clone();
    }

    /**
     * Returns how many copies of each atom are left.
     *
     * @return m counts from 1 to q, a new array
     */
    public int[] copies() {
        return copies.clone();
    }

    /**
     * Returns q, how many copies a point enters with.
     *
     * @return at least 1
     */
    public int maxCopies() {
        return maxCopies;
    }

    /**
     * Returns the weights w_i = (Q_i / (q p_i))^(1/2).
     *
     * @return m positive numbers, a new array
     */
    public double[] weights() {
        double[] weights = new double[size()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weight(i);
        }
        return weights;
    }

    double weight(int i) {
        return Math.sqrt(copies[i] / (maxCopies * probabilities[i]));
    }

    double probability(int i) {
        return probabilities[i];
    }

    int copies(int i) {
        return copies[i];
    }

    double[] row(int i) {
        return Arrays.copyOfRange(coordinates, i * dimension, (i + 1) * dimension);
    }

    /**
     * Returns the sum of the probabilities, an estimate of the effective dimension where the probabilities are leverage
     * scores ({@link Squeak}, {@link Kors}), each counted as often as it was drawn: sum_i Q_i / q. SQUEAK's
     * probabilities hold the factor 1 - eps, and so does the sum.
     *
     * @return an estimate without bias of sum_j p_j over all points seen
     */
    public double effectiveDimension() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += (double) copies[i] / maxCopies;
        }
        return sum;
    }

    /**
     * Returns the atoms as landmarks among the points of a stream that was an array.
     *
     * @param x the points of the stream, in its order
     * @return landmarks with the dictionary's weights, the probabilities as scores
     * @throws IllegalArgumentException if x has fewer points than the dictionary has seen
     * @throws io.gramian.core.NumericalException if the dictionary has no atom
     */
    public Landmarks landmarks(Points x) {
        if (x.size() < seen) {
            throw new IllegalArgumentException("points: expected the " + seen + " of the stream, found " + x.size());
        }
        if (size() == 0) {
            throw new NumericalException("the dictionary has no atom after " + seen + " points; take more copies");
        }
        int[] indices = Arrays.stream(positions).mapToInt(Math::toIntExact).toArray();
        return new Landmarks(x, indices, weights(), probabilities(), effectiveDimension(), 0, List.of());
    }

    /**
     * Writes the dictionary in a versioned binary form (big-endian), which {@link #read} reads.
     *
     * @param out where to, neither flushed nor closed
     * @throws IOException if writing fails
     */
    public void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(MAGIC);
        data.writeInt(VERSION);
        data.writeInt(dimension);
        data.writeInt(maxCopies);
        data.writeLong(seen);
        data.writeInt(size());
        long sum = 0;
        for (int i = 0; i < size(); i++) {
            data.writeLong(positions[i]);
            data.writeDouble(probabilities[i]);
            data.writeInt(copies[i]);
            for (int k = 0; k < dimension; k++) {
                double value = coordinates[i * dimension + k];
                data.writeDouble(value);
                sum = 31 * sum + Double.doubleToLongBits(value);
            }
        }
        data.writeLong(sum);
    }

    /**
     * Returns the dictionary that {@link #write} wrote.
     *
     * @param in where from; no byte after the dictionary is read
     * @return the dictionary
     * @throws IOException if reading fails, or the bytes are not those of a dictionary: the message says what was found
     */
    public static Dictionary read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(Objects.requireNonNull(in, "in"));
        expect("its first eight bytes", MAGIC, data.readLong());
        expect("its version", VERSION, data.readInt());
        int dimension = data.readInt();
        int maxCopies = data.readInt();
        long seen = data.readLong();
        int size = data.readInt();
        if (dimension < 0
                || dimension > Integer.MAX_VALUE / Double.BYTES
                || maxCopies < 1
                || size < 0
                || seen < size
                || (long) size * dimension > Integer.MAX_VALUE - 8) {
            throw new IOException("not a dictionary: " + size + " atoms of " + dimension + " coordinates, " + maxCopies
                    + " copies, of " + seen + " points");
        }
        List<Atom> atoms = new ArrayList<>(); // grows as atoms come, whatever the number that is announced
        long sum = 0;
        for (int i = 0; i < size; i++) {
            Atom atom = Atom.read(data, dimension, i, maxCopies);
            for (double value : atom.row) {
                sum = 31 * sum + Double.doubleToLongBits(value);
            }
            atoms.add(atom);
        }
        expect("its check sum", sum, data.readLong());
        return new Dictionary(
                dimension,
                atoms.stream().flatMapToDouble(a -> Arrays.stream(a.row)).toArray(),
                atoms.stream().mapToLong(Atom::position).toArray(),
                atoms.stream().mapToDouble(Atom::probability).toArray(),
                atoms.stream().mapToInt(Atom::copies).toArray(),
                maxCopies,
                seen);
    }

    private record Atom(long position, double probability, int copies, double[] row) {
        static Atom read(DataInputStream data, int dimension, int i, int maxCopies) throws IOException {
            long position = data.readLong();
            double probability = data.readDouble();
            int copies = data.readInt();
            if (!(probability > 0 && probability <= 1) || copies < 1 || copies > maxCopies || position < 0) {
                throw new IOException("not a dictionary: atom " + i + " has probability " + probability + " and "
                        + copies + " of " + maxCopies + " copies, at position " + position);
            }
            byte[] bytes = data.readNBytes(dimension * Double.BYTES);
            if (bytes.length < dimension * Double.BYTES) {
                throw new EOFException("not a dictionary: it ends within atom " + i);
            }
            double[] row = new double[dimension];
            ByteBuffer.wrap(bytes).asDoubleBuffer().get(row);
            for (int k = 0; k < dimension; k++) {
                if (!Double.isFinite(row[k])) {
                    throw new IOException("not a dictionary: coordinate " + k + " of atom " + i + " is " + row[k]);
                }
            }
            return new Atom(position, probability, copies, row);
        }
    }

    private static void expect(String what, long expected, long found) throws IOException {
        if (expected != found) {
            throw new IOException("not a dictionary: expected " + what + " to be " + Long.toHexString(expected)
                    + ", found " + Long.toHexString(found));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dictionary that
                && dimension == that.dimension
                && maxCopies == that.maxCopies
                && seen == that.seen
                && Arrays.equals(coordinates, that.coordinates)
                && Arrays.equals(positions, that.positions)
                && Arrays.equals(probabilities, that.probabilities)
                && Arrays.equals(copies, that.copies);
    }

    @Override
    public int hashCode() {
        return Objects.hash(seen, Arrays.hashCode(positions), Arrays.hashCode(copies));
    }

    /** Returns how many atoms of how many points. */
    @Override
    public String toString() {
        return "Dictionary[" + size() + " atoms of dimension " + dimension + ", " + seen + " points seen]";
    }
}
