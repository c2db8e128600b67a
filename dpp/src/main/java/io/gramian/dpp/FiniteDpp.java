package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A determinantal point process on N items: a law of subsets in which similar items exclude each other.
 *
 * <p>It is given by a <em>likelihood kernel</em> L, symmetric positive semi-definite, with P(X = S) = det L_S / det(I + L),
 * or by a <em>marginal kernel</em> K, with eigenvalues in [0, 1] and P(S in X) = det K_S. K = L (I + L)^-1; where an
 * eigenvalue of K is 1 there is no L.
 *
 * <pre>{@code
 * FiniteDpp dpp = FiniteDpp.ofLikelihood(Kernel.gaussian(0.5), points).withExpectedSize(20);
 * int[] diverse = dpp.sample(random);
 * int[] twenty = dpp.sample(20, random);       // exactly 20
 * }</pre>
 *
 * <p>Immutable and thread-safe; what is expensive (an eigendecomposition, O(N^3) or O(N D^2)) is done when first needed and
 * kept. Algebra is in double precision whatever the precision of the backend. Items are 0 to N - 1.
 *
 * <p>Source: A. Kulesza, B. Taskar, Determinantal point processes for machine learning (2012); N. Tremblay, S. Barthelme, K.
 * Usevich, P.-O. Amblard, Extended L-ensembles: a new representation for determinantal point processes (2021).
 */
public final class FiniteDpp extends DeterminantalProcess<FiniteDpp> {
    private final FiniteKernel kernel;

    FiniteDpp(FiniteKernel kernel, int... items) {
        super(kernel, items);
        this.kernel = kernel;
    }

    static FiniteDpp of(FiniteKernel kernel) {
        return new FiniteDpp(kernel, all(kernel));
    }

    /**
     * Returns the process of a likelihood kernel, P(X = S) proportional to det L_S.
     *
     * @param likelihood L, N x N, symmetric positive semi-definite; copied
     * @return a process on N items
     * @throws IllegalArgumentException if L is not finite, symmetric or positive semi-definite; the message says by how much
     */
    public static FiniteDpp ofLikelihood(double[][] likelihood) {
        return of(FiniteKernel.ofLikelihood(
                KernelMatrix.rectangular("L", likelihood), likelihood.length, Backends.auto()));
    }

    /**
     * Returns the process of a likelihood kernel; see {@link #ofLikelihood(double[][])}.
     *
     * @param likelihood L; copied
     * @return a process on N items
     */
    public static FiniteDpp ofLikelihood(DMatrixRMaj likelihood) {
        return ofLikelihood(likelihood, Backends.auto());
    }

    /**
     * Returns the process of a likelihood kernel, computed by a backend from the start; see {@link #ofLikelihood(double[][])}.
     *
     * @param likelihood L; copied
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static FiniteDpp ofLikelihood(DMatrixRMaj likelihood, Backend backend) {
        return of(FiniteKernel.ofLikelihood(KernelMatrix.rectangular("L", likelihood), likelihood.numRows, backend));
    }

    /**
     * Returns the process of the likelihood kernel L_ij = k(x_i, x_j), stored as a matrix.
     *
     * @param kernel k, positive definite
     * @param points N items, at most 20,000
     * @return a process on N items
     * @throws IllegalArgumentException if there are more points, the kernel declares no positive definiteness or is not
     *     defined for them
     */
    public static FiniteDpp ofLikelihood(Kernel kernel, Points points) {
        return ofLikelihood(kernel, points, Backends.auto());
    }

    /**
     * Returns the process of the likelihood kernel L_ij = k(x_i, x_j), computed by a backend from the start; see {@link
     * #ofLikelihood(Kernel, Points)}.
     *
     * @param kernel k, positive definite
     * @param points N items, at most 20,000
     * @param backend where the matrix is made and factorised; its threads draw batches
     * @return a process on N items
     */
    public static FiniteDpp ofLikelihood(Kernel kernel, Points points, Backend backend) {
        return of(FiniteKernel.ofLikelihood(kernel, points, backend));
    }

