package io.gramian.jmh;

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

/** How long a caller waits for the log-density at one query. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"--add-modules", "jdk.incubator.vector"})
@State(Scope.Benchmark)
public class SingleQueryBenchmark {
    private static final int DIMENSION = 3;

    @Param({"1000", "100000", "1000000"})
    public int n;

    @Param("DOUBLE")
    public Precision precision;

    @Param("cpu")
    public String backend;

    @Param({"1", "all"})
    public String threads;

    private double[] query;
    private DensityModel density;

    @Setup
    public void fit() {
        query = BenchmarkData.normal(DIMENSION, 0);
        density = KernelDensity.gaussian()
                .withBandwidth(BenchmarkData.bandwidth(DIMENSION))
                .withBackend(BenchmarkData.backend(backend, threads, precision))
                .fit(BenchmarkData.normalPoints(n, DIMENSION, 1));
    }

    @Benchmark
    public double logDensity() {
        return density.logDensity(query);
    }
}
