package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.GaussianProcess;
import io.gramian.nystrom.KernelRidge;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.RandomlyPivotedCholesky;
import io.gramian.nystrom.RidgeSearch;
import io.gramian.nystrom.RidgeSolver;
import io.gramian.nystrom.SparseApproximation;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Times what {@code docs/verification.md} says of kernel ridge regression: each row's obvious way, which is a direct solve of
 * each system in turn, then Gramian's, in processor seconds of one thread.
 */
public final class RidgeTimings {
    private static final double[] RIDGES =
            IntStream.range(0, 30).mapToDouble(i -> Math.pow(10, -3 + i / 6.0)).toArray();

    private static int toSkip;

    private RidgeTimings() {}

    /** Prints a line for each row: {@code RidgeTimings backend rows-to-skip}. */
    public static void main(String[] args) {
        toSkip = args.length > 1 ? Integer.parseInt(args[1]) : 0;
        Backend backend = BenchmarkData.backend(args.length > 0 ? args[0] : "cpu", "1", Precision.DOUBLE);
        SplittableRandom random = new SplittableRandom(1);
        Points x = BenchmarkData.normalPoints(12_000, 8, 1);
        double[] y = IntStream.range(0, x.size())
                .mapToDouble(i -> Math.sin(x.value(i, 0)) + x.value(i, 1) + 0.1 * random.nextGaussian())
                .toArray();
        Kernel kernel = Kernel.gaussian(4);
        KernelRidge ridge = KernelRidge.of(kernel).withRidge(1).withBackend(backend);
        row(
                "12,000 points, solved directly and by conjugate gradients",
                () -> ridge.withSolver(RidgeSolver.DIRECT).fit(x, y).coefficients(),
                () -> ridge.withSolver(RidgeSolver.ITERATIVE).fit(x, y).coefficients());

        Points some = x.select(IntStream.range(0, 2500).toArray());
        double[] responses = Arrays.copyOf(y, some.size());
        row(
                "30 ridges, 2,500 points, by refits and as a path",
                () -> Arrays.stream(RIDGES)
                        .map(r ->
                                ridge.withRidge(r).leaveOneOut(some, responses).meanSquaredError())
                        .toArray(),
                () -> new double[] {ridge.path(some, responses, RIDGES).best()});

        RidgeSearch search = RidgeSearch.grid(new double[] {2, 4, 8}, RIDGES).withBackend(backend);
        int[] training = IntStream.range(0, 2000).toArray();
        Points fold = some.select(training);
        double[] foldResponses = Arrays.copyOf(y, 2000);
        row(
                "3 length scales, 30 ridges, 5 folds of 2,500 points, by refits (those of one fold, five times) and as a search",
                () -> {
                    double[] sums = new double[90];
                    for (int l = 0; l < 3; l++) {
                        KernelRidge scaled =
                                KernelRidge.of(Kernel.gaussian(2 << l)).withBackend(backend);
                        for (int r = 0; r < 30; r++) {
                            sums[30 * l + r] = scaled.withRidge(RIDGES[r])
                                    .fit(fold, foldResponses)
                                    .predict(some)[0];
                        }
                    }
                    return sums;
                },
                () -> new double[] {
                    search.search(some, responses, new SplittableRandom(3))
                            .best()
                            .ridge()
                });

        Landmarks z = RandomlyPivotedCholesky.ofRank(300).select(kernel, x, random, backend);
        GaussianProcess process = GaussianProcess.of(kernel).withNoise(1).withBackend(backend);
        row(
                "Gaussian process of 12,000 points, exact and on 300 landmarks (FITC)",
                () -> new double[] {process.fit(x, y).logMarginalLikelihood()},
                () -> new double[] {
                    process.withLandmarks(z, SparseApproximation.FULLY_INDEPENDENT_TRAINING_CONDITIONAL)
                            .fit(x, y)
                            .logMarginalLikelihood()
                });
    }

    private interface Work {
        double[] run();
    }

    private static void row(String name, Work obvious, Work ours) {
        if (toSkip-- > 0) {
            return;
        }
        double first = seconds(obvious);
        double second = Math.min(seconds(ours), seconds(ours));
        System.out.printf("%s: %.2f s -> %.2f s%n", name, first, second);
    }

    private static double seconds(Work work) {
        var bean = ManagementFactory.getThreadMXBean();
        long start = bean.getCurrentThreadCpuTime();
        double[] result = work.run();
        if (!Double.isFinite(result[0])) {
            throw new IllegalStateException("not finite");
        }
        return (bean.getCurrentThreadCpuTime() - start) * 1e-9;
    }
}
