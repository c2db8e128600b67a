/**
 * Convolutional sparse coding: a signal as a sum of few shifted atoms.
 *
 * <p>A {@link io.gramian.sparsecoding.Signal} s is a grid of one to three axes with channels, a {@link
 * io.gramian.sparsecoding.Dictionary} holds M small atoms d_m, a code holds a coefficient x_m[n] for every atom and every
 * place, most of them zero: s[n] ~ sum_m sum_p d_m[p] x_m[n - p]. <strong>A coefficient stands at the top left corner of its
 * atom</strong>, not at the middle: the atom's support is [0, L) on every axis.
 *
 * <p>{@link io.gramian.sparsecoding.ConvolutionalSparseCoding} finds codes in the Fourier domain, {@link
 * io.gramian.sparsecoding.CoordinateDescent} and {@link io.gramian.sparsecoding.MatchingPursuit} in space; {@link
 * io.gramian.sparsecoding.DictionaryLearning} learns the atoms.
 *
 * <p>Penalties are lambda in 1/2 |s - D x|^2 + lambda sum_m w_m |x_m|_1; from lambda_max = max |D^T s| / w on, the code is
 * zero. Codes carry a {@link io.gramian.sparsecoding.Certificate} of how far from optimal they may be, and which {@link
 * io.gramian.sparsecoding.StopRule} ended the work.
 */
package io.gramian.sparsecoding;
