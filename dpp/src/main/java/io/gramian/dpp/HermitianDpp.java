package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import java.util.function.BiFunction;
import org.ejml.data.ZMatrixRMaj;

/**
 * A determinantal point process on N items with a complex Hermitian kernel: P(X = S) = det L_S / det(I + L), or P(S in X) =
 * det K_S, as for {@link FiniteDpp}.
 *
 * <p>Made by one eigendecomposition of a real symmetric matrix of twice the size, O(N^3), or of features by one of twice their
 * number; drawn from by the spectral algorithm with Gram-Schmidt in complex arithmetic, O(N k^2) for k items. Immutable and
 * thread-safe; double precision. Items are 0 to N - 1.
 *
 * <p>Source: J. B. Hough, M. Krishnapur, Y. Peres, B. Virag, Determinantal processes and independence (2006).
 */
public final class HermitianDpp extends DeterminantalProcess<HermitianDpp> {
    private final HermitianKernel kernel;

    HermitianDpp(HermitianKernel kernel, int... items) {
        super(kernel, items);
        this.kernel = kernel;
    }

    private static HermitianDpp of(
            BiFunction<ZMatrixRMaj, Backend, Spectrum> spectrum, ZMatrixRMaj matrix, Backend any) {
        Backend backend = FiniteKernel.exact(any);
        HermitianKernel kernel = new HermitianKernel(spectrum.apply(matrix, backend), backend);
        return new HermitianDpp(kernel, all(kernel));
    }

    /**
     * Returns the process of a likelihood kernel.
     *
     * @param likelihood L, N x N, Hermitian positive semi-definite; copied
     * @return a process on N items
     * @throws IllegalArgumentException if L is not finite, Hermitian or positive semi-definite; the message says by how much
     */
    public static HermitianDpp ofLikelihood(ZMatrixRMaj likelihood) {
        return ofLikelihood(likelihood, Backends.auto());
    }

    /**
     * Returns the process of a likelihood kernel, computed by a backend from the start; see {@link #ofLikelihood(ZMatrixRMaj)}.
     *
     * @param likelihood L; copied
     * @param backend where matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static HermitianDpp ofLikelihood(ZMatrixRMaj likelihood, Backend backend) {
        return of(HermitianSpectra::ofLikelihood, likelihood, backend);
    }

    /**
     * Returns the process of a likelihood kernel given by its parts.
     *
     * @param real the real part, N x N, symmetric; copied
     * @param imaginary the imaginary part, N x N, antisymmetric; copied
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofLikelihood(ZMatrixRMaj)}, or if the shapes differ
     */
    public static HermitianDpp ofLikelihood(double[][] real, double[][] imaginary) {
        return ofLikelihood(complex("L", real, imaginary));
    }

    /**
     * Returns the process of a marginal kernel.
     *
     * @param marginal K, N x N, Hermitian, eigenvalues in [0, 1]; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite or Hermitian, or an eigenvalue is outside [0, 1] by more than 1e-9;
     *     the message says which
     */
    public static HermitianDpp ofMarginal(ZMatrixRMaj marginal) {
        return ofMarginal(marginal, Backends.auto());
    }

    /**
     * Returns the process of a marginal kernel, computed by a backend from the start; see {@link #ofMarginal(ZMatrixRMaj)}.
     *
     * @param marginal K; copied
     * @param backend where matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static HermitianDpp ofMarginal(ZMatrixRMaj marginal, Backend backend) {
        return of(HermitianSpectra::ofMarginal, marginal, backend);
    }

    /**
     * Returns the process of a marginal kernel given by its parts.
     *
     * @param real the real part, N x N, symmetric; copied
     * @param imaginary the imaginary part, N x N, antisymmetric; copied
     * @return a process on N items
     * @throws IllegalArgumentException as {@link #ofMarginal(ZMatrixRMaj)}, or if the shapes differ
     */
    public static HermitianDpp ofMarginal(double[][] real, double[][] imaginary) {
        return ofMarginal(complex("K", real, imaginary));
    }

