/**
 * Points, precision and progress: what every part of Gramian shares.
 *
 * <p>Everything Gramian does is an operation on a Gram matrix K(X, Y) with entries k(x_i, y_j) that is never
 * stored:
 *
 * <pre>{@code
 * Points x = Points.of(rows);
 * Kernel k = Kernel.gaussian(0.5);
 * try (Gram gram = Backends.auto().gram(k, queries, x)) {
 *     double[] sums = gram.rowSums(weights);
 *     double[] logs = gram.logRowSums();
 *     Neighbours five = gram.nearest(5);
 * }
 * }</pre>
 */
package io.gramian.core;
