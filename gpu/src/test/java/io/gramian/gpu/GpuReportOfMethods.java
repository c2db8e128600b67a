package io.gramian.gpu;

import static io.gramian.gpu.GpuReport.best;
import static io.gramian.gpu.GpuReport.points;
import static io.gramian.gpu.GpuReport.seconds;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Proximal;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.FiniteDpp;
import io.gramian.gpu.Routines.Place;
import io.gramian.nystrom.KernelRidge;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.RidgeModel;
import io.gramian.nystrom.RidgeSolver;
import io.gramian.nystrom.UniformLandmarks;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;

/** The part of {@link GpuReport} about linear algebra and whole methods. */
final class GpuReportOfMethods {
    /** For each point: as much as single precision wants with thousands of landmarks of so smooth a kernel. */
    private static final double RIDGE = 1e-3;

    private final CudaBackend cuda;
    private final Backend cpu;
    private final int part;
    private final PrintStream out;

    GpuReportOfMethods(CudaBackend cuda, Backend cpu, int part, PrintStream out) {
        this.out = out;
        this.cuda = cuda;
        this.cpu = cpu;
        this.part = part;
    }

    /** Prints beside the library called directly on a copy that is there already; returns the flops a second of GEMM. */
    Map<Precision, Double> algebra() {
        out.println("| linear algebra | s | Tflop/s | the library alone, s | ratio |\n|---|---|---|---|---|");
        Map<Precision, Double> rates = new EnumMap<>(Precision.class);
        for (Precision precision : Precision.values()) {
            int n = 16_384 / part;
            CudaBackend backend = cuda.withPrecision(precision);
            LinearAlgebra algebra = backend.linearAlgebra();
            double[] numbers =
                    new SplittableRandom(5).doubles((long) n * n, -1, 1).toArray();
            try (Matrix a = backend.matrix(n, n, numbers);
                    Matrix k = algebra.symmetricProduct(a);
                    Direct direct = new Direct(backend, k, n)) {
                double product = timed(() -> algebra.multiply(a, a));
                row("product", precision, n, 2.0 * n * n * n, product, direct.gemm());
                rates.put(precision, 2.0 * n * n * n / product);
                row(
                        "Cholesky",
                        precision,
                        n,
                        (double) n * n * n / 3,
                        timed(() -> algebra.cholesky(k, n)),
                        direct.potrf(n));
                int m = n / 2;
                double eigen = timed(() -> algebra.eigen(k.slice(0, m, 0, m)));
                row("eigenvalues", precision, m, 0, eigen, direct.syevd(m));
                row("QR", precision, m, 0, timed(() -> algebra.qr(k.slice(0, m, 0, m))), Double.NaN);
                row(
                        "QR, pivoted",
                        precision,
                        m / 4,
                        0,
                        timed(() -> algebra.pivotedQr(k.slice(0, m, 0, m / 4))),
                        Double.NaN);
                row("SVD", precision, m / 4, 0, timed(() -> algebra.svd(k.slice(0, m / 4, 0, m / 4))), Double.NaN);
            }
        }
        return rates;
    }

    private void row(String what, Precision precision, int n, double flops, double ours, double library) {
        String rate = flops == 0 ? "-" : String.format("%.1f", flops / ours / 1e12);
        String beside = Double.isNaN(library) ? "- | -" : String.format("%.4f | %.2f", library, ours / library);
        out.printf("| %s, %s, n = %d | %.4f | %s | %s |%n", what, precision, n, ours, rate, beside);
    }

    /** The best time of something that is made on the device and closed. */
    private double timed(java.util.function.Supplier<? extends AutoCloseable> work) {
        Device device = cuda.engine().device();
        return best(
                3,
                () -> { // the first one warms up
                    try (AutoCloseable made = work.get()) {
                        device.await();
                        return made;
                    } catch (Exception failure) {
                        throw new IllegalStateException(failure);
                    }
                });
    }

    /** The routines themselves, on a copy of K + n I. */
    private final class Direct implements AutoCloseable {
        private final Device device;
        private final Routines routines;
        private final CudaBackend backend;
        private final Matrix k;
        private final Matrix copy;

        Direct(CudaBackend backend, Matrix k, int n) {
            this.backend = backend;
            this.device = backend.engine().device();
            this.routines = device.routines(backend.precision());
            this.k = k;
            this.copy = backend.matrix(n, n);
        }

        private Place place(Matrix matrix) {
            return new Place(
                    ((DeviceStorage) ((io.gramian.core.internal.linear.DenseMatrix) matrix).storage()).buffer(), 0);
        }

        private double time(Runnable work) {
            device.await();
            long start = System.nanoTime();
            work.run();
            device.await();
            return seconds(start);
        }

        double gemm() {
            int n = k.rows();
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 2; round++) {
                best = Math.min(
                        best,
                        time(() ->
                                routines.gemm(false, false, n, n, n, 1, place(k), n, place(k), n, 0, place(copy), n)));
            }
            return best;
        }

