package io.gramian.examples;

import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** A piece of research that is run again from nothing but a seed. */
interface Study {
    /** Returns what the study shows, in a line. */
    String title();

    /** Computes, and reports figures, tables and pictures. */
    void run(Run run);

    /** A number in a key or a table: six digits. */
    static Object digits(double value) {
        return Double.isFinite(value)
                ? new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(6))
                        .doubleValue()
                : value;
    }

    /** One thing to see. */
    interface Step {
        /** How long it takes, in units that are alike. */
        int units();

        /** Computes; calls done after each unit. */
        void run(Run run, SplittableRandom random, Runnable done);
    }

    /**
     * Where and from what a study runs, and where its results go.
     *
     * @param backend where it computes
     * @param seed of all its randomness
     * @param folder receives tables and pictures
     * @param out receives figures, as key=value lines
     * @param progress hears how far the study has come
     */
    record Run(Backend backend, long seed, Path folder, PrintWriter out, Progress progress) {
        void figure(String key, Object value) {
            out.println(key + "=" + value);
            out.flush();
        }

        /** Runs the steps one after the other, each with randomness of its own. */
        void steps(String name, List<? extends Step> steps) {
            int total = steps.stream().mapToInt(Step::units).sum();
            SplittableRandom random = new SplittableRandom(seed);
            int[] done = {0};
            figure("seed", seed);
            for (Step step : steps) {
                step.run(this, random.split(), () -> progress.update(name, ++done[0], total));
            }
        }

        /** Writes rows of numbers or words as CSV. */
        void table(String name, String header, List<List<Object>> rows) {
            Path file = folder.resolve(name);
            OutputFile.write(
                    file,
                    header,
                    rows.size(),
                    i -> rows.get(i).stream()
                            .map(String::valueOf)
                            .reduce((a, b) -> a + "," + b)
                            .orElse(""));
            figure("table", file);
        }

        void picture(String name, BufferedImage image) {
            figure("picture", Pictures.save(image, folder.resolve(name)));
        }
    }
}
