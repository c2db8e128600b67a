/**
 * The contracts of kernels and backends, to be run on your own.
 *
 * <p>Extend a contract in your tests and hand it what it checks:
 *
 * <pre>{@code
 * class MyKernelTest extends KernelContract {
 *     protected Kernel kernel() {
 *         return Kernel.of("mine", Definiteness.POSITIVE, (x, y) -> Math.exp(-Math.abs(x[0] - y[0])));
 *     }
 *
 *     protected Points points() {
 *         return Points.ofColumn(-1, 0, 0.5, 7);
 *     }
 * }
 *
 * class MyBackendTest extends BackendContract {
 *     protected Backend backend() {
 *         return Backends.named("mine");
 *     }
 * }
 *
 * class MyLinearAlgebraTest extends LinearAlgebraContract {
 *     protected Backend backend() {
 *         return Backends.named("mine");
 *     }
 * }
 *
 * class MyFilterBankTest extends FilterBankContract {
 *     protected Backend backend() {
 *         return Backends.named("mine");
 *     }
 * }
 * }</pre>
 *
 * <p>The contracts of backends run covering arrays of their factors ({@link io.gramian.conformance.PairwiseCases}), and
 * all cases with {@code -Dgramian.conformance=thorough}.
 */
package io.gramian.conformance;
