package io.gramian.core.internal.filterbank;

import java.util.Arrays;

/** The positions of a map: rows (all axes but the last, joined) of one length, and the frequencies of real rows. */
final class Grid {
    private final int[] shape;
    private final int rows;
    private final int length;

    Grid(int[] shape) {
        this.shape = shape.clone();
        this.length = shape[shape.length - 1];
        this.rows = size(shape) / length;
    }

    private static int size(int[] shape) {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }

    int[] shape() {
        return shape.clone();
    }

    int rows() {
        return rows;
    }

    /** Returns the number of positions of a row. */
    int length() {
        return length;
    }

    /** Returns the number of frequencies of a row that are not the mirror images of others. */
    int bins() {
        return length / 2 + 1;
    }

    int size() {
        return rows * length;
    }

    /** Returns the length of the longest axis. */
    int longest() {
        return Arrays.stream(shape).max().orElseThrow();
    }

    int frequencies() {
        return rows * bins();
    }

    /** Returns 2 for a bin that stands for its mirror image too, else 1. */
    int multiplicity(int bin) {
        return bin == 0 || 2 * bin == length ? 1 : 2;
    }

    /** Returns the squared modulus of the circular forward difference, summed over the axes: sum_i 2 - 2 cos. */
    double gradientPower(int bin, int row) {
        double sum = power(bin, length);
        int rest = row;
        for (int axis = shape.length - 2; axis >= 0; axis--) {
            sum += power(rest % shape[axis], shape[axis]);
            rest /= shape[axis];
        }
        return sum;
    }

    private static double power(int k, int n) {
        double sine = Math.sin(Math.PI * k / n);
        return 4 * sine * sine;
    }
}
