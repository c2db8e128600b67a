package io.gramian.dpp;

/** What a law of fixed size needs of the kernel it conditions. */
interface SpectralLaw {
    int size();

    /** The number of positive eigenvalues of L. */
    int rank();

    /** How many of them are infinite. */
    int certain();

    /** The logarithms of the others. */
    double[] finiteLogarithms();

    /** log det L_S; see {@link Spectrum#logMinor}. */
    double logMinor(int... subset);

    /** The sum over eigenvectors of a weight times the squared entry of each item. */
    double[] diagonal(double... weights);

    /** The sampler that draws from the projection onto eigenvectors so selected. */
    SubsetSampler sampler(EigenvectorSelection selection, SamplingMethod method);

    /** The sampler of the method that draws so many items fastest, one by one or in a batch. */
    SubsetSampler fastestSampler(EigenvectorSelection selection, double count);

    /** How many threads draw a batch. */
    int threads();
}
