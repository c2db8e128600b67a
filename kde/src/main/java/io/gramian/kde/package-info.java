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
 * io.gramian.kde.DensityModel#diagnosis} says so in words, {@link io.gramian.kde.DensityModel#diagnose} for every query: see
 * {@link io.gramian.kde.Regime} and, for the theory, {@link io.gramian.kde.regime}.
 *
 * <p>Bandwidths are chosen by a rule, and the {@link io.gramian.kde.Selection} says how far to trust it:
 *
 * <pre>{@code
 * Selection chosen = Bandwidth.sheatherJones().select(x);    // also plugIn(), likelihoodCrossValidation(), regimeAware()
 * chosen.bandwidth();
 * chosen.warnings();
 * }</pre>
 *
 * <p>Many queries of many points need not be exact: {@code withEvaluation(Evaluation.tree().withRelativeTolerance(1e-3))},
 * or {@link io.gramian.kde.Evaluation#auto}; {@link io.gramian.kde.DensityModel#evaluate} returns the bound with the values.
 *
 * <p>Gradients, distribution functions, quantiles, marginals and boxes are methods of the model; modes, regions, tests and
 * regressions are in {@link io.gramian.kde.inference}; densities for other supports and other data in {@link
 * io.gramian.kde.estimator}.
 */
package io.gramian.kde;
