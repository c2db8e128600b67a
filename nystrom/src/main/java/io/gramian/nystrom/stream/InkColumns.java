package io.gramian.nystrom.stream;

import java.util.Arrays;

/** The kernel columns of the atoms against all points so far, and their inner products: t m and m^2 numbers. */
final class InkColumns {
    private double[][] columns = new double[0][]; // each with room for more than length numbers
    private int[] positions = new int[0];
    private double[] products = new double[0]; // u_i' u_j
    private int length;

    /** How many points there were. */
    int length() {
        return length;
    }

    int size() {
        return positions.length;
    }

    /** Where in the stream atom i came. */
    int position(int i) {
        return positions[i];
    }

    double[] products() {
        return products;
    }

    double[] column(int i) {
        return Arrays.copyOf(columns[i], length);
    }

    /** K(Z, Z) of the atoms. */
    double[] kernel() {
        int m = size();
        double[] kernel = new double[m * m];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                kernel[i * m + j] = columns[i][positions[j]];
            }
        }
        return kernel;
    }

    /** u_i' v of all atoms. */
    double[] times(double[] v) {
        double[] result = new double[size()];
        for (int i = 0; i < result.length; i++) {
            double sum = 0;
            for (int s = 0; s < length; s++) {
                sum += columns[i][s] * v[s];
            }
            result[i] = sum;
        }
        return result;
    }

    /** |v - sum_i a_i u_i|^2. */
    double residualSquare(double[] v, double[] a) {
        double[] rest = Arrays.copyOf(v, length);
        for (int i = 0; i < a.length; i++) {
            for (int s = 0; s < length; s++) {
                rest[s] -= a[i] * columns[i][s];
            }
        }
        double sum = 0;
        for (double value : rest) {
            sum += value * value;
        }
        return sum;
    }

    /** Adds the row of a new point: its kernel values with the atoms, found in its column. */
    void appendRow(double[] column) {
        int m = size();
        for (int i = 0; i < m; i++) {
            if (columns[i].length == length) {
                columns[i] = Arrays.copyOf(columns[i], Math.max(64, length + length / 2));
            }
            columns[i][length] = column[positions[i]];
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                products[i * m + j] += column[positions[i]] * column[positions[j]];
            }
        }
        length++;
    }

    /** Keeps the atoms of the given places. */
    void keep(int[] places) {
        int old = size();
        double[][] keptColumns = new double[places.length][];
        int[] keptPositions = new int[places.length];
        double[] keptProducts = new double[places.length * places.length];
        for (int a = 0; a < places.length; a++) {
            keptColumns[a] = columns[places[a]];
            keptPositions[a] = positions[places[a]];
            for (int b = 0; b < places.length; b++) {
                keptProducts[a * places.length + b] = products[places[a] * old + places[b]];
            }
        }
        columns = keptColumns;
        positions = keptPositions;
        products = keptProducts;
    }

    /** Adds the last point as an atom, with its whole column, own value included. */
    void append(double[] column) {
        int m = size();
        double[] cross = times(column);
        double own = 0;
        for (double value : column) {
            own += value * value;
        }
        double[] grown = new double[(m + 1) * (m + 1)];
        for (int i = 0; i < m; i++) {
            System.arraycopy(products, i * m, grown, i * (m + 1), m);
            grown[i * (m + 1) + m] = cross[i];
            grown[m * (m + 1) + i] = cross[i];
        }
        grown[m * (m + 1) + m] = own;
        products = grown;
        columns = Arrays.copyOf(columns, m + 1);
        columns[m] = column.clone();
        positions = Arrays.copyOf(positions, m + 1);
        positions[m] = length - 1;
    }

    /** Sets everything, for a stream that goes on from a checkpoint. */
    void restore(int newLength, int[] newPositions, double[][] newColumns, double[] newProducts) {
        length = newLength;
        positions = newPositions;
        columns = newColumns;
        products = newProducts;
    }
}
