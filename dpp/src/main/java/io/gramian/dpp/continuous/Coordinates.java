package io.gramian.dpp.continuous;

/** What every basis asks of a point. */
final class Coordinates {
    private Coordinates() {}

    static void check(int dimension, double... x) {
        if (x.length != dimension) {
            throw new IllegalArgumentException("point: expected " + dimension + " coordinates, found " + x.length);
        }
    }
}
