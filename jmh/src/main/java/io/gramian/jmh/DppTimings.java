package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.FiniteDpp;
import io.gramian.dpp.GreedyMap;
import io.gramian.dpp.IntermediateSampler;
import io.gramian.dpp.IntermediateSampling;
import io.gramian.dpp.MarkovChainSampler;
import io.gramian.dpp.NonsymmetricDpp;
import io.gramian.dpp.SamplingMethod;
import io.gramian.dpp.SubsetSampler;
import io.gramian.dpp.VolumeSampling;
import io.gramian.dpp.continuous.IndexSet;
import io.gramian.dpp.continuous.OrthonormalBasis;
import io.gramian.dpp.continuous.PolynomialBasis;
import io.gramian.dpp.continuous.ProjectionDpp;
import io.gramian.dpp.continuous.TensorBasis;
import io.gramian.dpp.leastsquares.Designs;
import io.gramian.dpp.leastsquares.GreedyRemoval;
import io.gramian.dpp.leastsquares.Weight;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * Prints how long the work of the module dpp takes beside the obvious way of doing it, one thread: {@code DppTimings [names]}.
 * The obvious ways are in {@link ObviousDpp}; each runs once, Gramian five times, of which the best counts.
 */
public final class DppTimings {
    private static final Backend BACKEND = Backends.cpu().withThreads(1);

    private final SplittableRandom random = new SplittableRandom(1);

    private DppTimings() {}

    /** What is timed: a preparation that both sides need returns the obvious way and Gramian's. */
    private interface Case {
        Runnable[] prepare();
    }

