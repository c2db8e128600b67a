package io.gramian.dpp;

import io.gramian.dpp.internal.Checks;
import java.util.Arrays;

/**
 * Decides on one item after another with K = Z W Z', where the rows of Z never change: item i is kept with probability
 * p = z_i' W z_i, after which W loses W z_i z_i' W / p, or gains W z_i z_i' W / (1 - p) if it was not kept.
 */
final class LinearSweep implements SequentialSampler {
    private final Spectrum spectrum;

    LinearSweep(Spectrum spectrum) {
        this.spectrum = spectrum;
    }

    @Override
    public int[] sample(ItemCoin coin) {
        int r = spectrum.rank();
        double[][] w = new double[r][r];
        for (int j = 0; j < r; j++) {
            w[j][j] = spectrum.probability(j);
        }
        double[] z = new double[r];
        double[] wz = new double[r];
        int[] kept = new int[spectrum.size()];
        int count = 0;
        for (int i = 0; i < spectrum.size(); i++) {
            Checks.checkInterrupted("drawing");
            System.arraycopy(spectrum.vectors(), i * r, z, 0, r);
            product(w, z, wz);
            double p = Math.max(0, Math.min(1, VectorLoops.dot(z, wz)));
            boolean isKept = coin.isKept(i, p);
            if (isKept) {
                kept[count++] = i;
            }
            update(w, wz, isKept ? -1 / p : 1 / (1 - p));
        }
        return Arrays.copyOf(kept, count);
    }

    /** By columns, which a symmetric matrix allows, so that the inner loop is one of vector instructions. */
    private static void product(double[][] w, double[] z, double[] target) {
        Arrays.fill(target, 0);
        for (int j = 0; j < z.length; j++) {
            double[] column = w[j];
            double factor = z[j];
            for (int a = 0; a < target.length; a++) {
                target[a] += factor * column[a];
            }
        }
    }

    private static void update(double[][] w, double[] wz, double scale) {
        for (int j = 0; j < wz.length; j++) {
            double[] column = w[j];
            double factor = scale * wz[j];
            for (int a = 0; a < wz.length; a++) {
                column[a] += factor * wz[a];
            }
        }
    }
}
