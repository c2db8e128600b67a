package io.gramian.kde;

import io.gramian.core.backend.Neighbours;
import io.gramian.core.kernel.Profile;

/**
 * Stable indices by Hill's estimate: 1/m is the mean of log k_j - log k_(k+1) over the k nearest points j.
 *
 * @param local of every query, from up to ten neighbours
 * @param neighbours how many
 * @param typical from up to two neighbours, its inverse averaged over the queries
 * @param typicalError the standard error of {@code typical} over independent queries
 */
record TailIndices(double[] local, int neighbours, double typical, double typicalError) {
    /** One query gives an error of a third at ten neighbours, seven tenths at two. */
    static final int LOCAL_NEIGHBOURS = 10;

    /** Many queries: the fewer neighbours, the smaller the bias. */
    static final int TYPICAL_NEIGHBOURS = 2;

    /** A single data point: condensed everywhere. */
    static TailIndices ofOnePoint(int queries) {
        return new TailIndices(new double[queries], 1, 0, 0);
    }

    static TailIndices of(Neighbours found, Profile profile) {
        int m = found.size();
        int k = Math.min(LOCAL_NEIGHBOURS, found.count() - 1);
        int few = Math.min(TYPICAL_NEIGHBOURS, k);
        double[] local = new double[m];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < m; i++) {
            local[i] = 1 / inverse(found, profile, i, k);
            double inverse = inverse(found, profile, i, few);
            sum += inverse;
            squares += inverse * inverse;
        }
        double mean = sum / m;
        double relative =
                m == 1 ? 1 / Math.sqrt(few) : Math.sqrt(Math.max(0, squares / m - mean * mean) / (m - 1)) / mean;
        double error = mean > 0 && mean < Double.POSITIVE_INFINITY ? relative / mean : 0;
        return new TailIndices(local, k, 1 / mean, error);
    }

    private static double inverse(Neighbours found, Profile profile, int i, int k) {
        double farthest = profile.logValue(found.distance(i, k));
        if (farthest == Double.NEGATIVE_INFINITY) {
            return Double.POSITIVE_INFINITY; // beyond a compact kernel's support: few points or none count
        }
        double sum = 0;
        for (int j = 0; j < k; j++) {
            sum += profile.logValue(found.distance(i, j)) - farthest;
        }
        return Math.max(0, sum) / k;
    }
}
