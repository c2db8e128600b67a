package io.gramian.core.backend;

/** Which triangle of a square matrix counts, with its diagonal; the other is not looked at. */
public enum Triangle {
    /** Entries (i, j) with i at least j. */
    LOWER,
    /** Entries (i, j) with i at most j. */
    UPPER;

    /**
     * Returns the other one, which is where this triangle lies in the transpose.
     *
     * @return UPPER for LOWER, LOWER for UPPER
     */
    public Triangle opposite() {
        return this == LOWER ? UPPER : LOWER;
    }
}
