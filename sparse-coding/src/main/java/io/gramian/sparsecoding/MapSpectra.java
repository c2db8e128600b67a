package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.GridDft;
import java.util.List;

/**
 * Transforms of real grids of at most two axes, of any lengths, to the half of their spectrum that determines it: rows x
 * (columns / 2 + 1) bins.
 */
final class MapSpectra {
    private final int rows;
    private final int columns;
    private final GridDft transform;

    MapSpectra(List<Signal> signals) {
        int[] grid = Shapes.three(signals.get(0).shape());
        if (grid[0] > 1) {
            throw new IllegalArgumentException(
                    "signals: expected at most 2 axes, found 3; projected gradients learn from them");
        }
        for (Signal signal : signals) {
            signals.get(0).checkSame(signal);
        }
        this.rows = grid[1];
        this.columns = grid[2];
        this.transform = GridDft.of(rows, columns);
    }

    int places() {
        return rows * columns;
    }

    int columns() {
        return columns;
    }

    int bins() {
        return rows * (columns / 2 + 1);
    }

    /** Transforms a grid; bin b goes to at + b stride. */
    void forward(double[] grid, double[] re, double[] im, int at, int stride) {
        double[] real = grid.clone();
        double[] imaginary = new double[real.length];
        transform.forward(real, imaginary);
        int half = columns / 2 + 1;
        for (int b = 0; b < bins(); b++) {
            int from = b / half * columns + b % half;
            re[at + b * stride] = real[from];
            im[at + b * stride] = imaginary[from];
        }
    }

    /** The grid of a spectrum, bin b at at + b stride. */
    double[] inverse(double[] re, double[] im, int at, int stride) {
        double[] real = new double[places()];
        double[] imaginary = new double[places()];
        int half = columns / 2 + 1;
        for (int b = 0; b < bins(); b++) {
            int row = b / half;
            int column = b % half;
            int mirror = (rows - row) % rows * columns + (columns - column) % columns;
            real[mirror] = re[at + b * stride];
            imaginary[mirror] = -im[at + b * stride];
            real[row * columns + column] = re[at + b * stride];
            imaginary[row * columns + column] = im[at + b * stride];
        }
        transform.inverse(real, imaginary);
        return real;
    }
}
