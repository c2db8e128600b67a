package io.gramian.examples;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.KernelRidge;
import io.gramian.nystrom.KernelRidgeClassifier;
import io.gramian.sparsecoding.CoefficientMaps;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Digits classified by ridge regression from pixels and from pooled codes, on digits held out: the same classifiers, ridge and
 * length scale chosen on the others alone.
 */
final class DigitCodeStep implements Study.Step {
    private static final int DIGIT = 8;
    private static final int CELL = 12; // 4 pixels of nothing, as far as an atom reaches, then a digit
    private static final int ACROSS = 48;
    private static final int DOWN = 10; // the sheet has a multiple of so many cells, which transforms fast
    private static final int POOLS = 4; // a side of the grid that coefficients are summed over
    private static final int SPLITS = 5;
    private static final double HELD_OUT = 0.3;
    private static final double[] RIDGES = {1e-3, 1e-2, 1e-1, 1};
    private static final double[] LENGTHS = {0.5, 1, 2}; // of the median distance

    private final HeterogeneityStudy.Plan plan;

    DigitCodeStep(HeterogeneityStudy.Plan plan) {
        this.plan = plan;
    }

    @Override
    public int units() {
        return 1 + SPLITS;
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        double[] labels = Arrays.copyOf(Datasets.column("digits", "digit"), plan.digits());
        Points digits = Shell.load("digits");
        double[][] pixels =
                IntStream.range(0, plan.digits()).mapToObj(digits::row).toArray(double[][]::new);
        SparseCode code = code(pixels, run.backend());
        double[][] pooled = pooled(code.maps(), pixels.length);
        run.figure("digits_sparseness", Study.digits(code.maps().sparseness()));
        run.figure(
                "digits_relative_duality_gap", Study.digits(code.certificate().relativeGap()));
        done.run();
        String[] names = {"pixels_linear", "codes_linear", "pixels_gaussian", "codes_gaussian"};
        double[][] accuracy = new double[names.length][SPLITS];
        List<List<Object>> rows = new ArrayList<>();
        for (int split = 0; split < SPLITS; split++) {
            int[] order = shuffled(pixels.length, random);
            for (int k = 0; k < names.length; k++) {
                accuracy[k][split] = accuracy(k % 2 == 0 ? pixels : pooled, labels, order, k >= 2, run.backend());
                rows.add(List.of(split + 1, names[k], Study.digits(accuracy[k][split])));
            }
            done.run();
        }
        run.table("6-digits.csv", "split,features_and_kernel,held_out_accuracy", rows);
        for (int k = 0; k < names.length; k++) {
            run.figure(
                    "digits_held_out_accuracy_" + names[k],
                    Study.digits(Arrays.stream(accuracy[k]).average().orElseThrow()));
        }
        for (int k = 0; k < names.length; k += 2) {
            PairedDifferences d = PairedDifferences.of(ConvergenceStep.less(accuracy[k + 1], accuracy[k]));
            String kernel = k == 0 ? "linear" : "gaussian";
            run.figure(
                    "digits_" + kernel,
                    String.format(
                            Locale.ROOT,
                            "codes %s pixels by %.2f points of accuracy (over %d splits of the same digits %.2f to %.2f)",
                            d.mean() >= 0 ? "beat" : "fall behind",
                            100 * Math.abs(d.mean()),
                            SPLITS,
                            100
                                    * Arrays.stream(ConvergenceStep.less(accuracy[k + 1], accuracy[k]))
                                            .min()
                                            .orElseThrow(),
                            100
                                    * Arrays.stream(ConvergenceStep.less(accuracy[k + 1], accuracy[k]))
                                            .max()
                                            .orElseThrow()));
        }
    }

