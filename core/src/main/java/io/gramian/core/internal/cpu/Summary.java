package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Transform;

/**
 * The centre of transformed points and the largest squared distance from it.
 *
 * @param centre the mean, coordinate by coordinate
 * @param largestNorm max over points of |Tx - centre|^2
 */
record Summary(double[] centre, double largestNorm) {
    private record Key(Transform transform) {}

    static Summary of(Points points, Transform transform) {
        return points.derived(new Key(transform), () -> compute(points, transform));
    }

    private static Summary compute(Points points, Transform transform) {
        double[] point = new double[points.dimension()];
        double[] centre = new double[transform.outputDimension(points.dimension())];
        for (int i = 0; i < points.size(); i++) {
            points.copyRow(i, point);
            double[] z = transform.apply(point);
            for (int k = 0; k < centre.length; k++) {
                centre[k] += (z[k] - centre[k]) / (i + 1);
            }
        }
        double largest = 0;
        for (int i = 0; i < points.size(); i++) {
            points.copyRow(i, point);
            largest = Math.max(largest, Form.SQUARED_DISTANCE.value(transform.apply(point), centre));
        }
        return new Summary(centre, largest);
    }
}
