package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.random.RandomGenerator;

/** A way to draw from the projection process of some of the eigenvectors of a spectrum. */
@FunctionalInterface
interface ProjectionStep {
    /** Returns as many items as there are eigenvectors selected, ascending. */
    int[] sample(int[] selected, RandomGenerator random);

    static ProjectionStep of(SamplingMethod method, Spectrum spectrum, Backend backend) {
        return switch (method) {
            case GRAM_SCHMIDT -> new GramSchmidt(spectrum);
            case REJECTION -> new Rejection(spectrum, backend);
            case TREE -> new TreeDescent(spectrum);
            default -> throw new IllegalArgumentException("method: " + method + " draws without eigenvectors");
        };
    }
}
