package io.gramian.core.internal.filterbank;

/**
 * What happens to the transforms z of the maps at one frequency: from the inner products {@code <d, z>}, one for each
 * channel, follow numbers g, and z becomes alpha z + sum_c conj(d_c) g_c; or the same with an alpha and a factor of
 * conj(d) for each map. Made for one thread.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
interface Response<A> {
    /** Returns whether alpha and the factor are the same for all maps. */
    boolean isUniform();

    /** Sets, if not uniform, the weights of the inner products, alpha and the factor for each map. */
    void weights(int bin, int row, A dots, A alpha, A beta);

    /**
     * Replaces the inner products by g.
     *
     * @param channel the signal's channel that is the first of the bank's
     * @param g complex numbers, interleaved, one for each channel of the bank, from {@code at} on
     * @return alpha, if uniform
     */
    double respond(int bin, int row, int channel, double[] g, int at);
}
