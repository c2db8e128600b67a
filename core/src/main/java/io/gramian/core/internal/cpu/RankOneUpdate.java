package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Two tridiagonal matrices that are solved, joined by rho u u' with u = (last unit vector, plus or minus first one): what
 * that is to their eigenvectors, diag(d) + rho z z', is solved by its secular equation, and the vectors are products.
 *
 * <p>Entries of z that are nothing, and one of two where d are the same within rounding (after a rotation that makes it
 * so), leave an eigenpair as it was: deflation (Cuppen, 1981; Dongarra and Sorensen, 1987). Vectors are rows, and those
 * that are zero in one half, which all are before rotations, are multiplied in the other alone.
 */
final class RankOneUpdate {
    private static final double UNIT_ROUNDOFF = 0x1p-53;

    /** Roots found by a thread at a time. */
    private static final int RUN = 16;

    /** Roots times poles below which the work, some 50 microseconds, stays on the caller. */
    private static final int SMALL = 10_000;

    private enum Half {
        FIRST,
        BOTH,
        SECOND
    }

    private final TridiagonalEigen whole;
    private final boolean alone;
    private final int begin;
    private final int middle;
    private final int end;
    private final int size;
    private final double[] vectors;
    private final double[] square;
    private final double[] pieces;
    private final int stride;
    private final double[] values;

    private double rho; // with z of length one
    private int kept; // what deflation has left, rising
    private final double[] poles;
    private final double[] z;
    private final int[] rows;
    private int deflated;
    private final int[] deflatedRows;
    private final Half[] halves; // by row

    /** Of rows {@code begin} to {@code middle - 1} and from there to {@code end - 1}, on the calling thread if alone. */
    RankOneUpdate(TridiagonalEigen whole, boolean alone, int begin, int middle, int end) {
        this.whole = whole;
        this.alone = alone;
        this.begin = begin;
        this.middle = middle;
        this.end = end;
        this.size = end - begin;
        this.vectors = Gemm.numbers(whole.vectors());
        this.square = Gemm.numbers(whole.square());
        this.pieces = Gemm.numbers(whole.pieces());
        this.stride = whole.vectors().stride();
        this.values = whole.values();
        this.poles = new double[size];
        this.z = new double[size];
        this.rows = new int[size];
        this.deflatedRows = new int[size];
        this.halves = new Half[size];
    }

    /** The place of the first column of ours in a row of ours. */
    private int at(int row) {
        return (begin + row) * stride + begin;
    }

    /**
     * Joins the two, whose diagonals were lessened by |coupling|, and computes the vectors of the {@code wanted} largest
     * values.
     *
     * @param coupling the entry between the two
     */
    void join(double coupling, int wanted) {
        rho = 2 * Math.abs(coupling);
        deflate(Math.signum(coupling));
        double[] roots = new double[size];
        solve(roots);
        for (int i = 0; i < deflated; i++) {
            roots[kept + i] = values[deflatedRows[i]];
        }
        System.arraycopy(roots, 0, values, begin, size);
        int[] order = TridiagonalEigen.rising(roots);
        int first = 0; // of the roots whose vectors are wanted
        for (int i = 0; i < size; i++) {
            first += i < size - wanted && order[i] < kept ? 1 : 0;
            whole.order()[begin + i] = begin + order[i];
        }
        eigenvectors(first);
        multiply(first);
    }

    /** Sorts the poles into those that are kept and those whose eigenpairs are done. */
    private void deflate(double sign) {
        int n = size;
        int[] merged = merged();
        double[] d = new double[n];
        double[] all = new double[n];
        double largest = rho;
        for (int j = 0; j < n; j++) {
            int row = merged[j];
            boolean isFirst = row < middle;
            d[j] = values[row];
            all[j] = (isFirst ? vectors[row * stride + middle - 1] : sign * vectors[row * stride + middle])
                    * Math.sqrt(0.5);
            halves[row - begin] = isFirst ? Half.FIRST : Half.SECOND;
            largest = Math.max(largest, Math.abs(d[j]));
        }
        double tolerance = Math.max(8 * UNIT_ROUNDOFF * largest, TridiagonalEigen.NOTHING);
        int candidate = -1;
        for (int j = 0; j < n; j++) {
            if (rho * Math.abs(all[j]) <= tolerance) {
                setAside(merged[j], d[j]);
            } else {
                if (candidate >= 0) {
                    if (rotate(candidate, j, d, all, merged, tolerance)) {
                        setAside(merged[candidate], d[candidate]);
                    } else {
                        keep(merged[candidate], d[candidate], all[candidate]);
                    }
                }
                candidate = j;
            }
        }
        if (candidate >= 0) {
            keep(merged[candidate], d[candidate], all[candidate]);
        }
    }

    /** The rows of both in the order of their values. */
    private int[] merged() {
        int[] order = whole.order();
        int[] merged = new int[size];
        int i = begin;
        int j = middle;
        for (int at = 0; at < merged.length; at++) {
            boolean fromFirst = j == end || i < middle && values[order[i]] <= values[order[j]];
            merged[at] = order[fromFirst ? i++ : j++];
        }
        return merged;
    }

    private void setAside(int row, double value) {
        values[row] = value;
        deflatedRows[deflated++] = row;
    }

    private void keep(int row, double pole, double entry) {
        poles[kept] = pole;
        z[kept] = entry;
        rows[kept++] = row;
    }

