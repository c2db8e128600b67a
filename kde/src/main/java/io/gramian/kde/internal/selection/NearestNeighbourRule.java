package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** h^2 = mean over the points of the squared distance of the nearest other point, over d. */
public record NearestNeighbourRule(String name) implements Selector {
    @Override
    public Choice choose(Sample data) {
        Sample sample = ScaledSample.positive(data);
        Points x = sample.x();
        int n = x.size();
        if (n < 2) {
            throw new NumericalException(
                    "bandwidth " + name + ": needs at least two points of positive weight; use Bandwidth.of(h)");
        }
        List<String> warnings = new ArrayList<>();
        int[] rows = LikelihoodPass.rows(n, 1);
        if (rows != null) {
            warnings.add("distances were averaged over " + rows.length + " of the " + n
                    + " points, each from its nearest of all others");
        }
        double squares = 0;
        double weights = 0;
        int copies = 0;
        try (Gram all = sample.backend().gram(DensityKernel.gaussian(), x)) {
            Gram chosen =
                    rows == null ? all : all.select(rows, IntStream.range(0, n).toArray());
            Neighbours nearest =
                    chosen.excludingSelf().withProgress(sample.progress()).nearest(1);
            for (int i = 0; i < nearest.size(); i++) {
                int row = rows == null ? i : rows[i];
                double square = squaredDistance(x, row, nearest.index(i, 0));
                squares += sample.weights()[row] * square;
                weights += sample.weights()[row];
                copies += square == 0 ? 1 : 0;
            }
        }
        if (copies > 0) {
            warnings.add(copies + " of " + (rows == null ? n : rows.length)
                    + " points have a copy at distance zero, which makes the bandwidth narrower");
        }
        double h = Math.sqrt(squares / weights / x.dimension());
        if (copies == (rows == null ? n : rows.length)) {
            return ofDistinct(sample, warnings);
        }
        try {
            return new Choice(BandwidthMatrix.scalar(h), Double.NaN, false, 0, warnings);
        } catch (IllegalArgumentException e) {
            throw new NumericalException(
                    "bandwidth " + name + ": the data spread too little or too far; " + e.getMessage());
        }
    }

    private Choice ofDistinct(Sample sample, List<String> warnings) {
        Sample distinct = Distinct.of(sample).sample();
        if (distinct.x().size() < 2) {
            throw new NumericalException("bandwidth " + name + ": all points coincide; use Bandwidth.of(h)");
        }
        if (distinct.x().size() == sample.x().size()) {
            throw new NumericalException(
                    "bandwidth " + name
                            + ": the squares of all distances between nearest points are too small for a number; rescale the data");
        }
        Choice choice = choose(distinct);
        warnings.set(
                warnings.size() - 1,
                "every point has a copy at distance zero; the " + distinct.x().size() + " distinct of the "
                        + sample.x().size() + " points were used, with their weights added up");
        warnings.addAll(choice.warnings());
        return new Choice(choice.bandwidth(), Double.NaN, false, 0, warnings);
    }

    /** Taken afresh, for a backend may sum in single precision. */
    private static double squaredDistance(Points x, int i, int j) {
        double sum = 0;
        for (int k = 0; k < x.dimension(); k++) {
            double difference = x.value(i, k) - x.value(j, k);
            sum += difference * difference;
        }
        return sum;
    }
}
