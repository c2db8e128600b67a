package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.ejml.data.ZMatrixRMaj;

/**
 * Spectra of Hermitian matrices H = A + i B by that of the real symmetric [A -B; B A], of twice the size, in which every
 * eigenvalue is there twice and an eigenvector x + i y stands for (x, y) and (-y, x).
 *
 * <p>What comes back is a real spectrum of 2 N rows whose columns 2 j and 2 j + 1 are such a pair. Determinants and weights of
 * the complex kernel are those of the real one, of rows i and i + N together, but for a square.
 */
final class HermitianSpectra {
    private HermitianSpectra() {}

    /** Returns [A -B; B A], which must be symmetric. */
    static double[] embedded(String name, ZMatrixRMaj h) {
        int n = h.numRows;
        if (n == 0 || h.numCols != n) {
            throw new IllegalArgumentException(
                    name + ": expected a square matrix of at least one row, found " + h.numRows + " x " + h.numCols);
        }
        double[][] rows = new double[2 * n][2 * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = h.getReal(i, j);
                rows[n + i][n + j] = h.getReal(i, j);
                rows[i][n + j] = -h.getImag(i, j);
                rows[n + i][j] = h.getImag(i, j);
            }
        }
        String what = name + ", as [re -im; im re]";
        return KernelMatrix.symmetric(what, KernelMatrix.rectangular(what, rows), 2 * n);
    }

    static Spectrum ofLikelihood(ZMatrixRMaj likelihood, Backend backend) {
        double[] matrix = embedded("L", likelihood);
        Spectrum real = Spectra.ofLikelihood(matrix, 2 * likelihood.numRows, backend);
        return paired(real, real::odds);
    }

    static Spectrum ofMarginal(ZMatrixRMaj marginal, Backend backend) {
        double[] matrix = embedded("K", marginal);
        Spectrum real = Spectra.ofMarginal(matrix, 2 * marginal.numRows, backend);
        return paired(real, real::probability);
    }

    /**
     * Takes one complex eigenvector of each pair. The real vectors of an eigenvalue of multiplicity m are any 2 m that span its
     * space, so they are orthogonalised in complex arithmetic, the longest remainder first, until there are m.
     */
    private static Spectrum paired(Spectrum real, IntToDoubleFunction eigenvalue) {
        int n = real.size() / 2;
        int rank = (real.rank() + 1) / 2;
        double[][] re = new double[rank][];
        double[][] im = new double[rank][];
        double[] odds = new double[rank];
        int count = 0;
        for (int from = 0; from < real.rank(); ) {
            int to = clusterEnd(real, from, eigenvalue);
            Candidates candidates = new Candidates(real, from, to);
            candidates.removeAll(re, im, count);
            for (int pick = 0; pick < (to - from + 1) / 2; pick++, count++) {
                int longest = candidates.longest();
                odds[count] = real.odds(from + longest);
                re[count] = candidates.re[longest];
                im[count] = candidates.im[longest];
                Candidates.normalise(re[count], im[count]);
                candidates.remove(re[count], im[count]);
            }
            from = to;
        }
        return assembled(n, odds, re, im);
    }

    /** The end of a run of eigenvalues that rounding does not tell apart; an even number of them. */
    private static int clusterEnd(Spectrum real, int from, IntToDoubleFunction eigenvalue) {
        double tolerance = 8 * real.size() * Spectrum.EPSILON * eigenvalue.applyAsDouble(0);
        int to = from + 1;
        while (to < real.rank()
                && ((to - from) % 2 != 0
                        || eigenvalue.applyAsDouble(to - 1) - eigenvalue.applyAsDouble(to) <= tolerance)) {
            to++;
        }
        return to;
    }

    private static Spectrum assembled(int n, double[] odds, double[][] re, double[][] im) {
        int r = odds.length;
        double[] doubled = new double[2 * r];
        Arrays.setAll(doubled, j -> odds[j / 2]);
        double[] vectors = new double[4 * n * r];
        for (int j = 0; j < r; j++) {
            for (int i = 0; i < n; i++) {
                vectors[i * 2 * r + 2 * j] = re[j][i];
                vectors[i * 2 * r + 2 * j + 1] = -im[j][i];
                vectors[(n + i) * 2 * r + 2 * j] = im[j][i];
                vectors[(n + i) * 2 * r + 2 * j + 1] = re[j][i];
            }
        }
        return new Spectrum(2 * n, doubled, vectors);
    }

    /** Complex vectors from which those found are taken out. */
    private static final class Candidates {
        final double[][] re;
        final double[][] im;

        Candidates(Spectrum real, int from, int to) {
            int n = real.size() / 2;
            re = new double[to - from][n];
            im = new double[to - from][n];
            for (int c = 0; c < to - from; c++) {
                for (int i = 0; i < n; i++) {
                    re[c][i] = real.vector(i, from + c);
                    im[c][i] = real.vector(n + i, from + c);
                }
            }
        }

        void removeAll(double[][] foundRe, double[][] foundIm, int count) {
            for (int j = 0; j < count; j++) {
                remove(foundRe[j], foundIm[j]);
            }
        }

        /** Subtracts v (v* z) from every z, twice for the sake of rounding. */
        void remove(double[] x, double[] y) {
            for (int c = 0; c < re.length; c++) {
                if (re[c] == x) {
                    re[c] = new double[x.length]; // it is taken
                    im[c] = new double[x.length];
                    continue;
                }
                for (int pass = 0; pass < 2; pass++) {
                    double a = VectorLoops.dot(x, re[c]) + VectorLoops.dot(y, im[c]);
                    double b = VectorLoops.dot(x, im[c]) - VectorLoops.dot(y, re[c]);
                    for (int i = 0; i < x.length; i++) {
                        re[c][i] -= a * x[i] - b * y[i];
                        im[c][i] -= a * y[i] + b * x[i];
                    }
                }
            }
        }

        int longest() {
            int longest = 0;
            double most = -1;
            for (int c = 0; c < re.length; c++) {
                double square = VectorLoops.dot(re[c], re[c]) + VectorLoops.dot(im[c], im[c]);
                if (square > most) {
                    longest = c;
                    most = square;
                }
            }
            return longest;
        }

        static void normalise(double[] x, double[] y) {
            double norm = Math.sqrt(VectorLoops.dot(x, x) + VectorLoops.dot(y, y));
            for (int i = 0; i < x.length; i++) {
                x[i] /= norm;
                y[i] /= norm;
            }
        }
    }
}
