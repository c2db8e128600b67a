package io.gramian.gpu;

import io.gramian.core.NumericalException;
import io.gramian.core.Precision;
import io.gramian.core.backend.ProjectionSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;

/** Draws subsets on a device, a block for each; the matrix and the sums by which rows are proposed stay there. */
final class CudaProjectionSampler implements ProjectionSampler {
    private static final int THREADS = 128;
    private static final int CHUNK = 256; // rows of a piece of the cumulative sums
    private static final int WAITING = 32; // proposals of a block
    private static final int TILE = 4;

    /** In a launch, for each multiprocessor, which runs five or so at a time. */
    private static final int BLOCKS = 32;

    /** Bytes for the blocks of a launch, but for a single one that takes more. */
    private static final long MOST_SCRATCH = 1L << 32;

    /** What the kernel writes instead of a first item. */
    private static final int NOTHING_LEFT = -1;

    private final Device device;
    private final Device.Program program;
    private final int rank;
    private final long scratchLimit;
    private final List<Buffer> buffers = new ArrayList<>();
    private final long[] table; // the struct Columns
    private boolean closed;

    CudaProjectionSampler(Engine engine, int n, int rank, double[] orthonormal, long memoryLimit) {
        check(n, rank, orthonormal);
        this.device = engine.device();
        this.program = engine.projection();
        this.rank = rank;
        this.scratchLimit = memoryLimit - tableBytes(n, rank);
        try {
            Buffer entries = keep(Reals.upload(device, Precision.DOUBLE, orthonormal, orthonormal.length));
            Buffer within = keep(device.allocate(Math.max(8, 8L * orthonormal.length)));
            Buffer chunkSums = keep(device.allocate(Math.max(8, 8L * chunks(n) * rank)));
            if (rank > 0) {
                sum(n, entries, within, chunkSums);
            }
            this.table = new long[] {entries.address(), within.address(), chunkSums.address(), n, rank};
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private void sum(int n, Buffer entries, Buffer within, Buffer chunkSums) {
        long chunks = chunks(n);
        launch("sumWithin", blocks(chunks * rank), entries, (long) n, (long) rank, within, chunkSums);
        launch("sumChunks", blocks(rank), chunks, (long) rank, chunkSums);
    }

    private static long blocks(long threads) {
        return (threads + THREADS - 1) / THREADS;
    }

    private void launch(String kernel, long blocks, Object... arguments) {
        device.launch(program, kernel, blocks, 1, THREADS, arguments);
    }

    private Buffer keep(Buffer buffer) {
        buffers.add(buffer);
        return buffer;
    }

    /**
     * Whether the tables and what a block for each multiprocessor needs at most fit in a memory limit: with fewer a device is
     * slower than threads are.
     */
    static boolean fits(Device device, int n, int rank, long memoryLimit) {
        long areas = device.multiprocessors() * areaBytes(rank);
        return n < 0 // what is wrong is said later
                || rank < 0
                || areas <= MOST_SCRATCH && tableBytes(n, rank) + areas <= memoryLimit;
    }

    private static long chunks(int n) {
        return (n + CHUNK - 1L) / CHUNK;
    }

    private static long tableBytes(int n, int rank) {
        return 8L * rank * (2L * n + chunks(n));
    }

    /** What a block works in that draws m items: Area of the source. */
    private static long areaBytes(int m) {
        long stride = (m + TILE - 1L) / TILE * TILE;
        return 8L * m * (m + stride + 2 * WAITING);
    }

    private static void check(int n, int rank, double... orthonormal) {
        if (n < 0) {
            throw new IllegalArgumentException("n: expected at least 0 rows, found " + n);
        }
        if (rank < 0 || rank > n) {
            throw new IllegalArgumentException("rank: expected from 0 to the " + n + " rows, found " + rank);
        }
        if (orthonormal.length != (long) n * rank) {
            throw new IllegalArgumentException("orthonormal: expected " + n + " x " + rank + " = " + (long) n * rank
                    + " entries, found " + orthonormal.length);
        }
        for (int at = 0; at < orthonormal.length; at++) {
            if (!(Math.abs(orthonormal[at]) <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("orthonormal: row " + at / rank + ", column " + at % rank
                        + ": expected a finite number, found " + orthonormal[at]);
            }
        }
    }

    private int[][] copied(int[]... columns) {
        int[][] copies = new int[columns.length][];
        int[] usedBy = new int[rank]; // the last selection of each column, counted from 1
        for (int b = 0; b < columns.length; b++) {
            copies[b] = columns[b].clone();
            for (int column : copies[b]) {
                if (column < 0 || column >= rank) {
                    throw new IllegalArgumentException(
                            "columns of subset " + b + ": expected from 0 to " + (rank - 1) + ", found " + column);
                }
                if (usedBy[column] == b + 1) {
                    throw new IllegalArgumentException(
                            "columns of subset " + b + ": " + column + " is selected twice; columns must be distinct");
                }
                usedBy[column] = b + 1;
            }
        }
        return copies;
    }

    @Override
    public int[][] samples(int[][] columns, long key) {
        if (closed) {
            throw new IllegalStateException("the projection sampler is closed");
        }
        int[][] selections = copied(columns);
        int most = Arrays.stream(selections).mapToInt(own -> own.length).max().orElse(0);
        if (most == 0) {
            return selections;
        }
        int blocks = Math.min(selections.length, blocksOfLaunch(most));
        try (Buffer scratch = device.allocate(blocks * areaBytes(most));
                Buffer selected = device.allocate(4L * blocks * most);
                Buffer starts = device.allocate(4L * (blocks + 1));
                Buffer subsets = device.allocate(4L * blocks * most)) {
            for (int first = 0; first < selections.length; first += blocks) {
                checkInterrupted(first, selections.length);
                int[][] now = Arrays.copyOfRange(selections, first, Math.min(selections.length, first + blocks));
                int[] offsets = offsets(now);
                starts.write(0, offsets, 0, offsets.length);
                int[] flat = Arrays.stream(now).flatMapToInt(Arrays::stream).toArray();
                selected.write(0, flat, 0, flat.length);
                launch(
                        "drawSubsets",
                        now.length,
                        table,
                        selected,
                        starts,
                        first,
                        key,
                        scratch,
                        areaBytes(most) / 8,
                        subsets);
                subsets.read(0, flat, 0, flat.length);
                take(flat, offsets, first, selections);
            }
        }
        return selections;
    }

    /** As many as memory allows, up to a bound beyond which more at a time are no faster. */
    private int blocksOfLaunch(int most) {
        long fitting = Math.min(MOST_SCRATCH, scratchLimit) / areaBytes(most);
        return (int) Math.max(1, Math.min((long) BLOCKS * device.multiprocessors(), fitting));
    }

    private static void checkInterrupted(int first, int count) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted while drawing subset " + first + " of a batch of " + count);
        }
    }

    /** Where the selections begin when they lie one after the other, and where the last one ends. */
    private static int[] offsets(int[]... selections) {
        int[] offsets = new int[selections.length + 1];
        for (int b = 0; b < selections.length; b++) {
            offsets[b + 1] = offsets[b] + selections[b].length;
        }
        return offsets;
    }

    /** Puts what was drawn in place of the selections, ascending. */
    private static void take(int[] drawn, int[] offsets, int first, int[]... subsets) {
        for (int b = 0; b + 1 < offsets.length; b++) {
            if (offsets[b] == offsets[b + 1]) {
                continue;
            }
            int begun = drawn[offsets[b]];
            if (begun < 0) {
                throw new NumericalException("subset " + (first + b) + ": "
                        + (begun == NOTHING_LEFT
                                ? "no item has a positive probability; the columns selected are not orthonormal"
                                : "an item was drawn whose row is spanned by those before, up to rounding"));
            }
            int[] subset = Arrays.copyOfRange(drawn, offsets[b], offsets[b + 1]);
            Arrays.sort(subset);
            subsets[first + b] = subset;
        }
    }

    @Override
    public void close() {
        closed = true;
        buffers.forEach(Buffer::close);
    }
}
