package io.gramian.core.internal.vector;

import io.gramian.core.internal.filterbank.Bounds;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The loops over maps on the Vector API, in double precision. Sums are arguments where they are added to, and each loop runs
 * flat over a whole row with the bounds repeating beside it: with a loop over positions around one over lanes, seven sums
 * were boxed at every turn. Lanes of sums are added in their order, which makes the result the same in every run.
 */
public final class VectorDoubleMapLoops extends VectorDoubleTransformLoops {
    /** Made by name, where the Vector API is there. */
    public VectorDoubleMapLoops() {}

    private static double total(double[] lanes) {
        double sum = 0;
        for (double lane : lanes) {
            sum += lane;
        }
        return sum;
    }

    @Override
    public void dots(
            double[] d, int dAt, double[] z, int zAt, int im, int rows, int width, double[] sums, int at, int step) {
        double[] lanes = new double[2 * S.length()];
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

    private static void dot(double[] d, int dAt, double[] z, int zAt, int im, int width, double[] lanes) {
        DoubleVector rr = DoubleVector.zero(S);
        DoubleVector ii = DoubleVector.zero(S);
        DoubleVector ri = DoubleVector.zero(S);
        DoubleVector ir = DoubleVector.zero(S);
        for (int i = 0; i < width; i += S.length()) {
            DoubleVector dr = DoubleVector.fromArray(S, d, dAt + i);
            DoubleVector di = DoubleVector.fromArray(S, d, dAt + im + i);
            DoubleVector zr = DoubleVector.fromArray(S, z, zAt + i);
            DoubleVector zi = DoubleVector.fromArray(S, z, zAt + im + i);
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
            DoubleVector gr = DoubleVector.broadcast(S, g[at + row * step]);
            DoubleVector gi = DoubleVector.broadcast(S, g[at + row * step + 1]);
            DoubleVector keep = DoubleVector.broadcast(S, alpha == null ? 1 : alpha[row]);
            int from = dAt + 2 * row * im;
            int to = zAt + 2 * row * im;
            for (int i = 0; i < width; i += S.length()) {
                DoubleVector dr = DoubleVector.fromArray(S, d, from + i);
                DoubleVector di = DoubleVector.fromArray(S, d, from + im + i);
                DoubleVector zr = DoubleVector.fromArray(S, z, to + i);
                DoubleVector zi = DoubleVector.fromArray(S, z, to + im + i);
                keep.fma(zr, dr.fma(gr, di.mul(gi))).intoArray(z, to + i);
                keep.fma(zi, dr.mul(gi).sub(di.mul(gr))).intoArray(z, to + im + i);
            }
        }
    }

    @Override
    public void reflect(double[] v, int vAt, Bounds<double[]> bounds, double scale, double[] z, int zAt, int count) {
        DoubleVector factor = DoubleVector.broadcast(S, (1 + scale));
        double[] low = bounds.low();
        double[] high = bounds.high();
        int end = bounds.at() + bounds.period();
        int t = bounds.at();
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector a = DoubleVector.fromArray(S, v, vAt + i);
            DoubleVector most = DoubleVector.fromArray(S, high, t);
            DoubleVector least = DoubleVector.fromArray(S, low, t);
            DoubleVector u = a.blend(most, a.compare(VectorOperators.GT, most));
            u = u.blend(least, a.compare(VectorOperators.LT, least));
            a.sub(factor.mul(u)).intoArray(z, zAt + i);
            t += S.length();
            t = t == end ? bounds.at() : t;
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
        DoubleVector turn = DoubleVector.broadcast(S, scale);
        DoubleVector pull = DoubleVector.broadcast(S, relaxation);
        DoubleVector apart = DoubleVector.zero(S);
        DoubleVector primals = DoubleVector.zero(S);
        DoubleVector auxiliaries = DoubleVector.zero(S);
        DoubleVector changes = DoubleVector.zero(S);
        DoubleVector duals = DoubleVector.zero(S);
        DoubleVector primalPenalty = DoubleVector.zero(S);
        DoubleVector auxiliaryPenalty = DoubleVector.zero(S);
        int t = before.at();
        int s = after.at();
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector old = DoubleVector.fromArray(S, v, vAt + i);
            DoubleVector most = DoubleVector.fromArray(S, before.high(), t);
            DoubleVector least = DoubleVector.fromArray(S, before.low(), t);
            DoubleVector dual = old.blend(most, old.compare(VectorOperators.GT, most));
            dual = dual.blend(least, old.compare(VectorOperators.LT, least));
            DoubleVector previous = old.sub(dual);
            DoubleVector primal = DoubleVector.fromArray(S, x, i);
            DoubleVector next = primal.sub(previous).fma(pull, dual.fma(turn, previous));
            next.intoArray(v, vAt + i);
            most = DoubleVector.fromArray(S, after.high(), s);
            least = DoubleVector.fromArray(S, after.low(), s);
            dual = next.blend(most, next.compare(VectorOperators.GT, most));
            dual = dual.blend(least, next.compare(VectorOperators.LT, least));
            DoubleVector auxiliary = next.sub(dual);
            auxiliary.sub(dual).intoArray(x, i);
            DoubleVector weight = DoubleVector.fromArray(S, after.weight(), s);
            DoubleVector difference = primal.sub(auxiliary);
            DoubleVector change = auxiliary.sub(previous);
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
        double[] lanes = new double[S.length()];
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
    public void extrapolate(double[] x, double[] previous, int at, double momentum, double[] z, int zAt, int count) {
        DoubleVector factor = DoubleVector.broadcast(S, momentum);
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector current = DoubleVector.fromArray(S, x, at + i);
            DoubleVector change = current.sub(DoubleVector.fromArray(S, previous, at + i));
            change.fma(factor, current).intoArray(z, zAt + i);
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
        DoubleVector factor = DoubleVector.broadcast(S, momentum);
        DoubleVector slope = DoubleVector.zero(S);
        DoubleVector differences = DoubleVector.zero(S);
        DoubleVector changes = DoubleVector.zero(S);
        DoubleVector norms = DoubleVector.zero(S);
        DoubleVector uphill = DoubleVector.zero(S);
        DoubleVector penalty = DoubleVector.zero(S);
        int t = bounds.at();
        for (int i = 0; i < count; i += S.length()) {
            DoubleVector target = DoubleVector.fromArray(S, q, i);
            DoubleVector most = DoubleVector.fromArray(S, bounds.high(), t);
            DoubleVector least = DoubleVector.fromArray(S, bounds.low(), t);
            DoubleVector cut = target.blend(most, target.compare(VectorOperators.GT, most));
            cut = cut.blend(least, target.compare(VectorOperators.LT, least));
            DoubleVector candidate = target.sub(cut);
            candidate.intoArray(c, at + i);
            DoubleVector current = DoubleVector.fromArray(S, x, at + i);
            DoubleVector p =
                    current.sub(DoubleVector.fromArray(S, previous, at + i)).fma(factor, current);
            DoubleVector weight = DoubleVector.fromArray(S, bounds.weight(), t);
            DoubleVector difference = candidate.sub(p);
            DoubleVector change = candidate.sub(current);
            slope = p.sub(target).fma(difference, slope);
            differences = difference.fma(difference, differences);
            changes = change.fma(change, changes);
            norms = candidate.fma(candidate, norms);
            uphill = difference.fma(change, uphill); // with the sign turned
            penalty = weight.fma(candidate.abs(), penalty);
            t += S.length();
            t = t == bounds.at() + bounds.period() ? bounds.at() : t;
        }
        double[] lanes = new double[S.length()];
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
