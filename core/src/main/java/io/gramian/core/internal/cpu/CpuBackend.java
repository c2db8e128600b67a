package io.gramian.core.internal.cpu;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.PairFunction;

/** The backend written in Java: complete, and the measure of the others. */
public final class CpuBackend implements Backend {
    private final InstructionPath path;
    private final Workers workers;
    private final int threads;
    private final Precision precision;
    private final long memoryLimit;

    private CpuBackend(InstructionPath path, Workers workers, int threads, Precision precision, long memoryLimit) {
        this.path = path;
        this.workers = workers;
        this.threads = threads;
        this.precision = precision;
        this.memoryLimit = memoryLimit;
    }

    /**
     * Returns the backend with a thread for every processor, double precision, and a quarter of the heap as
     * its memory limit.
     *
     * @return a backend
     */
    public static CpuBackend standard() {
        return on(InstructionPath.detect());
    }

    static CpuBackend on(InstructionPath path) {
        int threads = Runtime.getRuntime().availableProcessors();
        long limit = Runtime.getRuntime().maxMemory() / 4;
        return new CpuBackend(path, new Workers(threads), threads, Precision.DOUBLE, limit);
    }

    @Override
    public String name() {
        return "cpu";
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
        return new CpuBackend(path, new Workers(newThreads), newThreads, precision, memoryLimit);
    }

    @Override
    public CpuBackend withPrecision(Precision newPrecision) {
        return new CpuBackend(
                path, workers, threads, java.util.Objects.requireNonNull(newPrecision, "precision"), memoryLimit);
    }

    @Override
    public CpuBackend withMemoryLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("memory limit: expected at least 0 bytes, found " + bytes);
        }
        return new CpuBackend(path, workers, threads, precision, bytes);
    }

    @Override
    public Gram gram(PairFunction function, Points x, Points y) {
        return CpuGram.of(this, path.loops(precision), function, x, y);
    }

    Workers workers() {
        return workers;
    }

    /** Returns name, threads, precision and instructions, for example {@code cpu(2 threads, double, ...)}. */
    @Override
    public String toString() {
        return "cpu(" + threads + (threads == 1 ? " thread, " : " threads, ")
                + precision.name().toLowerCase(java.util.Locale.ROOT) + ", "
                + path.loops(precision).instructions() + ")";
    }
}
