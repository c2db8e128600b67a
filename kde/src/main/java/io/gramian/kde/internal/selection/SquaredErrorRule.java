package io.gramian.kde.internal.selection;

import io.gramian.kde.BandwidthShape;
import java.util.ArrayList;
import java.util.List;

/** The rules that minimise an estimate of the integrated squared error over matrices of a shape. */
public record SquaredErrorRule(String name, Method method, BandwidthShape shape) implements Selector {
    /** Which estimate. */
    public enum Method {
        LEAST_SQUARES,
        SMOOTHED,
        PLUG_IN
    }

    @Override
    public Choice choose(Sample data) {
        int d = data.x().dimension();
        if (method != Method.LEAST_SQUARES && d > SquaredErrorCriteria.MOST_DIMENSIONS) {
            throw new IllegalArgumentException("bandwidth " + name + ": for data of at most "
                    + SquaredErrorCriteria.MOST_DIMENSIONS + " dimensions, found " + d
                    + "; use likelihoodCrossValidation() or regimeAware()");
        }
        ScaledSample sample = ScaledSample.of(name, data, shape);
        try (DifferenceSums sums = DifferenceSums.of(sample)) {
            boolean isRough =
                    method == Method.LEAST_SQUARES; // the others smooth by a pilot, too, which a grid resolves
            CriterionSearch search = new CriterionSearch(sample, isRough ? sums.resolution() : 0, isRough);
            CriterionSearch.Found found = find(sample, sums, search);
            List<String> warnings = new ArrayList<>(sample.warnings());
            warnings.addAll(found.warnings());
            double criterion = found.value() * Math.exp(-sample.logVolume());
            return new Choice(
                    sample.bandwidth(sample.forKernel(found.factor())),
                    criterion,
                    found.atBoundary(),
                    found.evaluations(),
                    warnings);
        }
    }

    private CriterionSearch.Found find(ScaledSample sample, DifferenceSums sums, CriterionSearch search) {
        SquaredErrorCriteria criteria = new SquaredErrorCriteria(sample, sums);
        if (method == Method.LEAST_SQUARES) {
            return search.minimise(criteria.leastSquares());
        }
        Pilots pilots = new Pilots(sample, sums);
        CriterionSearch.Found plugIn = search.minimise(criteria.plugIn(pilots.plugIn()));
        if (method == Method.PLUG_IN) {
            return plugIn;
        }
        double g = pilots.smoothed(Triangular.square(plugIn.factor()));
        return search.minimise(criteria.smoothed(Triangular.diagonal(sample.dimension(), g * g)));
    }
}
