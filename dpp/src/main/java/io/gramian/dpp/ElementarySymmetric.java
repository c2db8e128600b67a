package io.gramian.dpp;

/** Elementary symmetric polynomials of eigenvalues, by Poisson-binomial tables that neither overflow nor underflow. */
final class ElementarySymmetric {
    private ElementarySymmetric() {}
}
