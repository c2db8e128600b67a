package io.gramian.kde.estimator;

import io.gramian.core.Points;
import io.gramian.kde.Density;
import io.gramian.kde.internal.DiscreteNoise;
import io.gramian.kde.internal.DiscreteNoise.Fraction;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * A kernel density estimate that was released under differential privacy: the sums of a {@link FeatureSketch} with noise
 * (Wagner, Naamad and Mishra, 2023). Made once, it may be published and asked any number of queries, at no further cost
 * to anyone's privacy. Immutable and thread-safe.
 *
 * <p>The kernel exp(-|x - y|^2) of that paper is the Gaussian one of h = 1 / sqrt(2), here divided by its integral.
 *
 * <p>A point changes the 2 m sums, in units of 2^-30, by no more than m (sqrt(2) 2^30 + 2) in the L1 norm and sqrt(m
 * (2^60 + 2^31)) in the L2 norm, wherever it lies: so points need no bounds. {@link NeighbouringData#REPLACE} doubles
 * both. Under {@link NeighbouringData#ADD_REMOVE} the number of points is private; it is released with the sums, as one
 * more feature that is one for every point.
 *
 * <p>A budget with delta = 0 pays for discrete Laplace noise of scale L1 / epsilon; with delta &gt; 0 for discrete Gaussian
 * noise with variance L2^2 / (2 rho), which satisfies rho-zero-concentrated and hence (rho + 2 sqrt(rho log(1 / delta)),
 * delta)-differential privacy (Bun and Steinke, 2016; Canonne, Kamath and Steinke, 2020); rho makes that epsilon. Sums
 * and noise are whole numbers, the noise drawn exactly: noise in floating point would give away what it hides (Mironov,
 * 2012). What remains to the caller:
 *
 * <ul>
 *   <li>The random numbers must not be guessed: pass a {@link java.security.SecureRandom}. A {@code SplittableRandom} is for
 *       tests. A generator of a stream cipher's strength is part of the promise.
 *   <li>The bandwidth and the features must not depend on the data; one chosen from the data would tell about them, and for
 *       that reason none of this module's selectors can be used here. The same holds of any scaling of the data.
 *   <li>The time a release takes, and an exception for points whose features overflow, are not covered by the promise.
 *   <li>Each further release of the same data costs its own budget: {@link PrivacyBudget#plus}.
 * </ul>
 *
 * <pre>{@code
 * FeatureSketch sketch = FeatureSketch.gaussian(new double[] {0.5, 0.5}, 500, random).add(x);
 * PrivateDensity release = PrivateDensity.release(
 *         sketch, PrivacyBudget.pure(1), NeighbouringData.ADD_REMOVE, new SecureRandom());
 * }</pre>
 */
public final class PrivateDensity implements Density {
    private final FourierMap map;
    private final double[] means;
    private final double count;
    private final double noiseDeviation;
    private final double countDeviation;
    private final PrivacyBudget budget;
    private final NeighbouringData neighbours;

    private PrivateDensity(
            FourierMap map,
            double[] means,
            double count,
            double deviation,
            PrivacyBudget budget,
            NeighbouringData neighbours) {
        this.map = map;
        this.means = means;
        this.count = count;
        this.noiseDeviation = map.peak() * deviation / FourierMap.UNIT / count / Math.sqrt(map.pairs());
        this.countDeviation = neighbours == NeighbouringData.REPLACE ? 0 : deviation / FourierMap.UNIT;
        this.budget = budget;
        this.neighbours = neighbours;
    }

    /**
     * Returns a private release of a sketch. Cost a few microseconds for each of its features.
     *
     * @param sketch the data, which must be kept secret
     * @param budget what the release may cost; delta = 0 means Laplace noise, delta &gt; 0 Gaussian noise
     * @param neighbours what is protected
     * @param random unguessable: a {@link java.security.SecureRandom} unless for tests
     * @return a density that may be published
     * @throws IllegalArgumentException if the sketch is empty and the number of points is public
     */
    public static PrivateDensity release(
            FeatureSketch sketch, PrivacyBudget budget, NeighbouringData neighbours, RandomGenerator random) {
        Objects.requireNonNull(random, "random");
        boolean isCountPublic = neighbours == NeighbouringData.REPLACE;
        if (isCountPublic && sketch.count() == 0) {
            throw new IllegalArgumentException("sketch: holds no points, and no points have no density");
        }
        int m = sketch.map().pairs();
        Noise noise = budget.delta() == 0
                ? laplace(sensitivity1(m, neighbours), budget.epsilon(), random)
                : gaussian(squaredSensitivity2(m, neighbours), budget, random);
        double[] noisy = Arrays.stream(sketch.sums())
                .mapToDouble(sum -> noise.added(BigInteger.valueOf(sum)))
                .toArray();
        BigInteger counted = BigInteger.valueOf(sketch.count()).shiftLeft(30);
        double count = isCountPublic ? sketch.count() : Math.max(1, noise.added(counted) / FourierMap.UNIT);
        double[] means =
                Arrays.stream(noisy).map(sum -> sum / FourierMap.UNIT / count).toArray();
        return new PrivateDensity(sketch.map(), means, count, noise.deviation, budget, neighbours);
    }

    private record Noise(Supplier<BigInteger> law, double deviation) {
        double added(BigInteger sum) {
            return sum.add(law.get()).doubleValue();
        }
    }

    private static Noise laplace(BigInteger sensitivity, double epsilon, RandomGenerator random) {
        Fraction scale = Fraction.of(epsilon).dividedBy(sensitivity).inverse();
        return new Noise(() -> DiscreteNoise.laplace(scale, random), Math.sqrt(2) * scale.value());
    }

    private static Noise gaussian(BigInteger squaredSensitivity, PrivacyBudget budget, RandomGenerator random) {
        double rho = concentrated(budget);
        BigInteger variance = new BigDecimal(squaredSensitivity)
                .divide(new BigDecimal(2 * rho), 0, RoundingMode.CEILING)
                .toBigInteger();
        return new Noise(() -> DiscreteNoise.gaussian(variance, random), Math.sqrt(variance.doubleValue()));
    }

    /** rho with rho + 2 sqrt(rho log(1 / delta)) = epsilon, and what rounding may cost taken off. */
    static double concentrated(PrivacyBudget budget) {
        double log = -Math.log(budget.delta());
        double root = budget.epsilon() / (Math.sqrt(log + budget.epsilon()) + Math.sqrt(log));
        return root * root * (1 - 1e-12);
    }

    /** At most sqrt(2) 2^30 for the cosine and sine of one phase, a unit for rounding both, one for their own errors. */
    static BigInteger sensitivity1(int m, NeighbouringData neighbours) {
        BigInteger point = BigInteger.valueOf(m).multiply(BigInteger.valueOf(1_518_500_250L + 2));
        return neighbours == NeighbouringData.REPLACE
                ? point.shiftLeft(1)
                : point.add(BigInteger.valueOf(FourierMap.UNIT)); // the point itself, counted
    }

    /** (|cos| + u / 2)^2 + (|sin| + u / 2)^2 is below 1 + 2 u for a unit u = 2^-30. */
    static BigInteger squaredSensitivity2(int m, NeighbouringData neighbours) {
        BigInteger unit = BigInteger.valueOf(FourierMap.UNIT);
        BigInteger pair = unit.multiply(unit.add(BigInteger.TWO));
        BigInteger point = BigInteger.valueOf(m).multiply(pair);
        return neighbours == NeighbouringData.REPLACE ? point.shiftLeft(2) : point.add(unit.multiply(unit));
    }

    /**
     * Returns the estimate of the density at every query; of any number of queries, without cost to the budget.
     *
     * @param queries q points of dimension d
     * @return q numbers, which may be negative where the density is small against the noise
     * @throws IllegalArgumentException if the dimension is another
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    @Override
    public double[] density(Points queries) {
        return map.density(means, queries);
    }

    /**
     * Returns the logarithm of the estimate at every query.
     *
     * @param queries q points of dimension d
     * @return q numbers; NaN where the estimate is negative
     * @throws IllegalArgumentException if the dimension is another
     */
    @Override
    public double[] logDensity(Points queries) {
        return Arrays.stream(density(queries)).map(Math::log).toArray();
    }

    /**
     * Returns the standard deviation that the noise of the sums gives the density, the same at every query: c s / (n
     * sqrt(m)) for the kernel's peak c and noise of standard deviation s.
     *
     * @return a density; depends on public numbers alone
     */
    public double noiseDeviation() {
        return noiseDeviation;
    }

    /**
     * Returns by how much the m random frequencies put the estimate at a query chosen beforehand off, except with the
     * given probability, as {@link FeatureSketch#deviation}.
     *
     * @param probability within (0, 1)
     * @return a density
     * @throws IllegalArgumentException if the probability is not within (0, 1)
     */
    public double featureDeviation(double probability) {
        return map.deviation(probability);
    }

    /**
     * Returns the number of points that the density was divided by.
     *
     * @return n where it is public; a noisy number, at least 1, where it is not
     */
    public double count() {
        return count;
    }

    /**
     * Returns the standard deviation of {@link #count}.
     *
     * @return 0 where the number of points is public
     */
    public double countDeviation() {
        return countDeviation;
    }

    /**
     * Returns what the release cost.
     *
     * @return epsilon and delta
     */
    public PrivacyBudget budget() {
        return budget;
    }

    /**
     * Returns what is protected.
     *
     * @return the relation of neighbours
     */
    public NeighbouringData neighbours() {
        return neighbours;
    }

    /**
     * Returns by how much two neighbouring data sets can differ in the released sums, rounding included: in the L1 norm
     * for Laplace noise, in the L2 norm for Gaussian.
     *
     * @return the sensitivity, in features
     */
    public double sensitivity() {
        return budget.delta() == 0
                ? sensitivity1(map.pairs(), neighbours).doubleValue() / FourierMap.UNIT
                : Math.sqrt(squaredSensitivity2(map.pairs(), neighbours).doubleValue()) / FourierMap.UNIT;
    }

    /** What was added to a sketch's sums, in features, where the number of points is known: for tests of its law. */
    double[] noiseOf(FeatureSketch sketch) {
        double[] noise = new double[means.length];
        Arrays.setAll(noise, j -> means[j] * count - sketch.sums()[j] / (double) FourierMap.UNIT);
        return noise;
    }

    @Override
    public int dimension() {
        return map.dimension();
    }

    /** Returns kernel, features, budget and relation. */
    @Override
    public String toString() {
        return "PrivateDensity[" + map + ", " + budget + ", " + neighbours + "]";
    }
}
