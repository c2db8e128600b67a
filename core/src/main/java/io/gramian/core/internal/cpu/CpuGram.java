package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
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
    private final int[] rowIndices; // of a selection, null otherwise
    private final int[] columnIndices;
    private final Scales scales;
    private final boolean excludesSelf;
    private final Progress progress;
    private final AtomicBoolean closed;

    private CpuGram(
            CpuBackend backend,
            TileLoops<A> loops,
            PairFunction function,
            Points x,
            Points y,
            int[] rowIndices,
            int[] columnIndices,
            Scales scales,
            boolean excludesSelf,
            Progress progress,
            AtomicBoolean closed) {
        this.backend = backend;
        this.loops = loops;
        this.function = function;
        this.x = x;
        this.y = y;
        this.rowIndices = rowIndices;
        this.columnIndices = columnIndices;
        this.scales = scales;
        this.excludesSelf = excludesSelf;
        this.progress = progress;
        this.closed = closed;
    }

    private CpuGram<A> with(PairFunction newFunction, Scales newScales, boolean excluding, Progress newProgress) {
        return new CpuGram<>(
                backend,
                loops,
                newFunction,
                x,
                y,
                rowIndices,
                columnIndices,
                newScales,
                excluding,
                newProgress,
                closed);
    }

    static <A> CpuGram<A> of(CpuBackend backend, TileLoops<A> loops, PairFunction function, Points x, Points y) {
        if (x.dimension() != y.dimension()) {
            throw new IllegalArgumentException("x has dimension " + x.dimension() + ", but y has dimension "
                    + y.dimension() + "; both must have the same");
        }
        Domains.check(function.expression(), loops.precision(), x, y);
        return new CpuGram<>(
                backend, loops, function, x, y, null, null, Scales.NONE, false, Progress.NONE, new AtomicBoolean());
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
        checkWeights(weights);
        return weightedSums(weights);
    }

    private double[] weightedSums(double[] weights) {
        TilePlan<A> plan = plan(Distances.SUMMED);
        A padded = padded(weights, 1);
        if (SymmetricSweep.pays(plan)) {
            return new SymmetricSweep<>(plan).rowSums(padded);
        }
        Evaluator<A> probe = plan.evaluator(1);
        if (probe.exponentsAreNegative()) { // raised and summed in one loop
            double factor = Math.pow(2, probe.exponentOffset());
            double largest = Arrays.stream(weights).map(Math::abs).max().orElse(0);
            double zero = loops.leastPower() * largest * weights.length; // what a sum of vanished powers comes to
            double[] sums = new Sweep<>(plan).run(new Reduction.PowerSum<>(loops, padded));
            return Arrays.stream(sums)
                    .map(sum -> Math.abs(sum) <= zero ? 0 : factor * sum)
                    .toArray();
        }
        return new Sweep<>(plan).run(new Reduction.Sum<>(loops, padded));
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
        TilePlan<A> plan = plan(Distances.SUMMED);
        boolean moderate = logWeights == null || hasModerateRatios(logWeights, largest);
        if (moderate && plan.evaluator(1).sumsDirectly()) {
            return logs(weightedSums(relative(logWeights, largest)), largest);
        }
        if (moderate && SymmetricSweep.pays(plan)) {
            double[] sums = weightedSums(relative(logWeights, largest));
            return logsOfFaint(sums, logWeights, largest);
        }
        return logRowSums(plan, logWeights, largest);
    }

    private double[] logRowSums(TilePlan<A> plan, double[] logWeights, double largest) {
        Evaluator<A> probe = plan.evaluator(1);
        A bias = logWeights == null ? null : biases(logWeights, largest);
        double[] states = new Sweep<>(plan).run(new Reduction.LogSum<>(loops, bias, probe.exponentsAreNegative()));
        double[] result = new double[plan.x.size()];
        for (int i = 0; i < result.length; i++) {
            double log2 = log2(states[2 * i + 1]) + states[2 * i] + probe.exponentOffset();
            result[i] = states[2 * i + 1] == 0 ? Double.NEGATIVE_INFINITY : log2 * LN_2 + largest;
        }
        return result;
    }

    /** Logarithms of sums of values, where those so small that terms may have vanished are summed again as logarithms. */
    private double[] logsOfFaint(double[] sums, double[] logWeights, double largest) {
        double least = loops.precision() == Precision.DOUBLE ? 1e-280 : 1e-25;
        int[] faint = IntStream.range(0, sums.length)
                .filter(i -> !(sums[i] > least && sums[i] < Double.POSITIVE_INFINITY))
                .toArray();
        double[] logs = logs(sums, largest);
        if (faint.length > 0) {
            int[] all = IntStream.range(0, y.size()).toArray();
            CpuGram<A> rest = select(faint, all);
            double[] exact = rest.logRowSums(rest.plan(Distances.SUMMED), logWeights, largest);
            for (int f = 0; f < faint.length; f++) {
                logs[faint[f]] = exact[f];
            }
        }
        return logs;
    }

    private static double[] logs(double[] sums, double largest) {
        return Arrays.stream(sums).map(sum -> Math.log(sum) + largest).toArray();
    }

    private double[] relative(double[] logWeights, double largest) {
        double[] weights = constant(1);
        for (int j = 0; logWeights != null && j < weights.length; j++) {
            weights[j] = Math.exp(logWeights[j] - largest);
        }
        return weights;
    }

    @Override
    public RowMoments moments(double[] weights, int order) {
        checkOrder(order);
        checkWeights(weights);
        TilePlan<A> plan = plan(Distances.SUMMED);
        double[] states = new Sweep<>(plan).run(Moments.ofValues(plan, order, padded(weights, 1)));
        return rowMoments(states, order, (shift, sum) -> sum, sum -> 1);
    }

    @Override
    public RowMoments logMoments(double[] logWeights, int order) {
        checkOrder(order);
        double largest = checkLogWeights(logWeights);
        TilePlan<A> plan = plan(Distances.SUMMED);
        double offset = plan.evaluator(1).exponentOffset();
        double[] states = new Sweep<>(plan).run(Moments.ofExponents(plan, order, biases(logWeights, largest)));
        return rowMoments(
                states,
                order,
                (shift, sum) -> sum == 0 ? Double.NEGATIVE_INFINITY : (log2(sum) + shift + offset) * LN_2 + largest,
                sum -> sum == 0 ? Double.NaN : 1 / sum);
    }

    private RowMoments rowMoments(
            double[] states, int order, DoubleBinaryOperator sumOf, DoubleUnaryOperator factorOf) {
        int size = Moments.size(y.dimension(), order);
        double[] sums = new double[x.size()];
        double[] moments = new double[x.size() * size];
        for (int i = 0; i < sums.length; i++) {
            int at = i * (size + 2);
            sums[i] = sumOf.applyAsDouble(states[at], states[at + 1]);
            double factor = factorOf.applyAsDouble(states[at + 1]);
            for (int s = 0; s < size; s++) {
                moments[i * size + s] = states[at + 2 + s] * factor;
            }
        }
        return new RowMoments(y.dimension(), order, sums, moments);
    }

    private void checkOrder(int order) {
        if (order != 1 && order != 2) {
            throw new IllegalArgumentException("order: expected 1 or 2, found " + order);
        }
        long numbers = (long) x.size() * (2 + Moments.size(y.dimension(), order));
        if (numbers > DenseMatrix.LARGEST_ARRAY) {
            throw new IllegalArgumentException("order: moments of order " + order + " of " + x.size() + " rows in "
                    + y.dimension() + " dimensions are more than one array holds; ask for fewer rows at a time");
        }
    }

    @Override
    public Matrix times(Matrix v) {
        return resident(times(columnsOf("v", v, y.size())));
    }

    @Override
    public Matrix transposeTimes(Matrix u) {
        return resident(transposed().times(columnsOf("u", u, x.size())));
    }

    @Override
    public Matrix normalTimes(Matrix v) {
        GramProducts.Columns columns = columnsOf("v", v, y.size());
        checkFits(y.size(), columns.columns());
        GramProducts<A> products = new GramProducts<>(plan(Distances.SUMMED));
        return resident(
                products.keepsRows(columns.columns())
                        ? products.normalTimes(columns)
                        : transposed().times(times(columns)));
    }

    private GramProducts.Columns times(GramProducts.Columns v) {
        if (v.columns() == 1) { // where both sets are the same, at half the work
            return new GramProducts.Columns(weightedSums(v.numbers()), x.size(), 1);
        }
        checkFits(x.size(), v.columns());
        TilePlan<A> plan = plan(Distances.SUMMED);
        if (v.columns() < GramProducts.FEW || x.size() < plan.group) { // too few to stand side by side in a tile
            A[] columns = GramProducts.columnsOf(loops, v);
            return new GramProducts.Columns(
                    new Sweep<>(plan).run(new Reduction.Products<>(loops, columns)), x.size(), v.columns());
        }
        return new GramProducts<>(transposed().plan(Distances.SUMMED)).transposeTimes(v);
    }

    @Override
    public DMatrixRMaj times(DMatrixRMaj v) {
        try (Matrix rows = backend.matrix(v);
                Matrix product = times(rows)) {
            return product.toEjml();
        }
    }

    /** K(Y, X): functions are symmetric. */
    private CpuGram<A> transposed() {
        return new CpuGram<>(
                backend,
                loops,
                function,
                y,
                x,
                columnIndices,
                rowIndices,
                scales.transposed(),
                excludesSelf,
                progress,
                closed);
    }

    private GramProducts.Columns columnsOf(String name, Matrix v, int expectedRows) {
        checkOpen();
        backend.linearAlgebra().check(name, v);
        if (v.rows() != expectedRows) {
            throw new IllegalArgumentException(name + ": expected " + expectedRows + " rows for a Gram matrix of "
                    + x.size() + " x " + y.size() + ", found " + v.rows());
        }
        double[] numbers = v.toArray();
        for (int at = 0; at < numbers.length; at++) {
            if (!(Math.abs(numbers[at]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(name + ": row " + at / v.columns() + ", column " + at % v.columns()
                        + " is " + numbers[at] + "; all entries must be finite");
            }
        }
        return new GramProducts.Columns(numbers, v.rows(), v.columns());
    }

    private Matrix resident(GramProducts.Columns result) {
        return backend.matrix(result.rows(), result.columns(), result.numbers());
    }

    @Override
    public RowStatistics rowStatistics(double[] logWeights) {
        double largest = checkLogWeights(logWeights);
        TilePlan<A> plan = plan(Distances.SUMMED);
        double offset = plan.evaluator(1).exponentOffset();
        double[] states = new Sweep<>(plan).run(new Reduction.Statistics<>(loops, biases(logWeights, largest)));
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
        int most = y.size() - exclusion().most(x.size());
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
        double[] states = new Sweep<>(plan(distance, Distances.DIRECT)).run(new Reduction.Nearest<>(loops, k));
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
        checkOpen();
        checkFits(x.size(), y.size());
        DMatrixRMaj matrix = new DMatrixRMaj(x.size(), y.size());
        fill(matrix.data);
        return matrix;
    }

    @Override
    public Matrix matrix() {
        return backend.matrix(dense());
    }

    private void fill(double[] values) {
        TilePlan<A> plan = plan(Distances.CLOSE);
        if (SymmetricSweep.pays(plan)) {
            new SymmetricSweep<>(plan).fill(values);
        } else {
            new Sweep<>(plan).fill(values);
        }
    }

    @Override
    public DMatrixRMaj block(int[] rows, int[] columns) {
        checkOpen();
        checkFits(rows.length, columns.length);
        if (rows.length == 0 || columns.length == 0) {
            checkIndices(rows, x.size());
            checkIndices(columns, y.size());
            return new DMatrixRMaj(rows.length, columns.length);
        }
        return select(rows, columns).dense();
    }

    @Override
    public DMatrixRMaj columns(int... columns) {
        return block(IntStream.range(0, x.size()).toArray(), columns);
    }

    private static void checkIndices(int[] indices, int size) {
        for (int index : indices) {
            Objects.checkIndex(index, size);
        }
    }

    @Override
    public CpuGram<A> select(int[] rows, int[] columns) {
        checkOpen();
        boolean symmetric = x == y && Arrays.equals(rows, columns);
        Points newX = x.select(rows);
        return new CpuGram<>(
                backend,
                loops,
                function,
                newX,
                symmetric ? newX : y.select(columns),
                chosen(rowIndices, rows),
                chosen(columnIndices, columns),
                scales.select(rows, columns),
                excludesSelf,
                progress,
                closed);
    }

    private static int[] chosen(int[] known, int[] indices) {
        return known == null
                ? indices.clone()
                : Arrays.stream(indices).map(i -> known[i]).toArray();
    }

    @Override
    public double[] diagonal() {
        checkOpen();
        double[] diagonal = new double[Math.min(x.size(), y.size())];
        Exclusion exclusion = exclusion();
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = exclusion.leavesOut(i, i) ? 0 : scales.value(function.expression(), x.row(i), y.row(i), i, i);
        }
        return diagonal;
    }

    @Override
    public Gram excludingSelf() {
        return with(function, scales, true, progress);
    }

    @Override
    public Gram withScales(double[] rowScales, double[] columnScales) {
        Scales newScales = Scales.of(function, loops.precision(), rowScales, columnScales, x.size(), y.size());
        return with(function, newScales, excludesSelf, progress);
    }

    @Override
    public Gram withFunction(PairFunction newFunction) {
        Domains.check(newFunction.expression(), loops.precision(), x, y);
        scales.check(newFunction);
        return with(newFunction, scales, excludesSelf, progress);
    }

    @Override
    public Gram withProgress(Progress newProgress) {
        return with(function, scales, excludesSelf, Objects.requireNonNull(newProgress, "progress"));
    }

    @Override
    public void close() {
        closed.set(true);
    }

    @Override
    public String toString() {
        return "Gram[" + x.size() + " x " + y.size() + ", " + function + ", " + backend
                + (scales.areNone() ? "" : ", scaled") + (excludesSelf ? ", excluding self]" : "]");
    }

    private TilePlan<A> plan(Distances distances) {
        return plan(function.expression(), distances);
    }

    private TilePlan<A> plan(Expression expression, Distances distances) {
        checkOpen();
        return new TilePlan<>(backend, loops, expression, x, y, scales, exclusion(), distances, progress);
    }

    private Exclusion exclusion() {
        if (!excludesSelf) {
            return Exclusion.NONE;
        }
        return rowIndices == null && columnIndices == null
                ? Exclusion.DIAGONAL
                : Exclusion.ofEqual(indices(rowIndices, x.size()), indices(columnIndices, y.size()));
    }

    private static int[] indices(int[] chosen, int size) {
        return chosen == null ? IntStream.range(0, size).toArray() : chosen;
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this Gram matrix is closed");
        }
    }

    private void checkFits(int rows, int columns) {
        long entries = (long) rows * columns;
        if (entries > DenseMatrix.LARGEST_ARRAY || entries * 8 > backend.memoryLimit()) {
            throw new IllegalArgumentException("a dense " + rows + " x " + columns + " matrix takes " + entries * 8
                    + " bytes, more than the memory limit of " + backend.memoryLimit()
                    + "; ask for fewer rows or columns, or raise withMemoryLimit");
        }
    }

    private void checkWeights(double[] weights) {
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
