package io.gramian.examples;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.sparsecoding.Dictionaries;
import io.gramian.sparsecoding.PruningCurve;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** The same squares coded as published and to convergence: quality, sparseness, resilience, and what becomes of the cost. */
final class ConvergenceStep implements Study.Step {
    static final int EVALUATION = 50;
    static final double[] CUTOFFS = {0.001, 0.1008, 0.2006, 0.3004, 0.4002, 0.5};
    static final String EARLY = "published";
    static final String LATE = "converged";

    private static final int BANKS = 5;
    private static final int ATOMS_ACROSS = 24;

    private final HeterogeneityStudy.Plan plan;

    ConvergenceStep(HeterogeneityStudy.Plan plan) {
        this.plan = plan;
    }

    @Override
    public int units() {
        return 2 + 2 * BANKS * plan.pictures().size();
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        HeterogeneityStudy.Bank learned = HeterogeneityStudy.learned(plan, run.backend(), random);
        List<HeterogeneityStudy.Bank> banks = HeterogeneityStudy.banks(learned);
        done.run();
        List<BankOutcome> outcomes = new ArrayList<>();
        for (String picture : plan.pictures()) {
            Signal s = HeterogeneityStudy.normalised(picture).centre(plan.side(), plan.side());
            for (HeterogeneityStudy.Bank bank : banks) {
                outcomes.addAll(codes(picture, s, bank, run.backend().withPrecision(Precision.FLOAT), done));
            }
        }
        run.table(
                "2-pictures.csv",
                BankOutcome.HEADER,
                outcomes.stream().map(BankOutcome::row).toList());
        gaps(run, outcomes);
        doubleCheck(run, outcomes);
        done.run();
        comparisons(run, outcomes);
        verdict(run, outcomes);
        pruning(run, outcomes);
        HeterogeneityCharts charts = new HeterogeneityCharts(plan, outcomes);
        run.picture("2-difference.png", charts.differences());
        charts.course(run);
        run.picture("4-banks.png", banks(banks));
    }

    private List<BankOutcome> codes(
            String picture, Signal s, HeterogeneityStudy.Bank bank, Backend backend, Runnable done) {
        SparseCode early = HeterogeneityStudy.asPublished(backend).encode(s, bank.dictionary());
        done.run();
        SparseCode late = HeterogeneityStudy.toConvergence(plan, bank.dictionary(), backend)
                .encode(s, bank.dictionary());
        done.run();
        return List.of(new BankOutcome(picture, bank, EARLY, s, early), new BankOutcome(picture, bank, LATE, s, late));
    }

    /** How near the codes are to their optima. */
    private void gaps(Study.Run run, List<BankOutcome> outcomes) {
        for (String budget : List.of(EARLY, LATE)) {
            double[] gaps = outcomes.stream()
                    .filter(o -> o.budget().equals(budget))
                    .mapToDouble(o -> o.code().certificate().relativeGap())
                    .sorted()
                    .toArray();
            run.figure("relative_duality_gap_median_" + budget, Study.digits(LeastSquaresStudy.quantile(gaps, 0.5)));
            run.figure("relative_duality_gap_largest_" + budget, Study.digits(gaps[gaps.length - 1]));
        }
    }

    /** Single precision against double, on the first picture. */
    private void doubleCheck(Study.Run run, List<BankOutcome> outcomes) {
        double psnr = 0;
        double objective = 0;
        for (String key : List.of("homogeneous", "heterogeneous")) {
            BankOutcome single = find(outcomes, plan.pictures().get(0), key, LATE);
            SparseCode code = HeterogeneityStudy.toConvergence(
                            plan, single.bank().dictionary(), run.backend().withPrecision(Precision.DOUBLE))
                    .withGapTolerance(0)
                    .withIterations((int) single.code().iterations())
                    .encode(single.signal(), single.bank().dictionary());
            BankOutcome twice = new BankOutcome(single.picture(), single.bank(), LATE, single.signal(), code);
            psnr = Math.max(psnr, Math.abs(twice.psnr() - single.psnr()));
            objective = Math.max(
                    objective, Math.abs(code.objective() / single.code().objective() - 1));
        }
        run.figure("single_against_double_precision_psnr", Study.digits(psnr));
        run.figure("single_against_double_precision_objective", Study.digits(objective));
    }

