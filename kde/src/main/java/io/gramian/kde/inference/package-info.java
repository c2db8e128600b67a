/**
 * What is concluded from densities: modes, regions, entropies, divergences.
 *
 * <pre>{@code
 * Modes modes = MeanShift.standard().climb(density);          // from every data point
 * int[] cluster = modes.assignment();
 * HighestDensityRegion region = HighestDensityRegion.exact(density, 0.5);
 * Estimate distance = Divergence.jensenShannon(f, g, 10_000, new SplittableRandom(1));
 * }</pre>
 */
package io.gramian.kde.inference;
