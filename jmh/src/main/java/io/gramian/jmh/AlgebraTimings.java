package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import io.gramian.core.backend.Triangle;
import io.gramian.core.kernel.Kernel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The timings of linear algebra in docs/verification.md: the textbook's loops, then the backends, double precision, each
 * at a size where the textbook takes over ten seconds.
 */
public final class AlgebraTimings {
    private final List<Backend> backends = List.of(Backends.cpu(), Backends.named("openblas"));
    private double sink;

    private AlgebraTimings() {}

    /**
     * Prints the table.
     *
     * @param arguments names of rows to time; all without one
     */
    public static void main(String[] arguments) {
        new AlgebraTimings().run(Arrays.asList(arguments));
    }

    private interface Work {
        AutoCloseable on(Backend backend, LinearAlgebra algebra, Matrix a, Matrix b);
    }

    private void run(List<String> names) {
        System.out.println(backends);
        System.out.println("| capability | textbook | cpu | openblas |\n|---|---:|---:|---:|");
        double[][] a = uniform(1500, 1500);
        double[][] wide = positive(2400);
        double[][] positive = positive(4000);
        row(names, "product", a, a, () -> Textbook.product(a, a), (backend, algebra, x, y) -> algebra.multiply(x, y));
        row(
                names,
                "symmetricProduct",
                wide,
                null,
                () -> Textbook.symmetricProduct(wide),
                (w, algebra, x, y) -> algebra.symmetricProduct(x));
        row(
                names,
                "cholesky",
                positive,
                null,
                () -> Textbook.cholesky(positive),
                (w, algebra, x, y) -> algebra.cholesky(x));
        double[][] lower = Textbook.cholesky(positive(2200));
        double[][] right = uniform(2200, 2200);
        row(
                names,
                "solveTriangular",
                lower,
                right,
                () -> Textbook.solveLower(lower, right),
                (w, algebra, x, y) -> algebra.solveTriangular(Triangle.LOWER, x, y));
        double[][] tall = uniform(3000, 1100);
        row(names, "qr", tall, null, () -> Textbook.triangle(tall), (w, algebra, x, y) -> algebra.qr(x));
        row(names, "pivotedQr", tall, null, () -> Textbook.triangle(tall), (w, algebra, x, y) -> algebra.pivotedQr(x));
        double[][] sides = uniform(3000, 10);
        row(
                names,
                "leastSquares",
                tall,
                sides,
                () -> Textbook.triangle(tall),
                (w, algebra, x, y) -> algebra.leastSquares(x, y).solution());
        double[][] small = positive(850);
        row(names, "eigen", small, null, () -> Textbook.jacobi(small), (w, algebra, x, y) -> algebra.eigen(x));
        double[][] square = uniform(900, 800);
        row(names, "svd", square, null, () -> Textbook.jacobi(square), (w, algebra, x, y) -> algebra.svd(x));
        eigenvalues(names);
        append(names);
        gram(names);
        System.out.println("checksum " + sink);
    }

    private void row(List<String> names, String name, double[][] a, double[][] b, Runnable textbook, Work work) {
        if (!names.isEmpty() && !names.contains(name)) {
            return;
        }
        String size = a.length + " x " + a[0].length + (b == null ? "" : ", " + b.length + " x " + b[0].length);
        StringBuilder line = new StringBuilder(String.format("| %s, %s | %.1f s", name, size, seconds(textbook, 1)));
        for (Backend backend : backends) {
            try (Matrix x = backend.matrix(new DMatrixRMaj(a));
                    Matrix y = b == null ? backend.matrix(0, 0) : backend.matrix(new DMatrixRMaj(b))) {
                line.append(String.format(
                        Locale.ROOT,
                        " | %.3f s",
                        seconds(() -> close(work.on(backend, backend.linearAlgebra(), x, y)), 3)));
            }
        }
        System.out.println(line + " |");
    }

