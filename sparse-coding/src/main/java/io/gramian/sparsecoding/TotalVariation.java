package io.gramian.sparsecoding;

/**
 * The isotropic total variation of maps, of each map, sum_m sum_n sqrt(sum_i (G_i x_m)[n]^2), or of all together, sum_n
 * sqrt(sum_m sum_i (G_i x_m)[n]^2), whose maps change at the same places.
 */
record TotalVariation(Differences differences, boolean isVector) {
    double of(double[][] maps) {
        double[] squares = new double[maps[0].length];
        double sum = 0;
        for (double[] map : maps) {
            for (int axis = 0; axis < differences.axes(); axis++) {
                addSquares(differences.of(map, axis), squares);
            }
            sum += isVector ? 0 : takeRoots(squares);
        }
        return isVector ? takeRoots(squares) : sum;
    }

    private static void addSquares(double[] numbers, double[] squares) {
        for (int at = 0; at < squares.length; at++) {
            squares[at] += numbers[at] * numbers[at];
        }
    }

    private static double takeRoots(double[] squares) {
        double sum = 0;
        for (int at = 0; at < squares.length; at++) {
            sum += Math.sqrt(squares[at]);
            squares[at] = 0;
        }
        return sum;
    }

    /** The proximal operator on the differences, blocks 1 and on, of all maps; block 0 is left alone. */
    double[][][] shrink(double[][][] v, double threshold) {
        double[][][] result = new double[v.length][v[0].length][v[0][0].length];
        double[] squares = new double[v[0][0].length];
        for (int map = 0; map < v[0].length; map++) {
            for (int block = 1; block < v.length; block++) {
                addSquares(v[block][map], squares);
            }
            if (!isVector) {
                shrink(v, threshold, squares, map, map + 1, result);
            }
        }
        if (isVector) {
            shrink(v, threshold, squares, 0, v[0].length, result);
        }
        return result;
    }

    private static void shrink(
            double[][][] v, double threshold, double[] squares, int from, int to, double[][][] result) {
        for (int at = 0; at < squares.length; at++) {
            double norm = Math.sqrt(squares[at]);
            double factor = norm > threshold ? 1 - threshold / norm : 0;
            squares[at] = 0;
            for (int map = from; map < to; map++) {
                for (int block = 1; block < v.length; block++) {
                    result[block][map][at] = factor * v[block][map][at];
                }
            }
        }
    }
}
