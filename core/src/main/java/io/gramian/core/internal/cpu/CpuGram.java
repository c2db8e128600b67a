package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ejml.data.DMatrixRMaj;

/**
 * A Gram matrix on the CPU: turns each operation into a reduction of tiles and hands it to a {@link Sweep}.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class CpuGram<A> implements Gram {
    private static final double LN_2 = Math.log(2);

    private final CpuBackend backend;
    private final TileLoops<A> loops;
    private final PairFunction function;
    private final Points x;
    private final Points y;
    private final boolean excludesSelf;
    private final Progress progress;
    private final AtomicBoolean closed;

    private CpuGram(
            CpuBackend backend,
            TileLoops<A> loops,
            PairFunction function,
            Points x,
            Points y,
            boolean excludesSelf,
            Progress progress,
            AtomicBoolean closed) {
        this.backend = backend;
        this.loops = loops;
        this.function = function;
        this.x = x;
        this.y = y;
        this.excludesSelf = excludesSelf;
        this.progress = progress;
        this.closed = closed;
    }

    static <A> CpuGram<A> of(CpuBackend backend, TileLoops<A> loops, PairFunction function, Points x, Points y) {
        if (x.dimension() != y.dimension()) {
            throw new IllegalArgumentException("x has dimension " + x.dimension() + ", but y has dimension "
                    + y.dimension() + "; both must have the same");
        }
        Domains.check(function.expression(), loops.precision(), x, y);
        return new CpuGram<>(backend, loops, function, x, y, false, Progress.NONE, new AtomicBoolean());
    }

    @Override
    public int rows() {
        return x.size();
    }

    @Override
    public int columns() {
        return y.size();
    }

    @Override
    public PairFunction function() {
        return function;
    }

    @Override
    public double[] rowSums(double[] weights) {
        checkLength("weights", weights);
        for (int j = 0; j < weights.length; j++) {
            if (!(Math.abs(weights[j]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "weights: entry " + j + " is " + weights[j] + "; all weights must be finite");
            }
            if (loops.precision() == Precision.FLOAT && Math.abs(weights[j]) > Domains.LARGEST_FLOAT) {
                throw new IllegalArgumentException("weights: entry " + j + " is " + weights[j] + ", beyond "
                        + Domains.LARGEST_FLOAT + "; use Precision.DOUBLE");
            }
        }
        return sweep(new Reduction.Sum<>(loops, padded(weights, 1)));
    }

    @Override
    public double[] rowSums() {
        return rowSums(constant(1));
    }

    @Override
    public double[] logRowSums(double[] logWeights) {
        return logRowSums(logWeights, checkLogWeights(logWeights));
    }

    @Override
    public double[] logRowSums() {
        checkNonNegative();
        return logRowSums(null, 0);
    }

    /** {@code logWeights} is null where all are zero: a single query then takes no array as long as the data. */
    private double[] logRowSums(double[] logWeights, double largest) {
        Evaluator<A> probe = sweepOf(false).evaluator(1);
        double[] result;
        if (probe.sumsDirectly() && (logWeights == null || hasModerateRatios(logWeights, largest))) {
            double[] weights = constant(1);
            for (int j = 0; logWeights != null && j < weights.length; j++) {
                weights[j] = Math.exp(logWeights[j] - largest);
            }
            result = sweep(new Reduction.Sum<>(loops, padded(weights, 1)));
            for (int i = 0; i < result.length; i++) {
                result[i] = Math.log(result[i]) + largest;
            }
            return result;
        }
        A bias = logWeights == null ? null : biases(logWeights, largest);
        double[] states = sweep(new Reduction.LogSum<>(loops, bias, probe.exponentsAreNegative()));
        result = new double[x.size()];
        for (int i = 0; i < result.length; i++) {
            double log2 = log2(states[2 * i + 1]) + states[2 * i] + probe.exponentOffset();
            result[i] = states[2 * i + 1] == 0 ? Double.NEGATIVE_INFINITY : log2 * LN_2 + largest;
        }
        return result;
    }

    @Override
    public RowStatistics rowStatistics(double[] logWeights) {
        double largest = checkLogWeights(logWeights);
        double offset = sweepOf(false).evaluator(1).exponentOffset();
        double[] states = sweep(new Reduction.Statistics<>(loops, biases(logWeights, largest)));
        int n = x.size();
        double[] logSum = new double[n];
        double[] squares = new double[n];
        double[] entropy = new double[n];
        double[] share = new double[n];
        for (int i = 0; i < n; i++) {
            double shift = states[5 * i];
            double sum = states[5 * i + 1];
            boolean empty = sum == 0;
            logSum[i] = empty ? Double.NEGATIVE_INFINITY : (log2(sum) + shift + offset) * LN_2 + largest;
            squares[i] = empty ? Double.NaN : Math.min(1, states[5 * i + 2] / (sum * sum));
            entropy[i] = empty ? Double.NaN : Math.max(0, LN_2 * (log2(sum) - states[5 * i + 3] / sum));
            share[i] = empty ? Double.NaN : Math.min(1, Math.exp((states[5 * i + 4] - shift) * LN_2) / sum);
        }
        return new RowStatistics(logSum, squares, entropy, share);
    }

    @Override
    public Neighbours nearest(int k) {
        checkOpen();
        int most = y.size() - (excludesSelf ? 1 : 0);
        if (k < 1 || k > most) {
            throw new IllegalArgumentException("k: expected 1 to " + most + " neighbours, found " + k);
        }
        if (2L * k * x.size() > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("k: " + k + " neighbours of " + x.size()
                    + " rows are more than one array holds; ask for fewer rows at a time");
        }
        Expression expression = function.expression();
        while (expression instanceof Expression.Scaled scaled) {
            expression = scaled.of();
        }
        if (!(expression instanceof Expression.Leaf leaf) || leaf.form() == Form.DOT || leaf.form() == Form.COSINE) {
            throw new IllegalArgumentException(
                    "nearest: " + function + " has no distance; use a radial function, for example Kernel.gaussian(1)");
        }
        Expression distance = new Expression.Leaf(leaf.form(), leaf.transform(), new Profile.Identity(), 0);
        double[] states = new Sweep<>(backend, loops, distance, x, y, excludesSelf, true, progress)
                .run(new Reduction.Nearest<>(loops, k));
        int[] indices = new int[x.size() * k];
        double[] distances = new double[x.size() * k];
        for (int i = 0; i < x.size(); i++) {
            for (int rank = 0; rank < k; rank++) {
                distances[i * k + rank] = states[2 * k * i + rank];
                indices[i * k + rank] = (int) states[2 * k * i + k + rank];
            }
        }
        return new Neighbours(k, indices, distances);
    }

    @Override
    public DMatrixRMaj dense() {
        DMatrixRMaj matrix = matrix(x.size(), y.size());
        sweepOf(true).fill(matrix.data);
        return matrix;
    }

    @Override
    public DMatrixRMaj block(int[] rowIndices, int[] columnIndices) {
        DMatrixRMaj block = matrix(rowIndices.length, columnIndices.length);
        if (rowIndices.length > 0 && columnIndices.length > 0) {
            new CpuGram<>(
                            backend,
                            loops,
                            function,
                            x.select(rowIndices),
                            y.select(columnIndices),
                            false,
                            progress,
                            closed)
                    .sweepOf(true)
                    .fill(block.data);
        }
        for (int r = 0; excludesSelf && r < rowIndices.length; r++) {
            for (int c = 0; c < columnIndices.length; c++) {
                if (rowIndices[r] == columnIndices[c]) {
                    block.set(r, c, 0);
                }
            }
        }
        return block;
    }

    @Override
    public DMatrixRMaj columns(int... columnIndices) {
        int[] all = new int[x.size()];
        Arrays.setAll(all, i -> i);
        return block(all, columnIndices);
    }

    @Override
    public double[] diagonal() {
        checkOpen();
        double[] diagonal = new double[Math.min(x.size(), y.size())];
        for (int i = 0; i < diagonal.length && !excludesSelf; i++) {
            diagonal[i] = function.expression().value(x.row(i), y.row(i));
        }
        return diagonal;
    }

    @Override
    public Gram excludingSelf() {
        return new CpuGram<>(backend, loops, function, x, y, true, progress, closed);
    }

    @Override
    public Gram withFunction(PairFunction newFunction) {
        Domains.check(newFunction.expression(), loops.precision(), x, y);
        return new CpuGram<>(backend, loops, newFunction, x, y, excludesSelf, progress, closed);
    }

    @Override
    public Gram withProgress(Progress newProgress) {
        Objects.requireNonNull(newProgress, "progress");
        return new CpuGram<>(backend, loops, function, x, y, excludesSelf, newProgress, closed);
    }

    @Override
    public void close() {
        closed.set(true);
    }

    @Override
    public String toString() {
        return "Gram[" + x.size() + " x " + y.size() + ", " + function + ", " + backend
                + (excludesSelf ? ", excluding self]" : "]");
    }

    private double[] sweep(Reduction<A> reduction) {
        return sweepOf(false).run(reduction);
    }

    private Sweep<A> sweepOf(boolean exactDistances) {
        checkOpen();
        return new Sweep<>(backend, loops, function.expression(), x, y, excludesSelf, exactDistances, progress);
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this Gram matrix is closed");
        }
    }

    private DMatrixRMaj matrix(int rows, int columns) {
        long entries = (long) rows * columns;
        if (entries > Integer.MAX_VALUE - 8 || entries * 8 > backend.memoryLimit()) {
            throw new IllegalArgumentException("a dense " + rows + " x " + columns + " matrix takes " + entries * 8
                    + " bytes, more than the memory limit of " + backend.memoryLimit()
                    + "; ask for fewer rows or columns, or raise withMemoryLimit");
        }
        return new DMatrixRMaj(rows, columns);
    }

    private double[] constant(double value) {
        double[] array = new double[y.size()];
        Arrays.fill(array, value);
        return array;
    }

    private void checkLength(String name, double[] array) {
        if (array.length != y.size()) {
            throw new IllegalArgumentException(
                    name + ": expected one for each of the " + y.size() + " columns, found " + array.length);
        }
    }

    private void checkNonNegative() {
        if (!function.expression().isNonNegative()) {
            throw new IllegalArgumentException(
                    "function: " + function + " may be negative, so its sums have no logarithm; use rowSums");
        }
    }

    /** Returns the largest log-weight, 0 if all are negative infinity. */
    private double checkLogWeights(double[] logWeights) {
        checkLength("logWeights", logWeights);
        checkNonNegative();
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logWeights.length; j++) {
            if (!(logWeights[j] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "logWeights: entry " + j + " is " + logWeights[j] + "; expected a number below infinity");
            }
            largest = Math.max(largest, logWeights[j]);
        }
        return largest == Double.NEGATIVE_INFINITY ? 0 : largest;
    }

    /** Whether no weight is lost beside the largest when weights are exponentiated, in either precision. */
    private static boolean hasModerateRatios(double[] logWeights, double largest) {
        for (double weight : logWeights) {
            if (weight - largest < -50 && weight > Double.NEGATIVE_INFINITY) {
                return false;
            }
        }
        return true;
    }

    private A biases(double[] logWeights, double largest) {
        double[] shifted = new double[logWeights.length];
        for (int j = 0; j < shifted.length; j++) {
            shifted[j] = logWeights[j] - largest;
        }
        return padded(shifted, TileLoops.LOG2_E);
    }

    private A padded(double[] numbers, double factor) {
        A array = loops.allocate(Panels.padded(numbers.length));
        for (int j = 0; j < numbers.length; j++) {
            loops.set(array, j, factor * numbers[j]);
        }
        return array;
    }

    private static double log2(double value) {
        return Math.log(value) / LN_2;
    }
}
