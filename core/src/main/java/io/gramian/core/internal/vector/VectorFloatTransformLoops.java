package io.gramian.core.internal.vector;

import io.gramian.core.internal.filterbank.FloatMapLoops;
import io.gramian.core.internal.filterbank.Lines;
import io.gramian.core.internal.filterbank.Radix5;
import io.gramian.core.internal.filterbank.Stage;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loops of Fourier transforms on the Vector API, in single precision. No vector leaves a method: it could be boxed. */
abstract class VectorFloatTransformLoops extends FloatMapLoops {
    static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final float HALF_ROOT_3 = (float) Math.sqrt(0.75);

    @Override
    public int lanes() {
        return S.length();
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
            FloatVector c = FloatVector.broadcast(S, (float) stage.cosine(p, 1));
            FloatVector s = FloatVector.broadcast(S, (float) stage.sine(p, 1));
            for (int q = 0; q < runs; q++) {
                int r = x.reAt() + (p * stage.stride() + q) * x.step();
                int m = x.imAt() + (p * stage.stride() + q) * x.step();
                int toR = y.reAt() + (2 * p * stage.stride() + q) * y.step();
                int toI = y.imAt() + (2 * p * stage.stride() + q) * y.step();
                for (int i = 0; i < count; i += S.length()) {
                    FloatVector ar = FloatVector.fromArray(S, xr, r + i);
                    FloatVector ai = FloatVector.fromArray(S, xi, m + i);
                    FloatVector br = FloatVector.fromArray(S, xr, r + xApart + i);
                    FloatVector bi = FloatVector.fromArray(S, xi, m + xApart + i);
                    ar.add(br).intoArray(yr, toR + i);
                    ai.add(bi).intoArray(yi, toI + i);
                    FloatVector dr = ar.sub(br);
                    FloatVector di = ai.sub(bi);
                    dr.mul(c).sub(di.mul(s)).intoArray(yr, toR + yApart + i);
                    dr.fma(s, di.mul(c)).intoArray(yi, toI + yApart + i);
                }
            }
        }
    }

    @Override
    public void radix3(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
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

    private static void radix3(Stage stage, int p, Lines<float[]> x, int from, Lines<float[]> y, int to, int count) {
        FloatVector c1 = FloatVector.broadcast(S, (float) stage.cosine(p, 1));
        FloatVector s1 = FloatVector.broadcast(S, (float) stage.sine(p, 1));
        FloatVector c2 = FloatVector.broadcast(S, (float) stage.cosine(p, 2));
        FloatVector s2 = FloatVector.broadcast(S, (float) stage.sine(p, 2));
        FloatVector turn = FloatVector.broadcast(S, HALF_ROOT_3);
        FloatVector half = FloatVector.broadcast(S, 0.5f);
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
        for (int i = 0; i < count; i += S.length()) {
            FloatVector br = FloatVector.fromArray(S, xr, r + xApart + i);
            FloatVector bi = FloatVector.fromArray(S, xi, m + xApart + i);
            FloatVector cr = FloatVector.fromArray(S, xr, r + 2 * xApart + i);
            FloatVector ci = FloatVector.fromArray(S, xi, m + 2 * xApart + i);
            FloatVector turnR = bi.sub(ci).mul(turn); // -i half root 3 (b - c)
            FloatVector turnI = cr.sub(br).mul(turn);
            FloatVector sumR = br.add(cr);
            FloatVector sumI = bi.add(ci);
            FloatVector ar = FloatVector.fromArray(S, xr, r + i);
            FloatVector ai = FloatVector.fromArray(S, xi, m + i);
            ar.add(sumR).intoArray(yr, toR + i);
            ai.add(sumI).intoArray(yi, toI + i);
            FloatVector midR = ar.sub(sumR.mul(half));
            FloatVector midI = ai.sub(sumI.mul(half));
            FloatVector ur = midR.add(turnR);
            FloatVector ui = midI.add(turnI);
            ur.mul(c1).sub(ui.mul(s1)).intoArray(yr, toR + yApart + i);
            ur.fma(s1, ui.mul(c1)).intoArray(yi, toI + yApart + i);
            FloatVector wr = midR.sub(turnR);
            FloatVector wi = midI.sub(turnI);
            wr.mul(c2).sub(wi.mul(s2)).intoArray(yr, toR + 2 * yApart + i);
            wr.fma(s2, wi.mul(c2)).intoArray(yi, toI + 2 * yApart + i);
        }
    }

    @Override
    protected void fours(
            float[] xr,
            int r,
            float[] xi,
            int m,
            int xApart,
            float[] yr,
            int toR,
            float[] yi,
            int toI,
            int yApart,
            int count,
            Stage stage,
            int p) {
        if (p == 0) { // a quarter of all butterflies of length 256, and all of length 4
            foursUnturned(xr, r, xi, m, xApart, yr, toR, yi, toI, yApart, count);
            return;
        }
        FloatVector c1 = FloatVector.broadcast(S, (float) stage.cosine(p, 1));
        FloatVector s1 = FloatVector.broadcast(S, (float) stage.sine(p, 1));
        FloatVector c2 = FloatVector.broadcast(S, (float) stage.cosine(p, 2));
        FloatVector s2 = FloatVector.broadcast(S, (float) stage.sine(p, 2));
        FloatVector c3 = FloatVector.broadcast(S, (float) stage.cosine(p, 3));
        FloatVector s3 = FloatVector.broadcast(S, (float) stage.sine(p, 3));
        for (int i = 0; i < count; i += S.length()) {
            FloatVector ar = FloatVector.fromArray(S, xr, r + i);
            FloatVector cr = FloatVector.fromArray(S, xr, r + 2 * xApart + i);
            FloatVector br = FloatVector.fromArray(S, xr, r + xApart + i);
            FloatVector dr = FloatVector.fromArray(S, xr, r + 3 * xApart + i);
            FloatVector ai = FloatVector.fromArray(S, xi, m + i);
            FloatVector ci = FloatVector.fromArray(S, xi, m + 2 * xApart + i);
            FloatVector bi = FloatVector.fromArray(S, xi, m + xApart + i);
            FloatVector di = FloatVector.fromArray(S, xi, m + 3 * xApart + i);
            FloatVector acR = ar.add(cr);
            FloatVector acI = ai.add(ci);
            FloatVector bdR = br.add(dr);
            FloatVector bdI = bi.add(di);
            acR.add(bdR).intoArray(yr, toR + i);
            acI.add(bdI).intoArray(yi, toI + i);
            FloatVector vr = acR.sub(bdR);
            FloatVector vi = acI.sub(bdI);
            vr.mul(c2).sub(vi.mul(s2)).intoArray(yr, toR + 2 * yApart + i);
            vr.fma(s2, vi.mul(c2)).intoArray(yi, toI + 2 * yApart + i);
            FloatVector adR = ar.sub(cr);
            FloatVector adI = ai.sub(ci);
            FloatVector turnR = bi.sub(di); // -i (b - d)
            FloatVector turnI = dr.sub(br);
            FloatVector ur = adR.add(turnR);
            FloatVector ui = adI.add(turnI);
            ur.mul(c1).sub(ui.mul(s1)).intoArray(yr, toR + yApart + i);
            ur.fma(s1, ui.mul(c1)).intoArray(yi, toI + yApart + i);
            FloatVector wr = adR.sub(turnR);
            FloatVector wi = adI.sub(turnI);
            wr.mul(c3).sub(wi.mul(s3)).intoArray(yr, toR + 3 * yApart + i);
            wr.fma(s3, wi.mul(c3)).intoArray(yi, toI + 3 * yApart + i);
        }
    }

    private static void foursUnturned(
            float[] xr,
            int r,
            float[] xi,
            int m,
            int xApart,
            float[] yr,
            int toR,
            float[] yi,
            int toI,
            int yApart,
            int count) {
        for (int i = 0; i < count; i += S.length()) {
            FloatVector ar = FloatVector.fromArray(S, xr, r + i);
            FloatVector cr = FloatVector.fromArray(S, xr, r + 2 * xApart + i);
            FloatVector br = FloatVector.fromArray(S, xr, r + xApart + i);
            FloatVector dr = FloatVector.fromArray(S, xr, r + 3 * xApart + i);
            FloatVector ai = FloatVector.fromArray(S, xi, m + i);
            FloatVector ci = FloatVector.fromArray(S, xi, m + 2 * xApart + i);
            FloatVector bi = FloatVector.fromArray(S, xi, m + xApart + i);
            FloatVector di = FloatVector.fromArray(S, xi, m + 3 * xApart + i);
            FloatVector acR = ar.add(cr);
            FloatVector acI = ai.add(ci);
            FloatVector bdR = br.add(dr);
            FloatVector bdI = bi.add(di);
            acR.add(bdR).intoArray(yr, toR + i);
            acI.add(bdI).intoArray(yi, toI + i);
            acR.sub(bdR).intoArray(yr, toR + 2 * yApart + i);
            acI.sub(bdI).intoArray(yi, toI + 2 * yApart + i);
            FloatVector adR = ar.sub(cr);
            FloatVector adI = ai.sub(ci);
            FloatVector turnR = bi.sub(di); // -i (b - d)
            FloatVector turnI = dr.sub(br);
            adR.add(turnR).intoArray(yr, toR + yApart + i);
            adI.add(turnI).intoArray(yi, toI + yApart + i);
            adR.sub(turnR).intoArray(yr, toR + 3 * yApart + i);
            adI.sub(turnI).intoArray(yi, toI + 3 * yApart + i);
        }
    }

    @Override
    public void radix5(Stage stage, Lines<float[]> x, Lines<float[]> y, int width) {
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

    private static void radix5(Stage stage, int p, Lines<float[]> x, int from, Lines<float[]> y, int to, int count) {
        butterflies(stage, x, from, y, to, count);
        int yApart = stage.stride() * y.step();
        for (int j = 1; j < 5 && p > 0; j++) {
            turn(
                    y.re(),
                    y.reAt() + to + j * yApart,
                    y.im(),
                    y.imAt() + to + j * yApart,
                    (float) stage.cosine(p, j),
                    (float) stage.sine(p, j),
                    count);
        }
    }

    private static void turn(float[] re, int reAt, float[] im, int imAt, float c, float s, int count) {
        FloatVector cos = FloatVector.broadcast(S, c);
        FloatVector sin = FloatVector.broadcast(S, s);
        for (int i = 0; i < count; i += S.length()) {
            FloatVector r = FloatVector.fromArray(S, re, reAt + i);
            FloatVector m = FloatVector.fromArray(S, im, imAt + i);
            r.mul(cos).sub(m.mul(sin)).intoArray(re, reAt + i);
            r.fma(sin, m.mul(cos)).intoArray(im, imAt + i);
        }
    }

    private static void butterflies(Stage stage, Lines<float[]> x, int from, Lines<float[]> y, int to, int count) {
        FloatVector c1 = FloatVector.broadcast(S, (float) Radix5.C1);
        FloatVector c2 = FloatVector.broadcast(S, (float) Radix5.C2);
        FloatVector s1 = FloatVector.broadcast(S, (float) Radix5.S1);
        FloatVector s2 = FloatVector.broadcast(S, (float) Radix5.S2);
        float[] xr = x.re();
        float[] xi = x.im();
        float[] yr = y.re();
        float[] yi = y.im();
        int xApart = stage.blocks() * stage.stride() * x.step();
        int yApart = stage.stride() * y.step();
        for (int i = 0; i < count; i += S.length()) {
            int r = x.reAt() + from + i;
            int m = x.imAt() + from + i;
            int toR = y.reAt() + to + i;
            int toI = y.imAt() + to + i;
            FloatVector b = FloatVector.fromArray(S, xr, r + xApart);
            FloatVector e = FloatVector.fromArray(S, xr, r + 4 * xApart);
            FloatVector c = FloatVector.fromArray(S, xr, r + 2 * xApart);
            FloatVector d = FloatVector.fromArray(S, xr, r + 3 * xApart);
            FloatVector d14r = b.sub(e);
            FloatVector d23r = c.sub(d);
            FloatVector s14r = b.add(e);
            FloatVector s23r = c.add(d);
            FloatVector a = FloatVector.fromArray(S, xr, r);
            a.add(s14r).add(s23r).intoArray(yr, toR);
            FloatVector m1r = s23r.fma(c2, s14r.fma(c1, a));
            FloatVector m2r = s23r.fma(c1, s14r.fma(c2, a));
            b = FloatVector.fromArray(S, xi, m + xApart);
            e = FloatVector.fromArray(S, xi, m + 4 * xApart);
            c = FloatVector.fromArray(S, xi, m + 2 * xApart);
            d = FloatVector.fromArray(S, xi, m + 3 * xApart);
            FloatVector d14i = b.sub(e);
            FloatVector d23i = c.sub(d);
            FloatVector s14i = b.add(e);
            FloatVector s23i = c.add(d);
            a = FloatVector.fromArray(S, xi, m);
            a.add(s14i).add(s23i).intoArray(yi, toI);
            FloatVector m1i = s23i.fma(c2, s14i.fma(c1, a));
            FloatVector m2i = s23i.fma(c1, s14i.fma(c2, a));
            FloatVector t1r = d14i.fma(s1, d23i.mul(s2)); // -i times the odd part
            FloatVector t1i = d14r.fma(s1, d23r.mul(s2));
            FloatVector t2r = d14i.mul(s2).sub(d23i.mul(s1));
            FloatVector t2i = d14r.mul(s2).sub(d23r.mul(s1));
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
            float[] re,
            float[] im,
            int at,
            int mirrored,
            float[] spectrum,
            int first,
            int second,
            int imaginary,
            int width) {
        FloatVector half = FloatVector.broadcast(S, 0.5f);
        for (int i = 0; i < width; i += S.length()) {
            FloatVector a = FloatVector.fromArray(S, re, at + i).mul(half);
            FloatVector b = FloatVector.fromArray(S, im, at + i).mul(half);
            FloatVector c = FloatVector.fromArray(S, re, mirrored + i).mul(half);
            FloatVector d = FloatVector.fromArray(S, im, mirrored + i).mul(half);
            a.add(c).intoArray(spectrum, first + i);
            b.sub(d).intoArray(spectrum, first + imaginary + i);
            b.add(d).intoArray(spectrum, second + i);
            c.sub(a).intoArray(spectrum, second + imaginary + i);
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
        for (int i = 0; i < width; i += S.length()) {
            FloatVector ar = FloatVector.fromArray(S, spectrum, first + i);
            FloatVector ai = FloatVector.fromArray(S, spectrum, first + imaginary + i);
            FloatVector br = FloatVector.fromArray(S, spectrum, second + i);
            FloatVector bi = FloatVector.fromArray(S, spectrum, second + imaginary + i);
            ar.add(bi).intoArray(re, mirrored + i);
            br.sub(ai).intoArray(im, mirrored + i);
            ar.sub(bi).intoArray(re, at + i);
            ai.add(br).intoArray(im, at + i);
        }
    }
}
