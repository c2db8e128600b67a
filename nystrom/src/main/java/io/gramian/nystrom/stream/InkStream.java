package io.gramian.nystrom.stream;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A pass of {@link InkEstimate} under way. After every point there is a valid approximation, an estimate of the effective
 * dimension and a bound of the error.
 *
 * <p>Not thread-safe. A point that is refused (a wrong number of coordinates, NaN) is named by its position and changes
 * nothing: the stream can go on.
 */
public final class InkStream {
    private static final long MAGIC = 0x4772616d496e6b53L; // "GramInkS"
    private static final int VERSION = 1;

    private final InkEstimate ink;
    private final Kernel kernel;
    private final long seed;
    private final Backend backend;
    private final InkColumns columns = new InkColumns();
    private double[] probabilities = new double[0];
    private int[] copies = new int[0];
    private double[] scores = new double[0];
    private double[] coordinates = new double[0]; // of all points, from which a new column is computed
    private int dimension;
    private double effectiveDimension;
    private int largest;
    private int clips;
    private int failedAt = -1;
    private String failure = "";

    InkStream(InkEstimate ink, Kernel kernel, long seed, Backend backend) {
        this.ink = ink;
        this.kernel = kernel;
        this.seed = seed;
        this.backend = backend;
    }

    /**
     * Takes the next point of the stream; its kernel column with all points before is computed from their coordinates.
     *
     * @param point d coordinates, copied
     * @throws IllegalArgumentException if a coordinate is not finite or d is not that of the points before, naming the
     *     position
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public void observe(double... point) {
        int t = columns.length();
        StreamChecks.point(point, dimension > 0 ? dimension : point.length, t);
        double diagonal = StreamChecks.own(kernel.value(point, point), kernel, t);
        int d = point.length;
        double[] column = new double[t + 1];
        double[] other = new double[d];
        for (int s = 0; s < t; s++) {
            System.arraycopy(coordinates, s * d, other, 0, d);
            column[s] = kernel.value(other, point);
        }
        column[t] = diagonal;
        step(column);
        dimension = d;
        if (coordinates.length < (t + 1) * d) {
            coordinates = Arrays.copyOf(coordinates, Math.max(64, (t + 1) * 3 / 2) * d);
        }
        System.arraycopy(point, 0, coordinates, t * d, d);
    }

    /** One step with the column of the new point against all before and itself. */
    private void step(double[] column) {
        int t = column.length - 1;
        Checks.checkInterrupted("taking point " + t + " of a stream");
        InkScores estimates = InkScores.of(columns, weights(), column, column[t], ink.ridge(), ink.epsilon(), backend);
        double grown = effectiveDimension + estimates.safeGrowth(column[t], ink.ridge());
        RandomGenerator random = StreamRandom.at(seed, t);
        check(estimates, t);
        double[] newProbabilities = probabilities.clone();
        int[] newCopies = copies.clone();
        double[] newScores = new double[copies.length];
        for (int i = 0; i < newCopies.length; i++) {
            newScores[i] = clipped(estimates.atoms[i]);
            newProbabilities[i] = Math.min(newScores[i] / grown, probabilities[i]);
            newCopies[i] = StreamRandom.binomial(copies[i], newProbabilities[i] / probabilities[i], random);
        }
        double own = clipped(estimates.own);
        double p = Math.min(1, own / grown);
        int entering = StreamRandom.binomial(ink.budget(), p, random);
        effectiveDimension = grown;
        columns.appendRow(column);
        keep(newProbabilities, newCopies, newScores);
        if (entering > 0) {
            add(column, p, entering, own);
        }
        largest = Math.max(largest, totalCopies());
    }

