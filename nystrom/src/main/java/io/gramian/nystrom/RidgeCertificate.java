package io.gramian.nystrom;

/**
 * How far the coefficients of a regression are from those that solve its linear system exactly: bounds that follow from
 * the residual of the system, computed anew after the last iteration. They hold up to the rounding of that residual.
 *
 * <p>With f the model and f* the exact solution, and r the residual of (S^(1/2) K S^(1/2) + ridge I) b = S^(1/2) y without
 * landmarks, the squared error in energy is r'A^(-1)r, at most r'P^(-1)r for a preconditioner P below A. With landmarks
 * the same holds in an orthonormal basis of their span, and the preconditioner of s sampled rows is at most n / s times A.
 *
 * <p>For several outputs each number is that of the worst.
 *
 * @param converged whether the residual fell to the tolerance
 * @param relativeResidual sqrt(r' P^-1 r / b' P^-1 b), what the tolerance is about
 * @param rootMeanSquare a bound on sqrt(sum_i s_i (f - f*)(x_i)^2 / n) over the n points with their weights s_i, in the
 *     units of the responses
 * @param norm a bound on |f - f*| in the kernel's own space, so that |f(x) - f*(x)| is at most norm sqrt(k(x, x)) for
 *     every x, seen or not; infinite for landmarks with a ridge of 0
 */
public record RidgeCertificate(boolean converged, double relativeResidual, double rootMeanSquare, double norm) {
    /** What models of a {@link RidgePath} carry, for which no residual is computed. */
    static final RidgeCertificate NONE = new RidgeCertificate(true, Double.NaN, Double.NaN, Double.NaN);
}
