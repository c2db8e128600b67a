package io.gramian.jmh;

import io.gramian.conformance.StandardKernels;
import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Kernel;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;

/**
 * The timings of docs/verification.md: every capability at a size where the obvious way, one value after the other in
 * one thread, takes over ten seconds. The obvious way is timed on a part of the rows and scaled up.
 */
public final class Timings {
    private static final int N = 40_000;
    private static final int D = 3;

    private final Backend backend = Backends.cpu();
    private final Points x = StandardKernels.points(N, D, 1);
    private final double[][] rows = x.toArray();
    private double sink;

    private Timings() {}

    /**
     * Prints the table.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        new Timings().run();
    }

    private void run() {
        System.out.println(backend + ", " + N + " x " + N + " pairs, d = " + D);
        System.out.println("| capability | obvious (s) | Gramian (s) | ratio |");
        System.out.println("|---|---:|---:|---:|");
        for (Kernel kernel : StandardKernels.forDimension(D)) {
            double obvious = obvious(kernel.expression());
            try (Gram gram = backend.gram(kernel, x)) {
                report(kernel + ", row sums", obvious, seconds(() -> sink += gram.rowSums()[0]));
            }
        }
        operations();
        densities();
        System.out.println("checksum " + sink);
    }

    private void operations() {
        Kernel kernel = Kernel.gaussian(0.2);
        double obvious = obvious(kernel.expression());
        double[] logWeights = new double[N];
        try (Gram gram = backend.gram(kernel, x)) {
            report("log row sums", obvious, seconds(() -> sink += gram.logRowSums(logWeights)[0]));
            report(
                    "row statistics",
                    obvious,
                    seconds(() -> sink += gram.rowStatistics(logWeights).entropy(0)));
            report("10 nearest", obvious, seconds(() -> sink += gram.nearest(10).distance(0, 9)));
            report(
                    "row sums excluding self",
                    obvious,
                    seconds(() -> sink += gram.excludingSelf().rowSums()[0]));
        }
        try (Gram gram = backend.withPrecision(Precision.FLOAT).gram(kernel, x)) {
            report("log row sums, float", obvious, seconds(() -> sink += gram.logRowSums(logWeights)[0]));
        }
        try (Gram gram = backend.withMemoryLimit(0).gram(kernel, x)) {
            report("log row sums, no memory to keep points", obvious, seconds(() -> sink += gram.logRowSums()[0]));
        }
        int wide = 14_500;
        Points y = StandardKernels.points(wide, 64, 2);
        double share = (double) wide * wide / N / N;
        double obviousWide = share * obvious(kernel.expression(), y.toArray());
        try (Gram gram = backend.withMemoryLimit(2L << 30).gram(Kernel.gaussian(3), y)) {
            report(
                    "dense matrix, 14,500 x 14,500, d = 64",
                    obviousWide,
                    seconds(() -> sink += gram.dense().get(1, 2)));
        }
    }

    private void densities() {
        double obvious = obvious(DensityKernel.gaussian().expression());
        for (String name : DensityKernel.names()) {
            DensityModel density = KernelDensity.of(DensityKernel.named(name))
                    .withBandwidth(0.2)
                    .fit(x);
            double ofKernel = obvious(density.kernel().expression());
            report(name + " density", ofKernel, seconds(() -> sink += density.logDensity(x)[0]));
        }
        KernelDensity gaussian = KernelDensity.gaussian();
        double[] weights = new SplittableRandom(1).doubles(N).toArray();
        List<KernelDensity> others = List.of(
                gaussian.withBandwidth(Bandwidth.diagonal(0.1, 0.2, 0.3)),
                gaussian.withBandwidth(Bandwidth.scott()),
                gaussian.withBandwidth(Bandwidth.silverman()),
                gaussian.withBandwidth(0.2).withWeights(weights));
        for (KernelDensity configuration : others) {
            DensityModel density = configuration.fit(x);
            report(configuration.toString(), obvious, seconds(() -> sink += density.logDensity(x)[0]));
        }
        DensityModel density = gaussian.withBandwidth(0.2).fit(x);
        report("leave-one-out", obvious, seconds(() -> sink += density.leaveOneOutLogDensity()[0]));
        report("diagnostics", obvious, seconds(() -> sink += density.diagnose(x).entropy(0)));
        double sampling = seconds(() ->
                sink += density.sample(10_000_000, new SplittableRandom(1)).value(0, 0));
        System.out.printf(Locale.ROOT, "| 10,000,000 draws | - | %.2f | - |%n", sampling);
    }

    private double obvious(Expression expression) {
        return obvious(expression, rows);
    }

    /** Seconds for N x N pairs, from as many rows as take about half a second; points are transformed once. */
    private double obvious(Expression expression, double[][] rows) {
        if (expression instanceof Expression.Leaf leaf && leaf.normPower() == 0) {
            double[][] points = Arrays.stream(rows).map(leaf.transform()::apply).toArray(double[][]::new);
            return obvious((a, b) -> leaf.profile().value(leaf.form().value(a, b)), points);
        }
        return obvious(expression::value, rows);
    }

    private double obvious(ToDoubleBiFunction<double[], double[]> value, double[][] points) {
        long pairs = 0;
        long started = 0;
        for (int i = 0; ; i++) {
            if (i == 20) { // warm
                started = System.nanoTime();
                pairs = 0;
            }
            for (double[] y : points) {
                sink += value.applyAsDouble(points[i], y);
            }
            pairs += points.length;
            double spent = (System.nanoTime() - started) * 1e-9;
            if (i > 20 && (spent > 0.5 || i == points.length - 1)) {
                return spent / pairs * N * N;
            }
        }
    }

    /** The median of three, or the first if it is long. */
    private static double seconds(Runnable work) {
        double[] times = new double[3];
        for (int round = 0; round < times.length; round++) {
            long started = System.nanoTime();
            work.run();
            times[round] = (System.nanoTime() - started) * 1e-9;
            if (times[0] > 5) {
                return times[0];
            }
        }
        return Arrays.stream(times).sorted().toArray()[1];
    }

    private static void report(String what, double obvious, double gramian) {
        System.out.printf(Locale.ROOT, "| %s | %.1f | %.2f | %.0fx |%n", what, obvious, gramian, obvious / gramian);
    }
}
