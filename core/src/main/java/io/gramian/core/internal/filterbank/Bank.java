package io.gramian.core.internal.filterbank;

import java.util.Arrays;

/**
 * What an operator works with: the loops, the geometry, the filters' spectra, the spectrum of the maps and the threads.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
record Bank<A>(
        MapLoops<A> loops,
        Layout layout,
        MapStore<A> store,
        MapTransform<A> transform,
        FilterSpectra<A> filters,
        Spectrum<A> spectrum,
        ColumnPass<A> columns,
        Tasks tasks) {
    /** Transforms the rows of maps that a source gives. */
    void forwardRows(MapTransform.Source<A> source) {
        transform.pass(tasks, transform.slabs(), scratch -> {
            return slab -> transform.forwardRows(slab, source, spectrum, scratch);
        });
    }

    /** Transforms the rows back, unscaled, and hands them to a sink that adds to sums; returns the sums. */
    double[] inverseRows(SummingSink<A> sink) {
        return rows(sink, false);
    }

    /** Does that, and transforms forth what the sink put in place of the numbers it took. */
    double[] inverseAndForwardRows(SummingSink<A> sink) {
        return rows(sink, true);
    }

    private double[] rows(SummingSink<A> sink, boolean forth) {
        double[] sums = new double[transform.slabs() * MapLoops.SUMS];
        transform.pass(tasks, transform.slabs(), scratch -> {
            double[] some = new double[MapLoops.SUMS];
            return slab -> {
                Arrays.fill(some, 0);
                transform.inverseRows(
                        slab, spectrum, (row, block, from) -> sink.write(row, block, from, some), scratch);
                if (forth) {
                    transform.forwardAgain(slab, spectrum, scratch);
                }
                System.arraycopy(some, 0, sums, slab * MapLoops.SUMS, MapLoops.SUMS);
            };
        });
        return total(sums);
    }

    /** Adds up in the order of the tasks, whoever did them. */
    private static double[] total(double[] sums) {
        double[] total = new double[MapLoops.SUMS];
        for (int i = 0; i < sums.length; i++) {
            total[i % MapLoops.SUMS] += sums[i];
        }
        return total;
    }

    /** Transforms the rows back, unscaled, into an array, and then hands each row of it, all blocks, to a sink. */
    double[] inverseRows(A into, RowSink sink) {
        inverseRows((row, block, from, sums) ->
                System.arraycopy(from, 0, into, layout.rowAt(row, block), layout.rowLength()));
        int rows = layout.grid().rows();
        double[] sums = new double[rows * MapLoops.SUMS];
        tasks.run(rows, () -> row -> {
            double[] some = new double[MapLoops.SUMS];
            sink.take(row, some);
            System.arraycopy(some, 0, sums, row * MapLoops.SUMS, MapLoops.SUMS);
        });
        return total(sums);
    }

    /** Takes a row of all blocks and adds to sums. */
    interface RowSink {
        void take(int row, double[] sums);
    }

    /** Gives the rows of an array of maps. */
    MapTransform.Source<A> rows(A maps) {
        return (row, block, into) -> System.arraycopy(maps, layout.rowAt(row, block), into, 0, layout.rowLength());
    }

    /** Takes the numbers of a row and adds to sums. */
    interface SummingSink<A> {
        void write(int row, int block, A from, double[] sums);
    }
}
