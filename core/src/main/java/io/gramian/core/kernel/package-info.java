/**
 * Kernels, and the pieces that backends evaluate them from.
 *
 * <p>A {@link io.gramian.core.kernel.Kernel} is made by a factory and combined with others:
 *
 * <pre>{@code
 * Kernel smooth = Kernel.matern52(2.0).withLengthScales(1, 10);
 * Kernel both = smooth.plus(Kernel.linear().scaledBy(0.01));
 * Kernel mine = Kernel.of("mine", Definiteness.NONE, (x, y) -> x[0] * y[1] + x[1] * y[0]);
 * }</pre>
 *
 * <p>Underneath, a kernel is an {@link io.gramian.core.kernel.Expression} of forms and profiles, closed sets that
 * every backend has loops for; a function of the caller's runs everywhere too, one call a pair.
 */
package io.gramian.core.kernel;
