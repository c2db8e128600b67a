package io.gramian.nystrom;

import io.gramian.core.Points;
import java.util.List;

/**
 * What a solver found.
 *
 * @param centres m points
 * @param coefficients m x k, row after row, in the units of the responses
 * @param method which solver, in words
 * @param iterations of conjugate gradients
 * @param certificate how far from exact
 * @param warnings what a reader should know
 */
record RidgeSolution(
        Points centres,
        double[] coefficients,
        String method,
        int iterations,
        RidgeCertificate certificate,
        List<String> warnings) {}
