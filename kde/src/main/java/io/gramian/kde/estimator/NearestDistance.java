package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Euclidean distances to the k-th nearest data point of positive weight. */
final class NearestDistance {
    private final DensityModel model;
    private final int k;
    private final int[] support; // places of positive weight

    NearestDistance(DensityModel model, int k) {
        double[] weights = model.weights();
        this.model = model;
        this.k = k;
        this.support =
                IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
    }

    /** For every data point the distance to its k-th other one; 1 for those of weight zero. */
    double[] ofData() {
        if (k > support.length - 1) {
            throw new IllegalArgumentException("k: expected 1 to " + (support.length - 1)
                    + ", one less than the points of positive weight, found " + k);
        }
        double[] distances = new double[model.size()];
        Arrays.fill(distances, 1);
        try (Gram gram = gram(model.points(), support)) {
            Neighbours neighbours = gram.excludingSelf().nearest(k);
            for (int i = 0; i < support.length; i++) {
                distances[support[i]] = Math.sqrt(neighbours.distance(i, k - 1));
            }
        }
        return distances;
    }

    /** Checks that there are k data points. */
    void check() {
        if (k > support.length) {
            throw new IllegalArgumentException(
                    "k: expected 1 to " + support.length + ", the points of positive weight, found " + k);
        }
    }

    /** The k nearest data points of every query. */
    Neighbours of(Points queries) {
        try (Gram gram = gram(queries, IntStream.range(0, queries.size()).toArray())) {
            return gram.nearest(k);
        }
    }

    /** The place among all data of a neighbour. */
    int place(int index) {
        return support[index];
    }

    private Gram gram(Points queries, int[] rows) {
        Gram all = model.gram(queries)
                .withFunction(DensityKernel.gaussian()); // of plain distances, whatever the bandwidth
        return support.length == model.size() ? all : all.select(rows, support);
    }
}
