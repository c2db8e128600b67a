package io.gramian.jmh;

import io.gramian.sparsecoding.Signal;
import java.util.Arrays;

/** Pictures and atoms as their definitions have it, sum by sum: what {@link CodingTimings} times Gramian against. */
final class ObviousPictures {
    private ObviousPictures() {}

    /** Local contrast normalisation with the whole Gaussian window at every pixel; its norm. */
    static double normalise(Signal picture, int radius) {
        int rows = picture.rows() + 2 * radius;
        int columns = picture.columns() + 2 * radius;
        double[] padded = new double[rows * columns];
        for (int at = 0; at < padded.length; at++) {
            int i = mirrored(at / columns - radius, picture.rows());
            padded[at] = picture.at(i, mirrored(at % columns - radius, picture.columns()));
        }
        double[] mean = smoothed(padded, rows, columns, radius);
        double[] squares = new double[padded.length];
        Arrays.setAll(squares, at -> (padded[at] - mean[at]) * (padded[at] - mean[at]));
        double[] norm = smoothed(squares, rows, columns, radius);
        Arrays.setAll(norm, at -> Math.sqrt(norm[at]));
        double least = Arrays.stream(norm).average().orElseThrow();
        double sum = 0;
        for (int i = radius; i < rows - radius; i++) {
            for (int j = radius; j < columns - radius; j++) {
                int at = i * columns + j;
                sum += Math.pow((padded[at] - mean[at]) / Math.max(least, norm[at]), 2);
            }
        }
        return Math.sqrt(sum);
    }

    static int mirrored(int index, int length) {
        int within = Math.floorMod(index, 2 * length);
        return within < length ? within : 2 * length - 1 - within;
    }

