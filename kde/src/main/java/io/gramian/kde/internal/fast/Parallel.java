package io.gramian.kde.internal.fast;

import io.gramian.core.Progress;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Tasks shared out among a backend's number of threads; results must not depend on which thread takes which task. */
public final class Parallel {
    private final int tasks;
    private final Supplier<Worker> workers;
    private final String stage;
    private final Progress progress;
    private int next;
    private int finished;
    private Throwable failure;

    /** Does the tasks that one thread takes, with buffers of its own. */
    public interface Worker {
        /**
         * Does one task.
         *
         * @param index which
         */
        void task(int index);
    }

    private Parallel(int tasks, Supplier<Worker> workers, String stage, Progress progress) {
        this.tasks = tasks;
        this.workers = workers;
        this.stage = stage;
        this.progress = progress;
    }

    /**
     * Does tasks 0 to {@code tasks - 1}.
     *
     * @param threads how many share them, the caller included
     * @param tasks how many
     * @param workers makes what a thread needs
     * @param stage told to the progress
     * @param progress hears how many tasks are done
     * @throws CancellationException if the calling thread is interrupted; its interrupt flag stays set
     */
    public static void run(int threads, int tasks, Supplier<Worker> workers, String stage, Progress progress) {
        Parallel job = new Parallel(tasks, workers, stage, progress);
        Thread[] helpers = new Thread[Math.max(0, Math.min(threads, tasks) - 1)];
        for (int i = 0; i < helpers.length; i++) {
            helpers[i] = new Thread(() -> job.work(false), "gramian-kde");
            helpers[i].setDaemon(true);
            helpers[i].start();
        }
        job.work(true);
        job.await(helpers);
    }

    private void work(boolean isCaller) {
        try {
            Worker worker = null;
            for (int task = take(isCaller); task >= 0; task = take(isCaller)) {
                worker = worker == null ? workers.get() : worker;
                worker.task(task);
                finish();
            }
        } catch (Throwable thrown) {
            fail(thrown);
        }
    }

    private synchronized int take(boolean isCaller) {
        if (isCaller && Thread.currentThread().isInterrupted()) {
            fail(new CancellationException("interrupted after " + finished + " of " + tasks + " blocks"));
        }
        return failure == null && next < tasks ? next++ : -1;
    }

    private synchronized void finish() {
        finished++;
        if (failure == null) {
            progress.update(stage, finished, tasks);
        }
    }

    private synchronized void fail(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
    }

    /** Waits for all helpers, which stop after their task: until then they use the caller's arrays. */
    private void await(Thread[] helpers) {
        boolean interrupted = false;
        for (int i = 0; i < helpers.length; ) {
            try {
                helpers[i].join();
                i++;
            } catch (InterruptedException e) {
                interrupted = true;
                fail(new CancellationException("interrupted after " + finished + " of " + tasks + " blocks"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }
}
