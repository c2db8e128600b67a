package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.ProjectionDpp;
import io.gramian.dpp.continuous.VolumeRescaled;
import io.gramian.dpp.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The designs of the theory: independent points, the projection process, volume-rescaled points, and independent repetitions
 * of the last two. In all of them but {@code iid} and {@code volumeRescaled} of another measure, every point alone has the
 * optimal measure as its law, and E G = I.
 *
 * <p>Costs of drawing, beside n draws of single points: about m log m proposals and m^3 log m operations for each projection
 * process.
 *
 * <p>Source: A. Nouy and B. Michel, Weighted least-squares approximation with determinantal point processes and generalized
 * volume sampling (2023); M. Derezinski, M. K. Warmuth, D. Hsu, Unbiased estimators for random design regression (2022); C.
 * Haberstich, A. Nouy, G. Perrin, Boosted optimal weighted least-squares (2022).
 */
public final class Designs {
    /** A law of points, and the weight that goes with them. */
    private record Weighted(Design design, Weight weight) implements Design {
        @Override
        public Points sample(OrthonormalBasis basis, int n, RandomGenerator random) {
            return design.sample(basis, n, random);
        }
    }

    private Designs() {}

    /**
     * Returns independent points of the optimal measure, for any n.
     *
     * @return the design
     */
    public static Design iid() {
        return iid(SamplingMeasure.optimal());
    }

    /**
     * Returns independent points of a measure, for any n.
     *
     * @param measure nu, say {@link SamplingMeasure#reference()} or {@link SamplingMeasure#mixture}
     * @return the design
     */
    public static Design iid(SamplingMeasure measure) {
        Objects.requireNonNull(measure, "measure");
        return new Weighted(measure::sample, measure.weight());
    }

    /**
     * Returns the projection process of the space, for n = m. The fit interpolates, is unbiased, and its expected squared
     * error is exactly 1 + m times the best.
     *
     * @return the design
     */
    public static Design projection() {
        return (basis, n, random) -> {
            if (n != basis.size()) {
                throw new IllegalArgumentException("n: a projection process has exactly " + basis.size()
                        + " points, as many as the basis has functions, found " + n
                        + "; repeated projection takes multiples, volume-rescaled sampling any larger number");
            }
            return ProjectionDpp.of(basis).sample(random);
        };
    }

    /**
     * Returns volume-rescaled points, for n &gt;= m: the density of their vector is det(G) to that of independent points of the
     * optimal measure, up to a factor. The fit is unbiased.
     *
     * @return the design
     */
    public static Design volumeRescaled() {
        return volumeRescaled(SamplingMeasure.optimal());
    }

    /**
     * Returns volume-rescaled points of a measure nu, for n &gt;= m: the density of their vector is det(G) to that of
     * independent points of nu, up to a factor, G with the weight of nu. They are a projection process of m points and n - m
     * independent points of nu, in random order. The fit is unbiased for every nu.
     *
     * @param measure nu
     * @return the design
     */
    public static Design volumeRescaled(SamplingMeasure measure) {
        Objects.requireNonNull(measure, "measure");
        Design design = (basis, n, random) ->
                VolumeRescaled.of(basis).withDensity(measure.in(basis)).sample(n, random);
        return new Weighted(design, measure.weight());
    }

    /**
     * Returns the union of independent projection processes, for n a multiple of m. For n above m the fit is not unbiased; the
     * mean of the interpolants of the blocks is.
     *
     * @return the design
     */
    public static Design repeatedProjection() {
        return (basis, n, random) -> repeated(projection(), basis.size(), basis, n, random);
    }

    /**
     * Returns the union of independent volume-rescaled samples, for n a multiple of their size.
     *
     * @param block the size of each, at least m
     * @return the design
     * @throws IllegalArgumentException if the size is below 1
     */
    public static Design repeatedVolume(int block) {
        Checks.atLeast("block", 1, block);
        return (basis, n, random) -> repeated(volumeRescaled(), block, basis, n, random);
    }

    /**
     * Returns boosted optimal least squares: of several sets of independent optimal points the one with the smallest |G - I|,
     * drawn again until that is at most delta, then thinned by greedy removal down to m points while it stays so.
     *
     * @param candidates M, at least 1
     * @param delta between 0 and 1, exclusive
     * @return the design, which has fewer points than are asked for
     * @throws IllegalArgumentException if a number is out of range
     */
    public static StableDesign boosted(int candidates, double delta) {
        return StableDesign.of(iid(), delta)
                .withCriterion(StabilityCriterion.SPECTRAL_DISTANCE)
                .withCandidates(candidates)
                .withGreedyRemoval(1);
    }

    private static Points repeated(Design design, int block, OrthonormalBasis basis, int n, RandomGenerator random) {
        if (n < block || n % block != 0) {
            throw new IllegalArgumentException("n: expected a multiple of " + block
                    + ", the number of points of a block, found " + n + "; the nearest are "
                    + Math.max(1, n / block) * block
                    + " and " + (n / block + 1) * block);
        }
        double[][] rows = new double[n][];
        for (int from = 0; from < n; from += block) {
            Points points = design.sample(basis, block, random);
            for (int i = 0; i < block; i++) {
                rows[from + i] = points.row(i);
            }
        }
        return Points.of(rows);
    }
}
