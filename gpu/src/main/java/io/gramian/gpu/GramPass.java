package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.gram.Packing;
import io.gramian.core.kernel.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/**
 * A walk over a Gram matrix in rectangles: as many points as fit are brought to the device, and launches are kept short
 * enough to report and to be interrupted between.
 *
 * <p>Rectangles come by columns, then by rows, in an order that depends on the sizes and the memory limit alone.
 */
final class GramPass {
    /** Pairs of one launch, some 20 milliseconds of a large device. */
    private static final long LARGEST_LAUNCH = 1L << 34;

    private static final int THREADS = 256;
    private static final int BLOCK_ROWS = 64; // of gram.cu
    private static final int MEMBERS = 7; // of a form in gram.cu
    private static final int PRODUCTS = 6; // the last of them

    /** Blocks for each multiprocessor, so that the last ones leave little idle. */
    private static final int ENOUGH = 32;

    private final Engine engine;
    private final Residents residents;
    private final GramView view;
    private final GramSource source;
    private final String stage;
    private final long tileSize; // of inner products by cuBLAS, 0 where there are none
    private final int rowChunk;
    private final int columnChunk;

    GramPass(Engine engine, Residents residents, GramView view, GramSource source, String stage, long memoryLimit) {
        this.engine = engine;
        this.residents = residents;
        this.view = view;
        this.source = source;
        this.stage = stage;
        long products = source.forms().stream().filter(this::isByLibrary).count();
        this.tileSize = InnerProducts.tileSize(engine, (int) products, memoryLimit);
        long each = 64; // identities, scales, weights and results
        for (GramSource.FormOf form : source.forms()) {
            each += Residents.bytesOf(engine, form.packing(), view.y());
        }
        long points = memoryLimit / 2 / each / Residents.ALIGNMENT * Residents.ALIGNMENT;
        long n = Residents.padded(view.x().size());
        long m = Residents.padded(view.y().size());
        if (points < 2L * Residents.ALIGNMENT) {
            throw new IllegalArgumentException("memory limit: " + memoryLimit + " bytes do not hold two blocks of "
                    + Residents.ALIGNMENT + " points, each of " + each + " bytes, beside their results; raise"
                    + " withMemoryLimit");
        }
        boolean fits = n + m <= points;
        long half = points / 2 / Residents.ALIGNMENT * Residents.ALIGNMENT;
        this.rowChunk = (int) Math.min(view.x().size(), fits ? n : Math.max(half, points - m));
        this.columnChunk = (int) Math.min(view.y().size(), fits ? m : Math.max(half, points - n));
    }

    /** Whether a form comes from inner products by cuBLAS where there is room for them. */
    private boolean isByLibrary(GramSource.FormOf form) {
        return form.isProduct() && form.packing().dimension(view.y()) >= engine.manyCoordinates();
    }

    /** Whether every rectangle has all columns. */
    boolean hasAllColumns() {
        return columnChunk == view.y().size();
    }

    /** What is done with a rectangle. */
    interface Work {
        void on(Rectangle rectangle);
    }

    /** Visits all rectangles of at most so many rows and columns; those of the same rows come in rising columns. */
    void run(long mostRows, long mostColumns, Work work) {
        int n = view.x().size();
        int m = view.y().size();
        long pairs = (long) n * m;
        int width = aligned(mostColumns, columnChunk);
        long inOneTile = tileSize == 0 ? Long.MAX_VALUE : InnerProducts.mostRows(tileSize, width);
        int height = aligned(Math.min(Math.min(mostRows, inOneTile), LARGEST_LAUNCH / width), rowChunk);
        long done = 0;
        long ahead = 0; // pairs asked for and not waited for
        for (int column = 0; column < m; column += columnChunk) {
            int columns = Math.min(columnChunk, m - column);
            try (ColumnNumbers numbers = new ColumnNumbers(column, columns)) {
                for (int chunk = 0; chunk < n; chunk += rowChunk) {
                    int chunkRows = Math.min(rowChunk, n - chunk);
                    for (int row = 0; row < chunkRows; row += height) {
                        for (int from = 0; from < columns; from += width) {
                            checkInterrupted();
                            int rowCount = Math.min(height, chunkRows - row);
                            int columnCount = Math.min(width, columns - from);
                            try (Rectangle rectangle = new Rectangle(
                                    chunk, chunkRows, chunk + row, rowCount, from, columnCount, numbers)) {
                                work.on(rectangle);
                            }
                            done += (long) rowCount * columnCount;
                            ahead += (long) rowCount * columnCount;
                            if (ahead >= LARGEST_LAUNCH) { // else an interruption would find all of it asked for
                                engine.device().await();
                                ahead = 0;
                            }
                            view.progress().update(stage, done, pairs);
                        }
                    }
                }
            }
        }
    }

