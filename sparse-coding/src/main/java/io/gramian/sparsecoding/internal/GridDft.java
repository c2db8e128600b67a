package io.gramian.sparsecoding.internal;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Discrete Fourier transforms of a picture of any rows and columns, row-major, split and in place. */
public final class GridDft {
    private final int rows;
    private final int columns;
    private final Dft alongRows;
    private final Dft alongColumns;

    private GridDft(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        this.alongRows = Dft.ofLength(rows);
        this.alongColumns = Dft.ofLength(columns);
    }

    public static GridDft of(int rows, int columns) {
        return new GridDft(rows, columns);
    }

    /** The frequency of an entry, in cycles per sample, -1/2 to 1/2. */
    public static double frequency(int index, int length) {
        return (double) (index < (length + 1) / 2 ? index : index - length) / length;
    }

    public void forward(double[] re, double[] im) {
        double[] lineRe = new double[columns];
        double[] lineIm = new double[columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(re, i * columns, lineRe, 0, columns);
            System.arraycopy(im, i * columns, lineIm, 0, columns);
            alongColumns.forward(lineRe, lineIm);
            System.arraycopy(lineRe, 0, re, i * columns, columns);
            System.arraycopy(lineIm, 0, im, i * columns, columns);
        }
        lineRe = new double[rows];
        lineIm = new double[rows];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < rows; i++) {
                lineRe[i] = re[i * columns + j];
                lineIm[i] = im[i * columns + j];
            }
            alongRows.forward(lineRe, lineIm);
            for (int i = 0; i < rows; i++) {
                re[i * columns + j] = lineRe[i];
                im[i * columns + j] = lineIm[i];
            }
        }
    }

    public void inverse(double[] re, double[] im) {
        forward(im, re); // exchanging the parts conjugates, up to the factor i that exchanging back removes
        for (int at = 0; at < re.length; at++) {
            re[at] /= re.length;
            im[at] /= im.length;
        }
    }

    /** The real picture times a real, even transfer function of its frequencies. */
    public double[] filtered(double[] picture, double[] transfer) {
        double[] re = picture.clone();
        filter(re, new double[re.length], transfer);
        return re;
    }

    /** Two real pictures at once, each times a real, even transfer function, in place. */
    public void filter(double[] re, double[] im, double[] transfer) {
        forward(re, im);
        for (int at = 0; at < re.length; at++) {
            re[at] *= transfer[at];
            im[at] *= transfer[at];
        }
        inverse(re, im);
    }

    /** A function of the radial frequency in cycles per sample, at every entry. */
    public double[] radial(DoubleUnaryOperator function) {
        double[] values = new double[rows * columns];
        Arrays.setAll(
                values,
                at -> function.applyAsDouble(
                        Math.hypot(frequency(at / columns, rows), frequency(at % columns, columns))));
        return values;
    }
}
