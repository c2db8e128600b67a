package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import io.gramian.sparsecoding.internal.GridDft;
import java.util.Arrays;

/**
 * What a picture has beside its smooth part, the l that minimises |s - l|^2 + lambda |grad l|^2: high frequencies, s - l.
 *
 * <p>The gradient is the forward difference along rows and columns, so that l has the transfer function 1 / (1 + lambda (4 -
 * 2 cos 2 pi f_r - 2 cos 2 pi f_c)). The picture is continued by 16 pixels as its mirror image, edge values twice, and
 * circularly beyond. O(N log N) for any number of rows and columns. The way back adds the original's l.
 *
 * <p>Source: B. Wohlberg, Convolutional sparse representations as an image model for impulse noise restoration (2016).
 */
public final class TikhonovHighPass implements Preprocessing {
    private static final int STANDARD_PADDING = 16;

    private final double lambda;
    private final int padding;

    private TikhonovHighPass(double lambda, int padding) {
        this.lambda = lambda;
        this.padding = padding;
    }

    /**
     * Returns the filter for a smoothness.
     *
     * @param lambda at least 0; 5 is common before learning, 10 before coding
     * @return a preprocessing
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static TikhonovHighPass of(double lambda) {
        return new TikhonovHighPass(Checks.notNegative("lambda", lambda), STANDARD_PADDING);
    }

    /**
     * Returns this filter with another continuation.
     *
     * @param pixels at least 0
     * @return a preprocessing
     * @throws IllegalArgumentException if it is negative
     */
    public TikhonovHighPass withPadding(int pixels) {
        return new TikhonovHighPass(lambda, Checks.atLeast("padding", 0, pixels));
    }

    @Override
    public Preprocessed apply(Signal picture) {
        Signal low = smooth(picture);
        return new Preprocessed(picture.minus(low), low::plus);
    }

    /**
     * Returns the smooth part.
     *
     * @param picture of two axes
     * @return l
     * @throws IllegalArgumentException if the signal has another number of axes
     */
    public Signal smooth(Signal picture) {
        Pictures.check(picture);
        int rows = picture.rows() + 2 * padding;
        int columns = picture.columns() + 2 * padding;
        double[] transfer = new double[Checks.size(new int[] {rows, columns}, 1)];
        Arrays.setAll(
                transfer,
                at -> 1
                        / (1
                                + lambda
                                        * (squaredGradient(at / columns, rows)
                                                + squaredGradient(at % columns, columns))));
        GridDft dft = GridDft.of(rows, columns);
        return Pictures.perChannel(picture, values -> {
            double[] padded = new double[transfer.length];
            Arrays.setAll(
                    padded,
                    at -> values[
                            Pictures.mirrored(at / columns - padding, picture.rows()) * picture.columns()
                                    + Pictures.mirrored(at % columns - padding, picture.columns())]);
            return cropped(dft.filtered(padded, transfer), picture, columns);
        });
    }

    private static double squaredGradient(int index, int length) {
        return 2 - 2 * Math.cos(2 * Math.PI * index / length);
    }

    private double[] cropped(double[] padded, Signal picture, int columns) {
        double[] values = new double[picture.size()];
        for (int i = 0; i < picture.rows(); i++) {
            System.arraycopy(
                    padded, (i + padding) * columns + padding, values, i * picture.columns(), picture.columns());
        }
        return values;
    }

    /** Returns the smoothness and the padding. */
    @Override
    public String toString() {
        return "TikhonovHighPass[lambda " + lambda + ", padding " + padding + "]";
    }
}
