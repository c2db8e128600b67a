/** Weighted least squares and quadrature from points drawn for the space of the approximation. */
package io.gramian.dpp.leastsquares;