        double potrf(int n) {
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 2; round++) {
                backend.linearAlgebra().scale(0, copy);
                backend.linearAlgebra().add(1, k, copy);
                backend.kernels().addDiagonal(n, (io.gramian.core.internal.linear.DenseMatrix) copy);
                best = Math.min(best, time(() -> routines.potrf(true, n, place(copy), n)));
            }
            return best;
        }

        double syevd(int m) {
            double best = Double.POSITIVE_INFINITY;
            for (int round = 0; round < 2; round++) {
                backend.linearAlgebra().scale(0, copy);
                backend.linearAlgebra().add(1, k, copy);
                best = Math.min(best, time(() -> routines.syevd(true, m, place(copy), k.rows(), new double[m])));
            }
            return best;
        }

        @Override
        public void close() {
            copy.close();
        }
    }

    /** Kernel ridge regression on landmarks from end to end, and how far its predictions of new points are off. */
    void ridge() {
        ridge(1_000_000 / part, 2_000 / part, Precision.DOUBLE);
        ridge(1_000_000 / part, 2_000 / part, Precision.FLOAT);
        ridge(10_000_000 / part, 10_000 / part, Precision.DOUBLE);
    }

    private void ridge(int n, int landmarks, Precision precision) {
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
        long start = System.nanoTime();
        Landmarks z = UniformLandmarks.ofSize(landmarks).select(kernel, x, new SplittableRandom(7));
        RidgeModel model = KernelRidge.of(kernel)
                .withRidge(RIDGE * n)
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
        out.printf(
                "Ridge regression, %s, n = %d, d = %d, %d landmarks: %.1f s; root mean square error %.4f.%n%n",
                precision, n, d, landmarks, seconds, Math.sqrt(squares / found.length));
    }

    private static double target(double[] x) {
        return Math.sin(3 * x[0]) * Math.cos(2 * x[1]) + x[2] * x[3];
    }

    /** An iteration with 144 filters of 12 x 12 on a square, beside the CPU's on all its cores; objectives must agree. */
    void filterBank() {
        int side = Math.max(16, 512 / part);
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
                double least = Double.POSITIVE_INFINITY;
                for (int i = 0; i < 20; i++) {
                    long start = System.nanoTime();
                    AdmmStep step = operator.step(1, 1.8, Proximal.soft(0.1));
                    least = Math.min(least, seconds(start));
                    objectives[b] = step.dataFidelity() + step.penaltyAtPrimal();
                }
                seconds[b] = least;
            }
        }
        out.printf(
                "Sparse coding, %d x %d, 144 filters, float: %.5f s an iteration, CPU %.4f s on %d threads, %.1f times;"
                        + " objectives after 20 differ by %.1e.%n",
                side,
                side,
                seconds[0],
                seconds[1],
                cpu.threads(),
                seconds[1] / seconds[0],
                Math.abs(objectives[0] / objectives[1] - 1));
    }

    /** A thousand subsets of a projection process beside the CPU's on all its cores; every item's frequency is judged. */
    void batches() {
        int rank = Math.max(2, 100 / part);
        int draws = 1000;
        for (int n : new int[] {10_000 / part, 100_000 / part}) {
            double[][] columns = new double[n][rank];
            SplittableRandom random = new SplittableRandom(3);
            for (double[] row : columns) {
                Arrays.setAll(row, j -> random.nextDouble(-1, 1));
            }
            FiniteDpp process = FiniteDpp.ofSpan(columns);
            double[] expected = process.inclusionProbabilities();
            double[] seconds = new double[2];
            double[] chi = new double[2];
            Backend[] backends = {cuda, cpu};
            for (int b = 0; b < 2; b++) {
                FiniteDpp there = process.withBackend(backends[b]);
                there.samples(draws, new SplittableRandom(1)); // programs, and the CPU's tables, are there now
                long start = System.nanoTime();
                int[][] subsets = there.samples(draws, new SplittableRandom(2));
                seconds[b] = seconds(start);
                double[] counts = new double[n];
                Arrays.stream(subsets).flatMapToInt(Arrays::stream).forEach(i -> counts[i]++);
                for (int i = 0; i < n; i++) {
                    chi[b] += Math.pow(counts[i] - draws * expected[i], 2) / (draws * expected[i] * (1 - expected[i]));
                }
            }
            out.printf(
                    "%d subsets of %d of %d items: %.4f s with the upload, CPU %.4f s on %d threads, %.1f times; mean squared deviations of"
                            + " frequencies %.3f and %.3f variances.%n%n",
                    draws,
                    rank,
                    n,
                    seconds[0],
                    seconds[1],
                    cpu.threads(),
                    seconds[1] / seconds[0],
                    chi[0] / n,
                    chi[1] / n);
        }
    }
}
