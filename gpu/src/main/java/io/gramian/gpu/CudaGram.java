package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Neighbours;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.core.internal.gram.CheckedGram;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.gram.Packing;
import io.gramian.core.internal.linear.DenseAlgebra;
import io.gramian.core.internal.linear.DenseMatrix;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Profile;
import io.gramian.gpu.GramPass.Rectangle;
import io.gramian.gpu.GramSource.Distances;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A Gram matrix on a device: sums are fused kernels that never write a value to memory; products with many columns,
 * moments and neighbours take it in tiles of a few megabytes.
 */
final class CudaGram extends CheckedGram {
    private static final double LN_2 = Math.log(2);
    private static final double LOG2_E = 1 / LN_2;

    private final CudaBackend backend;
    private final Residents residents;

    CudaGram(CudaBackend backend, GramView view) {
        this(backend, view, new Residents(backend.engine(), view.x(), view.y(), backend.memoryLimit() / 2));
    }

    private CudaGram(CudaBackend backend, GramView view, Residents residents) {
        super(backend, view);
        this.backend = backend;
        this.residents = residents;
    }

    @Override
    protected CudaGram of(GramView other) {
        return new CudaGram(backend, other, residents);
    }

    private GramPass pass(String stage, Expression expression, Distances distances, Packing... others) {
        GramSource source = new GramSource(expression, view, backend.precision(), distances);
        return new GramPass(backend.engine(), residents, view, source, stage, backend.memoryLimit(), others);
    }

    private GramPass pass(String stage) {
        return pass(stage, function().expression(), Distances.SUMMED);
    }

    @Override
    protected double[] weightedSums(double[] weights) {
        double[] sums = new double[rows()];
        pass("row sums").run(Long.MAX_VALUE, Long.MAX_VALUE, rectangle -> {
            double[] found = reduced(rectangle, GramKernel.ONE_SUM, rectangle.forColumns(weights), 0L);
            for (int i = 0; i < found.length; i++) {
                sums[rectangle.row() + i] += found[i];
            }
        });
        return sums;
    }

    /** Returns what a kernel finds for the rows of a rectangle, number after number. */
    private static double[] reduced(Rectangle rectangle, GramKernel kernel, Object... arguments) {
        double[] found = new double[Math.multiplyExact(kernel.numbers(), rectangle.rows())];
        try (Buffer sums = rectangle.reduced(kernel, arguments)) {
            sums.read(0, found, 0, found.length);
        }
        return found;
    }

    /** Sums of powers of two for every row, about their largest exponents. */
    private static final class PowerSums {
        private final double[] shift;
        private final double[] sum;
        private final double[] squares;
        private final double[] exponents;

        PowerSums(int rows) {
            shift = new double[rows];
            Arrays.fill(shift, Double.NEGATIVE_INFINITY);
            sum = new double[rows];
            squares = new double[rows];
            exponents = new double[rows];
        }

        /** Adds the state of a part; its squares and exponents count where there are four numbers. */
        void add(int i, double[] found, int at, int step, boolean withShares) {
            double top = found[at];
            if (top == Double.NEGATIVE_INFINITY) {
                return;
            }
            double most = Math.max(shift[i], top);
            double known = shift[i] == Double.NEGATIVE_INFINITY ? 0 : Math.pow(2, shift[i] - most);
            double factor = Math.pow(2, top - most);
            if (withShares) {
                double before = known == 0 ? 0 : known * (exponents[i] + (shift[i] - most) * sum[i]);
                double more = factor * (found[at + 3 * step] + (top - most) * found[at + step]);
                exponents[i] = before + more;
                squares[i] = known * known * squares[i] + factor * factor * found[at + 2 * step];
            }
            sum[i] = known * sum[i] + factor * found[at + step];
            shift[i] = most;
        }

        /** The base-2 logarithm of a row's sum. */
        double log2(int i) {
            return sum[i] == 0 ? Double.NEGATIVE_INFINITY : Math.log(sum[i]) / LN_2 + shift[i];
        }
    }

    private PowerSums powerSums(String stage, double[] bias, boolean withShares) {
        PowerSums sums = new PowerSums(rows());
        GramKernel kernel = withShares ? GramKernel.STATISTICS : GramKernel.LOG_SUMS;
        pass(stage).run(Long.MAX_VALUE, Long.MAX_VALUE, rectangle -> {
            double[] found = reduced(rectangle, kernel, rectangle.forColumns(bias));
            for (int i = 0; i < rectangle.rows(); i++) {
                sums.add(rectangle.row() + i, found, i, rectangle.rows(), withShares);
            }
        });
        return sums;
    }

