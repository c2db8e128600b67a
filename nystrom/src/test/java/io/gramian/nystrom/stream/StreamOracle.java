package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.kernel.Kernel;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/** The formulas of the papers written out with inverses, and a test of laws by counts. */
final class StreamOracle {
    private StreamOracle() {}

    static Points normal(int n, int d, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] rows = new double[n * d];
        for (int at = 0; at < rows.length; at++) {
            rows[at] = random.nextGaussian();
        }
        return Points.ofRowMajor(rows, d);
    }

    /** Five clusters in three dimensions, of shares .5, .3, .15, .04, .01, their centres four times standard normal. */
    static Points fiveClusters(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] centres = new double[5][3];
        for (double[] centre : centres) {
            for (int k = 0; k < 3; k++) {
                centre[k] = 4 * random.nextGaussian();
            }
        }
        double[] shares = {0.5, 0.8, 0.95, 0.99, 1};
        double[] rows = new double[3 * n];
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            int c = 0;
            while (u >= shares[c]) {
                c++;
            }
            for (int k = 0; k < 3; k++) {
                rows[3 * i + k] = centres[c][k] + random.nextGaussian();
            }
        }
        return Points.ofRowMajor(rows, 3);
    }

    static DMatrixRMaj kernel(Kernel kernel, Points x) {
        DMatrixRMaj k = new DMatrixRMaj(x.size(), x.size());
        for (int i = 0; i < x.size(); i++) {
            for (int j = 0; j < x.size(); j++) {
                k.set(i, j, kernel.value(x.row(i), x.row(j)));
            }
        }
        return k;
    }

    static DMatrixRMaj shifted(DMatrixRMaj a, double ridge) {
        DMatrixRMaj shifted = new DMatrixRMaj(a);
        for (int i = 0; i < a.numRows; i++) {
            shifted.add(i, i, ridge);
        }
        return shifted;
    }

    static DMatrixRMaj inverse(DMatrixRMaj a) {
        DMatrixRMaj inverse = new DMatrixRMaj(a);
        if (!CommonOps_DDRM.invert(inverse)) {
            throw new IllegalStateException("singular");
        }
        return inverse;
    }

    static DMatrixRMaj product(DMatrixRMaj a, DMatrixRMaj b) {
        return CommonOps_DDRM.mult(a, b, null);
    }

    static double effectiveDimension(DMatrixRMaj k, double ridge) {
        return CommonOps_DDRM.trace(product(k, inverse(shifted(k, ridge))));
    }

    /** K - K S (S'KS + gamma I)^-1 S'K. */
    static DMatrixRMaj residual(DMatrixRMaj k, int[] atoms, double[] weights, double ridge) {
        DMatrixRMaj s = new DMatrixRMaj(k.numRows, atoms.length);
        for (int a = 0; a < atoms.length; a++) {
            s.set(atoms[a], a, weights[a]);
        }
        DMatrixRMaj ks = product(k, s);
        DMatrixRMaj core = inverse(shifted(CommonOps_DDRM.multTransA(s, ks, null), ridge));
        DMatrixRMaj approximation = CommonOps_DDRM.multTransB(product(ks, core), ks, null);
        DMatrixRMaj residual = new DMatrixRMaj(k);
        CommonOps_DDRM.subtractEquals(residual, approximation);
        return residual;
    }

    static double norm(DMatrixRMaj symmetric) {
        var eigen = DecompositionFactory_DDRM.eig(symmetric.numRows, false, true);
        eigen.decompose(new DMatrixRMaj(symmetric));
        double largest = 0;
        for (int i = 0; i < symmetric.numRows; i++) {
            largest = Math.max(largest, Math.abs(eigen.getEigenvalue(i).real));
        }
        return largest;
    }

    /** (k_ii - k_i' S (S'KS + gamma I)^-1 S' k_i) / gamma. */
    static double score(DMatrixRMaj k, int[] atoms, double[] weights, double ridge, int i) {
        return atoms.length == 0
                ? k.get(i, i) / ridge
                : residual(k, atoms, weights, ridge).get(i, i) / ridge;
    }

    static double binomial(int n, int k, double p) {
        double probability = 1;
        for (int i = 0; i < k; i++) {
            probability *= (double) (n - i) / (i + 1);
        }
        return probability * Math.pow(p, k) * Math.pow(1 - p, n - k);
    }

    /** The chance that a right sampler does worse, by the chi-squared test; rare outcomes share a cell. */
    static double pValue(Map<String, Double> law, int draws, Function<SplittableRandom, String> sampler) {
        Map<String, Integer> counts = new HashMap<>();
        SplittableRandom random = new SplittableRandom(20261125);
        for (int r = 0; r < draws; r++) {
            counts.merge(sampler.apply(random), 1, Integer::sum);
        }
        double statistic = 0;
        double restExpected = 0;
        double restFound = draws;
        int cells = 0;
        for (Map.Entry<String, Double> entry : law.entrySet()) {
            double expected = draws * entry.getValue();
            double found = counts.getOrDefault(entry.getKey(), 0);
            if (expected < 5) {
                restExpected += expected;
                continue;
            }
            restFound -= found;
            statistic += (found - expected) * (found - expected) / expected;
            cells++;
        }
        if (restExpected >= 1) {
            statistic += (restFound - restExpected) * (restFound - restExpected) / restExpected;
            cells++;
        } else if (restFound > 20) {
            return 0; // outcomes that the law does not have
        }
        return ChiSquaredDistribution.of(cells - 1).survivalProbability(statistic);
    }
}
