/**
 * The backend {@code cuda}: Gram matrices and dense linear algebra on an NVIDIA GPU.
 *
 * <p>Nothing in this package needs to be named in a program: with the module on the class path, {@link
 * io.gramian.core.backend.Backends#auto()} takes it where there is a GPU.
 */
package io.gramian.gpu;
