package io.gramian.core.internal.filterbank;

/**
 * What an operator works with: the loops, the geometry, the filters' spectra, the spectrum of the maps and the threads.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
record Bank<A>(
        MapLoops<A> loops,
        Grid grid,
        MapStore<A> store,
        MapTransform<A> transform,
        FilterSpectra<A> filters,
        Spectrum<A> spectrum,
        ColumnPass<A> columns,
        Tasks tasks) {
    /** Transforms the rows of maps that a source gives. */
    void forwardRows(MapTransform.Source<A> source) {
        tasks.run(transform.slabs(), () -> {
            Scratch<A> scratch = transform.scratch();
            return slab -> transform.forwardRows(slab, source, spectrum, scratch);
        });
    }

    /** Transforms the rows back, unscaled, and hands them to a sink that adds to sums; returns the sums. */
    double[] inverseRows(SummingSink<A> sink) {
        double[] sums = new double[transform.slabs() * MapLoops.SUMS];
        tasks.run(transform.slabs(), () -> {
            Scratch<A> scratch = transform.scratch();
            double[] some = new double[MapLoops.SUMS];
            return slab -> {
                java.util.Arrays.fill(some, 0);
                transform.inverseRows(
                        slab, spectrum, (row, lane, width, from) -> sink.write(row, lane, width, from, some), scratch);
                System.arraycopy(some, 0, sums, slab * MapLoops.SUMS, MapLoops.SUMS);
            };
        });
        double[] total = new double[MapLoops.SUMS];
        for (int i = 0; i < sums.length; i++) {
            total[i % MapLoops.SUMS] += sums[i]; // in the order of the slabs, whoever did them
        }
        return total;
    }

    /** Takes the numbers of a row and adds to sums. */
    interface SummingSink<A> {
        void write(int row, int lane, int width, A from, double[] sums);
    }
}
