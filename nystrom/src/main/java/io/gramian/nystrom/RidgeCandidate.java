package io.gramian.nystrom;

import io.gramian.core.kernel.Kernel;

/**
 * One candidate of a {@link RidgeSearch} and how it did.
 *
 * @param kernel with its length scale
 * @param lengthScale the parameter of the kernel's family
 * @param ridge added to K
 * @param error the mean squared error of held-out points, over all outputs
 * @param standardError of that mean: of the k fold means, or of the n squared residuals for leave-one-out
 * @param effectiveDimension the mean over the folds of the sum of leverages, the smaller the simpler
 */
public record RidgeCandidate(
        Kernel kernel,
        double lengthScale,
        double ridge,
        double error,
        double standardError,
        double effectiveDimension) {}
