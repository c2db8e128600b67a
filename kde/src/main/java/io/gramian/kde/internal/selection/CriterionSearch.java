package io.gramian.kde.internal.selection;

import io.gramian.kde.BandwidthShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Seeks the minimum of a criterion over the bandwidths of a shape, in coordinates of unit spread: a quasi-Newton search
 * from the normal reference bandwidth h_0 and from half and a quarter of it, with h kept from a fraction of h_0, or what a
 * grid resolves, to 10 h_0. The lowest minimum inside counts; one at the end of the range only where there is no other.
 *
 * <p>A rough criterion, one with many minima, is also searched from oblique starts, if the shape has them, for least
 * squares on correlated data can be lowest there; but not below h_0 / 10, where rounded values make minima of their own.
 */
final class CriterionSearch {
    private static final double NARROWEST = 0.01;
    private static final double NARROWEST_ROUGH = 0.1;
    private static final double WIDEST = 10;
    private static final double TOLERANCE = 1e-7;
    private static final int EVALUATIONS = 400;
    private static final double[] STARTS = {1, 0.5, 0.25};

    private final ScaledSample sample;
    private final LogCholesky coordinates;
    private final boolean isRough;
    private final double fraction;
    private final double narrowest;
    private final double widest;

    /**
     * Makes a search.
     *
     * @param resolution the narrowest bandwidth that sums over pairs can tell from zero
     * @param isRough whether criteria have many minima
     */
    CriterionSearch(ScaledSample sample, double resolution, boolean isRough) {
        this.sample = sample;
        this.coordinates = sample.coordinates();
        this.isRough = isRough;
        this.fraction = isRough && sample.shape() == BandwidthShape.FULL ? NARROWEST_ROUGH : NARROWEST;
        this.narrowest = Math.log(Math.max(resolution, fraction * sample.normalReference()));
        this.widest = Math.log(WIDEST * sample.normalReference());
    }

    /** What a search found: the factor of H, the criterion there, and how it ended. */
    record Found(double[][] factor, double value, boolean atBoundary, int evaluations, List<String> warnings) {}

    Found minimise(MatrixCriterion criterion) {
        List<double[]> starts = starts();
        List<QuasiNewton.Minimum> minima = new ArrayList<>();
        int evaluations = 0;
        for (int k = 0; k < starts.size(); k++) {
            sample.progress().update("bandwidth " + sample.name(), k, starts.size());
            double[] start = starts.get(k);
            QuasiNewton.Minimum minimum = QuasiNewton.minimise(
                    (theta, gradient) -> evaluate(criterion, theta, gradient), clamped(start), TOLERANCE, EVALUATIONS);
            evaluations += minimum.evaluations();
            minima.add(minimum);
        }
        sample.progress().update("bandwidth " + sample.name(), starts.size(), starts.size());
        return choose(minima, evaluations);
    }

    private List<double[]> starts() {
        int d = sample.dimension();
        double h = sample.normalReference();
        List<double[]> starts = new ArrayList<>();
        for (double start : STARTS) {
            starts.add(coordinates.coordinates(Triangular.diagonal(d, start * h)));
        }
        for (int i = 1; i < d && isRough && sample.shape() == BandwidthShape.FULL; i++) {
            for (int j = 0; j < i; j++) {
                for (int side = -2; side <= 2; side += 4) {
                    double[][] oblique = Triangular.diagonal(d, h / 2);
                    oblique[j][j] = h / 4;
                    oblique[i][j] = side * h;
                    starts.add(coordinates.coordinates(oblique));
                }
            }
        }
        return starts;
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
            warnings.add("the criterion has no minimum inside the searched range, " + fraction + " to " + WIDEST
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
