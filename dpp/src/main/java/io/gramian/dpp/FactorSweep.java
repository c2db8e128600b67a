package io.gramian.dpp;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * Decides on one item after another, the last first, along the Cholesky factorisation I + L = C C', which a draw leaves as
 * it is. With S the items kept so far, of those after i, and z the entries of S in column i of C,
 *
 * <pre>  P(i is kept) = 1 - (1 + z' G^-1 z) / c_ii^2,   G = C_S C_S' - I by the columns after i,</pre>
 *
 * since (I + L)^-1 = I - K and conditioning is a Schur complement. G gains z z' by every item, and a row and a column by one
 * that is kept. Blocks of items are decided on together, with H = G^-1 updated once for all of them.
 */
final class FactorSweep implements SequentialSampler {
    private static final int BLOCK = 16;

    private final int size;
    private final double[] factor; // C, N x N, row after row

    FactorSweep(int size, double[] factor) {
        this.size = size;
        this.factor = factor;
    }

    @Override
    public int[] sample(ItemCoin coin) {
        KeptInverse inverse = new KeptInverse();
        int[] kept = new int[size];
        int count = 0;
        for (int to = size; to > 0; to -= BLOCK) {
            Checks.checkInterrupted("drawing");
            int from = Math.max(0, to - BLOCK);
            int before = count;
            double[][] z = new double[count][];
            for (int a = 0; a < count; a++) {
                z[a] = Arrays.copyOfRange(factor, kept[a] * size + from, kept[a] * size + to);
            }
            double[][] y = inverse.times(z, to - from);
            DMatrixRMaj inner = inner(z, y, to - from);
            DMatrixRMaj conditional = inner.copy();
            for (int i = to - 1; i >= from; i--) {
                if (decide(i, from, conditional, coin)) {
                    kept[count++] = i;
                }
            }
            inverse.advance(y, inner, rows(kept, before, count, from, to));
        }
        int[] items = Arrays.copyOf(kept, count);
        Arrays.sort(items);
        return items;
    }

    /** Decides on item i, and conditions the items of the block before it: inner becomes their z_j' G^-1 z_l. */
    private boolean decide(int i, int from, DMatrixRMaj inner, ItemCoin coin) {
        int at = i - from;
        double diagonal = factor[i * size + i];
        double scale = 1 + inner.get(at, at);
        double p = Math.max(0, Math.min(1, 1 - scale / (diagonal * diagonal)));
        boolean isKept = coin.isKept(i, p);
        double odds = diagonal * diagonal / scale - 1;
        double[] row = new double[at];
        for (int j = 0; j < at; j++) {
            row[j] = factor[i * size + from + j] - diagonal * inner.get(j, at) / scale;
        }
        for (int j = 0; j < at; j++) {
            for (int l = 0; l < at; l++) {
                double change = -inner.get(j, at) * inner.get(l, at) / scale;
                inner.add(j, l, isKept ? change + row[j] * row[l] / odds : change);
            }
        }
        return isKept;
    }

    /** Z' H Z. */
    private static DMatrixRMaj inner(double[][] z, double[][] y, int block) {
        DMatrixRMaj inner = new DMatrixRMaj(block, block);
        for (int s = 0; s < block; s++) {
            for (int a = 0; a < z.length; a++) {
                double factor = y[s][a];
                double[] row = z[a];
                for (int t = 0; t < block; t++) {
                    inner.data[s * block + t] += factor * row[t];
                }
            }
        }
        return inner;
    }

    /** The rows of C of the items kept in a block, in its columns. */
    private DMatrixRMaj rows(int[] kept, int before, int count, int from, int to) {
        DMatrixRMaj rows = new DMatrixRMaj(count - before, to - from);
        for (int a = before; a < count; a++) {
            System.arraycopy(factor, kept[a] * size + from, rows.data, (a - before) * rows.numCols, kept[a] - from + 1);
        }
        return rows;
    }

    /** H = G^-1, of the items kept. */
    private static final class KeptInverse {
        private double[][] h = new double[0][];
        private int count;

        /** Returns the columns of H Z as arrays. Four rows of H at a time stay in the nearest cache for all columns. */
        double[][] times(double[][] z, int block) {
            double[][] y = new double[block][count];
            int c = 0;
            for (; c + 3 < count; c += 4) {
                for (int t = 0; t < block; t++) {
                    VectorLoops.addFour(
                            y[t],
                            0,
                            count,
                            z[c][t],
                            h[c],
                            z[c + 1][t],
                            h[c + 1],
                            z[c + 2][t],
                            h[c + 2],
                            z[c + 3][t],
                            h[c + 3]);
                }
            }
            for (; c < count; c++) {
                for (int t = 0; t < block; t++) {
                    VectorLoops.add(y[t], 0, count, z[c][t], h[c]);
                }
            }
            return y;
        }

        /**
         * Passes a block of which the items with these rows of C were kept. With T = Z' H Z, A = (I + T)^-1, R the rows and D =
         * R A R' - I: H loses Y (A - A R' D^-1 R A) Y', and is bordered by -Y A R' D^-1 and D^-1.
         */
        void advance(double[][] y, DMatrixRMaj inner, DMatrixRMaj rows) {
            int block = y.length;
            int more = rows.numRows;
            for (int t = 0; t < block; t++) {
                inner.add(t, t, 1);
            }
            CommonOps_DDRM.invert(inner);
            DMatrixRMaj spread = new DMatrixRMaj(more, block); // R A
            DMatrixRMaj corner = new DMatrixRMaj(more, more);
            DMatrixRMaj border = new DMatrixRMaj(more, block); // D^-1 R A
            if (more > 0) {
                CommonOps_DDRM.mult(rows, inner, spread);
                CommonOps_DDRM.multTransB(spread, rows, corner);
                for (int a = 0; a < more; a++) {
                    corner.add(a, a, -1);
                }
                CommonOps_DDRM.invert(corner);
                CommonOps_DDRM.mult(corner, spread, border);
                CommonOps_DDRM.multAddTransA(-1, spread, border, inner);
            }
            subtract(y, inner);
            append(y, border, corner);
        }

        private void subtract(double[][] y, DMatrixRMaj middle) {
            int block = y.length;
            double[] factors = new double[block];
            for (int a = 0; a < count; a++) {
                Arrays.fill(factors, 0);
                for (int t = 0; t < block; t++) {
                    for (int s = 0; s < block; s++) {
                        factors[s] -= y[t][a] * middle.data[t * block + s];
                    }
                }
                VectorLoops.addAll(h[a], 0, count, 1, factors, y, block);
            }
        }

        private void append(double[][] y, DMatrixRMaj border, DMatrixRMaj corner) {
            int more = border.numRows;
            grow(count + more);
            for (int b = 0; b < more; b++) {
                double[] row = h[count + b];
                for (int t = 0; t < y.length; t++) {
                    VectorLoops.add(row, 0, count, -border.get(b, t), y[t]);
                }
                for (int a = 0; a < count; a++) {
                    h[a][count + b] = row[a];
                }
                for (int a = 0; a < more; a++) {
                    row[count + a] = corner.get(b, a);
                }
            }
            count += more;
        }

        /** Makes room by half more than is needed, so that most blocks copy nothing. */
        private void grow(int least) {
            if (least > h.length) {
                int capacity = least + least / 2;
                double[][] larger = new double[capacity][capacity];
                for (int a = 0; a < count; a++) {
                    System.arraycopy(h[a], 0, larger[a], 0, count);
                }
                h = larger;
            }
        }
    }
}
