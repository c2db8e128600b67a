package io.gramian.kde.internal.selection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Estimates of psi_m = integral of (D^m f) f, m a multi-index of even order, by kernels of their own: psi_m(g) =
 * sum_ij w_i w_j D^m phi_(g^2 I)(z_i - z_j), the pairs i = j included.
 *
 * <p>A pilot bandwidth g of order r makes small the leading bias of all psi_m of order r together, n^-1 g^(-d-r) D^m
 * phi(0) + (g^2 / 2) P_m with P_m = sum_k psi_(m + 2 e_k): the sum of squares over all entries of the symmetric tensor,
 * which does not depend on the axes (Duong and Hazelton, 2003; Chacon and Duong, 2010). With u = n^-1 g^(-d-r-2) that is
 * g^4 (A u^2 + B u + C / 4), least where (2 r + 2 d) A u^2 + (d + r - 2) B u = C.
 */
final class DensityFunctionals {
    private final int d;
    private final double n;
    private final DifferenceSums sums;

    DensityFunctionals(int d, double n, DifferenceSums sums) {
        this.d = d;
        this.n = n;
        this.sums = sums;
    }

    /** Returns all multi-indices of an order in d dimensions. */
    static List<int[]> indices(int d, int order) {
        List<int[]> found = new ArrayList<>();
        indices(new int[d], 0, order, found);
        return found;
    }

    private static void indices(int[] index, int axis, int rest, List<int[]> found) {
        if (axis == index.length - 1) {
            index[axis] = rest;
            found.add(index.clone());
            return;
        }
        for (int k = rest; k >= 0; k--) {
            index[axis] = k;
            indices(index, axis + 1, rest - k, found);
        }
    }

    /** Returns D^m phi_C(0) for all m of an order, by D^(m + e_k) = -sum_l (C^-1)_kl m_l D^(m - e_l) at zero. */
    static double[] atZero(double[][] covariance, int order) {
        int d = covariance.length;
        double[][] factor = Triangular.factor(covariance);
        double[][] precision = Triangular.inverseOfSquare(factor);
        Map<List<Integer>, Double> known = new HashMap<>();
        double peak = Math.exp(-Triangular.logDeterminant(factor) - d / 2.0 * Math.log(2 * Math.PI));
        return indices(d, order).stream()
                .mapToDouble(m -> peak * atZero(m, precision, known))
                .toArray();
    }

    private static double atZero(int[] index, double[][] precision, Map<List<Integer>, Double> known) {
        List<Integer> key = java.util.Arrays.stream(index).boxed().toList();
        Double value = known.get(key);
        if (value != null) {
            return value;
        }
        int k = 0;
        while (k < index.length && index[k] == 0) {
            k++;
        }
        double sum = k == index.length ? 1 : 0;
        for (int l = 0; k < index.length && l < index.length; l++) {
            int[] lower = index.clone();
            lower[k]--;
            if (lower[l] > 0) {
                int multiplicity = lower[l]--;
                sum -= precision[k][l] * multiplicity * atZero(lower, precision, known);
            }
        }
        known.put(key, sum);
        return sum;
    }

    /** Returns P_m = sum_k psi_(m + 2 e_k) for m of an order, from all psi of the order two above. */
    static double[] contracted(int d, int order, double[] psi) {
        Map<List<Integer>, Double> byIndex = new HashMap<>();
        List<int[]> above = indices(d, order + 2);
        for (int i = 0; i < psi.length; i++) {
            byIndex.put(java.util.Arrays.stream(above.get(i)).boxed().toList(), psi[i]);
        }
        return indices(d, order).stream()
                .mapToDouble(m -> {
                    double sum = 0;
                    for (int k = 0; k < d; k++) {
                        int[] raised = m.clone();
                        raised[k] += 2;
                        sum += byIndex.get(
                                java.util.Arrays.stream(raised).boxed().toList());
                    }
                    return sum;
                })
                .toArray();
    }

    /** Returns the pilot bandwidth for psi of an order, given P_m for that order. */
    double pilot(int order, double[] contracted) {
        double[] peak = atZero(Triangular.diagonal(d, 1), order);
        List<int[]> indices = indices(d, order);
        double a = 0;
        double b = 0;
        double c = 0;
        for (int i = 0; i < peak.length; i++) {
            double count = multiplicity(indices.get(i));
            a += count * peak[i] * peak[i];
            b += count * peak[i] * contracted[i];
            c += count * contracted[i] * contracted[i];
        }
        double linear = (order + d - 2) * b;
        double u = (-linear + Math.sqrt(linear * linear + 8.0 * (order + d) * a * c)) / (4.0 * (order + d) * a);
        return Math.pow(u * n, -1.0 / (d + order + 2));
    }

    /** The number of entries of a symmetric tensor that a multi-index stands for, |m|! / m!. */
    static double multiplicity(int[] index) {
        double count = 1;
        int total = 0;
        for (int m : index) {
            for (int k = 1; k <= m; k++) {
                count *= (double) ++total / k;
            }
        }
        return Math.round(count);
    }

    /** Returns psi_m(g) for all m of an order. */
    double[] psi(int order, double g) {
        return estimate(order, g, false);
    }

    /** Returns P_m(g) = sum_k psi_(m + 2 e_k)(g) for all m of an order. */
    double[] contractedPsi(int order, double g) {
        return estimate(order, g, true);
    }

    private double[] estimate(int order, double g, boolean isContracted) {
        double[] spread = sums.addedVariance();
        for (int k = 0; k < d; k++) {
            spread[k] = Math.sqrt(Math.max(g * g - spread[k], g * g / 4));
        }
        HermiteSums hermite = new HermiteSums(indices(d, order), spread, isContracted);
        sums.forEach(hermite);
        double[] self = atZero(Triangular.diagonal(d, g * g), isContracted ? order + 2 : order);
        double[] psi = isContracted ? contracted(d, order, self) : self;
        double[] pairs = hermite.sums();
        for (int i = 0; i < psi.length; i++) {
            psi[i] = psi[i] / n + (1 - 1 / n) * pairs[i];
        }
        return psi;
    }
}
