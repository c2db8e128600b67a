package io.gramian.kde.internal.fast;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What replaces the points of a node for queries at some distance: a polynomial of the difference from the node's
 * centroid, times the kernel at that difference or not, with a bound on its error.
 */
abstract class FarField {
    final KdTree tree;
    final Monomials monomials;
    final boolean timesKernel;
    private final AtomicReferenceArray<double[]> known;

    FarField(KdTree tree, int order, boolean timesKernel) {
        this.tree = tree;
        this.monomials = new Monomials(tree.dimension, order);
        this.timesKernel = timesKernel;
        this.known = new AtomicReferenceArray<>(tree.nodes);
    }

    /**
     * Returns the logarithm of a bound on |sum over the node's points of w k - what replaces it|, for every query whose
     * squared distances from the node's box lie between the two; infinite where it may not be used.
     */
    abstract double logError(int node, double nearest, double farthest);

    /** The coefficients of a node, made when first asked for; two threads that ask at a time make the same. */
    final double[] coefficients(int node) {
        double[] coefficients = known.get(node);
        if (coefficients == null) {
            coefficients = make(node);
            known.set(node, coefficients);
        }
        return coefficients;
    }

    abstract double[] make(int node);

    final double[] moments(int node) {
        return monomials.moments(
                tree.rows, tree.weights, tree.from[node], tree.to[node], tree.centroid, node * tree.dimension);
    }

    /**
     * The weight times the kernel at the centroid. To second order its error is half the node's spread times the largest
     * second derivative between centroid and points, all of which lie in the box; and it is never more than what the
     * kernel changes over the box.
     */
    static final class Centroid extends FarField {
        private final Radial kernel;

        Centroid(KdTree tree, Radial kernel) {
            super(tree, 1, true);
            this.kernel = kernel;
        }

        @Override
        double logError(int node, double nearest, double farthest) {
            if (tree.spread[node] == 0) {
                return Double.NEGATIVE_INFINITY; // all points stand on the centroid
            }
            double logBend = Math.log(0.5 * tree.spread[node]) + kernel.logCurvature(nearest, farthest);
            double logNear = kernel.logValue(nearest);
            if (logNear == Double.NEGATIVE_INFINITY) {
                return logNear; // nothing reaches the queries
            }
            double change = -Math.expm1(kernel.logValue(farthest) - logNear); // of the kernel, over its largest value
            double logChange = tree.logWeight[node] + logNear + Math.log(change);
            return Math.min(logBend, logChange);
        }

        @Override
        double[] make(int node) {
            return new double[] {tree.weight[node]};
        }
    }

    /**
     * The Hermite expansion of a Gaussian sum to total degree p - 1: with a the query and b a point, both as seen from the
     * centroid, exp(-|a - b|^2 / 2) = exp(-|a|^2 / 2) sum_alpha b^alpha / alpha! He_alpha(a).
     *
     * <p>Cut off at degree p it is Taylor's polynomial of b along the segment from the centroid to the point, so its error
     * is at most |b|^p / p! times the p-th derivative of t -> exp(-|a - t b / |b||^2 / 2) somewhere on the segment. That
     * derivative is exp(-v^2 / 2) |He_p(u)| exp(-u^2 / 2) with u and v the distance along and across, u^2 + v^2 = r^2,
     * and r is at least the distance from the box, which contains the segment. {@link HermiteBound} bounds it.
     */
    static final class Hermite extends FarField {
        private final HermiteBound bound;
        private final double logFactorial;
        private final double[] inverseFactorial; // 1 / alpha!
        private final int[][] twoLess; // [variable][term]: the term with that exponent less two
        private final double[][] hermite; // [n][i]: the coefficient of u^i in He_n

