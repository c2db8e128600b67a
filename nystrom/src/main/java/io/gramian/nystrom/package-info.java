/**
 * Low-rank kernel models: landmarks, Nystrom approximation, ridge leverage scores, kernel ridge regression.
 *
 * <p>Landmarks are chosen, and a model rests on them:
 *
 * <pre>{@code
 * Landmarks z = RandomlyPivotedCholesky.ofRank(500).select(kernel, x, random);
 * }</pre>
 *
 * <p>The ridge gamma multiplies the identity, K + gamma I, everywhere in this package; nothing is divided by n. The
 * gamma-ridge leverage score of point i is tau_i = (K (K + gamma I)^(-1))_ii, and the effective dimension the sum of all.
 */
package io.gramian.nystrom;
