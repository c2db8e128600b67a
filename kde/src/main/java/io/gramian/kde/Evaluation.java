package io.gramian.kde;

import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * How a density is summed up at its queries: exactly, or faster with an error that is stated in {@link Evaluated}.
 *
 * <pre>{@code
 * DensityModel density = KernelDensity.gaussian()
 *         .withEvaluation(Evaluation.tree().withRelativeTolerance(1e-3))
 *         .fit(x);
 * }</pre>
 *
 * <table>
 * <caption>When to use which</caption>
 * <tr><th>method</th><th>good for</th><th>error</th></tr>
 * <tr><td>{@link #exact}</td><td>anything up to 10^10 pairs</td><td>rounding</td></tr>
 * <tr><td>{@link #tree}</td><td>d up to 6, many points</td><td>at most the tolerance, always</td></tr>
 * <tr><td>{@link #binned}</td><td>d up to 3, very many queries</td><td>bounded at each query, always</td></tr>
 * <tr><td>{@link #sampling}</td><td>any d, the classical regime</td><td>a standard error</td></tr>
 * <tr><td>{@link #neighboursAndSampling}</td><td>any d, the regime between</td><td>a standard error</td></tr>
 * <tr><td>{@link #randomFeatures}</td><td>wide kernels, very many queries</td><td>absolute, with a probability</td></tr>
 * </table>
 */
public sealed interface Evaluation {
    /**
     * Returns the sum over all points.
     *
     * @return the exact evaluation
     */
    static Exact exact() {
        return new Exact();
    }

    /**
     * Returns a tree with the relative tolerance 1e-6 and the absolute tolerance 0.
     *
     * @return an evaluation within its tolerance
     */
    static Tree tree() {
        return new Tree(1e-6, 0);
    }

    /**
     * Returns linear binning on a grid and a convolution by Fourier transforms, for d up to 3, with 4096 grid points in one
     * dimension, 512 x 512 in two and 64 x 64 x 64 in three.
     *
     * @return an evaluation with an error bound at each query
     */
    static Binned binned() {
        return new Binned(0);
    }

    /**
     * Returns random Fourier features (Rahimi and Recht, 2007), for the Gaussian and the exponential kernel.
     *
     * @param count D, even, at least 2
     * @param random gives the seed: one number is drawn
     * @return an evaluation with an absolute error bound that holds with a probability
     * @throws IllegalArgumentException if the count is odd or below 2
     */
    static RandomFeatures randomFeatures(int count, RandomGenerator random) {
        return new RandomFeatures(count, random.nextLong());
    }

    /**
     * Returns the mean over points drawn by their weights, anew for every block of 256 queries.
     *
     * @param samples how many, at least 2
     * @param random gives the seed: one number is drawn
     * @return an unbiased evaluation with a standard error
     * @throws IllegalArgumentException if there are fewer than two
     */
    static NeighboursAndSampling sampling(int samples, RandomGenerator random) {
        return new NeighboursAndSampling(0, samples, random.nextLong());
    }

    /**
     * Returns near neighbours summed one by one, and the rest by sampling (DEANN: Karppa, Aumueller and Pagh, 2022).
     *
     * @param neighbours how many near neighbours, at least 0; the nearest of some 8 sqrt(n) points around the query
     * @param samples how many draws, at least 2
     * @param random gives the seed: one number is drawn
     * @return an unbiased evaluation with a standard error
     * @throws IllegalArgumentException if a number is too small
     */
    static NeighboursAndSampling neighboursAndSampling(int neighbours, int samples, RandomGenerator random) {
        return new NeighboursAndSampling(neighbours, samples, random.nextLong());
    }

    /**
     * Returns the choice of the cheapest deterministic method, exact or tree, that keeps a relative tolerance.
     *
     * @param relativeTolerance from 0 to 0.5
     * @return an evaluation that chooses
     * @throws IllegalArgumentException if the tolerance is out of range
     */
    static Automatic auto(double relativeTolerance) {
        return new Automatic(relativeTolerance, OptionalLong.empty());
    }

    /** The sum over all points. */
    record Exact() implements Evaluation {}

    /**
     * A kd-tree whose nodes are replaced by expansions where that is accurate enough: |result - f| &lt;= absolute + relative
     * f at every query, beside rounding of about 1e-12 f.
     *
     * @param relativeTolerance from 0 to 0.5
     * @param absoluteTolerance at least 0, in units of the density
     */
    record Tree(double relativeTolerance, double absoluteTolerance) implements Evaluation {
        /**
         * Checks the tolerances.
         *
         * @param relativeTolerance from 0 to 0.5
         * @param absoluteTolerance at least 0
         * @throws IllegalArgumentException if one is out of range
         */
        public Tree {
            checkRelative(relativeTolerance);
            if (!(absoluteTolerance >= 0 && absoluteTolerance <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "absolute tolerance: expected a number of at least 0, found " + absoluteTolerance);
            }
        }

        /**
         * Returns this evaluation with another relative tolerance.
         *
         * @param tolerance from 0 to 0.5
         * @return an evaluation
         * @throws IllegalArgumentException if the tolerance is out of range
         */
        public Tree withRelativeTolerance(double tolerance) {
            return new Tree(tolerance, absoluteTolerance);
        }

        /**
         * Returns this evaluation with another absolute tolerance.
         *
         * @param tolerance at least 0, in units of the density
         * @return an evaluation
         * @throws IllegalArgumentException if the tolerance is negative or not finite
         */
        public Tree withAbsoluteTolerance(double tolerance) {
            return new Tree(relativeTolerance, tolerance);
        }
    }

    /**
     * Linear binning and Fourier transforms. Queries beyond the grid, which extends over the data and the kernel's reach,
     * are summed exactly.
     *
     * @param gridPoints along each axis, 2 to 2^24; 0 for the default
     */
    record Binned(int gridPoints) implements Evaluation {
        /**
         * Checks the size.
         *
         * @param gridPoints 0, or 2 to 2^24
         * @throws IllegalArgumentException if it is out of range
         */
        public Binned {
            if (gridPoints != 0 && (gridPoints < 2 || gridPoints > 1 << 24)) {
                throw new IllegalArgumentException("grid points: expected 2 to 16777216 an axis, found " + gridPoints);
            }
        }

        /**
         * Returns this evaluation on another grid.
         *
         * @param points along each axis, 2 to 2^24
         * @return an evaluation
         * @throws IllegalArgumentException if the number is out of range
         */
        public Binned withGridPoints(int points) {
            if (points == 0) {
                throw new IllegalArgumentException("grid points: expected 2 to 16777216 an axis, found 0");
            }
            return new Binned(points);
        }
    }

    /**
     * Random Fourier features.
     *
     * @param count D, even
     * @param seed of the frequencies
     */
    record RandomFeatures(int count, long seed) implements Evaluation {
        /**
         * Checks the count.
         *
         * @param count even, at least 2
         * @param seed any
         * @throws IllegalArgumentException if the count is odd or below 2
         */
        public RandomFeatures {
            if (count < 2 || count % 2 != 0) {
                throw new IllegalArgumentException("features: expected an even number of at least 2, found " + count);
            }
        }
    }

    /**
     * Near neighbours, and sampling of the rest.
     *
     * @param neighbours how many, at least 0
     * @param samples how many, at least 2
     * @param seed of the samples
     */
    record NeighboursAndSampling(int neighbours, int samples, long seed) implements Evaluation {
        /**
         * Checks the numbers.
         *
         * @param neighbours at least 0
         * @param samples 2 to 2^20
         * @param seed any
         * @throws IllegalArgumentException if one is too small
         */
        public NeighboursAndSampling {
            if (neighbours < 0) {
                throw new IllegalArgumentException("neighbours: expected at least 0, found " + neighbours);
            }
            if (samples < 2 || samples > 1 << 20) {
                throw new IllegalArgumentException("samples: expected 2 to 1048576, found " + samples);
            }
        }
    }

    /**
     * Chooses by the numbers of points and queries, the dimension, the tolerance and, if random numbers may be used, the
     * regime.
     *
     * @param relativeTolerance from 0 to 0.5
     * @param seed of the samples; empty if only what keeps the tolerance always may be chosen
     */
    record Automatic(double relativeTolerance, OptionalLong seed) implements Evaluation {
        /**
         * Checks the tolerance.
         *
         * @param relativeTolerance from 0 to 0.5
         * @param seed any
         * @throws IllegalArgumentException if the tolerance is out of range
         */
        public Automatic {
            checkRelative(relativeTolerance);
        }

        /**
         * Returns the choice that may also sample, where the regime promises that the tolerance is then kept with probability
         * 0.99 at a query.
         *
         * @param random gives the seed: one number is drawn
         * @return an evaluation that chooses
         */
        public Automatic withRandom(RandomGenerator random) {
            return new Automatic(relativeTolerance, OptionalLong.of(random.nextLong()));
        }
    }

    private static void checkRelative(double tolerance) {
        if (!(tolerance >= 0 && tolerance <= 0.5)) {
            throw new IllegalArgumentException(
                    "relative tolerance: expected a number from 0 to 0.5, found " + tolerance);
        }
    }
}
