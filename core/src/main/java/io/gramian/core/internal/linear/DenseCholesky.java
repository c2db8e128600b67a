package io.gramian.core.internal.linear;

import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.Triangle;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A resident Cholesky factor. Appending a row changes none of the rows before, so a larger factor lies in the same
 * memory while there is room.
 */
final class DenseCholesky implements Cholesky {
    private final DenseAlgebra algebra;
    private final Room room;
    private final int size;
    private final DenseMatrix factor;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Memory that several factors share: how many rows are taken, and by how many factors. */
    private static final class Room {
        private final DenseMatrix all;
        private int taken;
        private int owners = 1;

        Room(DenseMatrix all, int taken) {
            this.all = all;
            this.taken = taken;
        }

        /** Takes rows from {@code size} on, unless another factor did. */
        synchronized boolean take(int size, int more) {
            if (owners == 0 || taken != size || size + more > all.rows()) {
                return false;
            }
            taken += more;
            owners++;
            return true;
        }

        synchronized void giveBack(int size) {
            taken = size;
            leave();
        }

        synchronized void leave() {
            owners--;
            if (owners == 0) {
                all.close();
            }
        }
    }

    DenseCholesky(DenseAlgebra algebra, DenseMatrix factor) {
        this(algebra, new Room(factor, factor.rows()), factor.rows());
    }

    private DenseCholesky(DenseAlgebra algebra, Room room, int size) {
        this.algebra = algebra;
        this.room = room;
        this.size = size;
        this.factor = room.all.slice(0, size, 0, size);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public DenseMatrix factor() {
        checkOpen();
        return factor;
    }

    @Override
    public DenseMatrix solve(Matrix b) {
        return solved(b, true, true);
    }

    @Override
    public DenseMatrix solveLower(Matrix b) {
        return solved(b, true, false);
    }

    @Override
    public DenseMatrix solveUpper(Matrix b) {
        return solved(b, false, true);
    }

    private DenseMatrix solved(Matrix b, boolean lower, boolean upper) {
        checkOpen();
        DenseMatrix right = algebra.operand("b", b);
        DenseAlgebra.checkShape("b", right, size, right.columns());
        return algebra.building(
                algebra.create(size, right.columns()),
                target -> {
                    algebra.kernels().copy(right, target);
                    if (lower) {
                        algebra.solve(Triangle.LOWER, factor, target);
                    }
                    if (upper) {
                        algebra.solve(Triangle.UPPER, factor.transposed(), target);
                    }
                },
                factor,
                right);
    }

    @Override
    public double[] solve(double... b) {
        return onVector(b, true, true);
    }

    private double[] onVector(double[] b, boolean lower, boolean upper) {
        if (b.length != size) {
            throw new IllegalArgumentException("b: expected " + size + " numbers, found " + b.length);
        }
        try (DenseMatrix right = algebra.create(size, 1, b);
                DenseMatrix solution = solved(right, lower, upper)) {
            return solution.toArray();
        }
    }

    @Override
    public double logDeterminant() {
        checkOpen();
        double sum = 0;
        for (double entry : algebra.diagonal(factor)) {
            sum += Math.log(entry);
        }
        return 2 * sum;
    }

    @Override
    public double conditionEstimate() {
        checkOpen();
        if (size == 0) {
            return 1;
        }
        double norm = OneNormEstimate.of(size, this::times, this::times);
        double inverse = OneNormEstimate.of(size, this::solve, this::solve);
        return Math.max(1, norm * inverse);
    }

    /** Returns L L' x. */
    private double[] times(double[] x) {
        try (DenseMatrix vector = algebra.create(size, 1, x);
                DenseMatrix half = algebra.multiply(factor.transposed(), vector);
                DenseMatrix product = algebra.multiply(factor, half)) {
            return product.toArray();
        }
    }

    @Override
    public Cholesky append(double[][] cross, double[][] block) {
        checkOpen();
        int more = cross.length;
        checkRows("cross", cross, more, size);
        checkRows("block", block, more, more);
        Room target = room;
        if (!room.take(size, more)) {
            target = grown(more);
        }
        try {
            DenseMatrix all = target.all;
            DenseMatrix rows = all.slice(size, size + more, 0, size);
            DenseMatrix corner = all.slice(size, size + more, size, size + more);
            DenseAlgebra.using(
                    () -> {
                        for (int i = 0; i < more; i++) {
                            rows.write(i, 0, size, cross[i], 0);
                            corner.write(i, 0, more, block[i], 0);
                        }
                        double largest = algebra.largestDiagonal(corner);
                        algebra.solve(Triangle.LOWER, all.slice(0, size, 0, size), rows.transposed());
                        algebra.product(-1, rows, rows.transposed(), 1, corner, true);
                        algebra.factorise(corner, size, () -> largest);
                    },
                    all);
        } catch (Throwable failure) {
            target.giveBack(size);
            throw failure;
        }
        return new DenseCholesky(algebra, target, size + more);
    }

    /** Room of one half more than is needed, with the rows so far. */
    private Room grown(int more) {
        int needed = Math.addExact(size, more);
        int capacity = (int) Math.min(46_340, (long) needed + needed / 2 + 8);
        DenseMatrix all = algebra.building(
                algebra.create(Math.max(needed, capacity), Math.max(needed, capacity)),
                target -> {
                    if (size > 0) {
                        algebra.kernels().copy(factor, target.slice(0, size, 0, size));
                    }
                },
                factor);
        return new Room(all, needed);
    }

    private static void checkRows(String name, double[][] rows, int count, int length) {
        if (rows.length != count) {
            throw new IllegalArgumentException(name + ": expected " + count + " rows, found " + rows.length);
        }
        for (int i = 0; i < count; i++) {
            if (rows[i].length != length) {
                throw new IllegalArgumentException(
                        name + ": expected " + length + " numbers in row " + i + ", found " + rows[i].length);
            }
            for (int j = 0; j < length; j++) {
                if (!(Math.abs(rows[i][j]) <= Double.MAX_VALUE)) {
                    throw new IllegalArgumentException(name + ": row " + i + ", column " + j + " is " + rows[i][j]
                            + "; all entries must be finite");
                }
            }
        }
    }

    private void checkOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this Cholesky factorisation is closed");
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            room.leave();
        }
    }

    @Override
    public String toString() {
        return "Cholesky[" + size + ", " + factor.storage().backend() + "]";
    }
}