    private static double[] bias(double[] logWeights, double largest) {
        return logWeights == null
                ? null
                : Arrays.stream(logWeights).map(w -> (w - largest) * LOG2_E).toArray();
    }

    @Override
    protected double[] logWeightedSums(double[] logWeights, double largest) {
        PowerSums sums = powerSums("log row sums", bias(logWeights, largest), false);
        double[] logs = new double[rows()];
        Arrays.setAll(logs, i -> sums.log2(i) * LN_2 + largest);
        return logs;
    }

    @Override
    protected RowStatistics statistics(double[] logWeights, double largest) {
        PowerSums sums = powerSums("row statistics", bias(logWeights, largest), true);
        int n = rows();
        double[] logSum = new double[n];
        double[] squares = new double[n];
        double[] entropy = new double[n];
        double[] share = new double[n];
        for (int i = 0; i < n; i++) {
            double sum = sums.sum[i];
            boolean empty = sum == 0;
            logSum[i] = sums.log2(i) * LN_2 + largest;
            squares[i] = empty ? Double.NaN : Math.min(1, sums.squares[i] / (sum * sum));
            entropy[i] = empty ? Double.NaN : Math.max(0, Math.log(sum) - LN_2 * sums.exponents[i] / sum);
            share[i] = empty ? Double.NaN : Math.min(1, 1 / sum);
        }
        return new RowStatistics(logSum, squares, entropy, share);
    }

    @Override
    protected RowMoments momentsOfValues(double[] weights, int order) {
        double[] moments = moments(order, (tile, rectangle) -> tile.fill(rectangle, 0), weights);
        return rowMoments(moments, order, i -> moments[i], i -> 1);
    }

    @Override
    protected RowMoments momentsOfShares(double[] logWeights, double largest, int order) {
        double[] bias = bias(logWeights, largest);
        PowerSums sums = powerSums("log moments", bias, false);
        double[] shifts = new double[rows()];
        Arrays.setAll(shifts, sums::log2);
        double[] moments = moments(order, (tile, rectangle) -> tile.fillShares(rectangle, bias, shifts), null);
        return rowMoments(
                moments,
                order,
                i -> shifts[i] * LN_2 + largest,
                i -> shifts[i] == Double.NEGATIVE_INFINITY ? Double.NaN : 1 / moments[i]);
    }

    /** Fills a tile. */
    private interface Fill {
        void fill(GramTile tile, Rectangle rectangle);
    }

    /** Sums and moments, moment after moment, each for every row. */
    private double[] moments(int order, Fill fill, double[] weights) {
        int d = view.y().dimension();
        int count = 1 + momentsOf(d, order);
        double[] moments = new double[count * rows()];
        Packing packing = Packing.of(
                new Expression.Leaf(Form.SQUARED_DISTANCE, new Profile.Identity()),
                view.y(),
                backend.precision() == Precision.FLOAT,
                false);
        GramPass pass = pass("moments", function().expression(), Distances.SUMMED, packing);
        try (GramTile tile = new GramTile(backend);
                MomentsSoFar soFar = new MomentsSoFar(backend.engine(), packing, d, count)) {
            long rows = Math.min(tile.mostRows(GramTile.NARROW), MomentsSoFar.mostRows(count, backend.memoryLimit()));
            pass.run(rows, GramTile.NARROW, count, rectangle -> {
                fill.fill(tile, rectangle);
                soFar.take(tile, rectangle, rectangle.forColumns(weights));
                if (rectangle.isLast()) {
                    soFar.addTo(moments, rows());
                }
            });
        }
        return moments;
    }

    /** A number for a row. */
    private interface OfRow {
        double at(int i);
    }

