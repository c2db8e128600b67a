package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.FilterBank;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The transforms d^ of the filters, [frequency][channel][real, imaginary][lane], and their Gram matrices over the
 * channels, G_cd = sum_m d^_mc conj(d^_md), at every frequency.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class FilterSpectra<A> {
    private final Grid grid;
    private final int channels;
    private final int lanes;
    private final MapLoops<A> loops;
    private final A numbers;
    private final double[] gram; // [frequency][c][d][real, imaginary]

    FilterSpectra(FilterBank bank, MapLoops<A> loops, Grid grid, int lanes, Tasks tasks) {
        this.grid = grid;
        this.channels = bank.channels();
        this.lanes = lanes;
        this.loops = loops;
        this.numbers = loops.allocate(grid.frequencies() * channels * 2 * lanes);
        MapTransform<A> transform = new MapTransform<>(loops, grid, lanes, false);
        double[][] filters = new double[bank.size()][];
        int[][] shapes = new int[bank.size()][];
        for (int m = 0; m < filters.length; m++) {
            filters[m] = bank.filter(m);
            shapes[m] = bank.shape(m);
        }
        for (int c = 0; c < channels; c++) {
            Spectrum<A> spectrum = new Spectrum<>(numbers, c * 2 * lanes, channels * 2 * lanes, lanes);
            int channel = c;
            tasks.run(transform.slabs(), () -> {
                Scratch<A> scratch = transform.scratch();
                return slab -> transform.forwardRows(
                        slab,
                        (row, lane, width, into) -> fill(filters, shapes, channel, row, lane, width, into),
                        spectrum,
                        scratch);
            });
            tasks.run(grid.bins(), () -> {
                Scratch<A> scratch = transform.scratch();
                return bin -> transform.forwardColumns(bin, spectrum, scratch);
            });
        }
        this.gram = new double[grid.frequencies() * channels * channels * 2];
        tasks.run(grid.bins(), () -> this::fillGram);
    }

    /** The values of the filters in a row, with zeros around them. */
    private void fill(double[][] filters, int[][] shapes, int channel, int row, int lane, int width, A into) {
        loops.clear(into, 0, grid.length() * width);
        for (int i = 0; i < width && lane + i < filters.length; i++) {
            int[] shape = shapes[lane + i];
            int at = rowOf(shape, row);
            if (at >= 0) {
                int length = shape[shape.length - 1];
                int size = filters[lane + i].length / channels;
                for (int j = 0; j < length; j++) {
                    loops.set(into, j * width + i, filters[lane + i][channel * size + at * length + j]);
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
        A ones = loops.allocate(lanes);
        for (int lane = 0; lane < lanes; lane++) {
            loops.set(ones, lane, 1);
        }
        for (int frequency = bin * grid.rows(); frequency < (bin + 1) * grid.rows(); frequency++) {
            gram(frequency, ones, gram, frequency * channels * channels * 2);
        }
    }

    /** Adds sum_m w_m d^_mc conj(d^_md), for all channels c and d, to C x C complex numbers. */
    void gram(int frequency, A weights, double[] into, int at) {
        for (int c = 0; c < channels; c++) {
            for (int d = 0; d < channels; d++) {
                loops.weightedDot(
                        numbers,
                        at(frequency, c),
                        lanes,
                        numbers,
                        at(frequency, d),
                        lanes,
                        true,
                        weights,
                        0,
                        lanes,
                        into,
                        at + 2 * (c * channels + d));
            }
        }
    }

    A numbers() {
        return numbers;
    }

    int channels() {
        return channels;
    }

    int lanes() {
        return lanes;
    }

    int at(int frequency, int channel) {
        return (frequency * channels + channel) * 2 * lanes;
    }

    double[] gram() {
        return gram;
    }

    /** Returns the largest eigenvalue of all the Gram matrices. */
    double lipschitz() {
        double largest = 0;
        for (int frequency = 0; frequency < grid.frequencies(); frequency++) {
            largest = Math.max(largest, channels == 1 ? gram[2 * frequency] : largestEigenvalue(frequency));
        }
        return largest;
    }

    /** Of a Hermitian matrix R + i J, by the symmetric one [R, -J; J, R] with the same eigenvalues. */
    private double largestEigenvalue(int frequency) {
        DMatrixRMaj real = new DMatrixRMaj(2 * channels, 2 * channels);
        for (int c = 0; c < channels; c++) {
            for (int d = 0; d < channels; d++) {
                int at = 2 * ((frequency * channels + c) * channels + d);
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
