package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.FiniteDpp;
import io.gramian.dpp.FixedSizeDpp;
import io.gramian.dpp.GreedyMap;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Diverse subsets of handwritten digits by a process of fixed size and by its greedy mode, beside subsets at random. */
final class DiverseDigitStep implements Study.Step {
    private static final int SIZE = 10;
    private static final int LANDMARKS = 400;
    private static final int REPETITIONS = 200;
    private static final double LENGTH_SCALE = 50; // about the distance of two digits
    private static final int PIXEL = 10;
    private static final int SHOWN = 3;

    @Override
    public int units() {
        return 1;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        Points x = Shell.load("digits");
        double[] labels = Datasets.column("digits", "digit");
        Kernel kernel = Kernel.gaussian(LENGTH_SCALE);
        FixedSizeDpp process =
                FiniteDpp.ofLikelihood(kernel, x, LANDMARKS, random).ofSize(SIZE);
        int[][] diverse = new int[REPETITIONS][];
        int[][] uniform = new int[REPETITIONS][];
        for (int t = 0; t < REPETITIONS; t++) {
            diverse[t] = process.sample(random);
            uniform[t] = random.ints(0, x.size()).distinct().limit(SIZE).toArray();
        }
        int[][] greedy = {GreedyMap.ofSize(SIZE).select(kernel, x).items()};
        List<List<Object>> rows = new ArrayList<>();
        report(run, rows, "diverse", diverse, x, labels);
        report(run, rows, "greedy", greedy, x, labels);
        report(run, rows, "uniform", uniform, x, labels);
        run.table("7-digits.csv", "choice,size,repetitions,mean_distinct_digits,mean_closest_pair,mean_distance", rows);
        run.picture("7-digits.png", picture(diverse, greedy, uniform, x));
        done.run();
    }

    private static void report(
            Study.Run run, List<List<Object>> rows, String name, int[][] subsets, Points x, double... labels) {
        double distinct = 0;
        double closest = 0;
        double distance = 0;
        for (int[] subset : subsets) {
            distinct +=
                    Arrays.stream(subset).mapToDouble(i -> labels[i]).distinct().count();
            closest += closestPair(subset, x);
            distance += meanDistance(subset, x);
        }
        Object[] means = {
            Study.digits(distinct / subsets.length),
            Study.digits(closest / subsets.length),
            Study.digits(distance / subsets.length)
        };
        run.figure(name + "_distinct_digits_of_" + SIZE, means[0]);
        run.figure(name + "_closest_pair", means[1]);
        run.figure(name + "_mean_distance_to_the_chosen", means[2]);
        rows.add(List.of(name, SIZE, subsets.length, means[0], means[1], means[2]));
    }

    private static double closestPair(int[] subset, Points x) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < subset.length; i++) {
            for (int j = 0; j < i; j++) {
                least = Math.min(least, distance(x.row(subset[i]), x.row(subset[j])));
            }
        }
        return least;
    }

    /** From all digits to the nearest of the chosen. */
    private static double meanDistance(int[] subset, Points x) {
        double[][] chosen = Arrays.stream(subset).mapToObj(x::row).toArray(double[][]::new);
        return IntStream.range(0, x.size())
                .mapToDouble(i -> {
                    double[] row = x.row(i);
                    return Arrays.stream(chosen)
                            .mapToDouble(c -> distance(row, c))
                            .min()
                            .orElseThrow();
                })
                .average()
                .orElseThrow();
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return Math.sqrt(sum);
    }

    private static BufferedImage picture(int[][] diverse, int[][] greedy, int[][] uniform, Points x) {
        return Pictures.stack(List.of(
                strip("Three subsets of " + SIZE + " digits by a determinantal process", diverse, x),
                strip("Its greedy mode", greedy, x),
                strip("Three subsets of " + SIZE + " digits at random", uniform, x)));
    }

    /** Some subsets, one below the other. */
    private static BufferedImage strip(String title, int[][] subsets, Points x) {
        int cell = 8 * PIXEL + 8;
        int shown = Math.min(SHOWN, subsets.length);
        BufferedImage image = Pictures.blank(SIZE * cell + 40, shown * cell + 60);
        Graphics2D graphics = Pictures.graphics(image);
        graphics.setColor(new Color(0x33383d));
        graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 19));
        graphics.drawString(title, 20, 36);
        graphics.dispose();
        for (int r = 0; r < shown; r++) {
            for (int c = 0; c < SIZE; c++) {
                digit(image, x.row(subsets[r][c]), 20 + c * cell, 50 + r * cell);
            }
        }
        return image;
    }

    private static void digit(BufferedImage image, double[] pixels, int left, int top) {
        for (int y = 0; y < 8 * PIXEL; y++) {
            for (int px = 0; px < 8 * PIXEL; px++) {
                int gray = 255 - (int) Math.round(pixels[y / PIXEL * 8 + px / PIXEL] * 255 / 16);
                image.setRGB(left + px, top + y, gray << 16 | gray << 8 | gray);
            }
        }
    }
}
