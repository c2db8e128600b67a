package io.gramian.sparsecoding;

import java.util.function.UnaryOperator;

/** What the ways to change pictures share. */
final class Pictures {
    private Pictures() {}

    static void check(Signal picture) {
        if (picture.axes() != 2) {
            throw new IllegalArgumentException("picture: expected 2 axes, found " + picture.axes());
        }
    }

    /** The signal whose channels are those of another, changed one by one. */
    static Signal perChannel(Signal signal, UnaryOperator<double[]> change) {
        Signal[] changed = new Signal[signal.channels()];
        for (int c = 0; c < changed.length; c++) {
            double[] values = change.apply(signal.channel(c).view());
            changed[c] = Signal.owning(values, 1, signal.shape());
        }
        return Signal.ofChannels(changed);
    }

    /** The index within [0, length) of a place beyond, the grid being mirrored at its edges, edge values twice. */
    static int mirrored(int index, int length) {
        int within = Math.floorMod(index, 2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }

    /** Central differences along rows' and columns' axes of one channel, the edges being mirrored. */
    static double[][] gradient(Signal picture) {
        double[][] gradient = new double[2][picture.size()];
        int rows = picture.rows();
        int columns = picture.columns();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double down = picture.at(mirrored(i + 1, rows), j) - picture.at(mirrored(i - 1, rows), j);
                double right = picture.at(i, mirrored(j + 1, columns)) - picture.at(i, mirrored(j - 1, columns));
                gradient[0][i * columns + j] = down / 2;
                gradient[1][i * columns + j] = right / 2;
            }
        }
        return gradient;
    }
}
