package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.internal.filterbank.CpuFilterBank;
import io.gramian.core.internal.filterbank.Tasks;
import io.gramian.core.internal.gram.GramView;
import io.gramian.core.internal.linear.DenseAlgebra;
import io.gramian.core.internal.linear.Kernels;
import io.gramian.core.kernel.PairFunction;
import java.util.Locale;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;

/**
 * The backend written in Java: complete, and the measure of the others. With a {@link NativeLibrary} it is another
 * backend, whose matrices and linear algebra are that library's.
 */
public final class CpuBackend implements Backend {
    private final InstructionPath path;
    private final Workers workers;
    private final int threads;
    private final Precision precision;
    private final long memoryLimit;
    private final NativeLibrary routines; // null where all is Java

    private CpuBackend(
            InstructionPath path,
            Workers workers,
            int threads,
            Precision precision,
            long memoryLimit,
            NativeLibrary library) {
        this.path = path;
        this.workers = workers;
        this.threads = threads;
        this.precision = precision;
        this.memoryLimit = memoryLimit;
        this.routines = library;
    }

    /**
     * Returns the backend with a thread for every processor, double precision, and a quarter of the heap as
     * its memory limit.
     *
     * @return a backend
     */
    public static CpuBackend standard() {
        return on(InstructionPath.detect(), null);
    }

    /**
     * Returns the engine with the linear algebra of a native library.
     *
     * @param library not null
     * @return a backend of that library's name
     */
    public static CpuBackend with(NativeLibrary library) {
        return on(InstructionPath.detect(), Objects.requireNonNull(library, "library"));
    }

    static CpuBackend on(InstructionPath path) {
        return on(path, null);
    }

    static CpuBackend on(InstructionPath path, NativeLibrary library) {
        int threads = Runtime.getRuntime().availableProcessors();
        long limit = Runtime.getRuntime().maxMemory() / 4;
        return new CpuBackend(path, new Workers(threads), threads, Precision.DOUBLE, limit, library);
    }

    @Override
    public String name() {
        return routines == null ? "cpu" : routines.name();
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public long memoryLimit() {
        return memoryLimit;
    }

    @Override
    public CpuBackend withThreads(int newThreads) {
        if (newThreads < 1 || newThreads > 1024) {
            throw new IllegalArgumentException("threads: expected 1 to 1024, found " + newThreads);
        }
        return new CpuBackend(path, new Workers(newThreads), newThreads, precision, memoryLimit, routines);
    }

    @Override
    public CpuBackend withPrecision(Precision newPrecision) {
        return new CpuBackend(
                path, workers, threads, Objects.requireNonNull(newPrecision, "precision"), memoryLimit, routines);
    }

    @Override
    public CpuBackend withMemoryLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("memory limit: expected at least 0 bytes, found " + bytes);
        }
        return new CpuBackend(path, workers, threads, precision, bytes, routines);
    }

    @Override
    public Gram gram(PairFunction function, Points x, Points y) {
        return CpuGram.of(this, path.loops(precision), function, x, y);
    }

    /** The matrix of a view that was made elsewhere. */
    public Gram gram(GramView view) {
        return CpuGram.of(this, path.loops(precision), view);
    }

    @Override
    public DenseAlgebra linearAlgebra() {
        return new DenseAlgebra(kernels(), Progress.NONE);
    }

    boolean hasLibrary() {
        return routines != null;
    }

    /** The library's arithmetic in one thread, for work that is shared out among this backend's. */
    Kernels nativeKernels() {
        return routines.kernels(precision, 1, memoryLimit);
    }

    private Kernels kernels() {
        return routines == null
                ? CpuKernels.of(this, path.loops(precision))
                : routines.kernels(precision, threads, memoryLimit);
    }

    @Override
    public Matrix matrix(int rows, int columns) {
        return linearAlgebra().create(rows, columns);
    }

    @Override
    public Matrix matrix(int rows, int columns, double[] rowMajor) {
        return linearAlgebra().create(rows, columns, rowMajor);
    }

    @Override
    public Matrix matrix(DMatrixRMaj values) {
        return linearAlgebra().create(values);
    }

    @Override
    public Matrix matrix(FMatrixRMaj values) {
        return linearAlgebra().create(values);
    }

    @Override
    public FilterBankOperator filterBank(FilterBank bank, int channels, int[] shape) {
        Tasks shared = (tasks, perThread) -> run(tasks, false, perThread);
        Tasks alone = (tasks, perThread) -> run(tasks, true, perThread);
        return CpuFilterBank.of(path.mapLoops(precision), bank, channels, shape, shared, alone, memoryLimit);
    }

    private void run(int tasks, boolean alone, Supplier<IntConsumer> perThread) {
        workers.run(tasks, alone, () -> perThread.get()::accept, finished -> {});
    }

    Workers workers() {
        return workers;
    }

    /** The loops in double precision, whatever that of this backend. */
    @SuppressWarnings("unchecked") // those of double precision work on double[]
    TileLoops<double[]> doubleLoops() {
        return (TileLoops<double[]>) path.loops(Precision.DOUBLE);
    }

    SymmetricLoops symmetricLoops() {
        return path.symmetricLoops();
    }

    /** Returns name, threads, precision and instructions, for example {@code cpu(2 threads, double, ...)}. */
    @Override
    public String toString() {
        return name() + "(" + threads + (threads == 1 ? " thread, " : " threads, ")
                + precision.name().toLowerCase(Locale.ROOT) + ", "
                + path.loops(precision).instructions()
                + (routines == null ? ")" : ", " + routines.description() + ")");
    }
}
