package io.gramian.core.internal.vector;

import io.gramian.core.internal.filterbank.Bounds;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops over maps on the Vector API, in single precision. Sums are arguments where they are added to, and each loop runs
 * flat over a whole row with the bounds repeating beside it: with a loop over positions around one over lanes, seven sums
 * were boxed at every turn. Lanes of sums are added in their order, which makes the result the same in every run.
 */
public final class VectorFloatMapLoops extends VectorFloatTransformLoops {
    /** Made by name, where the Vector API is there. */
    public VectorFloatMapLoops() {}

    private static double total(float[] lanes) {
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    @Override
    public void dots(
            float[] d, int dAt, float[] z, int zAt, int im, int rows, int width, double[] sums, int at, int step) {
        float[] lanes = new float[2 * S.length()];
        for (int row = 0; row < rows; row++) {
            dot(d, dAt + 2 * row * im, z, zAt + 2 * row * im, im, width, lanes);
            double real = 0;
            double imaginary = 0;
            for (int i = 0; i < S.length(); i++) {
                real += lanes[i];
                imaginary += lanes[S.length() + i];
            }
            sums[at + row * step] += real;
            sums[at + row * step + 1] += imaginary;
        }
    }

    private static void dot(float[] d, int dAt, float[] z, int zAt, int im, int width, float[] lanes) {
        FloatVector rr = FloatVector.zero(S);
        FloatVector ii = FloatVector.zero(S);
        FloatVector ri = FloatVector.zero(S);
        FloatVector ir = FloatVector.zero(S);
        for (int i = 0; i < width; i += S.length()) {
            FloatVector dr = FloatVector.fromArray(S, d, dAt + i);
            FloatVector di = FloatVector.fromArray(S, d, dAt + im + i);
            FloatVector zr = FloatVector.fromArray(S, z, zAt + i);
            FloatVector zi = FloatVector.fromArray(S, z, zAt + im + i);
            rr = dr.fma(zr, rr);
            ii = di.fma(zi, ii);
            ri = dr.fma(zi, ri);
            ir = di.fma(zr, ir);
        }
        rr.sub(ii).intoArray(lanes, 0);
        ri.add(ir).intoArray(lanes, S.length());
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
            FloatVector gr = FloatVector.broadcast(S, (float) g[at + row * step]);
            FloatVector gi = FloatVector.broadcast(S, (float) g[at + row * step + 1]);
            FloatVector keep = FloatVector.broadcast(S, alpha == null ? 1 : (float) alpha[row]);
            int from = dAt + 2 * row * im;
            int to = zAt + 2 * row * im;
            for (int i = 0; i < width; i += S.length()) {
                FloatVector dr = FloatVector.fromArray(S, d, from + i);
                FloatVector di = FloatVector.fromArray(S, d, from + im + i);
                FloatVector zr = FloatVector.fromArray(S, z, to + i);
                FloatVector zi = FloatVector.fromArray(S, z, to + im + i);
                keep.fma(zr, dr.fma(gr, di.mul(gi))).intoArray(z, to + i);
                keep.fma(zi, dr.mul(gi).sub(di.mul(gr))).intoArray(z, to + im + i);
            }
        }
    }

