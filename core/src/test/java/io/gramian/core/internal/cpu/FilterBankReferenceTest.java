package io.gramian.core.internal.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.GradientStep;
import io.gramian.core.backend.Proximal;
import io.gramian.core.backend.QuadraticTerm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Iterations of the filter bank operator against the traces of other implementations. */
class FilterBankReferenceTest {
    private static final double LAMBDA = 0.1;
    private static final int SIDE = 16;

    private static double[][] read(String name, boolean hasHeader) {
        String path = "/reference/" + name + ".csv";
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(FilterBankReferenceTest.class.getResourceAsStream(path), path),
                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(hasHeader ? 1 : 0)
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    static FilterBank bank(String name, int side) {
        double[][] taps = read(name + "/dictionary", false);
        double[][] filters = new double[taps[0].length][taps.length];
        for (int at = 0; at < taps.length; at++) {
            for (int m = 0; m < filters.length; m++) {
                filters[m][at] = taps[at][m];
            }
        }
        return FilterBank.of(new int[] {side, side}, filters);
    }

    private static double fidelity(FilterBankOperator operator, double[] signal) {
        double[] synthesis = operator.synthesis();
        double sum = 0;
        for (int at = 0; at < signal.length; at++) {
            sum += Math.pow(synthesis[at] - signal[at], 2);
        }
        return sum / 2;
    }

    private static double quadratic(FilterBankOperator operator, double ridge, double gradient) {
        double sum = 0;
        for (double[] map : operator.dense()) {
            for (int at = 0; at < map.length; at++) {
                int row = at / SIDE;
                int column = at % SIDE;
                double down = map[(row + 1) % SIDE * SIDE + column] - map[at];
                double right = map[row * SIDE + (column + 1) % SIDE] - map[at];
                sum += ridge * map[at] * map[at] + gradient * (down * down + right * right);
            }
        }
        return sum / 2;
    }

    /** Those that this JVM has: without the module of the Vector API there is plain Java only. */
    static List<InstructionPath> paths() {
        return InstructionPath.vectorModule().isPresent()
                ? List.of(InstructionPath.values())
                : List.of(InstructionPath.PLAIN);
    }

    private static Proximal penalty(String name) {
        Proximal penalty = Proximal.soft(LAMBDA).withWeights(flat(read(name + "/l1_weights", false)));
        return name.endsWith("nonneg") ? penalty.nonNegative() : penalty;
    }

    @ParameterizedTest
    @CsvSource({
        "golden_plain, 0, 0",
        "golden_elastic, 0.1, 0",
        "golden_gradreg, 0, 0.05",
        "golden_nonneg, 0, 0",
        "golden_weighted_l1, 0, 0"
    })
    void admmFollowsTheGoldenTraces(String name, double ridge, double gradient) {
        for (InstructionPath path : paths()) {
            checkGolden(CpuBackend.on(path), name, ridge, gradient);
        }
    }

    private static void checkGolden(Backend backend, String name, double ridge, double gradient) {
        double[] signal = flat(read(name + "/signal", false));
        try (FilterBankOperator operator = backend.filterBank(bank(name, 4), SIDE, SIDE)) {
            assertEquals(11.274265686156687, operator.lipschitz(), 1e-12);
            operator.signal(signal);
            operator.quadratic(QuadraticTerm.ridge(ridge).withGradient(gradient));
            int iteration = 0;
            for (double[] expected : read(name + "/expected_admm_fixed_rho_trace", true)) {
                AdmmStep step = null;
                for (; iteration < expected[0]; iteration++) {
                    step = operator.step(6, 1.8, penalty(name));
                }
                double objective = fidelity(operator, signal) + step.penaltyAtAuxiliary();
                assertEquals(expected[1], objective + quadratic(operator, ridge, gradient), 1e-10, name);
                if (ridge + gradient == 0) {
                    assertEquals(expected[2], step.dataFidelity() + step.penaltyAtPrimal(), 1e-10, name);
                }
                assertEquals(expected[3], step.primalResidual(), 1e-10, name);
                assertEquals(expected[4], step.dualResidual(), 1e-9, name);
            }
        }
    }

    @Test
    void admmFollowsSporcoOnAPicture() {
        double[] signal = flat(read("sporco_admm_fixedrho/signal", false));
        double[][] trace = read("sporco_admm_fixedrho/expected_trace", true);
        for (InstructionPath path : paths()) {
            try (FilterBankOperator operator =
                    CpuBackend.on(path).filterBank(bank("sporco_admm_fixedrho", 8), 128, 128)) {
                operator.signal(signal);
                for (double[] expected : trace) {
                    AdmmStep step = operator.step(1, 1.8, Proximal.soft(0.05));
                    double atPrimal = step.dataFidelity() + step.penaltyAtPrimal();
                    assertEquals(1, atPrimal / expected[1], 1e-11);
                    assertEquals(1, step.dataFidelity() / expected[2], 1e-10);
                    assertEquals(1, step.primalResidual() / expected[5], 1e-10);
                    assertEquals(1, step.dualResidual() / expected[6], 1e-10);
                }
                double[] synthesis = operator.synthesis();
                assertEquals(3846, operator.sparse().size());
                assertEquals(10.498649309583143, fidelity(operator, signal) + 0.05 * 146.06077159225504, 1e-10);
                double[] inSpace = operator.synthesise(operator.sparse());
                for (int at = 0; at < synthesis.length; at++) {
                    assertEquals(inSpace[at], synthesis[at], 1e-12);
                }
            }
        }
    }

    @Test
    void gradientStepsFollowSporco() {
        double[] signal = flat(read("sporco_pgm_fixedL/signal", false));
        try (FilterBankOperator operator = CpuBackend.standard().filterBank(bank("sporco_pgm_fixedL", 8), 64, 64)) {
            operator.signal(signal);
            double t = 1;
            for (double[] expected : read("sporco_pgm_fixedL/expected_trace", true)) {
                GradientStep step = operator.gradientStep(1 / expected[4], Proximal.soft(0.05));
                assertEquals(1, (operator.candidateObjective() + step.penalty()) / expected[1], 1e-11);
                double next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
                operator.accept((t - 1) / next);
                t = next;
            }
        }
    }

    /** A mask as weights of the data, by gradient steps with restarts, to the optimum. */
    @Test
    void maskedOptimumIsFound() {
        double[] signal = flat(read("golden_masked/signal", false));
        double[] mask = flat(read("golden_masked/mask", false));
        try (FilterBankOperator operator = CpuBackend.standard().filterBank(bank("golden_masked", 4), SIDE, SIDE)) {
            operator.signal(signal, mask);
            double t = 1;
            double objective = 0;
            for (int i = 0; i < 2500; i++) {
                GradientStep step = operator.gradientStep(1 / operator.lipschitz(), Proximal.soft(LAMBDA));
                t = step.restart() > 0 ? 1 : t;
                double next = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
                objective = i == 2499 ? operator.candidateObjective() + step.penalty() : 0;
                operator.accept((t - 1) / next);
                t = next;
            }
            assertEquals(6.8750205725584763, objective, 1e-10);
        }
    }

    @ParameterizedTest
    @MethodSource("paths")
    void singlePrecisionStaysClose(InstructionPath path) {
        double[] signal = flat(read("golden_plain/signal", false));
        Backend backend = CpuBackend.on(path).withPrecision(Precision.FLOAT);
        try (FilterBankOperator operator = backend.filterBank(bank("golden_plain", 4), SIDE, SIDE)) {
            operator.signal(signal);
            for (int i = 0; i < 100; i++) {
                operator.step(6, 1.8, Proximal.soft(LAMBDA));
            }
            AdmmStep step = operator.step(6, 1.8, Proximal.soft(LAMBDA));
            assertTrue(step.primalResidual() < 1e-3);
            assertEquals(7.7968, fidelity(operator, signal) + step.penaltyAtAuxiliary(), 1e-3);
        }
    }

    /** With other filters in mid-course the next iteration solves their system from the maps and dual at hand. */
    @Test
    void exchangedFilters() {
        FilterBank before = bank("golden_plain", 4);
        double[][] turned = new double[before.size()][];
        Arrays.setAll(turned, m -> before.filter((m + 1) % turned.length));
        FilterBank after = FilterBank.of(new int[] {4, 4}, turned);
        double[] signal = flat(read("golden_plain/signal", false));
        Backend backend = CpuBackend.standard();
        Proximal penalty = Proximal.soft(LAMBDA);
        double rho = 2;
        try (FilterBankOperator operator = backend.filterBank(before, SIDE, SIDE);
                FilterBankOperator other = backend.filterBank(after, SIDE, SIDE)) {
            operator.signal(signal);
            operator.start();
            operator.step(rho, 1.8, penalty);
            double[][] wanted = operator.dense();
            double[][] dual = operator.dual();
            double[][] right = other.correlate(signal);
            for (int m = 0; m < right.length; m++) {
                for (int at = 0; at < signal.length; at++) {
                    right[m][at] += rho * (wanted[m][at] - dual[m][at]);
                }
            }
            operator.bank(after);
            operator.step(rho, 1.8, penalty);
            double[] expected = other.synthesise(other.solve(right, rho));
            double[] found = operator.primalSynthesis();
            for (int at = 0; at < signal.length; at++) {
                assertEquals(expected[at], found[at], 1e-11);
            }
        }
    }
}
