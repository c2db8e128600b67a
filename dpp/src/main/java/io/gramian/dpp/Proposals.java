package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Matrix;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * A stream of independent proposals, each with the squared norm of its row that is not spanned by the rows accepted so far and
 * with the threshold it must exceed. The law of a proposal does not depend on what was accepted, so they are drawn by
 * hundreds, are held against the span in one matrix product, and against every direction that is added while they wait.
 */
final class Proposals {
    private static final int BATCH = 128;

    /** Below so many multiplications per proposal a product is not worth its call. */
    private static final int PRODUCT = 1 << 10;

    /** Rows read at a time. */
    private static final int ABREAST = 8;

    /** A share of a row below which what is left of it is rounding. */
    private static final double ROUNDING = 1e-15;

    private final Spectrum spectrum;
    private final int[] selected;
    private final Backend backend;
    private final int[] items;
    private final double[] left;
    private final double[] thresholds;
    private final double[][] columns; // of the rows proposed, m x batch: the inner loops run along proposals
    private final double[][] products; // of the directions and the rows proposed
    private final double[] directions; // m x m, of which some are there
    private int known;
    private int at;

    Proposals(Spectrum spectrum, int[] selected, Backend backend) {
        int m = selected.length;
        this.spectrum = spectrum;
        this.selected = selected;
        this.backend = backend;
        int batch = Math.min(BATCH, ABREAST * ((2 * m + ABREAST - 1) / ABREAST));
        items = new int[batch];
        left = new double[batch];
        thresholds = new double[batch];
        columns = new double[m][batch];
        products = new double[m][batch];
        directions = new double[m * m];
        at = batch;
    }

    /** Returns the first item accepted among so many proposals, or -1. */
    int accepted(long most, ToIntFunction<RandomGenerator> proposal, RandomGenerator random) {
        for (long proposals = 0; proposals < most; proposals++) {
            if (at == items.length) {
                refill(proposal, random);
            }
            int next = at++;
            if (left[next] > thresholds[next]) {
                return items[next];
            }
        }
        return -1;
    }

    /** Writes the row of the proposal accepted last. */
    void row(double... row) {
        for (int a = 0; a < row.length; a++) {
            row[a] = columns[a][at - 1];
        }
    }

    /** Writes the inner products of that row with the directions known. */
    void products(double... dots) {
        for (int k = 0; k < known; k++) {
            dots[k] = products[k][at - 1];
        }
    }

    /** Adds a direction to the span, orthonormal to those before. */
    void add(double... direction) {
        System.arraycopy(direction, 0, directions, known * direction.length, direction.length);
        multiply(known++, at, direction);
    }

    private void multiply(int k, int from, double... direction) {
        Arrays.fill(products[k], from, items.length, 0);
        VectorLoops.addAll(products[k], from, items.length, 1, direction, columns, direction.length);
        subtract(k, from);
    }

    private void subtract(int k, int from) {
        double[] product = products[k];
        for (int p = from; p < left.length; p++) {
            left[p] -= product[p] * product[p];
        }
    }

    private void refill(ToIntFunction<RandomGenerator> proposal, RandomGenerator random) {
        for (int p = 0; p < items.length; p++) {
            items[p] = proposal.applyAsInt(random);
            thresholds[p] = Math.max(ROUNDING, random.nextDouble());
        }
        Arrays.fill(left, 0);
        for (int p = 0; p < items.length; p += ABREAST) {
            gather(p);
        }
        for (int p = 0; p < items.length; p++) {
            thresholds[p] *= left[p];
        }
        at = 0;
        int m = selected.length;
        if (known * m > PRODUCT) {
            multiplyAll();
        } else {
            for (int k = 0; k < known; k++) {
                multiply(k, 0, Arrays.copyOfRange(directions, k * m, (k + 1) * m));
            }
        }
    }

    /** Eight rows abreast, since eight neighbours of a column share a cache line. */
    private void gather(int p) {
        double[] vectors = spectrum.vectors();
        for (int a = 0; a < selected.length; a++) {
            double[] column = columns[a];
            for (int q = p; q < p + ABREAST; q++) {
                double entry = vectors[items[q] * spectrum.rank() + selected[a]];
                column[q] = entry;
                left[q] += entry * entry;
            }
        }
    }

    private void multiplyAll() {
        int m = selected.length;
        int batch = items.length;
        double[] flat = new double[m * batch];
        for (int a = 0; a < m; a++) {
            System.arraycopy(columns[a], 0, flat, a * batch, batch);
        }
        double[] found;
        try (Matrix proposed = backend.matrix(m, batch, flat);
                Matrix span = backend.matrix(known, m, Arrays.copyOf(directions, known * m));
                Matrix product = backend.linearAlgebra().multiply(span, proposed)) {
            found = product.toArray();
        }
        for (int k = 0; k < known; k++) {
            System.arraycopy(found, k * batch, products[k], 0, batch);
            subtract(k, 0);
        }
    }
}
