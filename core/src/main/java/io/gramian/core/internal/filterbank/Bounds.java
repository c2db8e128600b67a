package io.gramian.core.internal.filterbank;

/**
 * The bounds of u = clamp(v, low, high), for which v - u is the proximal operator, and the weights of the penalty. They
 * start at {@code at} and repeat after {@code period} numbers.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public record Bounds<A>(A low, A high, A weight, int at, int period) {}