    /** Turns two vectors so that z is zero at the first, if the poles are then still alone. */
    private boolean rotate(int i, int j, double[] d, double[] all, int[] merged, double tolerance) {
        double length = Math.hypot(all[i], all[j]);
        double cosine = all[j] / length;
        double sine = all[i] / length;
        if (Math.abs((d[j] - d[i]) * cosine * sine) > tolerance) {
            return false;
        }
        all[i] = 0;
        all[j] = length;
        double lower = d[i] * cosine * cosine + d[j] * sine * sine;
        d[j] = d[i] * sine * sine + d[j] * cosine * cosine;
        d[i] = lower;
        int a = merged[i];
        int b = merged[j];
        int from = isIn(Half.SECOND, a) && isIn(Half.SECOND, b) ? middle : begin;
        int to = isIn(Half.FIRST, a) && isIn(Half.FIRST, b) ? middle : end;
        for (int k = from; k < to; k++) {
            double x = vectors[a * stride + k];
            double y = vectors[b * stride + k];
            vectors[a * stride + k] = cosine * x - sine * y;
            vectors[b * stride + k] = cosine * y + sine * x;
        }
        if (halves[a - begin] != halves[b - begin]) {
            halves[a - begin] = Half.BOTH;
            halves[b - begin] = Half.BOTH;
        }
        return true;
    }

    private boolean isIn(Half half, int row) {
        return halves[row - begin] == half;
    }

    /** Finds all roots, and their distances from the poles, row after row. */
    private void solve(double[] roots) {
        share(() -> {
            SecularEquation equation = new SecularEquation(whole.backend().symmetricLoops(), poles, z, rho, kept);
            return task -> {
                for (int k = task * RUN; k < Math.min(kept, (task + 1) * RUN); k++) {
                    roots[k] = equation.solve(k, square, at(k));
                }
            };
        });
    }

    private void share(Supplier<Workers.Worker> workers) {
        int tasks = (kept + RUN - 1) / RUN;
        whole.backend().workers().run(tasks, alone || (long) kept * kept < SMALL, workers, finished -> {});
    }

    /** Where each kept row goes when those of the first half alone come first, and those of the second last. */
    private int[] places() {
        int[] places = new int[kept];
        int next = 0;
        for (Half half : Half.values()) {
            for (int j = 0; j < kept; j++) {
                if (isIn(half, rows[j])) {
                    places[j] = next++;
                }
            }
        }
        return places;
    }

    /** Turns distances into the eigenvectors of diag(d) + rho z z', z_j / (d_j - x) of length one. */
    private void eigenvectors(int first) {
        double[] exact = SecularEquation.exactFor(square, at(0), stride, poles, z, kept);
        int[] places = places();
        share(() -> {
            double[] entries = new double[kept];
            double[][] scratch = whole.loops().products().allocateScratch();
            return task -> {
                for (int i = Math.max(first, task * RUN); i < Math.min(kept, (task + 1) * RUN); i++) {
                    eigenvector(at(i), exact, entries, places, scratch);
                }
            };
        });
    }

    private void eigenvector(int row, double[] exact, double[] entries, int[] places, double[][] scratch) {
        for (int j = 0; j < kept; j++) {
            entries[j] = exact[j] / square[row + j];
        }
        double scale = 1 / Math.sqrt(whole.loops().products().dot(entries, 0, entries, 0, kept, scratch));
        for (int j = 0; j < kept; j++) {
            square[row + places[j]] = entries[j] * scale;
        }
    }

    /** Replaces the vectors of both by those of the whole, from root {@code first} on and what was set aside. */
    private void multiply(int first) {
        int upper = gather(Half.SECOND, begin, middle);
        int lower = gather(Half.FIRST, middle, end);
        for (int i = 0; i < deflated; i++) {
            System.arraycopy(vectors, deflatedRows[i] * stride + begin, pieces, at(kept + i), size);
        }
        for (int i = kept; i < size; i++) {
            System.arraycopy(pieces, at(i), vectors, at(i), size);
        }
        product(first, 0, upper, begin, middle, whole.partOfJoin(0, 0.5));
        product(first, kept - lower, lower, middle, end, whole.partOfJoin(0.5, 1));
    }

    /** Copies what columns of one half have of the kept rows, in their places, and says how many there are. */
    private int gather(Half other, int from, int to) {
        int count = 0;
        for (Half half : Half.values()) {
            for (int j = 0; j < kept; j++) {
                if (half != other && isIn(half, rows[j])) {
                    int target = (begin + count++) * stride + from;
                    System.arraycopy(vectors, rows[j] * stride + from, pieces, target, to - from);
                }
            }
        }
        return count;
    }

    private void product(int first, int place, int depth, int from, int to, Progress progress) {
        if (first == kept) {
            return;
        }
        if (depth == 0) {
            for (int i = begin + first; i < begin + kept; i++) {
                Arrays.fill(vectors, i * stride + from, i * stride + to, 0);
            }
            return;
        }
        DenseMatrix left = whole.square().slice(begin + first, begin + kept, begin + place, begin + place + depth);
        DenseMatrix right = whole.pieces().slice(begin, begin + depth, from, to);
        DenseMatrix target = whole.vectors().slice(begin + first, begin + kept, from, to);
        Gemm<double[]> gemm =
                alone ? Gemm.alone(whole.backend(), whole.loops()) : Gemm.shared(whole.backend(), whole.loops());
        gemm.multiply(1, left, right, 0, target, false, alone ? Progress.NONE : progress);
    }
}
