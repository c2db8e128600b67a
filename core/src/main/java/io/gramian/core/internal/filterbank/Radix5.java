package io.gramian.core.internal.filterbank;

import io.gramian.core.fourier.Fft;

/** The numbers in the transform of five entries. */
public final class Radix5 {
    /** cos(2 pi / 5). */
    public static final double C1 = Fft.cosineOfTurn(1, 5);
    /** cos(4 pi / 5). */
    public static final double C2 = Fft.cosineOfTurn(2, 5);
    /** sin(2 pi / 5). */
    public static final double S1 = Fft.sineOfTurn(1, 5);
    /** sin(4 pi / 5). */
    public static final double S2 = Fft.sineOfTurn(2, 5);

    private Radix5() {}
}
