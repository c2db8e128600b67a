package io.gramian.dpp.leastsquares;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A design that is drawn again until it is stable. Where every point has the optimal measure as its law, the expected squared
 * error is then at most 1 + 1 / ((1 - delta) P) times the best, P the probability that one drawing is stable ({@link
 * StabilityBounds#conditionedFactor}). Options: the best of several drawings is tried each time, and points are removed
 * afterwards while the design stays stable ({@link StabilityBounds#boostedFactor}).
 *
 * <p>Conditioning ends exact unbiasedness: the fits of volume-rescaled points are unbiased as they are drawn, not as they are
 * selected.
 *
 * <p>Immutable and thread-safe. Defaults: one candidate, {@link StabilityCriterion#SMALLEST_EIGENVALUE}, at most 1,000
 * tries, no removal.
 *
 * <p>Source: C. Haberstich, A. Nouy, G. Perrin, Boosted optimal weighted least-squares (2022); A. Nouy and B. Michel, Weighted
 * least-squares approximation with determinantal point processes and generalized volume sampling (2023).
 */
public final class StableDesign implements Design {
    private static final int TRIES = 1000;

    private final Design design;
    private final double delta;
    private final StabilityCriterion criterion;
    private final int candidates;
    private final int maximumTries;
    private final GreedyRemoval removal; // null for none

    private StableDesign(
            Design design,
            double delta,
            StabilityCriterion criterion,
            int candidates,
            int maximumTries,
            GreedyRemoval removal) {
        this.design = design;
        this.delta = delta;
        this.criterion = criterion;
        this.candidates = candidates;
        this.maximumTries = maximumTries;
        this.removal = removal;
    }

    /**
     * Returns a design drawn again until its criterion is at most delta.
     *
     * @param design the law of one drawing
     * @param delta between 0 and 1, exclusive
     * @return a stable design
     * @throws IllegalArgumentException if delta is out of range
     */
    public static StableDesign of(Design design, double delta) {
        return new StableDesign(
                Objects.requireNonNull(design, "design"),
                StabilityBounds.checkedDelta(delta),
                StabilityCriterion.SMALLEST_EIGENVALUE,
                1,
                TRIES,
                null);
    }

    /**
     * Returns this design with another criterion, for drawing again, for the best candidate and for removal.
     *
     * @param criterion what is kept small
     * @return a stable design
     */
    public StableDesign withCriterion(StabilityCriterion criterion) {
        Objects.requireNonNull(criterion, "criterion");
        GreedyRemoval same = removal == null ? null : removal.withCriterion(criterion);
        return new StableDesign(design, delta, criterion, candidates, maximumTries, same);
    }

    /**
     * Returns this design with the best of several drawings at each try.
     *
     * @param candidates M, at least 1
     * @return a stable design
     * @throws IllegalArgumentException if it is below 1
     */
    public StableDesign withCandidates(int candidates) {
        Checks.atLeast("candidates", 1, candidates);
        return new StableDesign(design, delta, criterion, candidates, maximumTries, removal);
    }

    /**
     * Returns this design with another limit of tries.
     *
     * @param maximumTries at least 1
     * @return a stable design
     * @throws IllegalArgumentException if it is below 1
     */
    public StableDesign withMaximumTries(int maximumTries) {
        Checks.atLeast("maximum tries", 1, maximumTries);
        return new StableDesign(design, delta, criterion, candidates, maximumTries, removal);
    }

    /**
     * Returns this design with removal of points, by trying each, while the criterion stays at most delta.
     *
     * @param smallest the number of points to stop at; below m it means m
     * @return a stable design, of at most as many points as are asked for
     * @throws IllegalArgumentException if it is below 1
     */
    public StableDesign withGreedyRemoval(int smallest) {
        GreedyRemoval greedy =
                GreedyRemoval.within(delta).withSmallest(smallest).withCriterion(criterion);
        return new StableDesign(design, delta, criterion, candidates, maximumTries, greedy);
    }

    /**
     * Returns this design with removal by the cheap rule of the eigenvector.
     *
     * @param smallest the number of points to stop at; below m it means m
     * @return a stable design, of at most as many points as are asked for
     * @throws IllegalArgumentException if it is below 1
     */
    public StableDesign withEigenvectorRemoval(int smallest) {
        GreedyRemoval greedy = GreedyRemoval.within(delta)
                .withSmallest(smallest)
                .withCriterion(criterion)
                .withEigenvectorRule();
        return new StableDesign(design, delta, criterion, candidates, maximumTries, greedy);
    }

    @Override
    public Weight weight() {
        return design.weight();
    }

    @Override
    public Points sample(OrthonormalBasis basis, int n, RandomGenerator random) {
        return draw(basis, n, random).points();
    }

    /**
     * Returns points with what it took to find them.
     *
     * @param basis the space of the approximation, of m functions
     * @param n the number of points of each drawing
     * @param random where the draws come from
     * @return stable points
     * @throws IllegalArgumentException when the design has no law for n points
     * @throws NumericalException if no drawing was stable in the number of tries allowed
     */
    public StableSample draw(OrthonormalBasis basis, int n, RandomGenerator random) {
        double closest = Double.POSITIVE_INFINITY;
        for (int tries = 1; tries <= maximumTries; tries++) {
            Checks.checkInterrupted("drawing a stable design");
            Drawing best = drawing(basis, n, random);
            for (int candidate = 1; candidate < candidates; candidate++) {
                Drawing other = drawing(basis, n, random);
                best = other.deviation < best.deviation ? other : best;
            }
            if (best.deviation <= delta) {
                return thinned(best, basis, tries);
            }
            closest = Math.min(closest, best.deviation);
        }
        throw new NumericalException("design: none of " + maximumTries + " tries with " + n + " points for "
                + basis.size() + " functions was stable; " + criterion + " was " + closest
                + " at best, expected at most "
                + delta + "; use more points, a larger delta, or more tries");
    }

    private record Drawing(Points points, EmpiricalGram gram, double deviation) {}

    private Drawing drawing(OrthonormalBasis basis, int n, RandomGenerator random) {
        Points points = design.sample(basis, n, random);
        EmpiricalGram gram = EmpiricalGram.of(basis, weight(), points);
        return new Drawing(points, gram, criterion.of(gram));
    }

    private StableSample thinned(Drawing drawing, OrthonormalBasis basis, int tries) {
        int drawn = drawing.points.size();
        if (removal == null) {
            return new StableSample(drawing.points, drawing.gram, drawn, tries);
        }
        int[] kept = removal.apply(basis, weight(), drawing.points).kept();
        Points points = drawing.points.select(kept);
        return new StableSample(points, EmpiricalGram.of(basis, weight(), points), drawn, tries);
    }
}
