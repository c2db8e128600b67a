package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A sample of the data with the weights that make its sketch of the identity unbiased, on the way to landmarks. */
record SampledPoints(Points x, int[] indices, double[] weights) {
    /** The given points, each chosen with its own probability: weight p^(-1/2). */
    static SampledPoints of(Points x, int[] indices, double[] probabilities) {
        double[] weights =
                Arrays.stream(probabilities).map(p -> 1 / Math.sqrt(p)).toArray();
        return new SampledPoints(x, indices, weights);
    }

    /** The given points for certain. */
    static SampledPoints certain(Points x, int[] indices) {
        double[] ones = new double[indices.length];
        Arrays.fill(ones, 1);
        return new SampledPoints(x, indices, ones);
    }

    int size() {
        return indices.length;
    }

    /** Estimates of the leverage scores of some points from this sample. */
    double[] scores(Kernel kernel, Points targets, double ridge, Backend backend) {
        return LeverageEstimates.dictionary(kernel, targets, x.select(indices), weights, ridge, backend);
    }

    /** How many kernel values {@link #scores} takes. */
    long evaluations(int targets) {
        return (long) targets * (size() + 1) + (long) size() * size();
    }

    Landmarks landmarks(double[] scores, double effectiveDimension, long evaluations, List<String> warnings) {
        return new Landmarks(x, indices, weights, scores, effectiveDimension, evaluations, warnings);
    }

    /** The values at some places. */
    static double[] at(double[] values, int[] places) {
        return IntStream.of(places).mapToDouble(i -> values[i]).toArray();
    }

    static int[] at(int[] values, int[] places) {
        return IntStream.of(places).map(i -> values[i]).toArray();
    }
}