    /** A sketch that has lost its accuracy shows it by a Schur complement or a score that is not positive. */
    private void check(InkScores estimates, int t) {
        double rounding = -1e-9;
        int below = (int) Arrays.stream(estimates.atoms)
                        .filter(tau -> tau < rounding)
                        .count()
                + (estimates.own < rounding ? 1 : 0);
        clips += below;
        boolean isFailed = !(estimates.schur > 0) || below > 0 || !estimates.isGrowthPossible();
        if (isFailed && failedAt < 0) {
            failedAt = t;
            failure = "at point " + t + " the sketch of " + copies.length + " atoms had lost its accuracy ("
                    + (!(estimates.schur > 0)
                            ? "a Schur complement of " + estimates.schur
                            : below > 0 ? "a leverage score below zero" : "a growth of " + estimates.growth)
                    + "): a budget of " + ink.budget() + " copies is too small for an effective dimension of about "
                    + Math.round(effectiveDimension) + " at ridge " + ink.ridge() + "; 40 times it is usual";
        }
    }

    private static double clipped(double score) {
        return Double.isNaN(score) ? 1 : Math.min(1, Math.max(Double.MIN_NORMAL, score));
    }

    private void keep(double[] newProbabilities, int[] newCopies, double[] newScores) {
        int[] places = IntStream.range(0, newCopies.length)
                .filter(i -> newCopies[i] > 0)
                .toArray();
        if (places.length < newCopies.length) {
            columns.keep(places);
        }
        probabilities =
                IntStream.of(places).mapToDouble(i -> newProbabilities[i]).toArray();
        copies = IntStream.of(places).map(i -> newCopies[i]).toArray();
        scores = IntStream.of(places).mapToDouble(i -> newScores[i]).toArray();
    }

    private void add(double[] column, double p, int entering, double score) {
        int m = copies.length;
        columns.append(column);
        probabilities = Arrays.copyOf(probabilities, m + 1);
        probabilities[m] = p;
        copies = Arrays.copyOf(copies, m + 1);
        copies[m] = entering;
        scores = Arrays.copyOf(scores, m + 1);
        scores[m] = score;
    }

    private double[] weights() {
        double[] weights = new double[copies.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.sqrt(copies[i] / (ink.budget() * probabilities[i]));
        }
        return weights;
    }

    private int totalCopies() {
        return Arrays.stream(copies).sum();
    }

    /**
     * Returns the number of points seen.
     *
     * @return t
     */
    public int seen() {
        return columns.length();
    }

    /**
     * Returns the number of atoms.
     *
     * @return m
     */
    public int size() {
        return copies.length;
    }

    /**
     * Returns how many copies of atoms there are, whose expectation is at most the budget.
     *
     * @return the sum of all Q_i
     */
    public int copies() {
        return totalCopies();
    }

    /**
     * Returns how many copies there were at most.
     *
     * @return a count
     */
    public int largestCopies() {
        return largest;
    }

    /**
     * Returns the over-estimate of the effective dimension.
     *
     * @return d~_t, at least tr K_t (K_t + gamma I)^-1 while the sketch is valid
     */
    public double effectiveDimension() {
        return effectiveDimension;
    }

    /**
     * Returns whether no step has shown that the sketch has lost its accuracy.
     *
     * @return false from the first such step on, whose {@link #failure} says which
     */
    public boolean isValid() {
        return failedAt < 0;
    }

    /**
     * Returns what showed that the sketch has lost its accuracy, where, and what to do.
     *
     * @return a sentence, empty while {@link #isValid}
     */
    public String failure() {
        return failure;
    }

    /**
     * Returns how many scores were below zero and were clipped.
     *
     * @return a count over all steps
     */
    public int clips() {
        return clips;
    }

    /**
     * Returns the bound of |K_t - K~_t| in spectral norm that the theory gives for a budget that is large enough.
     *
     * @return gamma / (1 - eps)
     */
    public double errorBound() {
        return ink.ridge() / (1 - ink.epsilon());
    }

    /**
     * Returns the bound of the risk of a kernel ridge regression with K~_t over that with K_t: (1 + (gamma / mu) / (1 -
     * eps))^2.
     *
     * @param regularisation mu, positive
     * @return a factor above 1
     * @throws IllegalArgumentException if mu is not positive and finite
     */
    public double riskFactor(double regularisation) {
        double factor = 1 + errorBound() / Checks.positive("regularisation", regularisation);
        return factor * factor;
    }

