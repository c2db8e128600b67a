package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Matrix;
import io.gramian.core.internal.gram.Packing;
import io.gramian.core.internal.gram.Scales;
import io.gramian.core.internal.gram.Summary;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.Profile;
import java.util.Queue;

/**
 * Fills tiles of a leaf: form, then profile.
 *
 * <p>From {@link Crossover#dots} coordinates on, squared distances come from inner products about the
 * common centre, |x|^2 + |y|^2 - 2 x.y, which costs half the arithmetic and loses about 8 u (|x|^2 + |y|^2)
 * absolutely. A smooth profile turns that into a relative error of its log-slope times as much, so the rows
 * for which this bound is above what {@link Distances} allows take direct differences instead, row by row.
 */
final class LeafEvaluator<A> extends Evaluator<A> {
    private final Plan<A> plan;
    private final TileLoops<A> loops;
    private final Expression.Leaf leaf;
    private final int dimension;
    private final A rowNumbers;
    private final double[] rowExtras;
    private final double[] rowFactors;
    private final boolean[] rowByDots;
    private final A[] scratch;
    private final double[] point;
    private final double[][] block = new double[TileLoops.ROWS][];
    private final A[] strip; // products of all rows with a tile of columns, null where a block's are taken alone
    private final A[] stripTile;
    private final NativeStrip<A> nativeStrip; // computes the same, or null
    private int stripFrom;
    private int rowCount;
    private int chunkStart;
    private Panels.Chunk<A> chunk;

    /** What the threads share: the packed columns and how distances are taken. */
    record Plan<A>(
            TileLoops<A> loops,
            Expression.Leaf leaf,
            Points x,
            Scales scales,
            A columnFactors,
            double largestFactor,
            Packing packing,
            Panels<A> panels,
            NativeStrip.Columns nativeColumns,
            Queue<Matrix> held,
            boolean byDots,
            double tolerance,
            double largestNorm) {
        static <A> Plan<A> of(
                CpuBackend backend,
                TileLoops<A> loops,
                Expression.Leaf leaf,
                Points x,
                Points y,
                Scales scales,
                int tileColumns,
                Distances distances,
                Queue<Matrix> held) {
            int d = leaf.transform().outputDimension(y.dimension());
            Crossover crossover = loops.crossover();
            boolean natively = backend.hasLibrary() && d >= crossover.nativeProducts() && x.size() > TileLoops.ROWS;
            // Packed alike for all profiles, so that densities and neighbours share a copy.
            int dots = backend.hasLibrary() ? crossover.dotsOrNative() : crossover.dots();
            boolean couldDot = leaf.form() == Form.SQUARED_DISTANCE && d >= dots;
            double tolerance = distances.tolerance(loops.precision());
            boolean byDots = couldDot && tolerance > 0 && leaf.profile().logSlope() < Double.POSITIVE_INFINITY;
            boolean centred =
                    leaf.form().isTranslationInvariant() && (couldDot || loops.precision() == Precision.FLOAT);
            Packing packing = Packing.of(leaf, y, centred, couldDot);
            Panels<A> panels = Panels.of(loops, y, packing, tileColumns, backend.memoryLimit());
            double largest = byDots ? Summary.of(y, leaf.transform()).largestNorm() : 0;
            boolean multiplies = byDots || isProduct(leaf);
            NativeStrip.Columns nativeColumns = natively && multiplies && panels.isResident()
                    ? NativeStrip.Columns.of(backend.nativeKernels(), y, packing)
                    : null;
            A factors = scales.areNone() ? null : columnFactors(loops, leaf.form(), scales, y.size());
            double largestFactor = scales.largestColumnFactor(leaf.form());
            return new Plan<>(
                    loops,
                    leaf,
                    x,
                    scales,
                    factors,
                    largestFactor,
                    packing,
                    panels,
                    nativeColumns,
                    held,
                    byDots,
                    tolerance,
                    largest);
        }

        private static <A> A columnFactors(TileLoops<A> loops, Form form, Scales scales, int columns) {
            A factors = loops.allocate(Panels.padded(columns));
            for (int j = 0; j < columns; j++) {
                loops.set(factors, j, scales.columnFactor(form, j));
            }
            return factors;
        }

        /** Whether values come from inner products, for some rows at least. */
        boolean multiplies() {
            return byDots || isProduct(leaf);
        }
    }

