package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.internal.gram.CheckedGram;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.PairFunction;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * A Gram matrix on the CPU: turns each operation into a reduction of tiles and hands it to a {@link Sweep}.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class CpuGram<A> extends CheckedGram {
    private static final double LN_2 = Math.log(2);

    private final CpuBackend backend;
    private final TileLoops<A> loops;
    private final Points x;
    private final Points y;

    private CpuGram(CpuBackend backend, TileLoops<A> loops, GramView view) {
        super(backend, view);
        this.backend = backend;
        this.loops = loops;
        this.x = view.x();
        this.y = view.y();
    }

    static <A> CpuGram<A> of(CpuBackend backend, TileLoops<A> loops, PairFunction function, Points x, Points y) {
        return of(backend, loops, view(function, x, y, loops.precision()));
    }

    static <A> CpuGram<A> of(CpuBackend backend, TileLoops<A> loops, GramView view) {
        return new CpuGram<>(backend, loops, view);
    }

    @Override
    protected CpuGram<A> of(GramView other) {
        return new CpuGram<>(backend, loops, other);
    }

    @Override
    protected double[] weightedSums(double[] weights) {
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

    /** {@code logWeights} is null where all are zero: a single query then takes no array as long as the data. */
    @Override
    protected double[] logWeightedSums(double[] logWeights, double largest) {
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
            CpuGram<A> rest = of(view.select(faint, all));
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
    protected RowMoments momentsOfValues(double[] weights, int order) {
        TilePlan<A> plan = plan(Distances.SUMMED);
        double[] states = new Sweep<>(plan).run(Moments.ofValues(plan, order, padded(weights, 1)));
        return rowMoments(states, order, (shift, sum) -> sum, sum -> 1);
    }

    @Override
    protected RowMoments momentsOfShares(double[] logWeights, double largest, int order) {
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
        int size = momentsOf(y.dimension(), order);
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

    @Override
    protected Matrix product(String name, DenseMatrix v) {
        return resident(times(columnsOf(name, v)));
    }

    @Override
    protected Matrix normalProduct(String name, DenseMatrix v) {
        GramProducts.Columns columns = columnsOf(name, v);
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

    private CpuGram<A> transposed() {
        return of(view.transposed());
    }

    private static GramProducts.Columns columnsOf(String name, Matrix v) {
        return new GramProducts.Columns(finiteNumbers(name, v), v.rows(), v.columns());
    }

    private Matrix resident(GramProducts.Columns result) {
        return backend.matrix(result.rows(), result.columns(), result.numbers());
    }

    @Override
    protected RowStatistics statistics(double[] logWeights, double largest) {
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
    protected Neighbours nearest(Expression.Leaf distance, int k) {
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
    protected void fill(double[] values) {
        TilePlan<A> plan = plan(Distances.CLOSE);
        if (SymmetricSweep.pays(plan)) {
            new SymmetricSweep<>(plan).fill(values);
        } else {
            new Sweep<>(plan).fill(values);
        }
    }

    private TilePlan<A> plan(Distances distances) {
        return plan(function().expression(), distances);
    }

    private TilePlan<A> plan(Expression expression, Distances distances) {
        return new TilePlan<>(
                backend, loops, expression, x, y, view.scales(), view.exclusion(), distances, view.progress());
    }

    private double[] constant(double value) {
        double[] array = new double[y.size()];
        Arrays.fill(array, value);
        return array;
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
