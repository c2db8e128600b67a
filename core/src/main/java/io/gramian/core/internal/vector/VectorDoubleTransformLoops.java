package io.gramian.core.internal.vector;

import io.gramian.core.internal.filterbank.DoubleMapLoops;
import io.gramian.core.internal.filterbank.Lines;
import io.gramian.core.internal.filterbank.Radix5;
import io.gramian.core.internal.filterbank.Stage;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of Fourier transforms on the Vector API, in double precision. No vector leaves a method: it could be boxed. */
abstract class VectorDoubleTransformLoops extends DoubleMapLoops {
    static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final double HALF_ROOT_3 = Math.sqrt(0.75);

    @Override
    public int lanes() {
        return S.length();
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
            DoubleVector c = DoubleVector.broadcast(S, stage.cosine(p, 1));
            DoubleVector s = DoubleVector.broadcast(S, stage.sine(p, 1));
            for (int q = 0; q < runs; q++) {
                int r = x.reAt() + (p * stage.stride() + q) * x.step();
                int m = x.imAt() + (p * stage.stride() + q) * x.step();
                int toR = y.reAt() + (2 * p * stage.stride() + q) * y.step();
                int toI = y.imAt() + (2 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < count; i += S.length()) {
                    DoubleVector ar = DoubleVector.fromArray(S, xr, r + i);
                    DoubleVector ai = DoubleVector.fromArray(S, xi, m + i);
                    DoubleVector br = DoubleVector.fromArray(S, xr, r + xApart + i);
                    DoubleVector bi = DoubleVector.fromArray(S, xi, m + xApart + i);
                    ar.add(br).intoArray(yr, toR + i);
                    ai.add(bi).intoArray(yi, toI + i);
                    DoubleVector dr = ar.sub(br);
                    DoubleVector di = ai.sub(bi);
                    dr.mul(c).sub(di.mul(s)).intoArray(yr, toR + yApart + i);
                    dr.fma(s, di.mul(c)).intoArray(yi, toI + yApart + i);
                }
            }
        }
    }

    @Override
    public void radix3(Stage stage, Lines<double[]> x, Lines<double[]> y, int width) {
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        for (int p = 0; p < stage.blocks(); p++) {
            for (int q = 0; q < runs; q++) {
                radix3(
                        stage,
                        p,
                        x,
                        (p * stage.stride() + q) * x.step(),
                        y,
                        (3 * p * stage.stride() + q) * y.step(),
                        count);
            }
        }
    }

    private static void radix3(Stage stage, int p, Lines<double[]> x, int from, Lines<double[]> y, int to, int count) {
        DoubleVector c1 = DoubleVector.broadcast(S, stage.cosine(p, 1));
        DoubleVector s1 = DoubleVector.broadcast(S, stage.sine(p, 1));
        DoubleVector c2 = DoubleVector.broadcast(S, stage.cosine(p, 2));
        DoubleVector s2 = DoubleVector.broadcast(S, stage.sine(p, 2));
        DoubleVector turn = DoubleVector.broadcast(S, HALF_ROOT_3);
        DoubleVector half = DoubleVector.broadcast(S, 0.5);
        double[] xr = x.re();
        double[] xi = x.im();
        double[] yr = y.re();
        double[] yi = y.im();
        int r = x.reAt() + from;
        int m = x.imAt() + from;
        int toR = y.reAt() + to;
        int toI = y.imAt() + to;
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector br = DoubleVector.fromArray(S, xr, r + xApart + i);
            DoubleVector bi = DoubleVector.fromArray(S, xi, m + xApart + i);
            DoubleVector cr = DoubleVector.fromArray(S, xr, r + 2 * xApart + i);
            DoubleVector ci = DoubleVector.fromArray(S, xi, m + 2 * xApart + i);
            DoubleVector turnR = bi.sub(ci).mul(turn); // -i half root 3 (b - c)
            DoubleVector turnI = cr.sub(br).mul(turn);
            DoubleVector sumR = br.add(cr);
            DoubleVector sumI = bi.add(ci);
            DoubleVector ar = DoubleVector.fromArray(S, xr, r + i);
            DoubleVector ai = DoubleVector.fromArray(S, xi, m + i);
            ar.add(sumR).intoArray(yr, toR + i);
            ai.add(sumI).intoArray(yi, toI + i);
            DoubleVector midR = ar.sub(sumR.mul(half));
            DoubleVector midI = ai.sub(sumI.mul(half));
            DoubleVector ur = midR.add(turnR);
            DoubleVector ui = midI.add(turnI);
            ur.mul(c1).sub(ui.mul(s1)).intoArray(yr, toR + yApart + i);
            ur.fma(s1, ui.mul(c1)).intoArray(yi, toI + yApart + i);
            DoubleVector wr = midR.sub(turnR);
            DoubleVector wi = midI.sub(turnI);
            wr.mul(c2).sub(wi.mul(s2)).intoArray(yr, toR + 2 * yApart + i);
            wr.fma(s2, wi.mul(c2)).intoArray(yi, toI + 2 * yApart + i);
        }
    }

    @Override
    protected void fours(
            double[] xr,
            int r,
            double[] xi,
            int m,
            int xApart,
            double[] yr,
            int toR,
            double[] yi,
            int toI,
            int yApart,
            int count,
            Stage stage,
            int p) {
        if (p == 0) { // a quarter of all butterflies of length 256, and all of length 4
            foursUnturned(xr, r, xi, m, xApart, yr, toR, yi, toI, yApart, count);
            return;
        }
        DoubleVector c1 = DoubleVector.broadcast(S, stage.cosine(p, 1));
        DoubleVector s1 = DoubleVector.broadcast(S, stage.sine(p, 1));
        DoubleVector c2 = DoubleVector.broadcast(S, stage.cosine(p, 2));
        DoubleVector s2 = DoubleVector.broadcast(S, stage.sine(p, 2));
        DoubleVector c3 = DoubleVector.broadcast(S, stage.cosine(p, 3));
        DoubleVector s3 = DoubleVector.broadcast(S, stage.sine(p, 3));
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector ar = DoubleVector.fromArray(S, xr, r + i);
            DoubleVector cr = DoubleVector.fromArray(S, xr, r + 2 * xApart + i);
            DoubleVector br = DoubleVector.fromArray(S, xr, r + xApart + i);
            DoubleVector dr = DoubleVector.fromArray(S, xr, r + 3 * xApart + i);
            DoubleVector ai = DoubleVector.fromArray(S, xi, m + i);
            DoubleVector ci = DoubleVector.fromArray(S, xi, m + 2 * xApart + i);
            DoubleVector bi = DoubleVector.fromArray(S, xi, m + xApart + i);
            DoubleVector di = DoubleVector.fromArray(S, xi, m + 3 * xApart + i);
            DoubleVector acR = ar.add(cr);
            DoubleVector acI = ai.add(ci);
            DoubleVector bdR = br.add(dr);
            DoubleVector bdI = bi.add(di);
            acR.add(bdR).intoArray(yr, toR + i);
            acI.add(bdI).intoArray(yi, toI + i);
            DoubleVector vr = acR.sub(bdR);
            DoubleVector vi = acI.sub(bdI);
            vr.mul(c2).sub(vi.mul(s2)).intoArray(yr, toR + 2 * yApart + i);
            vr.fma(s2, vi.mul(c2)).intoArray(yi, toI + 2 * yApart + i);
            DoubleVector adR = ar.sub(cr);
            DoubleVector adI = ai.sub(ci);
            DoubleVector turnR = bi.sub(di); // -i (b - d)
            DoubleVector turnI = dr.sub(br);
            DoubleVector ur = adR.add(turnR);
            DoubleVector ui = adI.add(turnI);
            ur.mul(c1).sub(ui.mul(s1)).intoArray(yr, toR + yApart + i);
            ur.fma(s1, ui.mul(c1)).intoArray(yi, toI + yApart + i);
            DoubleVector wr = adR.sub(turnR);
            DoubleVector wi = adI.sub(turnI);
            wr.mul(c3).sub(wi.mul(s3)).intoArray(yr, toR + 3 * yApart + i);
            wr.fma(s3, wi.mul(c3)).intoArray(yi, toI + 3 * yApart + i);
        }
    }

    private static void foursUnturned(
            double[] xr,
            int r,
            double[] xi,
            int m,
            int xApart,
            double[] yr,
            int toR,
            double[] yi,
            int toI,
            int yApart,
            int count) {
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector ar = DoubleVector.fromArray(S, xr, r + i);
            DoubleVector cr = DoubleVector.fromArray(S, xr, r + 2 * xApart + i);
            DoubleVector br = DoubleVector.fromArray(S, xr, r + xApart + i);
            DoubleVector dr = DoubleVector.fromArray(S, xr, r + 3 * xApart + i);
            DoubleVector ai = DoubleVector.fromArray(S, xi, m + i);
            DoubleVector ci = DoubleVector.fromArray(S, xi, m + 2 * xApart + i);
            DoubleVector bi = DoubleVector.fromArray(S, xi, m + xApart + i);
            DoubleVector di = DoubleVector.fromArray(S, xi, m + 3 * xApart + i);
            DoubleVector acR = ar.add(cr);
            DoubleVector acI = ai.add(ci);
            DoubleVector bdR = br.add(dr);
            DoubleVector bdI = bi.add(di);
            acR.add(bdR).intoArray(yr, toR + i);
            acI.add(bdI).intoArray(yi, toI + i);
            acR.sub(bdR).intoArray(yr, toR + 2 * yApart + i);
            acI.sub(bdI).intoArray(yi, toI + 2 * yApart + i);
            DoubleVector adR = ar.sub(cr);
            DoubleVector adI = ai.sub(ci);
            DoubleVector turnR = bi.sub(di); // -i (b - d)
            DoubleVector turnI = dr.sub(br);
            adR.add(turnR).intoArray(yr, toR + yApart + i);
            adI.add(turnI).intoArray(yi, toI + yApart + i);
            adR.sub(turnR).intoArray(yr, toR + 3 * yApart + i);
            adI.sub(turnI).intoArray(yi, toI + 3 * yApart + i);
        }
    }

    @Override
    public void radix5(Stage stage, Lines<double[]> x, Lines<double[]> y, int width) {
        int runs = runs(stage, x, y, width);
        int count = stage.stride() / runs * width;
        for (int p = 0; p < stage.blocks(); p++) {
            for (int q = 0; q < runs; q++) {
                radix5(
                        stage,
                        p,
                        x,
                        (p * stage.stride() + q) * x.step(),
                        y,
                        (5 * p * stage.stride() + q) * y.step(),
                        count);
            }
        }
    }

    private static void radix5(Stage stage, int p, Lines<double[]> x, int from, Lines<double[]> y, int to, int count) {
        butterflies(stage, x, from, y, to, count);
        int yApart = stage.stride() * y.step();
        for (int j = 1; j < 5 && p > 0; j++) {
            turn(
                    y.re(),
                    y.reAt() + to + j * yApart,
                    y.im(),
                    y.imAt() + to + j * yApart,
                    stage.cosine(p, j),
                    stage.sine(p, j),
                    count);
        }
    }

    private static void turn(double[] re, int reAt, double[] im, int imAt, double c, double s, int count) {
        DoubleVector cos = DoubleVector.broadcast(S, c);
        DoubleVector sin = DoubleVector.broadcast(S, s);
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector r = DoubleVector.fromArray(S, re, reAt + i);
            DoubleVector m = DoubleVector.fromArray(S, im, imAt + i);
            r.mul(cos).sub(m.mul(sin)).intoArray(re, reAt + i);
            r.fma(sin, m.mul(cos)).intoArray(im, imAt + i);
        }
    }

    private static void butterflies(Stage stage, Lines<double[]> x, int from, Lines<double[]> y, int to, int count) {
        DoubleVector c1 = DoubleVector.broadcast(S, Radix5.C1);
        DoubleVector c2 = DoubleVector.broadcast(S, Radix5.C2);
        DoubleVector s1 = DoubleVector.broadcast(S, Radix5.S1);
        DoubleVector s2 = DoubleVector.broadcast(S, Radix5.S2);
        double[] xr = x.re();
        double[] xi = x.im();
        double[] yr = y.re();
        double[] yi = y.im();
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int i = 0; i < count; i += S.length()) {
            int r = x.reAt() + from + i;
            int m = x.imAt() + from + i;
            int toR = y.reAt() + to + i;
            int toI = y.imAt() + to + i;
            DoubleVector b = DoubleVector.fromArray(S, xr, r + xApart);
            DoubleVector e = DoubleVector.fromArray(S, xr, r + 4 * xApart);
            DoubleVector c = DoubleVector.fromArray(S, xr, r + 2 * xApart);
            DoubleVector d = DoubleVector.fromArray(S, xr, r + 3 * xApart);
            DoubleVector d14r = b.sub(e);
            DoubleVector d23r = c.sub(d);
            DoubleVector s14r = b.add(e);
            DoubleVector s23r = c.add(d);
            DoubleVector a = DoubleVector.fromArray(S, xr, r);
            a.add(s14r).add(s23r).intoArray(yr, toR);
            DoubleVector m1r = s23r.fma(c2, s14r.fma(c1, a));
            DoubleVector m2r = s23r.fma(c1, s14r.fma(c2, a));
            b = DoubleVector.fromArray(S, xi, m + xApart);
            e = DoubleVector.fromArray(S, xi, m + 4 * xApart);
            c = DoubleVector.fromArray(S, xi, m + 2 * xApart);
            d = DoubleVector.fromArray(S, xi, m + 3 * xApart);
            DoubleVector d14i = b.sub(e);
            DoubleVector d23i = c.sub(d);
            DoubleVector s14i = b.add(e);
            DoubleVector s23i = c.add(d);
            a = DoubleVector.fromArray(S, xi, m);
            a.add(s14i).add(s23i).intoArray(yi, toI);
            DoubleVector m1i = s23i.fma(c2, s14i.fma(c1, a));
            DoubleVector m2i = s23i.fma(c1, s14i.fma(c2, a));
            DoubleVector t1r = d14i.fma(s1, d23i.mul(s2)); // -i times the odd part
            DoubleVector t1i = d14r.fma(s1, d23r.mul(s2));
            DoubleVector t2r = d14i.mul(s2).sub(d23i.mul(s1));
            DoubleVector t2i = d14r.mul(s2).sub(d23r.mul(s1));
            m1r.add(t1r).intoArray(yr, toR + yApart);
            m1i.sub(t1i).intoArray(yi, toI + yApart);
            m2r.add(t2r).intoArray(yr, toR + 2 * yApart);
            m2i.sub(t2i).intoArray(yi, toI + 2 * yApart);
            m2r.sub(t2r).intoArray(yr, toR + 3 * yApart);
            m2i.add(t2i).intoArray(yi, toI + 3 * yApart);
            m1r.sub(t1r).intoArray(yr, toR + 4 * yApart);
            m1i.add(t1i).intoArray(yi, toI + 4 * yApart);
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
        DoubleVector half = DoubleVector.broadcast(S, 0.5);
        for (int i = 0; i < width; i += S.length()) {
            DoubleVector a = DoubleVector.fromArray(S, re, at + i).mul(half);
            DoubleVector b = DoubleVector.fromArray(S, im, at + i).mul(half);
            DoubleVector c = DoubleVector.fromArray(S, re, mirrored + i).mul(half);
            DoubleVector d = DoubleVector.fromArray(S, im, mirrored + i).mul(half);
            a.add(c).intoArray(spectrum, first + i);
            b.sub(d).intoArray(spectrum, first + imaginary + i);
            b.add(d).intoArray(spectrum, second + i);
            c.sub(a).intoArray(spectrum, second + imaginary + i);
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
        for (int i = 0; i < width; i += S.length()) {
            DoubleVector ar = DoubleVector.fromArray(S, spectrum, first + i);
            DoubleVector ai = DoubleVector.fromArray(S, spectrum, first + imaginary + i);
            DoubleVector br = DoubleVector.fromArray(S, spectrum, second + i);
            DoubleVector bi = DoubleVector.fromArray(S, spectrum, second + imaginary + i);
            ar.add(bi).intoArray(re, mirrored + i);
            br.sub(ai).intoArray(im, mirrored + i);
            ar.sub(bi).intoArray(re, at + i);
            ai.add(br).intoArray(im, at + i);
        }
    }
}
