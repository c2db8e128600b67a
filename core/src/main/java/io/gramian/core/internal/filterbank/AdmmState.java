package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.AdmmStep;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * The state of ADMM in one array: v = y + u, where y is the proximal operator of v and u = v - y. The pass that makes v
 * transforms the rows of y - u for the next iteration, while they are in the cache; if u is scaled in between, for a new
 * rho, or the spectrum is used for something else, that pass over v is made again.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class AdmmState<A> {
    private Bank<A> bank;
    private final A v;
    private Thresholds<A> thresholds; // null until the first step
    private double scale = 1;
    private boolean hasRows; // the spectrum holds the rows of y - u, transformed

    AdmmState(Bank<A> bank, A maps) {
        this.bank = bank;
        this.v = maps;
    }

    /** Goes on with other filters. */
    void bank(Bank<A> newBank) {
        bank = newBank;
    }

    void scaleDual(double factor) {
        scale *= factor;
        hasRows = false;
    }

    /** Says that the spectrum was used for something else. */
    void forgetRows() {
        hasRows = false;
    }

    AdmmStep step(Thresholds<A> next, double relaxation, Supplier<Response<A>> responses, double[] fidelity) {
        if (thresholds == null) {
            thresholds = next;
            scale = 1;
            addDual();
        }
        boolean isGrouped = thresholds.isGrouped() || next.isGrouped();
        if (!hasRows) {
            double factor = scale;
            bank.forwardRows((row, block, into) -> reflect(row, block, factor, into));
        }
        bank.columns().run(responses);
        double[] sums = isGrouped ? finishGrouped(next, relaxation) : finish(next, relaxation);
        hasRows = !isGrouped;
        thresholds = next;
        scale = 1;
        return new AdmmStep(
                Math.sqrt(sums[0]),
                Math.sqrt(sums[1]),
                Math.sqrt(sums[2]),
                Math.sqrt(sums[3]),
                Math.sqrt(sums[4]),
                Arrays.stream(fidelity).sum() / (2.0 * bank.layout().grid().size()),
                sums[5],
                sums[6]);
    }

    private double[] finish(Thresholds<A> next, double relaxation) {
        Layout layout = bank.layout();
        Thresholds<A> before = thresholds;
        double factor = scale;
        return bank.inverseAndForwardRows((row, block, from, sums) -> bank.loops()
                .relax(
                        from,
                        v,
                        layout.rowAt(row, block),
                        before.row(row, block),
                        next.row(row, block),
                        factor,
                        relaxation,
                        layout.rowLength(),
                        sums));
    }

    private double[] finishGrouped(Thresholds<A> next, double relaxation) {
        Thresholds<A> before = thresholds;
        double factor = scale;
        A x = bank.store().allocate();
        GroupedRows<A> rows = new GroupedRows<>(bank);
        return bank.inverseRows(x, (row, sums) -> rows.relax(x, v, row, before, next, factor, relaxation, sums));
    }

    /** Makes v = y + u of the maps given. */
    private void addDual() {
        GroupedRows<A> rows = new GroupedRows<>(bank);
        bank.tasks().run(bank.layout().grid().rows(), () -> row -> rows.addDual(v, row, thresholds));
    }

    /** Reads a row of y - factor u. */
    private void reflect(int row, int block, double factor, A into) {
        if (thresholds.isGrouped()) {
            new GroupedRows<>(bank).reflect(v, row, block, thresholds, factor, into);
            return;
        }
        int count = bank.layout().rowLength();
        bank.loops().reflect(v, bank.layout().rowAt(row, block), thresholds.row(row, block), factor, into, 0, count);
    }

    /** Returns the rows of y. */
    MapTransform.Source<A> auxiliary() {
        if (thresholds == null) {
            return bank.rows(v);
        }
        return (row, block, into) -> reflect(row, block, 0, into);
    }

    /** Returns the rows of u. */
    MapTransform.Source<A> dual() {
        return (row, block, into) -> {
            auxiliary().read(row, block, into);
            int start = bank.layout().rowAt(row, block);
            for (int i = 0; i < bank.layout().rowLength(); i++) {
                double u = bank.loops().get(v, start + i) - bank.loops().get(into, i);
                bank.loops().set(into, i, scale * u);
            }
        };
    }
}
