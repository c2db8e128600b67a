/**
 * Low-rank kernel models: landmarks, Nystrom approximation, ridge leverage scores, kernel ridge regression.
 *
 * <p>Landmarks are chosen, and a model rests on them:
 *
 * <pre>{@code
 * Kernel kernel = Kernel.gaussian(2);
 * Landmarks z = RandomlyPivotedCholesky.ofRank(500).select(kernel, x, random);   // the first choice for data in memory
 *
 * // How good they are: exact in trace norm, bounds with a confidence in spectral norm.
 * NystromApproximation approximation = NystromApproximation.of(kernel, x, z);
 * ErrorCertificate error = ErrorEstimation.standard().certify(approximation, random);
 *
 * // Regression; K(X, Z) is never stored, and the fit says how near to the solution it is.
 * RidgeModel model = KernelRidge.of(kernel).withRidge(1).withLandmarks(z).fit(x, y);
 * double[] predictions = model.predict(queries);
 * RidgePath path = KernelRidge.of(kernel).path(some, responses, 0.1, 1, 10);   // of ridges, without refitting
 * RidgeModel best = path.model(path.best());
 *
 * // The same as a Gaussian process, with variances and a likelihood.
 * GaussianProcessModel process = GaussianProcess.of(kernel).withNoise(1).fit(some, responses);
 *
 * // Features for any linear model, principal components, leverage scores.
 * NystromFeatures features = approximation.features();
 * KernelPcaModel components = KernelPca.of(kernel).withComponents(3).fit(x, random);
 * LeverageScores scores = LeverageScores.exact(kernel, some, 1);
 * }</pre>
 *
 * <p>Twelve selectors stand behind {@link io.gramian.nystrom.LandmarkSelector}; those for streams of points are in {@link
 * io.gramian.nystrom.stream}. {@link io.gramian.nystrom.RandomlyPivotedCholesky} leaves the least error for a landmark that
 * sampling can, {@link io.gramian.nystrom.KMeansLandmarks} does well where the data are spread evenly, {@link
 * io.gramian.nystrom.Bless} costs least where the ridge is large, and {@link io.gramian.nystrom.stream.Squeak} needs one pass.
 *
 * <p>The ridge gamma multiplies the identity, K + gamma I, everywhere in this package; nothing is divided by n. The
 * gamma-ridge leverage score of point i is tau_i = (K (K + gamma I)^(-1))_ii, and the effective dimension the sum of all.
 */
package io.gramian.nystrom;
