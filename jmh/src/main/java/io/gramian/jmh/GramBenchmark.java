package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Kernel;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The operations on a Gram matrix, by kernel. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"--add-modules", "jdk.incubator.vector"})
public class GramBenchmark {
    /** A matrix of n x n pairs. */
    @State(Scope.Benchmark)
    public abstract static class Matrix {
        @Param("3")
        public int dimension;

        @Param("DOUBLE")
        public Precision precision;

        @Param("cpu")
        public String backend;

        @Param("1")
        public String threads;

        @Param("5000")
        public int n;

        double[] logWeights;
        private Gram gram;

        abstract Kernel kernel();

        @Setup
        public void prepare() {
            Points x = BenchmarkData.normalPoints(n, dimension, 0);
            Points y = BenchmarkData.normalPoints(n, dimension, 1);
            gram = BenchmarkData.backend(backend, threads, precision).gram(kernel(), x, y);
            logWeights = new double[n];
        }

        @TearDown
        public void close() {
            gram.close();
        }

        Gram counted(Pairs counter) {
            counter.pairs += (long) n * n;
            return gram;
        }
    }

    /** Kernels of a distance: all operations are defined. */
    public static class Distance extends Matrix {
        @Param({"gaussian", "exponential", "matern32", "cauchy", "laplacian"})
        public String kernel;

        @Override
        Kernel kernel() {
            double lengthScale = BenchmarkData.bandwidth(dimension);
            return switch (kernel) {
                case "gaussian" -> Kernel.gaussian(lengthScale);
                case "exponential" -> Kernel.exponential(lengthScale);
                case "matern32" -> Kernel.matern32(lengthScale);
                case "cauchy" -> Kernel.cauchy(lengthScale);
                case "laplacian" -> Kernel.laplacian(lengthScale);
                default -> throw new IllegalArgumentException("kernel: no such benchmark, '" + kernel + "'");
            };
        }
    }

    /** A kernel of the inner product, of even degree so that its sums have logarithms; it has no distance. */
    public static class Polynomial extends Matrix {
        @Override
        Kernel kernel() {
            return Kernel.polynomial(2, 1.0 / dimension, 1);
        }
    }

    @Benchmark
    public double[] rowSums(Distance matrix, Pairs counter) {
        return matrix.counted(counter).rowSums();
    }

    @Benchmark
    public double[] logRowSums(Distance matrix, Pairs counter) {
        return matrix.counted(counter).logRowSums();
    }

    @Benchmark
    public RowStatistics rowStatistics(Distance matrix, Pairs counter) {
        return matrix.counted(counter).rowStatistics(matrix.logWeights);
    }

    @Benchmark
    public Neighbours nearest5(Distance matrix, Pairs counter) {
        return matrix.counted(counter).nearest(5);
    }

    @Benchmark
    public double[] polynomialRowSums(Polynomial matrix, Pairs counter) {
        return matrix.counted(counter).rowSums();
    }

    @Benchmark
    public double[] polynomialLogRowSums(Polynomial matrix, Pairs counter) {
        return matrix.counted(counter).logRowSums();
    }

    @Benchmark
    public RowStatistics polynomialRowStatistics(Polynomial matrix, Pairs counter) {
        return matrix.counted(counter).rowStatistics(matrix.logWeights);
    }
}
