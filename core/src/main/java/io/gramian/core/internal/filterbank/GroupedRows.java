package io.gramian.core.internal.filterbank;

/**
 * The rows of an iteration where the penalty couples the channels: number by number, with the maps of all channels at
 * hand. Slower than the loops over rows of one block, and in double precision.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
final class GroupedRows<A> {
    private final MapLoops<A> loops;
    private final Layout layout;
    private final int groups;

    GroupedRows(Bank<A> bank) {
        this.loops = bank.loops();
        this.layout = bank.layout();
        this.groups = layout.groups();
    }

    private int at(int row, int part, int group, int i) {
        return layout.rowAt(row, group * layout.parts() + part) + i;
    }

    /** Sets y to the proximal operator of numbers v, one for each group, and returns their penalty. */
    private double proximal(double[] v, Thresholds<A> thresholds, Bounds<A> bounds, int i, double[] y) {
        int t = bounds.at() + i % bounds.period();
        double high = loops.get(bounds.high(), t);
        double low = loops.get(bounds.low(), t);
        double squares = 0;
        for (int g = 0; g < groups; g++) {
            y[g] = v[g] - (v[g] > high ? high : v[g] < low ? low : v[g]);
            squares += y[g] * y[g];
        }
        double norm = Math.sqrt(squares);
        double factor = norm == 0 ? 0 : Math.max(0, 1 - thresholds.groupThreshold() / norm);
        for (int g = 0; g < groups; g++) {
            y[g] *= factor;
        }
        return penalty(y, thresholds, bounds, i);
    }

    private double penalty(double[] y, Thresholds<A> thresholds, Bounds<A> bounds, int i) {
        double squares = 0;
        double sum = 0;
        for (int g = 0; g < groups; g++) {
            squares += y[g] * y[g];
            sum += loops.get(bounds.weight(), bounds.at() + i % bounds.period()) * Math.abs(y[g]);
        }
        return sum + thresholds.penalty().groupPenalty() * Math.sqrt(squares);
    }

    private void read(A from, int row, int part, int i, double[] into) {
        for (int g = 0; g < groups; g++) {
            into[g] = loops.get(from, at(row, part, g, i));
        }
    }

    /** Makes v = y + u of y, with u the subgradient on the side of y; what the penalty forbids becomes zero. */
    void addDual(A v, int row, Thresholds<A> thresholds) {
        double[] y = new double[groups];
        for (int part = 0; part < layout.parts(); part++) {
            Bounds<A> bounds = thresholds.row(row, part);
            for (int i = 0; i < layout.rowLength(); i++) {
                read(v, row, part, i, y);
                int t = bounds.at() + i % bounds.period();
                double squares = 0;
                for (int g = 0; g < groups; g++) {
                    double u = y[g] > 0 ? loops.get(bounds.high(), t) : y[g] < 0 ? loops.get(bounds.low(), t) : 0;
                    y[g] = Double.isInfinite(u) ? 0 : y[g];
                    squares += y[g] * y[g];
                }
                double pull = squares == 0 ? 0 : thresholds.groupThreshold() / Math.sqrt(squares);
                for (int g = 0; g < groups; g++) {
                    double u = y[g] > 0 ? loops.get(bounds.high(), t) : y[g] < 0 ? loops.get(bounds.low(), t) : 0;
                    loops.set(v, at(row, part, g, i), y[g] + u + pull * y[g]);
                }
            }
        }
    }

    /** Reads y - scale u of a block. */
    void reflect(A v, int row, int block, Thresholds<A> thresholds, double scale, A into) {
        int part = block % layout.parts();
        int group = block / layout.parts();
        Bounds<A> bounds = thresholds.row(row, part);
        double[] old = new double[groups];
        double[] y = new double[groups];
        for (int i = 0; i < layout.rowLength(); i++) {
            read(v, row, part, i, old);
            proximal(old, thresholds, bounds, i, y);
            loops.set(into, i, y[group] - scale * (old[group] - y[group]));
        }
    }

    /** As {@link MapLoops#relax}, of a row of all blocks. */
    void relax(A x, A v, int row, Thresholds<A> before, Thresholds<A> after, double scale, double pull, double[] sums) {
        double[] old = new double[groups];
        double[] previous = new double[groups];
        double[] primal = new double[groups];
        double[] y = new double[groups];
        for (int part = 0; part < layout.parts(); part++) {
            Bounds<A> boundsBefore = before.row(row, part);
            Bounds<A> bounds = after.row(row, part);
            for (int i = 0; i < layout.rowLength(); i++) {
                read(v, row, part, i, old);
                proximal(old, before, boundsBefore, i, previous);
                read(x, row, part, i, primal);
                for (int g = 0; g < groups; g++) {
                    old[g] = previous[g] + scale * (old[g] - previous[g]) + pull * (primal[g] - previous[g]);
                    loops.set(v, at(row, part, g, i), old[g]);
                }
                sums[6] += proximal(old, after, bounds, i, y);
                sums[5] += penalty(primal, after, bounds, i);
                for (int g = 0; g < groups; g++) {
                    sums[0] += (primal[g] - y[g]) * (primal[g] - y[g]);
                    sums[1] += primal[g] * primal[g];
                    sums[2] += y[g] * y[g];
                    sums[3] += (y[g] - previous[g]) * (y[g] - previous[g]);
                    sums[4] += (old[g] - y[g]) * (old[g] - y[g]);
                }
            }
        }
    }

    /** As {@link MapLoops#proximal}, of a row of all blocks; q stands in c. */
    void proximal(A x, A previous, A c, int row, double momentum, Thresholds<A> thresholds, double[] sums) {
        double[] q = new double[groups];
        double[] y = new double[groups];
        for (int part = 0; part < layout.parts(); part++) {
            Bounds<A> bounds = thresholds.row(row, part);
            for (int i = 0; i < layout.rowLength(); i++) {
                read(c, row, part, i, q);
                sums[5] += proximal(q, thresholds, bounds, i, y);
                for (int g = 0; g < groups; g++) {
                    int at = at(row, part, g, i);
                    double current = loops.get(x, at);
                    double p = current + momentum * (current - loops.get(previous, at));
                    loops.set(c, at, y[g]);
                    sums[0] += (p - q[g]) * (y[g] - p);
                    sums[1] += (y[g] - p) * (y[g] - p);
                    sums[2] += (y[g] - current) * (y[g] - current);
                    sums[3] += y[g] * y[g];
                    sums[4] += (p - y[g]) * (y[g] - current);
                }
            }
        }
    }
}
