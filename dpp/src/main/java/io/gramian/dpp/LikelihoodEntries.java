package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Definiteness;
import io.gramian.core.kernel.Kernel;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/** Entries of a likelihood kernel L on demand, for algorithms that see few of its columns. Immutable, thread-safe. */
interface LikelihoodEntries extends AutoCloseable {
    /** Returns N. */
    int size();

    /** Returns the diagonal of L, N numbers. */
    double[] diagonal();

    /** Returns the entries L_ij of row i at the given columns. */
    double[] entries(int i, int... columns);

    /** Returns the column of item i, N numbers. */
    double[] column(int i);

    @Override
    default void close() {}

    /** Returns the entries of a matrix, copied; symmetric up to rounding. */
    static LikelihoodEntries of(DMatrixRMaj matrix) {
        return new Dense(CheckedMatrix.symmetric("L", matrix));
    }

    /** Returns the entries of B B', B copied. */
    static LikelihoodEntries ofFeatures(DMatrixRMaj features) {
        return new Features(CheckedMatrix.of("features", features));
    }

    /** Returns the entries of the Gram matrix of points. */
    static LikelihoodEntries of(Kernel kernel, Points x, Backend backend) {
        if (kernel.definiteness() != Definiteness.POSITIVE) {
            throw new IllegalArgumentException("kernel: expected a positive semi-definite one, found " + kernel
                    + " of definiteness " + kernel.definiteness());
        }
        return new Evaluated(backend.withPrecision(Precision.DOUBLE).gram(kernel, x));
    }

    /** Returns the entries among some of the items, which become 0, 1, ...; it does not close what it rests on. */
    default LikelihoodEntries restrictedTo(int... items) {
        return new Restricted(this, items);
    }

    /** Some items of others. */
    record Restricted(LikelihoodEntries all, int... items) implements LikelihoodEntries {
        @Override
        public int size() {
            return items.length;
        }

        @Override
        public double[] diagonal() {
            double[] diagonal = all.diagonal();
            return IntStream.of(items).mapToDouble(i -> diagonal[i]).toArray();
        }

        @Override
        public double[] entries(int i, int... columns) {
            return all.entries(
                    items[i], IntStream.of(columns).map(c -> items[c]).toArray());
        }

        @Override
        public double[] column(int i) {
            return all.entries(items[i], items);
        }
    }

    /** A stored matrix. */
    record Dense(DMatrixRMaj matrix) implements LikelihoodEntries {
        @Override
        public int size() {
            return matrix.numRows;
        }

        @Override
        public double[] diagonal() {
            double[] diagonal = new double[size()];
            for (int i = 0; i < diagonal.length; i++) {
                diagonal[i] = matrix.get(i, i);
            }
            return diagonal;
        }

        @Override
        public double[] entries(int i, int... columns) {
            double[] entries = new double[columns.length];
            for (int c = 0; c < columns.length; c++) {
                entries[c] = matrix.get(i, columns[c]);
            }
            return entries;
        }

        @Override
        public double[] column(int i) {
            int n = size();
            return java.util.Arrays.copyOfRange(matrix.data, i * n, (i + 1) * n); // symmetric: the row is contiguous
        }
    }

    /** Inner products of stored features. */
    record Features(DMatrixRMaj b) implements LikelihoodEntries {
        @Override
        public int size() {
            return b.numRows;
        }

        @Override
        public double[] diagonal() {
            double[] diagonal = new double[size()];
            for (int i = 0; i < diagonal.length; i++) {
                diagonal[i] = inner(i, i);
            }
            return diagonal;
        }

        @Override
        public double[] entries(int i, int... columns) {
            double[] entries = new double[columns.length];
            for (int c = 0; c < columns.length; c++) {
                entries[c] = inner(i, columns[c]);
            }
            return entries;
        }

        @Override
        public double[] column(int i) {
            double[] column = new double[size()];
            for (int j = 0; j < column.length; j++) {
                column[j] = inner(i, j);
            }
            return column;
        }

        private double inner(int i, int j) {
            int d = b.numCols;
            double sum = 0;
            for (int c = 0, at = i * d, other = j * d; c < d; c++) {
                sum += b.data[at + c] * b.data[other + c];
            }
            return sum;
        }
    }

    /** Kernel values computed when asked for. */
    record Evaluated(Gram gram) implements LikelihoodEntries {
        @Override
        public int size() {
            return gram.rows();
        }

        @Override
        public double[] diagonal() {
            return gram.diagonal();
        }

        @Override
        public double[] entries(int i, int... columns) {
            return columns.length == 0 ? new double[0] : gram.block(new int[] {i}, columns).data;
        }

        @Override
        public double[] column(int i) {
            return gram.columns(i).data;
        }

        @Override
        public void close() {
            gram.close();
        }
    }
}
