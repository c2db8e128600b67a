package io.gramian.sparsecoding;

/** What learning demands of every atom's Euclidean norm, over all its channels. */
public enum AtomConstraint {
    /** At most 1: a convex set. */
    UNIT_BALL,
    /** Exactly 1; an atom of zeros stays as it is. */
    UNIT_SPHERE;

    /** Projects an atom in place, onto those of zero mean in each channel first if asked to. */
    void project(double[] atom, int channels, boolean isZeroMean) {
        int size = atom.length / channels;
        for (int c = 0; isZeroMean && c < channels; c++) {
            double sum = 0;
            for (int at = c * size; at < (c + 1) * size; at++) {
                sum += atom[at];
            }
            for (int at = c * size; at < (c + 1) * size; at++) {
                atom[at] -= sum / size;
            }
        }
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
