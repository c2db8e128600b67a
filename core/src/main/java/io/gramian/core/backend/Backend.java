package io.gramian.core.backend;

import io.gramian.core.Points;
import io.gramian.core.Precision;
import io.gramian.core.kernel.PairFunction;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.data.FMatrixRMaj;

/**
 * Where the arithmetic runs: it owns the threads, the memory limit and the precision, evaluates Gram matrices, holds
 * dense matrices and does linear algebra on them.
 *
 * <p>Backends are immutable and thread-safe; {@code withX} returns a backend on the same device with one
 * setting changed. Take one from {@link Backends}.
 */
public interface Backend {
    /**
     * Returns the name it is asked for by.
     *
     * @return for example {@code cpu}
     */
    String name();

    /**
     * Returns the number of threads that share an operation.
     *
     * @return at least 1
     */
    int threads();

    /**
     * Returns the arithmetic of kernel values.
     *
     * @return the precision
     */
    Precision precision();

    /**
     * Returns how many bytes a single prepared set of points or result matrix may take.
     *
     * @return the limit in bytes
     */
    long memoryLimit();

    /**
     * Returns this backend with another number of threads; on {@code cpu} results do not depend on it.
     *
     * @param threads 1 to 1024
     * @return a backend
     * @throws IllegalArgumentException if the number is out of range
     */
    Backend withThreads(int threads);

    /**
     * Returns this backend with another precision.
     *
     * @param precision the arithmetic of kernel values
     * @return a backend
     */
    Backend withPrecision(Precision precision);

    /**
     * Returns this backend with another memory limit. Points that do not fit are packed anew, piece by
     * piece, in every operation; a result matrix that does not fit is refused. What a thread needs to work,
     * some 8,192 points and 64 MB for partial sums at most, is not counted.
     *
     * @param bytes at least 0
     * @return a backend
     * @throws IllegalArgumentException if the limit is negative
     */
    Backend withMemoryLimit(long bytes);

    /**
     * Returns the Gram matrix K(X, Y), prepared for use.
     *
     * @param function k
     * @param x n points, the rows
     * @param y m points, the columns
     * @return the n x m matrix of k(x_i, y_j)
     * @throws IllegalArgumentException if the dimensions differ, or the function is not defined for these
     *     points
     */
    Gram gram(PairFunction function, Points x, Points y);

    /**
     * Returns the symmetric Gram matrix K(X, X), prepared for use.
     *
     * @param function k
     * @param x n points
     * @return the n x n matrix of k(x_i, x_j)
     * @throws IllegalArgumentException if the function is not defined for these points
     */
    default Gram gram(PairFunction function, Points x) {
        return gram(function, x, x);
    }

    /**
     * Returns the linear algebra on matrices of this backend and precision.
     *
     * @return its operations
     */
    LinearAlgebra linearAlgebra();

    /**
     * Returns a new resident matrix of zeros.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @return rows x columns
     * @throws IllegalArgumentException if it would not fit in the memory limit
     */
    Matrix matrix(int rows, int columns);

    /**
     * Returns a new resident matrix of the given entries, rounded to the precision.
     *
     * @param rows at least 0
     * @param columns at least 0
     * @param rowMajor rows x columns numbers, row after row; copied
     * @return rows x columns
     * @throws IllegalArgumentException if there are not that many numbers, or it would not fit in the memory limit
     */
    Matrix matrix(int rows, int columns, double[] rowMajor);

    /**
     * Returns a new resident copy of an EJML matrix, rounded to the precision.
     *
     * @param values copied
     * @return as many rows and columns
     * @throws IllegalArgumentException if it would not fit in the memory limit
     */
    Matrix matrix(DMatrixRMaj values);

    /**
     * Returns a new resident copy of an EJML matrix of floats.
     *
     * @param values copied
     * @return as many rows and columns
     * @throws IllegalArgumentException if it would not fit in the memory limit
     */
    Matrix matrix(FMatrixRMaj values);

    /**
     * Returns the operator of circular convolutions with a bank of filters, prepared for signals of one shape.
     *
     * @param bank M filters, none larger than the shape
     * @param channels of the signals: as many as the bank's, which then share M maps, or any number where the bank has
     *     one, and each has maps of its own
     * @param shape the lengths of the axes, as many as the filters have
     * @return the operator, with the signal not set and maps of zeros
     * @throws IllegalArgumentException if shape, channels and bank do not fit together, or the operator would not fit in
     *     the memory limit
     */
    FilterBankOperator filterBank(FilterBank bank, int channels, int[] shape);

    /**
     * Returns the operator of a bank for signals with as many channels.
     *
     * @param bank M filters, none larger than the shape
     * @param shape the lengths of the axes, as many as the filters have
     * @return the operator, with the signal not set and maps of zeros
     * @throws IllegalArgumentException as {@link #filterBank(FilterBank, int, int[])}
     */
    default FilterBankOperator filterBank(FilterBank bank, int... shape) {
        return filterBank(bank, bank.channels(), shape);
    }

    /**
     * Returns a sampler of projection determinantal processes on the columns of an orthonormal matrix, where this backend can
     * draw many subsets at once faster than its threads can one by one, and the matrix fits in the memory limit with what the
     * sampler adds.
     *
     * @param n N, the number of rows, at least 0
     * @param rank r, the number of columns, 0 to N
     * @param orthonormal U, N x r, row after row; copied
     * @return a sampler that must be closed, or nothing: by default
     * @throws IllegalArgumentException if a number is out of range, U has not N r entries or one is not finite; only where
     *     there is a sampler
     */
    default Optional<ProjectionSampler> projectionSampler(int n, int rank, double[] orthonormal) {
        return Optional.empty();
    }
}
