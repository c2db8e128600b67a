package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.AdmmStep;
import java.util.Arrays;

/**
 * The state of ADMM in one array: v = y + u, where y is the proximal operator of v and u = v - y. A new rho scales u, and
 * that waits for the next pass over v.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class AdmmState<A> {
    private final Bank<A> bank;
    private final A v;
    private Thresholds<A> thresholds; // null until the first step
    private double scale = 1;

    AdmmState(Bank<A> bank, A maps) {
        this.bank = bank;
        this.v = maps;
    }

    void scaleDual(double factor) {
        scale *= factor;
    }

    AdmmStep step(
            Thresholds<A> next,
            double relaxation,
            java.util.function.Supplier<Response<A>> response,
            double[] fidelity) {
        if (thresholds == null) {
            thresholds = next;
            scale = 1;
            addDual();
        }
        MapLoops<A> loops = bank.loops();
        MapStore<A> store = bank.store();
        int points = bank.grid().length();
        Thresholds<A> before = thresholds;
        double factor = scale;
        bank.forwardRows((row, lane, width, into) -> loops.reflect(
                v, store.rowAt(row, lane), store.step(), before.row(row, lane, width), factor, into, 0, points, width));
        bank.columns().run(response);
        double[] sums = bank.inverseRows((row, lane, width, from, into) -> loops.relax(
                from,
                0,
                v,
                store.rowAt(row, lane),
                store.step(),
                before.row(row, lane, width),
                next.row(row, lane, width),
                factor,
                relaxation,
                points,
                width,
                into));
        thresholds = next;
        scale = 1;
        return new AdmmStep(
                Math.sqrt(sums[0]),
                Math.sqrt(sums[1]),
                Math.sqrt(sums[2]),
                Math.sqrt(sums[3]),
                Math.sqrt(sums[4]),
                Arrays.stream(fidelity).sum() / (2.0 * bank.grid().size()),
                sums[5],
                sums[6]);
    }

    /** Makes v = y + u of the maps given, with u the bound on the side of y. */
    private void addDual() {
        MapLoops<A> loops = bank.loops();
        int step = bank.store().step();
        bank.tasks().run(bank.grid().rows(), () -> row -> {
            Bounds<A> bounds = thresholds.row(row, 0, step);
            int start = bank.store().rowAt(row, 0);
            for (int i = 0; i < bank.grid().length() * step; i++) {
                double y = loops.get(v, start + i);
                int t = i / step * bounds.step() + i % step;
                double u = y > 0 ? loops.get(bounds.high(), t) : y < 0 ? loops.get(bounds.low(), t) : 0;
                loops.set(v, start + i, Double.isInfinite(u) ? 0 : y + u);
            }
        });
    }

    /** Returns the rows of y. */
    MapStore.Rows<A> auxiliary() {
        int step = bank.store().step();
        int points = bank.grid().length();
        return (row, into) -> {
            int start = bank.store().rowAt(row, 0);
            if (thresholds == null) {
                bank.loops().copy(v, start, step, into, 0, step, points, step);
            } else {
                bank.loops().reflect(v, start, step, thresholds.row(row, 0, step), 0, into, 0, points, step);
            }
        };
    }

    /** Returns the rows of u. */
    MapStore.Rows<A> dual() {
        return (row, into) -> {
            auxiliary().read(row, into);
            int start = bank.store().rowAt(row, 0);
            for (int i = 0; i < bank.grid().length() * bank.store().step(); i++) {
                double u = bank.loops().get(v, start + i) - bank.loops().get(into, i);
                bank.loops().set(into, i, scale * u);
            }
        };
    }
}
