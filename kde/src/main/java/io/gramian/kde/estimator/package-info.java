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
 */
package io.gramian.kde.estimator;
