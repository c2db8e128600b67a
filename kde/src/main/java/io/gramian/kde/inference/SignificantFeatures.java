package io.gramian.kde.inference;

import io.gramian.core.Points;
import java.util.stream.IntStream;

/** Where gradient and curvature of a density are no accident: the result of {@link FeatureSignificance}. */
public final class SignificantFeatures {
    private final Points places;
    private final Tests tests;
    private final double[] gradientAdjusted;
    private final double[] curvatureAdjusted;
    private final double level;

    /** What is known of each place before the corrections. */
    static final class Tests {
        final double[] size;
        final double[] logDensity;
        final double[][] gradient; // of the log-density
        final double[] gradientP;
        final double[] curvatureP;
        final boolean[] isConcave;

        Tests(int places) {
            size = new double[places];
            logDensity = new double[places];
            gradient = new double[places][];
            gradientP = new double[places];
            curvatureP = new double[places];
            isConcave = new boolean[places];
        }
    }

    SignificantFeatures(Points places, Tests tests, double level, MultipleTesting correction) {
        this.places = places;
        this.tests = tests;
        this.level = level;
        this.gradientAdjusted = correction.adjust(tests.gradientP);
        this.curvatureAdjusted = correction.adjust(tests.curvatureP);
    }

    /**
     * Returns the number of places.
     *
     * @return k
     */
    public int size() {
        return places.size();
    }

    /**
     * Returns the places.
     *
     * @return k points
     */
    public Points places() {
        return places;
    }

    /**
     * Returns whether a place was tested: whether enough points bear on it.
     *
     * @param i the place
     * @return false where the p-values are NaN
     */
    public boolean isTested(int i) {
        return !Double.isNaN(tests.gradientP[i]);
    }

    /**
     * Returns the effective sample size at a place.
     *
     * @param i the place
     * @return 1 / sum p_j^2; NaN where the density is zero
     */
    public double effectiveSampleSize(int i) {
        return tests.size[i];
    }

    /**
     * Returns the log-density.
     *
     * @param i the place
     * @return log f(x_i)
     */
    public double logDensity(int i) {
        return tests.logDensity[i];
    }

    /**
     * Returns the gradient of the log-density, in the units of the data.
     *
     * @param i the place
     * @return d numbers, a new array
     */
    public double[] logGradient(int i) {
        return tests.gradient[i].clone();
    }

    /**
     * Returns the p-value of the gradient, adjusted for the number of places.
     *
     * @param i the place
     * @return from 0 to 1; NaN if not tested
     */
    public double gradientPValue(int i) {
        return gradientAdjusted[i];
    }

    /**
     * Returns the p-value of the curvature, adjusted for the number of places.
     *
     * @param i the place
     * @return from 0 to 1; NaN if not tested
     */
    public double curvaturePValue(int i) {
        return curvatureAdjusted[i];
    }

    /**
     * Returns whether the density has a slope that is no accident.
     *
     * @param i the place
     * @return true if the gradient differs from zero at the level
     */
    public boolean isSloping(int i) {
        return gradientAdjusted[i] <= level;
    }

    /**
     * Returns whether the density has a curvature that is no accident.
     *
     * @param i the place
     * @return true if the Hessian differs from zero at the level
     */
    public boolean isCurved(int i) {
        return curvatureAdjusted[i] <= level;
    }

    /**
     * Returns whether a place belongs to a peak: the curvature is significant and downwards in every direction.
     *
     * @param i the place
     * @return true if it is curved and the Hessian negative definite
     */
    public boolean isPeak(int i) {
        return isCurved(i) && tests.isConcave[i];
    }

    /**
     * Returns the places that belong to a peak.
     *
     * @return indices, ascending
     */
    public int[] peaks() {
        return IntStream.range(0, size()).filter(this::isPeak).toArray();
    }

    /**
     * Returns the places with a significant slope.
     *
     * @return indices, ascending
     */
    public int[] slopes() {
        return IntStream.range(0, size()).filter(this::isSloping).toArray();
    }

    /** Returns the numbers of places, of tests, of slopes and of places that belong to peaks. */
    @Override
    public String toString() {
        return "SignificantFeatures[" + size() + " places, "
                + IntStream.range(0, size()).filter(this::isTested).count() + " tested, " + slopes().length
                + " sloping, " + peaks().length + " in peaks]";
    }
}
