package io.gramian.sparsecoding;

import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.FilterBankOperator;

/**
 * ADMM with a block y0 = D x - s for the data, and its scaled dual u0, beside that of the maps; the data term is then
 * 1/2 |W y0|^2 or |W y0|_1. The operator's rho is 1, and the penalties are divided by rho.
 *
 * <pre>
 * x = argmin |D x - (y0 + s - u0)|^2 + |x - (y1 - u1)|^2 + |x|_Q^2 / rho
 * v0 = alpha D x + (1 - alpha) (y0 + s) - s + u0;   y0 = prox_(1/rho)(v0);   u0 = v0 - y0
 * </pre>
 *
 * <p>The residuals are those of both blocks together; the dual one without the operator D^T between y0 and x, which would
 * cost another pass over the maps.
 */
final class DataBlock {
    private final CodingProblem problem;
    private final CodingSettings settings;
    private final double[] s;
    private final double[] y;
    private final double[] u;
    private double quadraticRho;

    DataBlock(CodingProblem problem) {
        this.problem = problem;
        this.settings = problem.settings;
        this.s = problem.signal.values();
        this.u = new double[s.length];
        this.y = problem.operator.synthesis();
        for (int at = 0; at < s.length; at++) {
            y[at] = problem.weights.data(at) == 0 ? y[at] - s[at] : 0;
        }
    }

    AdmmStep step(double rho) {
        FilterBankOperator operator = problem.operator;
        if (rho != quadraticRho && settings.hasQuadratic()) {
            operator.quadratic(AdmmRun.scaled(problem, rho));
            quadraticRho = rho;
        }
        double[] wanted = new double[s.length];
        for (int at = 0; at < s.length; at++) {
            wanted[at] = y[at] + s[at] - u[at];
        }
        operator.signal(wanted);
        AdmmStep step = operator.step(1, settings.relaxation, problem.weights.ofOperator(problem.penalty, rho));
        return together(step, rho, operator.primalSynthesis());
    }

    private AdmmStep together(AdmmStep step, double rho, double[] dx) {
        double difference = 0;
        double change = 0;
        double primal = 0;
        double auxiliary = 0;
        double signal = 0;
        double dual = 0;
        double fidelity = 0;
        for (int at = 0; at < s.length; at++) {
            double weight = problem.weights.data(at);
            double v = settings.relaxation * (dx[at] - s[at]) + (1 - settings.relaxation) * y[at] + u[at];
            double next = prox(v, weight, rho);
            change += square(next - y[at]);
            y[at] = next;
            u[at] = v - next;
            difference += square(dx[at] - s[at] - next);
            primal += square(dx[at]);
            auxiliary += square(next);
            signal += square(s[at]);
            dual += square(u[at]);
            double miss = weight * (dx[at] - s[at]);
            fidelity += settings.robust ? Math.abs(miss) : miss * miss / 2;
        }
        return new AdmmStep(
                Math.sqrt(square(step.difference()) + difference),
                Math.sqrt(square(step.primalNorm()) + primal),
                Math.max(Math.sqrt(square(step.auxiliaryNorm()) + auxiliary), Math.sqrt(signal)),
                Math.sqrt(square(step.change()) + change),
                Math.sqrt(square(step.dualNorm()) + dual),
                fidelity,
                step.penaltyAtPrimal() * rho,
                step.penaltyAtAuxiliary() * rho);
    }

    private double prox(double v, double weight, double rho) {
        if (settings.robust) {
            return Math.copySign(Math.max(Math.abs(v) - weight / rho, 0), v);
        }
        return rho * v / (weight * weight + rho);
    }

    private static double square(double value) {
        return value * value;
    }

    void scaleDual(double factor) {
        for (int at = 0; at < u.length; at++) {
            u[at] *= factor;
        }
    }

    /** The dual point -rho u0, the gradient of the data term at y0 with its sign turned. */
    double[] theta(double rho) {
        double[] theta = new double[u.length];
        for (int at = 0; at < u.length; at++) {
            theta[at] = -rho * u[at];
        }
        return theta;
    }
}
