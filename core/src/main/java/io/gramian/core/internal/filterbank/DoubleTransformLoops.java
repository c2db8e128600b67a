package io.gramian.core.internal.filterbank;

import io.gramian.core.Precision;
import java.util.Arrays;

/**
 * The loops of Fourier transforms in plain Java, in double precision, written out number by number over whole rows: the
 * form that the compiler unrolls and, where it can tell the arrays apart, vectorises.
 */
public abstract class DoubleTransformLoops extends MapLoops<double[]> {
    private static final int LINE = 8; // numbers in 64 bytes
    private static final double HALF_ROOT_3 = Math.sqrt(0.75);

    /** Made by the loops over maps. */
    protected DoubleTransformLoops() {}

    @Override
    public Precision precision() {
        return Precision.DOUBLE;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public final double[] allocate(int length) {
        return new double[length];
    }

    @Override
    public final double get(double[] array, int at) {
        return array[at];
    }

    @Override
    public final void set(double[] array, int at, double value) {
        array[at] = value;
    }

    @Override
    public final void clear(double[] array, int from, int to) {
        Arrays.fill(array, from, to, 0);
    }

    @Override
    final double touch(double[] array, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i += LINE) {
            sum += array[i];
        }
        return sum;
    }

    /** Returns how many runs of neighbours a stage works on: one, if all its points stand side by side. */
    protected static int runs(Stage stage, Lines<double[]> x, Lines<double[]> y, int width) {
        return x.step() == width && y.step() == width ? 1 : stage.stride();
    }

