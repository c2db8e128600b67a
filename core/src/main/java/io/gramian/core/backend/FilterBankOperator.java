package io.gramian.core.backend;

import io.gramian.core.Precision;

/**
 * The operator D x = sum_m d_m * x_m of circular convolutions with the filters of a bank, on signals of one shape, with
 * the coefficient maps resident where the backend computes; whole iterations of ADMM and of the proximal gradient
 * method run there.
 *
 * <p>Shapes: N positions (the product of the lengths), M filters. A signal has C channels of N numbers, channel after
 * channel, each row-major. Where the bank has C channels too, the channels share M maps (x has M maps); where it has one
 * channel and the signal more, each channel has maps of its own (x has C M maps, map m of channel c at c M + m), and D
 * acts on each channel alone. Maps are given and taken as arrays [map][position].
 *
 * <p>The objective is f(x) + penalty(x), f(x) = 1/2 ||W (D x - s)||^2 + 1/2 ||x||_Q^2, with the signal s and weights W
 * of {@link #signal}, Q of {@link #quadratic} and the penalty of {@link Proximal}. Cost of an iteration O(M N log N);
 * memory about 3 M N numbers of the precision for ADMM, 5 M N for gradient steps. Any length works, products of small
 * primes are fast.
 *
 * <p>An operator has a state (the signal and the maps) and serves one thread at a time. The same calls give the same
 * bits for any number of the backend's threads. An interrupted call throws {@link
 * java.util.concurrent.CancellationException} and leaves the maps undefined until {@link #start}. Using a closed one
 * throws {@link IllegalStateException}.
 *
 * <pre>{@code
 * try (FilterBankOperator operator = backend.filterBank(bank, 256, 256)) {
 *     operator.signal(s);
 *     for (int i = 0; i < 100; i++) {
 *         AdmmStep step = operator.step(rho, 1.8, Proximal.soft(lambda));
 *     }
 *     SparseMaps code = operator.sparse();
 * }
 * }</pre>
 *
 * <p>Source: B. Wohlberg, Efficient algorithms for convolutional sparse representations (2016); A. Beck, M. Teboulle, A
 * fast iterative shrinkage-thresholding algorithm (2009).
 */
public interface FilterBankOperator extends AutoCloseable {
    /**
     * Returns the filters.
     *
     * @return the bank
     */
    FilterBank bank();

    /**
     * Returns the lengths of the axes of signals and maps.
     *
     * @return a new array
     */
    int[] shape();

    /**
     * Returns the number of channels of a signal.
     *
     * @return C
     */
    int channels();

    /**
     * Returns the number of maps.
     *
     * @return M where the channels share maps, else C M
     */
    int maps();

    /**
     * Returns the arithmetic.
     *
     * @return the precision
     */
    Precision precision();

    /**
     * Returns the Lipschitz constant of the gradient of 1/2 ||D x - s||^2, the largest squared singular value of D.
     *
     * @return max over k of the largest eigenvalue of sum_m d^_m(k) d^_m(k)^H
     */
    double lipschitz();

    /**
     * Exchanges the filters and keeps signal, maps and dual.
     *
     * @param bank as many filters and channels as before
     * @throws IllegalArgumentException if there are others, or a filter is larger than the shape
     */
    void bank(FilterBank bank);

    /**
     * Sets the signal of the data term; weights are 1.
     *
     * @param s C N finite numbers; copied
     * @throws IllegalArgumentException if there are not that many, or one is not finite
     */
    void signal(double[] s);

    /**
     * Sets signal and weights of the data term. Gradient steps take weights; ADMM does not ({@link #step}).
     *
     * @param s C N finite numbers; copied
     * @param weights W, one for each number of the signal, finite; copied
     * @throws IllegalArgumentException if there are not that many, or one is not finite
     */
    void signal(double[] s, double[] weights);

    /**
     * Sets the quadratic term, {@link QuadraticTerm#NONE} at first.
     *
     * @param term not null
     * @throws IllegalArgumentException if its weights are for another number of filters
     */
    void quadratic(QuadraticTerm term);

    /**
     * Returns D^T s, the correlation of every filter with a signal.
     *
     * @param s C N finite numbers
     * @return maps x N numbers
     * @throws IllegalArgumentException if there are not that many, or one is not finite
     */
    double[][] correlate(double[] s);

    /**
     * Returns D x.
     *
     * @param maps x, maps x N finite numbers
     * @return C N numbers
     * @throws IllegalArgumentException if there are not that many, or one is not finite
     */
    double[] synthesise(double[][] maps);