    /**
     * Returns the process of the Nystrom approximation of L_ij = k(x_i, x_j) with that many randomly pivoted Cholesky
     * landmarks; L is never stored. O(N m^2) operations, O(N m) memory. For other landmarks give their features to {@link
     * #ofFeatures}.
     *
     * @param kernel k, positive definite
     * @param points N items
     * @param landmarks m, 1 to N; the rank of the approximation
     * @param random the source of randomness for the landmarks
     * @return a process on N items
     * @throws IllegalArgumentException if the number is out of range or the kernel is not defined for these points
     */
    public static FiniteDpp ofLikelihood(Kernel kernel, Points points, int landmarks, RandomGenerator random) {
        return ofLikelihood(kernel, points, landmarks, Backends.auto(), random);
    }

    /**
     * Returns the process of a Nystrom approximation, computed by a backend from the start; see {@link #ofLikelihood(Kernel,
     * Points, int, RandomGenerator)}.
     *
     * @param kernel k, positive definite
     * @param points N items
     * @param landmarks m, 1 to N; the rank of the approximation
     * @param backend where kernel columns are evaluated; its threads draw batches
     * @param random the source of randomness for the landmarks
     * @return a process on N items
     */
    public static FiniteDpp ofLikelihood(
            Kernel kernel, Points points, int landmarks, Backend backend, RandomGenerator random) {
        return of(FiniteKernel.ofLandmarks(kernel, points, landmarks, random, backend));
    }

    /**
     * Returns the process of a marginal kernel, P(S in X) = det K_S.
     *
     * @param marginal K, N x N, symmetric, eigenvalues in [0, 1]; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite or symmetric, or an eigenvalue is outside [0, 1] by more than 1e-9;
     *     the message says which
     */
    public static FiniteDpp ofMarginal(double[][] marginal) {
        return of(FiniteKernel.ofMarginal(KernelMatrix.rectangular("K", marginal), marginal.length, Backends.auto()));
    }

    /**
     * Returns the process of a marginal kernel; see {@link #ofMarginal(double[][])}.
     *
     * @param marginal K; copied
     * @return a process on N items
     */
    public static FiniteDpp ofMarginal(DMatrixRMaj marginal) {
        return ofMarginal(marginal, Backends.auto());
    }

    /**
     * Returns the process of a marginal kernel, computed by a backend from the start; see {@link #ofMarginal(double[][])}.
     *
     * @param marginal K; copied
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static FiniteDpp ofMarginal(DMatrixRMaj marginal, Backend backend) {
        return of(FiniteKernel.ofMarginal(KernelMatrix.rectangular("K", marginal), marginal.numRows, backend));
    }

    /**
     * Returns the process of the likelihood kernel L = B B', which is never formed where D is below N (the dual process):
     * O(N D^2) operations and O(N D) memory.
     *
     * @param features B, N x D, a row of features for each item; copied
     * @return a process on N items, of rank at most D
     * @throws IllegalArgumentException if a feature is not finite
     */
    public static FiniteDpp ofFeatures(double[][] features) {
        return of(FiniteKernel.ofFeatures(
                KernelMatrix.rectangular("features", features), features.length, Backends.auto()));
    }

    /**
     * Returns the process of L = B B'; see {@link #ofFeatures(double[][])}.
     *
     * @param features B; copied
     * @return a process on N items
     */
    public static FiniteDpp ofFeatures(DMatrixRMaj features) {
        return ofFeatures(features, Backends.auto());
    }

    /**
     * Returns the process of L = B B', computed by a backend from the start; see {@link #ofFeatures(double[][])}.
     *
     * @param features B; copied
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static FiniteDpp ofFeatures(DMatrixRMaj features, Backend backend) {
        return of(FiniteKernel.ofFeatures(KernelMatrix.rectangular("features", features), features.numRows, backend));
    }

    /**
     * Returns the projection process of a K with K^2 = K: all subsets have the size of its rank. The span is found by a
     * pivoted Cholesky factorisation, in O(N^2 r) operations.
     *
     * @param projection K, N x N, symmetric; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite, symmetric or a projection; the message says by how much
     */
    public static FiniteDpp ofProjection(double[][] projection) {
        return of(FiniteKernel.ofProjection(
                KernelMatrix.rectangular("K", projection), projection.length, Backends.auto()));
    }

    /**
     * Returns the process of a projection; see {@link #ofProjection(double[][])}.
     *
     * @param projection K; copied
     * @return a process on N items
     */
    public static FiniteDpp ofProjection(DMatrixRMaj projection) {
        return ofProjection(projection, Backends.auto());
    }

