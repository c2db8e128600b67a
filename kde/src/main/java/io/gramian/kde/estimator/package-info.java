/**
 * Densities with other kernels, supports and bandwidths: each a configuration around a {@link
 * io.gramian.kde.KernelDensity}, which brings kernel, bandwidth rule, weights and backend, and a result that is a {@link
 * io.gramian.kde.Density}.
 *
 * <p>Bandwidths that vary: {@link io.gramian.kde.estimator.AdaptiveDensity} with the data point, {@link
 * io.gramian.kde.estimator.BalloonDensity} with the query. Less bias: {@link
 * io.gramian.kde.estimator.ScoreDebiasedDensity}, {@link io.gramian.kde.estimator.FourthOrderDensity}. Data that end
 * somewhere: {@link io.gramian.kde.estimator.FoldedDensity} reflects and wraps, {@link
 * io.gramian.kde.estimator.BoundaryDensity} changes the kernel near the end, {@link
 * io.gramian.kde.estimator.AsymmetricDensity} everywhere, {@link io.gramian.kde.estimator.TransformedDensity} maps the
 * support to the line. Directions: {@link io.gramian.kde.estimator.CircularDensity}, {@link
 * io.gramian.kde.estimator.SphericalDensity}.
 *
 * <p>Other data: {@link io.gramian.kde.estimator.ConditionalDensity} of a response under a condition, {@link
 * io.gramian.kde.estimator.MixedDensity} of continuous and categorical axes, {@link
 * io.gramian.kde.estimator.StreamingDensity} of points that arrive one at a time. Sketches that are added to, taken from
 * and sent: {@link io.gramian.kde.estimator.FeatureSketch}, {@link io.gramian.kde.estimator.GridSketch}. Differential
 * privacy: {@link io.gramian.kde.estimator.PrivateDensity}, {@link io.gramian.kde.estimator.PrivateDistances}.
 */
package io.gramian.kde.estimator;
