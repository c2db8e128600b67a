/**
 * Densities of other data, with other kernels, weights and memories.
 *
 * <p>Conditional densities ({@link io.gramian.kde.estimator.ConditionalDensity}), continuous and categorical axes together
 * ({@link io.gramian.kde.estimator.MixedDensity}), streams ({@link io.gramian.kde.estimator.StreamingDensity}), sketches
 * that can be added, taken apart and sent ({@link io.gramian.kde.estimator.FeatureSketch}, {@link
 * io.gramian.kde.estimator.GridSketch}), and releases under differential privacy ({@link
 * io.gramian.kde.estimator.PrivateDensity}, {@link io.gramian.kde.estimator.PrivateDistances}).
 */
package io.gramian.kde.estimator;
