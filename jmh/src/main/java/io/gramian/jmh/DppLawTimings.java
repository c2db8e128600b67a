package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.DppLandmarks;
import io.gramian.dpp.FiniteDpp;
import io.gramian.dpp.HermitianDpp;
import io.gramian.dpp.LikelihoodLearning;
import io.gramian.dpp.SubsetSampler;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.ZMatrixRMaj;

/**
 * Prints how long probabilities, conditioning, Hermitian processes, learning and landmarks take beside the obvious way,
 * processor seconds of one thread: {@code DppLawTimings [names]}. The obvious ways are in {@link ObviousDppLaws}; the
 * numbers in parentheses agree where nothing is drawn, and learning should find a larger one.
 */
public final class DppLawTimings {
    private static final Backend BACKEND = Backends.cpu().withThreads(1);

    private final SplittableRandom random = new SplittableRandom(1);

    private DppLawTimings() {}

    /** Prints a line for each case, or for those named. */
    public static void main(String[] names) {
        DppLawTimings timings = new DppLawTimings();
        new TimedCases()
                .with("probabilities", timings::probabilities)
                .with("sizes", timings::sizes)
                .with("entropy", timings::entropy)
                .with("conditioning", timings::conditioning)
                .with("features", timings::features)
                .with("hermitian", timings::hermitian)
                .with("learning", timings::learning)
                .with("fixed", timings::fixed)
                .with("landmarks", timings::landmarks)
                .run(names);
    }

    private Points points(int n, int d) {
        double[] values = new double[n * d];
        Arrays.setAll(values, i -> random.nextGaussian());
        return Points.ofRowMajor(values, d);
    }

    private DMatrixRMaj likelihood(int n) {
        return BACKEND.gram(Kernel.gaussian(1), points(n, 5)).dense();
    }

    private int[] subset(int n, int size) {
        return random.ints(0, n).distinct().limit(size).toArray();
    }

    /** The log-probabilities of 60 subsets of 20 of 1,200 items: a normaliser for each, or one for all. */
    private DoubleSupplier[] probabilities() {
        DMatrixRMaj likelihood = likelihood(1200);
        int[][] subsets = new int[60][];
        Arrays.setAll(subsets, t -> subset(1200, 20));
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.logProbabilities(likelihood.get2DData(), subsets),
            () -> {
                FiniteDpp process = FiniteDpp.ofLikelihood(likelihood, BACKEND);
                return Arrays.stream(subsets)
                        .mapToDouble(process::logProbability)
                        .sum();
            }
        };
    }

    /** The probability that 10 of 24 items are drawn: all subsets, or the law of the size. */
    private DoubleSupplier[] sizes() {
        DMatrixRMaj likelihood = likelihood(24);
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.enumerate(likelihood.get2DData())[10],
            () -> FiniteDpp.ofLikelihood(likelihood, BACKEND).cardinalityLaw()[10]
        };
    }

    /** The entropy of a process of 24 items: all subsets, or 10,000 draws. */
    private DoubleSupplier[] entropy() {
        DMatrixRMaj likelihood = likelihood(24);
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.enumerate(likelihood.get2DData())[25],
            () -> FiniteDpp.ofLikelihood(likelihood, BACKEND)
                    .entropy(10_000, random)
                    .value()
        };
    }

    /** The expected size given each of 30 of 1,000 items by a matrix of full rank: an inverse for each, or conditioning. */
    private DoubleSupplier[] conditioning() {
        DMatrixRMaj likelihood = likelihood(1000);
        int[] items = subset(1000, 30);
        return new DoubleSupplier[] {
            () -> Arrays.stream(ObviousDppLaws.sizesGiven(likelihood.get2DData(), items))
                    .sum(),
            () -> {
                FiniteDpp process = FiniteDpp.ofLikelihood(likelihood, BACKEND);
                return Arrays.stream(items)
                        .mapToDouble(i -> process.including(i).expectedSize())
                        .sum();
            }
        };
    }

    /** The same given each of 8 of 1,500 items by 50 features. */
    private DoubleSupplier[] features() {
        DMatrixRMaj features = new DMatrixRMaj(points(1500, 50).toArray());
        int[] items = subset(1500, 8);
        return new DoubleSupplier[] {
            () -> {
                double[][] likelihood = Textbook.symmetricProduct(features.get2DData());
                return Arrays.stream(ObviousDppLaws.sizesGiven(likelihood, items))
                        .sum();
            },
            () -> {
                FiniteDpp process = FiniteDpp.ofFeatures(features, BACKEND);
                return Arrays.stream(items)
                        .mapToDouble(i -> process.including(i).expectedSize())
                        .sum();
            }
        };
    }

    /** The projection on 120 plane waves of 5,000 items. */
    private DoubleSupplier[] hermitian() {
        int n = 5000;
        int r = 120;
        ZMatrixRMaj span = new ZMatrixRMaj(n, r);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < r; k++) {
                double angle = 2 * Math.PI * i * k / n;
                span.set(i, k, Math.cos(angle) / Math.sqrt(n), Math.sin(angle) / Math.sqrt(n));
            }
        }
        SubsetSampler sampler = HermitianDpp.ofSpan(span, BACKEND).sampler();
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.chainRule(span, random).length, () -> sampler.sample(random).length
        };
    }

    /** 30 steps of learning rank 20 of 1,000 items from 500 subsets. */
    private DoubleSupplier[] learning() {
        FiniteDpp truth = FiniteDpp.ofLikelihood(likelihood(1000), BACKEND).withExpectedSize(8);
        int[][] subsets = truth.ofSize(8).samples(500, random);
        DMatrixRMaj start = new DMatrixRMaj(1000, 20);
        Arrays.setAll(start.data, i -> random.nextGaussian() / Math.sqrt(20));
        LikelihoodLearning learning = LikelihoodLearning.ofRank(20).withIterations(30);
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.ascend(subsets, start.get2DData(), 30, 1),
            () -> learning.fit(subsets, start).objective()
        };
    }

    /** 200 of 2,000 items: EJML's eigendecomposition and the plain chain rule, or Gramian's. */
    private DoubleSupplier[] fixed() {
        DMatrixRMaj likelihood = likelihood(2000);
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.fixedSize(likelihood, 200, random).length,
            () -> FiniteDpp.ofLikelihood(likelihood, BACKEND).ofSize(200).sample(random).length
        };
    }

    /** 200 landmarks of 2,000 points, from the points. */
    private DoubleSupplier[] landmarks() {
        Points x = points(2000, 5);
        Kernel kernel = Kernel.gaussian(1);
        DppLandmarks landmarks = DppLandmarks.ofSize(200);
        return new DoubleSupplier[] {
            () -> ObviousDppLaws.fixedSize(BACKEND.gram(kernel, x).dense(), 200, random).length,
            () -> landmarks.select(kernel, x, random, BACKEND).size()
        };
    }
}
