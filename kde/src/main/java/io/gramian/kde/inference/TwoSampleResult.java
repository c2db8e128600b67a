package io.gramian.kde.inference;

import io.gramian.kde.BandwidthMatrix;

/**
 * The result of a {@link TwoSampleTest}.
 *
 * @param statistic its value: the squared maximum mean discrepancy, or the integrated squared difference of densities
 * @param pValue (1 + number of permutations that reach it) / (1 + number of permutations)
 * @param permutations how many were drawn
 * @param bandwidth H in use
 * @param firstSize n, points of the first sample
 * @param secondSize m, points of the second sample
 */
public record TwoSampleResult(
        double statistic, double pValue, int permutations, BandwidthMatrix bandwidth, int firstSize, int secondSize) {}
