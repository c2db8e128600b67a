package io.gramian.sparsecoding;

/**
 * How the atoms of a dictionary are scaled. It decides what a penalty means: the effective penalty of atom d is lambda /
 * |d|, so codes with dictionaries of different normalisation do not compare at equal lambda.
 */
public enum Normalisation {
    /** As given; nothing is known of the scale. */
    NONE,
    /** The largest absolute value of every atom is 1, as in studies of log-Gabor dictionaries. */
    MAX,
    /** The Euclidean norm of every atom, over all channels, is 1, as learned dictionaries have it. */
    L2
}
