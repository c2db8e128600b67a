package io.gramian.sparsecoding;

/**
 * The atoms that learning may find.
 *
 * @param norm what is demanded of the Euclidean norm
 * @param isZeroMean whether every channel's mean is zero
 * @param isRankOne whether an atom is one shape in all channels, each with a factor
 */
record AtomSet(AtomConstraint norm, boolean isZeroMean, boolean isRankOne) {
    /**
     * Replaces an atom by the nearest one allowed. Zero means first: they are a subspace that the singular vectors of what is
     * left lie in; the norm last, which keeps the rank.
     */
    void project(double[] atom, int channels) {
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
        if (isRankOne) {
            RankOneAtom.project(atom, channels);
        }
        norm.project(atom);
    }

    @Override
    public String toString() {
        return norm + (isZeroMean ? ", zero mean" : "") + (isRankOne ? ", rank one" : "");
    }
}
