package io.gramian.core.internal.filterbank;

/**
 * The loops over maps in plain Java, in single precision, written like those of the transforms.
 */
public class FloatMapLoops extends FloatTransformLoops {
    /** Made for one backend. */
    public FloatMapLoops() {}

    @Override
    public void dots(
            float[] d, int dAt, float[] z, int zAt, int im, int rows, int width, double[] sums, int at, int step) {
        for (int row = 0; row < rows; row++) {
            int from = dAt + 2 * row * im;
            int to = zAt + 2 * row * im;
            float real = 0;
            float imaginary = 0;
            for (int i = 0; i < width; i++) {
                real += d[from + i] * z[to + i] - d[from + im + i] * z[to + im + i];
                imaginary += d[from + i] * z[to + im + i] + d[from + im + i] * z[to + i];
            }
            sums[at + row * step] += real;
            sums[at + row * step + 1] += imaginary;
        }
    }

    @Override
    public final void weightedDot(
            float[] d,
            int dAt,
            float[] z,
            int zAt,
            int im,
            boolean conjugate,
            float[] w,
            int wAt,
            int width,
            double[] sum,
            int at) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < width; i++) {
            double zr = (double) w[wAt + i] * z[zAt + i];
            double zi = (double) w[wAt + i] * (conjugate ? -z[zAt + im + i] : z[zAt + im + i]);
            real += d[dAt + i] * zr - d[dAt + im + i] * zi;
            imaginary += d[dAt + i] * zi + d[dAt + im + i] * zr;
        }
        sum[at] += real;
        sum[at + 1] += imaginary;
    }

    @Override
    public void update(
            float[] d,
            int dAt,
            float[] z,
            int zAt,
            int im,
            int rows,
            int width,
            double[] g,
            int at,
            int step,
            double[] alpha) {
        for (int row = 0; row < rows; row++) {
            int from = dAt + 2 * row * im;
            int to = zAt + 2 * row * im;
            float gr = (float) g[at + row * step];
            float gi = (float) g[at + row * step + 1];
            float keep = alpha == null ? 1 : (float) alpha[row];
            for (int i = 0; i < width; i++) {
                float dr = d[from + i];
                float di = d[from + im + i];
                z[to + i] = keep * z[to + i] + (dr * gr + di * gi);
                z[to + im + i] = keep * z[to + im + i] + (dr * gi - di * gr);
            }
        }
    }

    @Override
    public final void weightedUpdate(
            float[] d,
            int dAt,
            float[] z,
            int zAt,
            int im,
            int width,
            double gr,
            double gi,
            float[] alpha,
            float[] beta,
            int wAt) {
        float re = (float) gr;
        float imaginary = (float) gi;
        for (int i = 0; i < width; i++) {
            float keep = alpha == null ? 1 : alpha[wAt + i];
            float dr = beta[wAt + i] * d[dAt + i];
            float di = beta[wAt + i] * d[dAt + im + i];
            z[zAt + i] = keep * z[zAt + i] + (dr * re + di * imaginary);
            z[zAt + im + i] = keep * z[zAt + im + i] + (dr * imaginary - di * re);
        }
    }

    private static float clamp(float v, float low, float high) {
        return v > high ? high : v < low ? low : v;
    }

    @Override
    public void reflect(float[] v, int vAt, Bounds<float[]> bounds, double scale, float[] z, int zAt, int count) {
        float factor = (float) (1 + scale);
        for (int from = 0; from < count; from += bounds.period()) {
            for (int i = 0; i < bounds.period(); i++) {
                float number = v[vAt + from + i];
                int t = bounds.at() + i;
                z[zAt + from + i] = number - factor * clamp(number, bounds.low()[t], bounds.high()[t]);
            }
        }
    }

    @Override
    public void relax(
            float[] x,
            float[] v,
            int vAt,
            Bounds<float[]> before,
            Bounds<float[]> after,
            double scale,
            double relaxation,
            int count,
            double[] sums) {
        float turn = (float) scale;
        float pull = (float) relaxation;
        double apart = 0;
        double primals = 0;
        double auxiliaries = 0;
        double changes = 0;
        double duals = 0;
        double primalPenalty = 0;
        double auxiliaryPenalty = 0;
        for (int i = 0, t = 0, s = 0; i < count; i++) {
            float old = v[vAt + i];
            float dual = clamp(old, before.low()[before.at() + t], before.high()[before.at() + t]);
            float previous = old - dual;
            float primal = x[i];
            float next = previous + turn * dual + pull * (primal - previous);
            dual = clamp(next, after.low()[after.at() + s], after.high()[after.at() + s]);
            float auxiliary = next - dual;
            v[vAt + i] = next;
            x[i] = auxiliary - dual;
            double weight = after.weight()[after.at() + s];
            double difference = primal - auxiliary;
            double change = auxiliary - previous;
            apart += difference * difference;
            primals += (double) primal * primal;
            auxiliaries += (double) auxiliary * auxiliary;
            changes += change * change;
            duals += (double) dual * dual;
            primalPenalty += weight * Math.abs(primal);
            auxiliaryPenalty += weight * Math.abs(auxiliary);
            t = t + 1 == before.period() ? 0 : t + 1;
            s = s + 1 == after.period() ? 0 : s + 1;
        }
        sums[0] += apart;
        sums[1] += primals;
        sums[2] += auxiliaries;
        sums[3] += changes;
        sums[4] += duals;
        sums[5] += primalPenalty;
        sums[6] += auxiliaryPenalty;
    }

    @Override
    public void extrapolate(float[] x, float[] previous, int at, double momentum, float[] z, int zAt, int count) {
        float factor = (float) momentum;
        for (int i = 0; i < count; i++) {
            z[zAt + i] = x[at + i] + factor * (x[at + i] - previous[at + i]);
        }
    }

    @Override
    public void proximal(
            float[] q,
            float[] x,
            float[] previous,
            float[] c,
            int at,
            double momentum,
            Bounds<float[]> bounds,
            int count,
            double[] sums) {
        float factor = (float) momentum;
        double slope = 0;
        double differences = 0;
        double changes = 0;
        double norms = 0;
        double uphill = 0;
        double penalty = 0;
        for (int i = 0, t = 0; i < count; i++) {
            float target = q[i];
            float current = x[at + i];
            float p = current + factor * (current - previous[at + i]);
            float candidate = target - clamp(target, bounds.low()[bounds.at() + t], bounds.high()[bounds.at() + t]);
            c[at + i] = candidate;
            double difference = candidate - p;
            double change = candidate - current;
            slope += (p - target) * difference;
            differences += difference * difference;
            changes += change * change;
            norms += (double) candidate * candidate;
            uphill -= difference * change;
            penalty += (double) bounds.weight()[bounds.at() + t] * Math.abs(candidate);
            t = t + 1 == bounds.period() ? 0 : t + 1;
        }
        sums[0] += slope;
        sums[1] += differences;
        sums[2] += changes;
        sums[3] += norms;
        sums[4] += uphill;
        sums[5] += penalty;
    }
}
