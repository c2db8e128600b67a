package io.gramian.core.internal.filterbank;

import io.gramian.core.Precision;
import java.util.Arrays;

/**
 * The loops in plain Java, in single precision. They are written out number by number, over whole rows, because that is
 * the form that the compiler unrolls and, where it can tell the arrays apart, vectorises.
 */
public class FloatMapLoops extends MapLoops<float[]> {
    private static final double HALF_ROOT_3 = Math.sqrt(0.75);

    /** Made for one backend. */
    public FloatMapLoops() {}

    @Override
    public Precision precision() {
        return Precision.FLOAT;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public final float[] allocate(int length) {
        return new float[length];
    }

    @Override
    public final double get(float[] array, int at) {
        return array[at];
    }

    @Override
    public final void set(float[] array, int at, double value) {
        array[at] = (float) value;
    }

    @Override
    public final void clear(float[] array, int from, int to) {
        Arrays.fill(array, from, to, 0);
    }

    /** Returns how many runs of neighbours a stage works on: one, if all its points stand side by side. */
    protected static int runs(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
        return x.step() == width && y.step() == width ? 1 : stage.stride();
    }

    @Override
    public void radix2(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
        float[] xr = x.re();
        float[] xi = x.im();
        float[] yr = y.re();
        float[] yi = y.im();
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int p = 0; p < stage.blocks(); p++) {
            float c = (float) stage.cosine(p, 1);
            float s = (float) stage.sine(p, 1);
            for (int q = 0; q < runs; q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (2 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < count; i++) {
                    float ar = xr[x.reAt() + from + i];
                    float ai = xi[x.imAt() + from + i];
                    float br = xr[x.reAt() + from + xApart + i];
                    float bi = xi[x.imAt() + from + xApart + i];
                    yr[y.reAt() + to + i] = ar + br;
                    yi[y.imAt() + to + i] = ai + bi;
                    float dr = ar - br;
                    float di = ai - bi;
                    yr[y.reAt() + to + yApart + i] = dr * c - di * s;
                    yi[y.imAt() + to + yApart + i] = dr * s + di * c;
                }
            }
        }
    }

    @Override
    public void radix3(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
        float half = (float) HALF_ROOT_3;
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int p = 0; p < stage.blocks(); p++) {
            float c1 = (float) stage.cosine(p, 1);
            float s1 = (float) stage.sine(p, 1);
            float c2 = (float) stage.cosine(p, 2);
            float s2 = (float) stage.sine(p, 2);
            for (int q = 0; q < runs; q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (3 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < count; i++) {
                    int r = x.reAt() + from + i;
                    int m = x.imAt() + from + i;
                    float sumR = x.re()[r + xApart] + x.re()[r + 2 * xApart];
                    float sumI = x.im()[m + xApart] + x.im()[m + 2 * xApart];
                    float turnR = half * (x.im()[m + xApart] - x.im()[m + 2 * xApart]); // -i half (b - c)
                    float turnI = half * (x.re()[r + 2 * xApart] - x.re()[r + xApart]);
                    float ar = x.re()[r];
                    float ai = x.im()[m];
                    float midR = ar - sumR / 2;
                    float midI = ai - sumI / 2;
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
    public void radix4(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        for (int p = 0; p < stage.blocks(); p++) {
            for (int q = 0; q < runs; q++) {
                int from = (p * stage.stride() + q) * x.step();
                int to = (4 * p * stage.stride() + q) * y.step();
                radix4(stage, p, x, from, y, to, count);
            }
        }
    }

    private static void radix4(Stage stage, int p, Lines<float[]> x, int from, Lines<float[]> y, int to, int count) {
        float c1 = (float) stage.cosine(p, 1);
        float s1 = (float) stage.sine(p, 1);
        float c2 = (float) stage.cosine(p, 2);
        float s2 = (float) stage.sine(p, 2);
        float c3 = (float) stage.cosine(p, 3);
        float s3 = (float) stage.sine(p, 3);
        float[] xr = x.re();
        float[] xi = x.im();
        float[] yr = y.re();
        float[] yi = y.im();
        int r = x.reAt() + from;
        int m = x.imAt() + from;
        int toR = y.reAt() + to;
        int toI = y.imAt() + to;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int i = 0; i < count; i++) {
            float acR = xr[r + i] + xr[r + 2 * xApart + i];
            float acI = xi[m + i] + xi[m + 2 * xApart + i];
            float adR = xr[r + i] - xr[r + 2 * xApart + i];
            float adI = xi[m + i] - xi[m + 2 * xApart + i];
            float bdR = xr[r + xApart + i] + xr[r + 3 * xApart + i];
            float bdI = xi[m + xApart + i] + xi[m + 3 * xApart + i];
            float turnR = xi[m + xApart + i] - xi[m + 3 * xApart + i]; // -i (b - d)
            float turnI = xr[r + 3 * xApart + i] - xr[r + xApart + i];
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
    public void radix5(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
        float[] b = new float[10];
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
                        float c = (float) stage.cosine(p, j);
                        float s = (float) stage.sine(p, j);
                        y.re()[y.reAt() + to + j * yApart + i] = b[2 * j] * c - b[2 * j + 1] * s;
                        y.im()[y.imAt() + to + j * yApart + i] = b[2 * j] * s + b[2 * j + 1] * c;
                    }
                }
            }
        }
    }

