package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.GradientStep;

/**
 * The state of the proximal gradient method: the maps x, those before them, and the candidate for the next; the
 * extrapolated point p = x + momentum (x - previous) is not stored.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class GradientState<A> {
    private final Bank<A> bank;
    private A x;
    private A previous;
    private A candidate;
    private double momentum;
    private boolean hasCandidate;

    GradientState(Bank<A> bank, A maps) {
        this.bank = bank;
        this.x = maps;
        this.previous = bank.store().allocate();
        this.candidate = bank.store().allocate();
    }

    boolean hasCandidate() {
        return hasCandidate;
    }

    /** Transforms the rows of p. */
    void forwardPoint() {
        int step = bank.store().step();
        bank.forwardRows((row, lane, width, into) -> bank.loops()
                .extrapolate(
                        x,
                        previous,
                        bank.store().rowAt(row, lane),
                        step,
                        momentum,
                        into,
                        0,
                        bank.grid().length(),
                        width));
    }

    /** Transforms the rows of the candidate. */
    void forwardCandidate() {
        int step = bank.store().step();
        bank.forwardRows((row, lane, width, into) -> bank.loops()
                .copy(
                        candidate,
                        bank.store().rowAt(row, lane),
                        step,
                        into,
                        0,
                        width,
                        bank.grid().length(),
                        width));
    }

    /** Takes p - step f'(p) back from the rows and makes the candidate. */
    GradientStep finish(Thresholds<A> thresholds, double fidelity) {
        MapStore<A> store = bank.store();
        double[] sums = bank.inverseRows((row, lane, width, from, into) -> bank.loops()
                .proximal(
                        from,
                        0,
                        x,
                        previous,
                        candidate,
                        store.rowAt(row, lane),
                        store.step(),
                        momentum,
                        thresholds.row(row, lane, width),
                        bank.grid().length(),
                        width,
                        into));
        hasCandidate = true;
        return new GradientStep(
                fidelity,
                sums[0] / thresholds.step(),
                Math.sqrt(sums[1]),
                Math.sqrt(sums[2]),
                Math.sqrt(sums[3]),
                sums[4],
                sums[5]);
    }

    void accept(double newMomentum) {
        A oldest = previous;
        previous = x;
        x = candidate;
        candidate = oldest;
        momentum = newMomentum;
        hasCandidate = false;
    }

    /** Returns the rows of x. */
    MapStore.Rows<A> current() {
        int step = bank.store().step();
        return (row, into) -> bank.loops()
                .copy(
                        x,
                        bank.store().rowAt(row, 0),
                        step,
                        into,
                        0,
                        step,
                        bank.grid().length(),
                        step);
    }
}
