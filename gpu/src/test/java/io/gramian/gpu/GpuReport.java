package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Kernel;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Prints how exact and how fast the backend {@code cuda} is on the GPU at hand, as tables for VERIFIED.md.
 *
 * <p>Accuracy comes first: a row whose error, on a sample of rows and over several seeds, is above its bound has no speed.
 * Memory is poisoned before each row, so that what is not written is not a number. Times are the best of three with points
 * resident; beside them stand a call that brings its points to the device, and the first of all, which compiles too. Numbers
 * of points are odd, so that no block and no tile is whole.
 */
public final class GpuReport {
    private static final int JUDGED = 200; // rows held against the CPU in double precision
    private static final int ROUNDS = 3;
    private static final int[] SEEDS = {1, 2, 3};

    private final CudaBackend cuda;
    private final CudaBackend floats;
    private final PrintStream out;
    private final Backend cpu = Backends.cpu();
    private final int part;
    private Map<Precision, Double> gemmRates = Map.of(); // flops a second

    GpuReport(CudaBackend cuda, int part, PrintStream out) {
        this.cuda = cuda;
        this.floats = cuda.withPrecision(Precision.FLOAT);
        this.part = part;
        this.out = out;
    }

    /**
     * Prints the report; an argument makes everything that many times smaller, {@code --usable} says if there is a GPU, and
     * {@code --first-use} how long the first sums take.
     */
    public static void main(String[] arguments) {
        Locale.setDefault(Locale.ROOT);
        String first = arguments.length > 0 ? arguments[0] : "1";
        if (first.equals("--usable")) {
            System.out.println(Backends.named("cuda")); // or an exception that says why not
        } else if (first.equals("--first-use")) {
            firstUse(System.nanoTime(), arguments.length > 1 ? arguments[1] : "");
        } else {
            new GpuReport((CudaBackend) Backends.named("cuda"), Integer.parseInt(first), System.out).print();
        }
    }

    private static void firstUse(long start, String what) {
        Points x = points(1000, 3, 1);
        try (Gram gram = Backends.named("cuda").withPrecision(Precision.FLOAT).gram(Kernel.gaussian(1), x)) {
            gram.rowSums();
        }
        System.out.printf("First sums, %s: %.2f s.%n", what, seconds(start));
    }

    void print() {
        out.println("## " + cuda + ", " + LocalDate.now() + "\n");
        out.println("Java " + Runtime.version() + "; " + (cuda.memoryLimit() >> 20)
                + " MiB for Gramian; CPU for comparison " + cpu + ".\n");
        GpuReportOfMethods methods = new GpuReportOfMethods(cuda, cpu, part, out);
        section("linear algebra", () -> gemmRates = methods.algebra());
        section("sums", this::sums);
        section("many coordinates", this::manyCoordinates);
        section("operations", this::operations);
        section("sparse coding", methods::filterBank);
        section("batches", methods::batches);
        section("ridge regression", methods::ridge);
    }

    /** What fails is said, and the rest goes on. */
    private void section(String what, Runnable work) {
        long start = System.nanoTime();
        try {
            work.run();
        } catch (RuntimeException | Error failure) {
            out.println("FAILED: " + what + ": " + failure);
            failure.printStackTrace(out);
        }
        out.printf("%n(%s: %.0f s)%n%n", what, seconds(start));
    }

    private int most() {
        return part == 1 ? 999_983 : 1_000_000 / part | 1;
    }

    private void sums() {
        out.println("| Gaussian row sums | worst relative error | pairs/s | of GEMM's rate | with the upload |"
                + " first call, s |\n|---|---|---|---|---|---|");
        int n = most();
        for (int d : new int[] {3, 16, 128, 784}) {
            sums(floats, "float", d == 784 ? n / 8 : d == 128 ? n / 4 : n, d, 1e-5);
        }
        sums(cuda.withTensorCores(), "TF32", n / 4, 128, Math.expm1(1.0 / 2048) + 1e-5);
        for (int d : new int[] {3, 16, 128}) {
            sums(cuda, "double", n / 4, d, 1e-11);
        }
    }