    /** Paired differences over the pictures. */
    private void comparisons(Study.Run run, List<BankOutcome> outcomes) {
        List<List<Object>> rows = new ArrayList<>();
        String[][] pairs = {
            {"heterogeneous", "homogeneous"},
            {"heterogeneous_unit", "homogeneous_unit"},
            {"learned", "heterogeneous"},
            {"learned", "heterogeneous_unit"},
            {"learned", "homogeneous"}
        };
        for (String budget : List.of(EARLY, LATE)) {
            for (String[] pair : pairs) {
                rows.add(row(outcomes, budget, pair, "psnr", BankOutcome::psnr));
                rows.add(row(
                        outcomes,
                        budget,
                        pair,
                        "sparseness",
                        o -> o.code().maps().sparseness()));
                rows.add(row(outcomes, budget, pair, "log2_coefficients", ConvergenceStep::logCount));
            }
        }
        run.table(
                "2-differences.csv",
                "budget,bank,less_bank,measure,mean,t95_from,t95_to,positive,pictures,signed_rank_p",
                rows);
        for (List<Object> row :
                rows.stream().filter(r -> r.get(2).equals("homogeneous")).toList()) {
            String key = row.get(3) + "_" + row.get(1) + "_less_homogeneous_" + row.get(0);
            run.figure(key, row.get(4) + " (" + row.get(5) + " to " + row.get(6) + ", p = " + row.get(9) + ")");
        }
    }

    private List<Object> row(
            List<BankOutcome> outcomes,
            String budget,
            String[] pair,
            String name,
            ToDoubleFunction<BankOutcome> measure) {
        PairedDifferences d = difference(outcomes, budget, pair, measure);
        return List.of(
                budget,
                pair[0],
                pair[1],
                name,
                Study.digits(d.mean()),
                Study.digits(d.low()),
                Study.digits(d.high()),
                d.positive(),
                d.count(),
                Study.digits(d.signedRankP()));
    }

    private PairedDifferences difference(
            List<BankOutcome> outcomes, String budget, String[] pair, ToDoubleFunction<BankOutcome> measure) {
        return PairedDifferences.of(differences(outcomes, budget, pair, measure));
    }

    private double[] differences(
            List<BankOutcome> outcomes, String budget, String[] pair, ToDoubleFunction<BankOutcome> measure) {
        double[][] values = new double[2][];
        for (int k = 0; k < 2; k++) {
            String bank = pair[k];
            values[k] = plan.pictures().stream()
                    .mapToDouble(p -> measure.applyAsDouble(find(outcomes, p, bank, budget)))
                    .toArray();
        }
        return less(values[0], values[1]);
    }

    private void verdict(Study.Run run, List<BankOutcome> outcomes) {
        for (String suffix : List.of("", "_unit")) {
            String[] pair = {"heterogeneous" + suffix, "homogeneous" + suffix};
            int better = 0;
            int worse = 0;
            for (String picture : plan.pictures()) {
                BankOutcome first = find(outcomes, picture, pair[0], LATE);
                BankOutcome second = find(outcomes, picture, pair[1], LATE);
                better += first.optimumPsnr(-1) > second.optimumPsnr(1) ? 1 : 0;
                worse += first.optimumPsnr(1) < second.optimumPsnr(-1) ? 1 : 0;
            }
            HeterogeneityVerdict verdict = HeterogeneityVerdict.of(
                    difference(outcomes, EARLY, pair, BankOutcome::psnr),
                    difference(outcomes, LATE, pair, BankOutcome::psnr),
                    PairedDifferences.of(less(
                            differences(outcomes, LATE, pair, BankOutcome::psnr),
                            differences(outcomes, EARLY, pair, BankOutcome::psnr))),
                    better,
                    worse);
            run.figure("verdict" + suffix, verdict.word());
            for (int line = 0; line < verdict.sentences().size(); line++) {
                run.figure(
                        "verdict" + suffix + "_" + (line + 1),
                        verdict.sentences().get(line));
            }
            others(run, outcomes, suffix, pair);
        }
    }