    /** The transform of five entries, by pairs that are each other's mirror images. */
    private static void butterfly5(Lines<float[]> x, int at, int apart, float[] b) {
        int r = x.reAt() + at;
        int m = x.imAt() + at;
        float c1 = (float) Radix5.C1;
        float c2 = (float) Radix5.C2;
        float s1 = (float) Radix5.S1;
        float s2 = (float) Radix5.S2;
        float s14r = x.re()[r + apart] + x.re()[r + 4 * apart];
        float s14i = x.im()[m + apart] + x.im()[m + 4 * apart];
        float d14r = x.re()[r + apart] - x.re()[r + 4 * apart];
        float d14i = x.im()[m + apart] - x.im()[m + 4 * apart];
        float s23r = x.re()[r + 2 * apart] + x.re()[r + 3 * apart];
        float s23i = x.im()[m + 2 * apart] + x.im()[m + 3 * apart];
        float d23r = x.re()[r + 2 * apart] - x.re()[r + 3 * apart];
        float d23i = x.im()[m + 2 * apart] - x.im()[m + 3 * apart];
        b[0] = x.re()[r] + s14r + s23r;
        b[1] = x.im()[m] + s14i + s23i;
        float m1r = x.re()[r] + c1 * s14r + c2 * s23r;
        float m1i = x.im()[m] + c1 * s14i + c2 * s23i;
        float m2r = x.re()[r] + c2 * s14r + c1 * s23r;
        float m2i = x.im()[m] + c2 * s14i + c1 * s23i;
        float t1r = s1 * d14i + s2 * d23i; // -i times the odd part
        float t1i = -s1 * d14r - s2 * d23r;
        float t2r = s2 * d14i - s1 * d23i;
        float t2i = -s2 * d14r + s1 * d23r;
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
            Lines<float[]> x, int from, double c, double s, Lines<float[]> y, int to, int width) {
        float cos = (float) c;
        float sin = (float) s;
        for (int i = 0; i < width; i++) {
            float re = x.re()[x.reAt() + from + i];
            float im = x.im()[x.imAt() + from + i];
            y.re()[y.reAt() + to + i] += re * cos - im * sin;
            y.im()[y.imAt() + to + i] += re * sin + im * cos;
        }
    }

    @Override
    public void untangle(
            float[] re,
            float[] im,
            int at,
            int mirrored,
            float[] spectrum,
            int first,
            int second,
            int imaginary,
            int width) {
        for (int i = 0; i < width; i++) {
            float a = re[at + i] / 2;
            float b = im[at + i] / 2;
            float c = re[mirrored + i] / 2;
            float d = im[mirrored + i] / 2;
            spectrum[first + i] = a + c;
            spectrum[first + imaginary + i] = b - d;
            spectrum[second + i] = b + d;
            spectrum[second + imaginary + i] = c - a;
        }
    }

    @Override
    public void tangle(
            float[] spectrum,
            int first,
            int second,
            int imaginary,
            float[] re,
            float[] im,
            int at,
            int mirrored,
            int width) {
        for (int i = 0; i < width; i++) {
            float ar = spectrum[first + i];
            float ai = spectrum[first + imaginary + i];
            float br = spectrum[second + i];
            float bi = spectrum[second + imaginary + i];
            re[mirrored + i] = ar + bi;
            im[mirrored + i] = br - ai;
            re[at + i] = ar - bi;
            im[at + i] = ai + br;
        }
    }

    @Override
    public void dot(float[] d, int dAt, int dIm, float[] z, int zAt, int zIm, int width, double[] sum, int at) {
        float re = 0;
        float im = 0;
        for (int i = 0; i < width; i++) {
            re += d[dAt + i] * z[zAt + i] - d[dAt + dIm + i] * z[zAt + zIm + i];
            im += d[dAt + i] * z[zAt + zIm + i] + d[dAt + dIm + i] * z[zAt + i];
        }
        sum[at] += re;
        sum[at + 1] += im;
    }

    @Override
    public void weightedDot(
            float[] d,
            int dAt,
            int dIm,
            float[] z,
            int zAt,
            int zIm,
            boolean conjugate,
            float[] w,
            int wAt,
            int width,
            double[] sum,
            int at) {
        float re = 0;
        float im = 0;
        for (int i = 0; i < width; i++) {
            float zr = w[wAt + i] * z[zAt + i];
            float zi = w[wAt + i] * (conjugate ? -z[zAt + zIm + i] : z[zAt + zIm + i]);
            re += d[dAt + i] * zr - d[dAt + dIm + i] * zi;
            im += d[dAt + i] * zi + d[dAt + dIm + i] * zr;
        }
        sum[at] += re;
        sum[at + 1] += im;
    }

