package io.gramian.dpp.continuous;

import io.gramian.core.Points;
import io.gramian.dpp.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A stationary determinantal process on a box: repulsive points of a given intensity rho, with the kernel C(x - y), C(0) =
 * rho, of a spectral model.
 *
 * <ul>
 *   <li>{@link #gaussian}: C(r) = rho exp(-(r / s)^2);
 *   <li>{@link #whittleMatern}: C(r) = rho 2^(1 - nu) / Gamma(nu) (r / s)^nu K_nu(r / s);
 *   <li>{@link #cauchy}: C(r) = rho (1 + (r / s)^2)^(-nu - d / 2).
 * </ul>
 *
 * <p>It exists when the Fourier transform of C is at most 1, which bounds rho s^d: points that repel over long distances
 * cannot be dense. On the box the kernel is made periodic, with the transform at the box' frequencies as eigenvalues and
 * plane waves as eigenfunctions, and cut where a share of the intensity is kept, 0.999 unless said. A draw takes each wave
 * with its eigenvalue, then the projection process of those taken. Of the process on all of space this is an approximation:
 * near opposite faces points repel each other. Of the periodic, cut kernel it is exact.
 *
 * <p>Source: F. Lavancier, J. Moller, E. Rubak, Determinantal point process models and statistical inference (2015).
 */
public final class StationaryDpp {
    private static final int MOST_WAVES = 2_000_000;

    private final SpectralModel model;
    private final double requested;
    private final double[] sides;
    private final double share;
    private final int[][] waves; // one of k and -k
    private final double[] eigenvalues;

    private StationaryDpp(SpectralModel model, double requested, double[] sides, double share) {
        this.model = model;
        this.requested = requested;
        this.sides = sides;
        this.share = share;
        double most = 1 / model.spectrum(0);
        if (!(requested <= most * (1 + 1e-12))) { // the bound itself may be asked for, in another rounding
            throw new IllegalArgumentException(
                    "intensity: expected at most " + most + ", where the process of the kernel ("
                            + model.name() + ") ceases to exist in dimension " + sides.length + ", found " + requested
                            + "; take a smaller scale");
        }
        this.waves = waves();
        this.eigenvalues = Arrays.stream(waves).mapToDouble(this::eigenvalue).toArray();
    }

    /**
     * Returns the process of the Gaussian kernel on the box [0, s_1] x ... x [0, s_d].
     *
     * @param intensity rho, the mean number of points in a unit of volume; at most (sqrt(pi) scale)^-d
     * @param scale s, how far the points repel each other
     * @param sides the lengths of the box
     * @return the process
     * @throws IllegalArgumentException if an argument is not positive, or the intensity is too large for the scale
     */
    public static StationaryDpp gaussian(double intensity, double scale, double... sides) {
        check(intensity, scale, sides);
        return new StationaryDpp(SpectralModel.gaussian(sides.length, scale), intensity, sides.clone(), 0.999);
    }

    /**
     * Returns the process of the Whittle-Matern kernel on the box [0, s_1] x ... x [0, s_d].
     *
     * @param intensity rho; at most Gamma(nu) / (Gamma(nu + d / 2) (2 sqrt(pi) scale)^d)
     * @param scale s, how far the points repel each other
     * @param nu the smoothness, positive
     * @param sides the lengths of the box
     * @return the process
     * @throws IllegalArgumentException if an argument is not positive, or the intensity is too large for the scale
     */
    public static StationaryDpp whittleMatern(double intensity, double scale, double nu, double... sides) {
        check(intensity, scale, sides);
        Checks.positive("nu", nu);
        return new StationaryDpp(SpectralModel.whittleMatern(sides.length, scale, nu), intensity, sides.clone(), 0.999);
    }

    /**
     * Returns the process of the generalised Cauchy kernel on the box [0, s_1] x ... x [0, s_d].
     *
     * @param intensity rho; at most Gamma(nu + d / 2) / (Gamma(nu) (sqrt(pi) scale)^d)
     * @param scale s, how far the points repel each other
     * @param nu the decay, positive
     * @param sides the lengths of the box
     * @return the process
     * @throws IllegalArgumentException if an argument is not positive, or the intensity is too large for the scale
     */
    public static StationaryDpp cauchy(double intensity, double scale, double nu, double... sides) {
        check(intensity, scale, sides);
        Checks.positive("nu", nu);
        return new StationaryDpp(SpectralModel.cauchy(sides.length, scale, nu), intensity, sides.clone(), 0.999);
    }

    private static void check(double intensity, double scale, double... sides) {
        Checks.positive("intensity", intensity);
        Checks.positive("scale", scale);
        Checks.atLeast("dimension of the box", 1, sides.length);
        for (double side : sides) {
            Checks.positive("side of the box", side);
        }
    }

    /**
     * Returns this process with another share of the intensity kept.
     *
     * @param newShare above 0 and below 1; nearer to 1 takes more plane waves
     * @return the process of another cut
     * @throws IllegalArgumentException if the share is out of range, or takes over two million waves
     */
    public StationaryDpp withShare(double newShare) {
        if (!(newShare > 0 && newShare < 1)) {
            throw new IllegalArgumentException("share: expected above 0 and below 1, found " + newShare);
        }
        return new StationaryDpp(model, requested, sides, newShare);
    }

    private double volume() {
        return Arrays.stream(sides).reduce(1, (a, b) -> a * b);
    }

    /** Doubles a cube of frequencies until it holds enough, then leaves out the smallest eigenvalues that it can. */
    private int[][] waves() {
        double wanted = share * requested * volume();
        for (double radius = 1 / Arrays.stream(sides).max().orElseThrow(); ; radius *= 2) {
            List<int[]> found = new ArrayList<>();
            collect(new int[sides.length], 0, radius, found);
            double[][] order = new double[found.size()][2];
            double sum = 0;
            for (int i = 0; i < order.length; i++) {
                order[i] = new double[] {eigenvalue(found.get(i)), i};
                sum += multiplicity(found.get(i)) * order[i][0];
            }
            if (sum >= wanted) {
                return largest(found, order, wanted);
            }
        }
    }

    private static int[][] largest(List<int[]> found, double[][] order, double wanted) {
        Arrays.sort(order, (a, b) -> Double.compare(b[0], a[0]));
        List<int[]> kept = new ArrayList<>();
        double sum = 0;
        for (int i = 0; i < order.length && sum < wanted; i++) {
            int[] wave = found.get((int) order[i][1]);
            kept.add(wave);
            sum += multiplicity(wave) * order[i][0];
        }
        return kept.toArray(int[][]::new);
    }

    /** Collects the frequencies in the cube whose first number that is not zero is positive, and zero. */
    private void collect(int[] wave, int place, double radius, List<int[]> found) {
        if (place == wave.length) {
            if (found.size() == MOST_WAVES) {
                throw new IllegalArgumentException("share " + share + ": takes more than " + MOST_WAVES
                        + " plane waves for " + this + "; take a smaller share, a larger scale or a smaller box");
            }
            found.add(wave.clone());
            return;
        }
        int most = (int) Math.min(Integer.MAX_VALUE - 1, Math.floor(radius * sides[place]));
        boolean zero = Arrays.stream(wave, 0, place).allMatch(k -> k == 0);
        for (int k = zero ? 0 : -most; k <= most; k++) {
            wave[place] = k;
            collect(wave, place + 1, radius, found);
        }
        wave[place] = 0;
    }

    /** Returns how many real waves there are: the cosine and the sine, or the constant. */
    private static int multiplicity(int[] wave) {
        return isZero(wave) ? 1 : 2;
    }

    private static boolean isZero(int... wave) {
        return Arrays.stream(wave).allMatch(k -> k == 0);
    }

    private double eigenvalue(int... wave) {
        double square = 0;
        for (int c = 0; c < wave.length; c++) {
            square += (wave[c] / sides[c]) * (wave[c] / sides[c]);
        }
        return Math.min(1, requested * model.spectrum(Math.sqrt(square)));
    }

    /**
     * Returns the mean number of points in a unit of volume, of the cut kernel.
     *
     * @return between the kept share of the intensity asked for and all of it, but for what making it periodic adds
     */
    public double intensity() {
        double sum = 0;
        for (int i = 0; i < waves.length; i++) {
            sum += multiplicity(waves[i]) * eigenvalues[i];
        }
        return sum / volume();
    }

    /**
     * Returns the variance of the number of points in the box, the sum of lambda (1 - lambda).
     *
     * @return below the mean number
     */
    public double sizeVariance() {
        double sum = 0;
        for (int i = 0; i < waves.length; i++) {
            sum += multiplicity(waves[i]) * eigenvalues[i] * (1 - eigenvalues[i]);
        }
        return sum;
    }

    /**
     * Returns the pair correlation function 1 - (C(r) / rho)^2 of the process on all of space: how likely two points are
     * at the distance r, relative to independent ones.
     *
     * @param r a distance, at least 0
     * @return from 0 at zero to 1
     */
    public double pairCorrelation(double r) {
        double correlation = model.correlation(Math.abs(r));
        return 1 - correlation * correlation;
    }

    /**
     * Returns the points of one draw in the box. Some n log n proposals of O(n^2) operations for n points.
     *
     * @param random where the draws come from
     * @return empty when there is no point
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public Optional<Points> sample(RandomGenerator random) {
        List<int[]> taken = new ArrayList<>();
        List<Boolean> sines = new ArrayList<>();
        for (int i = 0; i < waves.length; i++) {
            for (int copy = 0; copy < multiplicity(waves[i]); copy++) {
                if (random.nextDouble() < eigenvalues[i]) {
                    taken.add(waves[i]);
                    sines.add(copy == 1);
                }
            }
        }
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        boolean[] sine = new boolean[sines.size()];
        for (int i = 0; i < sine.length; i++) {
            sine[i] = sines.get(i);
        }
        PlaneWaves basis = new PlaneWaves(sides, taken.toArray(int[][]::new), sine);
        return Optional.of(ProjectionDpp.of(basis).sample(random));
    }

    /**
     * Returns independent draws, made in parallel; the same for any number of threads.
     *
     * @param count how many, at least 0
     * @param random gives one long, which with a draw's place determines it
     * @return so many draws
     * @throws IllegalArgumentException if the count is negative
     */
    public List<Optional<Points>> samples(int count, RandomGenerator random) {
        return KeyedDraws.of(count, Runtime.getRuntime().availableProcessors(), random, this::sample);
    }

    /** Returns the model, the intensity asked for and the box. */
    @Override
    public String toString() {
        return "StationaryDpp[" + model.name() + ", intensity " + requested + ", box " + Arrays.toString(sides) + "]";
    }
}
