package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.ProjectionSampler;
import io.gramian.dpp.internal.Checks;
import io.gramian.dpp.internal.Parallel;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws by eigenvectors: one subset by a step, and a batch in one call of the backend where that draws projection processes
 * itself. Eigenvectors are selected here, which takes no time by comparison.
 */
final class BatchSampler implements SubsetSampler {
    /** The fewest subsets worth the transfer of the eigenvectors. */
    private static final int LEAST = 64;

    private final EigenvectorSelection selection;
    private final ProjectionStep step;
    private final Spectrum spectrum;
    private final Backend backend;

    BatchSampler(EigenvectorSelection selection, ProjectionStep step, Spectrum spectrum, Backend backend) {
        this.selection = selection;
        this.step = step;
        this.spectrum = spectrum;
        this.backend = backend;
    }

    @Override
    public int[] sample(RandomGenerator random) {
        return step.sample(selection.select(random), random);
    }

    @Override
    public int[][] samples(int count, int threads, RandomGenerator random) {
        Optional<ProjectionSampler> found = count < LEAST
                ? Optional.empty()
                : backend.projectionSampler(spectrum.size(), spectrum.rank(), spectrum.vectors());
        if (found.isEmpty()) {
            return SubsetSampler.super.samples(count, threads, random);
        }
        try (ProjectionSampler projections = found.get()) {
            Checks.atLeast("threads", 1, threads);
            long seed = random.nextLong(); // of two unrelated families of streams
            return projections.samples(Parallel.draws(seed, threads, new int[count][], selection::select), seed);
        }
    }
}
