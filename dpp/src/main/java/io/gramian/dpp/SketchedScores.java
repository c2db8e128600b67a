package io.gramian.dpp;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Matrix;
import io.gramian.core.kernel.Kernel;
import io.gramian.dpp.internal.Checks;
import io.gramian.nystrom.Landmarks;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A of the weighted landmarks alone, A = B'S S'B: l_i = L_ii - k_i'S (I + S'LS)^-1 S'k_i is computed for an item when it is a
 * candidate, and no other item is looked at but for its L_ii.
 */
final class SketchedScores implements IntermediateScores {
    /** Items whose scores estimate their sum. */
    private static final int ESTIMATE = 1000;

    private static final int PANEL = 4096;

    private final Kernel kernel;
    private final Points x;
    private final Points landmarks;
    private final double[] weights;
    private final double alpha;
    private final Backend backend;
    private final double largest; // of L_ii
    private final DMatrixRMaj inverse; // S (I + alpha S'LS)^-1 S'
    private final double trace;
    private final double logDeterminant;
    private final double total;

    /** Prepares the scores of alpha L. */
    SketchedScores(
            Kernel kernel, Points x, Landmarks dictionary, double alpha, RandomGenerator random, Backend backend) {
        this.kernel = kernel;
        this.x = x;
        this.landmarks = dictionary.points();
        this.weights = dictionary.weights();
        this.alpha = alpha;
        this.backend = backend;
        try (Gram gram = backend.gram(kernel, x)) {
            largest = Arrays.stream(gram.diagonal()).max().orElseThrow();
        }
        DMatrixRMaj inner = sketch(kernel, dictionary, backend);
        int m = inner.numRows;
        CommonOps_DDRM.scale(alpha, inner);
        for (int i = 0; i < m; i++) {
            inner.add(i, i, 1);
        }
        inverse = new DMatrixRMaj(m, m);
        logDeterminant = PositiveDefinite.invert(inner, inverse);
        trace = m - CommonOps_DDRM.trace(inverse);
        for (int i = 0; i < m; i++) {
            CommonOps_DDRM.scaleRow(weights[i], inverse, i);
            CommonOps_DDRM.scaleCol(weights[i], inverse, i);
        }
        int[] some = x.size() <= ESTIMATE
                ? IntStream.range(0, x.size()).toArray()
                : IntStream.range(0, ESTIMATE)
                        .map(t -> random.nextInt(x.size()))
                        .toArray();
        total = Arrays.stream(scores(some)).average().orElseThrow() * x.size();
    }

    /** Returns S'LS. */
    static DMatrixRMaj sketch(Kernel kernel, Landmarks dictionary, Backend backend) {
        double[] weights = dictionary.weights();
        try (Gram gram = backend.gram(kernel, dictionary.points())) {
            DMatrixRMaj inner = gram.dense();
            for (int i = 0; i < weights.length; i++) {
                CommonOps_DDRM.scaleRow(weights[i], inner, i);
                CommonOps_DDRM.scaleCol(weights[i], inner, i);
            }
            return inner;
        }
    }

    private double[] scores(int... items) {
        Points chosen = x.select(items);
        int m = weights.length;
        try (Gram cross = backend.gram(kernel, chosen, landmarks);
                Gram own = backend.gram(kernel, chosen);
                Matrix columns = cross.matrix();
                Matrix middle = backend.matrix(inverse);
                Matrix solved = backend.linearAlgebra().multiply(columns, middle)) {
            double[] left = columns.toArray();
            double[] right = solved.toArray();
            double[] scores = own.diagonal();
            for (int i = 0; i < scores.length; i++) {
                double explained = 0;
                for (int at = i * m; at < (i + 1) * m; at++) {
                    explained += left[at] * right[at];
                }
                // A bound that rounding has made too small would not be one.
                scores[i] = alpha * (Math.max(0, scores[i] - alpha * explained) + 1e-12 * scores[i]);
            }
            return scores;
        }
    }

    @Override
    public Candidates draw(double rate, RandomGenerator random) {
        double bound = alpha * largest * (1 + 1e-12);
        int count = PoissonDraw.of(rate * bound * x.size(), random);
        if (count == 0) {
            return new Candidates(new int[0], new double[0]);
        }
        IntStream.Builder kept = IntStream.builder();
        DoubleStream.Builder keptScores = DoubleStream.builder();
        for (int left = count; left > 0; left -= PANEL) { // by panels, since most are not kept
            Checks.checkInterrupted("drawing candidates");
            int[] items = IntStream.range(0, Math.min(left, PANEL))
                    .map(t -> random.nextInt(x.size()))
                    .toArray();
            double[] scores = scores(items);
            for (int t = 0; t < items.length; t++) {
                if (random.nextDouble() * bound < scores[t]) {
                    kept.add(items[t]);
                    keptScores.add(scores[t]);
                }
            }
        }
        return new Candidates(kept.build().toArray(), keptScores.build().toArray());
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