    LeafEvaluator(Plan<A> plan, int rows, int tileColumns) {
        this.plan = plan;
        this.loops = plan.loops;
        this.leaf = plan.leaf;
        this.dimension = plan.panels.dimension();
        int blocks = (rows + TileLoops.ROWS - 1) / TileLoops.ROWS;
        this.rowNumbers = loops.allocate(blocks * TileLoops.ROWS * dimension);
        this.rowExtras = new double[blocks * TileLoops.ROWS];
        this.rowFactors = new double[blocks * TileLoops.ROWS];
        this.rowByDots = new boolean[blocks * TileLoops.ROWS];
        this.scratch = loops.allocateTile(TileLoops.SCRATCH, tileColumns);
        this.point = new double[plan.x.dimension()];
        this.nativeStrip = plan.nativeColumns == null || rows <= TileLoops.ROWS
                ? null
                : new NativeStrip<>(loops, plan.nativeColumns, blocks * TileLoops.ROWS, tileColumns, plan.held);
        boolean strips = nativeStrip == null && plan.multiplies() && dimension > loops.depth() && rows > TileLoops.ROWS;
        this.strip = strips ? loops.allocateTile(blocks * TileLoops.ROWS, tileColumns) : null;
        this.stripTile = strips ? loops.allocateTile(TileLoops.ROWS, 0) : null;
    }

    @Override
    void rows(int first, int count) {
        rowCount = count;
        stripFrom = -1;
        for (int i = 0; i < count; i++) {
            plan.x.copyRow(first + i, point);
            double[] z = plan.packing.coordinates(point);
            block[i % TileLoops.ROWS] = z;
            if (i % TileLoops.ROWS == TileLoops.ROWS - 1 || i == count - 1) { // together, for they lie side by side
                int blockRows = i % TileLoops.ROWS + 1;
                loops.packRows(block, blockRows, rowNumbers, (i + 1 - blockRows) * dimension, dimension);
            }
            if (nativeStrip != null) {
                nativeStrip.row(i, z);
            }
            rowExtras[i] = plan.packing.extra(point, z);
            rowFactors[i] = plan.scales.rowFactor(leaf.form(), first + i);
            double factor = rowFactors[i] * plan.largestFactor;
            double bound = 8 * loops.precision().unitRoundoff() * (rowExtras[i] + plan.largestNorm) * factor;
            rowByDots[i] = plan.byDots && bound * leaf.profile().logSlope() <= plan.tolerance;
        }
    }

    @Override
    void chunk(int index) {
        chunk = plan.panels.chunk(index, chunk);
        chunkStart = index * Panels.CHUNK;
        stripFrom = -1;
        if (nativeStrip != null) {
            nativeStrip.chunk(index);
        }
    }

    private void forms(int block, int rows, int from, int columns, A[] tile) {
        unscaledForms(block, rows, from, columns, tile);
        for (int r = 0; r < rows && plan.columnFactors != null; r++) {
            double factor = rowFactors[block * TileLoops.ROWS + r];
            loops.multiply(tile[r], columns, plan.columnFactors, chunkStart + from, factor, scratch);
        }
    }

    private void unscaledForms(int block, int rows, int from, int columns, A[] tile) {
        int rowAt = block * TileLoops.ROWS * dimension;
        int columnAt = plan.panels.offset(from);
        int row = block * TileLoops.ROWS;
        if (isProduct(leaf)) {
            dots(block, rows, from, columns, tile);
            for (int r = 0; r < rows && leaf.form() == Form.COSINE; r++) { // the points were packed with length one
                loops.clamp(tile[r], columns);
            }
            return;
        }
        if (!anyByDots(block, rows)) {
            loops.form(
                    leaf.form(), rowNumbers, rowAt, chunk.numbers(), columnAt, dimension, tile, rows, columns, scratch);
            return;
        }
        dots(block, rows, from, columns, tile);
        for (int r = 0; r < rows; r++) {
            if (rowByDots[row + r]) {
                loops.distances(tile[r], columns, rowExtras[row + r], chunk.extras(), from, scratch);
            } else {
                loops.squaredDistance(
                        rowNumbers, rowAt, r, chunk.numbers(), columnAt, dimension, tile[r], columns, scratch);
            }
        }
    }

