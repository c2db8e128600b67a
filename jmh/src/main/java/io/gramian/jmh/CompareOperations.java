package io.gramian.jmh;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/**
 * The operations that are compared one by one, on the numbers read last: A and B, n x n, or two sets of points.
 *
 * <p>{@code product} is A B, {@code cholesky} factorises S = A A' / n + I, {@code eigen} takes (A + A') / 2 apart; {@code
 * sums}, {@code self-sums} and {@code times32} are Gaussian Gram matrices of length scale sqrt(d), of both sets or the
 * second alone, times one or 32 columns. A backend's matrices are resident, unless its name ends in {@code -ejml}: then
 * the operation begins and ends with EJML matrices. {@code ejml} is EJML itself.
 */
final class CompareOperations {
    private final double[] a;
    private final double[] b;
    private final int d;
    private final Map<String, Operation> prepared = new HashMap<>();

    CompareOperations(double[] a, double[] b, int d) {
        this.a = a;
        this.b = b;
        this.d = d;
    }

    /** What is timed, and the numbers by which the result is checked. */
    interface Operation {
        AutoCloseable run();

        /** Returns up to 200 numbers of the result, and closes it. */
        double[] numbers(AutoCloseable result);
    }

    /** A result on the heap. */
    private record Numbers(double[] values) implements AutoCloseable {
        @Override
        public void close() {}
    }

    Operation prepare(String name, int n, String backend, Precision precision, String threads) {
        return prepared.computeIfAbsent(String.join(" ", name, backend, precision.name(), threads), key -> {
            if (backend.equals("ejml")) {
                return ofEjml(name, n);
            }
            boolean moves = backend.endsWith("-ejml");
            Backend where = BenchmarkData.backend(backend.replace("-ejml", ""), threads, precision);
            return moves ? moving(name, n, where) : resident(name, n, where);
        });
    }

    private Operation resident(String name, int n, Backend backend) {
        var algebra = backend.linearAlgebra();
        switch (name) {
            case "product" -> {
                Matrix left = backend.matrix(n, n, a);
                Matrix right = backend.matrix(n, n, b);
                Matrix target = backend.matrix(n, n);
                return operation(() -> {
                    algebra.multiply(1, left, right, 0, target);
                    return target.transposed(); // a view, which closing leaves as it is
                });
            }
            case "cholesky" -> {
                Matrix matrix = backend.matrix(definite(n));
                return operation(() -> algebra.cholesky(matrix));
            }
            case "eigen" -> {
                Matrix matrix = backend.matrix(symmetric(n));
                return operation(() -> algebra.eigen(matrix));
            }
            default -> {
                return ofGram(name, n, backend);
            }
        }
    }

    private Operation ofGram(String name, int n, Backend backend) {
        Points x = Points.ofRowMajor(a, d);
        Points y = Points.ofRowMajor(b, d);
        Gram gram = backend.gram(Kernel.gaussian(Math.sqrt(d)), name.startsWith("self") ? y : x, y);
        if (name.endsWith("sums")) {
            double[] weights = new double[n];
            Arrays.setAll(weights, j -> Math.cos(j));
            return operation(() -> new Numbers(gram.rowSums(weights)));
        }
        double[] columns = new double[n * 32];
        Arrays.setAll(columns, at -> Math.cos(at));
        Matrix v = backend.matrix(n, 32, columns);
        return operation(() -> gram.times(v));
    }

    private Operation moving(String name, int n, Backend backend) {
        var algebra = backend.linearAlgebra();
        DMatrixRMaj left = DMatrixRMaj.wrap(n, n, a);
        DMatrixRMaj right = DMatrixRMaj.wrap(n, n, b);
        DMatrixRMaj definite = definite(n);
        DMatrixRMaj symmetric = symmetric(n);
        return operation(() -> {
            switch (name) {
                case "product" -> {
                    return new Numbers(algebra.multiply(left, right).data);
                }
                case "cholesky" -> {
                    try (Matrix matrix = backend.matrix(definite);
                            var factor = algebra.cholesky(matrix)) {
                        return new Numbers(lastRow(factor.factor().toEjml().data, n));
                    }
                }
                default -> {
                    try (Matrix matrix = backend.matrix(symmetric);
                            Eigen eigen = algebra.eigen(matrix)) {
                        eigen.vectors().toEjml();
                        return new Numbers(eigen.values());
                    }
                }
            }
        });
    }

    private Operation ofEjml(String name, int n) {
        DMatrixRMaj left = DMatrixRMaj.wrap(n, n, a);
        DMatrixRMaj right = DMatrixRMaj.wrap(n, n, b);
        DMatrixRMaj product = new DMatrixRMaj(n, n);
        DMatrixRMaj definite = definite(n);
        DMatrixRMaj symmetric = symmetric(n);
        return operation(() -> {
            if (name.equals("product")) {
                CommonOps_DDRM.mult(left, right, product);
                return new Numbers(product.data);
            }
            if (name.equals("eigen")) {
                var eigen = DecompositionFactory_DDRM.eig(n, true, true);
                eigen.decompose(symmetric.copy());
                return new Numbers(IntStream.range(0, n)
                        .mapToDouble(i -> -eigen.getEigenvalue(i).getReal())
                        .sorted()
                        .map(value -> -value)
                        .toArray());
            }
            var cholesky = DecompositionFactory_DDRM.chol(n, true);
            cholesky.decompose(definite.copy());
            return new Numbers(lastRow(cholesky.getT(null).data, n));
        });
    }

    private static double[] lastRow(double[] matrix, int n) {
        return Arrays.copyOfRange(matrix, (n - 1) * n, n * n);
    }

    private DMatrixRMaj definite(int n) {
        DMatrixRMaj root = DMatrixRMaj.wrap(n, n, a);
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(1.0 / n, root, root, matrix);
        for (int i = 0; i < n; i++) {
            matrix.add(i, i, 1);
        }
        return matrix;
    }

    private DMatrixRMaj symmetric(int n) {
        DMatrixRMaj half = DMatrixRMaj.wrap(n, n, a);
        DMatrixRMaj matrix = CommonOps_DDRM.transpose(half, null);
        CommonOps_DDRM.add(0.5, half, 0.5, matrix, matrix);
        return matrix;
    }

    private static Operation operation(java.util.function.Supplier<AutoCloseable> work) {
        return new Operation() {
            @Override
            public AutoCloseable run() {
                return work.get();
            }

            @Override
            public double[] numbers(AutoCloseable result) {
                double[] numbers;
                if (result instanceof Numbers heap) {
                    numbers = heap.values();
                } else if (result instanceof Eigen eigen) {
                    numbers = eigen.values();
                } else if (result instanceof io.gramian.core.backend.Cholesky factor) {
                    numbers = lastRow(factor.factor().toArray(), factor.size());
                } else {
                    numbers = head((Matrix) result);
                }
                try {
                    result.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return Arrays.copyOf(numbers, Math.min(200, numbers.length));
            }

            /** A product comes as a transposed view, that of a Gram matrix as it is. */
            private double[] head(Matrix matrix) {
                boolean isView = matrix.rows() == matrix.columns();
                return (isView ? matrix.transposed() : matrix)
                        .rows(0, Math.min(200, matrix.rows()))
                        .toArray();
            }
        };
    }
}
