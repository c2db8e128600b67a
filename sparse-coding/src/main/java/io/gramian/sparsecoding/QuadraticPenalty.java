package io.gramian.sparsecoding;

/** The quadratic penalty 1/2 |x|_Q^2, Q = r + g_m sum_i G_i^T G_i, of a code, in space. */
final class QuadraticPenalty {
    private QuadraticPenalty() {}

    /** Subtracts Q x from numbers of the maps' size, and returns |x|_Q^2. */
    static double subtract(CodingSettings settings, CoefficientMaps code, int atoms, double[][] from) {
        double[][] x = code.toMaps();
        int[] grid = Shapes.three(code.shape());
        double energy = 0;
        for (int map = 0; map < x.length; map++) {
            double gradient = gradient(settings, map % atoms);
            for (int at = 0; at < x[map].length; at++) {
                double qx = settings.ridge * x[map][at];
                if (gradient > 0) {
                    qx += gradient * laplacian(x[map], at, grid);
                }
                from[map][at] -= qx;
                energy += x[map][at] * qx;
            }
        }
        return energy;
    }

    static double gradient(CodingSettings settings, int atom) {
        double[] weights = settings.gradient;
        return weights.length == 0 ? 0 : weights[weights.length == 1 ? 0 : atom];
    }

    /** (sum_i G_i^T G_i x)[at] = sum_i 2 x[n] - x[n - e_i] - x[n + e_i], circular. */
    private static double laplacian(double[] x, int at, int[] grid) {
        double sum = 0;
        int stride = 1;
        for (int axis = 2; axis >= 0; axis--) {
            int index = at / stride % grid[axis];
            int start = at - index * stride;
            double before = x[start + (index == 0 ? grid[axis] - 1 : index - 1) * stride];
            double after = x[start + (index == grid[axis] - 1 ? 0 : index + 1) * stride];
            sum += 2 * x[at] - before - after;
            stride *= grid[axis];
        }
        return sum;
    }
}
