package io.gramian.kde.inference;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The modes of a density and which start reached which, the highest mode first. Immutable. */
public final class Modes {
    private final Points points;
    private final double[] logDensity;
    private final int[] assignment;
    private final int[] basinSizes;
    private final int iterations;
    private final boolean converged;

    private Modes(Points points, double[] logDensity, int[] assignment, int iterations, boolean converged) {
        this.points = points;
        this.logDensity = logDensity;
        this.assignment = assignment;
        this.iterations = iterations;
        this.converged = converged;
        this.basinSizes = new int[points.size()];
        for (int mode : assignment) {
            basinSizes[mode]++;
        }
    }

    static Modes sorted(Points modes, DensityModel density, int[] assignment, int iterations, boolean converged) {
        double[] values = density.logDensity(modes);
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[b], values[a]))
                .mapToInt(i -> i)
                .toArray();
        int[] rank = new int[order.length];
        for (int r = 0; r < order.length; r++) {
            rank[order[r]] = r;
        }
        return new Modes(
                modes.select(order),
                Arrays.stream(order).mapToDouble(i -> values[i]).toArray(),
                Arrays.stream(assignment).map(i -> rank[i]).toArray(),
                iterations,
                converged);
    }

    /**
     * Returns the modes.
     *
     * @return k points of dimension d, by falling density
     */
    public Points points() {
        return points;
    }

    /**
     * Returns the number of modes.
     *
     * @return k
     */
    public int size() {
        return points.size();
    }

    /**
     * Returns the log-density at each mode.
     *
     * @return k numbers, falling; a new array
     */
    public double[] logDensity() {
        return logDensity.clone();
    }

    /**
     * Returns the mode that each start reached.
     *
     * @return m numbers from 0 to k - 1, a new array
     */
    public int[] assignment() {
        return assignment.clone();
    }

    /**
     * Returns how many starts reached each mode.
     *
     * @return k numbers that sum to m, a new array
     */
    public int[] basinSizes() {
        return basinSizes.clone();
    }

    /**
     * Returns how many mean-shift steps the slowest start took.
     *
     * @return at most what the search was allowed
     */
    public int iterations() {
        return iterations;
    }

    /**
     * Returns whether every start came to rest.
     *
     * @return false if the search ended because of its bound on iterations
     */
    public boolean converged() {
        return converged;
    }

    @Override
    public String toString() {
        return "Modes[" + size() + " of " + assignment.length + " starts, " + iterations + " iterations"
                + (converged ? "]" : ", not converged]");
    }
}
