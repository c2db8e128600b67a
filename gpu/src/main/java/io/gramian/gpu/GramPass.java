package io.gramian.gpu;

import io.gramian.core.Points;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.gram.Packing;
import io.gramian.core.kernel.Form;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

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

    /** Parts for each multiprocessor, at most. */
    private static final int MOST_PARTS = 4;

    private final Engine engine;
    private final Residents residents;
    private final GramView view;
    private final GramSource source;
    private final long[] parameters;
    private final Map<String, Device.Program> programs = new HashMap<>(); // by source: found once, not at every launch
    private final String stage;
    private final long tileSize; // of inner products by cuBLAS, 0 where there are none
    private final int rowChunk;
    private final int columnChunk;

    GramPass(
            Engine engine,
            Residents residents,
            GramView view,
            GramSource source,
            String stage,
            long memoryLimit,
            Packing... others) {
        this.engine = engine;
        this.residents = residents;
        this.view = view;
        this.source = source;
        this.parameters = source.parameters();
        this.stage = stage;
        long products = source.forms().stream().filter(this::isByLibrary).count();
        this.tileSize = InnerProducts.tileSize(engine, (int) products, memoryLimit);
        long each = 64; // identities, scales, weights and results
        for (GramSource.FormOf form : source.forms()) {
            each += Residents.bytesOf(engine, form.packing(), view.y());
        }
        for (Packing other : others) { // that the work asks for
            each += Residents.bytesOf(engine, other, view.y());
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

    private Device.Program program(GramKernel kernel) {
        return programs.computeIfAbsent(kernel.source(), absent -> engine.gram(source, kernel));
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
        run(mostRows, mostColumns, 1, work);
    }

    /** The same for work that takes so many times as long for a pair as its value. */
    void run(long mostRows, long mostColumns, long costOfPair, Work work) {
        int n = view.x().size();
        int m = view.y().size();
        long pairs = (long) n * m;
        int width = aligned(mostColumns, columnChunk);
        long inOneTile = tileSize == 0 ? Long.MAX_VALUE : InnerProducts.mostRows(tileSize, width);
        int height = aligned(Math.min(Math.min(mostRows, inOneTile), LARGEST_LAUNCH / width), rowChunk);
        long done = 0;
        long ahead = 0; // pairs asked for and not waited for, by their cost
        for (int column = 0; column < m; column += columnChunk) {
            try (ChunkNumbers columns = columnNumbers(column, Math.min(columnChunk, m - column))) {
                for (int chunk = 0; chunk < n; chunk += rowChunk) {
                    try (ChunkNumbers rows = rowNumbers(chunk, Math.min(rowChunk, n - chunk))) {
                        for (int row = 0; row < rows.count(); row += height) {
                            for (int from = 0; from < columns.count(); from += width) {
                                checkInterrupted();
                                int rowCount = Math.min(height, rows.count() - row);
                                int columnCount = Math.min(width, columns.count() - from);
                                try (Rectangle rectangle =
                                        new Rectangle(rows, row, rowCount, columns, from, columnCount)) {
                                    work.on(rectangle);
                                }
                                done += (long) rowCount * columnCount;
                                ahead += (long) rowCount * columnCount * costOfPair;
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
    }

    // Factors of L1 distances are inverse scales; the kernels square them for squared ones.

    private ChunkNumbers columnNumbers(int first, int count) {
        return new ChunkNumbers(
                engine,
                first,
                count,
                view.excludesSelf() ? view::columnId : null,
                view.scales().areNone() ? null : j -> view.scales().columnFactor(Form.L1_DISTANCE, j));
    }

    private ChunkNumbers rowNumbers(int first, int count) {
        return new ChunkNumbers(
                engine,
                first,
                count,
                view.excludesSelf() ? view::rowId : null,
                view.scales().areNone() ? null : i -> view.scales().rowFactor(Form.L1_DISTANCE, i));
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

    /** Columns of a part, how many parts there are and how many at a time, and whether inner products are made for these. */
    private record Cut(long span, int parts, int together, boolean hasProducts) {
        /** How many parts the group has that begins with one. */
        int count(int first) {
            return Math.min(together, parts - first);
        }
    }

    /** Some rows and columns with their points on the device. */
    final class Rectangle implements AutoCloseable {
        private final ChunkNumbers rowNumbers;
        private final int row; // the first, counted from the chunk's
        private final int rows;
        private final ChunkNumbers columnNumbers;
        private final int column; // the first, counted from the chunk's
        private final int columns;
        private final List<Residents.Operand> operands = new ArrayList<>();
        private final List<InnerProducts> products = new ArrayList<>(); // null for forms that have none
        private final long[] forms;

        Rectangle(ChunkNumbers rowNumbers, int row, int rows, ChunkNumbers columnNumbers, int column, int columns) {
            this.rowNumbers = rowNumbers;
            this.row = row;
            this.rows = rows;
            this.columnNumbers = columnNumbers;
            this.column = column;
            this.columns = columns;
            try {
                this.forms = forms();
            } catch (Throwable failure) {
                close();
                throw failure;
            }
        }

        private Residents.Operand pinned(Points points, Packing packing, boolean isShort, ChunkNumbers of) {
            Residents.Operand operand = residents.pinned(points, packing, isShort, of.first(), of.count());
            operands.add(operand);
            return operand;
        }

        private long[] forms() {
            long[] members = new long[MEMBERS * source.forms().size()];
            long shift = rowShift();
            long across = columnShift();
            for (int f = 0; f < source.forms().size(); f++) {
                GramSource.FormOf form = source.forms().get(f);
                // Distances are then those of the rounded points, whatever their size.
                boolean isShort = engine.usesTensorCores() && source.isSummed() && isByLibrary(form);
                Residents.Operand x = pinned(view.x(), form.packing(), isShort, rowNumbers);
                Residents.Operand y = pinned(view.y(), form.packing(), isShort, columnNumbers);
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
            return rowNumbers.first() + row;
        }

        int rows() {
            return rows;
        }

        int column() {
            return columnNumbers.first() + column;
        }

        int columns() {
            return columns;
        }

        /** Whether no columns of the same rows came before, of those that are on the device. */
        boolean isFirst() {
            return column == 0;
        }

        /** Whether no columns of the same rows come after. */
        boolean isLast() {
            return column + columns == columnNumbers.count();
        }

        private long rowShift() {
            return (long) row * engine.realBytes();
        }

        private long columnShift() {
            return (long) column * engine.realBytes();
        }

        /** The distance of coordinates in memory. */
        long columnStride() {
            return columnNumbers.stride();
        }

        long rowStride() {
            return rowNumbers.stride();
        }

        /** Where a number for each column of the matrix lies, those of this rectangle first; 0 for null. */
        long forColumns(double[] all) {
            return columnNumbers.reals(all, column);
        }

        /** Where a number in double precision for each row of the matrix lies, those of this rectangle first. */
        long forRows(double[] all) {
            return rowNumbers.doubles(all, row);
        }

        /** Where the points of the rows begin, packed in some way. */
        long rowPoints(Packing packing) {
            Residents.Operand operand = pinned(view.x(), packing, false, rowNumbers);
            return operand.coordinates().address() + rowShift();
        }

        /** Where the points of the columns begin. */
        long columnPoints(Packing packing) {
            Residents.Operand operand = pinned(view.y(), packing, false, columnNumbers);
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
            long multiprocessors = engine.device().multiprocessors();
            long wanted = (ENOUGH * multiprocessors + blocks() - 1) / blocks();
            wanted = Math.min(wanted, MOST_PARTS * multiprocessors); // of few rows, since a thread puts them together
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
                            program(kernel),
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
            long begin = first * cut.span;
            int width = (int) Math.min(cut.count(first) * cut.span, Residents.padded(columns) - begin);
            long[] members = forms.clone();
            for (int f = 0; f < source.forms().size(); f++) {
                if (isByLibrary(source.forms().get(f))) {
                    InnerProducts tile = products(f, cut);
                    Residents.Operand x = operands.get(2 * f);
                    Residents.Operand y = operands.get(2 * f + 1);
                    tile.make(
                            new Routines.Place(x.coordinates(), row),
                            rowStride(),
                            new Routines.Place(y.coordinates(), column + begin),
                            columnStride(),
                            width,
                            x.dimension());
                    members[MEMBERS * f + PRODUCTS] = tile.address();
                }
            }
            launchBlocks(kernel, cut, first, members, cut.together * cut.span, arguments);
        }

        /** The tile of a form, which every group overwrites when the kernel before has read it: work has one order. */
        private InnerProducts products(int form, Cut cut) {
            while (products.size() <= form) {
                products.add(null);
            }
            if (products.get(form) == null) {
                Routines routines = source.isSummed()
                        ? engine.productRoutines()
                        : engine.device().routines(engine.precision());
                int width = Math.toIntExact(cut.together * cut.span);
                products.set(form, new InnerProducts(engine, routines, (int) Residents.padded(rows), width));
            }
            return products.get(form);
        }

        private void launchBlocks(
                GramKernel kernel, Cut cut, int first, long[] members, long productStride, Object... more) {
            long[] area = {
                rows,
                columns,
                rowStride(),
                columnStride(),
                cut.span,
                first,
                first * cut.span,
                productStride,
                rowNumbers.ids(row),
                columnNumbers.ids(column),
                rowNumbers.scales(row),
                columnNumbers.scales(column)
            };
            Object[] arguments = new Object[3 + more.length];
            arguments[0] = members;
            arguments[1] = parameters;
            arguments[2] = area;
            System.arraycopy(more, 0, arguments, 3, more.length);
            engine.device().launch(program(kernel), kernel.kernel(), blocks(), cut.count(first), THREADS, arguments);
        }

        @Override
        public void close() {
            products.stream().filter(Objects::nonNull).forEach(InnerProducts::close);
            operands.forEach(residents::release);
        }
    }
}