    /** What becomes of the two gains that were published beside the cost: sparseness, and resilience to pruning. */
    private void others(Study.Run run, List<BankOutcome> outcomes, String suffix, String[] pair) {
        PairedDifferences[] counts = new PairedDifferences[2];
        PairedDifferences[] pruned = new PairedDifferences[2];
        for (int e = 0; e < 2; e++) {
            String budget = e == 0 ? EARLY : LATE;
            counts[e] = difference(outcomes, budget, pair, ConvergenceStep::logCount);
            pruned[e] = difference(outcomes, budget, pair, ConvergenceStep::prunedPsnr);
        }
        String format = "%s early (95 %% interval %.2f to %.2f), %s at convergence (%.2f to %.2f)";
        run.figure(
                "verdict" + suffix + "_coefficients",
                "heterogeneous over homogeneous: "
                        + String.format(
                                Locale.ROOT,
                                format,
                                times(counts[0].mean()),
                                Math.pow(2, counts[0].low()),
                                Math.pow(2, counts[0].high()),
                                times(counts[1].mean()),
                                Math.pow(2, counts[1].low()),
                                Math.pow(2, counts[1].high())));
        run.figure(
                "verdict" + suffix + "_pruning",
                "heterogeneous less homogeneous, coefficients below 0.5 dropped: "
                        + String.format(
                                Locale.ROOT,
                                format,
                                decibels(pruned[0].mean()),
                                pruned[0].low(),
                                pruned[0].high(),
                                decibels(pruned[1].mean()),
                                pruned[1].low(),
                                pruned[1].high()));
    }

    private static String times(double log2) {
        return String.format(Locale.ROOT, "%.2f times the coefficients", Math.pow(2, log2));
    }

    private static String decibels(double difference) {
        return String.format(Locale.ROOT, "%.2f dB", difference);
    }

    private static double logCount(BankOutcome outcome) {
        return Math.log(outcome.code().maps().count()) / Math.log(2);
    }

    private static double prunedPsnr(BankOutcome outcome) {
        double most = CUTOFFS[CUTOFFS.length - 1];
        return PruningCurve.of(outcome.code(), outcome.signal(), most)
                .points()
                .get(0)
                .psnr();
    }

    private void pruning(Study.Run run, List<BankOutcome> outcomes) {
        List<List<Object>> rows = new ArrayList<>();
        List<String> keys = List.of("homogeneous", "heterogeneous", "learned");
        double[][][] means = new double[2][keys.size()][CUTOFFS.length];
        for (int e = 0; e < 2; e++) {
            String budget = e == 0 ? EARLY : LATE;
            for (int b = 0; b < keys.size(); b++) {
                double[] sparseness = new double[CUTOFFS.length];
                for (String picture : plan.pictures()) {
                    BankOutcome o = find(outcomes, picture, keys.get(b), budget);
                    PruningCurve curve = PruningCurve.of(o.code(), o.signal(), CUTOFFS);
                    for (int c = 0; c < CUTOFFS.length; c++) {
                        means[e][b][c] +=
                                curve.points().get(c).psnr() / plan.pictures().size();
                        sparseness[c] += curve.points().get(c).sparseness()
                                / plan.pictures().size();
                    }
                }
                for (int c = 0; c < CUTOFFS.length; c++) {
                    rows.add(List.of(
                            budget,
                            keys.get(b),
                            CUTOFFS[c],
                            Study.digits(means[e][b][c]),
                            Study.digits(sparseness[c])));
                }
            }
        }
        run.table("3-pruning.csv", "budget,bank,cutoff,mean_psnr,mean_sparseness", rows);
        run.picture("3-pruning.png", HeterogeneityCharts.pruning(CUTOFFS, means));
    }

    private static BufferedImage banks(List<HeterogeneityStudy.Bank> banks) {
        List<BufferedImage> panels = new ArrayList<>();
        List<String> captions = new ArrayList<>();
        for (HeterogeneityStudy.Bank bank : banks.subList(0, 3)) {
            panels.add(ImageFile.toImage(Dictionaries.mosaic(bank.dictionary(), ATOMS_ACROSS), 3));
            captions.add(bank.name() + " bank, 144 atoms of 12 x 12");
        }
        return Pictures.captioned("The banks of the study", panels, captions, 1);
    }

    static BankOutcome find(List<BankOutcome> outcomes, String picture, String bank, String budget) {
        return outcomes.stream()
                .filter(o -> o.picture().equals(picture)
                        && o.bank().key().equals(bank)
                        && o.budget().equals(budget))
                .findFirst()
                .orElseThrow();
    }

    static double[] less(double[] a, double[] b) {
        double[] differences = new double[a.length];
        Arrays.setAll(differences, i -> a[i] - b[i]);
        return differences;
    }
}
