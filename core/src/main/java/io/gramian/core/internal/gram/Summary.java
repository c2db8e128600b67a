package io.gramian.core.internal.gram;

import io.gramian.core.Points;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Transform;

/**
 * What is worth knowing of transformed points as a whole.
 *
 * @param centre the mean, coordinate by coordinate
 * @param largestNorm max over points of |Tx - centre|^2
 * @param least the smallest coordinate of all
 * @param most the largest coordinate of all
 */
public record Summary(double[] centre, double largestNorm, double least, double most) {
    private record Key(Transform transform) {}

    public static Summary of(Points points, Transform transform) {
        return points.derived(new Key(transform), () -> compute(points, transform));
    }

    private static Summary compute(Points points, Transform transform) {
        double[] point = new double[points.dimension()];
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        double[] centre = new double[transform.outputDimension(points.dimension())];
        for (int i = 0; i < points.size(); i++) {
            points.copyRow(i, point);
            double[] z = transform.apply(point);
            for (int k = 0; k < centre.length; k++) {
                least = Math.min(least, z[k]);
                most = Math.max(most, z[k]);
                centre[k] += (z[k] - centre[k]) / (i + 1);
            }
        }
        double largest = 0;
        for (int i = 0; i < points.size(); i++) {
            points.copyRow(i, point);
            largest = Math.max(largest, Form.SQUARED_DISTANCE.value(transform.apply(point), centre));
        }
        return new Summary(centre, largest, least, most);
    }
}
