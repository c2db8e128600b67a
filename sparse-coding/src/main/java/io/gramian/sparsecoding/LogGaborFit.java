package io.gramian.sparsecoding;

/**
 * The log-Gabor atom that comes nearest to a given one, by {@link LogGabor#fit}.
 *
 * @param atom its orientation, 0 to pi, its bandwidth within the bank's, and its phase, -pi to pi
 * @param rSquared 1 - var(residual) / var(given atom): 1 for a log-Gabor atom, 0 for one that has nothing in common with any;
 *     NaN for an atom of one value
 */
public record LogGaborFit(LogGaborAtom atom, double rSquared) {}
