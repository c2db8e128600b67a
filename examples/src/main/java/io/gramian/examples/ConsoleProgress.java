package io.gramian.examples;

import io.gramian.core.Progress;
import java.io.PrintWriter;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar that appears when the work has taken a second. */
final class ConsoleProgress implements Progress, AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final int WIDTH = 78;

    private final PrintWriter err;
    private final boolean enabled;
    private final long start = System.nanoTime();
    private ProgressBar bar;
    private long lastDone;

    ConsoleProgress(PrintWriter err, boolean enabled) {
        this.err = err;
        this.enabled = enabled;
    }

    @Override
    public synchronized void update(String stage, long done, long total) {
        if (!enabled || System.nanoTime() - start < PATIENCE_NANOS) {
            return;
        }
        if (bar != null && done < lastDone) {
            close(); // the next stage
        }
        if (bar == null) {
            bar = ProgressBar.builder()
                    .setTaskName(stage)
                    .setInitialMax(total)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(200)
                    .setConsumer(new Line(err))
                    .build();
        }
        lastDone = done;
        bar.stepTo(done);
    }

    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }

    /** Draws the bar over itself; the library's own line asks the terminal, which costs a native library. */
    private record Line(PrintWriter err) implements ProgressBarConsumer {
        @Override
        public int getMaxRenderedLength() {
            return WIDTH;
        }

        @Override
        public void accept(String rendered) {
            err.print("\r" + rendered);
            err.flush();
        }

        @Override
        public void close() {
            err.println();
        }
    }
}