    @Override
    public void radix2(Stage stage, Lines<double[]> x, Lines<double[]> y, int width) {
        double[] xr = x.re();
        double[] xi = x.im();
        double[] yr = y.re();
        double[] yi = y.im();
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int p = 0; p < stage.blocks(); p++) {
            double c = stage.cosine(p, 1);
            double s = stage.sine(p, 1);
            for (int q = 0; q < runs; q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (2 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < count; i++) {
                    double ar = xr[x.reAt() + from + i];
                    double ai = xi[x.imAt() + from + i];
                    double br = xr[x.reAt() + from + xApart + i];
                    double bi = xi[x.imAt() + from + xApart + i];
                    yr[y.reAt() + to + i] = ar + br;
                    yi[y.imAt() + to + i] = ai + bi;
                    double dr = ar - br;
                    double di = ai - bi;
                    yr[y.reAt() + to + yApart + i] = dr * c - di * s;
                    yi[y.imAt() + to + yApart + i] = dr * s + di * c;
                }
            }
        }
    }

    @Override
    public void radix3(Stage stage, Lines<double[]> x, Lines<double[]> y, int width) {
        double half = HALF_ROOT_3;
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int p = 0; p < stage.blocks(); p++) {
            double c1 = stage.cosine(p, 1);
            double s1 = stage.sine(p, 1);
            double c2 = stage.cosine(p, 2);
            double s2 = stage.sine(p, 2);
            for (int q = 0; q < runs; q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (3 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < count; i++) {
                    int r = x.reAt() + from + i;
                    int m = x.imAt() + from + i;
                    double sumR = x.re()[r + xApart] + x.re()[r + 2 * xApart];
                    double sumI = x.im()[m + xApart] + x.im()[m + 2 * xApart];
                    double turnR = half * (x.im()[m + xApart] - x.im()[m + 2 * xApart]); // -i half (b - c)
                    double turnI = half * (x.re()[r + 2 * xApart] - x.re()[r + xApart]);
                    double ar = x.re()[r];
                    double ai = x.im()[m];
                    double midR = ar - sumR / 2;
                    double midI = ai - sumI / 2;
                    int yr = y.reAt() + to + i;
                    int yi = y.imAt() + to + i;
                    y.re()[yr] = ar + sumR;
                    y.im()[yi] = ai + sumI;
                    y.re()[yr + yApart] = (midR + turnR) * c1 - (midI + turnI) * s1;
                    y.im()[yi + yApart] = (midR + turnR) * s1 + (midI + turnI) * c1;
                    y.re()[yr + 2 * yApart] = (midR - turnR) * c2 - (midI - turnI) * s2;
                    y.im()[yi + 2 * yApart] = (midR - turnR) * s2 + (midI - turnI) * c2;
                }
            }
        }
    }

    @Override
    protected void fours(
            double[] xr,
            int r,
            double[] xi,
            int m,
            int apart,
            double[] yr,
            int toR,
            double[] yi,
            int toI,
            int yApart,
            int count,
            Stage stage,
            int p) {
        double c1 = stage.cosine(p, 1);
        double s1 = stage.sine(p, 1);
        double c2 = stage.cosine(p, 2);
        double s2 = stage.sine(p, 2);
        double c3 = stage.cosine(p, 3);
        double s3 = stage.sine(p, 3);
        for (int i = 0; i < count; i++) {
            double acR = xr[r + i] + xr[r + 2 * apart + i];
            double acI = xi[m + i] + xi[m + 2 * apart + i];
            double adR = xr[r + i] - xr[r + 2 * apart + i];
            double adI = xi[m + i] - xi[m + 2 * apart + i];
            double bdR = xr[r + apart + i] + xr[r + 3 * apart + i];
            double bdI = xi[m + apart + i] + xi[m + 3 * apart + i];
            double turnR = xi[m + apart + i] - xi[m + 3 * apart + i]; // -i (b - d)
            double turnI = xr[r + 3 * apart + i] - xr[r + apart + i];
            yr[toR + i] = acR + bdR;
            yi[toI + i] = acI + bdI;
            yr[toR + yApart + i] = (adR + turnR) * c1 - (adI + turnI) * s1;
            yi[toI + yApart + i] = (adR + turnR) * s1 + (adI + turnI) * c1;
            yr[toR + 2 * yApart + i] = (acR - bdR) * c2 - (acI - bdI) * s2;
            yi[toI + 2 * yApart + i] = (acR - bdR) * s2 + (acI - bdI) * c2;
            yr[toR + 3 * yApart + i] = (adR - turnR) * c3 - (adI - turnI) * s3;
            yi[toI + 3 * yApart + i] = (adR - turnR) * s3 + (adI - turnI) * c3;
        }
    }

    @Override
    public void radix5(Stage stage, Lines<double[]> x, Lines<double[]> y, int width) {
        double[] b = new double[10];
        int yApart = stage.stride() * y.step();
        for (int p = 0; p < stage.blocks(); p++) {
            for (int q = 0; q < stage.stride(); q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (5 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < width; i++) {
                    butterfly5(x, from + i, stage.blocks() * stage.stride() * x.step(), b);
                    y.re()[y.reAt() + to + i] = b[0];
                    y.im()[y.imAt() + to + i] = b[1];
                    for (int j = 1; j < 5; j++) {
                        double c = stage.cosine(p, j);
                        double s = stage.sine(p, j);
                        y.re()[y.reAt() + to + j * yApart + i] = b[2 * j] * c - b[2 * j + 1] * s;
                        y.im()[y.imAt() + to + j * yApart + i] = b[2 * j] * s + b[2 * j + 1] * c;
                    }
                }
            }
        }
    }

    /** The transform of five entries, by pairs that are each other's mirror images. */
    private static void butterfly5(Lines<double[]> x, int at, int apart, double[] b) {
        int r = x.reAt() + at;
        int m = x.imAt() + at;
        double c1 = Radix5.C1;
        double c2 = Radix5.C2;
        double s1 = Radix5.S1;
        double s2 = Radix5.S2;
        double s14r = x.re()[r + apart] + x.re()[r + 4 * apart];
        double s14i = x.im()[m + apart] + x.im()[m + 4 * apart];
        double d14r = x.re()[r + apart] - x.re()[r + 4 * apart];
        double d14i = x.im()[m + apart] - x.im()[m + 4 * apart];
        double s23r = x.re()[r + 2 * apart] + x.re()[r + 3 * apart];
        double s23i = x.im()[m + 2 * apart] + x.im()[m + 3 * apart];
        double d23r = x.re()[r + 2 * apart] - x.re()[r + 3 * apart];
        double d23i = x.im()[m + 2 * apart] - x.im()[m + 3 * apart];
        b[0] = x.re()[r] + s14r + s23r;
        b[1] = x.im()[m] + s14i + s23i;
        double m1r = x.re()[r] + c1 * s14r + c2 * s23r;
        double m1i = x.im()[m] + c1 * s14i + c2 * s23i;
        double m2r = x.re()[r] + c2 * s14r + c1 * s23r;
        double m2i = x.im()[m] + c2 * s14i + c1 * s23i;
        double t1r = s1 * d14i + s2 * d23i; // -i times the odd part
        double t1i = -s1 * d14r - s2 * d23r;
        double t2r = s2 * d14i - s1 * d23i;
        double t2i = -s2 * d14r + s1 * d23r;
        b[2] = m1r + t1r;
        b[3] = m1i + t1i;
        b[4] = m2r + t2r;
        b[5] = m2i + t2i;
        b[6] = m2r - t2r;
        b[7] = m2i - t2i;
        b[8] = m1r - t1r;
        b[9] = m1i - t1i;
    }

    @Override
    protected final void addTurned(
            Lines<double[]> x, int from, double c, double s, Lines<double[]> y, int to, int width) {
        double cos = c;
        double sin = s;
        for (int i = 0; i < width; i++) {
            double re = x.re()[x.reAt() + from + i];
            double im = x.im()[x.imAt() + from + i];
            y.re()[y.reAt() + to + i] += re * cos - im * sin;
            y.im()[y.imAt() + to + i] += re * sin + im * cos;
        }
    }

    @Override
    public void untangle(
            double[] re,
            double[] im,
            int at,
            int mirrored,
            double[] spectrum,
            int first,
            int second,
            int imaginary,
            int width) {
        for (int i = 0; i < width; i++) {
            double a = re[at + i] / 2;
            double b = im[at + i] / 2;
            double c = re[mirrored + i] / 2;
            double d = im[mirrored + i] / 2;
            spectrum[first + i] = a + c;
            spectrum[first + imaginary + i] = b - d;
            spectrum[second + i] = b + d;
            spectrum[second + imaginary + i] = c - a;
        }
    }

    @Override
    public void tangle(
            double[] spectrum,
            int first,
            int second,
            int imaginary,
            double[] re,
            double[] im,
            int at,
            int mirrored,
            int width) {
        for (int i = 0; i < width; i++) {
            double ar = spectrum[first + i];
            double ai = spectrum[first + imaginary + i];
            double br = spectrum[second + i];
            double bi = spectrum[second + imaginary + i];
            re[mirrored + i] = ar + bi;
            im[mirrored + i] = br - ai;
            re[at + i] = ar - bi;
            im[at + i] = ai + br;
        }
    }
}
