package io.gramian.sparsecoding;

/** What learning demands of every atom's Euclidean norm, over all its channels. */
public enum AtomConstraint {
    /** At most 1: a convex set. */
    UNIT_BALL,
    /** Exactly 1; an atom of zeros stays as it is. */
    UNIT_SPHERE;

    /** Projects an atom in place. */
    void project(double[] atom) {
        double squares = 0;
        for (double value : atom) {
            squares += value * value;
        }
        double norm = Math.sqrt(squares);
        if (norm > 1 || this == UNIT_SPHERE && norm > 0) {
            for (int at = 0; at < atom.length; at++) {
                atom[at] /= norm;
            }
        }
    }
}