    /**
     * Returns |K_t - K~_t| in spectral norm, to compare with {@link #errorBound}: a t x t matrix and its largest eigenvalue,
     * O(t^3), from the coordinates of all points.
     *
     * @return the true error of the regularised approximation K S (S'KS + gamma I)^-1 S'K
     * @throws IllegalArgumentException if a t x t matrix exceeds the backend's memory limit
     */
    public double trueError() {
        int t = seen();
        if (t == 0) {
            return 0;
        }
        int m = size();
        double[] weights = weights();
        try (Gram gram = backend.gram(kernel, Points.ofRowMajor(Arrays.copyOf(coordinates, t * dimension), dimension));
                Matrix difference = gram.matrix()) {
            var algebra = backend.linearAlgebra();
            if (m > 0) {
                double[] core = columns.kernel();
                double[] rows = new double[m * t];
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < m; j++) {
                        core[i * m + j] *= weights[i] * weights[j];
                    }
                    double[] column = columns.column(i);
                    for (int s = 0; s < t; s++) {
                        rows[i * t + s] = weights[i] * column[s];
                    }
                }
                try (Matrix w = backend.matrix(m, m, core);
                        var factor = algebra.cholesky(w, ink.ridge());
                        Matrix c = backend.matrix(m, t, rows);
                        Matrix half = factor.solveLower(c)) {
                    algebra.multiply(-1, half.transposed(), half, 1, difference);
                }
            }
            return Math.max(
                    0, SymmetricSpectrum.of(difference.toArray(), t, 1, backend).values()[0]);
        }
    }

    /**
     * Returns the dictionary now.
     *
     * @return the atoms with their probabilities tau~ / d~ and copies of the budget
     */
    public Dictionary dictionary() {
        int m = size();
        double[] atoms = new double[m * dimension];
        long[] positions = new long[m];
        for (int i = 0; i < m; i++) {
            positions[i] = columns.position(i);
            System.arraycopy(coordinates, columns.position(i) * dimension, atoms, i * dimension, dimension);
        }
        return new Dictionary(dimension, atoms, positions, probabilities.clone(), copies.clone(), ink.budget(), seen());
    }

    /**
     * Returns the atoms as landmarks among the points of a stream that was an array.
     *
     * @param x the points of the stream, in its order
     * @return landmarks with their weights and scores, a warning where the sketch is not valid
     * @throws IllegalArgumentException if x has fewer points than were seen
     * @throws io.gramian.core.NumericalException if no atom is left
     */
    public Landmarks landmarks(Points x) {
        if (x.size() < seen()) {
            throw new IllegalArgumentException("points: expected the " + seen() + " of the stream, found " + x.size());
        }
        if (size() == 0) {
            throw new NumericalException("the sketch has no atom left after " + seen() + " points: " + failure);
        }
        int[] indices = IntStream.range(0, size()).map(columns::position).toArray();
        long evaluations = (long) seen() * (seen() + 1) / 2;
        return new Landmarks(
                x,
                indices,
                weights(),
                scores,
                effectiveDimension,
                evaluations,
                isValid() ? List.of() : List.of(failure));
    }

    /**
     * Writes all that the stream needs to go on, in a versioned binary form (big-endian).
     *
     * @param out where to, neither flushed nor closed
     * @throws IOException if writing fails
     */
    public void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.writeLong(MAGIC);
        data.writeInt(VERSION);
        data.writeDouble(ink.ridge());
        data.writeDouble(ink.epsilon());
        data.writeInt(ink.budget());
        data.writeLong(seed);
        data.writeInt(seen());
        data.writeInt(dimension);
        data.writeInt(size());
        data.writeDouble(effectiveDimension);
        data.writeInt(largest);
        data.writeInt(clips);
        data.writeInt(failedAt);
        data.writeUTF(failure);
        for (int s = 0; s < seen() * dimension; s++) {
            data.writeDouble(coordinates[s]);
        }
        for (int i = 0; i < size(); i++) {
            data.writeInt(columns.position(i));
            data.writeDouble(probabilities[i]);
            data.writeInt(copies[i]);
            data.writeDouble(scores[i]);
            for (double value : columns.column(i)) {
                data.writeDouble(value);
            }
        }
        for (double value : columns.products()) {
            data.writeDouble(value);
        }
    }

    /**
     * Returns the stream that {@link #write} wrote; it goes on bit by bit as the written one would have.
     *
     * @param in where from; no byte after the stream is read
     * @param kernel the kernel that it was made with
     * @param backend where to compute
     * @return a stream
     * @throws IOException if reading fails, or the bytes are not those of a stream
     */
    public static InkStream read(InputStream in, Kernel kernel, Backend backend) throws IOException {
        DataInputStream data = new DataInputStream(in);
        long magic = data.readLong();
        int version = data.readInt();
        if (magic != MAGIC || version != VERSION) {
            throw new IOException("not a stream of INK-ESTIMATE of version " + VERSION + ": it begins with "
                    + Long.toHexString(magic) + ", version " + version);
        }
        InkStream stream = new InkStream(configuration(data), Checks.definite(kernel), data.readLong(), backend);
        int t = data.readInt();
        stream.dimension = data.readInt();
        int m = data.readInt();
        int most = Integer.MAX_VALUE - 8;
        if (t < 0
                || stream.dimension < 0
                || m < 0
                || m > t
                || (long) t * stream.dimension > most
                || (long) m * m > most) {
            throw new IOException("not a stream of INK-ESTIMATE: " + m + " atoms of " + t + " points of dimension "
                    + stream.dimension);
        }
        stream.effectiveDimension = data.readDouble();
        stream.largest = data.readInt();
        stream.clips = data.readInt();
        stream.failedAt = data.readInt();
        stream.failure = data.readUTF();
        stream.coordinates = numbers(data, t * stream.dimension);
        int[] positions = new int[m];
        double[][] rows = new double[m][];
        stream.probabilities = new double[m];
        stream.copies = new int[m];
        stream.scores = new double[m];
        for (int i = 0; i < m; i++) {
            positions[i] = data.readInt();
            stream.probabilities[i] = data.readDouble();
            stream.copies[i] = data.readInt();
            stream.scores[i] = data.readDouble();
            boolean isProbability = stream.probabilities[i] > 0 && stream.probabilities[i] <= 1;
            if (positions[i] < 0 || positions[i] >= t || !isProbability || stream.copies[i] < 1) {
                throw new IOException("not a stream of INK-ESTIMATE: atom " + i + " at position " + positions[i]
                        + " has probability " + stream.probabilities[i] + " and " + stream.copies[i] + " copies");
            }
            rows[i] = numbers(data, t);
        }
        stream.columns.restore(t, positions, rows, numbers(data, m * m));
        return stream;
    }

    private static InkEstimate configuration(DataInputStream data) throws IOException {
        double ridge = data.readDouble();
        double epsilon = data.readDouble();
        int budget = data.readInt();
        try {
            return InkEstimate.of(ridge, budget).withEpsilon(epsilon);
        } catch (IllegalArgumentException e) {
            throw new IOException("not a stream of INK-ESTIMATE: " + e.getMessage(), e);
        }
    }

    /** Reads so many numbers; room for them grows as they come, whatever the count that is announced. */
    private static double[] numbers(DataInputStream data, int count) throws IOException {
        double[] numbers = new double[Math.min(count, 1 << 16)];
        for (int i = 0; i < count; i++) {
            if (i == numbers.length) {
                numbers = Arrays.copyOf(numbers, (int) Math.min(count, 2L * i));
            }
            numbers[i] = data.readDouble();
        }
        return numbers;
    }

    /** Returns the atoms, the points seen and the effective dimension. */
    @Override
    public String toString() {
        return "InkStream[" + size() + " atoms, " + seen() + " points seen, effective dimension " + effectiveDimension
                + (isValid() ? "" : ", not valid") + "]";
    }
}
