/**
 * What is concluded from densities: modes, regions, entropies, divergences; classes, anomalies, differences between
 * samples, features that are no accident, the best bandwidth, regressions and confidence bands.
 *
 * <pre>{@code
 * Modes modes = MeanShift.standard().climb(density);          // from every data point
 * int[] cluster = modes.assignment();
 * HighestDensityRegion region = HighestDensityRegion.exact(density, 0.5);
 * Estimate distance = Divergence.jensenShannon(f, g, 10_000, new SplittableRandom(1));
 *
 * ClassifierModel classifier = DensityClassifier.of(KernelDensity.gaussian()).fit(x, labels);
 * double accuracy = classifier.leaveOneOut().accuracy(labels);
 * double p = TwoSampleTest.unbiased().test(x, y, new SplittableRandom(1)).pValue();
 * LocalDifferences where = LocalDensityTest.of(KernelDensity.gaussian()).compare(x, y, grid);
 * RegressionModel curve = KernelRegression.localLinear().withCrossValidation().fit(x, y);
 * }</pre>
 */
package io.gramian.kde.inference;
