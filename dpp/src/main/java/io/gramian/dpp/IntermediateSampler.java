package io.gramian.dpp;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.IntermediateScores.Candidates;
import io.gramian.dpp.internal.Checks;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * An exact sampler of a large process by way of a small one, made by {@link IntermediateSampling}. With upper bounds l_i of the
 * leverage scores and a number r, items are drawn as a Poisson process of intensity r exp(1 / r) l_i; with L~_ab = L_ab / (r
 * (l_a l_b)^(1/2)) of the t items drawn, they are accepted with the probability
 *
 * <pre>exp(tr A (I + A)^-1 - t / r) det(I + L~) / det(I + A),</pre>
 *
 * and then a subset of them is drawn from the process of L~, whose law is exactly that of L. Immutable and thread-safe.
 */
public final class IntermediateSampler implements SubsetSampler {
    /** The size of samplers that take subsets of any size. */
    static final int ANY = -1;

    /** By how much rounding may lift a log-probability of acceptance above zero. */
    private static final double SLACK = 1e-6;

    /** Candidates up to which one elimination is faster than a decomposition elsewhere. */
    private static final int FEW = 128;

    private final Kernel kernel;
    private final Points x;
    private final IntermediateScores scores;
    private final double alpha;
    private final double ratio; // r
    private final double rate; // r exp(1 / r)
    private final int size; // ANY for any
    private final Backend backend;

    IntermediateSampler(
            Kernel kernel,
            Points x,
            IntermediateScores scores,
            double alpha,
            double ratio,
            double rate,
            int size,
            Backend backend) {
        this.kernel = kernel;
        this.x = x;
        this.scores = scores;
        this.alpha = alpha;
        this.ratio = ratio;
        this.rate = rate;
        this.size = size;
        this.backend = backend;
    }

    /** Returns this sampler with another rate than the right one, of the wrong law; for tests of the tests. */
    IntermediateSampler withRate(double newRate) {
        return new IntermediateSampler(kernel, x, scores, alpha, ratio, newRate, size, backend);
    }

    /**
     * Returns the factor of the likelihood kernel: samples are those of alpha L.
     *
     * @return 1 unless a size or an expected size was asked for
     */
    public double alpha() {
        return alpha;
    }

    /**
     * Returns how many items are drawn for a try on average, which costs O(t^3).
     *
     * @return E t
     */
    public double expectedCandidates() {
        return rate * scores.total();
    }

    @Override
    public int[] sample(RandomGenerator random) {
        while (true) {
            Checks.checkInterrupted("drawing a subset");
            int[] subset = size == 0 ? new int[0] : attempt(random);
            if (subset != null && (size == ANY || subset.length == size)) {
                return subset;
            }
        }
    }

    /** Returns a subset, or null where the candidates were rejected. */
    private int[] attempt(RandomGenerator random) {
        Candidates candidates = scores.draw(rate, random);
        int t = candidates.items().length;
        double logAcceptance = scores.trace() - t / ratio - scores.logDeterminant();
        if (t == 0) {
            return accepts(logAcceptance, random) ? new int[0] : null;
        }
        DMatrixRMaj small = smallKernel(candidates);
        int[] places = t <= FEW
                ? byElimination(small, logAcceptance, random)
                : byFactor(small, logAcceptance, random, backend);
        return places == null
                ? null
                : Arrays.stream(places).map(p -> candidates.items()[p]).sorted().toArray();
    }

    /** K~ = I - (I + L~)^-1 from the inverse that gives the determinant too, and one sweep over it. */
    static int[] byElimination(DMatrixRMaj small, double logAcceptance, RandomGenerator random) {
        int t = small.numRows;
        DMatrixRMaj marginal = new DMatrixRMaj(t, t);
        CommonOps_DDRM.addEquals(small, CommonOps_DDRM.identity(t));
        if (!accepts(logAcceptance + PositiveDefinite.invert(small, marginal), random)) {
            return null;
        }
        CommonOps_DDRM.changeSign(marginal);
        CommonOps_DDRM.addEquals(marginal, CommonOps_DDRM.identity(t));
        return new ConditionalSweep(new LowRankKernel(null, marginal)).sample(random);
    }

    /** The same for many candidates, by a factorisation of the backend's and a sweep along it. */
    static int[] byFactor(DMatrixRMaj small, double logAcceptance, RandomGenerator random, Backend backend) {
        DenseLikelihood likelihood = new DenseLikelihood(small.numRows, small.data, 0, backend);
        if (!accepts(logAcceptance + likelihood.logNormaliser(), random)) {
            return null;
        }
        return likelihood.isWellScaled()
                ? new FactorSweep(small.numRows, likelihood.factor()).sample(random)
                : FiniteDpp.ofLikelihood(small).withBackend(backend).sample(random);
    }

    private static boolean accepts(double logAcceptance, RandomGenerator random) {
        if (!(logAcceptance <= SLACK)) {
            throw new NumericalException("the probability to accept candidates is exp(" + logAcceptance
                    + "), above 1: the bounds of the leverage scores are none; is the kernel positive semi-definite?");
        }
        return Math.log(1 - random.nextDouble()) <= logAcceptance;
    }

    private DMatrixRMaj smallKernel(Candidates candidates) {
        double[] scores = candidates.scores();
        try (Gram gram = backend.gram(kernel, x.select(candidates.items()))) {
            DMatrixRMaj small = gram.dense();
            for (int a = 0; a < scores.length; a++) {
                for (int b = 0; b < scores.length; b++) {
                    double scale = alpha / (ratio * Math.sqrt(scores[a]) * Math.sqrt(scores[b]));
                    small.set(a, b, small.get(a, b) * scale);
                }
            }
            return small;
        }
    }

    /** Returns the number of candidates of a try. */
    @Override
    public String toString() {
        return "IntermediateSampler[" + x.size() + " items, about " + Math.round(expectedCandidates()) + " candidates"
                + (size != ANY ? ", size " + size : "") + "]";
    }
}
