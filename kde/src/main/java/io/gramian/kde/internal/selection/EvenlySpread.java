package io.gramian.kde.internal.selection;

import java.util.Arrays;

/** Some of many indices, chosen without a random generator so that a selection can be repeated. */
final class EvenlySpread {
    private EvenlySpread() {}

    /**
     * Returns distinct indices below size, in increasing order: the multiples of the golden ratio modulo one, which
     * spread evenly over any order of the points and share no period with it.
     *
     * @param size above 3 times the count
     */
    static int[] indices(int size, int count) {
        double golden = (Math.sqrt(5) - 1) / 2;
        int[] indices = new int[count];
        for (int k = 0; k < count; k++) {
            double position = (k + 0.5) * golden;
            indices[k] = (int) ((position - Math.floor(position)) * size);
        }
        return Arrays.stream(indices).sorted().distinct().toArray();
    }
}
