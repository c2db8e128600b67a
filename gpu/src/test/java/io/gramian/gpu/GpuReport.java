package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Proximal;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.KernelRidge;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.RidgeModel;
import io.gramian.nystrom.RidgeSolver;
import io.gramian.nystrom.UniformLandmarks;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Prints how exact and how fast the backend {@code cuda} is on the GPU at hand, as a table for VERIFIED.md.
 *
 * <p>Accuracy comes first: a row whose error, on a sample of rows and over three seeds, is above its bound has no speed.
 * Times are the best of five with points resident; beside them stand a call that brings its points to the device, and the
 * first of all, which compiles too. The number of points is a prime, so that no block and no tile is whole.
 */
public final class GpuReport {
    private static final int JUDGED = 200; // rows held against the CPU in double precision
    private static final int[] SEEDS = {1, 2, 3};

    private final CudaBackend cuda = (CudaBackend) Backends.named("cuda");
    private final Backend cpu = Backends.cpu();

    private GpuReport() {}

    /** Prints the report; an argument makes everything that many times smaller, {@code --usable} says if there is a GPU. */
    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals("--usable")) {
            System.out.println(Backends.named("cuda")); // or an exception that says why not
            return;
        }
        int part = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1;
        long start = System.nanoTime();
        GpuReport report = new GpuReport();
        System.out.println("## " + report.cuda + ", " + LocalDate.now() + "\n");
        report.firstUse(start);
        report.sums(part == 1 ? 999_983 : 1_000_000 / part | 1);
        report.algebra(16_384 / part);
        report.filterBank(512 / part);
        report.ridge(10_000_000 / part, 10_000 / part);
    }

    private void firstUse(long start) {
        Points x = points(1000, 3, 1);
        try (Gram gram = cuda.withPrecision(Precision.FLOAT).gram(Kernel.gaussian(1), x)) {
            gram.rowSums();
        }
        System.out.printf("First sums, from the start of the program: %.2f s.%n%n", seconds(start));
    }

    private void sums(int n) {
        System.out.println("| Gaussian row sums, n = m = " + n
                + " | worst relative error | pairs/s | pairs/s with the upload | first call, s |");
        System.out.println("|---|---|---|---|---|");
        for (Precision precision : new Precision[] {Precision.FLOAT, Precision.DOUBLE}) {
            for (int d : new int[] {3, 16, 128}) {
                sums(precision, precision == Precision.FLOAT ? n : n / 4, d);
            }
        }
        System.out.println();
    }

    private void sums(Precision precision, int n, int d) {
        double bound = precision == Precision.FLOAT ? 1e-5 : 1e-11;
        double worst = 0;
        double best = Double.POSITIVE_INFINITY;
        double first = 0;
        double cold = Double.POSITIVE_INFINITY;
        Kernel kernel = Kernel.gaussian(Math.sqrt(d));
        for (int seed : SEEDS) {
            Points x = points(n, d, seed);
            try (Gram gram = cuda.withPrecision(precision).gram(kernel, x)) {
                long start = System.nanoTime();
                double[] sums = gram.rowSums();
                first = Math.max(first, seconds(start));
                worst = Math.max(worst, error(sums, kernel, x));
                for (int round = 0; round < 5; round++) {
                    start = System.nanoTime();
                    double[] again = gram.rowSums();
                    best = Math.min(best, seconds(start));
                    if (!Arrays.equals(sums, again)) {
                        throw new IllegalStateException("two runs differ");
                    }
                }
            }
            long start = System.nanoTime();
            try (Gram gram = cuda.withPrecision(precision).gram(kernel, x)) {
                gram.rowSums();
            }
            cold = Math.min(cold, seconds(start));
        }
        double pairs = (double) n * n;
        String speed = worst <= bound
                ? String.format("%.2e | %.2e", pairs / best, pairs / cold)
                : "- (above " + bound + ") | -";
        System.out.printf("| %s, d = %d, n = %d | %.1e | %s | %.2f |%n", precision, d, n, worst, speed, first);
    }

    private double error(double[] sums, Kernel kernel, Points x) {
        int[] rows = new SplittableRandom(9).ints(JUDGED, 0, x.size()).toArray();
        double worst = 0;
        try (Gram gram = cpu.gram(kernel, x.select(rows), x)) {
            double[] expected = gram.rowSums();
            for (int i = 0; i < rows.length; i++) {
                worst = Math.max(worst, Math.abs(sums[rows[i]] - expected[i]) / expected[i]);
            }
        }
        return worst;
    }

    private void algebra(int n) {
        System.out.println("| linear algebra | seconds | Tflop/s |");
        System.out.println("|---|---|---|");
        for (Precision precision : Precision.values()) {
            LinearAlgebra algebra = cuda.withPrecision(precision).linearAlgebra();
            try (Matrix a = cuda.withPrecision(precision).matrix(n, n, uniform(n));
                    Matrix k = algebra.symmetricProduct(a)) {
                row(
                        "product, " + precision + ", n = " + n,
                        2.0 * n * n * n,
                        () -> algebra.multiply(a, a).close());
                row("Cholesky, " + precision + ", n = " + n, (double) n * n * n / 3, () -> {
                    try (Cholesky factor = algebra.cholesky(k, n)) {
                        factor.logDeterminant();
                    }
                });
                int part = n / 4;
                row("eigenvalues, " + precision + ", n = " + part, 0, () -> {
                    try (Eigen eigen = algebra.eigen(k.slice(0, part, 0, part))) {
                        eigen.values();
                    }
                });
            }
        }
    }

    /** Kernel ridge regression on landmarks from end to end, and how far its predictions of new points are off. */
    private void ridge(int n, int landmarks) {
        int d = 10;
        SplittableRandom random = new SplittableRandom(6);
        float[] numbers = new float[Math.multiplyExact(n, d)];
        for (int at = 0; at < numbers.length; at++) {
            numbers[at] = random.nextFloat();
        }
        Points x = Points.ofRowMajor(numbers, d);
        double[] y = new double[n];
        Arrays.setAll(y, i -> target(x.row(i)) + 0.1 * random.nextGaussian());
        Kernel kernel = Kernel.gaussian(1);
        for (Precision precision : Precision.values()) {
            long start = System.nanoTime();
            Landmarks z = UniformLandmarks.ofSize(landmarks).select(kernel, x, new SplittableRandom(7));
            RidgeModel model = KernelRidge.of(kernel)
                    .withRidge(1e-6 * n)
                    .withLandmarks(z)
                    .withSolver(RidgeSolver.ITERATIVE)
                    .withBackend(cuda.withPrecision(precision))
                    .fit(x, y);
            double seconds = seconds(start);
            Points queries = points(1000, d, 8);
            double[] found = model.predict(queries);
            double squares = 0;
            for (int i = 0; i < found.length; i++) {
                squares += Math.pow(found[i] - target(queries.row(i)), 2);
            }
            System.out.printf(
                    "%nRidge regression, %s, n = %d, d = %d, %d landmarks: %.1f s; root mean square error %.4f.%n",
                    precision, n, d, landmarks, seconds, Math.sqrt(squares / found.length));
        }
    }

    private static double target(double[] x) {
        return Math.sin(3 * x[0]) * Math.cos(2 * x[1]) + x[2] * x[3];
    }

    /** An iteration with 144 filters of 12 x 12 on a square, beside the CPU's on all its cores; objectives must agree. */
    private void filterBank(int side) {
        SplittableRandom random = new SplittableRandom(4);
        double[][] filters = new double[144][];
        Arrays.setAll(filters, m -> random.doubles(144, -0.1, 0.1).toArray());
        FilterBank bank = FilterBank.of(new int[] {12, 12}, filters);
        double[] signal = random.doubles((long) side * side, -1, 1).toArray();
        double[] seconds = new double[2];
        double[] objectives = new double[2];
        Backend[] backends = {cuda.withPrecision(Precision.FLOAT), cpu.withPrecision(Precision.FLOAT)};
        for (int b = 0; b < 2; b++) {
            try (FilterBankOperator operator = backends[b].filterBank(bank, side, side)) {
                operator.signal(signal);
                operator.start();
                double best = Double.POSITIVE_INFINITY;
                for (int i = 0; i < 20; i++) {
                    long start = System.nanoTime();
                    AdmmStep step = operator.step(1, 1.8, Proximal.soft(0.1));
                    best = Math.min(best, seconds(start));
                    objectives[b] = step.dataFidelity() + step.penaltyAtPrimal();
                }
                seconds[b] = best;
            }
        }
        System.out.printf(
                "%nSparse coding, %d x %d, 144 filters, float: %.5f s an iteration, CPU %.4f s on %d threads, %.1f times;"
                        + " objectives after 20 differ by %.1e.%n",
                side,
                side,
                seconds[0],
                seconds[1],
                cpu.threads(),
                seconds[1] / seconds[0],
                Math.abs(objectives[0] / objectives[1] - 1));
    }

    private void row(String what, double flops, Runnable work) {
        work.run();
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < 3; round++) {
            long start = System.nanoTime();
            work.run();
            cuda.engine().device().freeBytes(); // waits
            best = Math.min(best, seconds(start));
        }
        System.out.printf(
                "| %s | %.4f | %s |%n", what, best, flops == 0 ? "-" : String.format("%.1f", flops / best / 1e12));
    }

    private static double[] uniform(int n) {
        return new SplittableRandom(5).doubles((long) n * n, -1, 1).toArray();
    }

    private static Points points(int n, int d, int seed) {
        return Points.ofRowMajor(
                new SplittableRandom(seed).doubles((long) n * d).toArray(), d);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
