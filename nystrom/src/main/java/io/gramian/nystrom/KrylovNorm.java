package io.gramian.nystrom;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Qr;
import io.gramian.nystrom.internal.Checks;
import io.gramian.nystrom.internal.SymmetricSpectrum;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The largest eigenvalue of a positive semi-definite n x n operator A, enclosed by block Lanczos from r normal vectors.
 *
 * <p>After k products the largest Ritz value xi of span{A^i b : i < k, b in the block} is at most lambda_1. It is below (1 -
 * e) lambda_1 only if |P v_1| &lt; 1 / cosh((2k - 1) artanh sqrt e), P the projection onto the span of the start. For a unit
 * vector w of that span and any polynomial q of degree k - 1, xi &lt; c lambda_1, c = 1 - e, gives sum_i (lambda_i /
 * lambda_1 - c) q(lambda_i / lambda_1)^2 w_i^2 &lt; 0. Take s q(c (1 - s^2)) sqrt c = T_(2k-1)(s), the Chebyshev
 * polynomial, which is odd: terms with lambda_i &lt;= c lambda_1 are at least -w_i^2, that of lambda_1 is w_1^2
 * sinh^2((2k - 1) artanh sqrt e), the others are not negative. So w_1^2 cosh^2(..) &lt; 1, for the w nearest to v_1 too.
 * |P v_1|^2 follows Beta(r / 2, (n - r) / 2), whose quantile gives e for a confidence. With r = 1 the bound is a little
 * sharper than that of J. Kuczynski and H. Wozniakowski (1992).
 */
record KrylovNorm(double lower, double upper, double[] squaredProbes) {
    /** Encloses with the given probability; {@code squaredProbes} are |A g|^2 of the r standard normal starts g. */
    static KrylovNorm of(
            UnaryOperator<Matrix> operator,
            int n,
            int r,
            int steps,
            double confidence,
            RandomGenerator random,
            Backend backend,
            IntConsumer done) {
        LinearAlgebra algebra = backend.linearAlgebra();
        double[] normal = new double[n * r];
        Arrays.setAll(normal, at -> random.nextGaussian());
        try (Matrix start = backend.matrix(n, r, normal);
                Qr qr = algebra.qr(start);
                Basis basis = new Basis(n, Math.min((long) r * steps, n), backend)) {
            double[] probes = null;
            basis.append(qr.q());
            int first = 0;
            boolean isExhausted = false;
            for (int step = 1; step <= steps && !isExhausted; step++) {
                Checks.checkInterrupted("estimating a norm");
                try (Matrix image = operator.apply(basis.columns(first, basis.size))) {
                    if (probes == null) {
                        probes = probes(image, qr.r(), algebra);
                    }
                    basis.project(image, first);
                    first = basis.size;
                    isExhausted = step < steps && !basis.extend(image) || basis.size == n;
                }
                done.accept(step);
            }
            if (first < basis.size) { // the basis is the whole space, its last block not yet seen
                try (Matrix image = operator.apply(basis.columns(first, basis.size))) {
                    basis.project(image, first);
                }
            }
            double lower = Math.max(0, basis.largestRitzValue() - basis.dropped);
            double gap = isExhausted || r == n ? 0 : gap(n, r, steps, confidence);
            double upper = (lower + 3 * basis.dropped) / (1 - gap) + 2 * basis.dropped;
            return new KrylovNorm(lower, upper, probes);
        }
    }

    /** The e that is exceeded with probability 1 - confidence at most. */
    static double gap(int n, int r, int steps, double confidence) {
        double inverse = 1 / Math.sqrt(quantile(1 - confidence, r / 2.0, (n - r) / 2.0));
        double angle = Math.log(inverse + Math.sqrt(inverse * inverse - 1)); // arcosh
        double root = Math.tanh(angle / (2 * steps - 1));
        return root * root;
    }

    /** The quantile of the Beta distribution, from below, by bisection of its logarithm: small ones keep their digits. */
    private static double quantile(double probability, double a, double b) {
        double low = -700;
        double high = 0;
        for (int round = 0; round < 60; round++) {
            double middle = (low + high) / 2;
            if (RegularizedBeta.value(Math.exp(middle), a, b) <= probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return Math.exp(low);
    }

    /** Squared norms of the columns of A Q R. */
    private static double[] probes(Matrix image, Matrix r, LinearAlgebra algebra) {
        try (Matrix product = algebra.multiply(image, r)) {
            double[] entries = product.toArray();
            double[] squares = new double[r.columns()];
            for (int at = 0; at < entries.length; at++) {
                squares[at % squares.length] += entries[at] * entries[at];
            }
            return squares;
        }
    }

    /** An orthonormal basis that grows by blocks, and the operator in it. */
    private static final class Basis implements AutoCloseable {
        private final int n;
        private final Matrix vectors;
        private final double[][] projected; // row i, column j: v_i' A v_j for v_i not in a later block than v_j
        private final Backend backend;
        private final LinearAlgebra algebra;
        private int size;
        private double dropped;

        Basis(int n, long capacity, Backend backend) {
            this.n = n;
            this.backend = backend;
            this.algebra = backend.linearAlgebra();
            this.vectors = backend.matrix(n, (int) capacity);
            this.projected = new double[(int) capacity][(int) capacity];
        }

        Matrix columns(int from, int to) {
            return vectors.slice(0, n, from, to);
        }

        void append(Matrix block) {
            algebra.scale(0, columns(size, size + block.columns()));
            algebra.add(1, block, columns(size, size + block.columns()));
            size += block.columns();
        }

        /** Notes v_i' A v_j for the block of j from {@code first} on, whose image is given. */
        void project(Matrix image, int first) {
            try (Matrix product = algebra.multiply(columns(0, size).transposed(), image)) {
                double[] entries = product.toArray();
                for (int i = 0; i < size; i++) {
                    for (int j = first; j < size; j++) {
                        double entry = entries[i * (size - first) + j - first];
                        projected[j][i] = entry;
                        projected[i][j] = entry;
                    }
                }
            }
        }

        /** Adds what of the image is new, up to the capacity; false if there is nothing. */
        boolean extend(Matrix image) {
            double before = algebra.norm(image);
            for (int round = 0; round < 2; round++) { // twice is enough
                try (Matrix along = algebra.multiply(columns(0, size).transposed(), image)) {
                    algebra.multiply(-1, columns(0, size), along, 1, image);
                }
            }
            double least = before * Math.sqrt(backend.precision().unitRoundoff());
            try (Qr qr = algebra.pivotedQr(image)) {
                int rank = 0;
                int most = Math.min(image.columns(), vectors.columns() - size);
                while (rank < most && Math.abs(qr.r().get(rank, rank)) > least) {
                    rank++;
                }
                for (int i = rank; i < image.columns(); i++) {
                    for (int j = i; j < image.columns(); j++) {
                        dropped = Math.hypot(dropped, qr.r().get(i, j));
                    }
                }
                if (rank > 0) {
                    append(qr.q().slice(0, n, 0, rank));
                }
                return rank > 0;
            }
        }

        double largestRitzValue() {
            double[] entries = new double[size * size];
            for (int i = 0; i < size; i++) {
                System.arraycopy(projected[i], 0, entries, i * size, size);
            }
            return SymmetricSpectrum.of(entries, size, 1, backend).values()[0];
        }

        @Override
        public void close() {
            vectors.close();
        }
    }
}