    private RowMoments rowMoments(double[] all, int order, OfRow sum, OfRow factor) {
        int d = view.y().dimension();
        int size = momentsOf(d, order);
        double[] sums = new double[rows()];
        double[] moments = new double[rows() * size];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sum.at(i);
            for (int s = 0; s < size; s++) {
                moments[i * size + s] = all[(1 + s) * rows() + i] * factor.at(i);
            }
        }
        return new RowMoments(d, order, sums, moments);
    }

    @Override
    protected Matrix product(String name, DenseMatrix v) {
        return holding(v, () -> productOf(name, v));
    }

    /** Keeps an operand's memory while it is worked on, whatever other threads close. */
    private static Matrix holding(DenseMatrix v, Supplier<Matrix> work) {
        v.storage().retain();
        try {
            return work.get();
        } finally {
            v.storage().release();
        }
    }

    private Matrix productOf(String name, DenseMatrix v) {
        DenseAlgebra algebra = backend.linearAlgebra();
        int sides = v.columns();
        checkFinite(name, v);
        DenseMatrix result = algebra.create(rows(), sides);
        if (sides == 0) {
            return result;
        }
        DeviceKernels products = backend.productKernels();
        try (GramTile tile = new GramTile(backend)) {
            if (sides <= NarrowProduct.SIDES) {
                new NarrowProduct(backend).add(pass("product"), v, result);
                return result;
            }
            pass("product").run(tile.mostRows(GramTile.WIDE), GramTile.WIDE, rectangle -> {
                DenseMatrix k = tile.matrix(rectangle);
                DenseMatrix part = v.slice(rectangle.column(), rectangle.column() + rectangle.columns(), 0, sides);
                DenseMatrix target = result.slice(rectangle.row(), rectangle.row() + rectangle.rows(), 0, sides);
                products.multiply(1, k, part, 1, target, false, Progress.NONE);
            });
            return result;
        } catch (Throwable failure) {
            result.close();
            throw failure;
        }
    }

    private void checkFinite(String name, DenseMatrix v) {
        if (backend.kernels().largest(v, false) == Double.POSITIVE_INFINITY) {
            finiteNumbers(name, v); // says where
        }
    }

    @Override
    protected Matrix normalProduct(String name, DenseMatrix v) {
        return holding(v, () -> normalProductOf(name, v));
    }

    private Matrix normalProductOf(String name, DenseMatrix v) {
        GramPass pass = pass("normal product");
        if (v.columns() <= NarrowProduct.SIDES // sums twice cost less than values that are written and read twice
                || !pass.hasAllColumns()
                || !GramTile.holdsBlock(backend, columns())) {
            try (Matrix product = product(name, v)) {
                return of(view.transposed()).product(name, (DenseMatrix) product);
            }
        }
        checkFinite(name, v);
        DenseAlgebra algebra = backend.linearAlgebra();
        DenseMatrix result = algebra.create(columns(), v.columns());
        DeviceKernels products = backend.productKernels();
        try (GramTile tile = new GramTile(backend)) {
            pass.run(tile.mostRows(columns()), Long.MAX_VALUE, rectangle -> {
                DenseMatrix k = tile.matrix(rectangle);
                try (DenseMatrix part = algebra.create(rectangle.rows(), v.columns())) {
                    products.multiply(1, k, v, 0, part, false, Progress.NONE);
                    products.multiply(1, k.transposed(), part, 1, result, false, Progress.NONE);
                }
            });
            return result;
        } catch (Throwable failure) {
            result.close();
            throw failure;
        }
    }

    @Override
    protected Neighbours nearest(Expression.Leaf distance, int k) {
        int n = rows();
        int[] indices = new int[n * k];
        double[] distances = new double[n * k];
        GramPass pass = pass("neighbours", distance, Distances.DIRECT);
        try (GramTile tile = new GramTile(backend);
                NearestSoFar nearest = new NearestSoFar(backend.engine(), n, k)) {
            pass.run(tile.mostRows(GramTile.NARROW), GramTile.NARROW, rectangle -> {
                tile.fill(rectangle, Double.POSITIVE_INFINITY);
                nearest.take(tile, rectangle);
            });
            nearest.read(indices, distances);
        }
        return new Neighbours(k, indices, distances);
    }

    @Override
    protected void fill(double[] values) {
        GramPass pass = pass("dense", function().expression(), Distances.CLOSE);
        try (GramTile tile = new GramTile(backend)) {
            pass.run(tile.mostRows(GramTile.WIDE), GramTile.WIDE, rectangle -> {
                DenseMatrix k = tile.matrix(rectangle);
                double[] found = k.toArray();
                for (int i = 0; i < rectangle.rows(); i++) {
                    int at = (rectangle.row() + i) * columns() + rectangle.column();
                    System.arraycopy(found, i * rectangle.columns(), values, at, rectangle.columns());
                }
            });
        }
    }

    @Override
    public Matrix matrix() {
        if (closed()) {
            throw new IllegalStateException("this Gram matrix is closed");
        }
        checkFits(rows(), columns());
        DenseMatrix result = backend.linearAlgebra().create(rows(), columns());
        try {
            pass("matrix", function().expression(), Distances.CLOSE).run(Long.MAX_VALUE, Long.MAX_VALUE, rectangle -> {
                DenseMatrix target = result.slice(
                        rectangle.row(),
                        rectangle.row() + rectangle.rows(),
                        rectangle.column(),
                        rectangle.column() + rectangle.columns());
                GramTile.fill(backend, rectangle, 0, target);
            });
            return result;
        } catch (Throwable failure) {
            result.close();
            throw failure;
        }
    }

    private boolean closed() {
        return view.closed().get();
    }

    @Override
    public void close() {
        super.close();
        residents.close();
    }
}