    /** A multiple of the alignment of at most so many points, but one at least, and no more than a chunk. */
    private static int aligned(long most, int chunk) {
        return (int) Math.min(chunk, Math.max(Residents.ALIGNMENT, most / Residents.ALIGNMENT * Residents.ALIGNMENT));
    }

    private void checkInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted during " + stage);
        }
    }

    private Buffer ids(int from, int count, IntUnaryOperator id) {
        int[] all = new int[count];
        Arrays.setAll(all, i -> id.applyAsInt(from + i));
        return Reals.upload(engine.device(), all, Residents.padded(count));
    }

    private Buffer reals(int from, int count, IntToDoubleFunction number) {
        double[] all = new double[count];
        Arrays.setAll(all, i -> number.applyAsDouble(from + i));
        return Reals.upload(engine.device(), engine.precision(), all, Residents.padded(count));
    }

    /** Numbers for each of a chunk of columns, on the device for as long as the chunk is worked on. */
    private final class ColumnNumbers implements AutoCloseable {
        private final int column;
        private final int columns;
        private final List<double[]> known = new ArrayList<>();
        private final List<Buffer> buffers = new ArrayList<>();
        private final Buffer ids; // null where no pair is left out
        private final Buffer scales; // null where all are 1

        ColumnNumbers(int column, int columns) {
            this.column = column;
            this.columns = columns;
            this.ids = view.excludesSelf() ? ids(column, columns, view::columnId) : null;
            try {
                // Factors of L1 distances are inverse scales; the kernels square them for squared ones.
                this.scales = view.scales().areNone()
                        ? null
                        : reals(column, columns, j -> view.scales().columnFactor(Form.L1_DISTANCE, j));
            } catch (Throwable failure) {
                close();
                throw failure;
            }
        }

        /** Several numbers for each column of the matrix, side after side. */
        Buffer of(double[] all, int sides) {
            for (int i = 0; i < known.size(); i++) {
                if (known.get(i) == all) {
                    return buffers.get(i);
                }
            }
            int stride = (int) Residents.padded(columns);
            double[] padded = new double[Math.multiplyExact(stride, sides)];
            int m = view.y().size();
            for (int s = 0; s < sides; s++) {
                System.arraycopy(all, s * m + column, padded, s * stride, columns);
            }
            Buffer buffer = Reals.upload(engine.device(), engine.precision(), padded, padded.length);
            known.add(all);
            buffers.add(buffer);
            return buffer;
        }

        @Override
        public void close() {
            buffers.forEach(Buffer::close);
            for (Buffer buffer : new Buffer[] {ids, scales}) {
                if (buffer != null) {
                    buffer.close();
                }
            }
        }
    }

    /** Columns of a part, how many parts there are and how many at a time, and whether inner products are made for these. */
    private record Cut(long span, int parts, int together, boolean hasProducts) {
        /** How many parts the group has that begins with one. */
        int count(int first) {
            return Math.min(together, parts - first);
        }
    }

    /** Some rows and columns with their points on the device. */
    final class Rectangle implements AutoCloseable {
        private final int chunk;
        private final int chunkRows;
        private final int row;
        private final int rows;
        private final int from; // first column, counted from the chunk's
        private final int columns;
        private final ColumnNumbers numbers;
        private final List<Residents.Operand> operands = new ArrayList<>();
        private final List<Buffer> buffers = new ArrayList<>();
        private final long[] forms;
        private final long rowIds;
        private final long rowScales;
        private final long xStride;
        private final long yStride;

        Rectangle(int chunk, int chunkRows, int row, int rows, int from, int columns, ColumnNumbers numbers) {
            this.chunk = chunk;
            this.chunkRows = chunkRows;
            this.row = row;
            this.rows = rows;
            this.from = from;
            this.columns = columns;
            this.numbers = numbers;
            this.xStride = Residents.padded(chunkRows);
            this.yStride = Residents.padded(numbers.columns);
            try {
                this.forms = forms();
                this.rowIds = view.excludesSelf() ? kept(ids(row, rows, view::rowId)) : 0;
                this.rowScales = view.scales().areNone()
                        ? 0
                        : kept(reals(row, rows, i -> view.scales().rowFactor(Form.L1_DISTANCE, i)));
            } catch (Throwable failure) {
                close();
                throw failure;
            }
        }

        private long kept(Buffer buffer) {
            buffers.add(buffer);
            return buffer.address();
        }

        private Residents.Operand pinned(Points points, Packing packing, int from, int count) {
            Residents.Operand operand = residents.pinned(points, packing, from, count);
            operands.add(operand);
            return operand;
        }

        private long[] forms() {
            long[] members = new long[MEMBERS * source.forms().size()];
            long shift = rowShift();
            long across = columnShift();
            for (int f = 0; f < source.forms().size(); f++) {
                GramSource.FormOf form = source.forms().get(f);
                Residents.Operand x = pinned(view.x(), form.packing(), chunk, chunkRows);
                Residents.Operand y = pinned(view.y(), form.packing(), numbers.column, numbers.columns);
                members[MEMBERS * f] = x.coordinates().address() + shift;
                members[MEMBERS * f + 1] = y.coordinates().address() + across;
                members[MEMBERS * f + 2] = x.extra() == null ? 0 : x.extra().address() + shift;
                members[MEMBERS * f + 3] = y.extra() == null ? 0 : y.extra().address() + across;
                members[MEMBERS * f + 4] = x.dimension();
                members[MEMBERS * f + 5] = Double.doubleToRawLongBits(form.limit());
            }
            return members;
        }

        int row() {
            return row;
        }

        int rows() {
            return rows;
        }

        int column() {
            return numbers.column + from;
        }

        int columns() {
            return columns;
        }

        /** Whether no columns of the same rows came before, of those that are on the device. */
        boolean isFirst() {
            return from == 0;
        }

        /** Whether no columns of the same rows come after. */
        boolean isLast() {
            return from + columns == numbers.columns;
        }

        private long rowShift() {
            return (long) (row - chunk) * engine.realBytes();
        }

        private long columnShift() {
            return (long) from * engine.realBytes();
        }

        /** The distance of coordinates and of sides in memory. */
        long columnStride() {
            return yStride;
        }

        long rowStride() {
            return xStride;
        }

        /** Where numbers for each column of the matrix lie, those of this rectangle first; 0 for null. */
        long forColumns(double[] all, int sides) {
            return all == null ? 0 : numbers.of(all, sides).address() + columnShift();
        }

        /** Where the points of the rows begin, packed in some way. */
        long rowPoints(Packing packing) {
            Residents.Operand operand = pinned(view.x(), packing, chunk, chunkRows);
            return operand.coordinates().address() + rowShift();
        }

        /** Where the points of the columns begin. */
        long columnPoints(Packing packing) {
            Residents.Operand operand = pinned(view.y(), packing, numbers.column, numbers.columns);
            return operand.coordinates().address() + columnShift();
        }

        private long blocks() {
            return (rows + BLOCK_ROWS - 1L) / BLOCK_ROWS;
        }

        /**
         * How the columns are cut: a part for each block along them, so many that all of the device has work, and so many parts
         * at a time as a tile of products holds.
         */
        private Cut cut() {
            long tileColumns = InnerProducts.mostColumns(tileSize, rows);
            long width = Residents.padded(columns);
            long within = tileColumns == 0 ? width : Math.min(width, tileColumns);
            long wanted = (ENOUGH * (long) engine.device().multiprocessors() + blocks() - 1) / blocks();
            long span = Math.max(1, within / Residents.ALIGNMENT / wanted) * Residents.ALIGNMENT;
            int parts = Math.toIntExact((width + span - 1) / span);
            long together = tileColumns == 0 ? parts : within / span;
            return new Cut(span, parts, (int) Math.min(Device.MOST_DOWN, together), tileColumns > 0);
        }

        /** Runs a kernel that writes values. */
        void launch(GramKernel kernel, Object... arguments) {
            Cut cut = cut();
            for (int first = 0; first < cut.parts; first += cut.together) {
                launchGroup(kernel, cut, first, arguments);
            }
        }

        /**
         * Runs a kernel that leaves some numbers for every part and row, and puts the parts together, in order. Returns number
         * after number, each for all rows, to be closed.
         */
        Buffer reduced(GramKernel kernel, Object... arguments) {
            Cut cut = cut();
            Device device = engine.device();
            long numbers = kernel.numbers();
            Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
            Buffer sums = device.allocate(Double.BYTES * numbers * rows);
            try (Buffer found = device.allocate(Double.BYTES * numbers * rows * cut.together)) {
                all[arguments.length] = found;
                for (int first = 0; first < cut.parts; first += cut.together) {
                    launchGroup(kernel, cut, first, all);
                    device.launch(
                            engine.gram(source, kernel),
                            kernel.merge(),
                            (rows + THREADS - 1L) / THREADS,
                            1,
                            THREADS,
                            found,
                            (long) cut.count(first),
                            numbers,
                            (long) rows,
                            first == 0 ? 1 : 0,
                            sums);
                }
                return sums;
            } catch (Throwable failure) {
                sums.close();
                throw failure;
            }
        }

        /** Some parts, from the first on, with their inner products where they are made before. */
        private void launchGroup(GramKernel kernel, Cut cut, int first, Object... arguments) {
            if (!cut.hasProducts) {
                launchBlocks(kernel, cut, first, forms, 0, arguments);
                return;
            }
            long column = first * cut.span;
            int width = (int) Math.min(cut.count(first) * cut.span, Residents.padded(columns) - column);
            Routines routines = source.isSummed()
                    ? engine.productRoutines()
                    : engine.device().routines(engine.precision());
            long[] members = forms.clone();
            List<InnerProducts> made = new ArrayList<>();
            try {
                for (int f = 0; f < source.forms().size(); f++) {
                    if (isByLibrary(source.forms().get(f))) {
                        InnerProducts products =
                                new InnerProducts(engine, routines, (int) Residents.padded(rows), width);
                        made.add(products);
                        Residents.Operand x = operands.get(2 * f);
                        Residents.Operand y = operands.get(2 * f + 1);
                        products.make(
                                new Routines.Place(x.coordinates(), row - chunk),
                                xStride,
                                new Routines.Place(y.coordinates(), from + column),
                                yStride,
                                x.dimension());
                        members[MEMBERS * f + PRODUCTS] = products.address();
                    }
                }
                launchBlocks(kernel, cut, first, members, width, arguments);
            } finally {
                made.forEach(InnerProducts::close); // when the kernel has run: memory goes in the same order
            }
        }

        private void launchBlocks(
                GramKernel kernel, Cut cut, int first, long[] members, long productStride, Object... more) {
            long[] area = {
                rows,
                columns,
                xStride,
                yStride,
                cut.span,
                first,
                first * cut.span,
                productStride,
                rowIds,
                numbers.ids == null ? 0 : numbers.ids.address() + (long) from * Integer.BYTES,
                rowScales,
                numbers.scales == null ? 0 : numbers.scales.address() + columnShift()
            };
            Object[] arguments = new Object[3 + more.length];
            arguments[0] = members;
            arguments[1] = source.parameters();
            arguments[2] = area;
            System.arraycopy(more, 0, arguments, 3, more.length);
            engine.device()
                    .launch(
                            engine.gram(source, kernel),
                            kernel.kernel(),
                            blocks(),
                            cut.count(first),
                            THREADS,
                            arguments);
        }

        @Override
        public void close() {
            buffers.forEach(Buffer::close);
            operands.forEach(residents::release);
        }
    }
}
