package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.Optional;

/** The kernel of a determinantal process, real or complex: what {@link DeterminantalProcess} asks of it, P. Items are checked. */
interface ProcessKernel<P> extends SpectralLaw {
    /** Returns the process of this kernel, on items so called. */
    P process(int... names);

    /** Returns the same kernel, computing elsewhere. */
    ProcessKernel<P> withBackend(Backend backend);

    /** The positive eigenvalues of L, the largest first; infinite where that of K is 1. */
    double[] odds();

    /** log P(X = S). */
    double logProbability(int... subset);

    /** log det K_S. */
    double logJointProbability(int... subset);

    /** The diagonal of K. */
    double[] inclusionProbabilities();

    /** Returns the kernel of alpha L. */
    ProcessKernel<P> scaled(double alpha);

    /** Returns the kernel of alpha L for the alpha that is right for an expected size. */
    default ProcessKernel<P> withExpectedSize(double expected) {
        return scaled(tilt(expected));
    }

    /** Returns the alpha for which alpha L has an expected size. */
    default double tilt(double expected) {
        if (!(expected > certain() && expected < rank())) {
            throw new IllegalArgumentException("expected size: must be above " + certain()
                    + ", the number of eigenvalues of K that are 1, and below the rank " + rank() + ", found "
                    + expected);
        }
        return Math.exp(ElementarySymmetric.tilt(finiteLogarithms(), expected - certain()));
    }

    /** Returns the kernel p K. */
    ProcessKernel<P> thinned(double p);

    /** Returns the kernel I - K. */
    ProcessKernel<P> complement();

    /** Returns the kernel of the items of {@code rest} given that those of {@code in} are in; empty if they never are. */
    Optional<? extends ProcessKernel<P>> including(int[] in, int[] rest);

    /** Returns the kernel of the items of {@code rest} given that those of {@code out} are out; empty if they never are. */
    Optional<? extends ProcessKernel<P>> excluding(int[] out, int[] rest);

    /** Returns the part of K at some items. */
    ProcessKernel<P> restricted(int... kept);

    /** The sampler of the fastest method, prepared once. */
    SubsetSampler sampler();
}
