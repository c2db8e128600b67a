package io.gramian.core.internal.gram;

import io.gramian.core.Points;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;

/**
 * How a leaf's points are brought into the loops: transformed, then moved to a common centre or scaled to
 * length one, with the squared norms or norm powers that its form asks for.
 */
public record Packing(Expression.Leaf leaf, double[] centre, Extra extra) {
    /** What is kept beside the coordinates of a point. */
    public enum Extra {
        NONE,
        SQUARED_NORM,
        NORM_POWER
    }

    public static Packing of(Expression.Leaf leaf, Points columns, boolean centred, boolean squaredNorms) {
        Extra extra = leaf.normPower() > 0 ? Extra.NORM_POWER : squaredNorms ? Extra.SQUARED_NORM : Extra.NONE;
        return new Packing(leaf, centred ? Summary.of(columns, leaf.transform()).centre() : null, extra);
    }

    public int dimension(Points points) {
        return leaf.transform().outputDimension(points.dimension());
    }

    /** Returns the coordinates of a point as the loops take them, in double precision. */
    public double[] coordinates(double[] point) {
        double[] z = leaf.transform().apply(point);
        if (centre != null) {
            for (int k = 0; k < z.length; k++) {
                z[k] -= centre[k];
            }
        } else if (leaf.form() == Form.COSINE) {
            double norm = Math.sqrt(Form.DOT.value(z, z));
            for (int k = 0; k < z.length && norm > 0; k++) {
                z[k] /= norm;
            }
        }
        return z;
    }

    /** Returns the number kept beside a point with the given packed coordinates. */
    public double extra(double[] point, double[] coordinates) {
        return switch (extra) {
            case NONE -> 0;
            case SQUARED_NORM -> squaredNorm(coordinates);
            case NORM_POWER -> {
                double[] z = leaf.transform().apply(point);
                yield Math.pow(Math.sqrt(Form.DOT.value(z, z)), leaf.normPower());
            }
        };
    }

    /** In four sums side by side, which one addition after the other would not let run at once. */
    private static double squaredNorm(double[] z) {
        double a = 0;
        double b = 0;
        double c = 0;
        double e = 0;
        int k = 0;
        for (; k + 3 < z.length; k += 4) {
            a += z[k] * z[k];
            b += z[k + 1] * z[k + 1];
            c += z[k + 2] * z[k + 2];
            e += z[k + 3] * z[k + 3];
        }
        for (; k < z.length; k++) {
            a += z[k] * z[k];
        }
        return (a + b) + (c + e);
    }

    /** What the packed numbers depend on, apart from the points: two leaves with equal keys share them. */
    public Object key() {
        return java.util.Arrays.asList(
                leaf.transform(), centre != null, leaf.form() == Form.COSINE, extra, leaf.normPower());
    }
}
