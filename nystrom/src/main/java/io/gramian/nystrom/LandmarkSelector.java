package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import java.util.random.RandomGenerator;

/**
 * A way to choose landmarks, points of the data on which a low-rank approximation rests.
 *
 * <p>Selectors are immutable and thread-safe. The same seed gives the same landmarks for any number of threads. An
 * interrupted selection throws {@link java.util.concurrent.CancellationException}.
 */
public interface LandmarkSelector {
    /**
     * Returns landmarks among the points, computed on the given backend.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness; selectors that need none leave it untouched
     * @param backend where kernel values are computed
     * @return landmarks, fewer than asked for where the points span no more
     * @throws IllegalArgumentException if the kernel declares no definiteness, or the selector's numbers do not fit the
     *     points, such as a rank above n
     */
    Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend);

    /**
     * Returns landmarks among the points, computed on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness
     * @return landmarks
     * @throws IllegalArgumentException as {@link #select(Kernel, Points, RandomGenerator, Backend)}
     */
    default Landmarks select(Kernel kernel, Points x, RandomGenerator random) {
        return select(kernel, x, random, Backends.auto());
    }
}