    /**
     * Returns D x for a sparse x, in space: cost O(coefficients x size of their filters), in double precision.
     *
     * @param maps x
     * @return C N numbers
     * @throws IllegalArgumentException if the shape or the number of maps is another
     */
    double[] synthesise(SparseMaps maps);

    /**
     * Returns the solution z of (D^T D + rho I + Q) z = x.
     *
     * @param maps x, maps x N finite numbers
     * @param rho above 0
     * @return maps x N numbers
     * @throws IllegalArgumentException if there are not that many, one is not finite, or rho is not above 0
     */
    double[][] solve(double[][] maps, double rho);

    /** Starts from maps and dual of zeros. */
    void start();

    /**
     * Starts from maps that are known; in ADMM the dual becomes the subgradient u = (lambda / rho) w sign(y) of the
     * first step's penalty, and coefficients that the penalty forbids become zero.
     *
     * @param maps y, maps x N finite numbers; copied
     * @throws IllegalArgumentException if there are not that many, or one is not finite
     */
    void start(double[][] maps);

    /**
     * Multiplies the scaled dual u of ADMM by a factor, which belongs to every change of rho (by rho_old / rho_new);
     * costs nothing.
     *
     * @param factor above 0 and finite
     * @throws IllegalArgumentException if it is not
     */
    void scaleDual(double factor);

    /**
     * Does one iteration of ADMM with over-relaxation on 1/2 ||D x - s||^2 + 1/2 ||x||_Q^2 + penalty(y), x = y:
     *
     * <pre>
     * x = (D^T D + rho I + Q)^-1 (D^T s + rho (y - u))
     * v = relaxation x + (1 - relaxation) y + u
     * y = prox_(1/rho)(v),  u = v - y
     * </pre>
     *
     * <p>Masks by decoupling: keep the data block (y0, u0) outside, call {@code signal(y0 + s - u0)}, then {@code step(1,
     * relaxation, penalty with lambda / rho)}, and take D x from {@link #primalSynthesis}. Additive masks: an impulse
     * filter with pixel weights 0 where the data are missing and infinity elsewhere.
     *
     * @param rho above 0 and finite
     * @param relaxation above 0 and below 2; 1 is none
     * @param penalty of y
     * @return norms and terms of the objective
     * @throws IllegalArgumentException if a number is out of range or the penalty's weights do not fit
     * @throws IllegalStateException if no signal is set, it has weights, or gradient steps were made since {@link #start}
     */
    AdmmStep step(double rho, double relaxation, Proximal penalty);

    /**
     * Returns D x for the primal x of the last {@link #step}, without another pass over the maps.
     *
     * @return C N numbers
     * @throws IllegalStateException if no step was made since {@link #start}
     */
    double[] primalSynthesis();

    /**
     * Finds the candidate c = prox_step(p - step f'(p)) of the proximal gradient method at the extrapolated point p, and
     * leaves x and p as they are; {@link #accept} makes it the current maps.
     *
     * @param step above 0 and finite; at most 1 / {@link #lipschitz} where weights are at most 1 and Q is zero
     * @param penalty of x
     * @return norms, inner products and the penalty
     * @throws IllegalArgumentException if the step is out of range or the penalty's weights do not fit
     * @throws IllegalStateException if no signal is set, or steps of ADMM were made since {@link #start}
     */
    GradientStep gradientStep(double step, Proximal penalty);

    /**
     * Takes the candidate c as the current maps and extrapolates: p = c + momentum (c - x), x = c; costs nothing.
     *
     * @param momentum at least 0; 0 restarts
     * @throws IllegalArgumentException if it is negative or not finite
     * @throws IllegalStateException if there is no candidate
     */
    void accept(double momentum);

    /**
     * Returns 1/2 ||W (D c - s)||^2 + 1/2 ||c||_Q^2 at the candidate of the last gradient step, for backtracking.
     *
     * @return at least 0
     * @throws IllegalStateException if there is no candidate
     */
    double candidateObjective();

    /**
     * Returns the current maps: y of ADMM (with exact zeros), x of the proximal gradient method.
     *
     * @return a new array, maps x N numbers
     */
    double[][] dense();

    /**
     * Returns the coefficients of the current maps that are not zero.
     *
     * @return the maps
     */
    SparseMaps sparse();

    /**
     * Returns D applied to the current maps.
     *
     * @return C N numbers
     */
    double[] synthesis();

    /**
     * Returns the scaled dual u of ADMM.
     *
     * @return a new array, maps x N numbers
     * @throws IllegalStateException if gradient steps were made since {@link #start}
     */
    double[][] dual();

    /** Gives the memory back; a second call does nothing. */
    @Override
    void close();
}
