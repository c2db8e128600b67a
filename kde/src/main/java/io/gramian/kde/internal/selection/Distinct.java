package io.gramian.kde.internal.selection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The distinct points of a sample, each with the weight of all its copies. */
record Distinct(Sample sample, int points) {
    static Distinct of(Sample sample) {
        Integer[] order = sorted(sample);
        List<Integer> kept = new ArrayList<>();
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < order.length; i++) {
            double weight = sample.weights()[order[i]];
            if (i > 0 && compare(sample, order[i - 1], order[i]) == 0) {
                weights.set(weights.size() - 1, weights.get(weights.size() - 1) + weight);
            } else {
                kept.add(order[i]);
                weights.add(weight);
            }
        }
        double[] pooled = weights.stream().mapToDouble(w -> w).toArray();
        boolean isWeighted = Arrays.stream(pooled).anyMatch(w -> w != pooled[0]);
        Sample distinct = new Sample(
                sample.x().select(kept.stream().mapToInt(i -> i).toArray()),
                pooled,
                isWeighted,
                sample.kernel(),
                sample.backend(),
                sample.progress());
        return new Distinct(distinct, order.length);
    }

    static boolean everyPointHasACopy(Sample data) {
        Sample sample = ScaledSample.positive(data);
        Integer[] order = sorted(sample);
        for (int i = 0; i < order.length; i++) {
            boolean before = i > 0 && compare(sample, order[i - 1], order[i]) == 0;
            boolean after = i + 1 < order.length && compare(sample, order[i], order[i + 1]) == 0;
            if (!before && !after) {
                return false;
            }
        }
        return true;
    }

    private static Integer[] sorted(Sample sample) {
        Integer[] order = new Integer[sample.x().size()];
        Arrays.setAll(order, i -> i);
        Comparator<Integer> byRow = (i, j) -> compare(sample, i, j);
        Arrays.sort(order, byRow.thenComparing(Comparator.naturalOrder()));
        return order;
    }

    private static int compare(Sample sample, int i, int j) {
        for (int k = 0; k < sample.x().dimension(); k++) {
            double a = sample.x().value(i, k) + 0.0; // minus zero is zero
            double b = sample.x().value(j, k) + 0.0;
            if (a != b) {
                return Double.compare(a, b);
            }
        }
        return 0;
    }
}