    private void sums(CudaBackend backend, String name, int n, int d, double bound) {
        Kernel kernel = Kernel.gaussian(Math.sqrt(d));
        double worst = 0;
        double best = Double.POSITIVE_INFINITY;
        double first = 0;
        double cold = Double.POSITIVE_INFINITY;
        for (int seed : SEEDS) {
            poison();
            Points x = points(n, d, seed);
            try (Gram gram = backend.gram(kernel, x)) {
                long start = System.nanoTime();
                double[] sums = gram.rowSums();
                first = Math.max(first, seconds(start));
                worst = Math.max(worst, error(sums, kernel, x, Gram::rowSums));
                for (int round = 0; round < (seed == SEEDS[0] ? ROUNDS : 1); round++) {
                    start = System.nanoTime();
                    double[] again = gram.rowSums();
                    best = Math.min(best, seconds(start));
                    if (!Arrays.equals(sums, again)) {
                        throw new IllegalStateException("two runs differ");
                    }
                }
            }
            long start = System.nanoTime();
            try (Gram gram = backend.gram(kernel, x)) {
                gram.rowSums();
            }
            cold = Math.min(cold, seconds(start));
        }
        double pairs = (double) n * n;
        Double gemmRate = gemmRates.get(backend.precision());
        String share = d < 128 || gemmRate == null || name.equals("TF32")
                ? "-"
                : String.format("%.0f %%", 200.0 * d * pairs / best / gemmRate);
        String speed = worst <= bound
                ? String.format("%.2e | %s | %.2e", pairs / best, share, pairs / cold)
                : "- (above " + bound + ") | - | -";
        out.printf("| %s, d = %d, n = m = %d | %.1e | %s | %.2f |%n", name, d, n, worst, speed, first);
    }

    /** The worst relative error of the numbers of some rows. */
    private double error(double[] found, Kernel kernel, Points x, Function<Gram, double[]> work) {
        int[] rows = new SplittableRandom(9).ints(JUDGED, 0, x.size()).toArray();
        double worst = 0;
        try (Gram gram = cpu.gram(kernel, x.select(rows), x)) {
            double[] expected = work.apply(gram);
            for (int i = 0; i < rows.length; i++) {
                worst = Math.max(worst, Math.abs(found[rows[i]] - expected[i]) / Math.abs(expected[i]));
            }
        }
        return worst;
    }

    /** Where inner products by cuBLAS begin to pay: the constant of Engine. */
    private void manyCoordinates() {
        out.println("| row sums, pairs/s | one kernel | products by cuBLAS |\n|---|---|---|");
        int n = most() / 4;
        for (Precision precision : Precision.values()) {
            for (int d : new int[] {24, 32, 48, 64, 96, 128, 256}) {
                Points x = points(precision == Precision.FLOAT ? n : n / 2, d, 1);
                CudaBackend backend = cuda.withPrecision(precision);
                out.printf(
                        "| %s, d = %d, n = m = %d | %.2e | %.2e |%n",
                        precision,
                        d,
                        x.size(),
                        rate(backend.withManyCoordinates(Integer.MAX_VALUE), x),
                        rate(backend.withManyCoordinates(1), x));
            }
        }
    }

    private static double rate(CudaBackend backend, Points x) {
        try (Gram gram = backend.gram(Kernel.gaussian(Math.sqrt(x.dimension())), x)) {
            gram.rowSums();
            double best = best(3, () -> gram.rowSums());
            return (double) x.size() * x.size() / best;
        }
    }

