/**
 * Kernel density estimation.
 *
 * <p>A density is configured, fitted and asked:
 *
 * <pre>{@code
 * Points x = Points.of(rows);                                // n x d
 * DensityModel density = KernelDensity.gaussian()
 *         .withBandwidth(Bandwidth.silverman())
 *         .fit(x);                                           // immutable, thread-safe
 *
 * double[] logp = density.logDensity(queries);               // m
 * double[] loo = density.leaveOneOutLogDensity();            // n
 * Points draws = density.sample(1000, new SplittableRandom(1));
 * QueryDiagnostics why = density.diagnose(queries);          // effective sample size, regime
 * }</pre>
 *
 * <p>The sums are exact and run on a {@link io.gramian.core.backend.Backend}: choose one, its threads and its
 * precision with {@code withBackend(Backends.cpu().withThreads(4).withPrecision(Precision.FLOAT))}.
 *
 * <p>In many dimensions an estimate may rest on a handful of points even when n is large. {@link
 * io.gramian.kde.DensityModel#diagnose} says so for every query: see {@link io.gramian.kde.Regime}.
 */
package io.gramian.kde;
