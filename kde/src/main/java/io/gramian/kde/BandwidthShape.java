package io.gramian.kde;

/** The matrices among which a rule of many dimensions seeks the bandwidth H. */
public enum BandwidthShape {
    /** H = h^2 I: one number for all axes, in the units of the data. */
    SCALAR,
    /** H = diag(h_1^2, ..., h_d^2): a number for each axis; a change of units of an axis changes its number alike. */
    DIAGONAL,
    /** Any positive definite matrix; an affine map A of the data maps it to A H A'. */
    FULL
}
