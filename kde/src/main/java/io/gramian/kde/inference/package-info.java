/**
 * What is concluded from densities: classes, anomalies, differences between samples, features that are no accident, the
 * best bandwidth, regressions and confidence bands.
 *
 * <pre>{@code
 * ClassifierModel classifier = DensityClassifier.of(KernelDensity.gaussian()).fit(x, labels);
 * double accuracy = classifier.leaveOneOut().accuracy(labels);
 *
 * TwoSampleResult same = TwoSampleTest.unbiased().test(x, y, new SplittableRandom(1));
 * LocalDifferences where = LocalDensityTest.of(KernelDensity.gaussian()).compare(x, y, grid);
 *
 * RegressionModel curve = KernelRegression.localLinear().withCrossValidation().fit(x, y);
 * Predictions at = curve.predict(queries);
 * }</pre>
 */
package io.gramian.kde.inference;
