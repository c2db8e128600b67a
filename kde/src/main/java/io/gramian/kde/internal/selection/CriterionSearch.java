package io.gramian.kde.internal.selection;

import java.util.ArrayList;
import java.util.List;

/**
 * Seeks the minimum of a criterion over the bandwidths of a shape, in coordinates of unit spread: a quasi-Newton search
 * from the normal reference bandwidth h_0 and from half and a quarter of it, with h kept from h_0 / 100, or what a grid
 * resolves, to 10 h_0. The lowest minimum inside counts; one at the end of the range only where there is no other.
 */
final class CriterionSearch {
    private static final double NARROWEST = 0.01;
    private static final double WIDEST = 10;
    private static final double TOLERANCE = 1e-7;
    private static final int EVALUATIONS = 400;
    private static final double[] STARTS = {1, 0.5, 0.25};

    private final ScaledSample sample;
    private final LogCholesky coordinates;
    private final double narrowest;
    private final double widest;

    CriterionSearch(ScaledSample sample, double resolution) {
        this.sample = sample;
        this.coordinates = sample.coordinates();
        this.narrowest = Math.log(Math.max(resolution, NARROWEST * sample.normalReference()));
        this.widest = Math.log(WIDEST * sample.normalReference());
    }

    /** What a search found: the factor of H, the criterion there, and how it ended. */
    record Found(double[][] factor, double value, boolean atBoundary, int evaluations, List<String> warnings) {}

    Found minimise(MatrixCriterion criterion) {
        List<QuasiNewton.Minimum> minima = new ArrayList<>();
        int evaluations = 0;
        for (int k = 0; k < STARTS.length; k++) {
            sample.progress().update("bandwidth " + sample.name(), k, STARTS.length);
            double h = STARTS[k] * sample.normalReference();
            double[] start = coordinates.coordinates(Triangular.diagonal(sample.dimension(), h));
            QuasiNewton.Minimum minimum = QuasiNewton.minimise(
                    (theta, gradient) -> evaluate(criterion, theta, gradient), clamped(start), TOLERANCE, EVALUATIONS);
            evaluations += minimum.evaluations();
            minima.add(minimum);
        }
        sample.progress().update("bandwidth " + sample.name(), STARTS.length, STARTS.length);
        return choose(minima, evaluations);
    }

    private Found choose(List<QuasiNewton.Minimum> minima, int evaluations) {
        QuasiNewton.Minimum best = minima.get(0);
        QuasiNewton.Minimum lowest = best;
        for (QuasiNewton.Minimum minimum : minima) {
            boolean inside = !isAtBoundary(minimum.point());
            boolean better = minimum.value() < best.value() && (inside || isAtBoundary(best.point()));
            if (better || inside && isAtBoundary(best.point())) {
                best = minimum;
            }
            lowest = minimum.value() < lowest.value() ? minimum : lowest;
        }
        List<String> warnings = new ArrayList<>();
        boolean atBoundary = isAtBoundary(best.point());
        if (atBoundary) {
            warnings.add("the criterion has no minimum inside the searched range, " + NARROWEST + " to " + WIDEST
                    + " of the normal reference bandwidth or what a grid resolves; repeated or rounded values do that");
        } else if (lowest.value() < best.value()) {
            warnings.add("the criterion is smaller still at the end of the searched range, which repeated or rounded"
                    + " values do; the lowest minimum inside was taken");
        }
        if (!best.converged()) {
            warnings.add("the search stopped after " + best.evaluations() + " evaluations before it had converged");
        }
        return new Found(coordinates.factor(clamped(best.point())), best.value(), atBoundary, evaluations, warnings);
    }

    /** The criterion at the nearest point of the range, and a parabola beyond it. */
    private double evaluate(MatrixCriterion criterion, double[] theta, double[] gradient) {
        sample.checkInterrupt();
        double[] inside = clamped(theta);
        double[][] factor = coordinates.factor(inside);
        double[][] derivative = new double[factor.length][factor.length];
        double value = criterion.evaluate(Triangular.square(factor), derivative);
        coordinates.gradient(derivative, factor, gradient);
        for (int k = 0; k < theta.length; k++) {
            double beyond = theta[k] - inside[k];
            if (beyond != 0) {
                value += Math.abs(value) * beyond * beyond;
                gradient[k] = 2 * Math.abs(value) * beyond;
            }
        }
        return value;
    }

    private double[] clamped(double[] theta) {
        double[] inside = theta.clone();
        for (int k = 0; k < theta.length; k++) {
            if (coordinates.isLogarithm(k)) {
                inside[k] = Math.min(widest, Math.max(narrowest, theta[k]));
            }
        }
        return inside;
    }

    private boolean isAtBoundary(double[] theta) {
        for (int k = 0; k < theta.length; k++) {
            if (coordinates.isLogarithm(k) && !(theta[k] > narrowest + 1e-6 && theta[k] < widest - 1e-6)) {
                return true;
            }
        }
        return false;
    }
}
