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
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * Prints how long the work of the module dpp takes beside the obvious way of doing it, processor seconds of one thread:
 * {@code DppTimings [names]}. The obvious ways are in {@link ObviousDpp}; the numbers in parentheses are how many items
 * or points were drawn. {@link DppLawTimings}, {@link ContinuousTimings} and {@link LeastSquaresTimings} have the rest
 * of the module.
 */
public final class DppTimings {
    private static final Backend BACKEND = Backends.cpu().withThreads(1);

    private final SplittableRandom random = new SplittableRandom(1);

    private DppTimings() {}

    /** Prints a line for each case, or for those named. */
    public static void main(String[] names) {
        DppTimings timings = new DppTimings();
        new TimedCases()
                .with("first", timings::first)
                .with("projection", timings::projection)
                .with("features", timings::features)
                .with("intermediate", timings::intermediate)
                .with("greedy", timings::greedy)
                .with("volume", timings::volume)
                .with("exchange", timings::exchange)
                .with("nonsymmetric", timings::nonsymmetric)
                .with("continuous", timings::continuous)
                .with("removal", timings::removal)
                .run(names);
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

    /** A first sample of a process of 2,500 items from its matrix: by an eigendecomposition, or without one. */
    private DoubleSupplier[] first() {
        DMatrixRMaj likelihood =
                BACKEND.gram(Kernel.gaussian(0.25), points(2500, 2)).dense();
        return new DoubleSupplier[] {
            () -> ObviousDpp.sample(likelihood.copy(), random).length,
            () -> FiniteDpp.ofLikelihood(likelihood).withBackend(BACKEND).sample(random).length
        };
    }

    /** A projection process of rank 200 on 20,000 items, from its span. */
    private DoubleSupplier[] projection() {
        DMatrixRMaj span = orthonormal(20_000, 200);
        SubsetSampler sampler = FiniteDpp.ofSpan(span).withBackend(BACKEND).sampler();
        return new DoubleSupplier[] {
            () -> ObviousDpp.chainRule(span, random).length, () -> sampler.sample(random).length
        };
    }

    /** A further sample of a process of a million items by 100 features, 50 expected: a sweep over all, or proposals. */
    private DoubleSupplier[] features() {
        FiniteDpp process = FiniteDpp.ofFeatures(normal(1_000_000, 100))
                .withBackend(BACKEND)
                .withExpectedSize(50);
        SubsetSampler linear = process.sampler(SamplingMethod.LINEAR);
        SubsetSampler sampler = process.sampler(SamplingMethod.REJECTION);
        for (int t = 0; t < 200; t++) {
            sampler.sample(random);
        }
        return new DoubleSupplier[] {() -> linear.sample(random).length, () -> sampler.sample(random).length};
    }

    /** A sample of about 20 of 6,000 points by a Gaussian kernel: the whole matrix, or intermediate sampling, prepared. */
    private DoubleSupplier[] intermediate() {
        Points x = points(6000, 3);
        Kernel kernel = Kernel.gaussian(1);
        IntermediateSampler sampler = IntermediateSampling.vfx()
                .withExpectedSize(20)
                .withBackend(BACKEND)
                .prepare(kernel, x, random);
        return new DoubleSupplier[] {
            () -> {
                DMatrixRMaj likelihood = BACKEND.gram(kernel, x).dense();
                CommonOps_DDRM.scale(sampler.alpha(), likelihood);
                return ObviousDpp.sample(likelihood, random).length;
            },
            () -> sampler.sample(random).length
        };
    }

    /** The most probable 100 of 5,000 points, greedily: a determinant for each, or residuals kept. */
    private DoubleSupplier[] greedy() {
        Points x = points(5000, 5);
        Kernel kernel = Kernel.gaussian(1);
        DMatrixRMaj likelihood = BACKEND.gram(kernel, x).dense();
        GreedyMap greedy = GreedyMap.ofSize(100).withBackend(BACKEND);
        return new DoubleSupplier[] {
            () -> ObviousDpp.greedy(likelihood, 100).length,
            () -> greedy.select(kernel, x).size()
        };
    }

    /** 40 of 40,000 rows in 20 dimensions, by volume: rows left out one by one, or drawn. */
    private DoubleSupplier[] volume() {
        Points x = points(40_000, 20);
        return new DoubleSupplier[] {
            () -> ObviousDpp.reverseIterative(x, 40, random).length,
            () -> VolumeSampling.of(x, BACKEND).sample(40, random).length
        };
    }

    /** 20,000 exchanges in subsets of 100 of 20,000 points: determinants, or Schur complements. */
    private DoubleSupplier[] exchange() {
        Points x = points(20_000, 5);
        Kernel kernel = Kernel.gaussian(1);
        MarkovChainSampler chain = MarkovChainSampler.ofLikelihood(kernel, x, BACKEND)
                .withSize(100)
                .withBurnIn(20_000);
        return new DoubleSupplier[] {
            () -> ObviousDpp.exchange(kernel, x, 100, 20_000, random).length, () -> chain.sample(random).length
        };
    }

    /** A nonsymmetric process of rank 30 on 3,500 items: elimination of K, or a sweep of low rank. */
    private DoubleSupplier[] nonsymmetric() {
        NonsymmetricDpp process = NonsymmetricDpp.ofLowRank(normal(3500, 10), normal(3500, 10), normal(10, 10));
        return new DoubleSupplier[] {
            () -> ObviousDpp.eliminate(process.marginalKernel(), random), () -> process.sample(random).length
        };
    }

    /** The projection process of the polynomials up to degree 24 in the plane, m = 325, from its optimal measure. */
    private DoubleSupplier[] continuous() {
        OrthonormalBasis basis = TensorBasis.of(PolynomialBasis.legendre(25), IndexSet.totalDegree(2, 24));
        ProjectionDpp process = ProjectionDpp.of(basis);
        return new DoubleSupplier[] {
            () -> ObviousDpp.continuous(basis, random).length,
            () -> process.sample(random).size()
        };
    }

    /** Greedy removal of 900 points for 31 functions: all eigenvalues of each candidate, or the secular equation. */
    private DoubleSupplier[] removal() {
        OrthonormalBasis basis = PolynomialBasis.legendre(31);
        Points x = Designs.iid().sample(basis, 900, random);
        GreedyRemoval removal = GreedyRemoval.within(0.9);
        return new DoubleSupplier[] {
            () -> ObviousDpp.removal(basis, x, 31),
            () -> removal.apply(basis, Weight.optimal(), x).kept().length
        };
    }

    private DMatrixRMaj orthonormal(int n, int k) {
        var qr = DecompositionFactory_DDRM.qr(n, k);
        qr.decompose(normal(n, k));
        return qr.getQ(null, true);
    }
}
