package io.gramian.core.internal.filterbank;

import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** The threads that tasks are shared out to. */
@FunctionalInterface
public interface Tasks {
    /**
     * Does tasks 0 to {@code count - 1}, each on one of the workers, one of which is made for each thread.
     *
     * @throws java.util.concurrent.CancellationException if the calling thread is interrupted
     */
    void run(int count, Supplier<IntConsumer> workers);
}
