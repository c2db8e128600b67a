package io.gramian.nystrom.stream;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.ArrayList;
import java.util.List;

/**
 * A pass of {@link Kors} under way. Not thread-safe. A point that is refused (a wrong number of coordinates, NaN) is named
 * by its position and changes nothing: the stream can go on.
 */
public final class KorsStream implements AutoCloseable {
    private final Kors kors;
    private final Kernel kernel;
    private final long seed;
    private final Backend backend;
    private final List<double[]> atoms = new ArrayList<>();
    private final List<Long> positions = new ArrayList<>();
    private final List<Double> probabilities = new ArrayList<>();
    private int dimension;
    private long seen;
    private double scoreSum;
    private double score;
    private Cholesky factor; // of S'KS + gamma I, null while there is no atom
    private boolean isClosed;

    KorsStream(Kors kors, Kernel kernel, long seed, Backend backend) {
        this.kors = kors;
        this.kernel = kernel;
        this.seed = seed;
        this.backend = backend;
    }

    /**
     * Takes the next point of the stream.
     *
     * @param point d coordinates, copied
     * @return whether it became an atom
     * @throws IllegalArgumentException if a coordinate is not finite or d is not that of the points before, naming the
     *     position
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     * @throws IllegalStateException if the stream is closed
     */
    public boolean observe(double... point) {
        if (isClosed) {
            throw new IllegalStateException("the stream is closed; what it chose can still be asked for");
        }
        Checks.checkInterrupted("taking point " + seen + " of a stream");
        StreamChecks.point(point, dimension > 0 ? dimension : point.length, seen);
        double own = StreamChecks.own(kernel.value(point, point), kernel, seen);
        double[] cross = weightedKernel(point);
        double residual = own - squaredHalf(cross);
        double e = Math.max(0, residual) / kors.ridge();
        double tau = (1 + kors.epsilon()) * e / (1 + e);
        double p = Math.min(1, kors.beta() * tau);
        boolean isAdded = StreamRandom.at(seed, seen).nextDouble() < p;
        if (isAdded) {
            add(point.clone(), own, cross, p);
        }
        dimension = point.length;
        score = tau;
        scoreSum += tau;
        seen++;
        return isAdded;
    }

    /** w_i k(x_i, x) of all atoms. */
    double[] weightedKernel(double[] point) {
        double[] cross = new double[atoms.size()];
        for (int i = 0; i < cross.length; i++) {
            cross[i] = kernel.value(atoms.get(i), point) / Math.sqrt(probabilities.get(i));
        }
        return cross;
    }

    private double squaredHalf(double[] cross) {
        if (factor == null) {
            return 0;
        }
        try (Matrix column = backend.matrix(cross.length, 1, cross);
                Matrix half = factor.solveLower(column)) {
            double sum = 0;
            for (double value : half.toArray()) {
                sum += value * value;
            }
            return sum;
        }
    }

    private void add(double[] point, double own, double[] cross, double p) {
        double weight = 1 / Math.sqrt(p);
        double diagonal = own * weight * weight + kors.ridge();
        Cholesky grown;
        if (factor == null) {
            try (Matrix one = backend.matrix(1, 1, new double[] {diagonal})) {
                grown = backend.linearAlgebra().cholesky(one);
            }
        } else {
            double[] column = new double[cross.length];
            for (int i = 0; i < column.length; i++) {
                column[i] = cross[i] * weight;
            }
            grown = factor.append(column, diagonal);
            factor.close();
        }
        factor = grown;
        atoms.add(point);
        positions.add(seen);
        probabilities.add(p);
    }

    int dimension() {
        return dimension;
    }

    List<double[]> atoms() {
        return atoms;
    }

    /**
     * Returns the number of atoms.
     *
     * @return m
     */
    public int size() {
        return atoms.size();
    }

    /**
     * Returns the number of points seen.
     *
     * @return a count
     */
    public long seen() {
        return seen;
    }

    /**
     * Returns the estimated score of the last point at its time.
     *
     * @return tau, 0 before the first
     */
    public double lastScore() {
        return score;
    }

    /**
     * Returns the online effective dimension, the sum of all scores at their times.
     *
     * @return an estimate, above the effective dimension
     */
    public double onlineEffectiveDimension() {
        return scoreSum;
    }

    /**
     * Returns the dictionary of all points seen.
     *
     * @return a dictionary, each atom with one copy
     */
    public Dictionary dictionary() {
        int m = atoms.size();
        double[] coordinates = new double[m * dimension];
        for (int i = 0; i < m; i++) {
            System.arraycopy(atoms.get(i), 0, coordinates, i * dimension, dimension);
        }
        int[] copies = new int[m];
        java.util.Arrays.fill(copies, 1);
        return new Dictionary(
                dimension,
                coordinates,
                positions.stream().mapToLong(Long::longValue).toArray(),
                probabilities.stream().mapToDouble(Double::doubleValue).toArray(),
                copies,
                1,
                seen);
    }

    /** Gives the factor back; the dictionary remains, but no more points are taken. */
    @Override
    public void close() {
        isClosed = true;
        if (factor != null) {
            factor.close();
            factor = null;
        }
    }

    /** Returns the atoms and the points seen. */
    @Override
    public String toString() {
        return "KorsStream[" + size() + " atoms, " + seen + " points seen]";
    }
}