    /** All digits as one picture, each in a cell of its own, so that one code holds theirs. */
    private static SparseCode code(double[][] pixels, Backend backend) {
        int down = (pixels.length + ACROSS * DOWN - 1) / (ACROSS * DOWN) * DOWN;
        double[][] sheet = new double[down * CELL][ACROSS * CELL];
        for (int k = 0; k < pixels.length; k++) {
            for (int i = 0; i < DIGIT; i++) {
                for (int j = 0; j < DIGIT; j++) {
                    sheet[k / ACROSS * CELL + 4 + i][k % ACROSS * CELL + 4 + j] = pixels[k][i * DIGIT + j] / 16;
                }
            }
        }
        Dictionary bank = LogGabor.ofSize(5)
                .withFrequency(0.2, 0.5)
                .withOrientations(6)
                .withOrientationBandwidths(0.4)
                .dictionary()
                .normalised(Normalisation.L2);
        return ConvolutionalSparseCoding.admm()
                .withPenalty(0.1)
                .withRho(RhoRule.fixed(0.5))
                .withIterations(150)
                .withBackend(backend.withPrecision(Precision.FLOAT))
                .encode(Signal.image(sheet), bank);
    }

    /** Sums of positive and of negative coefficients of each atom over the pools of a digit's cell. */
    static double[][] pooled(CoefficientMaps maps, int digits) {
        double[][] features = new double[digits][2 * maps.atoms() * POOLS * POOLS];
        for (int i = 0; i < maps.count(); i++) {
            int digit = maps.row(i) / CELL * ACROSS + maps.column(i) / CELL;
            int pool = maps.row(i) % CELL * POOLS / CELL * POOLS + maps.column(i) % CELL * POOLS / CELL;
            if (digit < digits) {
                int sign = maps.value(i) > 0 ? 0 : 1;
                features[digit][(2 * maps.atom(i) + sign) * POOLS * POOLS + pool] += Math.abs(maps.value(i));
            }
        }
        return features;
    }

    private static double accuracy(
            double[][] features, double[] labels, int[] order, boolean isGaussian, Backend backend) {
        int held = (int) Math.round(HELD_OUT * order.length);
        int[] test = Arrays.copyOf(order, held);
        int[] train = Arrays.copyOfRange(order, held, order.length);
        Points x = points(features, train);
        int[] y = labels(labels, train);
        double scale = medianDistance(features, train);
        KernelRidgeClassifier best = null;
        double most = -1;
        for (double length : isGaussian ? LENGTHS : new double[] {1}) {
            Kernel kernel = isGaussian ? Kernel.gaussian(length * scale) : Kernel.polynomial(1, 1 / (scale * scale), 1);
            for (double ridge : RIDGES) {
                KernelRidgeClassifier candidate = KernelRidgeClassifier.of(
                        KernelRidge.of(kernel).withRidge(ridge).withBackend(backend));
                double right = share(candidate.leaveOneOut(x, y), y);
                if (right > most) {
                    most = right;
                    best = candidate;
                }
            }
        }
        return share(best.fit(x, y).classify(points(features, test)), labels(labels, test));
    }

    private static double share(int[] found, int[] expected) {
        return IntStream.range(0, found.length)
                        .filter(i -> found[i] == expected[i])
                        .count()
                / (double) found.length;
    }

    private static Points points(double[][] features, int[] which) {
        return Points.of(Arrays.stream(which).mapToObj(i -> features[i]).toArray(double[][]::new));
    }

    private static int[] labels(double[] labels, int[] which) {
        return Arrays.stream(which).map(i -> (int) labels[i]).toArray();
    }

    /** Of neighbours in the order, which is random. */
    private static double medianDistance(double[][] features, int[] order) {
        double[] distances = IntStream.range(1, order.length)
                .mapToDouble(i -> {
                    double sum = 0;
                    for (int k = 0; k < features[0].length; k++) {
                        double difference = features[order[i]][k] - features[order[i - 1]][k];
                        sum += difference * difference;
                    }
                    return Math.sqrt(sum);
                })
                .sorted()
                .toArray();
        return LeastSquaresStudy.quantile(distances, 0.5);
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int other = order[i];
            order[i] = order[j];
            order[j] = other;
        }
        return order;
    }
}
