package io.gramian.core.internal.cpu;

import java.util.Arrays;

/**
 * The eigenvalues of diag(d) + rho z z', d rising, rho positive and no entry of z zero: the roots of
 * 1/rho + sum_j z_j^2 / (d_j - x), one between every two neighbours of d and one above the last.
 *
 * <p>A root is found as its distance from the nearer of the two poles beside it, so that its distances from all poles,
 * which make the eigenvectors, have small relative errors. The sums over the poles to the left and to the right are each
 * replaced by a pole with the same value and slope, which gives the next point (Bunch, Nielsen, Sorensen, 1978; R.-C. Li,
 * 1993); it must stay between the best points on either side, or their middle is taken.
 *
 * <p>An instance belongs to one thread.
 */
final class SecularEquation {
    /** Far more steps than the four or five it takes. */
    private static final int STEPS = 200;

    /** Steps after which those that do not at least halve the value are replaced by bisections. */
    private static final int PATIENCE = 12;

    private static final double EPSILON = 0x1p-52;

    private final SymmetricLoops loops;
    private final double[] poles;
    private final double[] z;
    private final double inverseRho;
    private final int count;
    private final double[] shifted; // poles from the one that is the origin
    private final double[] distances;
    private final double[] sums = new double[2];

    private double left; // the sum over the poles up to the first of the pair, and its slope
    private double leftSlope;
    private double right;
    private double rightSlope;

    /** For the first {@code count} poles. */
    SecularEquation(SymmetricLoops loops, double[] poles, double[] z, double rho, int count) {
        this.loops = loops;
        this.poles = poles;
        this.z = z;
        this.inverseRho = 1 / rho;
        this.count = count;
        this.shifted = new double[count];
        this.distances = new double[count];
    }

    /** Returns root k, and writes the distances d_j - x from it. */
    double solve(int k, double[] into, int at) {
        double root = count == 1 ? only() : k < count - 1 ? between(k) : last();
        System.arraycopy(distances, 0, into, at, count);
        return root;
    }

    private double only() {
        distances[0] = -z[0] * z[0] / inverseRho;
        return poles[0] - distances[0];
    }

    private double between(int k) {
        double middle = (poles[k + 1] - poles[k]) / 2;
        moveOrigin(k);
        double value = evaluate(middle, k);
        double rest = withoutPair(value, k);
        if (value >= 0) {
            return refine(k, k, rest, 0, middle);
        }
        moveOrigin(k + 1);
        return refine(k + 1, k, rest, -middle, 0);
    }

    /** The poles of the pair are the last two, and the root lies beyond. */
    private double last() {
        int k = count - 1;
        double sum = 0;
        for (int j = 0; j < count; j++) {
            sum += z[j] * z[j];
        }
        double most = sum / inverseRho * (1 + 8 * EPSILON);
        moveOrigin(k);
        double value = evaluate(most / 2, k - 1);
        double rest = withoutPair(value, k - 1);
        return value >= 0 ? refine(k, k - 1, rest, 0, most / 2) : refine(k, k - 1, rest, most / 2, most);
    }

    private void moveOrigin(int origin) {
        double from = poles[origin];
        for (int j = 0; j < count; j++) {
            shifted[j] = poles[j] - from;
        }
    }

    /** The value at a distance from the origin, and what {@link #left} and its like say of it; {@code first} of the pair. */
    private double evaluate(double x, int first) {
        loops.sumTerms(shifted, x, z, distances, 0, first + 1, sums);
        left = sums[0];
        leftSlope = sums[1];
        loops.sumTerms(shifted, x, z, distances, first + 1, count, sums);
        right = sums[0];
        rightSlope = sums[1];
        return inverseRho + left + right;
    }

    /** What a value found last is without the terms of the pair. */
    private double withoutPair(double value, int first) {
        double p = z[first] * z[first] / distances[first];
        double q = z[first + 1] * z[first + 1] / distances[first + 1];
        return value - p - q;
    }

    /**
     * The root between two distances from the origin, given the value of the rest, without the terms of the pair, at one
     * point of that interval.
     */
    private double refine(int origin, int first, double rest, double from, double to) {
        double low = from;
        double high = to;
        double p = shifted[first];
        double q = shifted[first + 1];
        double s = z[first] * z[first];
        double t = z[first + 1] * z[first + 1];
        boolean isOuter = origin == count - 1 && first == origin - 1 && to > 0;
        double x = step(rest, rest * (p + q) + s + t, rest * p * q + s * q + t * p, isOuter);
        double before = Double.POSITIVE_INFINITY;
        for (int steps = 0; steps < STEPS; steps++) {
            if (!(x > low && x < high)) {
                x = low + (high - low) / 2;
            }
            double value = evaluate(x, first);
            if (Math.abs(value) <= 2 * EPSILON * (inverseRho + Math.abs(left) + Math.abs(right))) {
                break;
            }
            if (value < 0) {
                low = x;
            } else {
                high = x;
            }
            double next = x + move(value, first, isOuter);
            if (!(next > low && next < high) || steps > PATIENCE && Math.abs(value) > before / 2) {
                next = low + (high - low) / 2;
            }
            before = Math.abs(value);
            if (Math.abs(next - x) <= EPSILON / 2 * Math.abs(x) || next == low && next == x) {
                break;
            }
            x = next;
        }
        return poles[origin] + x;
    }

    /** How far the root of the two poles with these values and slopes is. */
    private double move(double value, int first, boolean isOuter) {
        double p = distances[first];
        double q = distances[first + 1];
        double rest = value - p * leftSlope - q * rightSlope;
        double slope = leftSlope + rightSlope;
        double step = step(rest, (p + q) * value - p * q * slope, p * q * value, isOuter);
        return step * value < 0 ? step : -value / slope; // it rises: Newton's step where rounding has the wrong sign
    }

    /** The root of c x^2 - a x + b that is between the two poles, or beyond them, without cancellation. */
    private static double step(double c, double a, double b, boolean isOuter) {
        double root = Math.sqrt(Math.max(0, a * a - 4 * b * c));
        if (isOuter) {
            return a >= 0 ? (a + root) / (2 * c) : 2 * b / (a - root);
        }
        return a <= 0 ? (a - root) / (2 * c) : 2 * b / (a + root);
    }

    /**
     * The z for which computed roots are exact, z_j^2 = prod_i (x_i - d_j) / prod_(i != j) (d_i - d_j) / rho up to a
     * factor: with it eigenvectors are orthogonal however close the roots (Gu and Eisenstat, 1995).
     *
     * @param all the distances d_j - x_i for all j, from {@code from + i step} on
     */
    static double[] exactFor(double[] all, int from, int step, double[] poles, double[] z, int count) {
        double[] squares = new double[count];
        double[] row = new double[count];
        Arrays.fill(squares, 1);
        for (int i = 0; i < count; i++) {
            System.arraycopy(all, from + i * step, row, 0, count);
            double own = squares[i] * row[i];
            multiplyBy(squares, row, poles, poles[i], count);
            squares[i] = own;
        }
        for (int j = 0; j < count; j++) {
            squares[j] = Math.copySign(Math.sqrt(Math.abs(squares[j])), z[j]);
        }
        return squares;
    }

    private static void multiplyBy(double[] product, double[] distance, double[] poles, double pole, int n) {
        for (int j = 0; j < n; j++) {
            product[j] *= distance[j] / (poles[j] - pole);
        }
    }
}
