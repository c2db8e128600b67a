package io.gramian.kde.internal.selection;

/** The derivative of a sum of normal densities by their covariance C: (1/2) C^-1 (M - S C) C^-1, M the second moment. */
final class GaussianDerivative {
    private GaussianDerivative() {}

    /**
     * Fills in the derivative.
     *
     * @param factor of C
     * @param sum S
     * @param second M, before it is multiplied by the scale
     */
    static void fill(
            double[][] factor, double[][] covariance, double sum, double[][] second, double scale, double[][] target) {
        double[][] inverse = Triangular.inverseOfSquare(factor);
        double[][] middle = Triangular.combine(scale, second, -sum, covariance);
        double[][] product = Triangular.multiply(inverse, Triangular.multiply(middle, inverse));
        for (int k = 0; k < product.length; k++) {
            for (int l = 0; l < product.length; l++) {
                target[k][l] = (product[k][l] + product[l][k]) / 4;
            }
        }
    }
}