    private static double[] smoothed(double[] values, int rows, int columns, int radius) {
        double[][] taps = gaussian(radius, radius / 3.0);
        double[] result = new double[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int a = -radius; a <= radius; a++) {
                    int line = Math.floorMod(i + a, rows) * columns;
                    for (int b = -radius; b <= radius; b++) {
                        sum += taps[a + radius][b + radius] * values[line + Math.floorMod(j + b, columns)];
                    }
                }
                result[i * columns + j] = sum;
            }
        }
        return result;
    }

    private static double[][] gaussian(int radius, double deviation) {
        double[][] taps = new double[2 * radius + 1][2 * radius + 1];
        double sum = 0;
        for (int a = -radius; a <= radius; a++) {
            for (int b = -radius; b <= radius; b++) {
                taps[a + radius][b + radius] = Math.exp(-(a * a + b * b) / (2 * deviation * deviation));
                sum += taps[a + radius][b + radius];
            }
        }
        for (double[] line : taps) {
            for (int b = 0; b < line.length; b++) {
                line[b] /= sum;
            }
        }
        return taps;
    }

    /** Structural similarity with Gaussian windows of 11 x 11, means, variances and covariance of each window by itself. */
    static double similarity(Signal x, Signal y, double range) {
        double[][] taps = gaussian(5, 1.5);
        double c1 = Math.pow(0.01 * range, 2);
        double c2 = Math.pow(0.03 * range, 2);
        double total = 0;
        for (int i = 0; i + 11 <= x.rows(); i++) {
            for (int j = 0; j + 11 <= x.columns(); j++) {
                total += similarity(x, y, i, j, taps, c1, c2);
            }
        }
        return total / (x.rows() - 10) / (x.columns() - 10);
    }

    private static double similarity(Signal x, Signal y, int i, int j, double[][] taps, double c1, double c2) {
        double mx = 0;
        double my = 0;
        for (int a = 0; a < 11; a++) {
            for (int b = 0; b < 11; b++) {
                mx += taps[a][b] * x.at(i + a, j + b);
                my += taps[a][b] * y.at(i + a, j + b);
            }
        }
        double vx = 0;
        double vy = 0;
        double cov = 0;
        for (int a = 0; a < 11; a++) {
            for (int b = 0; b < 11; b++) {
                double dx = x.at(i + a, j + b) - mx;
                double dy = y.at(i + a, j + b) - my;
                vx += taps[a][b] * dx * dx;
                vy += taps[a][b] * dy * dy;
                cov += taps[a][b] * dx * dy;
            }
        }
        return (2 * mx * my + c1) * (2 * cov + c2) / ((mx * mx + my * my + c1) * (vx + vy + c2));
    }

    /** The filter f^1.4 exp(-(f / 0.4)^4) over its mean, by Fourier sums frequency by frequency; the norm of the result. */
    static double whiten(Signal picture) {
        int rows = picture.rows();
        int columns = picture.columns();
        double[] re = picture.values();
        double[] im = new double[re.length];
        transform(re, im, rows, columns, -1);
        double[] filter = new double[re.length];
        for (int at = 0; at < filter.length; at++) {
            double f = Math.max(1e-6, Math.hypot(frequency(at / columns, rows), frequency(at % columns, columns)));
            filter[at] = Math.pow(f, 1.4) * Math.exp(-Math.pow(f / 0.4, 4));
        }
        double mean = Arrays.stream(filter).average().orElseThrow();
        for (int at = 0; at < filter.length; at++) {
            re[at] *= filter[at] / mean / filter.length;
            im[at] *= filter[at] / mean / filter.length;
        }
        transform(re, im, rows, columns, 1);
        return Math.sqrt(ObviousCoding.dot(re, re));
    }

    private static double frequency(int index, int length) {
        return (double) (index < (length + 1) / 2 ? index : index - length) / length;
    }

    /** sum over all places of z exp(sign 2 pi i (k . n)), for a square or a picture whose sides divide each other. */
    private static void transform(double[] re, double[] im, int rows, int columns, int sign) {
        int turns = Math.max(rows, columns);
        double[] cosine = new double[turns];
        double[] sine = new double[turns];
        Arrays.setAll(cosine, k -> Math.cos(2 * Math.PI * k / turns));
        Arrays.setAll(sine, k -> sign * Math.sin(2 * Math.PI * k / turns));
        double[] realPart = new double[re.length];
        double[] imaginary = new double[re.length];
        for (int k = 0; k < re.length; k++) {
            int down = k / columns * (turns / rows);
            int across = k % columns * (turns / columns);
            for (int n = 0; n < re.length; n++) {
                int turn = (n / columns * down + n % columns * across) % turns;
                realPart[k] += re[n] * cosine[turn] - im[n] * sine[turn];
                imaginary[k] += re[n] * sine[turn] + im[n] * cosine[turn];
            }
        }
        System.arraycopy(realPart, 0, re, 0, re.length);
        System.arraycopy(imaginary, 0, im, 0, im.length);
    }

    /** The even and the odd log-Gabor atom of n x n at the standard frequency 0.4 and its bandwidth 0.4. */
    static double[][] logGabor(int n, double orientation, double bandwidth) {
        double[] re = new double[n * n];
        double[] im = new double[n * n];
        double[] band = new double[n * n];
        for (int at = 0; at < n * n; at++) {
            double row = frequency(at / n, n);
            double column = frequency(at % n, n);
            double f = at == 0 ? 1e-6 : Math.hypot(row, column);
            band[at] = f >= 0.5 ? 0 : (1 - Math.exp((f - 0.5) / 0.035)) * (1 - Math.exp(-2 * f * n * f * n));
            double turn = (Math.cos(Math.atan2(column, row) - orientation) - 1) / (bandwidth * bandwidth);
            double value = band[at] * Math.exp(turn - Math.pow(Math.log(f / 0.4) / 0.4, 2) / 2) / f;
            double shift = -2 * Math.PI * (n / 2) * (at / n + at % n) / n;
            re[at] = value * Math.cos(shift);
            im[at] = value * Math.sin(shift);
        }
        transform(re, im, n, n, 1);
        for (int at = 0; at < n * n; at++) {
            double radius = Math.hypot(2.0 * (at / n) / (n - 1) - 1, 2.0 * (at % n) / (n - 1) - 1);
            double window = radius < 1 ? Math.cbrt((1 + Math.cos(Math.PI * radius)) / 2) : 0;
            re[at] *= window;
            im[at] *= window;
        }
        transform(re, im, n, n, -1);
        for (int at = 0; at < n * n; at++) {
            re[at] *= band[at];
            im[at] *= band[at];
        }
        transform(re, im, n, n, 1);
        return new double[][] {centred(re), centred(im)};
    }

    private static double[] centred(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(value -> value - mean).toArray();
    }

    /**
     * The log-Gabor atom nearest to each of some, by trial of all on a grid: how many orientations, bandwidths from 5 to 30
     * degrees and phases; the smallest share of an atom that is explained.
     */
    static double fit(double[][] targets, int n, int orientations, int bandwidths, int phases) {
        double[] most = new double[targets.length];
        for (int i = 0; i < orientations * bandwidths; i++) {
            double bandwidth = Math.PI / 36 * Math.pow(6, (double) (i / orientations) / (bandwidths - 1));
            double[][] pair = logGabor(n, Math.PI * (i % orientations) / orientations, bandwidth);
            for (int k = 0; k < phases; k++) {
                double cosine = Math.cos(2 * Math.PI * k / phases);
                double sine = Math.sin(2 * Math.PI * k / phases);
                double[] atom = new double[n * n];
                Arrays.setAll(atom, at -> cosine * pair[0][at] + sine * pair[1][at]);
                double norm = ObviousCoding.dot(atom, atom);
                for (int t = 0; t < targets.length; t++) {
                    double inner = Math.max(0, ObviousCoding.dot(atom, targets[t]));
                    most[t] = Math.max(most[t], inner * inner / norm / ObviousCoding.dot(targets[t], targets[t]));
                }
            }
        }
        return Arrays.stream(most).min().orElseThrow();
    }
}
