package io.gramian.dpp;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/**
 * Draws from projection processes with proposals whose cost does not depend on N: an item by its weight in the m chosen
 * eigenvectors, that is, one of these uniformly and then an item by its squared entries; it is accepted with the share of
 * its row that the rows before do not span. Of the (k+1)-th item m / (m - k) proposals are expected. A proposal is rejected
 * as soon as enough of its row is seen to be spanned.
 */
final class Rejection implements ProjectionStep {
    /** So many proposals per item of a subset are next to impossible unless rounding has eaten what was left. */
    private static final int MOST_PROPOSALS = 150;

    /** Above this share left of a row, subtracting once leaves it orthogonal to working precision. */
    private static final double ONCE = 0.25;

    private final Spectrum spectrum;
    private final AtomicReferenceArray<double[]> cumulative; // squared entries of an eigenvector, made when first used

    Rejection(Spectrum spectrum) {
        this.spectrum = spectrum;
        this.cumulative = new AtomicReferenceArray<>(spectrum.rank());
    }

    @Override
    public int[] sample(int[] selected, RandomGenerator random) {
        int m = selected.length;
        int[] items = new int[m];
        double[][] basis = new double[m][];
        double[] row = new double[m];
        double[] dots = new double[m];
        for (int k = 0; k < m; k++) {
            int proposals = 0;
            double weight;
            double left;
            do {
                if (proposals++ > MOST_PROPOSALS * m) {
                    items[k] = exactly(selected, basis, k, random);
                    Arrays.fill(dots, 0);
                    left = 0;
                    weight = gather(items[k], selected, row);
                    break;
                }
                items[k] = proposal(selected, random);
                weight = gather(items[k], selected, row);
                left = remaining(row, weight, Math.max(1e-15, random.nextDouble()) * weight, basis, k, dots);
            } while (left < 0);
            basis[k] = direction(row, left > ONCE * weight, basis, k, dots);
        }
        Arrays.sort(items);
        return items;
    }

    private int proposal(int[] selected, RandomGenerator random) {
        double[] sums = cumulative(selected[random.nextInt(selected.length)]);
        double u = random.nextDouble() * sums[sums.length - 1];
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private double[] cumulative(int j) {
        double[] sums = cumulative.get(j);
        if (sums == null) {
            sums = new double[spectrum.size()];
            double sum = 0;
            for (int i = 0; i < sums.length; i++) {
                double entry = spectrum.vector(i, j);
                sum += entry * entry;
                sums[i] = sum;
            }
            cumulative.set(j, sums); // the same whoever makes it
        }
        return sums;
    }

    /** Writes the row of an item in the chosen eigenvectors; returns its squared norm. */
    private double gather(int item, int[] selected, double[] row) {
        double sum = 0;
        int at = item * spectrum.rank();
        double[] vectors = spectrum.vectors();
        for (int a = 0; a < row.length; a++) {
            row[a] = vectors[at + selected[a]];
            sum += row[a] * row[a];
        }
        return sum;
    }

    /** Returns the squared norm that is not spanned, or -1 as soon as it is not above the threshold. */
    private static double remaining(
            double[] row, double weight, double threshold, double[][] basis, int count, double[] dots) {
        double left = weight;
        for (int b = 0; b < count; b++) {
            dots[b] = Orthogonal.dot(row, basis[b]);
            left -= dots[b] * dots[b];
            if (left <= threshold) {
                return -1;
            }
        }
        return left;
    }

    /** Returns the part of the row that is orthogonal to the basis, of norm one. */
    private static double[] direction(double[] row, boolean isOnce, double[][] basis, int count, double[] dots) {
        double[] direction = row.clone();
        for (int b = 0; b < count; b++) {
            double factor = dots[b];
            double[] vector = basis[b];
            for (int a = 0; a < direction.length; a++) {
                direction[a] -= factor * vector[a];
            }
        }
        Orthogonal.complete(direction, basis, isOnce ? 0 : count);
        return direction;
    }

    /** The law of the next item, of all items at once. */
    private int exactly(int[] selected, double[][] basis, int count, RandomGenerator random) {
        double[] weights = new double[spectrum.size()];
        double[] row = new double[selected.length];
        double[] dots = new double[selected.length];
        for (int i = 0; i < weights.length; i++) {
            double weight = gather(i, selected, row);
            weights[i] = Math.max(0, remaining(row, weight, 1e-15 * weight, basis, count, dots));
        }
        return GramSchmidt.draw(weights, random);
    }
}
