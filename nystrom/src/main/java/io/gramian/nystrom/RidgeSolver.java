package io.gramian.nystrom;

/**
 * How the linear system of a kernel ridge regression is solved. Both ways end with the residual of the system, computed
 * anew from the kernel, and with the bounds on the error that follow from it.
 *
 * <table>
 * <caption>n points, m landmarks, d coordinates; operations and memory</caption>
 * <tr><th></th><th>without landmarks</th><th>with landmarks</th></tr>
 * <tr><td>{@link #DIRECT}</td><td>Cholesky factor of K + ridge I: n^3 / 3, 16 n^2 bytes</td><td>Cholesky factor of all
 * points' products in an orthonormal basis of the landmarks: 2 n m^2, O(m^2 + n d)</td></tr>
 * <tr><td>{@link #ITERATIVE}</td><td>conjugate gradients, preconditioned by randomly pivoted Cholesky of rank r: n^2 d
 * an iteration, n r^2 before, 8 n r bytes</td><td>conjugate gradients, preconditioned by the products of a sample of
 * points (as in Falkon): n m d an iteration, O(m^3) before, O(m^2 + n d)</td></tr>
 * </table>
 */
public enum RidgeSolver {
    /** A factorisation, followed by refinement of the solution with the kernel itself. */
    DIRECT,
    /** Preconditioned conjugate gradients; blocks of the kernel matrix are computed and never stored. */
    ITERATIVE
}
