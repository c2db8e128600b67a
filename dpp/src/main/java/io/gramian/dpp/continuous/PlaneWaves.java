package io.gramian.dpp.continuous;

import java.util.random.RandomGenerator;

/** Real plane waves on a box with one corner at zero, orthonormal for the uniform measure. */
final class PlaneWaves implements OrthonormalBasis {
    private final double[] sides;
    private final int[][] frequencies;
    private final boolean[] sines;

    /** The frequencies of cosines, and of sines, are all different up to the sign; zero has no sine. */
    PlaneWaves(double[] sides, int[][] frequencies, boolean[] sines) {
        this.sides = sides;
        this.frequencies = frequencies;
        this.sines = sines;
    }

    @Override
    public int size() {
        return frequencies.length;
    }

    @Override
    public int dimension() {
        return sides.length;
    }

    @Override
    public void evaluate(double[] x, double[] values) {
        for (int k = 0; k < frequencies.length; k++) {
            values[k] = value(k, x);
        }
    }

    private double value(int k, double[] x) {
        double angle = 0;
        boolean constant = true;
        for (int c = 0; c < sides.length; c++) {
            angle += frequencies[k][c] * (x[c] / sides[c]);
            constant &= frequencies[k][c] == 0;
        }
        angle *= 2 * Math.PI;
        return constant ? 1 : Math.sqrt(2) * (sines[k] ? Math.sin(angle) : Math.cos(angle));
    }

    @Override
    public double[] sampleReference(RandomGenerator random) {
        double[] x = new double[sides.length];
        for (int c = 0; c < x.length; c++) {
            x[c] = sides[c] * random.nextDouble();
        }
        return x;
    }

    /** By rejection from the uniform measure: a square is at most 2. */
    @Override
    public double[] sampleOptimal(RandomGenerator random) {
        int k = random.nextInt(frequencies.length);
        while (true) {
            double[] x = sampleReference(random);
            double value = value(k, x);
            if (2 * random.nextDouble() < value * value) {
                return x;
            }
        }
    }

    @Override
    public String toString() {
        return "PlaneWaves[" + frequencies.length + " in dimension " + sides.length + "]";
    }
}
