package io.gramian.sparsecoding;

import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.List;

/**
 * ADMM for the atoms under given codes, with a copy d_b of the dictionary for every block of signals: one signal a block is
 * consensus, one block of all the constrained method of optimal directions.
 *
 * <pre>
 * d_b = argmin sum_{k in b} 1/2 |d_b * x_k - s_k|^2 + rho/2 |d_b - g + u_b|^2
 * v_b = alpha d_b + (1 - alpha) g + u_b;   g = P(mean_b v_b);   u_b = v_b - g
 * </pre>
 *
 * <p>with P the crop to the atoms' boxes and the projection onto their constraint.
 */
final class AtomAdmm implements AutoCloseable {
    private static final double RELAXATION = 1.8;

    private final Dictionary start;
    private final int block;
    private final double rho;
    private final AtomSet allowed;
    private final List<Signal> signals;
    private final int[] grid; // three axes
    private final int places;
    private final AtomLeastSquares leastSquares;
    private final double[][] g; // on the grid, channel after channel, zero outside the box
    private final double[][][] u; // of every block and atom

    AtomAdmm(Backend backend, List<Signal> signals, Dictionary start, int block, double rho, AtomSet allowed) {
        this.start = start;
        this.block = block;
        this.rho = rho;
        this.allowed = allowed;
        SpatialBank.of(start).checkSuits(signals.get(0));
        this.signals = signals;
        for (Signal signal : signals) {
            signals.get(0).checkSame(signal);
        }
        this.grid = Shapes.three(signals.get(0).shape());
        this.places = signals.get(0).size();
        this.leastSquares = new AtomLeastSquares(backend, rho);
        this.g = new double[start.size()][places * start.channels()];
        this.u = new double[(signals.size() + block - 1) / block][start.size()][places * start.channels()];
        for (int m = 0; m < g.length; m++) {
            double[] values = start.atom(m).view();
            for (int at = 0; at < values.length; at++) {
                g[m][place(m, at)] = values[at];
            }
        }
    }

    /** Begins with atoms of zeros, which no constraint allows but some published values do. */
    void clear() {
        for (double[] atom : g) {
            Arrays.fill(atom, 0);
        }
    }

    /** Where a value of an atom stands on the grid. */
    private int place(int m, int at) {
        int[] box = Shapes.three(start.atom(m).shape());
        int line = at / box[2] % (box[0] * box[1]);
        int row = line / box[1] * grid[1] + line % box[1];
        return at / (box[0] * box[1] * box[2]) * places + row * grid[2] + at % box[2];
    }

    Dictionary improve(List<CoefficientMaps> codes) {
        double[][] mean = new double[g.length][g[0].length];
        for (int b = 0; b < u.length; b++) {
            leastSquares.codes(codes.subList(b * block, Math.min(codes.size(), (b + 1) * block)));
            solve(b, mean);
        }
        double[][] atoms = new double[g.length][];
        for (int m = 0; m < g.length; m++) {
            atoms[m] = project(m, mean[m]);
        }
        for (double[][] own : u) {
            for (int m = 0; m < g.length; m++) {
                for (int at = 0; at < g[m].length; at++) {
                    own[m][at] -= g[m][at];
                }
            }
        }
        return DictionaryGradient.dictionary(atoms, start);
    }

    /** Puts v_b in the place of u_b, and adds it to the mean. */
    private void solve(int b, double[][] mean) {
        int to = Math.min(signals.size(), (b + 1) * block);
        for (int c = 0; c < start.channels(); c++) {
            double[] own = new double[(to - b * block) * places];
            for (int k = b * block; k < to; k++) {
                System.arraycopy(signals.get(k).view(), c * places, own, (k - b * block) * places, places);
            }
            double[][] w = new double[g.length][places];
            for (int m = 0; m < g.length; m++) {
                for (int at = 0; at < places; at++) {
                    w[m][at] = g[m][c * places + at] - u[b][m][c * places + at];
                }
            }
            double[][] d = leastSquares.solve(own, w);
            for (int m = 0; m < g.length; m++) {
                for (int at = 0; at < places; at++) {
                    int place = c * places + at;
                    u[b][m][place] += RELAXATION * d[m][at] + (1 - RELAXATION) * g[m][place];
                    mean[m][place] += u[b][m][place] / u.length;
                }
            }
        }
    }

    private double[] project(int m, double[] mean) {
        double[] atom = new double[start.atom(m).view().length];
        Arrays.setAll(atom, at -> mean[place(m, at)]);
        allowed.project(atom, start.channels());
        Arrays.fill(g[m], 0);
        for (int at = 0; at < atom.length; at++) {
            g[m][place(m, at)] = atom[at];
        }
        return atom;
    }

    @Override
    public void close() {
        leastSquares.close();
    }
}
