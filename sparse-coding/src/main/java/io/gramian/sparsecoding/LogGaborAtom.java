package io.gramian.sparsecoding;

/**
 * Which log-Gabor atom it is.
 *
 * @param orientation the angle theta of the wave vector in radians, 0 along the rows' axis (stripes lie level, the picture
 *     changes from row to row), pi / 2 along the columns' axis
 * @param orientationBandwidth B_theta, about the standard deviation of the angle in radians where it is small
 * @param phase 0 for an even atom, pi / 2 for an odd one
 */
public record LogGaborAtom(double orientation, double orientationBandwidth, double phase) {}
