package io.gramian.kde.internal.selection;

import io.gramian.core.backend.Gram;
import io.gramian.core.backend.RowMoments;
import io.gramian.core.backend.RowStatistics;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.BandwidthShape;
import io.gramian.kde.DensityKernel;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One sweep over all pairs for the leave-one-out likelihood of a Gaussian kernel: its value, L(H) = sum_i w_i log f_-i(z_i)
 * with f_-i = sum_(j != i) w_j phi_H(. - z_j) / (1 - w_i), and the matrix M(H) = sum_ij w_i p_ij (z_i - z_j)(z_i - z_j)',
 * where p_ij is the share of z_j in f_-i(z_i). The gradient of L is H^-1 (M - H) H^-1 / 2.
 *
 * <p>With very many points the mean over i is taken over some of them, the sums over j over all.
 */
final class LikelihoodPass implements AutoCloseable {
    /** Pairs of one sweep from which not every point is a row. */
    private static final long MOST_PAIRS = 1L << 32;

    private final ScaledSample sample;
    private final Gram gram;
    private final int[] rows; // null for all
    private final double[] rowWeights; // sum to one
    private final double[] logWeights; // null where equal
    private double logRest; // sum_i w_i log(1 - w_i)

    /** Makes a sweep, or one of a fraction of its rows: one of so many, evenly spread. */
    LikelihoodPass(ScaledSample sample, int oneOf) {
        this.sample = sample;
        int n = sample.z().size();
        this.rows = rows(n, oneOf);
        Gram all = sample.backend().gram(DensityKernel.gaussian(), sample.z());
        Gram chosen =
                rows == null ? all : all.select(rows, IntStream.range(0, n).toArray());
        this.gram = chosen.excludingSelf().withProgress(sample.progress());
        this.rowWeights = new double[gram.rows()];
        double sum = 0;
        for (int i = 0; i < rowWeights.length; i++) {
            rowWeights[i] = sample.weights()[rows == null ? i : rows[i]];
            sum += rowWeights[i];
        }
        for (int i = 0; i < rowWeights.length; i++) {
            double weight = rowWeights[i];
            rowWeights[i] /= sum;
            logRest += rowWeights[i] * Math.log1p(-weight);
        }
        this.logWeights = sample.isWeighted()
                ? Arrays.stream(sample.weights()).map(Math::log).toArray()
                : null;
    }

    /** Returns the rows of a sweep among n points, or one of so many of them, or null for all. */
    static int[] rows(int n, int oneOf) {
        long most = (long) n * n <= MOST_PAIRS ? n : Math.max(1024, MOST_PAIRS / n);
        return oneOf == 1 && most == n ? null : EvenlySpread.indices(n, (int) Math.max(1, most / oneOf));
    }

    /** Value and matrix of one sweep, the matrix of the shape in question. */
    record Step(double logLikelihood, double[][] moment) {}

    Step at(double[][] factor) {
        sample.checkInterrupt();
        return sample.shape() == BandwidthShape.SCALAR && logWeights == null ? scalar(factor[0][0]) : general(factor);
    }

    /** From the entropy of the shares, sum_j p_ij |z_i - z_j|^2 = 2 h^2 (entropy_i - log S_i), S_i the row's sum. */
    private Step scalar(double h) {
        int d = sample.dimension();
        int n = sample.z().size();
        DensityKernel kernel = DensityKernel.gaussian().withBandwidth(BandwidthMatrix.scalar(h));
        RowStatistics statistics = gram.withFunction(kernel).rowStatistics(new double[n]);
        double logs = 0;
        double squares = 0;
        for (int i = 0; i < rowWeights.length; i++) {
            logs += rowWeights[i] * statistics.logSum(i);
            squares += rowWeights[i] * 2 * h * h * Math.max(0, statistics.entropy(i) - statistics.logSum(i));
        }
        return new Step(logs - Math.log(n - 1.0) + kernel.logNormaliser(d), Triangular.diagonal(d, squares / d));
    }

    private Step general(double[][] factor) {
        int d = sample.dimension();
        DensityKernel kernel = DensityKernel.gaussian().withBandwidth(bandwidth(factor));
        double[] logs = logWeights != null ? logWeights : equalLogs();
        RowMoments moments = gram.withFunction(kernel).logMoments(logs, 2);
        double value = 0;
        double[][] moment = new double[d][d];
        for (int i = 0; i < rowWeights.length; i++) {
            value += rowWeights[i] * moments.sum(i);
            var second = moments.second(i);
            for (int k = 0; k < d; k++) {
                for (int l = 0; l < d; l++) {
                    moment[k][l] += rowWeights[i] * second.unsafe_get(k, l);
                }
            }
        }
        return new Step(
                value - logRest + kernel.logNormaliser(d), sample.coordinates().project(moment));
    }

    private double[] equalLogs() {
        double[] logs = new double[sample.z().size()];
        Arrays.fill(logs, -Math.log(logs.length));
        return logs;
    }

    private BandwidthMatrix bandwidth(double[][] factor) {
        return switch (sample.shape()) {
            case SCALAR -> BandwidthMatrix.scalar(factor[0][0]);
            case DIAGONAL ->
                BandwidthMatrix.diagonal(IntStream.range(0, factor.length)
                        .mapToDouble(k -> factor[k][k])
                        .toArray());
            case FULL -> BandwidthMatrix.full(Triangular.square(factor), 0);
        };
    }

    /** The rows that a sweep has, for the message that they are not all. */
    int rowCount() {
        return rowWeights.length;
    }

    @Override
    public void close() {
        gram.close();
    }
}
