package io.gramian.sparsecoding;

import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.FilterBankOperator;
import java.util.ArrayList;
import java.util.List;

/** One iteration of ADMM for the codes of all signals, in turn with one for the atoms. */
final class AdmmTurns implements LearningTurns {
    private final CodingSettings settings;
    private final AtomAdmm atoms;
    private final List<FilterBankOperator> operators = new ArrayList<>();
    private final List<CodingProblem> problems = new ArrayList<>();
    private final List<CoefficientMaps> codes = new ArrayList<>();
    private final double[] rho; // of every signal, 0 before its first iteration
    private int iteration;
    private double objective;

    AdmmTurns(CodingSettings settings, List<Signal> signals, Dictionary start, AtomAdmm atoms) {
        if (settings.isFista || settings.mask != null || settings.hasQuadratic() || settings.totalVariation > 0) {
            throw new IllegalArgumentException(
                    "coding: expected ADMM without mask, quadratic penalties and total variation;"
                            + " projected gradients learn with them");
        }
        this.settings = settings;
        this.atoms = atoms;
        this.rho = new double[signals.size()];
        try {
            for (Signal signal : signals) {
                FilterBankOperator operator = CodingProblem.open(settings, signal, start);
                operators.add(operator);
                problems.add(new CodingProblem(settings, signal, start, operator));
                operator.signal(signal.values());
                operator.start();
                codes.add(null);
            }
        } catch (RuntimeException | Error failure) {
            close();
            throw failure;
        }
    }

    @Override
    public Dictionary improve(Dictionary dictionary) {
        iteration++;
        objective = 0;
        for (int k = 0; k < rho.length; k++) {
            objective += code(problems.get(k), k);
        }
        Dictionary next = atoms.improve(codes);
        for (CodingProblem problem : problems) {
            problem.operator.bank(CodingProblem.bank(settings, next));
            double[] synthesis = problem.operator.synthesis();
            for (int at = 0; at < synthesis.length; at++) {
                double miss = synthesis[at] - problem.signal.view()[at];
                objective += miss * miss / 2;
            }
        }
        return next;
    }

    /** One iteration for one signal; the penalty of its code. */
    private double code(CodingProblem problem, int k) {
        rho[k] = rho[k] == 0 ? settings.rho.first(problem.penalty) : rho[k];
        FilterBankOperator operator = problem.operator;
        AdmmStep step = operator.step(rho[k], settings.relaxation, problem.weights.ofOperator(problem.penalty, 1));
        codes.set(k, problem.code());
        double next = settings.rho.next(rho[k], iteration, step.primalResidual(), step.dualResidual(), problem.penalty);
        if (next != rho[k]) {
            operator.scaleDual(rho[k] / next);
            rho[k] = next;
        }
        return step.penaltyAtAuxiliary();
    }

    @Override
    public double objective() {
        return objective;
    }

    @Override
    public CoefficientMaps code(int signal) {
        return codes.get(signal);
    }

    @Override
    public void close() {
        operators.forEach(FilterBankOperator::close);
        atoms.close();
    }
}
