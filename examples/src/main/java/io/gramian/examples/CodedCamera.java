package io.gramian.examples;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.LocalContrastNormalisation;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Preprocessed;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import java.awt.image.BufferedImage;
import java.util.List;

/** The photograph as a sum of few shifted log-Gabor atoms, with the bank they are from. */
final class CodedCamera implements Tour.Step {
    private static final int SIDE = 128;
    private static final int ITERATIONS = 150;
    private static final double PENALTY = 0.05;
    private static final int PIXELS = 3;

    @Override
    public String title() {
        return "A photograph as few shifted atoms: a convolutional sparse code, and how near it is to the optimum";
    }

    @Override
    public String file() {
        return "5-sparse-code.png";
    }

    @Override
    public BufferedImage run(Backend backend, Tour.Report report) {
        Signal picture = ImageFile.grey(Datasets.picture("camera")).centre(SIDE, SIDE);
        Preprocessed input = LocalContrastNormalisation.standard().apply(picture);
        Dictionary bank = LogGabor.heterogeneous();
        SparseCode code = ConvolutionalSparseCoding.admm()
                .withPenalty(PENALTY)
                .withRho(RhoRule.falling(0.2, 0.05))
                .withIterations(ITERATIONS)
                .withTolerance(0)
                .withBackend(backend.withPrecision(Precision.FLOAT))
                .encode(input.signal(), bank);
        Signal restored = input.invert(code.reconstruction());
        report.figure("coefficients", code.maps().count() + " of " + code.maps().size());
        report.figure(
                "psnr_of_the_normalised_picture", (float) ImageQuality.psnr(input.signal(), code.reconstruction()));
        report.figure("psnr_of_the_picture", (float) ImageQuality.psnr(picture, restored, 1));
        report.figure("relative_duality_gap", (float) code.certificate().relativeGap());
        return Pictures.captioned(
                "A photograph as " + code.maps().count() + " shifted atoms of " + bank.size(),
                List.of(
                        ImageFile.toImage(picture, PIXELS),
                        ImageFile.toImage(restored, PIXELS),
                        ImageFile.toImage(Dictionaries.mosaic(bank, 12), 2),
                        ImageFile.toImage(ImageFile.stretched(input.signal()), PIXELS),
                        ImageFile.toImage(ImageFile.stretched(code.reconstruction()), PIXELS),
                        ImageFile.toImage(density(code), PIXELS)),
                List.of(
                        "the photograph (" + SIDE + " x " + SIDE + ")",
                        "from the code",
                        "the bank: 12 orientations, 6 bandwidths",
                        "after local contrast normalisation",
                        "sum of the atoms",
                        "sizes of the coefficients at each place"),
                3);
    }

    /** Sums of the coefficients' sizes at each place, as shares of the largest, their square roots for show. */
    private static Signal density(SparseCode code) {
        double[] sums = new double[SIDE * SIDE];
        for (int i = 0; i < code.maps().count(); i++) {
            sums[code.maps().position(i)] += Math.abs(code.maps().value(i));
        }
        Signal density = Signal.of(sums, 1, SIDE, SIDE);
        double most = density.maxAbsolute();
        return density.map(value -> most == 0 ? 1 : 1 - Math.sqrt(value / most));
    }
}
