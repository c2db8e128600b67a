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
    private final CoefficientSteps steps;
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
        this.steps = new CoefficientSteps(problem);
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
        double[] largest = new double[steps.atoms()];
        for (int p = from[0]; p < to[0]; p++) {
            for (int r = from[1]; r < to[1]; r++) {
                int start = ((p * problem.grid[1] + r) * problem.grid[2] + from[2]) * steps.atoms();
                steps.fold(largest, correlations.values(), x, start, to[2] - from[2]);
            }
        }
        int atom = 0;
        for (int m = 1; m < largest.length; m++) {
            atom = largest[m] > largest[atom] ? m : atom;
        }
        if (!(largest[atom] > tolerance)) {
            return false;
        }
        change(placeOf(largest[atom], atom, from, to), atom);
        return true;
    }

    /** The first place of a segment where an atom's coefficient is as far from its optimum as told. */
    private int placeOf(double distance, int atom, int[] from, int[] to) {
        for (int p = from[0]; p < to[0]; p++) {
            for (int r = from[1]; r < to[1]; r++) {
                int line = (p * problem.grid[1] + r) * problem.grid[2];
                for (int place = line + from[2]; place < line + to[2]; place++) {
                    int at = place * steps.atoms() + atom;
                    if (steps.distance(correlations.values(), x, at, atom) == distance) {
                        return place;
                    }
                }
            }
        }
        throw new IllegalStateException("no coefficient of atom " + atom + " is " + distance + " from its optimum");
    }

    private void change(int position, int atom) {
        int at = position * steps.atoms() + atom;
        double value = steps.optimum(correlations.values(), x, at, atom);
        correlations.change(position, atom, value - x[at]);
        x[at] = value;
        changes++;
        segments.mark(active, position, problem.bank.box());
    }

    private boolean isGapSmall() {
        CoefficientMaps maps = CoefficientMaps.ofAtomFastest(problem.signal.shape(), steps.atoms(), x);
        Signal residual = problem.signal.minus(problem.dictionary.synthesise(maps));
        Certificate now = problem.certificate(x, maps, residual, correlations.values());
        best = best == null ? now : now.withBoundOf(best);
        return best.relativeGap() <= gapTolerance;
    }
}
