package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.testing.SubsetLaw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * The exact law of which of four cells each of the m ordered points of a projection process falls into: with J_c the
 * integral of phi phi' over the cell c, the probability of (c_1, ..., c_m) is the mean over the orders s of the
 * determinant whose column j is that of J_{c_s(j)}. Counts of the 4^m cases are held against it by chi-squared.
 */
final class CellLaw {
    private final int size;
    private final SubsetLaw law;

    CellLaw(double[]... integrals) {
        size = (int) Math.round(Math.sqrt(integrals[0].length));
        List<int[]> orders = new ArrayList<>();
        permute(new int[size], 0, orders);
        law = SubsetLaw.proportionalTo(2 * size, code -> {
            double sum = 0;
            for (int[] order : orders) {
                double[][] matrix = new double[size][size];
                for (int j = 0; j < size; j++) {
                    double[] cell = integrals[code >> 2 * order[j] & 3];
                    for (int i = 0; i < size; i++) {
                        matrix[i][j] = cell[i * size + j];
                    }
                }
                sum += SubsetLaw.determinant(matrix);
            }
            return Math.max(0, sum);
        });
    }

    /** Returns the law of a univariate basis in the cells between three points. */
    static CellLaw of(UnivariateBasis basis, double... between) {
        return new CellLaw(integrals(basis, between));
    }

    /** Returns the integrals of phi phi' over the four cells, row after row. */
    static double[][] integrals(UnivariateBasis basis, double... between) {
        int length = basis.size() * basis.size();
        double[][] cells = new double[4][];
        double[] before = new double[length];
        for (int c = 0; c < 4; c++) {
            double[] upTo = new double[length];
            basis.integrals(c < 3 ? between[c] : basis.upper(), upTo);
            cells[c] = upTo.clone();
            for (int i = 0; i < length; i++) {
                cells[c][i] -= before[i];
            }
            before = upTo;
        }
        return cells;
    }

    private static void permute(int[] order, int place, List<int[]> orders) {
        if (place == order.length) {
            orders.add(order.clone());
            return;
        }
        for (int i = 0; i < order.length; i++) {
            int candidate = i;
            if (Arrays.stream(order, 0, place).noneMatch(taken -> taken == candidate)) {
                order[place] = i;
                permute(order, place + 1, orders);
            }
        }
    }

    double pValue(int draws, Supplier<Points> sampler, ToIntFunction<double[]> cell) {
        int[] counts = new int[1 << 2 * size];
        for (int t = 0; t < draws; t++) {
            Points points = sampler.get();
            int code = 0;
            for (int i = 0; i < size; i++) {
                code |= cell.applyAsInt(points.row(i)) << 2 * i;
            }
            counts[code]++;
        }
        return law.pValue(counts);
    }

    static ToIntFunction<double[]> between(double... points) {
        return x -> (int) Arrays.stream(points).filter(p -> p < x[0]).count();
    }
}
