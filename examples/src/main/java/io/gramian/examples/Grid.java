package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.kde.DensityModel;

/**
 * Values on a regular grid over a rectangle, row after row from the smallest y.
 *
 * @param columns number of grid points along x, at least 2
 * @param rows number of grid points along y, at least 2
 * @param values the numbers
 */
record Grid(double xMin, double xMax, double yMin, double yMax, int columns, int rows, double[] values) {

    /** Evaluates a two-dimensional density on a rectangle. */
    static Grid of(DensityModel density, double[] xRange, double[] yRange, int columns, int rows) {
        double[] places = new double[2 * columns * rows];
        for (int j = 0; j < rows; j++) {
            for (int i = 0; i < columns; i++) {
                int at = 2 * (j * columns + i);
                places[at] = xRange[0] + (xRange[1] - xRange[0]) * i / (columns - 1);
                places[at + 1] = yRange[0] + (yRange[1] - yRange[0]) * j / (rows - 1);
            }
        }
        double[] values = density.density(Points.ofRowMajor(places, 2));
        return new Grid(xRange[0], xRange[1], yRange[0], yRange[1], columns, rows, values);
    }

    /** Returns the range of a column of data, with a margin of some bandwidths. */
    static double[] range(double[] column, double margin) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : column) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return new double[] {low - margin, high + margin};
    }

    /** Returns count numbers from the first to the last of a range. */
    static double[] steps(double[] range, int count) {
        double[] steps = new double[count];
        for (int i = 0; i < count; i++) {
            steps[i] = range[0] + (range[1] - range[0]) * i / (count - 1);
        }
        return steps;
    }

    double max() {
        double max = 0;
        for (double value : values) {
            max = Math.max(max, value);
        }
        return max;
    }

    /** Returns the place of the largest value, x and y. */
    double[] mode() {
        int best = 0;
        for (int at = 1; at < values.length; at++) {
            best = values[at] > values[best] ? at : best;
        }
        return new double[] {
            xMin + (xMax - xMin) * (best % columns) / (columns - 1),
            yMin + (yMax - yMin) * (best / columns) / (rows - 1)
        };
    }

    /** Interpolates between the four grid points around a place given in shares of the sides. */
    double at(double u, double v) {
        double x = Math.min(1, Math.max(0, u)) * (columns - 1);
        double y = Math.min(1, Math.max(0, v)) * (rows - 1);
        int i = Math.min((int) x, columns - 2);
        int j = Math.min((int) y, rows - 2);
        double lower = between(values[j * columns + i], values[j * columns + i + 1], x - i);
        double upper = between(values[(j + 1) * columns + i], values[(j + 1) * columns + i + 1], x - i);
        return between(lower, upper, y - j);
    }

    private static double between(double from, double to, double share) {
        return from + share * (to - from);
    }
}
