package io.gramian.examples;

import io.gramian.core.backend.Backend;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A walk through the library on real data: a report, and a picture for each step. */
final class Tour {
    /** One thing to see. */
    interface Step {
        /** Returns what the step is about, in a line. */
        String title();

        /** Returns the name of its picture. */
        String file();

        /** Computes, reports figures, and returns the picture. */
        BufferedImage run(Backend backend, Report report);
    }

    /** Where a step puts its figures. */
    interface Report {
        void figure(String key, Object value);
    }

    private final Backend backend;
    private final Path pictures;
    private final PrintWriter out;

    Tour(Backend backend, Path pictures, PrintWriter out) {
        this.backend = backend;
        this.pictures = pictures;
        this.out = out;
    }

    void run() {
        long start = System.nanoTime();
        out.println("A tour of Gramian on " + backend);
        int number = 0;
        for (Step step : List.of(
                new GeyserMap(), new GeyserCurves(), new DigitRegimes(), new CameraPoints(), new CodedCamera())) {
            number++;
            long begin = System.nanoTime();
            out.println();
            out.println(number + ". " + step.title());
            BufferedImage image = step.run(backend, (key, value) -> out.println("   " + key + "=" + value));
            out.println("   picture=" + Pictures.save(image, pictures.resolve(step.file())));
            out.println("   seconds=" + seconds(begin));
            out.flush();
        }
        out.println();
        out.println("total_seconds=" + seconds(start));
    }

    private static String seconds(long since) {
        return String.format(Locale.ROOT, "%.2f", (System.nanoTime() - since) / 1e9);
    }
}
