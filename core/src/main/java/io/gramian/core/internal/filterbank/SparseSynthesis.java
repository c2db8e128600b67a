package io.gramian.core.internal.filterbank;

import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.SparseMaps;

/** Convolution of few coefficients with their filters, in space. */
public final class SparseSynthesis {
    private final FilterBank bank;
    private final int[] shape;
    private final int channels;
    private final int size;

    /** For a bank and the shape and number of channels of a signal. */
    public SparseSynthesis(FilterBank bank, int[] shape, int channels) {
        this.bank = bank;
        this.shape = shape;
        this.channels = channels;
        int product = 1;
        for (int length : shape) {
            product *= length;
        }
        this.size = product;
    }

    /** Returns the signal. */
    public double[] of(SparseMaps maps) {
        double[][] filters = new double[bank.size()][];
        int[][] shapes = new int[bank.size()][];
        for (int m = 0; m < filters.length; m++) {
            filters[m] = bank.filter(m);
            shapes[m] = bank.shape(m);
        }
        double[] signal = new double[channels * size];
        for (int i = 0; i < maps.size(); i++) {
            int filter = maps.map(i) % bank.size();
            int group = maps.map(i) / bank.size();
            int taps = filters[filter].length / bank.channels();
            for (int c = 0; c < bank.channels(); c++) {
                int start = (group * bank.channels() + c) * size;
                add(
                        filters[filter],
                        c * taps,
                        shapes[filter],
                        0,
                        maps.position(i),
                        0,
                        size,
                        maps.value(i),
                        signal,
                        start);
            }
        }
        return signal;
    }

    /** Adds a filter's values from one axis on, and returns how many there were. */
    private int add(
            double[] filter,
            int tap,
            int[] lengths,
            int axis,
            int position,
            int offset,
            int block,
            double value,
            double[] signal,
            int start) {
        if (axis == shape.length) {
            signal[start + offset] += value * filter[tap];
            return 1;
        }
        int inner = block / shape[axis];
        int first = position / inner % shape[axis];
        int taps = 0;
        for (int j = 0; j < lengths[axis]; j++) {
            int at = first + j;
            at -= at >= shape[axis] ? shape[axis] : 0;
            taps += add(
                    filter, tap + taps, lengths, axis + 1, position, offset + at * inner, inner, value, signal, start);
        }
        return taps;
    }
}
