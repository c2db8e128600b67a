package io.gramian.sparsecoding;

import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import java.util.Arrays;
import java.util.List;

/**
 * The least squares of atoms for given codes, d = argmin 1/2 sum_k |sum_m x_km * d_m - s_k|^2 + rho/2 |d - w|^2. Convolution
 * does not care which is which: it is the system of a filter bank whose filters are the codes, a channel for every signal, and
 * whose maps are the atoms, so that the backend solves it as it solves for codes.
 */
final class AtomLeastSquares implements AutoCloseable {
    private final Backend backend;
    private final double rho;
    private FilterBankOperator operator; // null before the first codes

    AtomLeastSquares(Backend backend, double rho) {
        this.backend = backend;
        this.rho = rho;
    }

    /** Sets the codes, as many at every call. */
    void codes(List<CoefficientMaps> codes) {
        int[] shape = codes.get(0).shape();
        int atoms = codes.get(0).atoms();
        int places = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[][] filters = new double[atoms][codes.size() * places];
        for (int k = 0; k < codes.size(); k++) {
            CoefficientMaps code = codes.get(k);
            for (int i = 0; i < code.count(); i++) {
                filters[code.atom(i)][k * places + code.position(i)] = code.value(i);
            }
        }
        int[][] shapes = new int[atoms][];
        Arrays.fill(shapes, shape);
        FilterBank bank = FilterBank.of(codes.size(), shapes, filters);
        if (operator == null) {
            operator = backend.filterBank(bank, codes.size(), shape);
        } else {
            operator.bank(bank);
        }
    }

    /**
     * Returns the solution of one channel on the grid.
     *
     * @param signals that channel of them, one after the other
     * @param w of every atom, on the grid; overwritten
     */
    double[][] solve(double[] signals, double[][] w) {
        double[][] right = operator.correlate(signals);
        for (int m = 0; m < w.length; m++) {
            for (int at = 0; at < w[m].length; at++) {
                right[m][at] += rho * w[m][at];
            }
        }
        return operator.solve(right, rho);
    }

    @Override
    public void close() {
        if (operator != null) {
            operator.close();
        }
    }
}
