package io.gramian.conformance;

import io.gramian.core.backend.FilterBank;
import java.util.HashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/** The matrix of a filter bank's convolutions, written down entry by entry, and iterations with it. */
final class DenseFilterBank {
    private final FilterBank bank;
    private final int[] shape;
    private final int channels;
    private final int size;
    private final int maps;
    private final DMatrixRMaj d; // channels N x maps N
    private final Map<Double, LinearSolverDense<DMatrixRMaj>> solvers = new HashMap<>(); // for the one Q of a case

    DenseFilterBank(FilterBank bank, int channels, int[] shape) {
        this.bank = bank;
        this.shape = shape.clone();
        this.channels = channels;
        int product = 1;
        for (int length : shape) {
            product *= length;
        }
        this.size = product;
        int groups = channels / bank.channels();
        this.maps = groups * bank.size();
        this.d = new DMatrixRMaj(channels * size, maps * size);
        for (int group = 0; group < groups; group++) {
            for (int m = 0; m < bank.size(); m++) {
                for (int c = 0; c < bank.channels(); c++) {
                    fill(group * bank.channels() + c, group * bank.size() + m, m, c);
                }
            }
        }
    }

    private void fill(int row, int column, int m, int c) {
        double[] filter = bank.filter(m);
        int taps = filter.length / bank.channels();
        for (int n = 0; n < size; n++) {
            for (int tap = 0; tap < taps; tap++) {
                d.add(row * size + shifted(n, tap, bank.shape(m)), column * size + n, filter[c * taps + tap]);
            }
        }
    }

    /** Returns the position n + p on the circle of every axis, p the place of a tap in its filter. */
    private int shifted(int n, int tap, int[] filter) {
        int result = 0;
        int factor = 1;
        int position = n;
        int rest = tap;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            int at = (position % shape[axis] + rest % filter[axis]) % shape[axis];
            result += at * factor;
            factor *= shape[axis];
            position /= shape[axis];
            rest /= filter[axis];
        }
        return result;
    }

    int signalLength() {
        return channels * size;
    }

    int maps() {
        return maps;
    }

    int size() {
        return size;
    }

    double[] times(double[][] x) {
        DMatrixRMaj result = new DMatrixRMaj(d.numRows, 1);
        CommonOps_DDRM.mult(d, DMatrixRMaj.wrap(d.numCols, 1, flat(x)), result);
        return result.data;
    }

    double[][] transposeTimes(double[] s) {
        DMatrixRMaj result = new DMatrixRMaj(d.numCols, 1);
        CommonOps_DDRM.multTransA(d, DMatrixRMaj.wrap(d.numRows, 1, s.clone()), result);
        return maps(result.data);
    }

    /** Returns the matrix of the quadratic term r ||x||^2 + g_m sum_i ||G_i x_m||^2. */
    DMatrixRMaj quadratic(double ridge, double[] gradient) {
        DMatrixRMaj q = new DMatrixRMaj(d.numCols, d.numCols);
        for (int map = 0; map < maps; map++) {
            double weight = gradient[map % bank.size()];
            for (int n = 0; n < size; n++) {
                q.add(map * size + n, map * size + n, ridge);
                int stride = size;
                for (int length : shape) {
                    stride /= length;
                    int next = n / stride % length == length - 1 ? n - (length - 1) * stride : n + stride;
                    q.add(map * size + n, map * size + n, weight);
                    q.add(map * size + next, map * size + next, weight);
                    q.add(map * size + n, map * size + next, -weight);
                    q.add(map * size + next, map * size + n, -weight);
                }
            }
        }
        return q;
    }

    /** Returns (D^T D + rho I + Q)^-1 x. */
    double[][] solve(double[][] x, double rho, DMatrixRMaj q) {
        LinearSolverDense<DMatrixRMaj> solver = solvers.computeIfAbsent(rho, key -> solver(rho, q));
        DMatrixRMaj result = new DMatrixRMaj(d.numCols, 1);
        solver.solve(DMatrixRMaj.wrap(d.numCols, 1, flat(x)), result);
        return maps(result.data);
    }

    private LinearSolverDense<DMatrixRMaj> solver(double rho, DMatrixRMaj q) {
        DMatrixRMaj system = new DMatrixRMaj(d.numCols, d.numCols);
        CommonOps_DDRM.multTransA(d, d, system);
        CommonOps_DDRM.addEquals(system, q);
        for (int i = 0; i < d.numCols; i++) {
            system.add(i, i, rho);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(d.numCols);
        solver.setA(system);
        return solver;
    }

    static double[] flat(double[][] x) {
        double[] result = new double[x.length * x[0].length];
        for (int map = 0; map < x.length; map++) {
            System.arraycopy(x[map], 0, result, map * x[0].length, x[0].length);
        }
        return result;
    }

    private double[][] maps(double[] numbers) {
        double[][] result = new double[maps][size];
        for (int map = 0; map < maps; map++) {
            System.arraycopy(numbers, map * size, result[map], 0, size);
        }
        return result;
    }
}
