package io.gramian.examples;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * A function to approximate.
 *
 * @param name its name on the command line
 * @param formula what it is
 * @param dimension the number of coordinates
 * @param function its values
 */
record TestFunction(String name, String formula, int dimension, ToDoubleFunction<double[]> function) {
    static final TestFunction RUNGE = new TestFunction("runge", "1/(1+5x^2)", 1, x -> 1 / (1 + 5 * x[0] * x[0]));
    static final TestFunction GAUSSIAN_BUMP =
            new TestFunction("gaussian-bump", "exp(-(x-1)^2/4)", 1, x -> Math.exp(-(x[0] - 1) * (x[0] - 1) / 4));
    static final TestFunction ABSOLUTE_VALUE = new TestFunction("absolute-value", "|x|", 1, x -> Math.abs(x[0]));
    static final TestFunction FRANKE = new TestFunction("franke", "Franke's function", 2, TestFunction::franke);

    private static final Map<String, TestFunction> ALL = new LinkedHashMap<>();

    static {
        for (TestFunction function : new TestFunction[] {RUNGE, GAUSSIAN_BUMP, ABSOLUTE_VALUE, FRANKE}) {
            ALL.put(function.name, function);
        }
    }

    static TestFunction named(String name) {
        TestFunction function = ALL.get(name);
        if (function == null) {
            throw new UserError(
                    "--function: expected one of " + String.join(", ", ALL.keySet()) + ", found '" + name + "'");
        }
        return function;
    }

    double at(double... x) {
        return function.applyAsDouble(x);
    }

    /** R. Franke, A critical comparison of some methods for interpolation of scattered data (1979), on [-1, 1]^2. */
    private static double franke(double... x) {
        double a = 9 * (x[0] + 1) / 2;
        double b = 9 * (x[1] + 1) / 2;
        return 0.75 * Math.exp(-((a - 2) * (a - 2) + (b - 2) * (b - 2)) / 4)
                + 0.75 * Math.exp(-(a + 1) * (a + 1) / 49 - (b + 1) / 10)
                + 0.5 * Math.exp(-((a - 7) * (a - 7) + (b - 3) * (b - 3)) / 4)
                - 0.2 * Math.exp(-(a - 4) * (a - 4) - (b - 7) * (b - 7));
    }
}