    /** Prints a line for each case, or for those named. */
    public static void main(String[] names) {
        DppTimings timings = new DppTimings();
        Map<String, Case> cases = new LinkedHashMap<>();
        cases.put("first", timings::first);
        cases.put("projection", timings::projection);
        cases.put("features", timings::features);
        cases.put("intermediate", timings::intermediate);
        cases.put("greedy", timings::greedy);
        cases.put("volume", timings::volume);
        cases.put("exchange", timings::exchange);
        cases.put("nonsymmetric", timings::nonsymmetric);
        cases.put("continuous", timings::continuous);
        cases.put("removal", timings::removal);
        for (String name : names.length > 0 ? names : cases.keySet().toArray(new String[0])) {
            Runnable[] sides = cases.get(name).prepare();
            double obvious = seconds(sides[0]);
            double own = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 5; round++) {
                own = Math.min(own, seconds(sides[1]));
            }
            System.out.printf(
                    "%-14s obvious %10.4f s, Gramian %10.6f s, %,.0f times%n", name, obvious, own, obvious / own);
        }
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) * 1e-9;
    }

    private Points points(int n, int d) {
        return Points.ofRowMajor(normal(n, d).data, d);
    }

    private DMatrixRMaj normal(int rows, int columns) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int at = 0; at < matrix.data.length; at++) {
            matrix.data[at] = random.nextGaussian();
        }
        return matrix;
    }

    /** A first sample of a process of 2,000 items from its matrix: by an eigendecomposition, or without one. */
    private Runnable[] first() {
        DMatrixRMaj likelihood =
                BACKEND.gram(Kernel.gaussian(0.25), points(2000, 2)).dense();
        return new Runnable[] {
            () -> ObviousDpp.sample(likelihood.copy(), random),
            () -> FiniteDpp.ofLikelihood(likelihood).withBackend(BACKEND).sample(random)
        };
    }

    /** A projection process of rank 200 on 20,000 items, from its span. */
    private Runnable[] projection() {
        DMatrixRMaj span = orthonormal(20_000, 200);
        SubsetSampler sampler = FiniteDpp.ofSpan(span).withBackend(BACKEND).sampler();
        return new Runnable[] {() -> ObviousDpp.chainRule(span, random), () -> sampler.sample(random)};
    }

    /** A further sample of a process of a million items by 100 features, 50 expected: a sweep over all, or proposals. */
    private Runnable[] features() {
        FiniteDpp process = FiniteDpp.ofFeatures(normal(1_000_000, 100))
                .withBackend(BACKEND)
                .withExpectedSize(50);
        SubsetSampler linear = process.sampler(SamplingMethod.LINEAR);
        SubsetSampler sampler = process.sampler(SamplingMethod.REJECTION);
        for (int t = 0; t < 200; t++) {
            sampler.sample(random);
        }
        return new Runnable[] {() -> linear.sample(random), () -> sampler.sample(random)};
    }

    /** A sample of 20 of 4,000 points by a Gaussian kernel: the whole matrix, or intermediate sampling, prepared. */
    private Runnable[] intermediate() {
        Points x = points(4000, 3);
        Kernel kernel = Kernel.gaussian(1);
        IntermediateSampler sampler = IntermediateSampling.vfx()
                .withExpectedSize(20)
                .withBackend(BACKEND)
                .prepare(kernel, x, random);
        return new Runnable[] {
            () -> ObviousDpp.sample(BACKEND.gram(kernel, x).dense(), random), () -> sampler.sample(random)
        };
    }

    /** The most probable 60 of 5,000 points, greedily: a determinant for each, or residuals kept. */
    private Runnable[] greedy() {
        Points x = points(5000, 5);
        Kernel kernel = Kernel.gaussian(1);
        DMatrixRMaj likelihood = BACKEND.gram(kernel, x).dense();
        GreedyMap greedy = GreedyMap.ofSize(60).withBackend(BACKEND);
        return new Runnable[] {() -> ObviousDpp.greedy(likelihood, 60), () -> greedy.select(kernel, x)};
    }

    /** 40 of 40,000 rows in 20 dimensions, by volume: rows left out one by one, or drawn. */
    private Runnable[] volume() {
        Points x = points(40_000, 20);
        return new Runnable[] {
            () -> ObviousDpp.reverseIterative(x, 40, random),
            () -> VolumeSampling.of(x, BACKEND).sample(40, random)
        };
    }

    /** 20,000 exchanges in subsets of 100 of 20,000 points: determinants, or Schur complements. */
    private Runnable[] exchange() {
        Points x = points(20_000, 5);
        Kernel kernel = Kernel.gaussian(1);
        MarkovChainSampler chain = MarkovChainSampler.ofLikelihood(kernel, x, BACKEND)
                .withSize(100)
                .withBurnIn(20_000);
        return new Runnable[] {() -> ObviousDpp.exchange(kernel, x, 100, 20_000, random), () -> chain.sample(random)};
    }

    /** A nonsymmetric process of rank 30 on 3,000 items: elimination of K, or a sweep of low rank. */
    private Runnable[] nonsymmetric() {
        NonsymmetricDpp process = NonsymmetricDpp.ofLowRank(normal(3000, 10), normal(3000, 10), normal(10, 10));
        return new Runnable[] {
            () -> ObviousDpp.eliminate(process.marginalKernel(), random), () -> process.sample(random)
        };
    }

    /** The projection process of the polynomials up to degree 20 in the plane, m = 231, from its optimal measure. */
    private Runnable[] continuous() {
        OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(21), IndexSet.totalDegree(2, 20));
        ProjectionDpp process = ProjectionDpp.of(basis);
        return new Runnable[] {() -> ObviousDpp.continuous(basis, random), () -> process.sample(random)};
    }

    /** Greedy removal of 549 points for 21 functions down to 21: all eigenvalues of each candidate, or the secular equation. */
    private Runnable[] removal() {
        OrthonormalBasis basis = PolynomialBasis.legendre(21);
        Points x = Designs.iid().sample(basis, 549, random);
        GreedyRemoval removal = GreedyRemoval.within(0.9);
        return new Runnable[] {() -> ObviousDpp.removal(basis, x, 21), () -> removal.apply(basis, Weight.optimal(), x)};
    }

    private DMatrixRMaj orthonormal(int n, int k) {
        var qr = DecompositionFactory_DDRM.qr(n, k);
        qr.decompose(normal(n, k));
        return qr.getQ(null, true);
    }
}
