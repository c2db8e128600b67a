package io.gramian.core.internal.cpu;

import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The threads of a backend. The caller works too; helpers join it, take the next task of a job until none is
 * left, and die when idle for long. Work inside a worker stays on that worker.
 */
final class Workers {
    private final int threads;
    private final ThreadPoolExecutor helpers;

    /** Does the tasks that one thread takes, with buffers of its own. */
    interface Worker {
        void task(int index);
    }

    /** Is told, one call at a time, how many tasks are finished. */
    interface Listener {
        void finished(int tasks);
    }

    Workers(int threads) {
        this.threads = threads;
        this.helpers = new ThreadPoolExecutor(
                Math.max(1, threads - 1),
                Math.max(1, threads - 1),
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                HelperThread::new);
        helpers.allowCoreThreadTimeOut(true);
    }

    private static final class HelperThread extends Thread {
        HelperThread(Runnable target) {
            super(target, "gramian-worker");
            setDaemon(true);
        }
    }

    /**
     * Does tasks 0 to {@code tasks - 1}, on the calling thread alone if {@code alone}.
     *
     * @throws CancellationException if the calling thread is interrupted; its interrupt flag stays set
     */
    void run(int tasks, boolean alone, Supplier<Worker> workers, Listener listener) {
        Job job = new Job(tasks, workers, listener);
        boolean shared = !alone && tasks > 1 && threads > 1 && !(Thread.currentThread() instanceof HelperThread);
        for (int i = 1; shared && i < Math.min(threads, tasks); i++) {
            helpers.execute(job::help);
        }
        job.work(true);
        job.awaitHelpers();
    }

    /** One call of {@link #run}. Its fields are guarded by its monitor. */
    private static final class Job {
        private final int tasks;
        private final Supplier<Worker> workers;
        private final Listener listener;
        private int next;
        private int finished;
        private int active;
        private boolean closed;
        private Throwable failure;

        Job(int tasks, Supplier<Worker> workers, Listener listener) {
            this.tasks = tasks;
            this.workers = workers;
            this.listener = listener;
        }

        void help() {
            synchronized (this) {
                if (closed) {
                    return;
                }
                active++;
            }
            work(false);
            synchronized (this) {
                active--;
                notifyAll();
            }
        }

        void work(boolean isCaller) {
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
            if (isCaller && Thread.currentThread().isInterrupted() && failure == null) {
                failure = new CancellationException("interrupted after " + finished + " of " + tasks + " tasks");
            }
            return failure == null && next < tasks ? next++ : -1;
        }

        private synchronized void finish() {
            finished++;
            if (failure == null) {
                listener.finished(finished);
            }
        }

        private synchronized void fail(Throwable thrown) {
            if (failure == null) {
                failure = thrown;
            }
        }

        synchronized void awaitHelpers() {
            closed = true;
            boolean interrupted = false;
            while (active > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true; // helpers stop after their task; until then they use this call's arrays
                    if (failure == null) {
                        failure =
                                new CancellationException("interrupted after " + finished + " of " + tasks + " tasks");
                    }
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
}
