package io.gramian.dpp;

import io.gramian.core.backend.Backend;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
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

    /** Returns [A -B; B A] of a matrix A + i B, row after row, all entries finite. */
    private static double[] embedded(String name, ZMatrixRMaj h) {
        int n = h.numRows;
        int d = h.numCols;
        if (n == 0) {
            throw new IllegalArgumentException(name + ": expected at least one row, found none");
        }
        double[] entries = new double[Spectrum.checkedLength(2 * n, 2 * d)];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                entries[i * 2 * d + j] = h.getReal(i, j);
                entries[(n + i) * 2 * d + d + j] = h.getReal(i, j);
                entries[i * 2 * d + d + j] = -h.getImag(i, j);
                entries[(n + i) * 2 * d + j] = h.getImag(i, j);
            }
        }
        return KernelMatrix.finite(embedding(name), entries, 2 * d);
    }

    private static String embedding(String name) {
        return name + ", as [re -im; im re]";
    }

    private static double[] symmetric(String name, ZMatrixRMaj h) {
        if (h.numCols != h.numRows) {
            throw new IllegalArgumentException(
                    name + ": expected a square matrix, found " + h.numRows + " x " + h.numCols);
        }
        return KernelMatrix.symmetric(embedding(name), embedded(name, h), 2 * h.numRows);
    }

    static Spectrum ofLikelihood(ZMatrixRMaj likelihood, Backend backend) {
        return paired(Spectra.ofLikelihood(symmetric("L", likelihood), 2 * likelihood.numRows, backend));
    }

    static Spectrum ofMarginal(ZMatrixRMaj marginal, Backend backend) {
        return paired(Spectra.ofMarginal(symmetric("K", marginal), 2 * marginal.numRows, backend));
    }

    static Spectrum ofFeatures(ZMatrixRMaj features, Backend backend) {
        double[] entries = embedded("features", features);
        int n = features.numRows;
        int d = features.numCols;
        return d == 0 ? Conditioning.empty(2 * n) : paired(Spectra.ofFeatures(entries, 2 * n, 2 * d, backend));
    }

    static Spectrum ofProjection(ZMatrixRMaj projection, Backend backend) {
        return paired(ProjectionSpan.of(symmetric("K", projection), 2 * projection.numRows, backend));
    }

    static Spectrum ofSpan(ZMatrixRMaj span, Backend backend) {
        return paired(Spectra.ofSpan(embedded("span", span), span.numRows, span.numCols, 2, backend));
    }

    /**
     * Takes one complex eigenvector of each pair. The real vectors of an eigenvalue of multiplicity m are any 2 m that span its
     * space, so they are orthogonalised in complex arithmetic, the longest remainder first, until there are m.
     */
    static Spectrum paired(Spectrum real) {
        IntToDoubleFunction eigenvalue = real.certain() > 0 ? real::probability : real::odds;
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

    /** The places of numbers, the largest first; a run of eigenvalues is not taken in order. */
    private static int[] descending(double... values) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted((a, b) -> Double.compare(values[b], values[a]))
                .mapToInt(Integer::intValue)
                .toArray();
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
        int[] order = descending(odds);
        double[] doubled = new double[2 * r];
        Arrays.setAll(doubled, j -> odds[order[j / 2]]);
        double[] vectors = new double[Spectrum.checkedLength(2 * n, 2 * r)];
        for (int j = 0; j < r; j++) {
            double[] x = re[order[j]];
            double[] y = im[order[j]];
            for (int i = 0; i < n; i++) {
                vectors[i * 2 * r + 2 * j] = x[i];
                vectors[i * 2 * r + 2 * j + 1] = -y[i];
                vectors[(n + i) * 2 * r + 2 * j] = y[i];
                vectors[(n + i) * 2 * r + 2 * j + 1] = x[i];
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
