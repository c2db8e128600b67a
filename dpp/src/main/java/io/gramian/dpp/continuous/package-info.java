/**
 * Determinantal point processes on R^d, and the orthonormal bases whose projections they are.
 *
 * <pre>{@code
 * OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(6), IndexSet.totalDegree(2, 5));
 * Points x = ProjectionDpp.of(basis).sample(random);        // 21 points of the square, repelling each other
 * Points y = VolumeRescaled.of(basis).sample(60, random);   // 60 points for unbiased weighted least squares
 * }</pre>
 *
 * <p>Bases: {@link io.gramian.dpp.continuous.PolynomialBasis}, {@link io.gramian.dpp.continuous.FourierBasis}, {@link
 * io.gramian.dpp.continuous.PiecewisePolynomialBasis}, {@link io.gramian.dpp.continuous.WaveletBasis}, their products in
 * {@link io.gramian.dpp.continuous.TensorBasis}, any functions in {@link
 * io.gramian.dpp.continuous.OrthonormalisedBasis}. Other processes: {@link io.gramian.dpp.continuous.BetaEnsemble}, {@link
 * io.gramian.dpp.continuous.Ginibre}, {@link io.gramian.dpp.continuous.SphericalEnsemble}, {@link
 * io.gramian.dpp.continuous.StationaryDpp}, {@link io.gramian.dpp.continuous.UniformSpanningTree}.
 */
package io.gramian.dpp.continuous;
