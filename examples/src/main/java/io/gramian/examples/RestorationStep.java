package io.gramian.examples;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Noise taken off and holes filled by codes, beside the Gaussian blur that is best for the very picture, which nobody could
 * know; the penalties were chosen by trial, on these and like pictures. The smooth part of a picture is coded by an impulse
 * whose map pays for its gradient alone.
 */
final class RestorationStep implements Study.Step {
    private static final List<String> SHOWN = List.of("ascent", "camera");
    private static final double NOISE = 0.05;
    private static final double MISSING = 0.5;
    private static final int PIXELS = 2;
    private static final int MARGIN = 16; // unknown pixels around, so that no edge meets the opposite one

    private final HeterogeneityStudy.Plan plan;

    RestorationStep(HeterogeneityStudy.Plan plan) {
        this.plan = plan;
    }

    @Override
    public int units() {
        return 2 * SHOWN.size();
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        Backend single = run.backend().withPrecision(Precision.FLOAT);
        Gallery noise = new Gallery("noise");
        Gallery holes = new Gallery("holes");
        int side = 2 * plan.side();
        for (String name : SHOWN) {
            Signal picture = ImageFile.grey(Datasets.picture(name)).centre(side, side);
            Signal all = Signal.zero(1, side, side).map(value -> 1);
            Signal noisy = picture.map(value -> value + NOISE * random.nextGaussian());
            noise.add(
                    name, picture, noisy, bestBlur(picture, noisy, all), restored(noisy, all, 1.6 * NOISE, 1, single));
            done.run();
            Signal mask = picture.map(value -> random.nextDouble() < MISSING ? 0 : 1);
            Signal seen = product(picture, mask);
            holes.add(name, picture, seen, bestBlur(picture, seen, mask), restored(seen, mask, 0.02, 0.3, single));
            done.run();
        }
        List<List<Object>> rows = new ArrayList<>(noise.rows);
        rows.addAll(holes.rows);
        for (List<Object> row : rows) {
            run.figure("psnr_" + row.get(1) + "_" + row.get(0) + "_" + row.get(2), row.get(3));
        }
        run.table("5-restoration.csv", "picture,damage,what,psnr", rows);
        run.picture("5-denoising.png", noise.image("Gaussian noise of deviation " + NOISE + " taken off"));
        run.picture("5-inpainting.png", holes.image("Half of the pixels filled in"));
    }

    /** Pictures side by side: whole, damaged, blurred, restored. */
    private static final class Gallery {
        private static final String[] WHAT = {"damaged", "best_blur", "code"};

        private final String damage;
        private final List<BufferedImage> panels = new ArrayList<>();
        private final List<String> captions = new ArrayList<>();
        private final List<List<Object>> rows = new ArrayList<>();

        Gallery(String damage) {
            this.damage = damage;
        }

        void add(String name, Signal picture, Signal... versions) {
            panels.add(ImageFile.toImage(picture, PIXELS));
            captions.add(name);
            for (int k = 0; k < WHAT.length; k++) {
                double psnr = ImageQuality.psnr(picture, versions[k], 1);
                rows.add(List.of(name, damage, WHAT[k], Study.digits(psnr)));
                panels.add(ImageFile.toImage(versions[k], PIXELS));
                captions.add(String.format(Locale.ROOT, "%s, %.1f dB", WHAT[k].replace('_', ' '), psnr));
            }
        }

        BufferedImage image(String title) {
            return Pictures.captioned(title, panels, captions, 1 + WHAT.length);
        }
    }

    /**
     * The picture that a code of the pixels seen stands for.
     *
     * @param seen a picture
     * @param mask 1 where it is known, 0 where not
     * @param penalty of the atoms
     * @param gradient weight of the smooth part's gradient
     */
    static Signal restored(Signal seen, Signal mask, double penalty, double gradient, Backend backend) {
        Dictionary bank = bank();
        double[] weights = new double[bank.size() + 1];
        Arrays.fill(weights, 0, bank.size(), 1);
        double[] gradients = new double[weights.length];
        gradients[bank.size()] = gradient;
        return ConvolutionalSparseCoding.admm()
                .withPenalty(penalty)
                .withWeights(weights)
                .withGradientPenalty(gradients)
                .withMask(framed(mask))
                .withRho(RhoRule.fixed(0.5))
                .withIterations(200)
                .withBackend(backend)
                .encode(framed(seen), bank.and(Dictionaries.impulse(2, 1)))
                .reconstruction()
                .crop(new int[2], seen.shape());
    }

    /** A picture with zeros below and to the right. */
    private static Signal framed(Signal picture) {
        double[][] rows = new double[picture.rows() + MARGIN][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i < picture.rows()
                    ? Arrays.copyOf(picture.toRows()[i], picture.columns() + MARGIN)
                    : new double[picture.columns() + MARGIN];
        }
        return Signal.image(rows);
    }

    /** Two octaves of log-Gabor atoms of unit norm. */
    private static Dictionary bank() {
        LogGabor fine = LogGabor.ofSize(12).withOrientations(8);
        return fine.withFrequency(0.25, 0.4)
                .withOrientationBandwidths(0.2, 0.4)
                .dictionary()
                .and(fine.withFrequency(0.12, 0.4)
                        .withOrientationBandwidths(0.3, 0.6)
                        .dictionary())
                .normalised(Normalisation.L2);
    }

    /** The blur of the pixels seen whose PSNR is best; pixels seen stay if any are missing. */
    private static Signal bestBlur(Signal picture, Signal seen, Signal mask) {
        Signal best = seen;
        for (double deviation = 0.3; deviation < 2; deviation += 0.1) {
            Signal values = blur(seen, deviation);
            Signal weights = blur(mask, deviation);
            double[] filled = values.values();
            boolean isWhole = mask.min() == 1;
            for (int at = 0; at < filled.length; at++) {
                int row = at / seen.columns();
                int column = at % seen.columns();
                filled[at] = !isWhole && mask.at(row, column) == 1
                        ? seen.at(row, column)
                        : filled[at] / Math.max(1e-9, weights.at(row, column));
            }
            Signal candidate = Signal.of(filled, 1, seen.rows(), seen.columns());
            if (ImageQuality.psnr(picture, candidate) > ImageQuality.psnr(picture, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static Signal blur(Signal picture, double deviation) {
        return transposed(rowsBlurred(transposed(rowsBlurred(picture, deviation)), deviation));
    }

    private static Signal rowsBlurred(Signal picture, double deviation) {
        int reach = (int) Math.ceil(4 * deviation);
        double[][] rows = picture.toRows();
        double[][] blurred = new double[rows.length][picture.columns()];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                double sum = 0;
                double weights = 0;
                for (int k = Math.max(0, j - reach); k <= Math.min(rows[i].length - 1, j + reach); k++) {
                    double weight = Math.exp(-(k - j) * (k - j) / (2 * deviation * deviation));
                    sum += weight * rows[i][k];
                    weights += weight;
                }
                blurred[i][j] = sum / weights;
            }
        }
        return Signal.image(blurred);
    }

    private static Signal transposed(Signal picture) {
        double[][] columns = new double[picture.columns()][picture.rows()];
        for (int i = 0; i < picture.rows(); i++) {
            for (int j = 0; j < picture.columns(); j++) {
                columns[j][i] = picture.at(i, j);
            }
        }
        return Signal.image(columns);
    }

    static Signal product(Signal a, Signal b) {
        double[] values = a.values();
        for (int at = 0; at < values.length; at++) {
            values[at] *= b.at(at / b.columns(), at % b.columns());
        }
        return Signal.of(values, 1, a.rows(), a.columns());
    }
}
