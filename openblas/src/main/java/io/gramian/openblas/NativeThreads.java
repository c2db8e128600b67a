package io.gramian.openblas;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import org.bytedeco.openblas.global.openblas;

/**
 * The number of threads of OpenBLAS, which is one for the whole process: calls that want the same run side by side,
 * those that want another wait until it can be changed.
 */
final class NativeThreads {
    private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();
    private static int current; // guarded by LOCK; 0 until first set

    private NativeThreads() {}

    /** Makes a native call with that many threads and returns its result. */
    static int with(int threads, IntSupplier call) {
        Lock unchanged = LOCK.readLock();
        unchanged.lock();
        if (current != threads) {
            unchanged.unlock();
            change(threads, unchanged);
        }
        try {
            return call.getAsInt();
        } finally {
            unchanged.unlock();
        }
    }

    /** Sets the number and takes {@code unchanged} before another can set it again. */
    private static void change(int threads, Lock unchanged) {
        LOCK.writeLock().lock();
        try {
            if (current != threads) {
                openblas.blas_set_num_threads(threads);
                current = threads;
            }
            unchanged.lock();
        } finally {
            LOCK.writeLock().unlock();
        }
    }
}
