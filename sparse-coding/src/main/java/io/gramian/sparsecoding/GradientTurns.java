package io.gramian.sparsecoding;

import io.gramian.core.backend.FilterBankOperator;
import io.gramian.sparsecoding.internal.Checks;
import java.util.List;

/** Whole codes, each from the last one on, in turn with a few projected gradient steps of the atoms. */
final class GradientTurns implements LearningTurns {
    private static final int STEPS = 5;
    private static final double GROWTH = 2;
    private static final double RELIEF = 0.8;
    private static final double ROUNDING = 1e-12;

    private final CodingSettings[] settings;
    private final CodingWeights[] weights;
    private final List<Signal> signals;
    private final CoefficientMaps[] codes;
    private final AtomSet allowed;
    private final OperatorCache operators;
    private double curvature = 1;
    private double objective;

    GradientTurns(CodingSettings coding, List<Signal> signals, AtomSet allowed) {
        this.signals = signals;
        this.allowed = allowed;
        this.settings = new CodingSettings[signals.size()];
        this.weights = new CodingWeights[signals.size()];
        this.codes = new CoefficientMaps[signals.size()];
        this.operators = new OperatorCache(coding);
        java.util.Arrays.fill(settings, coding);
    }

    @Override
    public Dictionary improve(Dictionary dictionary) {
        double penalties = 0;
        for (int k = 0; k < codes.length; k++) {
            FilterBankOperator operator = operators.of(signals.get(k), dictionary);
            CodingProblem problem = new CodingProblem(settings[k], signals.get(k), dictionary, operator);
            SparseCode code = problem.solve(codes[k]);
            if (codes[k] == null) {
                settings[k] = settings[k].copy();
                settings[k].penalty = Penalty.of(code.penalty());
                weights[k] = problem.weights;
            }
            codes[k] = code.maps();
            penalties += code.objective() - data(k, dictionary, null);
        }
        Dictionary current = dictionary;
        for (int step = 0; step < STEPS; step++) {
            current = step(current);
        }
        objective = penalties + data(current, null);
        return current;
    }

    private Dictionary step(Dictionary dictionary) {
        double[][] gradient = DictionaryGradient.zeros(dictionary);
        double value = data(dictionary, gradient);
        while (true) {
            Checks.checkInterrupted("dictionary learning");
            double[][] moved = new double[gradient.length][];
            double model = value;
            for (int m = 0; m < moved.length; m++) {
                double[] from = dictionary.atom(m).view();
                moved[m] = from.clone();
                for (int at = 0; at < from.length; at++) {
                    moved[m][at] -= gradient[m][at] / curvature;
                }
                allowed.project(moved[m], dictionary.channels());
                for (int at = 0; at < from.length; at++) {
                    double change = moved[m][at] - from[at];
                    model += change * gradient[m][at] + curvature / 2 * change * change;
                }
            }
            Dictionary next = DictionaryGradient.dictionary(moved, dictionary);
            if (data(next, null) <= model + ROUNDING * value) {
                curvature *= RELIEF;
                return next;
            }
            curvature *= GROWTH;
        }
    }

    private double data(Dictionary dictionary, double[][] gradient) {
        double sum = 0;
        for (int k = 0; k < codes.length; k++) {
            sum += data(k, dictionary, gradient);
        }
        return sum;
    }

    /** 1/2 |W (D x - s)|^2 of one signal, its gradient added where it is asked for. */
    private double data(int k, Dictionary dictionary, double[][] gradient) {
        double[] residual =
                dictionary.synthesise(codes[k]).minus(signals.get(k)).values();
        weights[k].multiplyData(residual, 1);
        double squares = 0;
        for (double value : residual) {
            squares += value * value;
        }
        if (gradient != null) {
            weights[k].multiplyData(residual, 1);
            DictionaryGradient.add(dictionary, codes[k], residual, gradient);
        }
        return squares / 2;
    }

    @Override
    public double objective() {
        return objective;
    }

    @Override
    public CoefficientMaps code(int signal) {
        return codes[signal];
    }

    @Override
    public void close() {
        operators.close();
    }
}
