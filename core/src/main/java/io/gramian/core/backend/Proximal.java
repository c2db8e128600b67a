package io.gramian.core.backend;

import java.util.Arrays;
import java.util.Objects;

/**
 * The penalty on coefficient maps, by its proximal operator: lambda sum_m w_m |x_m|, maybe with x >= 0, maybe with
 * mu ||x||_2 over the channels of each coefficient.
 *
 * <p>prox_t(v) = argmin_x 1/2 (x - v)^2 + t penalty(x) is v - clamp(v, -t lambda w, t lambda w); with {@link
 * #nonNegative} the lower bound falls away; with {@link #withGroupPenalty} the vectors over the channels shrink by t mu
 * afterwards. A weight of zero leaves a coefficient free, an infinite one holds it at zero and does not count in the
 * penalty. Immutable; a closed set, so that every backend can fuse it.
 *
 * <pre>{@code
 * Proximal.soft(0.05).withWeights(weights).nonNegative()
 * }</pre>
 *
 * <p>Source: P. Sprechmann et al., C-HiLasso (2011), for the two penalties in turn.
 */
public final class Proximal {
    private final double penalty;
    private final boolean isNonNegative;
    private final double groupPenalty;
    private final double[] mapWeights; // null where all are 1
    private final double[][] pixelWeights; // null where there are none, entries null for maps without

    private Proximal(
            double penalty, boolean isNonNegative, double groupPenalty, double[] mapWeights, double[][] pixelWeights) {
        this.penalty = penalty;
        this.isNonNegative = isNonNegative;
        this.groupPenalty = groupPenalty;
        this.mapWeights = mapWeights;
        this.pixelWeights = pixelWeights;
    }

    /**
     * Returns lambda ||x||_1, whose proximal operator is soft thresholding.
     *
     * @param penalty lambda, at least 0 and finite
     * @return a penalty
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public static Proximal soft(double penalty) {
        return new Proximal(nonNegative("penalty", penalty), false, 0, null, null);
    }

    /**
     * Returns this penalty with another lambda.
     *
     * @param newPenalty lambda, at least 0 and finite
     * @return a penalty
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Proximal withPenalty(double newPenalty) {
        return new Proximal(nonNegative("penalty", newPenalty), isNonNegative, groupPenalty, mapWeights, pixelWeights);
    }

    /**
     * Returns this penalty with the constraint that no coefficient is negative.
     *
     * @return a penalty
     */
    public Proximal nonNegative() {
        return new Proximal(penalty, true, groupPenalty, mapWeights, pixelWeights);
    }

    /**
     * Returns this penalty plus mu times the sum over positions and filters of the Euclidean norm over the channels;
     * for signals whose channels have maps of their own.
     *
     * @param newGroupPenalty mu, at least 0 and finite
     * @return a penalty
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Proximal withGroupPenalty(double newGroupPenalty) {
        return new Proximal(
                penalty, isNonNegative, nonNegative("group penalty", newGroupPenalty), mapWeights, pixelWeights);
    }

    /**
     * Returns this penalty with a weight for each filter.
     *
     * @param weights w_m, one for each filter, at least 0, may be infinite; copied
     * @return a penalty
     * @throws IllegalArgumentException if a weight is negative or NaN
     */
    public Proximal withWeights(double... weights) {
        return new Proximal(penalty, isNonNegative, groupPenalty, checked("weights", weights), pixelWeights);
    }

    /**
     * Returns this penalty with a weight for each position of one filter's map, in place of that filter's weight.
     *
     * @param filter 0 to M - 1
     * @param weights one for each position of the map, row-major, at least 0, may be infinite; copied
     * @return a penalty
     * @throws IllegalArgumentException if a weight is negative or NaN, or the filter is negative
     */
    public Proximal withPixelWeights(int filter, double... weights) {
        if (filter < 0) {
            throw new IllegalArgumentException("filter: expected at least 0, found " + filter);
        }
        int length = Math.max(filter + 1, pixelWeights == null ? 0 : pixelWeights.length);
        double[][] all = pixelWeights == null ? new double[length][] : Arrays.copyOf(pixelWeights, length);
        all[filter] = checked("pixel weights of filter " + filter, weights);
        return new Proximal(penalty, isNonNegative, groupPenalty, mapWeights, all);
    }

