package io.gramian.sparsecoding;

import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.QuadraticTerm;
import io.gramian.sparsecoding.internal.Checks;

/** The iterations of ADMM: the operator's own, or with a block for the data beside them. */
final class AdmmRun {
    private final CodingProblem problem;
    private final CodingSettings settings;
    private final DataBlock data; // null where the data term is plain
    private double rho;

    AdmmRun(CodingProblem problem) {
        this.problem = problem;
        this.settings = problem.settings;
        this.rho = settings.rho.first(problem.penalty);
        boolean isDecoupled =
                settings.robust || problem.weights.hasData() && settings.maskMethod == MaskMethod.DECOUPLED;
        this.data = isDecoupled ? new DataBlock(problem) : null;
        if (data == null) {
            double[] values = problem.signal.values();
            problem.weights.multiplyData(values, 1); // an additive mask wants zeros where data are missing
            problem.operator.signal(values);
        }
    }

    CodingProblem.Outcome run() {
        StopRule rule = iterate();
        problem.boundAt(problem.operator.primalSynthesis());
        return new CodingProblem.Outcome(rule, theta());
    }

    private StopRule iterate() {
        for (int k = 1; k <= settings.iterations; k++) {
            Checks.checkInterrupted("coding by ADMM");
            AdmmStep step = step();
            boolean isRelative = settings.residuals == ResidualConvention.RELATIVE;
            double primal = isRelative ? step.primalResidual() : step.difference();
            double dual = isRelative ? step.dualResidual() : rho * step.change();
            if (problem.isEvaluationDue(k)) {
                problem.boundAt(problem.operator.primalSynthesis());
            }
            Certificate certificate = problem.evaluate(k, theta());
            problem.record(new IterationStatistics(
                    k,
                    step.dataFidelity(),
                    step.penaltyAtPrimal(),
                    step.penaltyAtAuxiliary(),
                    primal,
                    dual,
                    rho,
                    certificate));
            if (isSmall(step)) {
                return StopRule.RESIDUALS;
            }
            if (problem.isGapSmall(certificate)) {
                return StopRule.DUALITY_GAP;
            }
            change(settings.rho.next(rho, k, primal, dual, problem.penalty));
        }
        return StopRule.ITERATIONS;
    }

    private AdmmStep step() {
        if (data != null) {
            return data.step(rho);
        }
        return problem.operator.step(rho, settings.relaxation, problem.weights.ofOperator(problem.penalty, 1));
    }

    private double[] theta() {
        return data == null ? null : data.theta(rho);
    }

    /** Both residuals below sqrt(count) absolute + relative tolerance times their scale; strictly, so that 0 never stops. */
    private boolean isSmall(AdmmStep step) {
        double absolute =
                Math.sqrt((double) problem.operator.maps() * problem.signal.size()) * settings.absoluteTolerance;
        double scale = Math.max(step.primalNorm(), step.auxiliaryNorm());
        return step.difference() < absolute + settings.tolerance * scale
                && rho * step.change() < absolute + settings.tolerance * rho * step.dualNorm();
    }

    private void change(double next) {
        if (next != rho) {
            problem.operator.scaleDual(rho / next);
            if (data != null) {
                data.scaleDual(rho / next);
            }
            rho = next;
        }
    }

    /** The quadratic term for a system divided by rho. */
    static QuadraticTerm scaled(CodingProblem problem, double rho) {
        return problem.weights.quadratic().scaledBy(1 / rho);
    }
}
