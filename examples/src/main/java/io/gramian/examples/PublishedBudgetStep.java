package io.gramian.examples;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.sparsecoding.ImageQuality;
import io.gramian.sparsecoding.Signal;
import io.gramian.sparsecoding.SparseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** The published pipeline as it stands, on whole pictures, beside what was published. */
final class PublishedBudgetStep implements Study.Step {
    private static final double[] PUBLISHED_PSNR = {35.34, 33.30};
    private static final double[] PUBLISHED_SPARSENESS = {0.98757, 0.99404};

    private final HeterogeneityStudy.Plan plan;

    PublishedBudgetStep(HeterogeneityStudy.Plan plan) {
        this.plan = plan;
    }

    @Override
    public int units() {
        return 2 * plan.pictures().size();
    }

    @Override
    public void run(Study.Run run, SplittableRandom random, Runnable done) {
        Backend single = run.backend().withPrecision(Precision.FLOAT);
        List<HeterogeneityStudy.Bank> banks =
                List.of(HeterogeneityStudy.homogeneous(), HeterogeneityStudy.heterogeneous());
        int n = plan.pictures().size();
        double[][] psnr = new double[2][n];
        double[][] sparseness = new double[2][n];
        List<List<Object>> rows = new ArrayList<>();
        for (int b = 0; b < 2; b++) {
            for (int p = 0; p < n; p++) {
                Signal s = HeterogeneityStudy.normalised(plan.pictures().get(p))
                        .centre(plan.published(), plan.published());
                SparseCode code = HeterogeneityStudy.asPublished(single)
                        .encode(s, banks.get(b).dictionary());
                psnr[b][p] = ImageQuality.psnr(s, code.reconstruction());
                sparseness[b][p] = code.maps().sparseness();
                rows.add(List.of(
                        plan.pictures().get(p),
                        banks.get(b).key(),
                        plan.published(),
                        code.iterations(),
                        Study.digits(psnr[b][p]),
                        Study.digits(sparseness[b][p]),
                        Study.digits(code.objective()),
                        Study.digits(code.certificate().relativeGap())));
                done.run();
            }
        }
        for (int b = 0; b < 2; b++) {
            String key = banks.get(b).key();
            run.figure("published_median_psnr_" + key, PUBLISHED_PSNR[b]);
            run.figure("measured_median_psnr_" + key, Study.digits(median(psnr[b])));
            run.figure("published_median_sparseness_" + key, PUBLISHED_SPARSENESS[b]);
            run.figure("measured_median_sparseness_" + key, Study.digits(median(sparseness[b])));
        }
        PairedDifferences difference = PairedDifferences.of(ConvergenceStep.less(psnr[1], psnr[0]));
        run.figure("measured_psnr_heterogeneous_less_homogeneous", Study.digits(difference.mean()));
        run.figure("measured_psnr_heterogeneous_less_homogeneous_from", Study.digits(difference.low()));
        run.figure("measured_psnr_heterogeneous_less_homogeneous_to", Study.digits(difference.high()));
        run.table(
                "1-published-budget.csv",
                "picture,bank,side,iterations,psnr,sparseness,objective,relative_duality_gap",
                rows);
    }

    private static double median(double... values) {
        return LeastSquaresStudy.quantile(LeastSquaresStudy.sorted(values), 0.5);
    }
}
