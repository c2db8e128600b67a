package io.gramian.kde.internal.selection;

import io.gramian.core.backend.Gram;
import io.gramian.core.backend.Neighbours;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The leave-one-out likelihood of a kernel other than the Gaussian along the multiples s^2 H of a given bandwidth,
 * maximised over log s: the best of a row of values, then golden section between its neighbours.
 *
 * <p>A compact kernel gives likelihood zero to a point out of reach of all others, so s is at least the largest distance
 * of a nearest neighbour.
 */
final class KernelLikelihood {
    private static final int VALUES = 17;
    private static final double WIDEST = 16;
    private static final double TOLERANCE = 1e-6;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

    private final ScaledSample sample;
    private final double[][] factor;
    private int passes;

    KernelLikelihood(ScaledSample sample, double[][] factor) {
        this.sample = sample;
        this.factor = factor;
    }

    /** The factor of the best multiple. */
    record Found(double[][] factor, double logLikelihood, boolean atBoundary, int passes) {}

    Found maximise() {
        int n = sample.z().size();
        int[] rows = LikelihoodPass.rows(n, 1);
        DensityKernel shape = DensityKernel.gaussian().withBandwidth(bandwidth(1));
        try (Gram all = sample.backend().gram(shape, sample.z())) {
            Gram gram = (rows == null
                            ? all
                            : all.select(rows, IntStream.range(0, n).toArray()))
                    .excludingSelf()
                    .withProgress(sample.progress());
            boolean isCompact = sample.kernel().isCompact();
            double reach = isCompact ? reach(gram, rows) : 1.0 / WIDEST;
            double lowest = Math.log(isCompact ? reach * (1 + 1e-9) : reach);
            double highest = Math.log(Math.max(WIDEST, 4 * reach));
            double[] values = new double[VALUES];
            double spacing = (highest - lowest) / (VALUES - 1);
            int best = 0;
            for (int k = 0; k < VALUES; k++) {
                values[k] = at(lowest + k * spacing, gram, rows);
                best = values[k] > values[best] ? k : best;
            }
            double logScale = golden(
                    lowest + Math.max(0, best - 1) * spacing,
                    lowest + Math.min(VALUES - 1, best + 1) * spacing,
                    gram,
                    rows);
            boolean atBoundary = logScale < lowest + 10 * TOLERANCE || logScale > highest - 10 * TOLERANCE;
            double scale = Math.exp(logScale);
            if (isCompact && scale < 1.5 * reach) {
                sample.warnings()
                        .add("the likelihood is zero for every bandwidth below the largest distance of a"
                                + " nearest neighbour, which holds this one up: " + (float) (100 * reach / scale)
                                + " % of it is"
                                + " that distance; far points want a kernel with tails");
            }
            double[][] scaled = Triangular.combine(scale, factor, 0, factor);
            return new Found(scaled, at(logScale, gram, rows), atBoundary, passes);
        }
    }

    /** The largest distance of a nearest neighbour, in bandwidths. */
    private static double reach(Gram gram, int[] rows) {
        Neighbours nearest = gram.nearest(1);
        double largest = 0;
        for (int i = 0; i < nearest.size(); i++) {
            largest = Math.max(largest, nearest.distance(i, 0));
        }
        return Math.sqrt(largest) * (rows == null ? 1 : 1.001);
    }

    private double golden(double from, double to, Gram gram, int[] rows) {
        double low = from;
        double high = to;
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double atLeft = at(left, gram, rows);
        double atRight = at(right, gram, rows);
        while (high - low > TOLERANCE) {
            if (atLeft >= atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - GOLDEN * (high - low);
                atLeft = at(left, gram, rows);
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + GOLDEN * (high - low);
                atRight = at(right, gram, rows);
            }
        }
        return (low + high) / 2;
    }

    private double at(double logScale, Gram gram, int[] rows) {
        sample.checkInterrupt();
        passes++;
        DensityKernel kernel = sample.kernel().withBandwidth(bandwidth(Math.exp(logScale)));
        double[] logWeights = Arrays.stream(sample.weights()).map(Math::log).toArray();
        double[] logs = gram.withFunction(kernel).logRowSums(logWeights);
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < logs.length; i++) {
            double weight = sample.weights()[rows == null ? i : rows[i]];
            sum += weight * (logs[i] - Math.log1p(-weight));
            weights += weight;
        }
        return sum / weights + kernel.logNormaliser(sample.dimension());
    }

    private BandwidthMatrix bandwidth(double scale) {
        double[][] scaled = Triangular.combine(scale, factor, 0, factor);
        return switch (sample.shape()) {
            case SCALAR -> BandwidthMatrix.scalar(scaled[0][0]);
            case DIAGONAL ->
                BandwidthMatrix.diagonal(IntStream.range(0, scaled.length)
                        .mapToDouble(k -> scaled[k][k])
                        .toArray());
            case FULL -> BandwidthMatrix.full(Triangular.square(scaled), 0);
        };
    }
}
