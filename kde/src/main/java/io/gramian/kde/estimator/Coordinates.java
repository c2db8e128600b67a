package io.gramian.kde.estimator;

import io.gramian.core.Points;
import java.util.Arrays;

/** Choices among the coordinates of points. */
final class Coordinates {
    private Coordinates() {}

    /** Returns a copy of some of the axes 0 to d - 1, each at most once. */
    static int[] checked(String what, int[] axes, int d) {
        boolean[] seen = new boolean[d];
        for (int i = 0; i < axes.length; i++) {
            if (axes[i] < 0 || axes[i] >= d) {
                throw new IllegalArgumentException(
                        what + ": entry " + i + " is " + axes[i] + ", but there are axes 0 to " + (d - 1) + " only");
            }
            if (seen[axes[i]]) {
                throw new IllegalArgumentException(what + ": axis " + axes[i] + " is named twice");
            }
            seen[axes[i]] = true;
        }
        return axes.clone();
    }

    /** Returns the axes 0 to d - 1 that are not among the given. */
    static int[] others(int[] axes, int d) {
        boolean[] seen = new boolean[d];
        for (int axis : axes) {
            seen[axis] = true;
        }
        int[] others = new int[d - axes.length];
        int at = 0;
        for (int k = 0; k < d; k++) {
            if (!seen[k]) {
                others[at++] = k;
            }
        }
        return others;
    }

    static int[] all(int d) {
        int[] axes = new int[d];
        Arrays.setAll(axes, k -> k);
        return axes;
    }

    /** Returns the points with these coordinates alone, at least one. */
    static Points select(Points x, int[] axes) {
        double[] rows = new double[x.size() * axes.length];
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < axes.length; k++) {
                rows[i * axes.length + k] = x.value(i, axes[k]);
            }
        }
        return Points.ofRowMajor(rows, axes.length);
    }

    /** Returns the points whose first coordinates are those of x and whose last are those of y. */
    static Points join(Points x, Points y) {
        if (x.size() != y.size()) {
            throw new IllegalArgumentException("points: there are " + x.size() + " conditions, but " + y.size()
                    + " responses; every condition needs its response");
        }
        int dx = x.dimension();
        int d = dx + y.dimension();
        double[] rows = new double[Math.multiplyExact(x.size(), d)];
        for (int i = 0; i < x.size(); i++) {
            for (int k = 0; k < d; k++) {
                rows[i * d + k] = k < dx ? x.value(i, k) : y.value(i, k - dx);
            }
        }
        return Points.ofRowMajor(rows, d);
    }

    static void checkDimension(String what, int found, int expected) {
        if (found != expected) {
            throw new IllegalArgumentException(
                    what + ": have dimension " + found + ", but the density was fitted in dimension " + expected);
        }
    }
}
