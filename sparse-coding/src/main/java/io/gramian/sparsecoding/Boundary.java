package io.gramian.sparsecoding;

/** What becomes of atoms that reach over the end of an axis. */
public enum Boundary {
    /** They go on at its beginning: the convolution is circular, and all places of the grid may hold a coefficient. */
    CIRCULAR,
    /**
     * There are none: only places where the whole atom lies within the signal may hold a coefficient, N - L + 1 on an axis
     * of length N for an atom of length L ("valid" or linear convolution).
     */
    VALID
}
