package io.gramian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backends;
import io.gramian.sparsecoding.CoefficientMaps;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.IterationStatistics;
import io.gramian.sparsecoding.LogGabor;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeterogeneityStudyTest {
    private static final HeterogeneityStudy.Plan SMALL =
            new HeterogeneityStudy.Plan(List.of("camera", "raccoon"), 16, 16, 60, 1e-3, 2, 200);

    @TempDir
    Path folder;

    @BeforeAll
    static void headless() {
        System.setProperty("java.awt.headless", "true");
    }

    /** Student's sleep data and the depression data of Hollander and Wolfe, as R 4 prints them. */
    @Test
    void pairedDifferencesAgainstR() {
        PairedDifferences sleep = PairedDifferences.of(1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4);
        assertEquals(1.58, sleep.mean(), 1e-12);
        assertEquals(0.7001142, sleep.low(), 5e-8);
        assertEquals(2.4598858, sleep.high(), 5e-8);
        assertEquals(9, sleep.positive());
        double[] before = {1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
        double[] after = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
        PairedDifferences depression = PairedDifferences.of(ConvergenceStep.less(before, after));
        assertEquals(2 * 0.01953125, depression.signedRankP(), 1e-12);
        assertEquals(0.5, PairedDifferences.of(1, 1).signedRankP(), 1e-12);
        assertEquals(1, PairedDifferences.of(0, 0, 0).signedRankP());
        assertThrows(IllegalArgumentException.class, () -> PairedDifferences.of(1));
    }

    /** It comes out either way. */
    @ParameterizedTest
    @CsvSource({
        "-2, -1, 2, 3, 3, 4, artefact",
        "-2, -1, -0.5, 0.5, 1, 2, artefact",
        "-2, -1, -1.5, 0.5, -1, 3, open",
        "-2, -1, -2.5, -0.5, -1, 1, real",
        "-4, -3, -2, -1, 1, 3, partly",
        "-1, 1, -2, -1, -2, 0, real",
        "1, 2, 1, 2, -1, 1, none",
        "-1, 1, 2, 3, 1, 4, none",
        "-1, 1, -1, 1, -1, 1, open",
        "1, 2, -1, 1, -3, 0, open"
    })
    void verdictsFollowTheNumbers(
            double earlyLow,
            double earlyHigh,
            double lateLow,
            double lateHigh,
            double shiftLow,
            double shiftHigh,
            String word) {
        HeterogeneityVerdict verdict = HeterogeneityVerdict.of(
                interval(earlyLow, earlyHigh), interval(lateLow, lateHigh), interval(shiftLow, shiftHigh), 3, 1);
        assertEquals(word, verdict.word());
        assertEquals(5, verdict.sentences().size());
        assertTrue(verdict.sentences().get(3).contains("better on 3 of 8 pictures and worse on 1"));
        assertTrue(verdict.sentences().get(1).contains(lateHigh < 0 ? "costs" : "gains"), verdict.toString());
    }

    private static PairedDifferences interval(double low, double high) {
        return new PairedDifferences((low + high) / 2, low, high, 5, 8, 0.1);
    }

    /** The limits of the optimum's PSNR hold the PSNR of a code that is far nearer to it; so do those of coarser codes. */
    @Test
    void whatTheGapSaysOfTheOptimum() {
        Signal s = HeterogeneityStudy.normalised("coffee").centre(20, 20);
        HeterogeneityStudy.Bank bank = new HeterogeneityStudy.Bank(
                "b", "b", LogGabor.ofSize(6).withOrientations(4).dictionary());
        double[] psnr = new double[3];
        double[][] limits = new double[3][];
        for (int k = 0; k < 3; k++) {
            HeterogeneityStudy.Plan plan =
                    new HeterogeneityStudy.Plan(List.of(), 20, 20, 6000, Math.pow(10, -1 - 1.5 * k), 0, 0);
            SparseCode code = HeterogeneityStudy.toConvergence(
                            plan, bank.dictionary(), Backends.cpu().withPrecision(Precision.DOUBLE))
                    .encode(s, bank.dictionary());
            assertTrue(code.certificate().relativeGap() <= plan.gap(), code.toString());
            BankOutcome outcome = new BankOutcome("coffee", bank, "converged", s, code);
            psnr[k] = outcome.psnr();
            limits[k] = new double[] {outcome.optimumPsnr(-1), outcome.optimumPsnr(1)};
            assertEquals(ImageQuality.psnr(s, code.reconstruction()), psnr[k], 1e-12);
            IterationStatistics last = code.history().get(code.history().size() - 1);
            assertEquals(psnr[k], outcome.psnr(last), 1e-6);
        }
        for (int k = 0; k < 3; k++) {
            assertTrue(limits[k][0] <= psnr[2] && psnr[2] <= limits[k][1], k + " " + limits[k][0] + " " + limits[k][1]);
        }
        assertTrue(limits[2][1] - limits[2][0] < 0.5, limits[2][0] + " " + limits[2][1]);
    }

    @Test
    void smallStudyGivesTablesAndPictures() throws IOException {
        StringWriter text = new StringWriter();
        Study.Run run = new Study.Run(Backends.auto(), 1, folder, new PrintWriter(text, true), Progress.NONE);
        int[] done = new int[4];
        List<Study.Step> steps = List.of(
                new PublishedBudgetStep(SMALL),
                new ConvergenceStep(SMALL),
                new RestorationStep(SMALL),
                new DigitCodeStep(SMALL));
        for (int k = 0; k < steps.size(); k++) {
            int at = k;
            steps.get(k).run(run, new SplittableRandom(1), () -> done[at]++);
            assertEquals(steps.get(k).units(), done[k]);
        }
        assertEquals(
                5, Files.readAllLines(folder.resolve("1-published-budget.csv")).size());
        List<String> pictures = Files.readAllLines(folder.resolve("2-pictures.csv"));
        assertEquals(1 + 2 * 2 * 5, pictures.size());
        for (String line : pictures.subList(1, pictures.size())) {
            String[] cells = line.split(",");
            assertTrue(Double.parseDouble(cells[5]) >= Double.parseDouble(cells[6]), line); // objective, bound
            assertTrue(Double.parseDouble(cells[9]) <= Double.parseDouble(cells[8]), line); // limits of the optimum
            assertTrue(Double.parseDouble(cells[10]) >= Double.parseDouble(cells[8]), line);
        }
        assertEquals(
                1 + 2 * 5 * 3,
                Files.readAllLines(folder.resolve("2-differences.csv")).size());
        assertEquals(
                1 + 2 * 3 * 6,
                Files.readAllLines(folder.resolve("3-pruning.csv")).size());
        assertEquals(
                1 + 2 * 2 * 3,
                Files.readAllLines(folder.resolve("5-restoration.csv")).size());
        assertEquals(
                1 + 5 * 4, Files.readAllLines(folder.resolve("6-digits.csv")).size());
        for (String name : List.of("2-difference", "2-course", "3-pruning", "4-banks", "5-denoising", "5-inpainting")) {
            assertTrue(ImageIO.read(folder.resolve(name + ".png").toFile()).getWidth() > 100, name);
        }
        for (String key : List.of("verdict=", "verdict_5=", "verdict_unit_pruning=", "verdict_coefficients=")) {
            assertTrue(text.toString().contains(key), text.toString());
        }
    }

    /** Codes do better than the damaged picture, and noise and holes than the best blur, on a picture of edges. */
    @Test
    void restorationBeatsBlur() throws IOException {
        StringWriter text = new StringWriter();
        HeterogeneityStudy.Plan plan = new HeterogeneityStudy.Plan(List.of(), 0, 40, 1, 1, 1, 1);
        Study.Run run = new Study.Run(Backends.auto(), 1, folder, new PrintWriter(text, true), Progress.NONE);
        new RestorationStep(plan).run(run, new SplittableRandom(1), () -> {});
        List<String> lines = Files.readAllLines(folder.resolve("5-restoration.csv"));
        for (int at = 1; at < lines.size(); at += 3) {
            double damaged = Double.parseDouble(lines.get(at).split(",")[3]);
            double blurred = Double.parseDouble(lines.get(at + 1).split(",")[3]);
            double code = Double.parseDouble(lines.get(at + 2).split(",")[3]);
            assertTrue(damaged < blurred && blurred < code, lines.get(at + 2) + " " + blurred);
        }
    }

    @Test
    void poolsHoldTheCoefficientsOfTheirDigit() {
        int columns = 48 * 12;
        int[] positions = {0, 13 * columns + 12 * 5 + 11}; // of digit 0; of digit 48 + 5
        CoefficientMaps maps =
                CoefficientMaps.of(new int[] {24, columns}, 2, positions, new int[] {0, 1}, new double[] {2, -3});
        double[][] features = DigitCodeStep.pooled(maps, 60);
        double sum = 0;
        for (double[] feature : features) {
            for (double value : feature) {
                sum += value;
            }
        }
        assertEquals(5, sum);
        assertEquals(2, features[0][0]);
        assertEquals(3, features[53][3 * 16 + 3]); // atom 1, negative; first row and last column of pools
    }

    @Test
    void picturesOfTheStudyAreThere() {
        for (String name : Datasets.PICTURES) {
            Signal picture = ImageFile.grey(Datasets.picture(name));
            assertEquals(256, picture.rows());
            assertEquals(256, picture.columns());
            assertTrue(picture.variance() > 1e-3, name);
        }
        UserError error = assertThrows(UserError.class, () -> Datasets.picture("lena"));
        assertTrue(error.getMessage().contains("expected one of ascent,"), error.getMessage());
    }
}
