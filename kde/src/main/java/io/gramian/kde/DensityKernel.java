package io.gramian.kde;

import io.gramian.core.kernel.Expression;
import io.gramian.core.kernel.Form;
import io.gramian.core.kernel.PairFunction;
import io.gramian.core.kernel.Profile;
import io.gramian.kde.internal.RadialLaw;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The shape of a density kernel: a function k(u) of the scaled distance u = |H^(-1/2) (x - y)| that, times
 * its normaliser, integrates to one over R^d.
 *
 * <p>These are not {@link io.gramian.core.kernel.Kernel}s: most have compact support and need not be
 * positive definite. Names and meaning follow scikit-learn; h is the standard deviation of the Gaussian and
 * the radius of the compact kernels.
 *
 * <p>As a {@link PairFunction} its value is k(u) for the bandwidth it carries (one unless {@link
 * #withBandwidth} was called), without the normaliser.
 */
public final class DensityKernel implements PairFunction {
    private enum Shape {
        GAUSSIAN,
        TOPHAT,
        EPANECHNIKOV,
        BIWEIGHT,
        TRIWEIGHT,
        EXPONENTIAL,
        LINEAR,
        COSINE
    }

    private final Shape shape;
    private final BandwidthMatrix bandwidth;

    private DensityKernel(Shape shape, BandwidthMatrix bandwidth) {
        this.shape = shape;
        this.bandwidth = bandwidth;
    }

    private static DensityKernel unit(Shape shape) {
        return new DensityKernel(shape, BandwidthMatrix.scalar(1));
    }

    /**
     * Returns the Gaussian shape, exp(-u^2 / 2).
     *
     * @return a kernel of unbounded support
     */
    public static DensityKernel gaussian() {
        return unit(Shape.GAUSSIAN);
    }

    /**
     * Returns the top hat, 1 for u &lt; 1.
     *
     * @return a kernel that ends at u = 1
     */
    public static DensityKernel tophat() {
        return unit(Shape.TOPHAT);
    }

    /**
     * Returns the Epanechnikov shape, 1 - u^2 for u &lt; 1.
     *
     * @return a kernel that ends at u = 1
     */
    public static DensityKernel epanechnikov() {
        return unit(Shape.EPANECHNIKOV);
    }

    /**
     * Returns the biweight (quartic) shape, (1 - u^2)^2 for u &lt; 1.
     *
     * @return a kernel that ends at u = 1
     */
    public static DensityKernel biweight() {
        return unit(Shape.BIWEIGHT);
    }

    /**
     * Returns the triweight shape, (1 - u^2)^3 for u &lt; 1.
     *
     * @return a kernel that ends at u = 1
     */
    public static DensityKernel triweight() {
        return unit(Shape.TRIWEIGHT);
    }

    /**
     * Returns the exponential shape, exp(-u).
     *
     * @return a kernel of unbounded support
     */
    public static DensityKernel exponential() {
        return unit(Shape.EXPONENTIAL);
    }

    /**
     * Returns the linear (triangular) shape, 1 - u for u &lt; 1.
     *
     * @return a kernel that ends at u = 1
     */
    public static DensityKernel linear() {
        return unit(Shape.LINEAR);
    }

    /**
     * Returns the cosine shape, cos(pi u / 2) for u &lt; 1.
     *
     * @return a kernel that ends at u = 1
     */
    public static DensityKernel cosine() {
        return unit(Shape.COSINE);
    }

    /**
     * Returns the kernel of that name.
     *
     * @param name gaussian, tophat, epanechnikov, biweight, triweight, exponential, linear or cosine
     * @return the kernel
     * @throws IllegalArgumentException if there is none of that name; the message lists them
     */
    public static DensityKernel named(String name) {
        for (Shape shape : Shape.values()) {
            if (lowerCase(shape).equals(name)) {
                return unit(shape);
            }
        }
        throw new IllegalArgumentException("kernel: expected one of " + names() + ", found '" + name + "'");
    }

    /**
     * Returns the names {@link #named} knows.
     *
     * @return the names, in lower case
     */
    public static java.util.List<String> names() {
        return java.util.Arrays.stream(Shape.values())
                .map(DensityKernel::lowerCase)
                .toList();
    }

    /**
     * Returns this shape with a bandwidth.
     *
     * @param newBandwidth H
     * @return k(|H^(-1/2) (x - y)|)
     */
    public DensityKernel withBandwidth(BandwidthMatrix newBandwidth) {
        return new DensityKernel(shape, newBandwidth);
    }

    /**
     * Returns whether k(u) = 0 for u &gt;= 1.
     *
     * @return true for all but the Gaussian and the exponential
     */
    public boolean isCompact() {
        return shape != Shape.GAUSSIAN && shape != Shape.EXPONENTIAL;
    }

    boolean isExponential() {
        return shape == Shape.EXPONENTIAL;
    }

    /**
     * Returns log c with c |H|^(-1/2) times the integral of k over R^d equal to one.
     *
     * <p>Closed form in every dimension; for the cosine an alternating series whose terms fall from the
     * first, which stays exact where the textbook recursion cancels (scikit-learn 1.2 gives NaN at d = 4).
     *
     * @param d the dimension, at least 1
     * @return the logarithm of the normaliser
     */
    public double logNormaliser(int d) {
        double logBall = d / 2.0 * Math.log(Math.PI) - LogGamma.value(d / 2.0 + 1); // volume of the unit ball
        double logIntegral = switch (shape) {
            case GAUSSIAN -> d / 2.0 * Math.log(2 * Math.PI);
            case TOPHAT -> logBall;
            case EPANECHNIKOV -> logBeta(d, 1);
            case BIWEIGHT -> logBeta(d, 2);
            case TRIWEIGHT -> logBeta(d, 3);
            case EXPONENTIAL -> logBall + LogGamma.value(d + 1.0);
            case LINEAR -> logBall - Math.log1p(d);
            case COSINE -> logBall + Math.log(d * cosineMoment(d));
        };
        return -logIntegral - bandwidth.logVolume(d);
    }

    /**
     * Returns the second moment per coordinate of the normalised shape, mu_2 = E[u^2] / d, at bandwidth one.
     *
     * @param d the dimension, at least 1
     * @return mu_2, which is 1 for the Gaussian
     */
    public double secondMoment(int d) {
        return switch (shape) {
            case GAUSSIAN -> 1;
            case TOPHAT -> 1 / (d + 2.0);
            case EPANECHNIKOV -> 1 / (d + 4.0);
            case BIWEIGHT -> 1 / (d + 6.0);
            case TRIWEIGHT -> 1 / (d + 8.0);
            case EXPONENTIAL -> d + 1.0;
            case LINEAR -> (d + 1.0) / ((d + 2.0) * (d + 3.0));
            case COSINE -> cosineMoment(d + 2) / (d * cosineMoment(d));
        };
    }

    /**
     * Returns log R(K), the logarithm of the integral of the squared normalised kernel over R^d.
     *
     * <p>With {@link #secondMoment} it makes the canonical scale (R(K) / mu_2^2)^(1/(d+4)), by whose ratios bandwidths
     * of different kernels correspond (Marron and Nolan, 1988).
     *
     * @param d the dimension, at least 1
     * @return the logarithm of the roughness
     */
    public double logRoughness(int d) {
        double logBall = d / 2.0 * Math.log(Math.PI) - LogGamma.value(d / 2.0 + 1);
        double logIntegral = switch (shape) { // of k^2
            case GAUSSIAN -> d / 2.0 * Math.log(Math.PI);
            case TOPHAT -> logBall;
            case EPANECHNIKOV -> logBeta(d, 2);
            case BIWEIGHT -> logBeta(d, 4);
            case TRIWEIGHT -> logBeta(d, 6);
            case EXPONENTIAL -> logBall + LogGamma.value(d + 1.0) - d * Math.log(2);
            case LINEAR -> logBall + Math.log(2 / ((d + 1.0) * (d + 2.0)));
            case COSINE -> logBall + Math.log(d * squaredCosineMoment(d));
        };
        return logIntegral + 2 * logNormaliser(d) + bandwidth.logVolume(d);
    }

    /** log of the integral of (1 - u^2)^p over the unit ball. */
    private static double logBeta(int d, int p) {
        return d / 2.0 * Math.log(Math.PI) + LogGamma.value(p + 1.0) - LogGamma.value(d / 2.0 + p + 1);
    }

    /**
     * The integral of u^(d-1) cos(pi u / 2) over [0, 1]: cos(pi u / 2) = sin(pi (1 - u) / 2) as a series in
     * 1 - u, integrated term by term, sum_k (-1)^k (pi/2)^(2k+1) Gamma(d) / Gamma(d + 2k + 2).
     */
    private static double cosineMoment(int d) {
        double quarter = Math.PI / 2;
        double term = quarter / d / (d + 1.0);
        double sum = 0;
        for (int k = 0; Math.abs(term) > Math.ulp(sum) / 4; k++) {
            sum += term;
            term *= -quarter * quarter / (d + 2.0 * k + 2) / (d + 2.0 * k + 3);
        }
        return sum;
    }

    /** The integral of u^(d-1) cos^2(pi u / 2) over [0, 1], in the same way. */
    private static double squaredCosineMoment(int d) {
        double term = Math.PI * Math.PI / d / (d + 1.0) / (d + 2.0);
        double sum = 0;
        for (int k = 1; Math.abs(term) > Math.ulp(sum) / 4; k++) {
            sum += term;
            term *= -Math.PI * Math.PI / (d + 2.0 * k + 1) / (d + 2.0 * k + 2);
        }
        return sum / 2;
    }

    /** The law of the scaled distance u of a point drawn from the kernel. */
    RadialLaw radialLaw() {
        return switch (shape) {
            case GAUSSIAN -> RadialLaw.GAUSSIAN;
            case TOPHAT -> RadialLaw.power(0);
            case EPANECHNIKOV -> RadialLaw.power(1);
            case BIWEIGHT -> RadialLaw.power(2);
            case TRIWEIGHT -> RadialLaw.power(3);
            case EXPONENTIAL -> RadialLaw.EXPONENTIAL;
            case LINEAR -> RadialLaw.LINEAR;
            case COSINE -> RadialLaw.COSINE;
        };
    }

    /** The profile, of the squared distance in the coordinates of {@link BandwidthMatrix#transform}. */
    Profile profile() {
        double h = bandwidth.isScalar() ? bandwidth.scalar() : 1;
        return switch (shape) {
            case GAUSSIAN -> new Profile.Exponential(0.5 / (h * h));
            case TOPHAT -> new Profile.CompactPower(h, 0);
            case EPANECHNIKOV -> new Profile.CompactPower(h, 1);
            case BIWEIGHT -> new Profile.CompactPower(h, 2);
            case TRIWEIGHT -> new Profile.CompactPower(h, 3);
            case EXPONENTIAL -> new Profile.RootExponential(1 / h);
            case LINEAR -> new Profile.Triangle(h);
            case COSINE -> new Profile.CosineArch(h);
        };
    }

    @Override
    public Expression expression() {
        return new Expression.Leaf(Form.SQUARED_DISTANCE, bandwidth.transform(), profile(), 0);
    }

    /** Two kernels are equal when shape and bandwidth are. */
    @Override
    public boolean equals(Object other) {
        return other instanceof DensityKernel that && shape == that.shape && bandwidth.equals(that.bandwidth);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + bandwidth.hashCode();
    }

    /** Returns the name of the shape. */
    @Override
    public String toString() {
        return lowerCase(shape);
    }

    private static String lowerCase(Shape shape) {
        return shape.name().toLowerCase(java.util.Locale.ROOT);
    }
}
