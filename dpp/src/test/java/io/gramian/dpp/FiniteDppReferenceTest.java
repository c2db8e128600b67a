package io.gramian.dpp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against tables of all subsets that another program computed. */
class FiniteDppReferenceTest {
    private static final double TOLERANCE = 1e-12;

    static Stream<FiniteDpp> ways(ReferenceCase reference) {
        double[][] l = reference.table("L");
        FiniteDpp dpp = FiniteDpp.ofLikelihood(l);
        DMatrixRMaj k = new DMatrixRMaj(reference.table("expected_K"));
        return Stream.of(dpp, FiniteDpp.ofMarginal(k), FiniteDpp.ofFeatures(root(l)), dpp.thinned(1));
    }

    private static DMatrixRMaj root(double[][] l) {
        Spectrum spectrum = Spectra.ofLikelihood(
                KernelMatrix.rectangular("L", l), l.length, io.gramian.core.backend.Backends.cpu());
        double[] roots = new double[spectrum.rank()];
        java.util.Arrays.setAll(roots, j -> Math.sqrt(spectrum.odds(j)));
        return DMatrixRMaj.wrap(l.length, roots.length, spectrum.scaled(roots));
    }

    @ParameterizedTest
    @ValueSource(strings = {"finite_full_rank", "finite_low_rank", "finite_rbf"})
    void everyProbability(String name) {
        ReferenceCase reference = new ReferenceCase(name);
        ways(reference).forEach(dpp -> {
            for (double[] row : reference.table("expected_pmf")) {
                int[] subset = SampleKernels.items((int) row[0]);
                assertEquals(row[2], Math.exp(dpp.logProbability(subset)), TOLERANCE);
            }
            assertArrayEquals(reference.column("expected_inclusion"), dpp.inclusionProbabilities(), TOLERANCE);
            assertArrayEquals(reference.column("expected_cardinality_pmf"), dpp.cardinalityLaw(), TOLERANCE);
            assertArrayEquals(reference.column("expected_K"), dpp.marginalKernel().data, TOLERANCE);
            double[][] summary = reference.table("expected_summary");
            assertEquals(summary[0][1], dpp.expectedSize(), TOLERANCE);
            assertEquals(summary[1][1], dpp.cardinalityVariance(), TOLERANCE);
            double[][] pairs = reference.table("expected_pair_inclusion");
            for (int i = 0; i < pairs.length; i++) {
                for (int j = 0; j < i; j++) {
                    assertEquals(pairs[i][j], dpp.jointProbability(i, j), TOLERANCE);
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"finite_full_rank", "finite_low_rank", "finite_rbf"})
    void conditions(String name) {
        ReferenceCase reference = new ReferenceCase(name);
        int[] in = reference.indices("condition_include");
        int[] out = reference.indices("condition_exclude");
        ways(reference).forEach(dpp -> {
            FiniteDpp some = dpp.excluding(out);
            int[] moved = java.util.Arrays.stream(in)
                    .map(i -> java.util.Arrays.binarySearch(some.items(), i))
                    .toArray();
            FiniteDpp conditional = some.including(moved);
            double event = dpp.complement().jointProbability(out) * some.jointProbability(moved);
            assertEquals(reference.column("expected_conditioning_event_probability")[0], event, TOLERANCE);
            assertArrayEquals(reference.column("expected_conditional_K"), conditional.marginalKernel().data, TOLERANCE);
            for (double[] row : reference.table("expected_conditional_pmf")) {
                int[] subset = java.util.Arrays.stream(SampleKernels.items((int) row[0]))
                        .map(i -> java.util.Arrays.binarySearch(conditional.items(), i))
                        .filter(i -> i >= 0)
                        .toArray();
                assertEquals(row[1], Math.exp(conditional.logProbability(subset)), TOLERANCE);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"finite_full_rank", "finite_low_rank", "finite_rbf"})
    void fixedSizes(String name) {
        ReferenceCase reference = new ReferenceCase(name);
        FiniteDpp dpp = FiniteDpp.ofLikelihood(reference.table("L"));
        for (double[] row : reference.table("expected_esp")) {
            if (row[0] <= dpp.rank()) {
                assertEquals(Math.log(row[1]), dpp.ofSize((int) row[0]).logNormaliser(), 1e-11);
            }
        }
        for (double[] row : reference.table("expected_kdpp_pmf")) {
            double log = dpp.ofSize((int) row[0]).logProbability(SampleKernels.items((int) row[1]));
            assertEquals(row[2], Math.exp(log), TOLERANCE);
        }
        for (double[] row : reference.table("expected_kdpp_inclusion")) {
            double[] expected = java.util.Arrays.copyOfRange(row, 1, row.length);
            assertArrayEquals(expected, dpp.ofSize((int) row[0]).inclusionProbabilities(), TOLERANCE);
        }
    }

    @Test
    void projection() {
        ReferenceCase reference = new ReferenceCase("projection");
        DMatrixRMaj u = new DMatrixRMaj(reference.table("U"));
        DMatrixRMaj k = FiniteDpp.ofSpan(u).marginalKernel();
        for (FiniteDpp dpp : new FiniteDpp[] {
            FiniteDpp.ofSpan(u),
            FiniteDpp.ofProjection(k),
            FiniteDpp.ofMarginal(k),
            FiniteDpp.ofSpan(u).thinned(1)
        }) {
            double sum = 0;
            for (double[] row : reference.table("expected_pmf")) {
                int[] subset = SampleKernels.items((int) row[0]);
                assertEquals(row[1], Math.exp(dpp.logProbability(subset)), TOLERANCE);
                assertEquals(row[1], dpp.jointProbability(subset), TOLERANCE);
                sum += row[1];
            }
            assertEquals(1, sum, TOLERANCE);
            assertArrayEquals(reference.column("expected_inclusion"), dpp.inclusionProbabilities(), TOLERANCE);
        }
    }

    /** T2: the probabilities along a forced path. */
    @Test
    void chainRule() {
        ReferenceCase reference = new ReferenceCase("projection");
        DMatrixRMaj u = new DMatrixRMaj(reference.table("U"));
        Spectrum spectrum = Spectrum.ofSpan(u.numRows, u.numCols, u.data);
        GramSchmidt.State state = new GramSchmidt(spectrum).new State(0, 1, 2);
        int left = 3;
        for (double[] row : reference.table("expected_chain_rule_path")) {
            double sum = java.util.Arrays.stream(state.remaining).sum();
            assertEquals(left--, sum, TOLERANCE);
            for (int i = 0; i < u.numRows; i++) {
                assertEquals(row[1 + i], state.remaining[i] / sum, TOLERANCE);
            }
            state.condition((int) row[0]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void elementarySymmetricPolynomials(int which) {
        ReferenceCase reference = new ReferenceCase("log_esp_illconditioned");
        double[] logarithms = java.util.Arrays.stream(reference.column("eigenvalues_" + which))
                .map(Math::log)
                .toArray();
        double[] expected = reference.column("expected_log_esp_" + which);
        for (int k = 0; k < expected.length; k++) {
            double found = new ElementarySymmetric(logarithms, k).logValue();
            assertEquals(expected[k], found, 1e-10 * Math.max(1, Math.abs(expected[k])), "k = " + k);
        }
        assertArrayEquals(
                reference.column("expected_eigenvector_inclusion_k30_" + which),
                new ElementarySymmetric(logarithms, 30).inclusion(),
                1e-11);
    }
}