        Hermite(KdTree tree, int order) {
            super(tree, order, true);
            this.bound = new HermiteBound(order);
            this.inverseFactorial = new double[monomials.count];
            this.twoLess = new int[tree.dimension][monomials.count];
            double sum = 0;
            for (int k = 2; k <= order; k++) {
                sum += Math.log(k);
            }
            this.logFactorial = sum;
            for (int t = 0; t < monomials.count; t++) {
                int[] exponent = monomials.exponents[t].clone();
                inverseFactorial[t] = 1;
                for (int k = 0; k < exponent.length; k++) {
                    for (int i = 2; i <= exponent[k]; i++) {
                        inverseFactorial[t] /= i;
                    }
                    exponent[k] -= 2;
                    twoLess[k][t] = exponent[k] < 0 ? -1 : monomials.index(exponent);
                    exponent[k] += 2;
                }
            }
            this.hermite = new double[order][order];
            for (int n = 0; n < order; n++) {
                for (int i = 0; i <= n; i++) { // He_n = u He_(n-1) - (n-1) He_(n-2)
                    double fromLast = n == 0 ? (i == 0 ? 1 : 0) : i > 0 ? hermite[n - 1][i - 1] : 0;
                    hermite[n][i] = n < 2 ? fromLast : fromLast - (n - 1) * hermite[n - 2][i];
                }
            }
        }

        @Override
        double logError(int node, double nearest, double farthest) {
            return tree.logMoment[node] - logFactorial + bound.log(nearest);
        }

        @Override
        double[] make(int node) {
            double[] coefficients = moments(node);
            for (int t = 0; t < coefficients.length; t++) {
                coefficients[t] *= inverseFactorial[t];
            }
            for (int k = 0; k < tree.dimension; k++) { // products of Hermite polynomials to monomials, axis by axis
                double[] expanded = new double[coefficients.length];
                for (int t = 0; t < coefficients.length; t++) {
                    int n = monomials.exponents[t][k];
                    int to = t;
                    for (int i = n; i >= 0; i -= 2) {
                        expanded[to] += coefficients[t] * hermite[n][i];
                        to = twoLess[k][to];
                    }
                }
                coefficients = expanded;
            }
            return coefficients;
        }
    }

    /**
     * The sum of (1 - |a - b|^2)^p over all points, which is a polynomial of degree 2 p where every point reaches the
     * query: there it is exact.
     */
    static final class Inside extends FarField {
        private final int[] query; // one entry for each product of a power of a and one of b
        private final int[] point;
        private final double[] factor;

        Inside(KdTree tree, int power) {
            super(tree, 2 * power + 1, false);
            int count = monomials.count;
            double[] kernel = kernel(power);
            int entries = 0;
            int[] first = new int[count * count];
            int[] second = new int[count * count];
            double[] product = new double[count * count];
            for (int s = 0; s < count; s++) {
                for (int t = 0; t < count; t++) {
                    int[] sum = monomials.exponents[s].clone();
                    double f = 1;
                    for (int k = 0; k < sum.length; k++) { // (a - b)^(s + t) has a^s (-b)^t this many times
                        int n = monomials.exponents[t][k];
                        for (int i = 1; i <= n; i++) {
                            f *= -(double) (sum[k] + i) / i;
                        }
                        sum[k] += n;
                    }
                    int at = monomials.index(sum);
                    if (at >= 0 && kernel[at] != 0) {
                        first[entries] = s;
                        second[entries] = t;
                        product[entries++] = f * kernel[at];
                    }
                }
            }
            this.query = java.util.Arrays.copyOf(first, entries);
            this.point = java.util.Arrays.copyOf(second, entries);
            this.factor = java.util.Arrays.copyOf(product, entries);
        }

        /** The coefficients of (1 - |x|^2)^power. */
        private double[] kernel(int power) {
            double[] kernel = new double[monomials.count];
            kernel[0] = 1;
            for (int p = 0; p < power; p++) {
                double[] next = kernel.clone();
                for (int t = 0; t < kernel.length; t++) {
                    for (int k = 0; kernel[t] != 0 && k < tree.dimension; k++) {
                        int[] exponent = monomials.exponents[t].clone();
                        exponent[k] += 2;
                        next[monomials.index(exponent)] -= kernel[t];
                    }
                }
                kernel = next;
            }
            return kernel;
        }

        @Override
        double logError(int node, double nearest, double farthest) {
            return farthest < 1 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }

        @Override
        double[] make(int node) {
            double[] moments = moments(node);
            double[] coefficients = new double[moments.length];
            for (int e = 0; e < query.length; e++) {
                coefficients[query[e]] += factor[e] * moments[point[e]];
            }
            return coefficients;
        }
    }
}
