package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;

/**
 * Draws from projection processes with proposals whose cost does not depend on N: an item by its weight in the m chosen
 * eigenvectors, that is, one of these uniformly and then an item by its squared entries; it is accepted with the share of
 * its row that the rows before do not span. Of the (k+1)-th item m / (m - k) proposals are expected: some m log m in all
 * (Barthelme, Tremblay, Amblard 2023).
 */
final class Rejection implements ProjectionStep {
    /** So many proposals per item of a subset are next to impossible unless rounding has eaten what was left. */
    private static final int MOST_PROPOSALS = 150;

    /** A share of a row below which what is left of it is rounding. */
    private static final double ROUNDING = 1e-15;

    private final Spectrum spectrum;
    private final Backend backend;
    private final AtomicReferenceArray<double[]> cumulative; // squared entries of an eigenvector, made when first used

    Rejection(Spectrum spectrum, Backend backend) {
        this.spectrum = spectrum;
        this.backend = backend.withThreads(1); // batches of samples take the threads
        this.cumulative = new AtomicReferenceArray<>(spectrum.rank());
    }

    @Override
    public int[] sample(int[] selected, RandomGenerator random) {
        int m = selected.length;
        int[] items = new int[m];
        OrthonormalRows spanned = new OrthonormalRows(m);
        Proposals proposals = new Proposals(spectrum, selected, backend);
        double[] row = new double[m];
        double[] dots = new double[m];
        for (int k = 0; k < m; k++) {
            int item = proposals.accepted((long) MOST_PROPOSALS * m, any -> proposal(selected, any), random);
            if (item >= 0) {
                items[k] = item;
                proposals.row(row);
                proposals.products(dots);
                proposals.add(spanned.append(row, dots));
            } else {
                items[k] = exactly(selected, spanned, random);
                gather(items[k], selected, row);
                proposals.add(spanned.append(row));
            }
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

    /** By the law of the next item, of all items at once. */
    private int exactly(int[] selected, OrthonormalRows spanned, RandomGenerator random) {
        double[] weights = new double[spectrum.size()];
        double[] row = new double[selected.length];
        for (int i = 0; i < weights.length; i++) {
            double weight = gather(i, selected, row);
            weights[i] = Math.max(0, spanned.remaining(row, weight, ROUNDING * weight));
        }
        return GramSchmidt.draw(weights, random);
    }
}
