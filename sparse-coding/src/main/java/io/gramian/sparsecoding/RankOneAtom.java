package io.gramian.sparsecoding;

import java.util.Arrays;

/**
 * An atom of several channels as one shape that all channels share, d[c, p] = u[c] v[p]: u says where, v says what. Made
 * from any atom by the largest singular value of its channels x values matrix, which gives the nearest such atom. Immutable.
 *
 * <pre>{@code
 * RankOneAtom atom = RankOneAtom.of(learned.dictionary().atom(0));
 * double[] weights = atom.topography();
 * Signal wave = atom.waveform();
 * }</pre>
 *
 * <p>Source: T. Dupre la Tour, T. Moreau, M. Jas, A. Gramfort, Multivariate convolutional sparse coding for electromagnetic
 * brain signals (2018).
 */
public final class RankOneAtom {
    private static final int MOST_SWEEPS = 60;
    private static final double ORTHOGONAL = 1e-15;

    private final double[] topography;
    private final Signal waveform;
    private final double share;

    private RankOneAtom(double[] topography, Signal waveform, double share) {
        this.topography = topography;
        this.waveform = waveform;
        this.share = share;
    }

    /**
     * Returns the factors of the nearest atom of rank one. O(C L min(C, L)) operations for C channels of L values, some ten
     * times.
     *
     * @param atom of any axes and channels
     * @return its factors; u and v of zeros if the atom is zero
     */
    public static RankOneAtom of(Signal atom) {
        int channels = atom.channels();
        double[] matrix = atom.values();
        double unit = dividedByUnit(matrix); // squares of what is left neither overflow nor vanish
        double[] v = direction(matrix, channels);
        double[] u = times(matrix, v);
        double norm = Math.sqrt(squares(u));
        int largest = 0;
        for (int c = 1; c < channels; c++) {
            largest = Math.abs(u[c]) > Math.abs(u[largest]) ? c : largest;
        }
        double sign = u[largest] < 0 ? -1 : 1;
        for (int c = 0; c < channels; c++) {
            u[c] = norm == 0 ? 0 : sign * u[c] / norm;
        }
        for (int p = 0; p < v.length; p++) {
            v[p] *= sign * norm * unit;
        }
        double all = squares(matrix);
        return new RankOneAtom(u, Signal.owning(v, 1, atom.shape()), all == 0 ? 1 : Math.min(1, norm / all * norm));
    }

    /**
     * Returns u, how strong the shape is in each channel.
     *
     * @return C numbers of unit norm, the largest in modulus positive; a new array
     */
    public double[] topography() {
        return topography.clone();
    }

    /**
     * Returns v, the shape, whose norm is that of the atom.
     *
     * @return a signal of one channel
     */
    public Signal waveform() {
        return waveform;
    }

    /**
     * Returns how much of the atom's energy its nearest atom of rank one has.
     *
     * @return 0 to 1; 1 for atoms learned under {@link DictionaryLearning#withRankOne} and for zero
     */
    public double share() {
        return share;
    }

    /**
     * Returns the atom u v'.
     *
     * @return a signal of C channels
     */
    public Signal atom() {
        double[] values = new double[topography.length * waveform.size()];
        Arrays.setAll(values, at -> topography[at / waveform.size()] * waveform.view()[at % waveform.size()]);
        return Signal.owning(values, topography.length, waveform.shape());
    }

    /** Replaces a matrix by the nearest one of rank one, (A v) v'. */
    static void project(double[] matrix, int rows) {
        double unit = dividedByUnit(matrix);
        double[] v = direction(matrix, rows);
        double[] u = times(matrix, v);
        Arrays.setAll(matrix, at -> u[at / v.length] * v[at % v.length] * unit);
    }

    /** Divides numbers by a power of two near the largest, which is returned. */
    private static double dividedByUnit(double[] matrix) {
        double largest = 0;
        for (double entry : matrix) {
            largest = Math.max(largest, Math.abs(entry));
        }
        double unit = largest == 0 ? 1 : Math.scalb(1.0, Math.max(-1000, Math.getExponent(largest)));
        for (int at = 0; at < matrix.length; at++) {
            matrix[at] /= unit;
        }
        return unit;
    }

    /** The right singular vector of the largest singular value. */
    private static double[] direction(double[] matrix, int rows) {
        int columns = matrix.length / rows;
        if (rows <= columns) {
            return largestRow(matrix, rows);
        }
        double[] transposed = new double[matrix.length];
        Arrays.setAll(transposed, at -> matrix[at % rows * columns + at / rows]);
        double[] left = largestRow(transposed, columns);
        double[] v = new double[columns];
        for (int at = 0; at < matrix.length; at++) {
            v[at % columns] += left[at / columns] * matrix[at];
        }
        return unit(v);
    }

    /** Turns rows in pairs until all are orthogonal (one-sided Jacobi); the longest is then the singular vector sought. */
    private static double[] largestRow(double[] matrix, int rows) {
        double[][] line = new double[rows][];
        int columns = matrix.length / rows;
        Arrays.setAll(line, i -> Arrays.copyOfRange(matrix, i * columns, (i + 1) * columns));
        boolean isTurned = true;
        for (int sweep = 0; isTurned && sweep < MOST_SWEEPS; sweep++) {
            isTurned = false;
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < i; j++) {
                    isTurned |= turn(line[i], line[j]);
                }
            }
        }
        double[] longest = line[0];
        for (double[] other : line) {
            longest = squares(other) > squares(longest) ? other : longest;
        }
        return unit(longest);
    }

    private static boolean turn(double[] a, double[] b) {
        double aa = squares(a);
        double bb = squares(b);
        double ab = 0;
        for (int p = 0; p < a.length; p++) {
            ab += a[p] * b[p];
        }
        if (Math.abs(ab) <= ORTHOGONAL * Math.sqrt(aa) * Math.sqrt(bb)) {
            return false;
        }
        double zeta = (bb - aa) / (2 * ab);
        double tangent = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.hypot(1, zeta));
        double cosine = 1 / Math.hypot(1, tangent);
        double sine = cosine * tangent;
        for (int p = 0; p < a.length; p++) {
            double own = a[p];
            a[p] = cosine * own - sine * b[p];
            b[p] = sine * own + cosine * b[p];
        }
        return true;
    }

    private static double[] times(double[] matrix, double[] v) {
        double[] u = new double[matrix.length / v.length];
        for (int at = 0; at < matrix.length; at++) {
            u[at / v.length] += matrix[at] * v[at % v.length];
        }
        return u;
    }

    private static double[] unit(double[] numbers) {
        double norm = Math.sqrt(squares(numbers));
        return Arrays.stream(numbers).map(value -> norm == 0 ? 0 : value / norm).toArray();
    }

    private static double squares(double[] numbers) {
        double sum = 0;
        for (double value : numbers) {
            sum += value * value;
        }
        return sum;
    }

    /** Returns channels, shape and share. */
    @Override
    public String toString() {
        return "RankOneAtom[" + topography.length + " channels of " + Arrays.toString(waveform.shape()) + ", share "
                + share + "]";
    }
}
