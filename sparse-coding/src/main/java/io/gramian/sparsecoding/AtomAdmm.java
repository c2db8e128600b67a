package io.gramian.sparsecoding;

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
final class AtomAdmm {
    private static final double RELAXATION = 1.8;

    private final Dictionary start;
    private final int block;
    private final double rho;
    private final AtomSet allowed;
    private final MapSpectra spectra;
    private final AtomLeastSquares leastSquares;
    private final double[][] g; // on the grid, channel after channel, zero outside the box
    private final double[][][] u; // of every block and atom

    AtomAdmm(List<Signal> signals, Dictionary start, int block, double rho, AtomSet allowed) {
        this.start = start;
        this.block = block;
        this.rho = rho;
        this.allowed = allowed;
        SpatialBank.of(start).checkSuits(signals.get(0));
        this.spectra = new MapSpectra(signals);
        this.leastSquares = new AtomLeastSquares(spectra, signals, start.size(), rho);
        this.g = new double[start.size()][spectra.places() * start.channels()];
        this.u = new double[(signals.size() + block - 1) / block][start.size()][spectra.places() * start.channels()];
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
        int size = box[1] * box[2];
        return at / size * spectra.places() + at % size / box[2] * spectra.columns() + at % box[2];
    }

    Dictionary improve(List<CoefficientMaps> codes) {
        leastSquares.codes(codes);
        double[][] mean = new double[g.length][g[0].length];
        for (int b = 0; b < u.length; b++) {
            solve(b, Math.min(codes.size(), (b + 1) * block), mean);
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
    private void solve(int b, int to, double[][] mean) {
        int places = spectra.places();
        double[] line = new double[places];
        for (int c = 0; c < start.channels(); c++) {
            for (int m = 0; m < g.length; m++) {
                for (int at = 0; at < places; at++) {
                    line[at] = g[m][c * places + at] - u[b][m][c * places + at];
                }
                leastSquares.pull(m, line);
            }
            leastSquares.solve(b * block, to, c);
            for (int m = 0; m < g.length; m++) {
                double[] d = leastSquares.solution(m);
                for (int at = 0; at < places; at++) {
                    int own = c * places + at;
                    u[b][m][own] += RELAXATION * d[at] + (1 - RELAXATION) * g[m][own];
                    mean[m][own] += u[b][m][own] / u.length;
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
}