    /**
     * Eigenvalues and vectors by turns, the median of seven rounds (of three for 2,000 rows): of a random matrix, and of a
     * Gaussian kernel in the plane with many eigenvalues near the rounding error, on which EJML may fail. One thread is
     * timed by its processor time, which what else runs on the machine changes little. Each side is warmed up for eight
     * seconds.
     */
    private void eigenvalues(List<String> names) {
        if (!names.isEmpty() && !names.contains("eigenvalues")) {
            return;
        }
        System.out.println("\n| eigen, ms | EJML | cpu, 1 thread | openblas, 1 thread | cpu, 2 | openblas, 2 |"
                + "\n|---|---:|---:|---:|---:|---:|");
        for (int n : new int[] {200, 500, 1000, 2000}) {
            DMatrixRMaj kernel = new DMatrixRMaj(n, n);
            double[] points = BenchmarkData.normal(2 * n, 7);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double u = points[2 * i] - points[2 * j];
                    double v = points[2 * i + 1] - points[2 * j + 1];
                    kernel.set(i, j, Math.exp(-(u * u + v * v) / 0.125));
                }
            }
            eigenvalues("random " + n, new DMatrixRMaj(positive(n)));
            eigenvalues("kernel " + n, kernel);
        }
        System.out.println();
    }

    private void eigenvalues(String name, DMatrixRMaj a) {
        boolean[] converged = new boolean[1];
        List<Runnable> sides = new ArrayList<>();
        sides.add(() -> converged[0] =
                DecompositionFactory_DDRM.eig(a.numRows, true, true).decompose(a.copy()));
        for (int threads = 1; threads <= 2; threads++) {
            for (Backend backend : backends) {
                Backend some = backend.withThreads(threads);
                Matrix matrix = some.matrix(a);
                sides.add(() -> close(some.linearAlgebra().eigen(matrix)));
            }
        }
        int rounds = a.numRows < 2000 ? 7 : 3;
        double[][] times = new double[sides.size()][rounds];
        for (Runnable side : sides) {
            long warm = System.nanoTime() + 8_000_000_000L;
            do {
                side.run();
            } while (System.nanoTime() < warm);
        }
        for (int round = 0; round < rounds; round++) {
            for (int side = 0; side < sides.size(); side++) {
                boolean isAlone = side < 3;
                long start = isAlone ? processorTime() : System.nanoTime();
                sides.get(side).run();
                times[side][round] = ((isAlone ? processorTime() : System.nanoTime()) - start) * 1e-6;
            }
        }
        StringBuilder line = new StringBuilder("| " + name);
        for (int side = 0; side < sides.size(); side++) {
            Arrays.sort(times[side]);
            String failed = side == 0 && !converged[0] ? " (fails)" : "";
            line.append(String.format(Locale.ROOT, " | %.1f%s", times[side][rounds / 2], failed));
        }
        System.out.println(line + " |");
    }

    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** A factor that grows by single rows; the textbook factorises afresh each time, of which a tenth is timed. */
    private void append(List<String> names) {
        if (!names.isEmpty() && !names.contains("append")) {
            return;
        }
        int n = 800;
        int more = 200;
        double[][] positive = positive(n + more);
        double[][] leading = leading(positive, n);
        double textbook = 10
                * seconds(
                        () -> {
                            for (int i = 0; i < more; i += 10) {
                                sink += Textbook.cholesky(leading(positive, n + i))[0][0];
                            }
                        },
                        1);
        StringBuilder line = new StringBuilder(
                String.format(Locale.ROOT, "| Cholesky.append, %d rows to %d | %.1f s", more, n, textbook));
        for (Backend backend : backends) {
            line.append(String.format(
                    Locale.ROOT,
                    " | %.3f s",
                    seconds(
                            () -> {
                                Cholesky factor =
                                        backend.linearAlgebra().cholesky(backend.matrix(new DMatrixRMaj(leading)));
                                for (int i = n; i < n + more; i++) {
                                    double[] cross = Arrays.copyOf(positive[i], i);
                                    factor = factor.append(new double[][] {cross}, new double[][] {{positive[i][i]}});
                                }
                                sink += factor.logDeterminant();
                            },
                            3)));
        }
        System.out.println(line + " |");
        double[][] tall = uniform(1400, 200);
        double afresh = 10
                * seconds(
                        () -> {
                            for (int i = 0; i < 200; i += 10) {
                                sink += Textbook.triangle(Arrays.copyOf(tall, 1200 + i))[0][0];
                            }
                        },
                        1);
        line = new StringBuilder(String.format(Locale.ROOT, "| Qr.append, 200 rows to 1200 x 200 | %.1f s", afresh));
        for (Backend backend : backends) {
            line.append(String.format(
                    Locale.ROOT,
                    " | %.3f s",
                    seconds(
                            () -> {
                                Qr qr = backend.linearAlgebra()
                                        .qr(backend.matrix(new DMatrixRMaj(Arrays.copyOf(tall, 1200))));
                                for (int i = 1200; i < 1400; i++) {
                                    qr = qr.append(tall[i]);
                                }
                                sink += qr.logAbsoluteDeterminant();
                            },
                            3)));
        }
        System.out.println(line + " |");
    }

    /** Products of a Gram matrix with 32 columns; the obvious way is timed on a hundredth of the rows. */
    private void gram(List<String> names) {
        if (!names.isEmpty() && !names.contains("gram")) {
            return;
        }
        int n = 20_000;
        Points x = Points.ofRowMajor(BenchmarkData.normal(n * 3, 1), 3);
        double[][] rows = x.toArray();
        Kernel kernel = Kernel.gaussian(0.5);
        double[] weights = new SplittableRandom(3).doubles(n, 0.5, 1).toArray();
        double[] v = BenchmarkData.normal(n * 32, 2);
        double products = 100
                * seconds(
                        () -> {
                            double[] sums = new double[32];
                            for (int i = 0; i < n / 100; i++) {
                                for (int j = 0; j < n; j++) {
                                    double value = kernel.value(rows[i], rows[j]);
                                    for (int s = 0; s < 32; s++) {
                                        sums[s] += value * v[j * 32 + s];
                                    }
                                }
                            }
                            sink += sums[0];
                        },
                        1);
        for (String name : List.of(
                "times, 32 columns",
                "transposeTimes, 32 columns",
                "normalTimes, 32 columns",
                "moments, order 2",
                "logMoments, order 2",
                "rowSums of a selection")) {
            StringBuilder line = new StringBuilder(
                    String.format(Locale.ROOT, "| %s, %d x %d, d = 3 | %.1f s", name, n, n, products));
            for (Backend backend : backends) {
                try (Gram gram = backend.gram(kernel, x, Points.of(rows));
                        Matrix right = backend.matrix(n, 32, v)) {
                    Runnable work = () -> {
                        switch (name.substring(0, 4)) {
                            case "time" -> close(gram.times(right));
                            case "tran" -> close(gram.transposeTimes(right));
                            case "norm" -> close(gram.normalTimes(right));
                            case "mome" -> sink += gram.moments(weights, 2).sum(0);
                            case "logM" -> sink += gram.logMoments(weights, 2).sum(0);
                            default -> {
                                int[] all = java.util.stream.IntStream.range(0, n)
                                        .map(i -> n - 1 - i)
                                        .toArray();
                                sink += gram.select(all, all).rowSums(weights)[0];
                            }
                        }
                    };
                    line.append(String.format(Locale.ROOT, " | %.3f s", seconds(work, 3)));
                }
            }
            System.out.println(line + " |");
        }
    }

    private void close(AutoCloseable result) {
        try {
            result.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static double seconds(Runnable work, int times) {
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.run();
            best = Math.min(best, (System.nanoTime() - start) * 1e-9);
        }
        return best;
    }

    private static double[][] uniform(int m, int n) {
        SplittableRandom random = new SplittableRandom(m + n);
        double[][] a = new double[m][n];
        for (double[] row : a) {
            Arrays.setAll(row, j -> random.nextDouble(-1, 1));
        }
        return a;
    }

    private static double[][] positive(int n) {
        double[][] a = uniform(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                a[j][i] = a[i][j];
            }
            a[i][i] += n;
        }
        return a;
    }

    private static double[][] leading(double[][] a, int n) {
        return Arrays.stream(a, 0, n).map(row -> Arrays.copyOf(row, n)).toArray(double[][]::new);
    }
}
