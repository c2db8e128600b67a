package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Landmarks by a determinantal process of fixed size, P(S) = det K_S / e_k with the eigenvalues' elementary symmetric polynomials
 * e: the projection onto them has the expected error
 *
 * <pre>E tr(K - K_S) = (k + 1) e_{k+1} / e_k &lt;= (k + 1) sum_{i &gt; k} lambda_i,</pre>
 *
 * k + 1 times the least there is with k landmarks' rank at most. Exactly from the whole matrix, O(n^3) operations and n^2 kernel
 * values, for n up to 20,000; or by a Markov chain of exchanges, k kernel values and O(k^2) a step, for more points. {@link
 * io.gramian.nystrom.RandomlyPivotedCholesky} is the cheaper relative. Landmarks have weights of one and no scores.
 *
 * <p>Immutable and thread-safe. Source: A. Belabbas, P. Wolfe, Spectral methods in machine learning and new strategies for very
 * large datasets (2009); C. Li, S. Jegelka, S. Sra, Fast DPP sampling for Nystrom with application to kernel methods (2016).
 */
public final class DppLandmarks implements LandmarkSelector {
    private final int size;
    private final int steps; // 0 for exactly

    private DppLandmarks(int size, int steps) {
        this.size = size;
        this.steps = steps;
    }

    /**
     * Returns the exact selector of k landmarks.
     *
     * @param k at least 1
     * @return a selector
     * @throws IllegalArgumentException if k is below 1
     */
    public static DppLandmarks ofSize(int k) {
        return new DppLandmarks(Checks.atLeast("size", 1, k), 0);
    }

    /**
     * Returns this selector by a Markov chain of exchanges; approximate, the nearer the longer it runs.
     *
     * @param newSteps exchanges tried, at least 1
     * @return a selector
     * @throws IllegalArgumentException if the number is below 1
     */
    public DppLandmarks withChain(int newSteps) {
        return new DppLandmarks(size, Checks.atLeast("steps", 1, newSteps));
    }

    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        Checks.between("size", 1, x.size(), size);
        return steps > 0 ? byChain(kernel, x, random, backend) : exactly(kernel, x, random, backend);
    }

    private Landmarks exactly(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        FiniteDpp process = FiniteDpp.ofLikelihood(kernel, x).withBackend(backend);
        int rank = process.rank();
        if (rank == 0) {
            throw new io.gramian.core.NumericalException("k(x_i, x_i) is zero for all " + x.size() + " points; "
                    + kernel + " sees nothing in these data, so there is no landmark to choose");
        }
        int[] chosen = process.ofSize(Math.min(size, rank)).sample(random);
        return landmarks(x, chosen, (long) x.size() * x.size(), rank);
    }

    private Landmarks byChain(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        int rank = GreedyMap.ofSize(size).withBackend(backend).select(kernel, x).size();
        int[] chosen = MarkovChainSampler.ofLikelihood(kernel, x, backend)
                .withSize(Math.min(size, Math.max(1, rank)))
                .withBurnIn(steps)
                .sample(random);
        return landmarks(x, chosen, x.size() + (long) steps * chosen.length, rank);
    }

    private Landmarks landmarks(Points x, int[] chosen, long evaluations, int rank) {
        double[] ones = new double[chosen.length];
        Arrays.fill(ones, 1);
        double[] unknown = new double[chosen.length];
        Arrays.fill(unknown, Double.NaN);
        List<String> warnings = chosen.length == size
                ? List.of()
                : List.of("rank " + rank + " instead of " + size + ": all other points are spanned by so many");
        return new Landmarks(x, chosen, ones, unknown, Double.NaN, evaluations, warnings);
    }

    /** Returns the size and the way. */
    @Override
    public String toString() {
        return "DppLandmarks[size " + size + (steps > 0 ? ", " + steps + " steps" : "") + "]";
    }
}