    private static double nonNegative(String what, double number) {
        if (!(number >= 0) || number == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(what + ": expected a finite number of at least 0, found " + number);
        }
        return number;
    }

    private static double[] checked(String what, double[] weights) {
        for (int at = 0; at < weights.length; at++) {
            if (!(weights[at] >= 0)) {
                throw new IllegalArgumentException(what + ": expected at least 0, found " + weights[at] + " at " + at);
            }
        }
        return weights.clone();
    }

    /**
     * Returns the factor of the l1 norm.
     *
     * @return lambda
     */
    public double penalty() {
        return penalty;
    }

    /**
     * Returns whether coefficients are held non-negative.
     *
     * @return false unless {@link #nonNegative} was asked for
     */
    public boolean isNonNegative() {
        return isNonNegative;
    }

    /**
     * Returns the factor of the norms over channels.
     *
     * @return mu, 0 unless set
     */
    public double groupPenalty() {
        return groupPenalty;
    }

    /**
     * Returns whether the weight of this filter depends on the position.
     *
     * @param filter 0 to M - 1
     * @return true after {@link #withPixelWeights}
     */
    public boolean hasPixelWeights(int filter) {
        return pixelWeights != null && filter < pixelWeights.length && pixelWeights[filter] != null;
    }

    /**
     * Returns the weight of one coefficient.
     *
     * @param filter 0 to M - 1
     * @param position the index in the map, row-major
     * @return w, at least 0
     */
    public double weight(int filter, int position) {
        if (hasPixelWeights(filter)) {
            return pixelWeights[filter][position];
        }
        return mapWeights == null ? 1 : mapWeights[filter];
    }

    /**
     * Returns whether two stretches of positions have the same weights of a filter.
     *
     * @param filter 0 to M - 1
     * @param from the first position of one
     * @param other the first position of the other
     * @param count how many positions
     * @return whether the weights are equal one by one
     */
    public boolean hasSameWeights(int filter, int from, int other, int count) {
        if (!hasPixelWeights(filter)) {
            return true;
        }
        double[] weights = pixelWeights[filter];
        return Arrays.equals(weights, from, from + count, weights, other, other + count);
    }

    /**
     * Checks that the weights fit a bank and a shape.
     *
     * @param filters M
     * @param positions the number of positions of a map
     * @throws IllegalArgumentException if there are weights for another number of filters or positions
     */
    public void requireFit(int filters, int positions) {
        if (mapWeights != null && mapWeights.length != filters) {
            throw new IllegalArgumentException(
                    "weights: expected " + filters + ", one for each filter, found " + mapWeights.length);
        }
        if (pixelWeights != null && pixelWeights.length > filters) {
            throw new IllegalArgumentException(
                    "pixel weights: expected filters 0 to " + (filters - 1) + ", found " + (pixelWeights.length - 1));
        }
        for (int m = 0; m < filters; m++) {
            if (hasPixelWeights(m) && pixelWeights[m].length != positions) {
                throw new IllegalArgumentException("pixel weights of filter " + m + ": expected " + positions
                        + ", one for each position, found " + pixelWeights[m].length);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Proximal that
                && penalty == that.penalty
                && isNonNegative == that.isNonNegative
                && groupPenalty == that.groupPenalty
                && Arrays.equals(mapWeights, that.mapWeights)
                && Arrays.deepEquals(pixelWeights, that.pixelWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                penalty, isNonNegative, groupPenalty, Arrays.hashCode(mapWeights), Arrays.deepHashCode(pixelWeights));
    }

    /** Returns the formula, for example {@code 0.05 ||w x||_1, x >= 0}. */
    @Override
    public String toString() {
        return penalty
                + (mapWeights == null && pixelWeights == null ? " ||x||_1" : " ||w x||_1")
                + (groupPenalty == 0 ? "" : " + " + groupPenalty + " ||x||_2,1")
                + (isNonNegative ? ", x >= 0" : "");
    }
}
