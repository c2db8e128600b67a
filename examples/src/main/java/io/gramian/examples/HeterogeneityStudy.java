package io.gramian.examples;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.sparsecoding.ConvolutionalSparseCoding;
import io.gramian.sparsecoding.Dictionary;
import io.gramian.sparsecoding.DictionaryLearning;
import io.gramian.sparsecoding.LocalContrastNormalisation;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Normalisation;
import io.gramian.sparsecoding.RhoRule;
import io.gramian.sparsecoding.Signal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Banks of one and of several orientation bandwidths, and a learned one, on real pictures: quality, sparseness and resilience
 * to pruning, at the published number of iterations and at convergence, where a duality gap says how near the optimum is. The
 * question is whether the cost of heterogeneity that H. J. Ladret, C. Casanova and L. U. Perrinet report (Kernel heterogeneity
 * improves sparseness of natural images representations, 2024) is one of the bank or of stopping early.
 */
final class HeterogeneityStudy implements Study {
    static final double PENALTY = 0.01;
    static final int PUBLISHED_ITERATIONS = 100;
    private static final double PUBLISHED_TOLERANCE = 1e-4;
    private static final int LEARNING_SIDE = 80; // what lies between the middle and a corner
    private static final int LEARNING_ITERATIONS = 40;
    private static final double LEARNING_PENALTY = 0.03; // with a smaller one atoms learn the noise
    private static final double LEARNING_STEP = 2;
    private static final double LEARNING_OFFSET = 100;

    /**
     * How much of it.
     *
     * @param pictures their names
     * @param published side of the squares coded as published
     * @param side of the squares coded to convergence
     * @param most iterations
     * @param gap relative duality gap at which a code has converged
     * @param learning steps of online learning
     * @param digits to classify
     */
    record Plan(List<String> pictures, int published, int side, int most, double gap, int learning, int digits) {
        static final Plan FULL = new Plan(Datasets.PICTURES, 256, 64, 3500, 1e-3, 120, 1797);
    }

    /**
     * A dictionary by its names.
     *
     * @param key in figures and tables
     * @param name in pictures
     * @param dictionary the atoms
     */
    record Bank(String key, String name, Dictionary dictionary) {}

    private final Plan plan;

    HeterogeneityStudy() {
        this(Plan.FULL);
    }

    HeterogeneityStudy(Plan plan) {
        this.plan = plan;
    }

    @Override
    public String title() {
        return "Heterogeneity of kernels: does it cost quality of reconstruction, or does stopping early?";
    }

    @Override
    public void run(Study.Run run) {
        run.figure(
                "note_1",
                "figures that begin with published_ are medians over 200 pictures, read off the plots in the"
                        + " authors' public repository; everything else is measured here");
        run.figure(
                "note_2",
                "PSNR is of the picture after local contrast normalisation, by its own range; the penalty is " + PENALTY
                        + ", atoms of log-Gabor banks have the largest value 1 unless their key says unit");
        run.figure(
                "note_3",
                "the learned bank starts from the heterogeneous one, has atoms of unit norm, and has seen the"
                        + " corners of the pictures, not the squares in the middle that are coded");
        run.steps(
                "kernel-heterogeneity",
                List.of(
                        new PublishedBudgetStep(plan),
                        new ConvergenceStep(plan),
                        new RestorationStep(plan),
                        new DigitCodeStep(plan)));
    }

    /** A picture as it is coded. */
    static Signal normalised(String picture) {
        return LocalContrastNormalisation.standard()
                .apply(ImageFile.grey(Datasets.picture(picture)))
                .signal();
    }

    static Bank homogeneous() {
        return new Bank("homogeneous", "homogeneous", LogGabor.homogeneous());
    }

    static Bank heterogeneous() {
        return new Bank("heterogeneous", "heterogeneous", LogGabor.heterogeneous());
    }

    /** The same banks with atoms of norm 1, and a learned one. */
    static List<Bank> banks(Bank learned) {
        return List.of(homogeneous(), heterogeneous(), learned, unit(homogeneous()), unit(heterogeneous()));
    }

    private static Bank unit(Bank bank) {
        return new Bank(
                bank.key() + "_unit",
                bank.name() + ", unit norm",
                bank.dictionary().normalised(Normalisation.L2));
    }

    /** A bank learned from the corners of the pictures. */
    static Bank learned(Plan plan, Backend backend, SplittableRandom random) {
        List<Signal> pieces = new ArrayList<>();
        for (String name : plan.pictures()) {
            Signal picture = normalised(name);
            int far = picture.rows() - LEARNING_SIDE;
            for (int[] corner : new int[][] {{0, 0}, {0, far}, {far, 0}, {far, far}}) {
                pieces.add(picture.crop(corner, new int[] {LEARNING_SIDE, LEARNING_SIDE}));
            }
        }
        Dictionary start = LogGabor.heterogeneous().normalised(Normalisation.L2);
        ConvolutionalSparseCoding coding = ConvolutionalSparseCoding.admm()
                .withPenalty(LEARNING_PENALTY)
                .withRho(RhoRule.falling(0.05, 0.005))
                .withTolerance(0)
                .withIterations(LEARNING_ITERATIONS)
                .withBackend(backend.withPrecision(Precision.FLOAT));
        Dictionary learned = DictionaryLearning.online()
                .withCoding(coding)
                .withZeroMean()
                .withSteps(LEARNING_STEP, LEARNING_OFFSET)
                .learn(pieces, start, plan.learning(), random)
                .dictionary();
        return new Bank("learned", "learned", learned);
    }

    /** As published: SPORCO's rule for rho, so many iterations. */
    static ConvolutionalSparseCoding asPublished(Backend backend) {
        return ConvolutionalSparseCoding.admm()
                .withPenalty(PENALTY)
                .withRho(RhoRule.adaptive())
                .withTolerance(PUBLISHED_TOLERANCE)
                .withIterations(PUBLISHED_ITERATIONS)
                .withBackend(backend);
    }

    static ConvolutionalSparseCoding toConvergence(Plan plan, Dictionary dictionary, Backend backend) {
        return ConvolutionalSparseCoding.admm()
                .withPenalty(PENALTY)
                .withRho(falling(dictionary))
                .withRelaxation(1.9)
                .withTolerance(0)
                .withGapTolerance(plan.gap())
                .withIterations(plan.most())
                .withEvaluation(ConvergenceStep.EVALUATION)
                .withBackend(backend);
    }

    private static RhoRule falling(Dictionary dictionary) {
        double square = Arrays.stream(dictionary.norms())
                .map(norm -> norm * norm)
                .average()
                .orElseThrow();
        return RhoRule.falling(0.015 * square, 0.001 * square);
    }
}
