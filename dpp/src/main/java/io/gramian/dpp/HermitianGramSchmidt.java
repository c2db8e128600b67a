package io.gramian.dpp;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Gram-Schmidt for complex projections, by rows whose entries come in pairs: (a, b) for the complex number a - i b, so that
 * (-b, a) is that number times -i. An item takes two real directions, its row f and f times i.
 */
final class HermitianGramSchmidt {
    private final int size;
    private final int columns;
    private final double[] vectors; // of a paired spectrum; the first N rows are used

    HermitianGramSchmidt(Spectrum paired) {
        size = paired.size() / 2;
        columns = paired.rank();
        vectors = paired.vectors();
    }

    /** Returns as many items as complex eigenvectors are selected, ascending. */
    int[] sample(int[] selected, RandomGenerator random) {
        double[] remaining = new double[size];
        for (int i = 0; i < size; i++) {
            double[] row = row(i, selected);
            remaining[i] = VectorLoops.dot(row, row);
        }
        int[] items = new int[selected.length];
        OrthonormalRows spanned = new OrthonormalRows(2 * selected.length);
        for (int k = 0; k < items.length; k++) {
            items[k] = GramSchmidt.draw(remaining, random);
            double[] direction = spanned.append(row(items[k], selected));
            double[] second = spanned.append(timesI(direction));
            for (int i = 0; i < size; i++) {
                double[] row = row(i, selected);
                double re = VectorLoops.dot(row, direction);
                double im = VectorLoops.dot(row, second);
                remaining[i] = Math.max(0, remaining[i] - re * re - im * im);
            }
            remaining[items[k]] = 0;
        }
        Arrays.sort(items);
        return items;
    }

    private double[] row(int item, int[] selected) {
        double[] row = new double[2 * selected.length];
        for (int a = 0; a < selected.length; a++) {
            row[2 * a] = vectors[item * columns + 2 * selected[a]];
            row[2 * a + 1] = vectors[item * columns + 2 * selected[a] + 1];
        }
        return row;
    }

    private static double[] timesI(double[] row) {
        double[] product = new double[row.length];
        for (int a = 0; a < row.length; a += 2) {
            product[a] = -row[a + 1];
            product[a + 1] = row[a];
        }
        return product;
    }
}
