package io.gramian.sparsecoding;

import java.util.Arrays;
import java.util.List;

/**
 * The least squares of atoms for given codes, bin by bin in the Fourier domain: d^ minimises sum_k |x^_k^T d^ - s^_k|^2 +
 * rho |d^ - w^|^2. With A the columns a_k = conj(x^_k) and b = A s^ + rho w^, it is
 *
 * <pre>
 * d^ = (b - A (rho I + A^H A)^-1 A^H b) / rho,
 * </pre>
 *
 * <p>a system of as many unknowns as there are signals.
 */
final class AtomLeastSquares {
    private final MapSpectra spectra;
    private final int atoms;
    private final int channels;
    private final double rho;
    private final double[][] xRe; // of every signal, [bin][atom]
    private final double[][] xIm;
    private final double[][] sRe; // of every signal, [channel][bin]
    private final double[][] sIm;
    private final double[] re; // w, then the solution, [bin][atom]
    private final double[] im;

    AtomLeastSquares(MapSpectra spectra, List<Signal> signals, int atoms, double rho) {
        this.spectra = spectra;
        this.atoms = atoms;
        this.channels = signals.get(0).channels();
        this.rho = rho;
        int bins = spectra.bins();
        this.xRe = new double[signals.size()][bins * atoms];
        this.xIm = new double[signals.size()][bins * atoms];
        this.sRe = new double[signals.size()][bins * channels];
        this.sIm = new double[signals.size()][bins * channels];
        this.re = new double[bins * atoms];
        this.im = new double[bins * atoms];
        for (int k = 0; k < signals.size(); k++) {
            for (int c = 0; c < channels; c++) {
                spectra.forward(signals.get(k).channel(c).view(), sRe[k], sIm[k], c * bins, 1);
            }
        }
    }

    void codes(List<CoefficientMaps> codes) {
        for (int k = 0; k < codes.size(); k++) {
            int[] counts = codes.get(k).countByAtom();
            double[][] maps = codes.get(k).toMaps();
            Arrays.fill(xRe[k], 0);
            Arrays.fill(xIm[k], 0);
            for (int m = 0; m < atoms; m++) {
                if (counts[m] > 0) {
                    spectra.forward(maps[m], xRe[k], xIm[k], m, atoms);
                }
            }
        }
    }

    /** Sets w of one atom. */
    void pull(int atom, double[] grid) {
        spectra.forward(grid, re, im, atom, atoms);
    }

    /** The solution of one atom. */
    double[] solution(int atom) {
        return spectra.inverse(re, im, atom, atoms);
    }

    /** Solves for one channel and the signals of a range. */
    void solve(int from, int to, int channel) {
        HermitianSystem system = new HermitianSystem(to - from);
        for (int bin = 0; bin < spectra.bins(); bin++) {
            int at = bin * atoms;
            rightSide(from, to, channel * spectra.bins() + bin, at);
            system.clear(rho);
            for (int k = from; k < to; k++) {
                for (int l = from; l <= k; l++) {
                    inner(xRe[k], xIm[k], xRe[l], xIm[l], at, system, k - from, l - from);
                }
                innerWithRightSide(xRe[k], xIm[k], at, system, k - from);
            }
            system.solve();
            for (int k = from; k < to; k++) {
                add(xRe[k], xIm[k], at, -system.re(k - from), -system.im(k - from));
            }
            for (int m = at; m < at + atoms; m++) {
                re[m] /= rho;
                im[m] /= rho;
            }
        }
    }

    /** b = rho w + sum_k conj(x_k) s_k. */
    private void rightSide(int from, int to, int signalBin, int at) {
        for (int m = at; m < at + atoms; m++) {
            re[m] *= rho;
            im[m] *= rho;
        }
        for (int k = from; k < to; k++) {
            add(xRe[k], xIm[k], at, sRe[k][signalBin], sIm[k][signalBin]);
        }
    }

    /** Adds conj(x) z. */
    private void add(double[] ownRe, double[] ownIm, int at, double zRe, double zIm) {
        for (int m = at; m < at + atoms; m++) {
            re[m] += ownRe[m] * zRe + ownIm[m] * zIm;
            im[m] += ownRe[m] * zIm - ownIm[m] * zRe;
        }
    }

    /** a_k^H a_l = sum x_k conj(x_l). */
    private void inner(
            double[] kRe, double[] kIm, double[] lRe, double[] lIm, int at, HermitianSystem system, int k, int l) {
        double real = 0;
        double imaginary = 0;
        for (int m = at; m < at + atoms; m++) {
            real += kRe[m] * lRe[m] + kIm[m] * lIm[m];
            imaginary += kIm[m] * lRe[m] - kRe[m] * lIm[m];
        }
        system.add(k, l, real, imaginary);
    }

    /** a_k^H b = sum x_k b. */
    private void innerWithRightSide(double[] kRe, double[] kIm, int at, HermitianSystem system, int k) {
        double real = 0;
        double imaginary = 0;
        for (int m = at; m < at + atoms; m++) {
            real += kRe[m] * re[m] - kIm[m] * im[m];
            imaginary += kRe[m] * im[m] + kIm[m] * re[m];
        }
        system.right(k, real, imaginary);
    }
}