    /** Every operation, and shapes that are far from square. */
    private void operations() {
        out.println("| operation, float | worst relative error | s | pairs/s |\n|---|---|---|---|");
        int n = most() / 5 | 1;
        Points x = points(n, 8, 4);
        Points few = points(1021, 8, 5);
        Kernel kernel = Kernel.matern52(1);
        double[] ones = new double[n];
        Arrays.fill(ones, 1);
        double pairs = (double) n * n;
        poison();
        try (Gram gram = floats.gram(kernel, x)) {
            operation("row sums, Matern 5/2", pairs, 1e-5, kernel, x, gram, Gram::rowSums);
            operation("log row sums", pairs, 1e-5, kernel, x, gram, Gram::logRowSums);
            operation("statistics", pairs, 1e-4, kernel, x, gram, g -> {
                RowStatistics statistics = g.rowStatistics(new double[n]);
                double[] entropy = new double[g.rows()];
                Arrays.setAll(entropy, statistics::entropy);
                return entropy;
            });
            operation("nearest 10", pairs, 1e-4, kernel, x, gram, g -> {
                Neighbours nearest = g.nearest(10);
                double[] last = new double[g.rows()];
                Arrays.setAll(last, i -> nearest.distance(i, 9));
                return last;
            });
            operation("moments to order 2", pairs, 1e-4, kernel, x, gram, g -> {
                RowMoments moments = g.moments(ones, 2);
                double[] second = new double[g.rows()];
                Arrays.setAll(second, i -> moments.second(i).get(0, 0));
                return second;
            });
            for (int sides : new int[] {1, 4, 64}) {
                product(gram, kernel, x, sides, pairs);
            }
        }
        for (boolean tall : new boolean[] {true, false}) {
            try (Gram gram = tall ? floats.gram(kernel, x, few) : floats.gram(kernel, few, x)) {
                gram.rowSums();
                double best = best(ROUNDS, () -> gram.rowSums());
                out.printf(
                        "| row sums, %d x %d | - | %.4f | %.2e |%n",
                        gram.rows(), gram.columns(), best, n * 1021.0 / best);
            }
        }
    }

    /** A product whose operand and result stay on the device; the first column is judged. */
    private void product(Gram gram, Kernel kernel, Points x, int sides, double pairs) {
        int n = x.size();
        double[] v = new SplittableRandom(6).doubles((long) n * sides, 0, 1).toArray();
        double[] first = new double[n];
        Arrays.setAll(first, i -> v[i * sides]);
        try (Matrix operand = floats.matrix(n, sides, v);
                Matrix product = gram.times(operand);
                Matrix column = product.slice(0, n, 0, 1)) {
            double worst = error(column.toArray(), kernel, x, g -> g.rowSums(first));
            double best = best(3, () -> {
                try (Matrix again = gram.times(operand)) {
                    floats.engine().device().await();
                    return again;
                }
            });
            row("K V, " + sides + " columns", n, worst, 1e-4, best, pairs);
        }
    }

    private void operation(
            String what,
            double pairs,
            double bound,
            Kernel kernel,
            Points x,
            Gram gram,
            Function<Gram, double[]> work) {
        double worst = error(work.apply(gram), kernel, x, work);
        double best = best(3, () -> work.apply(gram));
        row(what, x.size(), worst, bound, best, pairs);
    }

    private void row(String what, int n, double worst, double bound, double best, double pairs) {
        String speed =
                worst <= bound ? String.format("%.4f | %.2e", best, pairs / best) : "- (above " + bound + ") | -";
        out.printf("| %s, n = m = %d | %.1e | %s |%n", what, n, worst, speed);
    }

    /** Leaves what is not a number in memory that is given out next. */
    private void poison() {
        double[] poison = new double[1 << 20];
        Arrays.fill(poison, Double.longBitsToDouble(-1));
        Buffer[] buffers = new Buffer[Math.max(1, 64 / part)];
        Arrays.setAll(buffers, i -> floats.engine().device().allocate(8L * poison.length));
        for (Buffer buffer : buffers) {
            buffer.write(0, poison, 0, poison.length);
        }
        for (Buffer buffer : buffers) {
            buffer.close();
        }
    }

    static Points points(int n, int d, int seed) {
        return Points.ofRowMajor(
                new SplittableRandom(seed).doubles((long) n * d).toArray(), d);
    }

    /** The best time of some rounds, in seconds. */
    static double best(int rounds, Supplier<?> work) {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < rounds; round++) {
            long start = System.nanoTime();
            work.get();
            best = Math.min(best, seconds(start));
        }
        return best;
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) * 1e-9;
    }
}
