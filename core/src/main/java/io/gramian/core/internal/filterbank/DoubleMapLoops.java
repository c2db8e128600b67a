package io.gramian.core.internal.filterbank;

/**
 * The loops over maps in plain Java, in double precision, written like those of the transforms.
 */
public class DoubleMapLoops extends DoubleTransformLoops {
    /** Made for one backend. */
    public DoubleMapLoops() {}

    @Override
    public void dots(
            double[] d, int dAt, double[] z, int zAt, int im, int rows, int width, double[] sums, int at, int step) {
        for (int row = 0; row < rows; row++) {
            int from = dAt + 2 * row * im;
            int to = zAt + 2 * row * im;
            double real = 0;
            double imaginary = 0;
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
            double[] d,
            int dAt,
            double[] z,
            int zAt,
            int im,
            boolean conjugate,
            double[] w,
            int wAt,
            int width,
            double[] sum,
            int at) {
        double real = 0;
        double imaginary = 0;
        for (int i = 0; i < width; i++) {
            double zr = w[wAt + i] * z[zAt + i];
            double zi = w[wAt + i] * (conjugate ? -z[zAt + im + i] : z[zAt + im + i]);
            real += d[dAt + i] * zr - d[dAt + im + i] * zi;
            imaginary += d[dAt + i] * zi + d[dAt + im + i] * zr;
        }
        sum[at] += real;
        sum[at + 1] += imaginary;
    }

    @Override
    public void update(
            double[] d,
            int dAt,
            double[] z,
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
            double gr = g[at + row * step];
            double gi = g[at + row * step + 1];
            double keep = alpha == null ? 1 : alpha[row];
            for (int i = 0; i < width; i++) {
                double dr = d[from + i];
                double di = d[from + im + i];
                z[to + i] = keep * z[to + i] + (dr * gr + di * gi);
                z[to + im + i] = keep * z[to + im + i] + (dr * gi - di * gr);
            }
        }
    }

    @Override
    public final void weightedUpdate(
            double[] d,
            int dAt,
            double[] z,
            int zAt,
            int im,
            int width,
            double gr,
            double gi,
            double[] alpha,
            double[] beta,
            int wAt) {
        double re = gr;
        double imaginary = gi;
        for (int i = 0; i < width; i++) {
            double keep = alpha == null ? 1 : alpha[wAt + i];
            double dr = beta[wAt + i] * d[dAt + i];
            double di = beta[wAt + i] * d[dAt + im + i];
            z[zAt + i] = keep * z[zAt + i] + (dr * re + di * imaginary);
            z[zAt + im + i] = keep * z[zAt + im + i] + (dr * imaginary - di * re);
        }
    }

    private static double clamp(double v, double low, double high) {
        return v > high ? high : v < low ? low : v;
    }

    @Override
    public void reflect(double[] v, int vAt, Bounds<double[]> bounds, double scale, double[] z, int zAt, int count) {
        double factor = (1 + scale);
        for (int from = 0; from < count; from += bounds.period()) {
            for (int i = 0; i < bounds.period(); i++) {
                double number = v[vAt + from + i];
                int t = bounds.at() + i;
                z[zAt + from + i] = number - factor * clamp(number, bounds.low()[t], bounds.high()[t]);
            }
        }
    }

    @Override
    public void relax(
            double[] x,
            double[] v,
            int vAt,
            Bounds<double[]> before,
            Bounds<double[]> after,
            double scale,
            double relaxation,
            int count,
            double[] sums) {
        double turn = scale;
        double pull = relaxation;
        double apart = 0;
        double primals = 0;
        double auxiliaries = 0;
        double changes = 0;
        double duals = 0;
        double primalPenalty = 0;
        double auxiliaryPenalty = 0;
        for (int i = 0, t = 0, s = 0; i < count; i++) {
            double old = v[vAt + i];
            double dual = clamp(old, before.low()[before.at() + t], before.high()[before.at() + t]);
            double previous = old - dual;
            double primal = x[i];
            double next = previous + turn * dual + pull * (primal - previous);
            dual = clamp(next, after.low()[after.at() + s], after.high()[after.at() + s]);
            double auxiliary = next - dual;
            v[vAt + i] = next;
            x[i] = auxiliary - dual;
            double weight = after.weight()[after.at() + s];
            double difference = primal - auxiliary;
            double change = auxiliary - previous;
            apart += difference * difference;
            primals += primal * primal;
            auxiliaries += auxiliary * auxiliary;
            changes += change * change;
            duals += dual * dual;
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
    public void extrapolate(double[] x, double[] previous, int at, double momentum, double[] z, int zAt, int count) {
        double factor = momentum;
        for (int i = 0; i < count; i++) {
            z[zAt + i] = x[at + i] + factor * (x[at + i] - previous[at + i]);
        }
    }

    @Override
    public void proximal(
            double[] q,
            double[] x,
            double[] previous,
            double[] c,
            int at,
            double momentum,
            Bounds<double[]> bounds,
            int count,
            double[] sums) {
        double factor = momentum;
        double slope = 0;
        double differences = 0;
        double changes = 0;
        double norms = 0;
        double uphill = 0;
        double penalty = 0;
        for (int i = 0, t = 0; i < count; i++) {
            double target = q[i];
            double current = x[at + i];
            double p = current + factor * (current - previous[at + i]);
            double candidate = target - clamp(target, bounds.low()[bounds.at() + t], bounds.high()[bounds.at() + t]);
            c[at + i] = candidate;
            double difference = candidate - p;
            double change = candidate - current;
            slope += (p - target) * difference;
            differences += difference * difference;
            changes += change * change;
            norms += candidate * candidate;
            uphill -= difference * change;
            penalty += bounds.weight()[bounds.at() + t] * Math.abs(candidate);
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
