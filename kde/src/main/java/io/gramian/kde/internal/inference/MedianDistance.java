package io.gramian.kde.internal.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Gram;
import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** The median distance of pairs of points. */
public final class MedianDistance {
    private static final int MOST = 1000;
    private static final PairFunction SQUARED_DISTANCE =
            () -> new Expression.Leaf(Form.SQUARED_DISTANCE, new Profile.Identity());

    private MedianDistance() {}

    /**
     * Returns the median over all pairs of different points (by index), of a random thousand of them if there are more.
     *
     * @throws NumericalException if it is zero
     */
    public static double of(Points x, Backend backend, RandomGenerator random) {
        int n = x.size();
        Points some = n <= MOST ? x : x.select(Shuffle.subset(n, MOST, random));
        double median;
        try (Gram gram = backend.gram(SQUARED_DISTANCE, some)) {
            median = median(gram.dense());
        }
        if (!(median > 0)) {
            throw new NumericalException(
                    "median distance: zero, for half of all pairs of points coincide; give a bandwidth");
        }
        return median;
    }

    private static double median(DMatrixRMaj squares) {
        int n = squares.numRows;
        double[] pairs = new double[n * (n - 1) / 2];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                pairs[at++] = squares.get(i, j);
            }
        }
        Arrays.sort(pairs);
        int middle = pairs.length / 2;
        double upper = Math.sqrt(pairs[middle]);
        return pairs.length % 2 == 1 ? upper : (Math.sqrt(pairs[middle - 1]) + upper) / 2;
    }
}
