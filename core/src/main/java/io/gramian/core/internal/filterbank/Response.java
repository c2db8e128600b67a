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

    /**
     * Sets, if not uniform, the weights of the inner products, alpha and the factor for each map.
     */
    void weights(int bin, int frequency, A dots, A alpha, A beta);

    /**
     * Replaces the inner products by g.
     *
     * @param g complex numbers, interleaved, one for each channel of the bank
     * @param plane the plane of the first channel
     * @return alpha, if uniform
     */
    double respond(int bin, int frequency, int plane, double[] g);
}
