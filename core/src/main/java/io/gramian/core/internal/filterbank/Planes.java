package io.gramian.core.internal.filterbank;

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
        this.transform = new MapTransform<>(new DoubleMapLoops(), new Layout(grid, count, count, 1, 1));
    }

    /** Returns zeros for the transforms of as many signals. */
    Spectrum<double[]> spectrum() {
        return transform.spectrum();
    }

    /** Returns the transforms of signals. */
    Spectrum<double[]> forward(double[] signals) {
        Spectrum<double[]> spectrum = spectrum();
        transform.pass(tasks, transform.slabs(), scratch -> {
            return slab -> transform.forwardRows(
                    slab,
                    (row, block, into) -> {
                        for (int i = 0; i < grid.length() * count; i++) {
                            into[i] = signals[at(row, i)];
                        }
                    },
                    spectrum,
                    scratch);
        });
        transform.pass(tasks, grid.bins(), scratch -> {
            return bin -> transform.forwardColumns(bin, 0, spectrum, scratch);
        });
        return spectrum;
    }

    /** Returns the signals of transforms, which are overwritten. */
    double[] inverse(Spectrum<double[]> spectrum) {
        double[] signals = new double[count * grid.size()];
        transform.pass(tasks, grid.bins(), scratch -> {
            return bin -> transform.inverseColumns(bin, 0, spectrum, scratch);
        });
        transform.pass(tasks, transform.slabs(), scratch -> {
            return slab -> transform.inverseRows(
                    slab,
                    spectrum,
                    (row, block, from) -> {
                        for (int i = 0; i < grid.length() * count; i++) {
                            signals[at(row, i)] = from[i] / grid.size();
                        }
                    },
                    scratch);
        });
        return signals;
    }

    private int at(int row, int i) {
        return i % count * grid.size() + row * grid.length() + i / count;
    }
}
