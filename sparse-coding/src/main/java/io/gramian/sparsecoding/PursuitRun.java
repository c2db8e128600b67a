package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/** One pursuit: the code so far, the correlations with what is left, and the best choice of every segment. */
final class PursuitRun {
    private static final double NEGLIGIBLE = 1e-14; // of the largest coefficient: such a move may wait
    private static final double ROUNDING = 1e-12; // of the largest first correlation: nothing to choose below

    private final SpatialProblem problem;
    private final int count;
    private final double residual;
    private final double correlation;
    private final Progress progress;
    private final ResidualCorrelations correlations;
    private final Segments segments;
    private final int[] best; // of every segment, -1 for none
    private final double[] bestScores;
    private final boolean[] stale;
    private final double[] norms;
    private final double[] inverses; // of the norms, 0 for an atom of zeros
    private final double[] x;
    private final boolean[] excluded;
    private final double noise;
    private int[] support = new int[16];
    private double[] pending = new double[16]; // moves of coefficients that the correlations have not heard of
    private int size;
    private int choices;

    PursuitRun(SpatialProblem problem, int count, double residual, double correlation, Progress progress) {
        this.problem = problem;
        this.count = count;
        this.residual = residual;
        this.correlation = correlation;
        this.progress = progress;
        this.norms = problem.dictionary.norms();
        this.inverses =
                Arrays.stream(norms).map(norm -> norm == 0 ? 0 : 1 / norm).toArray();
        this.x = new double[problem.correlations.length];
        this.excluded = new boolean[x.length];
        this.correlations =
                new ResidualCorrelations(problem.bank, problem.boundary, problem.grid, problem.correlations.clone());
        this.segments = new Segments(problem.grid, problem.bank.box());
        this.best = new int[segments.size()];
        this.bestScores = new double[segments.size()];
        this.stale = new boolean[segments.size()];
        Arrays.fill(stale, true);
        int first = choose();
        this.noise = first < 0 ? 0 : ROUNDING * score(first);
    }

    double[] coefficients() {
        return x;
    }

    int choices() {
        return choices;
    }

    /** Chooses until a rule says stop; with a fit, orthogonally. */
    StopRule pursue(SupportFit fit) {
        double left = squaredNorm();
        while (true) {
            Checks.checkInterrupted("pursuing a signal with atoms");
            int at = choose();
            if (residual > 0 && Math.sqrt(Math.max(0, left)) <= residual) {
                return StopRule.RESIDUAL_NORM;
            }
            if (at < 0 || score(at) <= Math.max(correlation, noise)) {
                return StopRule.CORRELATION;
            }
            if (choices == count) {
                return StopRule.COUNT;
            }
            if (fit == null) {
                left -= score(at) * score(at);
                move(at, correlations.values()[at] / (norms[at % norms.length] * norms[at % norms.length]));
            } else if (join(fit, at)) {
                left = refit(fit);
            } else {
                excluded[at] = true;
                segments.mark(stale, at / norms.length, problem.bank.box());
                continue;
            }
            choices++;
            progress.update("matching pursuit", choices, count);
        }
    }

    private double squaredNorm() {
        double norm = problem.signal.norm();
        return norm * norm;
    }

    private double score(int at) {
        return Math.abs(correlations.values()[at]) * inverses[at % norms.length];
    }

    private void move(int at, double amount) {
        correlations.change(at / norms.length, at % norms.length, amount);
        x[at] += amount;
        segments.mark(stale, at / norms.length, problem.bank.box());
    }

    /** The best choice of all, the first of equals; -1 if nothing is left. */
    private int choose() {
        int choice = -1;
        double largest = 0;
        for (int segment = 0; segment < best.length; segment++) {
            if (stale[segment]) {
                search(segment);
                stale[segment] = false;
            }
            if (bestScores[segment] > largest) {
                largest = bestScores[segment];
                choice = best[segment];
            }
        }
        return choice;
    }

    /** The best choice of a segment that is not excluded, the first of equals. */
    private void search(int segment) {
        int[] from = segments.from(segment);
        int[] to = segments.to(segment);
        int atoms = norms.length;
        double[] c = correlations.values();
        bestScores[segment] = 0;
        best[segment] = -1;
        for (int p = from[0]; p < to[0]; p++) {
            for (int r = from[1]; r < to[1]; r++) {
                int line = (p * problem.grid[1] + r) * problem.grid[2];
                for (int place = line + from[2]; place < line + to[2]; place++) {
                    if (largest(c, place * atoms) > bestScores[segment]) {
                        choosePlace(segment, place * atoms);
                    }
                }
            }
        }
    }

    private void choosePlace(int segment, int from) {
        for (int at = from; at < from + norms.length; at++) {
            if (score(at) > bestScores[segment] && !excluded[at]) {
                bestScores[segment] = score(at);
                best[segment] = at;
            }
        }
    }

    /** The largest score of a place, excluded or not: a loop that becomes vectors, unlike one that keeps an index. */
    private double largest(double[] c, int from) {
        double largest = 0;
        for (int m = 0; m < inverses.length; m++) {
            largest = Math.max(largest, Math.abs(c[from + m]) * inverses[m]);
        }
        return largest;
    }

    /** Adds a choice to the support; false if those chosen span it. */
    private boolean join(SupportFit fit, int at) {
        int atoms = norms.length;
        double[] cross = new double[size];
        for (int i = 0; i < size; i++) {
            double product = correlations.innerProduct(at / atoms, at % atoms, support[i] / atoms, support[i] % atoms);
            cross[i] = product / norms[at % atoms] / norms[support[i] % atoms];
        }
        if (!fit.add(cross, problem.correlations[at] / norms[at % atoms])) {
            return false;
        }
        if (size == support.length) {
            support = Arrays.copyOf(support, 2 * size);
            pending = Arrays.copyOf(pending, 2 * size);
        }
        support[size++] = at;
        excluded[at] = true; // what is left is orthogonal to it
        return true;
    }

    /** Sets the coefficients to those of the fit, and returns the squared norm of what is left. */
    private double refit(SupportFit fit) {
        double[] fitted = fit.coefficients();
        double left = squaredNorm();
        double largest = 0;
        for (int i = 0; i < size; i++) {
            double norm = norms[support[i] % norms.length];
            left -= fitted[i] * problem.correlations[support[i]] / norm;
            largest = Math.max(largest, Math.abs(fitted[i]));
        }
        for (int i = 0; i < size; i++) {
            double norm = norms[support[i] % norms.length];
            pending[i] += fitted[i] / norm - x[support[i]];
            x[support[i]] = fitted[i] / norm;
            if (Math.abs(pending[i]) * norm > NEGLIGIBLE * largest) {
                correlations.change(support[i] / norms.length, support[i] % norms.length, pending[i]);
                pending[i] = 0;
                segments.mark(stale, support[i] / norms.length, problem.bank.box());
            }
        }
        return left;
    }
}
