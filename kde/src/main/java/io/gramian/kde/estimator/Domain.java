package io.gramian.kde.estimator;

/** Checks of the boxes that sketches and private releases are made for. */
final class Domain {
    private Domain() {}

    static void checkInterval(double lower, double upper, int axis) {
        if (!(Math.abs(lower) <= 1e150 && Math.abs(upper) <= 1e150 && upper > lower)) {
            throw new IllegalArgumentException("axis " + axis
                    + ": expected a lower end below the upper, both from -1e150 to 1e150, found " + lower + " and "
                    + upper);
        }
    }
}
