package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/** One descent: the coefficients, their correlations, and the segments whose turn it is. */
final class DescentRun {
    private static final int SWEEPS_BETWEEN_GAPS = 10;

    private final SpatialProblem problem;
    private final ResidualCorrelations correlations;
    private final Segments segments;
    private final boolean[] active;
    private final double[] x;
    private final double[] squares; // |d_m|^2
    private final double[] norms;
    private final double[] thresholds; // lambda w_m
    private final double tolerance;
    private final double gapTolerance;
    private final long limit;
    private final Progress progress;
    private long changes;
    private Certificate best;

    DescentRun(
            SpatialProblem problem,
            CoefficientMaps start,
            double tolerance,
            double gapTolerance,
            long limit,
            Progress progress) {
        this.problem = problem;
        this.tolerance = tolerance;
        this.gapTolerance = gapTolerance;
        this.limit = limit;
        this.progress = progress;
        this.x = start.atomFastest();
        this.norms = problem.dictionary.norms();
        this.squares = new double[norms.length];
        this.thresholds = new double[norms.length];
        for (int m = 0; m < norms.length; m++) {
            squares[m] = problem.bank.innerProduct(m, m);
            thresholds[m] = problem.penalty * problem.weights[m];
        }
        this.correlations = new ResidualCorrelations(problem.bank, problem.boundary, problem.grid, initial(start));
        this.segments = new Segments(problem.grid, problem.bank.box());
        this.active = new boolean[segments.size()];
        Arrays.fill(active, true);
    }

    private double[] initial(CoefficientMaps start) {
        if (start.count() == 0) {
            return problem.correlations.clone();
        }
        Signal residual = problem.signal.minus(problem.dictionary.synthesise(start));
        return problem.bank.correlate(residual, problem.boundary);
    }

    double[] coefficients() {
        return x;
    }

    long changes() {
        return changes;
    }

    /** The certificate with the best bound so far, null if none was computed. */
    Certificate best() {
        return best;
    }

    StopRule descend() {
        for (long sweep = 1; ; sweep++) {
            Checks.checkInterrupted("descending along coefficients");
            boolean changed = false;
            for (int segment = 0; segment < active.length; segment++) {
                if (active[segment] && changes < limit) {
                    active[segment] = improve(segment);
                    changed |= active[segment];
                }
            }
            progress.update("coordinate descent", changes, limit);
            if (!changed) {
                return changes < limit ? StopRule.STEP : StopRule.ITERATIONS;
            }
            if (gapTolerance > 0 && sweep % SWEEPS_BETWEEN_GAPS == 0 && isGapSmall()) {
                return StopRule.DUALITY_GAP;
            }
        }
    }

    /** Changes the coefficient of a segment that is farthest from its optimum; false if none is beyond the tolerance. */
    private boolean improve(int segment) {
        int[] from = segments.from(segment);
        int[] to = segments.to(segment);
        int[] grid = problem.grid;
        int atoms = norms.length;
        int farthest = -1;
        double distance = tolerance;
        for (int p = from[0]; p < to[0]; p++) {
            for (int r = from[1]; r < to[1]; r++) {
                int line = (p * grid[1] + r) * grid[2];
                for (int at = (line + from[2]) * atoms, m = 0; at < (line + to[2]) * atoms; at++) {
                    double step = Math.abs(optimum(at, m) - x[at]) * norms[m];
                    if (step > distance) {
                        distance = step;
                        farthest = at;
                    }
                    m = m + 1 == atoms ? 0 : m + 1;
                }
            }
        }
        if (farthest < 0) {
            return false;
        }
        change(farthest, optimum(farthest, farthest % atoms));
        return true;
    }

    private void change(int at, double value) {
        int position = at / norms.length;
        correlations.change(position, at % norms.length, value - x[at]);
        x[at] = value;
        changes++;
        segments.mark(active, position, problem.bank.box());
    }

    /** The best value of one coefficient, the others fixed. */
    private double optimum(int at, int m) {
        double pull = correlations.values()[at] + squares[m] * x[at];
        double beyond = (problem.nonNegative ? pull : Math.abs(pull)) - thresholds[m];
        return beyond > 0 && squares[m] > 0 ? Math.copySign(beyond, pull) / squares[m] : 0;
    }

    private boolean isGapSmall() {
        CoefficientMaps maps = CoefficientMaps.ofAtomFastest(problem.signal.shape(), norms.length, x);
        Signal residual = problem.signal.minus(problem.dictionary.synthesise(maps));
        Certificate now = problem.certificate(x, maps, residual, correlations.values());
        best = best == null ? now : now.withBoundOf(best);
        return best.relativeGap() <= gapTolerance;
    }
}
