package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The log-density of a Gaussian estimate at as many queries as there are data points. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"--add-modules", "jdk.incubator.vector"})
@State(Scope.Benchmark)
public class KernelDensityBenchmark {
    @Param({"1", "2", "3", "8", "16", "64"})
    public int dimension;

    @Param({"DOUBLE", "FLOAT"})
    public Precision precision;

    @Param("cpu")
    public String backend;

    @Param({"1", "all"})
    public String threads;

    @Param("5000")
    public int n;

    private Points queries;
    private DensityModel density;

    @Setup
    public void fit() {
        queries = BenchmarkData.normalPoints(n, dimension, 0);
        density = KernelDensity.gaussian()
                .withBandwidth(BenchmarkData.bandwidth(dimension))
                .withBackend(BenchmarkData.backend(backend, threads, precision))
                .fit(BenchmarkData.normalPoints(n, dimension, 1));
    }

    @Benchmark
    public double[] logDensity(Pairs counter) {
        counter.pairs += (long) n * n;
        return density.logDensity(queries);
    }
}
