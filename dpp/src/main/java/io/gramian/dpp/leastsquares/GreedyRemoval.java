package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The configuration of greedy removal: of the points of a design, that one goes whose absence leaves the empirical Gram matrix
 * most stable, again and again while the design stays stable. The expected squared error grows by at most the share of
 * points that go, the almost sure bounds stay.
 *
 * <p>The exact rule tries every point, at m^3 + k m^2 operations for each of k points that goes. The rule of the eigenvector
 * tries two, those that the most deviating eigenvector of G sees most and least, at m^3 + k m operations.
 *
 * <p>Immutable and thread-safe. Defaults: down to m points, {@link StabilityCriterion#SPECTRAL_DISTANCE}, the exact rule.
 *
 * <p>Source: C. Haberstich, A. Nouy, G. Perrin, Boosted optimal weighted least-squares (2022).
 */
public final class GreedyRemoval {
    private final double delta;
    private final int smallest; // 0 for m
    private final StabilityCriterion criterion;
    private final boolean exact;

    private GreedyRemoval(double delta, int smallest, StabilityCriterion criterion, boolean exact) {
        this.delta = delta;
        this.smallest = smallest;
        this.criterion = criterion;
        this.exact = exact;
    }

    /**
     * Returns the configuration that stays within a given deviation.
     *
     * @param delta what the criterion may be at most; below 1 for stability
     * @return a configuration
     * @throws IllegalArgumentException if delta is not positive and finite
     */
    public static GreedyRemoval within(double delta) {
        Checks.positive("delta", delta);
        return new GreedyRemoval(delta, 0, StabilityCriterion.SPECTRAL_DISTANCE, true);
    }

    /**
     * Returns this configuration with another number of points to stop at.
     *
     * @param smallest at least 1; below m it means m
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public GreedyRemoval withSmallest(int smallest) {
        return new GreedyRemoval(delta, Checks.atLeast("smallest", 1, smallest), criterion, exact);
    }

    /**
     * Returns this configuration with another criterion of stability.
     *
     * @param criterion what is kept small
     * @return a configuration
     */
    public GreedyRemoval withCriterion(StabilityCriterion criterion) {
        return new GreedyRemoval(delta, smallest, Objects.requireNonNull(criterion, "criterion"), exact);
    }

    /**
     * Returns this configuration with the cheap rule.
     *
     * @return a configuration
     */
    public GreedyRemoval withEigenvectorRule() {
        return new GreedyRemoval(delta, smallest, criterion, false);
    }

    /**
     * What was removed, and what that did.
     *
     * @param kept the places of the points that stay, in their order
     * @param removed the places of the points that went, the first to go first
     * @param deviations the criterion after each removal
     */
    public record Removal(int[] kept, int[] removed, double[] deviations) {
        /**
         * Makes a result.
         *
         * @param kept the places of the points that stay, in their order
         * @param removed the places of the points that went, the first to go first
         * @param deviations the criterion after each removal
         */
        public Removal {
            kept = kept.clone();
            removed = removed.clone();
            deviations = deviations.clone();
        }

        /**
         * Returns the places of the points that stay.
         *
         * @return places, in their order
         */
        @Override
        public int[] kept() {
            return kept.clone();
        }

        /**
         * Returns the places of the points that went.
         *
         * @return places, the first to go first
         */
        @Override
        public int[] removed() {
            return removed.clone();
        }

        /**
         * Returns the criterion after each removal.
         *
         * @return as many numbers as points went
         */
        @Override
        public double[] deviations() {
            return deviations.clone();
        }
    }

    /**
     * Returns which of some points can go.
     *
     * @param basis m functions
     * @param weight w
     * @param points n points
     * @return what stays and what goes; nothing goes where n is at most m or no removal stays within delta
     * @throws IllegalArgumentException if the coordinates do not match, or a weight is not positive and finite
     * @throws io.gramian.core.NumericalException if a function of the basis is not finite at a point
     */
    public Removal apply(OrthonormalBasis basis, Weight weight, Points points) {
        DesignRows rows = DesignRows.of(basis, weight, points);
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < rows.n(); i++) {
            kept.add(i);
        }
        List<Integer> removed = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        while (kept.size() > Math.max(smallest, rows.m())) {
            Checks.checkInterrupted("removing points");
            Step step = new Step(rows, kept, criterion);
            Candidate best = exact ? step.best(kept) : step.best(step.extremes());
            if (!(best.deviation() <= delta)) {
                break;
            }
            kept.remove(Integer.valueOf(best.point()));
            removed.add(best.point());
            deviations.add(best.deviation());
        }
        return new Removal(
                kept.stream().mapToInt(i -> i).toArray(),
                removed.stream().mapToInt(i -> i).toArray(),
                deviations.stream().mapToDouble(x -> x).toArray());
    }

    private record Candidate(int point, double deviation) {}

    /** The matrix k G of the points that are left, by its eigenvalues and eigenvectors, made anew for each removal. */
    private static final class Step {
        private final DesignRows rows;
        private final List<Integer> kept;
        private final StabilityCriterion criterion;
        private final double[] values; // smallest first
        private final double[][] vectors;

        Step(DesignRows rows, List<Integer> kept, StabilityCriterion criterion) {
            this.rows = rows;
            this.kept = kept;
            this.criterion = criterion;
            int m = rows.m();
            double[] sum = EmpiricalGram.sum(rows.select(kept), 1);
            EigenDecomposition_F64<DMatrixRMaj> eigen = EmpiricalGram.decomposed(DMatrixRMaj.wrap(m, m, sum), true);
            Integer[] order = new Integer[m];
            Arrays.setAll(order, j -> j);
            Arrays.sort(
                    order,
                    Comparator.comparingDouble(j -> eigen.getEigenvalue(j).getReal()));
            values = new double[m];
            vectors = new double[m][];
            for (int j = 0; j < m; j++) {
                values[j] = eigen.getEigenvalue(order[j]).getReal();
                vectors[j] = eigen.getEigenVector(order[j]).data;
            }
        }

        /** The candidate whose absence is best, the first among equals. */
        Candidate best(List<Integer> candidates) {
            Candidate best = new Candidate(-1, Double.POSITIVE_INFINITY);
            for (int point : candidates) {
                double[] squares = squares(point);
                if (canBeat(best.deviation(), squares)) {
                    double scale = 1.0 / (kept.size() - 1);
                    double deviation = criterion.of(
                            scale * RankOneDowndate.smallest(values, squares),
                            scale * RankOneDowndate.largest(values, squares));
                    best = deviation < best.deviation() ? new Candidate(point, deviation) : best;
                }
            }
            return best;
        }

        /** Spares most candidates their eigenvalues: two signs of the secular function tell that they are no better. */
        private boolean canBeat(double deviation, double... squares) {
            int others = kept.size() - 1;
            return deviation == Double.POSITIVE_INFINITY
                    || RankOneDowndate.smallestIsAbove(others * (1 - deviation), values, squares)
                            && (criterion == StabilityCriterion.SMALLEST_EIGENVALUE
                                    || RankOneDowndate.largestIsBelow(others * (1 + deviation), values, squares));
        }

        /** The points that the most deviating eigenvector sees most and least. */
        List<Integer> extremes() {
            int last = values.length - 1;
            double above = criterion == StabilityCriterion.SMALLEST_EIGENVALUE
                    ? Double.NEGATIVE_INFINITY
                    : values[last] / kept.size() - 1;
            int vector = above > 1 - values[0] / kept.size() ? last : 0;
            int most = kept.get(0);
            int least = most;
            for (int point : kept) {
                double seen = square(point, vector);
                most = seen > square(most, vector) ? point : most;
                least = seen < square(least, vector) ? point : least;
            }
            return List.of(most, least);
        }

        private double[] squares(int point) {
            double[] squares = new double[values.length];
            for (int j = 0; j < squares.length; j++) {
                squares[j] = square(point, j);
            }
            return squares;
        }

        private double square(int point, int vector) {
            double[] psi = rows.entries();
            double inner = 0;
            for (int j = 0, at = point * values.length; j < values.length; j++, at++) {
                inner += psi[at] * vectors[vector][j];
            }
            return inner * inner;
        }
    }
}