    private void dots(int block, int rows, int from, int columns, A[] tile) {
        if (strip == null && nativeStrip == null) {
            int rowAt = block * TileLoops.ROWS * dimension;
            int columnAt = plan.panels.offset(from);
            loops.dots(rowNumbers, rowAt, chunk.numbers(), columnAt, dimension, tile, rows, columns, scratch);
            return;
        }
        if (stripFrom != from) {
            stripFrom = from;
            if (nativeStrip != null) {
                nativeStrip.multiply(rowCount, from, columns);
            } else {
                strip(from, columns);
            }
        }
        for (int r = 0; r < rows; r++) {
            int row = block * TileLoops.ROWS + r;
            if (nativeStrip != null) {
                nativeStrip.copy(row, columns, tile[r]);
            } else {
                System.arraycopy(strip[row], 0, tile[r], 0, columns);
            }
        }
    }

    /** Computes the products of all current rows, some coordinates at a time, so that all they need stays cached. */
    private void strip(int from, int columns) {
        int columnAt = plan.panels.offset(from);
        int parts = (dimension - 1) / loops.depth() + 1;
        for (int part = 0; part < parts; part++) {
            int k = (int) ((long) dimension * part / parts);
            int last = (int) ((long) dimension * (part + 1) / parts);
            for (int row = 0; row < rowCount; row += TileLoops.ROWS) {
                int rows = Math.min(TileLoops.ROWS, rowCount - row);
                for (int r = 0; r < TileLoops.ROWS; r++) {
                    stripTile[r] = strip[row + r];
                }
                loops.addDots(
                        rowNumbers,
                        row * dimension,
                        chunk.numbers(),
                        columnAt,
                        dimension,
                        k,
                        last,
                        stripTile,
                        rows,
                        columns,
                        scratch);
            }
        }
    }

    private boolean anyByDots(int block, int rows) {
        for (int r = 0; r < rows; r++) {
            if (rowByDots[block * TileLoops.ROWS + r]) {
                return true;
            }
        }
        return false;
    }

    @Override
    void values(int block, int rows, int from, int columns, A[] tile) {
        forms(block, rows, from, columns, tile);
        for (int r = 0; r < rows; r++) {
            loops.profile(leaf.profile(), tile[r], columns, scratch);
            if (leaf.normPower() > 0) {
                double factor = rowExtras[block * TileLoops.ROWS + r];
                loops.multiply(tile[r], columns, chunk.extras(), from, factor, scratch);
            }
        }
    }

    @Override
    double exponents(int block, int rows, int from, int columns, A[] tile) {
        if (leaf.normPower() > 0) {
            values(block, rows, from, columns, tile);
            for (int r = 0; r < rows; r++) {
                loops.exponents(new Profile.Identity(), tile[r], columns, scratch);
            }
            return 1;
        }
        forms(block, rows, from, columns, tile);
        double scale = 1;
        for (int r = 0; r < rows; r++) {
            scale = loops.exponents(leaf.profile(), tile[r], columns, scratch);
        }
        return scale;
    }

    @Override
    boolean exponentsAreNegative() {
        return isDistance()
                && (leaf.profile() instanceof Profile.Exponential || leaf.profile() instanceof Profile.RootExponential);
    }

    @Override
    boolean sumsDirectly() {
        Profile profile = leaf.profile();
        return isDistance()
                && (profile instanceof Profile.CompactPower
                        || profile instanceof Profile.Triangle
                        || profile instanceof Profile.CosineArch
                        || profile instanceof Profile.RationalPower power && power.power() <= 1);
    }

    private static boolean isProduct(Expression.Leaf leaf) {
        return leaf.form() == Form.DOT || leaf.form() == Form.COSINE;
    }

    private boolean isDistance() {
        return !isProduct(leaf) && leaf.normPower() == 0;
    }
}