    @Override
    public void reflect(float[] v, int vAt, Bounds<float[]> bounds, double scale, float[] z, int zAt, int count) {
        FloatVector factor = FloatVector.broadcast(S, (float) (1 + scale));
        float[] low = bounds.low();
        float[] high = bounds.high();
        int end = bounds.at() + bounds.period();
        int t = bounds.at();
        for (int i = 0; i < count; i += S.length()) {
            FloatVector a = FloatVector.fromArray(S, v, vAt + i);
            FloatVector most = FloatVector.fromArray(S, high, t);
            FloatVector least = FloatVector.fromArray(S, low, t);
            FloatVector u = a.blend(most, a.compare(VectorOperators.GT, most));
            u = u.blend(least, a.compare(VectorOperators.LT, least));
            a.sub(factor.mul(u)).intoArray(z, zAt + i);
            t += S.length();
            t = t == end ? bounds.at() : t;
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
        FloatVector turn = FloatVector.broadcast(S, (float) scale);
        FloatVector pull = FloatVector.broadcast(S, (float) relaxation);
        FloatVector apart = FloatVector.zero(S);
        FloatVector primals = FloatVector.zero(S);
        FloatVector auxiliaries = FloatVector.zero(S);
        FloatVector changes = FloatVector.zero(S);
        FloatVector duals = FloatVector.zero(S);
        FloatVector primalPenalty = FloatVector.zero(S);
        FloatVector auxiliaryPenalty = FloatVector.zero(S);
        int t = before.at();
        int s = after.at();
        for (int i = 0; i < count; i += S.length()) {
            FloatVector old = FloatVector.fromArray(S, v, vAt + i);
            FloatVector most = FloatVector.fromArray(S, before.high(), t);
            FloatVector least = FloatVector.fromArray(S, before.low(), t);
            FloatVector dual = old.blend(most, old.compare(VectorOperators.GT, most));
            dual = dual.blend(least, old.compare(VectorOperators.LT, least));
            FloatVector previous = old.sub(dual);
            FloatVector primal = FloatVector.fromArray(S, x, i);
            FloatVector next = primal.sub(previous).fma(pull, dual.fma(turn, previous));
            next.intoArray(v, vAt + i);
            most = FloatVector.fromArray(S, after.high(), s);
            least = FloatVector.fromArray(S, after.low(), s);
            dual = next.blend(most, next.compare(VectorOperators.GT, most));
            dual = dual.blend(least, next.compare(VectorOperators.LT, least));
            FloatVector auxiliary = next.sub(dual);
            auxiliary.sub(dual).intoArray(x, i);
            FloatVector weight = FloatVector.fromArray(S, after.weight(), s);
            FloatVector difference = primal.sub(auxiliary);
            FloatVector change = auxiliary.sub(previous);
            apart = difference.fma(difference, apart);
            primals = primal.fma(primal, primals);
            auxiliaries = auxiliary.fma(auxiliary, auxiliaries);
            changes = change.fma(change, changes);
            duals = dual.fma(dual, duals);
            primalPenalty = weight.fma(primal.abs(), primalPenalty);
            auxiliaryPenalty = weight.fma(auxiliary.abs(), auxiliaryPenalty);
            t += S.length();
            t = t == before.at() + before.period() ? before.at() : t;
            s += S.length();
            s = s == after.at() + after.period() ? after.at() : s;
        }
        float[] lanes = new float[S.length()];
        apart.intoArray(lanes, 0);
        sums[0] += total(lanes);
        primals.intoArray(lanes, 0);
        sums[1] += total(lanes);
        auxiliaries.intoArray(lanes, 0);
        sums[2] += total(lanes);
        changes.intoArray(lanes, 0);
        sums[3] += total(lanes);
        duals.intoArray(lanes, 0);
        sums[4] += total(lanes);
        primalPenalty.intoArray(lanes, 0);
        sums[5] += total(lanes);
        auxiliaryPenalty.intoArray(lanes, 0);
        sums[6] += total(lanes);
    }

    @Override
    public void extrapolate(float[] x, float[] previous, int at, double momentum, float[] z, int zAt, int count) {
        FloatVector factor = FloatVector.broadcast(S, (float) momentum);
        for (int i = 0; i < count; i += S.length()) {
            FloatVector current = FloatVector.fromArray(S, x, at + i);
            FloatVector change = current.sub(FloatVector.fromArray(S, previous, at + i));
            change.fma(factor, current).intoArray(z, zAt + i);
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
        FloatVector factor = FloatVector.broadcast(S, (float) momentum);
        FloatVector slope = FloatVector.zero(S);
        FloatVector differences = FloatVector.zero(S);
        FloatVector changes = FloatVector.zero(S);
        FloatVector norms = FloatVector.zero(S);
        FloatVector uphill = FloatVector.zero(S);
        FloatVector penalty = FloatVector.zero(S);
        int t = bounds.at();
        for (int i = 0; i < count; i += S.length()) {
            FloatVector target = FloatVector.fromArray(S, q, i);
            FloatVector most = FloatVector.fromArray(S, bounds.high(), t);
            FloatVector least = FloatVector.fromArray(S, bounds.low(), t);
            FloatVector cut = target.blend(most, target.compare(VectorOperators.GT, most));
            cut = cut.blend(least, target.compare(VectorOperators.LT, least));
            FloatVector candidate = target.sub(cut);
            candidate.intoArray(c, at + i);
            FloatVector current = FloatVector.fromArray(S, x, at + i);
            FloatVector p =
                    current.sub(FloatVector.fromArray(S, previous, at + i)).fma(factor, current);
            FloatVector weight = FloatVector.fromArray(S, bounds.weight(), t);
            FloatVector difference = candidate.sub(p);
            FloatVector change = candidate.sub(current);
            slope = p.sub(target).fma(difference, slope);
            differences = difference.fma(difference, differences);
            changes = change.fma(change, changes);
            norms = candidate.fma(candidate, norms);
            uphill = difference.fma(change, uphill); // with the sign turned
            penalty = weight.fma(candidate.abs(), penalty);
            t += S.length();
            t = t == bounds.at() + bounds.period() ? bounds.at() : t;
        }
        float[] lanes = new float[S.length()];
        slope.intoArray(lanes, 0);
        sums[0] += total(lanes);
        differences.intoArray(lanes, 0);
        sums[1] += total(lanes);
        changes.intoArray(lanes, 0);
        sums[2] += total(lanes);
        norms.intoArray(lanes, 0);
        sums[3] += total(lanes);
        uphill.intoArray(lanes, 0);
        sums[4] -= total(lanes);
        penalty.intoArray(lanes, 0);
        sums[5] += total(lanes);
    }
}