    @Override
    public void update(
            float[] d, int dAt, int dIm, double gr, double gi, double alpha, float[] z, int zAt, int zIm, int width) {
        float re = (float) gr;
        float im = (float) gi;
        float keep = (float) alpha;
        for (int i = 0; i < width; i++) {
            float dr = d[dAt + i];
            float di = d[dAt + dIm + i];
            z[zAt + i] = keep * z[zAt + i] + (dr * re + di * im);
            z[zAt + zIm + i] = keep * z[zAt + zIm + i] + (dr * im - di * re);
        }
    }

    @Override
    public void weightedUpdate(
            float[] d,
            int dAt,
            int dIm,
            double gr,
            double gi,
            float[] alpha,
            float[] beta,
            int wAt,
            float[] z,
            int zAt,
            int zIm,
            int width) {
        float re = (float) gr;
        float im = (float) gi;
        for (int i = 0; i < width; i++) {
            float keep = alpha == null ? 1 : alpha[wAt + i];
            float dr = beta[wAt + i] * d[dAt + i];
            float di = beta[wAt + i] * d[dAt + dIm + i];
            z[zAt + i] = keep * z[zAt + i] + (dr * re + di * im);
            z[zAt + zIm + i] = keep * z[zAt + zIm + i] + (dr * im - di * re);
        }
    }

    private static float clamp(float v, float low, float high) {
        return v > high ? high : v < low ? low : v;
    }

    @Override
    public void reflect(
            float[] v,
            int vAt,
            int vStep,
            Bounds<float[]> bounds,
            double scale,
            float[] z,
            int zAt,
            int points,
            int width) {
        float factor = (float) (1 + scale);
        for (int point = 0; point < points; point++) {
            int from = vAt + point * vStep;
            int to = zAt + point * width;
            int t = bounds.at() + point * bounds.step();
            for (int i = 0; i < width; i++) {
                z[to + i] = v[from + i] - factor * clamp(v[from + i], bounds.low()[t + i], bounds.high()[t + i]);
            }
        }
    }

    @Override
    public void relax(
            float[] x,
            int xAt,
            float[] v,
            int vAt,
            int vStep,
            Bounds<float[]> before,
            Bounds<float[]> after,
            double scale,
            double relaxation,
            int points,
            int width,
            double[] sums) {
        for (int point = 0; point < points; point++) {
            int at = vAt + point * vStep;
            int t = before.at() + point * before.step();
            int s = after.at() + point * after.step();
            for (int i = 0; i < width; i++) {
                float old = v[at + i];
                float dual = clamp(old, before.low()[t + i], before.high()[t + i]);
                float previous = old - dual;
                float primal = x[xAt + point * width + i];
                float next = previous + (float) scale * dual + (float) relaxation * (primal - previous);
                dual = clamp(next, after.low()[s + i], after.high()[s + i]);
                float auxiliary = next - dual;
                v[at + i] = next;
                float weight = after.weight()[s + i];
                sums[0] += (double) (primal - auxiliary) * (primal - auxiliary);
                sums[1] += (double) primal * primal;
                sums[2] += (double) auxiliary * auxiliary;
                sums[3] += (double) (auxiliary - previous) * (auxiliary - previous);
                sums[4] += (double) dual * dual;
                sums[5] += (double) weight * Math.abs(primal);
                sums[6] += (double) weight * Math.abs(auxiliary);
            }
        }
    }

    @Override
    public void extrapolate(
            float[] x, float[] previous, int at, int step, double momentum, float[] z, int zAt, int points, int width) {
        float factor = (float) momentum;
        for (int point = 0; point < points; point++) {
            int from = at + point * step;
            int to = zAt + point * width;
            for (int i = 0; i < width; i++) {
                z[to + i] = x[from + i] + factor * (x[from + i] - previous[from + i]);
            }
        }
    }

    @Override
    public void proximal(
            float[] q,
            int qAt,
            float[] x,
            float[] previous,
            float[] c,
            int at,
            int step,
            double momentum,
            Bounds<float[]> bounds,
            int points,
            int width,
            double[] sums) {
        for (int point = 0; point < points; point++) {
            int from = at + point * step;
            int t = bounds.at() + point * bounds.step();
            for (int i = 0; i < width; i++) {
                float target = q[qAt + point * width + i];
                float current = x[from + i];
                float p = current + (float) momentum * (current - previous[from + i]);
                float candidate = target - clamp(target, bounds.low()[t + i], bounds.high()[t + i]);
                c[from + i] = candidate;
                sums[0] += (double) (p - target) * (candidate - p);
                sums[1] += (double) (candidate - p) * (candidate - p);
                sums[2] += (double) (candidate - current) * (candidate - current);
                sums[3] += (double) candidate * candidate;
                sums[4] += (double) (p - candidate) * (candidate - current);
                sums[5] += (double) bounds.weight()[t + i] * Math.abs(candidate);
            }
        }
    }
}
