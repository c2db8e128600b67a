package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import io.gramian.nystrom.NystromFeatures;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.AliasMethodDiscreteSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A of all items, projected onto the span of the landmarks: with the Nystrom features f_i, A has the eigenvalues of F'F, and l_i
 * = L_ii - |f_i|^2 + f_i' (I + F'F)^-1 f_i. Two passes over the items, in pieces.
 */
final class ProjectedScores implements IntermediateScores {
    private static final int PIECE = 8192;

    private final double[] scores;
    private final double total;
    private final double trace;
    private final double logDeterminant;
    private final SharedStateDiscreteSampler table;

    /** Prepares the scores of alpha L from F'F, the inner matrix. */
    ProjectedScores(
            Kernel kernel,
            Points x,
            NystromFeatures features,
            DMatrixRMaj inner,
            double alpha,
            Progress progress,
            Backend backend) {
        DMatrixRMaj gram = inner.copy();
        int m = gram.numRows;
        CommonOps_DDRM.scale(alpha, gram);
        double[] eigenvalues = SmallSpectrum.of(gram).values();
        trace = Arrays.stream(eigenvalues)
                .map(v -> Math.max(0, v) / (1 + Math.max(0, v)))
                .sum();
        logDeterminant =
                Arrays.stream(eigenvalues).map(v -> Math.log1p(Math.max(0, v))).sum();
        for (int i = 0; i < m; i++) {
            gram.add(i, i, 1);
        }
        scores = new double[x.size()];
        double[] diagonal = diagonal(kernel, x, backend);
        try (Matrix shifted = backend.matrix(gram);
                Cholesky factor = backend.linearAlgebra().cholesky(shifted)) {
            for (int from = 0; from < scores.length; from += PIECE) {
                Checks.checkInterrupted("computing leverage scores");
                int to = Math.min(scores.length, from + PIECE);
                addPiece(x, from, to, features, factor, alpha, diagonal, backend);
                progress.update("leverage scores", to, scores.length);
            }
        }
        total = Arrays.stream(scores).sum();
        UniformRandomProvider none = () -> 0L;
        table = AliasMethodDiscreteSampler.of(none, scores);
    }

    /** Returns F'F of all items. */
    static DMatrixRMaj gram(Points x, NystromFeatures features, Backend backend) {
        DMatrixRMaj sum = null;
        for (int from = 0; from < x.size(); from += PIECE) {
            Checks.checkInterrupted("computing leverage scores");
            int to = Math.min(x.size(), from + PIECE);
            try (Matrix f = features.transform(piece(x, from, to), backend);
                    Matrix product = backend.linearAlgebra().symmetricProduct(f.transposed())) {
                DMatrixRMaj part = product.toEjml();
                if (sum == null) {
                    sum = part;
                } else {
                    CommonOps_DDRM.addEquals(sum, part);
                }
            }
        }
        return sum;
    }

    private static double[] diagonal(Kernel kernel, Points x, Backend backend) {
        try (Gram gram = backend.gram(kernel, x)) {
            return gram.diagonal();
        }
    }

    private void addPiece(
            Points x,
            int from,
            int to,
            NystromFeatures features,
            Cholesky factor,
            double alpha,
            double[] diagonal,
            Backend backend) {
        try (Matrix f = features.transform(piece(x, from, to), backend);
                Matrix solved = factor.solveLower(f.transposed())) {
            double[] rows = f.toArray();
            double[] columns = solved.toArray();
            int m = f.columns();
            int count = to - from;
            double[] projected = new double[count];
            for (int c = 0; c < m; c++) {
                for (int i = 0; i < count; i++) { // along the rows of the solution, as they lie in memory
                    double half = columns[c * count + i];
                    projected[i] += half * half;
                }
            }
            for (int i = 0; i < count; i++) {
                double square = 0;
                for (int c = 0; c < m; c++) {
                    square += rows[i * m + c] * rows[i * m + c];
                }
                // What rounding may take from a residual of zero is added: an upper bound must remain one.
                double all = diagonal[from + i];
                scores[from + i] = alpha * (Math.max(0, all - square) + 1e-12 * all + projected[i]);
            }
        }
    }

    private static Points piece(Points x, int from, int to) {
        return x.select(IntStream.range(from, to).toArray());
    }

    @Override
    public Candidates draw(double rate, RandomGenerator random) {
        UniformRandomProvider bits = random::nextLong;
        var sampler = table.withUniformRandomProvider(bits);
        int count = PoissonDraw.of(rate * total, random);
        int[] items = new int[count];
        double[] bounds = new double[count];
        for (int t = 0; t < count; t++) {
            items[t] = sampler.sample();
            bounds[t] = scores[items[t]];
        }
        return new Candidates(items, bounds);
    }

    @Override
    public double total() {
        return total;
    }

    @Override
    public double trace() {
        return trace;
    }

    @Override
    public double logDeterminant() {
        return logDeterminant;
    }
}
