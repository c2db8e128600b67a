package io.gramian.dpp.leastsquares;

import io.gramian.core.Points;
import io.gramian.testing.SubsetLaw;
import java.util.Arrays;

/** The law of designs on atoms, tuple by tuple, from the definitions. */
final class Enumeration {
    private final AtomicBasis basis;
    private final Weight weight;

    Enumeration(AtomicBasis basis, Weight weight) {
        this.basis = basis;
        this.weight = weight;
    }

    /** w at an atom. */
    double weight(int i) {
        return weight.at(new double[] {i}, basis.inverseChristoffel(i), basis.size());
    }

    /** The probability of an atom under nu = w^-1 mu. */
    double nu(int i) {
        return basis.mu()[i] / weight(i);
    }

    double iid(int... tuple) {
        double product = 1;
        for (int i : tuple) {
            product *= nu(i);
        }
        return product;
    }

    /** det G. */
    double determinant(int... tuple) {
        return Math.max(0, SubsetLaw.determinant(gram(tuple)));
    }

    private double[][] gram(int... tuple) {
        int m = basis.size();
        double[][] gram = new double[m][m];
        for (int i : tuple) {
            double[] phi = basis.phi()[i];
            for (int j = 0; j < m; j++) {
                for (int k = 0; k < m; k++) {
                    gram[j][k] += weight(i) * phi[j] * phi[k] / tuple.length;
                }
            }
        }
        return gram;
    }

    /** n^m (n-m)! / n! det G times the product of nu. */
    double volume(int... tuple) {
        double normaliser = 1;
        for (int k = 0; k < basis.size(); k++) {
            normaliser *= tuple.length / (tuple.length - k + 0.0);
        }
        return normaliser * determinant(tuple) * iid(tuple);
    }

    /** The product of the laws of volume-rescaled blocks. */
    double blocks(int block, int... tuple) {
        double product = 1;
        for (int from = 0; from < tuple.length; from += block) {
            product *= volume(Arrays.copyOfRange(tuple, from, from + block));
        }
        return product;
    }

    /** A tuple of eight atoms as a number, three bits each. */
    static int code(int... tuple) {
        int code = 0;
        for (int k = tuple.length - 1; k >= 0; k--) {
            code = code << 3 | tuple[k];
        }
        return code;
    }

    static int code(Points points) {
        return code(Arrays.stream(points.column(0)).mapToInt(x -> (int) x).toArray());
    }

    static int[] tuple(int n, int code) {
        int[] tuple = new int[n];
        Arrays.setAll(tuple, k -> code >> 3 * k & 7);
        return tuple;
    }
}
