package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.GradientStep;

/**
 * The state of the proximal gradient method: the maps x, those before them, and the candidate for the next; the
 * extrapolated point p = x + momentum (x - previous) is not stored.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class GradientState<A> {
    private Bank<A> bank;
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

    /** Goes on with other filters. */
    void bank(Bank<A> newBank) {
        bank = newBank;
    }

    boolean hasCandidate() {
        return hasCandidate;
    }

    /** Transforms the rows of p. */
    void forwardPoint() {
        Layout layout = bank.layout();
        bank.forwardRows((row, block, into) ->
                bank.loops().extrapolate(x, previous, layout.rowAt(row, block), momentum, into, 0, layout.rowLength()));
    }

    /** Transforms the rows of the candidate. */
    void forwardCandidate() {
        bank.forwardRows(bank.rows(candidate));
    }

    /** Takes p - step f'(p) back from the rows and makes the candidate. */
    GradientStep finish(Thresholds<A> thresholds, double fidelity) {
        double[] sums = thresholds.isGrouped() ? sumsGrouped(thresholds) : sums(thresholds);
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

    private double[] sums(Thresholds<A> thresholds) {
        Layout layout = bank.layout();
        return bank.inverseRows((row, block, from, into) -> bank.loops()
                .proximal(
                        from,
                        x,
                        previous,
                        candidate,
                        layout.rowAt(row, block),
                        momentum,
                        thresholds.row(row, block),
                        layout.rowLength(),
                        into));
    }

    private double[] sumsGrouped(Thresholds<A> thresholds) {
        GroupedRows<A> rows = new GroupedRows<>(bank);
        return bank.inverseRows(
                candidate, (row, into) -> rows.proximal(x, previous, candidate, row, momentum, thresholds, into));
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
    MapTransform.Source<A> current() {
        return bank.rows(x);
    }
}
