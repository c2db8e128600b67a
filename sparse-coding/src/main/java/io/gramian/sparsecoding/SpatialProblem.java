package io.gramian.sparsecoding;

import java.util.Arrays;

/** A signal, a dictionary and a penalty, prepared for solvers in space, which report their codes through it. */
final class SpatialProblem {
    final Signal signal;
    final Dictionary dictionary;
    final Boundary boundary;
    final SpatialBank bank;
    final int[] grid;
    final double[] weights;
    final boolean nonNegative;
    final double penalty;
    final double largestPenalty;
    final double[] correlations; // D^T s, atom fastest

    SpatialProblem(
            Signal signal,
            Dictionary dictionary,
            Boundary boundary,
            Penalty penalty,
            double[] weights,
            boolean nonNegative) {
        this.signal = signal;
        this.dictionary = dictionary;
        this.boundary = boundary;
        this.weights = weights;
        this.nonNegative = nonNegative;
        this.bank = SpatialBank.of(dictionary);
        this.correlations = bank.correlate(signal, boundary);
        this.grid = Shapes.three(signal.shape());
        this.largestPenalty = Certificate.Extremes.of(
                        new double[correlations.length], correlations, 0, weights, nonNegative)
                .largestRatio();
        this.penalty = penalty.at(largestPenalty == Double.POSITIVE_INFINITY ? 0 : largestPenalty);
    }

    /** Whether zero is the optimal code. */
    boolean isZero() {
        return penalty >= largestPenalty;
    }

    SparseCode zeroCode() {
        return code(new double[correlations.length], StopRule.ZERO, 0, null);
    }

    void checkStart(CoefficientMaps start) {
        if (!Arrays.equals(start.shape(), signal.shape()) || start.atoms() != dictionary.size()) {
            throw new IllegalArgumentException("start: expected maps of " + dictionary.size() + " atoms on "
                    + Arrays.toString(signal.shape()) + ", found " + start);
        }
        for (int i = 0; i < start.count(); i++) {
            if (nonNegative && start.value(i) < 0) {
                throw new IllegalArgumentException("start: coefficient " + start.value(i) + " of atom " + start.atom(i)
                        + " at place " + start.position(i) + " is negative, where none may be");
            }
            if (boundary == Boundary.VALID && !fits(start.position(i), start.atom(i))) {
                throw new IllegalArgumentException("start: atom " + start.atom(i) + " at place " + start.position(i)
                        + " reaches over the end of the signal");
            }
        }
    }

    private boolean fits(int position, int atom) {
        int[] size = bank.sizeOf(atom);
        return position % grid[2] + size[2] <= grid[2]
                && position / grid[2] % grid[1] + size[1] <= grid[1]
                && position / grid[2] / grid[1] + size[0] <= grid[0];
    }

    /** The code of given coefficients, certified by correlations computed afresh. */
    SparseCode code(double[] x, StopRule rule, long iterations, Certificate earlier) {
        CoefficientMaps maps = CoefficientMaps.ofAtomFastest(signal.shape(), dictionary.size(), x);
        Signal reconstruction = dictionary.synthesise(maps);
        Signal residual = signal.minus(reconstruction);
        Certificate certificate = certificate(x, maps, residual, bank.correlate(residual, boundary));
        return new SparseCode(
                dictionary,
                maps,
                reconstruction,
                penalty,
                largestPenalty,
                earlier == null ? certificate : certificate.withBoundOf(earlier),
                rule,
                iterations,
                rule.warnings(penalty, largestPenalty));
    }

    Certificate certificate(double[] x, CoefficientMaps maps, Signal residual, double[] residualCorrelations) {
        Certificate.Extremes extremes = Certificate.Extremes.of(x, residualCorrelations, penalty, weights, nonNegative);
        double[] sums = maps.l1NormByAtom();
        double l1 = 0;
        for (int m = 0; m < sums.length; m++) {
            l1 += weights[m] * sums[m];
        }
        double norm = residual.norm();
        return Certificate.of(
                penalty, norm * norm / 2, signal.dot(residual), l1, extremes.largestRatio(), extremes.kktResidual());
    }
}
