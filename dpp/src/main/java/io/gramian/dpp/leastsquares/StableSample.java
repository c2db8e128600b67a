package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;

/**
 * Stable points and what it took to find them.
 *
 * @param points the points
 * @param gram their empirical Gram matrix
 * @param drawn the number of points before any were removed
 * @param tries how often the design was drawn, the candidates of one try counting once
 */
public record StableSample(Points points, EmpiricalGram gram, int drawn, int tries) {}
