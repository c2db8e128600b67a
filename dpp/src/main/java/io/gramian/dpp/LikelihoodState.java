package io.gramian.dpp;

import io.gramian.core.backend.NotPositiveDefiniteException;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A subset with the inverse of L_S, so that each ratio is a Schur complement in O(k^2) and no determinant can underflow. The
 * inverse is computed anew once in a while, before the rounding of updates adds up.
 */
final class LikelihoodState implements ChainState {
    private static final int UPDATES = 100;

    /** A Schur complement below so much of L_ii is rounding. */
    private static final double TOLERANCE = 1e-13;

    private final LikelihoodEntries entries;
    private final double[] diagonal;
    private final boolean[] in;
    private int[] items;
    private double[][] inverse; // of L_S, symmetric
    private int updates;

    LikelihoodState(LikelihoodEntries entries, int... start) {
        this.entries = entries;
        this.diagonal = entries.diagonal();
        this.in = new boolean[diagonal.length];
        this.items = start.clone();
        for (int item : start) {
            in[item] = true;
        }
        invert();
    }

    @Override
    public int count() {
        return items.length;
    }

    @Override
    public int item(int place) {
        return items[place];
    }

    @Override
    public boolean contains(int item) {
        return in[item];
    }

    @Override
    public double ratio(ChainMoves.Kind kind, int place, int item) {
        return switch (kind) {
            case ADD -> complement(item, -1);
            case DELETE -> inverse[place][place];
            case EXCHANGE -> inverse[place][place] * complement(item, place);
        };
    }

    /** L_ii - l' (L_R)^-1 l with R = S without the item at the place, if there is one; 0 for what is rounding. */
    private double complement(int item, int without) {
        double[] row = entries.entries(item, items);
        if (without >= 0) {
            row[without] = 0;
        }
        double sum = diagonal[item];
        double cross = 0;
        for (int i = 0; i < row.length; i++) {
            sum -= row[i] * inner(inverse[i], row);
            cross += without >= 0 ? inverse[without][i] * row[i] : 0;
        }
        sum += without >= 0 ? cross * cross / inverse[without][without] : 0;
        return sum > TOLERANCE * diagonal[item] ? sum : 0;
    }

    @Override
    public void apply(ChainMoves.Kind kind, int place, int item) {
        if (kind != ChainMoves.Kind.ADD) {
            delete(place);
        }
        if (kind != ChainMoves.Kind.DELETE) {
            add(item);
        }
        if (++updates == UPDATES) {
            invert();
        }
    }

    private void add(int item) {
        int n = items.length;
        double[] row = entries.entries(item, items);
        double[] solved = new double[n + 1];
        double schur = diagonal[item];
        for (int i = 0; i < n; i++) {
            solved[i] = -inner(inverse[i], row);
            schur += row[i] * solved[i];
        }
        solved[n] = 1;
        double[][] grown = new double[n + 1][];
        for (int i = 0; i <= n; i++) {
            grown[i] = i < n ? Arrays.copyOf(inverse[i], n + 1) : new double[n + 1];
            for (int j = 0; j <= n; j++) {
                grown[i][j] += solved[i] * (solved[j] / schur);
            }
        }
        inverse = grown;
        items = Arrays.copyOf(items, n + 1);
        items[n] = item;
        in[item] = true;
    }

    private void delete(int place) {
        int n = items.length;
        double[][] shrunk = new double[n - 1][n - 1];
        int[] left = new int[n - 1];
        double[] removed = inverse[place];
        for (int i = 0; i < n - 1; i++) {
            int from = i < place ? i : i + 1;
            left[i] = items[from];
            for (int j = 0; j < n - 1; j++) {
                int to = j < place ? j : j + 1;
                shrunk[i][j] = inverse[from][to] - removed[from] * (removed[to] / removed[place]);
            }
        }
        in[items[place]] = false;
        inverse = shrunk;
        items = left;
    }

    private void invert() {
        int n = items.length;
        updates = 0;
        DMatrixRMaj block = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            System.arraycopy(entries.entries(items[i], items), 0, block.data, i * n, n);
        }
        DMatrixRMaj result = new DMatrixRMaj(n, n);
        if (Double.isNaN(PositiveDefinite.invert(block, result))) {
            throw new NotPositiveDefiniteException(
                    n - 1, 0, Arrays.stream(diagonal).max().orElse(0));
        }
        inverse = new double[n][];
        Arrays.setAll(inverse, i -> Arrays.copyOfRange(result.data, i * n, (i + 1) * n));
    }

    private static double inner(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
