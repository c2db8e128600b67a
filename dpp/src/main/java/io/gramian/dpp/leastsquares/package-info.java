/**
 * Weighted least squares and quadrature from points drawn for the space of the approximation.
 *
 * <pre>{@code
 * OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(6), IndexSet.totalDegree(2, 5));
 * Design design = Designs.repeatedProjection();
 * Points x = design.sample(basis, 3 * basis.size(), random);
 * WeightedFit fit = WeightedLeastSquares.in(basis).withWeight(design.weight()).fit(x, f);
 * fit.certifiedFactor();              // what the points can cost
 * }</pre>
 *
 * <p>{@link io.gramian.dpp.leastsquares.Designs} draws the points, {@link io.gramian.dpp.leastsquares.StableDesign} draws them
 * until they are stable, {@link io.gramian.dpp.leastsquares.StabilityBounds} says how many are enough, {@link
 * io.gramian.dpp.leastsquares.AverageFit} removes what bias and noise are left, and {@link
 * io.gramian.dpp.leastsquares.Quadrature} integrates.
 */
package io.gramian.dpp.leastsquares;
