package io.gramian.jmh;

import io.gramian.core.backend.Backends;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.Signal;
import java.util.Arrays;

/**
 * Learning of rank-one atoms from a circular series of several channels as its definition has it, coding by proximal
 * gradients and projected gradient steps of the atoms in turn, all by sums over maps, places, channels and taps: what {@link
 * CodingTimings} times Gramian against.
 */
final class ObviousSeries {
    private static final int STEPS = 5;

    private final int n;
    private final int channels;
    private final int taps;
    private final double[] s;
    private final double lambda;
    private double[][] atoms;
    private double[][] x;
    private double curvature = 1;

    ObviousSeries(Signal series, Dictionary start, double lambda) {
        this.n = series.size();
        this.channels = series.channels();
        this.taps = start.atom(0).size();
        this.s = series.values();
        this.lambda = lambda;
        this.atoms = start.atoms().stream().map(Signal::values).toArray(double[][]::new);
        this.x = new double[atoms.length][n];
        Arrays.stream(atoms).forEach(this::project);
    }

    /** Turns of codings of so many iterations and gradient steps of the atoms; the objective at the end. */
    double learn(int turns, int iterations) {
        double objective = 0;
        for (int turn = 0; turn < turns; turn++) {
            code(iterations);
            for (int step = 0; step < STEPS; step++) {
                improve();
            }
            objective = data(atoms);
            for (double[] map : x) {
                objective += lambda * Arrays.stream(map).map(Math::abs).sum();
            }
        }
        return objective;
    }

    private void code(int iterations) {
        double lipschitz = lipschitz();
        double[][] p = x;
        double t = 1;
        for (int k = 0; k < iterations; k++) {
            double[] r = residual(atoms, p);
            double then = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
            double[][] next = new double[x.length][n];
            double[][] ahead = new double[x.length][n];
            for (int m = 0; m < x.length; m++) {
                for (int at = 0; at < n; at++) {
                    double moved = p[m][at] - correlation(r, m, at) / lipschitz;
                    next[m][at] = ObviousCoding.soft(moved, lambda / lipschitz);
                    ahead[m][at] = next[m][at] + (t - 1) / then * (next[m][at] - x[m][at]);
                }
            }
            x = next;
            p = ahead;
            t = then;
        }
    }

    private double lipschitz() {
        Signal[] signals = Arrays.stream(atoms)
                .map(atom -> Signal.of(atom, channels, taps))
                .toArray(Signal[]::new);
        try (FilterBankOperator operator =
                Backends.cpu().withThreads(1).filterBank(Dictionary.of(signals).filterBank(), n)) {
            return operator.lipschitz();
        }
    }

    /** D x - s. */
    private double[] residual(double[][] dictionary, double[][] maps) {
        double[] r = new double[s.length];
        Arrays.setAll(r, at -> -s[at]);
        for (int m = 0; m < maps.length; m++) {
            for (int at = 0; at < n; at++) {
                for (int c = 0; c < channels; c++) {
                    for (int tap = 0; tap < taps; tap++) {
                        r[c * n + (at + tap) % n] += maps[m][at] * dictionary[m][c * taps + tap];
                    }
                }
            }
        }
        return r;
    }

    private double correlation(double[] r, int m, int at) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            for (int tap = 0; tap < taps; tap++) {
                sum += atoms[m][c * taps + tap] * r[c * n + (at + tap) % n];
            }
        }
        return sum;
    }

    private double data(double[][] dictionary) {
        double[] r = residual(dictionary, x);
        return ObviousCoding.dot(r, r) / 2;
    }

    /** A projected gradient step, of a curvature that doubles until its model bounds the data term. */
    private void improve() {
        double[][] gradient = gradient(residual(atoms, x));
        double value = data(atoms);
        while (true) {
            double[][] next = new double[atoms.length][];
            double model = value;
            for (int m = 0; m < next.length; m++) {
                next[m] = atoms[m].clone();
                for (int at = 0; at < next[m].length; at++) {
                    next[m][at] -= gradient[m][at] / curvature;
                }
                project(next[m]);
                for (int at = 0; at < next[m].length; at++) {
                    double change = next[m][at] - atoms[m][at];
                    model += change * gradient[m][at] + curvature / 2 * change * change;
                }
            }
            if (data(next) <= model + 1e-12 * value) {
                curvature *= 0.8;
                atoms = next;
                return;
            }
            curvature *= 2;
        }
    }

    private double[][] gradient(double[] r) {
        double[][] gradient = new double[atoms.length][channels * taps];
        for (int m = 0; m < atoms.length; m++) {
            for (int at = 0; at < n; at++) {
                for (int c = 0; c < channels; c++) {
                    for (int tap = 0; tap < taps; tap++) {
                        gradient[m][c * taps + tap] += x[m][at] * r[c * n + (at + tap) % n];
                    }
                }
            }
        }
        return gradient;
    }

    /** The nearest atom u v', by powers of A'A, on the unit sphere. */
    private void project(double[] atom) {
        double[] v = new double[taps];
        Arrays.setAll(v, tap -> 1 + tap);
        double[] u = new double[channels];
        for (int round = 0; round < 1000; round++) {
            times(atom, v, u);
            double[] next = new double[taps];
            for (int at = 0; at < atom.length; at++) {
                next[at % taps] += u[at / taps] * atom[at];
            }
            double norm = Math.sqrt(ObviousCoding.dot(next, next));
            Arrays.setAll(v, tap -> next[tap] / norm);
        }
        times(atom, v, u);
        double norm = Math.sqrt(ObviousCoding.dot(u, u));
        Arrays.setAll(atom, at -> u[at / taps] * v[at % taps] / norm);
    }

    private void times(double[] atom, double[] v, double... u) {
        Arrays.fill(u, 0);
        for (int at = 0; at < atom.length; at++) {
            u[at / taps] += atom[at] * v[at % taps];
        }
    }
}
