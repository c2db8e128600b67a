package io.gramian.sparsecoding;

import io.gramian.core.backend.GradientStep;
import io.gramian.core.backend.Proximal;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;

/** The iterations of the proximal gradient method. */
final class FistaRun {
    private static final double GROWTH = 1.2; // of the curvature in backtracking
    private static final double ROUNDING = 1e-12;

    private final CodingProblem problem;
    private final CodingSettings settings;
    private final Proximal proximal;
    private final boolean isBacktracking;
    private double curvature;
    private double t = 1;

    FistaRun(CodingProblem problem) {
        this.problem = problem;
        this.settings = problem.settings;
        this.proximal = problem.weights.ofOperator(problem.penalty, 1);
        this.isBacktracking = settings.firstLipschitz > 0;
        if (isBacktracking && settings.hasQuadratic()) {
            throw new IllegalArgumentException("backtracking: not with a ridge or gradient penalty");
        }
        this.curvature = isBacktracking ? settings.firstLipschitz : lipschitz();
        if (problem.weights.hasData()) {
            problem.operator.signal(problem.signal.values(), problem.weights.data());
        } else {
            problem.operator.signal(problem.signal.values());
        }
    }

    /** Of the whole smooth part; |G_i|^2 is at most 4. */
    private double lipschitz() {
        double gradient = Arrays.stream(settings.gradient).max().orElse(0);
        double exact = problem.operator.lipschitz() * problem.weights.largestSquare()
                + settings.ridge
                + 4 * problem.signal.axes() * gradient;
        return exact > 0 ? exact : 1;
    }

    CodingProblem.Outcome run() {
        for (int k = 1; k <= settings.iterations; k++) {
            Checks.checkInterrupted("coding by the proximal gradient method");
            GradientStep step = candidate();
            problem.operator.accept(momentum(step));
            double moved = step.norm() == 0 ? step.difference() : step.difference() / step.norm();
            Certificate certificate = problem.evaluate(k, null);
            problem.record(new IterationStatistics(
                    k,
                    step.pointFidelity(),
                    step.penalty(),
                    step.penalty(),
                    moved,
                    Double.NaN,
                    curvature,
                    certificate));
            if (moved < settings.tolerance) {
                return new CodingProblem.Outcome(StopRule.RESIDUALS, null);
            }
            if (problem.isGapSmall(certificate)) {
                return new CodingProblem.Outcome(StopRule.DUALITY_GAP, null);
            }
        }
        return new CodingProblem.Outcome(StopRule.ITERATIONS, null);
    }

    private GradientStep candidate() {
        GradientStep step = problem.operator.gradientStep(1 / curvature, proximal);
        while (isBacktracking && !isBounded(step)) {
            curvature *= GROWTH;
            step = problem.operator.gradientStep(1 / curvature, proximal);
        }
        return step;
    }

    /** Whether the quadratic model at the point bounds the data term at the candidate. */
    private boolean isBounded(GradientStep step) {
        double model = step.pointFidelity() + step.slope() + curvature / 2 * step.difference() * step.difference();
        return problem.operator.candidateObjective() <= model + ROUNDING * step.pointFidelity();
    }

    private double momentum(GradientStep step) {
        if (settings.restart && step.restart() > 0) {
            t = 1;
            return 0;
        }
        double next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
        double momentum = (t - 1) / next;
        t = next;
        return momentum;
    }
}
