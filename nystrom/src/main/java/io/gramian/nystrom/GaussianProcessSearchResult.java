package io.gramian.nystrom;

import io.gramian.core.kernel.Kernel;

/**
 * What a search for the parameters of a Gaussian process found.
 *
 * @param process the process with these parameters, to be fitted
 * @param kernel the kernel of the length scale found, without the signal variance
 * @param lengthScale l
 * @param signalVariance s, the factor of the kernel
 * @param noise v
 * @param logMarginalLikelihood the largest value found; with landmarks the lower bound on it
 * @param starts the value that each start ended at, negative infinity where there was none
 * @param evaluations how many likelihoods were computed
 */
public record GaussianProcessSearchResult(
        GaussianProcess process,
        Kernel kernel,
        double lengthScale,
        double signalVariance,
        double noise,
        double logMarginalLikelihood,
        double[] starts,
        int evaluations) {
    /**
     * Makes a result; the search calls this.
     *
     * @param process the process with these parameters
     * @param kernel the kernel of the length scale found
     * @param lengthScale l
     * @param signalVariance s
     * @param noise v
     * @param logMarginalLikelihood the largest value found
     * @param starts copied
     * @param evaluations how many likelihoods were computed
     */
    public GaussianProcessSearchResult {
        starts = starts.clone();
    }

    /**
     * Returns the value that each start ended at.
     *
     * @return a number for each start, a new array
     */
    @Override
    public double[] starts() {
        return starts.clone();
    }
}
