package io.gramian.core.internal.filterbank;

import java.util.function.IntConsumer;

/** Signals, channel after channel, and their Fourier transforms; always in double precision. */
final class Planes {
    private final Grid grid;
    private final int count;
    private final Tasks tasks;
    private final MapTransform<double[]> transform;

    Planes(Grid grid, int count, Tasks tasks) {
        this.grid = grid;
        this.count = count;
        this.tasks = tasks;
        this.transform = new MapTransform<>(new DoubleMapLoops(), grid, count, false);
    }

    int count() {
        return count;
    }

    /** Returns zeros for the transforms of as many signals. */
    Spectrum<double[]> spectrum() {
        return new Spectrum<>(new double[grid.frequencies() * 2 * count], 0, 2 * count, count);
    }

    /** Returns the transforms of signals. */
    Spectrum<double[]> forward(double[] signals) {
        Spectrum<double[]> spectrum = spectrum();
        each(
                transform.slabs(),
                scratch -> slab -> transform.forwardRows(
                        slab,
                        (row, lane, width, into) -> {
                            for (int i = 0; i < grid.length() * width; i++) {
                                into[i] = signals[at(row, lane, width, i)];
                            }
                        },
                        spectrum,
                        scratch));
        each(grid.bins(), scratch -> bin -> transform.forwardColumns(bin, spectrum, scratch));
        return spectrum;
    }

    /** Returns the signals of transforms, which are overwritten. */
    double[] inverse(Spectrum<double[]> spectrum) {
        double[] signals = new double[count * grid.size()];
        each(grid.bins(), scratch -> bin -> transform.inverseColumns(bin, spectrum, scratch));
        each(
                transform.slabs(),
                scratch -> slab -> transform.inverseRows(
                        slab,
                        spectrum,
                        (row, lane, width, from) -> {
                            for (int i = 0; i < grid.length() * width; i++) {
                                signals[at(row, lane, width, i)] = from[i] / grid.size();
                            }
                        },
                        scratch));
        return signals;
    }

    private int at(int row, int lane, int width, int i) {
        return (lane + i % width) * grid.size() + row * grid.length() + i / width;
    }

    private interface Work {
        IntConsumer on(Scratch<double[]> scratch);
    }

    private void each(int tasksCount, Work work) {
        tasks.run(tasksCount, () -> work.on(transform.scratch()));
    }
}
