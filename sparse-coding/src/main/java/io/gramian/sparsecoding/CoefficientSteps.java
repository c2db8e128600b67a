package io.gramian.sparsecoding;

/**
 * How far each coefficient is from its optimum, the others fixed. Nearly all are zero and stay so, which the loop over
 * places settles with one comparison each; the largest distance is kept for every atom without its place, which is looked
 * for afterwards.
 */
final class CoefficientSteps {
    private final double[] squares; // |d_m|^2
    private final double[] inverses; // 1 / |d_m|^2, 0 for an atom of zeros
    private final double[] norms;
    private final double[] upper; // lambda w_m
    private final double[] lower; // -lambda w_m, or -infinity where nothing may be negative

    CoefficientSteps(SpatialProblem problem) {
        int atoms = problem.dictionary.size();
        this.norms = problem.dictionary.norms();
        this.squares = new double[atoms];
        this.inverses = new double[atoms];
        this.upper = new double[atoms];
        this.lower = new double[atoms];
        for (int m = 0; m < atoms; m++) {
            squares[m] = problem.bank.innerProduct(m, m);
            inverses[m] = squares[m] > 0 ? 1 / squares[m] : 0;
            upper[m] = problem.penalty * problem.weights[m];
            lower[m] = problem.nonNegative ? Double.NEGATIVE_INFINITY : -upper[m];
        }
    }

    int atoms() {
        return norms.length;
    }

    /** Raises the largest distance of every atom by those of some places; x and c start at the first of them. */
    void fold(double[] largest, double[] c, double[] x, int from, int places) {
        for (int place = 0; place < places; place++) {
            foldPlace(largest, c, x, from + place * norms.length);
        }
    }

    private void foldPlace(double[] largest, double[] c, double[] x, int at) {
        for (int m = 0; m < largest.length; m++) {
            if (x[at + m] == 0 && Math.abs(c[at + m]) <= upper[m]) {
                continue;
            }
            double distance = distance(c, x, at + m, m);
            if (distance > largest[m]) {
                largest[m] = distance;
            }
        }
    }

    /** The same distance of one coefficient, to the last bit. */
    double distance(double[] c, double[] x, int at, int m) {
        return Math.abs(optimum(c, x, at, m) - x[at]) * norms[m];
    }

    /** The best value of one coefficient. */
    double optimum(double[] c, double[] x, int at, int m) {
        double pull = c[at] + squares[m] * x[at];
        return (pull - Math.max(lower[m], Math.min(upper[m], pull))) * inverses[m];
    }
}
