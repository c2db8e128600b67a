package io.gramian.core.internal.filterbank;

/**
 * The bounds of u = clamp(v, low, high), for which v - u is the proximal operator, and the weights of the penalty: rows
 * of numbers for the maps from {@code at} on, the same for all points (step 0) or one row for each.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public record Bounds<A>(A low, A high, A weight, int at, int step) {}
