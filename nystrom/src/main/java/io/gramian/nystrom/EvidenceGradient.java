package io.gramian.nystrom;

/**
 * The log marginal likelihood of an exact Gaussian process and its derivatives.
 *
 * @param logMarginalLikelihood log N(y | 0, K + v I), natural
 * @param byLogLengthScale the derivative by the logarithm of a common factor of all length scales of the kernel; NaN if it
 *     is not known, as for functions of the caller's and for inner products
 * @param byLogSignalVariance the derivative by the logarithm of a factor of the kernel
 * @param byLogNoise the derivative by log v
 */
public record EvidenceGradient(
        double logMarginalLikelihood, double byLogLengthScale, double byLogSignalVariance, double byLogNoise) {}
