package io.gramian.sparsecoding;

import java.util.ArrayList;
import java.util.List;

/**
 * What a code is worth once its small coefficients are dropped: quality and sparseness at rising cut-offs.
 *
 * @param points one for every cut-off, as given
 */
public record PruningCurve(List<Point> points) {
    /**
     * One cut-off.
     *
     * @param cutoff coefficients of |x| below it are zero
     * @param psnr of what the others give, by the reference's own range, in decibels
     * @param sparseness the fraction of coefficients that are exactly zero
     */
    public record Point(double cutoff, double psnr, double sparseness) {}

    /**
     * Makes a curve.
     *
     * @param points copied
     */
    public PruningCurve {
        points = List.copyOf(points);
    }

    /**
     * Returns the curve of a code. O(k L) for k coefficients a cut-off.
     *
     * @param code a code
     * @param reference what was coded
     * @param cutoffs numbers of at least 0
     * @return a point for each
     * @throws IllegalArgumentException if a cut-off is negative or not finite, or the reference has another shape than the
     *     code's reconstruction
     */
    public static PruningCurve of(SparseCode code, Signal reference, double... cutoffs) {
        List<Point> points = new ArrayList<>();
        for (double cutoff : cutoffs) {
            CoefficientMaps kept = code.maps().pruned(cutoff);
            Signal reconstruction = code.dictionary().synthesise(kept);
            points.add(new Point(cutoff, ImageQuality.psnr(reference, reconstruction), kept.sparseness()));
        }
        return new PruningCurve(points);
    }
}
