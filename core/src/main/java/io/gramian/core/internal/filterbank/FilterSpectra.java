package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.FilterBank;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The transforms d^ of the filters, as the maps' but with a group for each channel, and their Gram matrices over the
 * channels, G_cd = sum_m d^_mc conj(d^_md), at every frequency.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class FilterSpectra<A> {
    private final MapLoops<A> loops;
    private final Layout layout; // its groups are the channels
    private final Grid grid;
    private final int channels;
    private final Spectrum<A> spectrum;
    private final double[] gram; // [bin][row][c][d][real, imaginary]

    FilterSpectra(FilterBank bank, MapLoops<A> loops, Layout maps, Tasks tasks) {
        this.loops = loops;
        this.channels = bank.channels();
        this.layout = new Layout(maps.grid(), maps.filters(), maps.width(), maps.parts(), channels);
        this.grid = maps.grid();
        MapTransform<A> transform = new MapTransform<>(loops, layout);
        this.spectrum = transform.spectrum();
        double[][] filters = new double[bank.size()][];
        int[][] shapes = new int[bank.size()][];
        for (int m = 0; m < filters.length; m++) {
            filters[m] = bank.filter(m);
            shapes[m] = bank.shape(m);
        }
        transform.pass(tasks, transform.slabs(), scratch -> {
            return slab -> transform.forwardRows(
                    slab, (row, block, into) -> fill(filters, shapes, row, block, into), spectrum, scratch);
        });
        this.gram = new double[grid.frequencies() * gramLength()];
        transform.pass(tasks, grid.bins(), scratch -> {
            return bin -> {
                for (int block = 0; block < layout.blocks(); block++) {
                    transform.forwardColumns(bin, block, spectrum, scratch);
                }
                fillGram(bin);
            };
        });
    }

    /** The values of the filters of a block in a row, with zeros around them. */
    private void fill(double[][] filters, int[][] shapes, int row, int block, A into) {
        loops.clear(into, 0, layout.rowLength());
        for (int lane = 0; lane < layout.width() && layout.filter(block, lane) < filters.length; lane++) {
            double[] filter = filters[layout.filter(block, lane)];
            int[] shape = shapes[layout.filter(block, lane)];
            int at = rowOf(shape, row);
            if (at >= 0) {
                int length = shape[shape.length - 1];
                int from = block / layout.parts() * (filter.length / channels) + at * length;
                for (int j = 0; j < length; j++) {
                    loops.set(into, j * layout.width() + lane, filter[from + j]);
                }
            }
        }
    }

    /** Returns the row of a filter that lies on a row of the grid, or -1. */
    private int rowOf(int[] filter, int row) {
        int[] shape = grid.shape();
        int rest = row;
        int at = 0;
        int factor = 1;
        for (int axis = shape.length - 2; axis >= 0; axis--) {
            int index = rest % shape[axis];
            if (index >= filter[axis]) {
                return -1;
            }
            at += index * factor;
            factor *= filter[axis];
            rest /= shape[axis];
        }
        return at;
    }

    private void fillGram(int bin) {
        A ones = loops.allocate(layout.lanes());
        for (int lane = 0; lane < layout.lanes(); lane++) {
            loops.set(ones, lane, 1);
        }
        for (int row = 0; row < grid.rows(); row++) {
            gram(bin, row, ones, gram, gramAt(bin, row));
        }
    }

    /** Sets C x C complex numbers to sum_m w_m d^_mc conj(d^_md), for all channels c and d. */
    void gram(int bin, int row, A weights, double[] into, int at) {
        Arrays.fill(into, at, at + gramLength(), 0);
        for (int c = 0; c < channels; c++) {
            for (int d = 0; d < channels; d++) {
                for (int part = 0; part < layout.parts(); part++) {
                    loops.weightedDot(
                            spectrum.numbers(),
                            at(bin, c, part, row),
                            spectrum.numbers(),
                            at(bin, d, part, row),
                            spectrum.imaginary(),
                            true,
                            weights,
                            part * layout.width(),
                            layout.width(),
                            into,
                            at + 2 * (c * channels + d));
                }
            }
        }
    }

    A numbers() {
        return spectrum.numbers();
    }

    int channels() {
        return channels;
    }

    int lanes() {
        return layout.lanes();
    }

    /** Returns where a block of a channel starts. */
    int at(int bin, int channel, int part, int row) {
        return spectrum.at(bin, channel * layout.parts() + part, row);
    }

    double[] gram() {
        return gram;
    }

    int gramLength() {
        return 2 * channels * channels;
    }

    int gramAt(int bin, int row) {
        return (bin * grid.rows() + row) * gramLength();
    }

    /** Returns the largest eigenvalue of all the Gram matrices. */
    double lipschitz() {
        double largest = 0;
        for (int at = 0; at < gram.length; at += gramLength()) {
            largest = Math.max(largest, channels == 1 ? gram[at] : largestEigenvalue(at));
        }
        return largest;
    }

    /** Of a Hermitian matrix R + i J, by the symmetric one [R, -J; J, R] with the same eigenvalues. */
    private double largestEigenvalue(int start) {
        DMatrixRMaj real = new DMatrixRMaj(2 * channels, 2 * channels);
        for (int c = 0; c < channels; c++) {
            for (int d = 0; d < channels; d++) {
                int at = start + 2 * (c * channels + d);
                real.set(c, d, gram[at]);
                real.set(channels + c, channels + d, gram[at]);
                real.set(c, channels + d, -gram[at + 1]);
                real.set(channels + c, d, gram[at + 1]);
            }
        }
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(2 * channels, false, true);
        eigen.decompose(real);
        double largest = 0;
        for (int i = 0; i < eigen.getNumberOfEigenvalues(); i++) {
            largest = Math.max(largest, eigen.getEigenvalue(i).getReal());
        }
        return largest;
    }
}
