package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Proximal;
import io.gramian.core.backend.QuadraticTerm;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What the filter bank operator of every backend must do: each operation, and whole iterations, give what the dense
 * matrix gives, on one to three axes of awkward lengths, with mixed filter sizes, channels, quadratic terms and penalties;
 * the same bits in every run.
 *
 * <p>It runs a covering array of cases, or with {@code -Dgramian.conformance=thorough} their full product, and writes
 * the worst errors found to {@code target/conformance-<backend>.md}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FilterBankContract {
    private static final List<int[]> SHAPES = List.of(
            new int[] {1},
            new int[] {2},
            new int[] {7},
            new int[] {31},
            new int[] {64},
            new int[] {65},
            new int[] {1, 1},
            new int[] {1, 9},
            new int[] {8, 1},
            new int[] {4, 4},
            new int[] {5, 12},
            new int[] {7, 11},
            new int[] {2, 3, 4},
            new int[] {5, 1, 6},
            new int[] {3, 4, 5});
    private static final int[] FILTERS = {1, 2, 3, 5};
    private static final int[][] CHANNELS = {{1, 1}, {2, 2}, {3, 3}, {1, 3}}; // of the bank, of the signal

    private final Measurements measurements = new Measurements(
            "Filter banks",
            "The worst error relative to the largest number of the result, or to 1 if that is less.",
            "%.1e");

    /** Made by JUnit. */
    protected FilterBankContract() {}

    /**
     * Returns the backend to check.
     *
     * @return a backend
     */
    protected abstract Backend backend();

    /**
     * Returns the largest error allowed, relative to the largest number of a result.
     *
     * @param precision the arithmetic
     * @return 1e-11 or 1e-4 unless overridden
     */
    protected double tolerance(Precision precision) {
        return precision == Precision.DOUBLE ? 1e-11 : 1e-4;
    }

    private final class Case {
        private final Precision precision;
        private final FilterBank bank;
        private final int channels;
        private final int[] shape;
        private final DenseFilterBank dense;
        private final Proximal penalty;
        private final QuadraticTerm term;
        private final double ridge;
        private final double[] gradient;
        private final SplittableRandom random = new SplittableRandom(17);

        Case(int shape, int filters, int channels, int precision, int penalty, int quadratic) {
            this.shape = SHAPES.get(shape);
            this.precision = Precision.values()[precision];
            this.channels = CHANNELS[channels][1];
            this.bank = bank(FILTERS[filters], CHANNELS[channels][0]);
            this.dense = new DenseFilterBank(bank, this.channels, this.shape);
            this.penalty = penalty(penalty);
            this.ridge = quadratic == 1 || quadratic == 3 ? 0.3 : 0;
            this.gradient = new double[bank.size()];
            for (int m = 0; m < gradient.length; m++) {
                gradient[m] = quadratic == 2 ? 0.2 : quadratic == 3 ? 0.1 * (m + 1) : 0;
            }
            this.term = QuadraticTerm.ridge(ridge).withGradient(quadratic == 2 ? new double[] {0.2} : gradient);
        }

        private FilterBank bank(int filters, int bankChannels) {
            int[][] shapes = new int[filters][shape.length];
            double[][] values = new double[filters][];
            for (int m = 0; m < filters; m++) {
                int size = bankChannels;
                for (int axis = 0; axis < shape.length; axis++) {
                    shapes[m][axis] = Math.min(shape[axis], 1 + (m + axis) % 4);
                    size *= shapes[m][axis];
                }
                values[m] = random.doubles(size, -1, 1).toArray();
            }
            return FilterBank.of(bankChannels, shapes, values);
        }

        private Proximal penalty(int kind) {
            Proximal soft = Proximal.soft(0.1);
            double[] weights = random.doubles(bank.size(), 0, 2).toArray();
            double[] pixels = random.doubles(dense.size(), 0, 2).toArray();
            pixels[0] = Double.POSITIVE_INFINITY;
            return switch (kind) {
                case 0 -> soft;
                case 1 -> soft.withWeights(weights).nonNegative();
                case 2 -> soft.withPixelWeights(bank.size() - 1, pixels);
                default -> soft.withGroupPenalty(0.2).withWeights(weights);
            };
        }

        private double[] signal() {
            return random.doubles(dense.signalLength(), -1, 1).toArray();
        }

        private double[][] maps() {
            double[][] maps = new double[dense.maps()][];
            for (int m = 0; m < maps.length; m++) {
                maps[m] = random.doubles(dense.size(), -1, 1).toArray();
            }
            return maps;
        }

        private void judge(String what, double[] expected, double[] found) {
            double scale =
                    Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
            double worst = 0;
            for (int i = 0; i < expected.length; i++) {
                worst = Math.max(worst, Math.abs(expected[i] - found[i]) / scale);
                assertTrue(Double.isFinite(found[i]), what);
            }
            measurements.check(what, precision, worst, tolerance(precision), toString());
        }

        private void judge(String what, double expected, double found) {
            judge(what, new double[] {expected}, new double[] {found});
        }

        private FilterBankOperator open() {
            return backend().withPrecision(precision).filterBank(bank, channels, shape);
        }

        void run() {
            try (FilterBankOperator operator = open()) {
                double[] s = signal();
                double[][] x = maps();
                judge("correlate", flat(dense.transposeTimes(s)), flat(operator.correlate(s)));
                judge("synthesise", dense.times(x), operator.synthesise(x));
                operator.quadratic(term);
                judge(
                        "solve",
                        flat(dense.solve(x, 0.7, dense.quadratic(ridge, gradient))),
                        flat(operator.solve(x, 0.7)));
                operator.signal(s);
                FilterBankIterations expected =
                        new FilterBankIterations(dense, bank.size(), penalty, ridge, gradient, s);
                checkAdmm(operator, expected);
                operator.start(x);
                checkGradient(operator, expected.withMaps(x), null);
                double[] weights = random.doubles(s.length, 0, 1).toArray();
                operator.signal(s, weights);
                operator.start(x);
                checkGradient(operator, expected.withMaps(x), weights);
            }
        }

        private void checkAdmm(FilterBankOperator operator, FilterBankIterations expected) {
            double[] rhos = {2, 2, 0.5, 0.5, 0.5};
            for (int i = 0; i < rhos.length; i++) {
                if (i == 2) {
                    operator.scaleDual(4);
                    expected.scaleDual(4);
                }
                AdmmStep step = operator.step(rhos[i], 1.7, penalty);
                AdmmStep wanted = expected.step(rhos[i], 1.7);
                judge("step: norms", wanted.difference(), step.difference());
                judge("step: norms", wanted.primalNorm(), step.primalNorm());
                judge("step: norms", wanted.auxiliaryNorm(), step.auxiliaryNorm());
                judge("step: norms", wanted.change(), step.change());
                judge("step: norms", wanted.dualNorm(), step.dualNorm());
                judge("step: objective", wanted.dataFidelity(), step.dataFidelity());
                judge("step: objective", wanted.penaltyAtPrimal(), step.penaltyAtPrimal());
                judge("step: objective", wanted.penaltyAtAuxiliary(), step.penaltyAtAuxiliary());
                judge("primalSynthesis", expected.primalSynthesis(), operator.primalSynthesis());
                if (i == 3) { // between two steps that would otherwise hand over their rows
                    judge("synthesis", dense.times(expected.auxiliary()), operator.synthesis());
                }
            }
            judge("dense", flat(expected.auxiliary()), flat(operator.dense()));
            judge("dual", flat(expected.dual()), flat(operator.dual()));
            judge("sparse", dense.times(operator.dense()), operator.synthesise(operator.sparse()));
        }

        private void checkGradient(FilterBankOperator operator, FilterBankIterations expected, double[] weights) {
            double size = 0.5 / operator.lipschitz();
            for (int i = 0; i < 4; i++) {
                var step = operator.gradientStep(size, penalty);
                var wanted = expected.gradientStep(size, weights);
                judge("gradientStep", wanted.pointFidelity(), step.pointFidelity());
                judge("gradientStep", wanted.slope(), step.slope());
                judge("gradientStep", wanted.difference(), step.difference());
                judge("gradientStep", wanted.change(), step.change());
                judge("gradientStep", wanted.norm(), step.norm());
                judge("gradientStep", wanted.restart(), step.restart());
                judge("gradientStep", wanted.penalty(), step.penalty());
                judge("candidateObjective", expected.candidateObjective(weights), operator.candidateObjective());
                operator.accept(0.4);
                expected.accept(0.4);
            }
            judge("dense", flat(expected.auxiliary()), flat(operator.dense()));
        }

        @Override
        public String toString() {
            return Arrays.toString(shape) + ", " + bank + ", " + channels + " channels, " + precision + ", " + penalty
                    + ", " + term;
        }
    }

    private static double[] flat(double[][] maps) {
        return DenseFilterBank.flat(maps);
    }

    /**
     * Checks every operation for every shape, number of filters, kind of channels, precision, penalty and quadratic term.
     *
     * @return a test for each case
     */
    @TestFactory
    protected Stream<DynamicTest> operationsAreTheirDefinition() {
        return PairwiseCases.of(SHAPES.size(), FILTERS.length, CHANNELS.length, Precision.values().length, 4, 4)
                .stream()
                .map(c -> new Case(c[0], c[1], c[2], c[3], c[4], c[5]))
                .map(one -> DynamicTest.dynamicTest(one.toString(), one::run));
    }

    /** Long rows and many filters, which an engine may take in parts: by adjoints and normal equations, without a matrix. */
    @Test
    void longRowsAndManyFilters() {
        SplittableRandom random = new SplittableRandom(3);
        int[] shape = {3, 2048};
        double[][] filters = new double[21][];
        Arrays.setAll(filters, m -> random.doubles(6, -1, 1).toArray());
        for (Precision precision : Precision.values()) {
            try (FilterBankOperator operator =
                    backend().withPrecision(precision).filterBank(FilterBank.of(new int[] {2, 3}, filters), shape)) {
                double[] s = random.doubles(3 * 2048, -1, 1).toArray();
                operator.signal(s);
                operator.step(0.5, 1, Proximal.soft(0)); // now y = x
                double[][] x = operator.dense();
                double[] synthesis = operator.synthesise(operator.sparse());
                checkClose("longRows", precision, synthesis, operator.synthesise(x));
                checkClose("longRows", precision, synthesis, operator.synthesis());
                checkClose("longRows", precision, synthesis, operator.primalSynthesis());
                double[][] left = operator.correlate(synthesis);
                double[][] right = operator.correlate(s);
                for (int m = 0; m < x.length; m++) {
                    for (int n = 0; n < s.length; n++) {
                        left[m][n] += 0.5 * x[m][n];
                    }
                    checkClose("longRows", precision, right[m], left[m]);
                }
            }
        }
    }

    private void checkClose(String what, Precision precision, double[] expected, double[] found) {
        double scale = Math.max(1, Arrays.stream(expected).map(Math::abs).max().orElse(0));
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            worst = Math.max(worst, Math.abs(expected[i] - found[i]) / scale);
        }
        measurements.check(what, precision, worst, tolerance(precision), "long rows");
    }

    /** A step from given maps starts with the subgradient as dual, so that the maps are kept where they can be. */
    @Test
    void warmStartsKeepTheMaps() {
        Case one = new Case(10, 2, 3, 0, 0, 0);
        try (FilterBankOperator operator = one.open()) {
            double[][] x = one.maps();
            operator.start(x);
            assertArrayEquals(x, operator.dense());
            double[] s = operator.synthesis();
            operator.signal(s);
            AdmmStep step = operator.step(1, 1, Proximal.soft(0));
            assertEquals(0, step.change(), 1e-12, "maps that explain the signal stay");
        }
    }

    /** Two runs give the same bits, and so do other numbers of threads where the backend promises it. */
    @Test
    void runsRepeat() {
        for (Precision precision : Precision.values()) {
            double[][] first = run(backend().withPrecision(precision));
            assertArrayEquals(first, run(backend().withPrecision(precision)));
        }
    }

    /**
     * Returns the maps, and in a last row the norms, of some iterations.
     *
     * @param backend any
     * @return maps and norms
     */
    protected static double[][] run(Backend backend) {
        SplittableRandom random = new SplittableRandom(5);
        double[][] filters = new double[37][];
        Arrays.setAll(filters, m -> random.doubles(9, -1, 1).toArray());
        try (FilterBankOperator operator = backend.filterBank(FilterBank.of(new int[] {3, 3}, filters), 31, 20)) {
            operator.signal(random.doubles(620, -1, 1).toArray());
            AdmmStep step = null;
            for (int i = 0; i < 5; i++) {
                step = operator.step(1, 1.8, Proximal.soft(0.1));
            }
            double[][] maps = Arrays.copyOf(operator.dense(), 38);
            maps[37] = new double[] {step.difference(), step.primalNorm(), step.dataFidelity(), step.penaltyAtPrimal()};
            return maps;
        }
    }

    /** What cannot be is refused by name, and a closed operator says so. */
    @Test
    void badInputIsRefused() {
        Backend backend = backend();
        FilterBank bank = FilterBank.of(new int[] {3, 3}, new double[9], new double[9]);
        assertTrue(message(() -> backend.filterBank(bank, 2, 5)).contains("smaller than filter 0"));
        assertTrue(message(() -> backend.filterBank(bank, 5)).contains("2 axes"));
        assertTrue(message(() -> backend.filterBank(bank, 0, new int[] {5, 5})).contains("channels"));
        assertTrue(message(() -> backend.withMemoryLimit(100).filterBank(bank, 64, 64))
                .contains("memory limit"));
        FilterBankOperator operator = backend.filterBank(bank, 5, 5);
        assertThrows(IllegalStateException.class, () -> operator.step(1, 1, Proximal.soft(1)));
        assertTrue(message(() -> operator.signal(new double[24])).contains("25"));
        double[] signal = new double[25];
        signal[7] = Double.NaN;
        assertTrue(message(() -> operator.signal(signal)).contains("NaN at 7"));
        operator.signal(new double[25]);
        assertTrue(message(() -> operator.step(0, 1, Proximal.soft(1))).contains("rho"));
        assertTrue(message(() -> operator.step(1, 2, Proximal.soft(1))).contains("relaxation"));
        assertTrue(message(() -> operator.step(1, 1, Proximal.soft(1).withWeights(1)))
                .contains("expected 2"));
        operator.step(1, 1, Proximal.soft(1));
        assertThrows(IllegalStateException.class, () -> operator.gradientStep(1, Proximal.soft(1)));
        operator.close();
        operator.close();
        assertThrows(IllegalStateException.class, operator::dense);
    }

    private static String message(Runnable call) {
        return assertThrows(IllegalArgumentException.class, call::run).getMessage();
    }

    /** Prints the worst errors and writes them where Maven builds. */
    @AfterAll
    void reportErrors() {
        measurements.report(backend().name());
    }
}
