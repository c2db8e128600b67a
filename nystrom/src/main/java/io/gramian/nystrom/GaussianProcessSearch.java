package io.gramian.nystrom;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A search for the length scale, signal variance and noise under which the data are most likely: the maximum of the log
 * marginal likelihood of {@code GaussianProcess.of(family(l).scaledBy(s)).withNoise(v)} within a box, in logarithms, by a
 * quasi-Newton method from several starts.
 *
 * <p>The gradient is the exact one of {@link GaussianProcess#gradient} where l is what scales the lengths of the family's
 * kernel, which is checked on pairs of the data; else, and with landmarks, it is a difference quotient. The first start is
 * the middle of the data's own scales, the others are uniform in the box. Cost: O(n^3) an evaluation, with m landmarks O(n
 * m^2); a few tens of evaluations a start, seven times as many without a gradient.
 *
 * <pre>{@code
 * GaussianProcessSearchResult found = GaussianProcessSearch.over(Kernel::matern52).search(x, y, random);
 * GaussianProcessModel model = found.process().fit(x, y);
 * }</pre>
 *
 * <p>Immutable and thread-safe. Defaults: 5 starts; l within 1e-2 and 1e2 times the root of the summed variances of the
 * coordinates, s within 1e-3 and 1e3 times and v within 1e-6 and 10 times the mean square of y; {@link Backends#auto()}.
 *
 * <p>Source: C. E. Rasmussen, C. K. I. Williams, Gaussian Processes for Machine Learning (2006), section 5.4.
 */
public final class GaussianProcessSearch {
    private static final double STEP = 1e-4;
    private static final int MOST_STEPS = 200;

    private final DoubleFunction<Kernel> family;
    private final Settings settings;

    private static final class Settings implements Cloneable {
        int starts = 5;
        double[] lengthScales; // low and high, null until the data decide; so are the next two
        double[] signals;
        double[] noises;
        Landmarks landmarks;
        SparseApproximation approximation;
        Backend backend;
        Progress progress = Progress.NONE;

        @Override
        public Settings clone() {
            try {
                return (Settings) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private GaussianProcessSearch(DoubleFunction<Kernel> family, Settings settings) {
        this.family = family;
        this.settings = settings;
    }

    /**
     * Returns the search over a family of kernels.
     *
     * @param family a kernel for each length scale, such as {@code Kernel::gaussian}
     * @return a configuration
     */
    public static GaussianProcessSearch over(DoubleFunction<Kernel> family) {
        return new GaussianProcessSearch(Objects.requireNonNull(family, "family"), new Settings());
    }

    /**
     * Returns this search from another number of starts.
     *
     * @param count at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public GaussianProcessSearch withStarts(int count) {
        Checks.atLeast("starts", 1, count);
        return with(s -> s.starts = count);
    }

    /**
     * Returns this search within other length scales.
     *
     * @param low positive
     * @param high at least low
     * @return a configuration
     * @throws IllegalArgumentException if they are not positive and in this order
     */
    public GaussianProcessSearch withLengthScales(double low, double high) {
        double[] range = range("length scales", low, high);
        return with(s -> s.lengthScales = range);
    }

    /**
     * Returns this search within other signal variances.
     *
     * @param low positive
     * @param high at least low
     * @return a configuration
     * @throws IllegalArgumentException if they are not positive and in this order
     */
    public GaussianProcessSearch withSignalVariances(double low, double high) {
        double[] range = range("signal variances", low, high);
        return with(s -> s.signals = range);
    }

    /**
     * Returns this search within other variances of the noise.
     *
     * @param low positive
     * @param high at least low
     * @return a configuration
     * @throws IllegalArgumentException if they are not positive and in this order
     */
    public GaussianProcessSearch withNoises(double low, double high) {
        double[] range = range("noises", low, high);
        return with(s -> s.noises = range);
    }

    /**
     * Returns this search with processes that rest on landmarks; what is maximised is {@link
     * GaussianProcessModel#evidenceLowerBound}.
     *
     * @param landmarks m points
     * @param approximation what becomes of the prior
     * @return a configuration
     */
    public GaussianProcessSearch withLandmarks(Landmarks landmarks, SparseApproximation approximation) {
        Objects.requireNonNull(landmarks, "landmarks");
        Objects.requireNonNull(approximation, "approximation");
        return with(s -> {
            s.landmarks = landmarks;
            s.approximation = approximation;
        });
    }

    /**
     * Returns this search on another backend.
     *
     * @param backend where to compute
     * @return a configuration
     */
    public GaussianProcessSearch withBackend(Backend backend) {
        Objects.requireNonNull(backend, "backend");
        return with(s -> s.backend = backend);
    }

    /**
     * Returns this search reporting starts done.
     *
     * @param progress hears how far the work has come
     * @return a configuration
     */
    public GaussianProcessSearch withProgress(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        return with(s -> s.progress = progress);
    }

    /**
     * Returns the parameters of the largest log marginal likelihood found.
     *
     * @param x n points
     * @param y n finite responses, of mean near zero and not all zero
     * @param random draws the starts after the first
     * @return parameters and what each start found
     * @throws IllegalArgumentException as {@link GaussianProcess#fit}, or if all points or all responses are zero spread
     *     and no range is given
     * @throws NumericalException if no start had a likelihood
     */
    public GaussianProcessSearchResult search(Points x, double[] y, RandomGenerator random) {
        double[] responses = RidgeChecks.responses(x, y);
        double[][] box = box(x, responses);
        boolean hasGradient = settings.landmarks == null && isLengthScale(x, box);
        BoundedQuasiNewton.Minimum best = null;
        double[] found = new double[settings.starts];
        int evaluations = 0;
        for (int start = 0; start < settings.starts; start++) {
            BoundedQuasiNewton optimiser = new BoundedQuasiNewton(
                    p -> hasGradient ? exact(p, x, responses) : byDifferences(p, x, responses), box[0], box[1]);
            BoundedQuasiNewton.Minimum minimum =
                    optimiser.minimise(start == 0 ? first(box) : drawn(box, random), 1e-6 * y.length, MOST_STEPS);
            found[start] = -minimum.value();
            evaluations += minimum.evaluations() * (hasGradient ? 1 : 7);
            best = best == null || minimum.value() < best.value() ? minimum : best;
            settings.progress.update("starts", start + 1, settings.starts);
        }
        if (Double.isInfinite(best.value())) {
            throw new NumericalException("K + v I was singular to working precision at all " + settings.starts
                    + " starts; a larger least noise helps, withNoises(low, high)");
        }
        double[] p = Arrays.stream(best.point()).map(Math::exp).toArray();
        return new GaussianProcessSearchResult(
                process(best.point()), family.apply(p[0]), p[0], p[1], p[2], -best.value(), found, evaluations);
    }

    private GaussianProcess process(double[] p) {
        Kernel kernel = family.apply(Math.exp(p[0])).scaledBy(Math.exp(p[1]));
        GaussianProcess process =
                GaussianProcess.of(kernel).withNoise(Math.exp(p[2])).withBackend(backend());
        return settings.landmarks == null ? process : process.withLandmarks(settings.landmarks, settings.approximation);
    }

    private BoundedQuasiNewton.Value exact(double[] p, Points x, double[] y) {
        Checks.checkInterrupted("fitting");
        try {
            EvidenceGradient g = process(p).gradient(x, y);
            return new BoundedQuasiNewton.Value(
                    -g.logMarginalLikelihood(),
                    new double[] {-g.byLogLengthScale(), -g.byLogSignalVariance(), -g.byLogNoise()});
        } catch (NumericalException e) {
            return new BoundedQuasiNewton.Value(Double.POSITIVE_INFINITY, new double[3]);
        }
    }

    private BoundedQuasiNewton.Value byDifferences(double[] p, Points x, double[] y) {
        double value = loss(p, x, y);
        double[] gradient = new double[3];
        for (int i = 0; i < 3; i++) {
            double[] above = p.clone();
            double[] below = p.clone();
            above[i] += STEP;
            below[i] -= STEP;
            gradient[i] = slope(loss(below, x, y), value, loss(above, x, y));
        }
        return new BoundedQuasiNewton.Value(value, gradient);
    }

    /** The difference quotient, one-sided beside points without a likelihood. */
    private static double slope(double below, double here, double above) {
        if (Double.isInfinite(below) == Double.isInfinite(above)) {
            return Double.isInfinite(below) ? 0 : (above - below) / (2 * STEP);
        }
        return (Double.isInfinite(below) ? above - here : here - below) / STEP;
    }

    private double loss(double[] p, Points x, double[] y) {
        Checks.checkInterrupted("fitting");
        try {
            return -process(p).fit(x, y).evidenceLowerBound();
        } catch (NumericalException e) {
            return Double.POSITIVE_INFINITY;
        }
    }

    /** Whether the known derivative of the kernel by its lengths is that of the family by its parameter, on some pairs. */
    private boolean isLengthScale(Points x, double[][] box) {
        double l = Math.exp((box[0][0] + box[1][0]) / 2);
        LengthScaleDerivative derivative =
                LengthScaleDerivative.of(family.apply(l)).orElse(null);
        if (derivative == null) {
            return false;
        }
        for (int i = 1; i < Math.min(x.size(), 8); i++) {
            double[] a = x.row(0);
            double[] b = x.row(i);
            double above = family.apply(l * Math.exp(STEP)).value(a, b);
            double below = family.apply(l * Math.exp(-STEP)).value(a, b);
            double size = Math.max(Math.abs(family.apply(l).value(a, a)), Math.abs(above));
            if (Math.abs((above - below) / (2 * STEP) - derivative.value(a, b)) > 1e-5 * size) {
                return false;
            }
        }
        return true;
    }

    /** The logarithms of the lower and of the upper bounds of length scale, signal variance and noise. */
    private double[][] box(Points x, double[] y) {
        double[] lengths = settings.lengthScales;
        if (lengths == null) {
            double spread = spread(x);
            lengths = new double[] {1e-2 * spread, 1e2 * spread};
            range("length scales from the spread of the points", lengths[0], lengths[1]);
        }
        double square = Arrays.stream(y).map(v -> v * v).sum() / y.length;
        double[] signals = settings.signals == null ? new double[] {1e-3 * square, 1e3 * square} : settings.signals;
        double[] noises = settings.noises == null ? new double[] {1e-6 * square, 10 * square} : settings.noises;
        range("signal variances from the mean square of the responses", signals[0], signals[1]);
        double[][] box = new double[2][];
        for (int side = 0; side < 2; side++) {
            box[side] = new double[] {Math.log(lengths[side]), Math.log(signals[side]), Math.log(noises[side])};
        }
        return box;
    }

    private static double spread(Points x) {
        double sum = 0;
        for (int k = 0; k < x.dimension(); k++) {
            double[] column = x.column(k);
            double mean = Arrays.stream(column).average().orElseThrow();
            sum += Arrays.stream(column).map(v -> (v - mean) * (v - mean)).sum() / column.length;
        }
        return Math.sqrt(sum);
    }

    private static double[] first(double[][] box) {
        double[] start = new double[3];
        for (int i = 0; i < 3; i++) {
            start[i] = i < 2 ? (box[0][i] + box[1][i]) / 2 : (box[0][i] + 3 * box[1][i]) / 4;
        }
        return start;
    }

    private static double[] drawn(double[][] box, RandomGenerator random) {
        double[] start = new double[3];
        for (int i = 0; i < 3; i++) {
            start[i] = box[0][i] + random.nextDouble() * (box[1][i] - box[0][i]);
        }
        return start;
    }

    private static double[] range(String what, double low, double high) {
        if (!(low > 0 && low <= high && high <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException(
                    what + ": expected positive numbers, low to high, found " + low + " to " + high);
        }
        return new double[] {low, high};
    }

    private Backend backend() {
        return settings.backend == null ? Backends.auto() : settings.backend;
    }

    private GaussianProcessSearch with(Consumer<Settings> change) {
        Settings changed = settings.clone();
        change.accept(changed);
        return new GaussianProcessSearch(family, changed);
    }
}
