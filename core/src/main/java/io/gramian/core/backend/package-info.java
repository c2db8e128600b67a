/**
 * Where the arithmetic runs: backends, and the Gram matrices they evaluate.
 *
 * <p>{@link io.gramian.core.backend.Backends#auto()} takes the best backend of this machine; {@code cpu} is
 * always there. A backend of your own implements {@link io.gramian.core.backend.BackendProvider} and passes the
 * contract in the conformance module.
 */
package io.gramian.core.backend;
