package io.gramian.core.internal.cpu;

import io.gramian.core.Progress;
import io.gramian.core.internal.linear.DenseMatrix;
import java.util.Arrays;

/**
 * Householder reflectors I - f v v', one entry of v being 1, in double precision; up to {@link #BLOCK} of them at a time
 * are applied as I - V F V' with F triangular (Schreiber and Van Loan, 1989), which takes products alone.
 */
final class Reflectors {
    /** The most that are applied together. */
    static final int BLOCK = 64;

    /** What is no larger, where the largest entry is about one, is nothing: its inverse would overflow. */
    static final double NOTHING = 0x1p-900;

    /** From which on a sum of squares has lost nothing that matters to those too small to be numbers. */
    private static final double SAFE = 0x1p-900;

    private final ProductLoops<double[]> products;
    private final double[][] scratch;
    private final Gemm<double[]> gemm;
    private final double[] factors;

    private final int length;
    private final DenseMatrix rows; // V', what is beside the vectors zero
    private final DenseMatrix turned; // F V', or F' V'
    private final DenseMatrix inner;
    private final DenseMatrix triangle;
    private final DenseMatrix sides;

    /** So many reflectors of vectors of at most so many entries, to be applied to at most so many rows. */
    Reflectors(CpuBackend backend, int count, int length, int targets) {
        TileLoops<double[]> loops = backend.doubleLoops();
        this.products = loops.products();
        this.scratch = products.allocateScratch();
        this.gemm = Gemm.shared(backend, loops);
        this.factors = new double[count];
        this.length = length;
        int together = Math.max(1, Math.min(BLOCK, count)); // few columns may be very long
        this.rows = matrix(loops, together, length);
        this.turned = matrix(loops, together, length);
        this.inner = matrix(loops, BLOCK, BLOCK);
        this.triangle = matrix(loops, BLOCK, BLOCK);
        this.sides = matrix(loops, targets, BLOCK);
    }

    /** A matrix of zeros, outside any limit of memory. */
    static DenseMatrix matrix(TileLoops<double[]> loops, int rows, int columns) {
        return DenseMatrix.of(new ArrayStorage<>(loops, rows * columns), rows, columns, columns);
    }

    /** The f of a reflector; 0 if it changes nothing. */
    double factor(int i) {
        return factors[i];
    }

    /**
     * Overwrites numbers with the v of reflector i, which takes them to a multiple of one of them, the pivot. That
     * multiple is returned.
     */
    double make(int i, double[] a, int from, int count, int pivot) {
        double alpha = a[from + pivot];
        a[from + pivot] = 0;
        double rest = length(a, from, count);
        factors[i] = 0;
        if (rest <= NOTHING) {
            Arrays.fill(a, from, from + count, 0);
            a[from + pivot] = 1;
            return alpha;
        }
        double beta = -Math.copySign(Math.hypot(alpha, rest), alpha);
        factors[i] = (beta - alpha) / beta;
        products.scale(a, from, 1 / (alpha - beta), count);
        a[from + pivot] = 1;
        return beta;
    }

    /** The Euclidean length of numbers of about one and less, which are scaled where their squares would vanish. */
    private double length(double[] a, int from, int count) {
        double sum = products.dot(a, from, a, from, count, scratch);
        if (sum > SAFE) {
            return Math.sqrt(sum);
        }
        double largest = 0;
        for (int j = from; j < from + count; j++) {
            largest = Math.max(largest, Math.abs(a[j]));
        }
        if (largest <= NOTHING) {
            return largest;
        }
        double unit = DoubleCopies.unit(largest);
        sum = 0;
        for (int j = from; j < from + count; j++) {
            double scaled = a[j] / unit;
            sum += scaled * scaled;
        }
        return Math.sqrt(sum) * unit;
    }

    /** Where the vectors of reflectors are, as contiguous numbers. */
    interface Vectors {
        /** Copies entries {@code begin} to {@code end - 1} of the vector of reflector i. */
        void copy(int i, int begin, int end, double[] into, int at);
    }

    /**
     * Makes reflectors {@code first} to {@code first + count - 1} ready, whose vectors are zero outside of columns
     * {@code begin} to {@code end - 1}; in the order of their numbers, or the other way round.
     */
    Block block(Vectors vectors, int first, int count, int begin, int end, boolean isBackwards) {
        DenseMatrix v = rows.slice(0, count, 0, end - begin);
        for (int p = 0; p < count; p++) {
            vectors.copy(first + p, begin, end, Gemm.numbers(rows), p * length);
        }
        multiply(1, v, v.transposed(), 0, inner.slice(0, count, 0, count));
        fillTriangle(first, count);
        DenseMatrix f = triangle.slice(0, count, 0, count);
        multiply(1, isBackwards ? f.transposed() : f, v, 0, turned.slice(0, count, 0, end - begin));
        return new Block(count, begin, end);
    }

    /** F: f_j on the diagonal, and above it -f_j F V'v_j. */
    private void fillTriangle(int first, int count) {
        double[] f = Gemm.numbers(triangle);
        double[] products = Gemm.numbers(inner);
        for (int j = 0; j < count; j++) {
            double factor = factors[first + j];
            for (int i = 0; i < count; i++) {
                double sum = 0;
                for (int k = i; k < j; k++) {
                    sum += f[i * BLOCK + k] * products[k * BLOCK + j];
                }
                f[i * BLOCK + j] = i < j ? -factor * sum : i == j ? factor : 0;
            }
        }
    }

    private void multiply(double alpha, DenseMatrix left, DenseMatrix right, double beta, DenseMatrix target) {
        gemm.multiply(alpha, left, right, beta, target, false, Progress.NONE);
    }

    /** Some reflectors, until others are made ready. */
    final class Block {
        private final int count;
        private final int begin;
        private final int end;

        private Block(int count, int begin, int end) {
            this.count = count;
            this.begin = begin;
            this.end = end;
        }

        /** z = z H, with H the product of the reflectors. */
        void applyTo(DenseMatrix z) {
            if (z.rows() > 0) {
                DenseMatrix part = z.slice(0, z.rows(), begin, end);
                DenseMatrix side = sides.slice(0, z.rows(), 0, count);
                multiply(1, part, rows.slice(0, count, 0, end - begin).transposed(), 0, side);
                multiply(-1, side, turned.slice(0, count, 0, end - begin), 1, part);
            }
        }
    }
}
