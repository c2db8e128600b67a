package io.gramian.kde.estimator;

import io.gramian.core.Points;

/** Angles or directions as unit vectors: blocks of coordinates of length one each. */
record Embedding(int block, double period) {
    /** Unit vectors of R^d, as they are. */
    static Embedding ofDirections(int d) {
        return new Embedding(d, Double.NaN);
    }

    /** Every coordinate an angle of that period, as (cos, sin). */
    static Embedding ofAngles(double period) {
        return new Embedding(2, period);
    }

    boolean isOfAngles() {
        return !Double.isNaN(period);
    }

    Points apply(String name, Points x) {
        return isOfAngles() ? circles(x) : normalised(name, x);
    }

    private Points circles(Points x) {
        int d = x.dimension();
        double[] unit = new double[2 * d * x.size()];
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < d; k++) {
                double angle = 2 * Math.PI * (Math.IEEEremainder(x.value(i, k), period) / period);
                unit[2 * (i * d + k)] = Math.cos(angle);
                unit[2 * (i * d + k) + 1] = Math.sin(angle);
            }
        }
        return Points.ofRowMajor(unit, 2 * d);
    }

    private static Points normalised(String name, Points x) {
        double[][] rows = x.toArray();
        for (int i = 0; i < rows.length; i++) {
            double norm = 0;
            for (double coordinate : rows[i]) {
                norm = Math.hypot(norm, coordinate);
            }
            if (!(Math.abs(norm - 1) <= 1e-6)) {
                throw new IllegalArgumentException(name + ": row " + i + " has length " + norm
                        + "; expected unit vectors, of length 1 to within 1e-6");
            }
            for (int k = 0; k < rows[i].length; k++) {
                rows[i][k] /= norm;
            }
        }
        return Points.of(rows);
    }

    /** Angles from 0 to the period, or the directions themselves. */
    Points invert(double[] unit, int dimension) {
        if (!isOfAngles()) {
            return Points.ofRowMajor(unit, dimension);
        }
        double[] angles = new double[unit.length / 2];
        for (int at = 0; at < angles.length; at++) {
            double turn = Math.atan2(unit[2 * at + 1], unit[2 * at]) / (2 * Math.PI);
            double angle = (turn < 0 ? turn + 1 : turn) * period;
            angles[at] = angle < period ? angle : 0;
        }
        return Points.ofRowMajor(angles, dimension / 2);
    }

    /** The logarithm of what turns a density on unit vectors into one of angles in their own unit, a coordinate. */
    double logUnit() {
        return isOfAngles() ? Math.log(2 * Math.PI / period) : 0;
    }
}