    /**
     * Returns the process of the likelihood kernel L = B B*, which is never formed where D is below N: O(N D^2) operations and
     * O(N D) memory.
     *
     * @param features B, N x D, a row of features for each item; copied
     * @return a process on N items, of rank at most D
     * @throws IllegalArgumentException if a feature is not finite
     */
    public static HermitianDpp ofFeatures(ZMatrixRMaj features) {
        return ofFeatures(features, Backends.auto());
    }

    /**
     * Returns the process of L = B B*, computed by a backend from the start; see {@link #ofFeatures(ZMatrixRMaj)}.
     *
     * @param features B; copied
     * @param backend where matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static HermitianDpp ofFeatures(ZMatrixRMaj features, Backend backend) {
        return of(HermitianSpectra::ofFeatures, features, backend);
    }

    /**
     * Returns the projection process of a Hermitian K with K^2 = K: all subsets have the size of its rank.
     *
     * @param projection K, N x N, Hermitian; copied
     * @return a process on N items
     * @throws IllegalArgumentException if K is not finite, Hermitian or a projection; the message says by how much
     */
    public static HermitianDpp ofProjection(ZMatrixRMaj projection) {
        return ofProjection(projection, Backends.auto());
    }

    /**
     * Returns the process of a projection, computed by a backend from the start; see {@link #ofProjection(ZMatrixRMaj)}.
     *
     * @param projection K; copied
     * @param backend where matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static HermitianDpp ofProjection(ZMatrixRMaj projection, Backend backend) {
        return of(HermitianSpectra::ofProjection, projection, backend);
    }

    /**
     * Returns the projection process of a subspace: all subsets have k items, and P(S) is proportional to |det U_S|^2.
     *
     * @param span U, N x k, linearly independent columns, not necessarily orthonormal; copied
     * @return a process on N items
     * @throws IllegalArgumentException if a number is not finite or the columns are dependent; the message says the rank
     */
    public static HermitianDpp ofSpan(ZMatrixRMaj span) {
        return ofSpan(span, Backends.auto());
    }

    /**
     * Returns the projection process of a subspace, computed by a backend from the start; see {@link #ofSpan(ZMatrixRMaj)}.
     *
     * @param span U; copied
     * @param backend where matrices are factorised; its threads draw batches
     * @return a process on N items
     */
    public static HermitianDpp ofSpan(ZMatrixRMaj span, Backend backend) {
        return of(HermitianSpectra::ofSpan, span, backend);
    }

    private static ZMatrixRMaj complex(String name, double[][] real, double[][] imaginary) {
        double[] re = KernelMatrix.rectangular(name + ", real part", real);
        double[] im = KernelMatrix.rectangular(name + ", imaginary part", imaginary);
        if (real.length != imaginary.length || re.length != im.length) {
            throw new IllegalArgumentException(name + ": expected parts of the same shape, found " + real.length + " x "
                    + real[0].length + " and " + imaginary.length + " x " + imaginary[0].length);
        }
        ZMatrixRMaj matrix = new ZMatrixRMaj(real.length, real[0].length);
        for (int at = 0; at < re.length; at++) {
            matrix.data[2 * at] = re[at];
            matrix.data[2 * at + 1] = im[at];
        }
        return matrix;
    }

    /**
     * Returns the marginal kernel K.
     *
     * @return N x N, Hermitian, a new matrix
     */
    public ZMatrixRMaj marginalKernel() {
        return kernel.dense(Spectrum::probabilities);
    }

    /**
     * Returns the likelihood kernel L.
     *
     * @return N x N, Hermitian, a new matrix
     * @throws NumericalException if there is none, because an eigenvalue of K is 1
     */
    public ZMatrixRMaj likelihoodKernel() {
        if (kernel.certain() > 0) {
            throw new NumericalException(
                    "there is no likelihood kernel: " + kernel.certain() + " eigenvalues of K are 1");
        }
        return kernel.dense(Spectrum::odds);
    }
}