    /**
     * Returns the process of a projection, computed by a backend from the start; see {@link #ofProjection(double[][])}.
     *
     * @param projection K; copied
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static FiniteDpp ofProjection(DMatrixRMaj projection, Backend backend) {
        return of(FiniteKernel.ofProjection(KernelMatrix.rectangular("K", projection), projection.numRows, backend));
    }

    /**
     * Returns the projection process of a subspace: all subsets have k items, and P(S) is proportional to det(U_S)^2.
     *
     * @param span U, N x k, linearly independent columns, not necessarily orthonormal; copied
     * @return a process on N items
     * @throws IllegalArgumentException if a number is not finite or the columns are dependent; the message says the rank
     */
    public static FiniteDpp ofSpan(double[][] span) {
        return of(FiniteKernel.ofSpan(
                KernelMatrix.rectangular("span", span), span.length, span[0].length, Backends.auto()));
    }

    /**
     * Returns the projection process of a subspace; see {@link #ofSpan(double[][])}.
     *
     * @param span U; copied
     * @return a process on N items
     */
    public static FiniteDpp ofSpan(DMatrixRMaj span) {
        return ofSpan(span, Backends.auto());
    }

    /**
     * Returns the projection process of a subspace, computed by a backend from the start; see {@link #ofSpan(double[][])}.
     *
     * @param span U; copied
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static FiniteDpp ofSpan(DMatrixRMaj span, Backend backend) {
        return of(FiniteKernel.ofSpan(KernelMatrix.rectangular("span", span), span.numRows, span.numCols, backend));
    }

    /**
     * Returns the extended L-ensemble: P(S) proportional to |det [L_S V_S; V_S' 0]|. The span of V is certain, L counts on
     * its orthogonal complement; for example polynomial trends V with a conditionally positive definite L.
     *
     * @param likelihood L, N x N, symmetric, positive semi-definite on the complement of V; copied
     * @param span V, N x p, linearly independent columns; copied
     * @return a process on N items with at least p in each subset
     * @throws IllegalArgumentException if L or V do not satisfy this
     */
    public static FiniteDpp ofExtended(double[][] likelihood, double[][] span) {
        return of(FiniteKernel.ofExtended(
                KernelMatrix.rectangular("L", likelihood),
                KernelMatrix.rectangular("V", span),
                likelihood.length,
                span.length,
                Backends.auto()));
    }

    /**
     * Returns the extended L-ensemble; see {@link #ofExtended(double[][], double[][])}.
     *
     * @param likelihood L; copied
     * @param span V; copied
     * @return a process on N items with at least p in each subset
     */
    public static FiniteDpp ofExtended(DMatrixRMaj likelihood, DMatrixRMaj span) {
        return ofExtended(likelihood, span, Backends.auto());
    }

    /**
     * Returns the extended L-ensemble, computed by a backend from the start; see {@link #ofExtended(double[][], double[][])}.
     *
     * @param likelihood L; copied
     * @param span V; copied
     * @param backend where large matrices are factorised; its threads draw batches
     * @return a process on N items with at least p in each subset
     */
    public static FiniteDpp ofExtended(DMatrixRMaj likelihood, DMatrixRMaj span, Backend backend) {
        return of(FiniteKernel.ofExtended(
                KernelMatrix.rectangular("L", likelihood),
                KernelMatrix.rectangular("V", span),
                likelihood.numRows,
                span.numRows,
                backend));
    }

    /**
     * Returns the marginal kernel K.
     *
     * @return N x N, a new matrix
     */
    public DMatrixRMaj marginalKernel() {
        return kernel.marginal();
    }

    /**
     * Returns the likelihood kernel L.
     *
     * @return N x N, a new matrix
     * @throws io.gramian.core.NumericalException if there is none, because an eigenvalue of K is 1
     */
    public DMatrixRMaj likelihoodKernel() {
        return kernel.likelihood();
    }

    /**
     * Returns the exact sampler of a method, prepared. The one of {@link #sampler()} is {@link SamplingMethod#CHOLESKY} where
     * L or K was given as a matrix of more than 256 items, else a spectral one; where dozens of subsets are wanted, {@link
     * SamplingMethod#REJECTION} is worth its eigendecomposition.
     *
     * @param method an algorithm; all have the same law
     * @return a sampler
     */
    public SubsetSampler sampler(SamplingMethod method) {
        return kernel.sampler(method);
    }
}
