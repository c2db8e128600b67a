package io.gramian.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gramian.core.Points;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import org.junit.jupiter.api.Test;

/**
 * What every kernel must obey: symmetry, agreement of its dense block and diagonal with its pairwise values,
 * its logarithm with its value, and the definiteness it declares.
 *
 * <p>Points worth handing it: duplicates, zeros, single coordinates that differ, more points than dimensions.
 */
public abstract class KernelContract {
    /** Made by JUnit. */
    protected KernelContract() {}

    /**
     * Returns the kernel to check.
     *
     * @return a kernel
     */
    protected abstract Kernel kernel();

    /**
     * Returns the points to check it on, a few dozen.
     *
     * @return points on which the kernel is defined
     */
    protected abstract Points points();

    /**
     * Returns the relative tolerance.
     *
     * @return 1e-12 unless overridden
     */
    protected double tolerance() {
        return 1e-12;
    }

    private DMatrixRMaj pairwise() {
        Kernel kernel = kernel();
        Points x = points();
        DMatrixRMaj values = new DMatrixRMaj(x.size(), x.size());
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < x.size(); j++) {
                values.set(i, j, kernel.value(x.row(i), x.row(j)));
            }
        }
        return values;
    }

    private double scale(DMatrixRMaj values) {
        double scale = 1e-300;
        for (double value : values.data) {
            scale = Math.max(scale, Math.abs(value));
        }
        return scale;
    }

    @Test
    void valuesAreFiniteAndSymmetric() {
        DMatrixRMaj k = pairwise();
        for (int i = 0; i < k.numRows; i++) {
            for (int j = 0; j < k.numCols; j++) {
                assertTrue(Double.isFinite(k.get(i, j)), kernel() + " at " + i + ", " + j + ": " + k.get(i, j));
                assertEquals(k.get(i, j), k.get(j, i), tolerance() * scale(k), kernel() + " at " + i + ", " + j);
            }
        }
    }

    @Test
    void denseBlockIsThePairwiseValues() {
        DMatrixRMaj expected = pairwise();
        try (Gram gram = Backends.cpu().gram(kernel(), points())) {
            DMatrixRMaj dense = gram.dense();
            for (int at = 0; at < dense.data.length; at++) {
                String where = kernel() + " at " + at / dense.numCols + ", " + at % dense.numCols;
                assertEquals(expected.data[at], dense.data[at], tolerance() * scale(expected), where);
            }
        }
    }

    @Test
    void diagonalIsTheValueOfAPointWithItself() {
        DMatrixRMaj expected = pairwise();
        try (Gram gram = Backends.cpu().gram(kernel(), points())) {
            double[] diagonal = gram.diagonal();
            for (int i = 0; i < diagonal.length; i++) {
                assertEquals(expected.get(i, i), diagonal[i], tolerance() * scale(expected), kernel() + " at " + i);
            }
        }
    }

    @Test
    void logarithmIsThatOfTheValue() {
        Kernel kernel = kernel();
        Points x = points();
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < x.size(); j++) {
                double value = kernel.value(x.row(i), x.row(j));
                if (value > 1e-300) {
                    double log = kernel.expression().logValue(x.row(i), x.row(j));
                    assertEquals(Math.log(value), log, tolerance() * Math.max(1, Math.abs(log)), kernel.toString());
                }
            }
        }
    }

    @Test
    void definitenessIsAsDeclared() {
        DMatrixRMaj k = pairwise();
        int n = k.numRows;
        if (kernel().definiteness() == Definiteness.CONDITIONAL) {
            k = centred(k); // on the vectors whose entries sum to zero
        }
        if (kernel().definiteness() != Definiteness.NONE) {
            EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, false, true);
            assertTrue(eigen.decompose(k.copy()));
            for (int i = 0; i < n; i++) {
                double value = eigen.getEigenvalue(i).getReal();
                assertTrue(
                        value >= -n * tolerance() * scale(k),
                        kernel() + " declares " + kernel().definiteness() + ", but has the eigenvalue " + value);
            }
        }
    }

    private static DMatrixRMaj centred(DMatrixRMaj k) {
        int n = k.numRows;
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += k.get(i, j) / n;
            }
            mean += means[i] / n;
        }
        DMatrixRMaj centred = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                centred.set(i, j, k.get(i, j) - means[i] - means[j] + mean);
            }
        }
        return centred;
    }

    @Test
    void describesItself() {
        assertFalse(kernel().toString().isBlank());
        assertEquals(kernel(), kernel());
    }
}
