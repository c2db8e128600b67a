package io.gramian.sparsecoding;

/** The circular backward differences G_i x[n] = x[n] - x[n - e_i] of a map along its axes, and their transposes. */
record Differences(int[] shape) {
    int axes() {
        return shape.length;
    }

    private int stride(int axis) {
        int stride = 1;
        for (int later = axis + 1; later < shape.length; later++) {
            stride *= shape[later];
        }
        return stride;
    }

    /** G_i x. */
    double[] of(double[] x, int axis) {
        int stride = stride(axis);
        int length = shape[axis];
        double[] y = new double[x.length];
        for (int at = 0; at < x.length; at++) {
            int index = at / stride % length;
            y[at] = x[at] - x[index == 0 ? at + (length - 1) * stride : at - stride];
        }
        return y;
    }

    /** Adds factor G_i^T y. */
    void addTransposed(double[] y, int axis, double factor, double[] into) {
        int stride = stride(axis);
        int length = shape[axis];
        for (int at = 0; at < y.length; at++) {
            int index = at / stride % length;
            into[at] += factor * (y[at] - y[index == length - 1 ? at - index * stride : at + stride]);
        }
    }
}
