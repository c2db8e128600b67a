package io.gramian.dpp;

/**
 * The inner loops of the samplers. Each runs along arrays without a sum that is carried from one turn to the next, so that
 * the compiler makes vector instructions of it; four terms at a time share one load and store of the target.
 */
final class VectorLoops {
    private VectorLoops() {}

    /** target += f0 x0 + f1 x1 + f2 x2 + f3 x3 in a range. */
    static void addFour(
            double[] target,
            int from,
            int to,
            double f0,
            double[] x0,
            double f1,
            double[] x1,
            double f2,
            double[] x2,
            double f3,
            double[] x3) {
        for (int i = from; i < to; i++) {
            target[i] += f0 * x0[i] + f1 * x1[i] + f2 * x2[i] + f3 * x3[i];
        }
    }

    /** target += f x in a range. */
    static void add(double[] target, int from, int to, double f, double[] x) {
        for (int i = from; i < to; i++) {
            target[i] += f * x[i];
        }
    }

    /** target += scale sum_j factors_j x_j over the first so many arrays, in a range. */
    static void addAll(double[] target, int from, int to, double scale, double[] factors, double[][] x, int count) {
        int j = 0;
        for (; j + 3 < count; j += 4) {
            addFour(
                    target,
                    from,
                    to,
                    scale * factors[j],
                    x[j],
                    scale * factors[j + 1],
                    x[j + 1],
                    scale * factors[j + 2],
                    x[j + 2],
                    scale * factors[j + 3],
                    x[j + 3]);
        }
        for (; j < count; j++) {
            add(target, from, to, scale * factors[j], x[j]);
        }
    }

    /** Returns the inner product; a sum that is carried, so four at a time which do not wait for each other. */
    static double dot(double[] x, double[] y) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < x.length; i += 4) {
            s0 += x[i] * y[i];
            s1 += x[i + 1] * y[i + 1];
            s2 += x[i + 2] * y[i + 2];
            s3 += x[i + 3] * y[i + 3];
        }
        for (; i < x.length; i++) {
            s0 += x[i] * y[i];
        }
        return s0 + s1 + (s2 + s3);
    }
}
