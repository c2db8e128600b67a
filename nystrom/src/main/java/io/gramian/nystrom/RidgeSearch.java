package io.gramian.nystrom;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.DoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * A search over kernels, length scales and ridges of kernel ridge regression by the squared error of held-out points: k
 * folds, dealt at random, or leave-one-out by the exact shortcut.
 *
 * <p>{@link #grid}: every length scale with every ridge; the ridges of a length scale share one eigendecomposition a fold,
 * {@link KernelRidge#path}. {@link #random}: so many pairs, uniform in logarithms, a factorisation each. With a selector,
 * landmarks are chosen anew for each kernel and fold. A candidate that cannot be fitted has an infinite error and a warning.
 *
 * <pre>{@code
 * RidgeSearchResult found = RidgeSearch.grid(new double[] {0.5, 1, 2}, new double[] {1e-3, 1e-2, 0.1})
 *         .withKernels(Kernel::gaussian, Kernel::matern52)
 *         .search(x, y, random);
 * RidgeModel model = KernelRidge.of(found.best().kernel()).withRidge(found.best().ridge()).fit(x, y);
 * }</pre>
 *
 * <p>Immutable and thread-safe. Defaults: Gaussian kernels, 5 folds, no landmarks, {@link Backends#auto()}.
 */
public final class RidgeSearch {
    private final Settings settings;

    private static final class Settings implements Cloneable {
        double[] lengthScales; // of a grid, or low and high
        double[] ridges;
        int draws; // 0 for a grid
        List<DoubleFunction<Kernel>> families = List.of(Kernel::gaussian);
        int folds = 5; // 0 for leave-one-out
        LandmarkSelector selector; // null for all points
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

    /** A length scale, and the ridges to try with it. */
    private record Line(DoubleFunction<Kernel> family, double lengthScale, double[] ridges) {}

    private record Fold(int[] rest, int[] held) {}

    private RidgeSearch(Settings settings) {
        this.settings = settings;
    }

    /**
     * Returns the search over every pair of a length scale and a ridge.
     *
     * @param lengthScales at least one, positive
     * @param ridges at least one, positive
     * @return a configuration
     * @throws IllegalArgumentException if there is none, or one is not positive and finite
     */
    public static RidgeSearch grid(double[] lengthScales, double[] ridges) {
        Settings settings = new Settings();
        settings.lengthScales = positives("length scale", lengthScales);
        settings.ridges = RidgeChecks.ridges(ridges);
        return new RidgeSearch(settings);
    }

    /**
     * Returns the search over pairs of a length scale and a ridge that are drawn uniformly in logarithms.
     *
     * @param draws how many pairs for each kernel, at least 1
     * @param lengthScales the smallest and the largest
     * @param ridges the smallest and the largest
     * @return a configuration
     * @throws IllegalArgumentException if the number is below 1, or a range is not two positive numbers, low to high
     */
    public static RidgeSearch random(int draws, double[] lengthScales, double[] ridges) {
        Settings settings = new Settings();
        settings.draws = Checks.atLeast("draws", 1, draws);
        settings.lengthScales = range("length scale", lengthScales);
        settings.ridges = range("ridge", ridges);
        return new RidgeSearch(settings);
    }

    /**
     * Returns this search with other kernels.
     *
     * @param families at least one, a kernel for each length scale, such as {@code Kernel::matern52}
     * @return a configuration
     * @throws IllegalArgumentException if there is none
     */
    @SafeVarargs
    public final RidgeSearch withKernels(DoubleFunction<Kernel>... families) {
        Checks.atLeast("kernels: number", 1, families.length);
        List<DoubleFunction<Kernel>> copy = new ArrayList<>();
        for (DoubleFunction<Kernel> family : families) {
            copy.add(Objects.requireNonNull(family, "kernel"));
        }
        return with(s -> s.families = copy);
    }

    /**
     * Returns this search with another number of folds.
     *
     * @param count at least 2
     * @return a configuration
     * @throws IllegalArgumentException if it is below 2
     */
    public RidgeSearch withFolds(int count) {
        Checks.atLeast("folds", 2, count);
        return with(s -> s.folds = count);
    }

    /**
     * Returns this search by leave-one-out errors.
     *
     * @return a configuration
     */
    public RidgeSearch withLeaveOneOut() {
        return with(s -> s.folds = 0);
    }

    /**
     * Returns this search with models on landmarks.
     *
     * @param selector how to choose them, for each kernel and fold
     * @return a configuration
     */
    public RidgeSearch withSelector(LandmarkSelector selector) {
        Objects.requireNonNull(selector, "selector");
        return with(s -> s.selector = selector);
    }

    /**
     * Returns this search on another backend.
     *
     * @param backend where to compute
     * @return a configuration
     */
    public RidgeSearch withBackend(Backend backend) {
        Objects.requireNonNull(backend, "backend");
        return with(s -> s.backend = backend);
    }

    /**
     * Returns this search reporting how many fits of a fold are done.
     *
     * @param progress hears how far the work has come
     * @return a configuration
     */
    public RidgeSearch withProgress(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        return with(s -> s.progress = progress);
    }

    /**
     * Returns the errors of all candidates for one output.
     *
     * @param x n points, at least as many as folds
     * @param y n finite responses
     * @param random deals the folds, draws candidates and landmarks
     * @return a table
     * @throws IllegalArgumentException as {@link KernelRidge#fit(Points, double...)}, or if there are more folds than points
     */
    public RidgeSearchResult search(Points x, double[] y, RandomGenerator random) {
        double[] flat = RidgeChecks.responses(x, y);
        return search(x, RidgeModel.rows(flat, 1), random);
    }

    /**
     * Returns the errors of all candidates for several outputs.
     *
     * @param x n points, at least as many as folds
     * @param y n rows of k finite responses
     * @param random deals the folds, draws candidates and landmarks
     * @return a table
     * @throws IllegalArgumentException as {@link #search(Points, double[], RandomGenerator)}
     */
    public RidgeSearchResult search(Points x, double[][] y, RandomGenerator random) {
        RidgeChecks.responses(x, y);
        if (settings.folds > x.size()) {
            throw new IllegalArgumentException(
                    "folds: " + settings.folds + " of them need as many points, found " + x.size());
        }
        List<Line> lines = lines(random);
        List<Fold> folds = folds(x.size(), random);
        List<RidgeCandidate> candidates = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        for (Line line : lines) {
            List<double[][]> scores = new ArrayList<>(); // per fold: errors and effective dimensions of the ridges
            for (Fold fold : folds) {
                Checks.checkInterrupted("fitting");
                scores.add(scores(line, fold, x, y, random, warnings));
                settings.progress.update(
                        "fits",
                        (long) candidates.size() / line.ridges.length * folds.size() + scores.size(),
                        (long) lines.size() * folds.size());
            }
            for (int p = 0; p < line.ridges.length; p++) {
                candidates.add(candidate(line, p, folds, scores));
            }
        }
        return new RidgeSearchResult(candidates, warnings);
    }

    private RidgeCandidate candidate(Line line, int p, List<Fold> folds, List<double[][]> scores) {
        Kernel kernel = line.family.apply(line.lengthScale);
        double ridge = line.ridges[p];
        if (settings.folds == 0) {
            double[][] only = scores.get(0);
            return new RidgeCandidate(kernel, line.lengthScale, ridge, only[0][p], only[2][p], only[1][p]);
        }
        double error = 0;
        double dimension = 0;
        int points = 0;
        for (int f = 0; f < folds.size(); f++) {
            int held = folds.get(f).held.length;
            error += held * scores.get(f)[0][p];
            dimension += scores.get(f)[1][p] / folds.size();
            points += held;
        }
        double[] means = scores.stream().mapToDouble(s -> s[0][p]).toArray();
        return new RidgeCandidate(kernel, line.lengthScale, ridge, error / points, standardError(means), dimension);
    }

    private double[][] scores(
            Line line, Fold fold, Points x, double[][] y, RandomGenerator random, List<String> warnings) {
        Kernel kernel = line.family.apply(line.lengthScale);
        Points training = x.select(fold.rest);
        Backend backend = settings.backend == null ? Backends.auto() : settings.backend;
        KernelRidge regression = KernelRidge.of(kernel).withBackend(backend);
        try {
            if (settings.selector != null) {
                regression = regression.withLandmarks(settings.selector.select(kernel, training, random, backend));
            }
        } catch (NumericalException e) {
            warnings.add(kernel + ": no landmarks: " + e.getMessage());
            return infinite(line.ridges.length);
        }
        return scores(regression, line.ridges, fold, x, y, warnings);
    }

    /** All ridges at once, or one by one where some of them cannot be fitted. */
    private double[][] scores(
            KernelRidge regression, double[] ridges, Fold fold, Points x, double[][] y, List<String> warnings) {
        try {
            RidgePath path = regression.path(x.select(fold.rest), rows(y, fold.rest), ridges);
            return settings.folds == 0 ? leaveOneOut(path) : heldOut(path, x.select(fold.held), rows(y, fold.held));
        } catch (NumericalException e) {
            if (ridges.length == 1) {
                warnings.add(regression.withRidge(ridges[0]) + ": no fit: " + e.getMessage());
                return infinite(1);
            }
            double[][] scores = infinite(ridges.length);
            for (int p = 0; p < ridges.length; p++) {
                double[][] one = scores(regression, new double[] {ridges[p]}, fold, x, y, warnings);
                for (int s = 0; s < one.length; s++) {
                    scores[s][p] = one[s][0];
                }
            }
            return scores;
        }
    }

    private static double[][] infinite(int ridges) {
        double[][] scores = new double[3][ridges];
        for (double[] row : scores) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        return scores;
    }

    private static double[][] heldOut(RidgePath path, Points held, double[][] y) {
        double[][] scores = new double[2][path.size()];
        for (int p = 0; p < path.size(); p++) {
            double[][] f = path.model(p).predictAll(held);
            double sum = 0;
            for (int i = 0; i < y.length; i++) {
                for (int c = 0; c < y[i].length; c++) {
                    sum += (y[i][c] - f[i][c]) * (y[i][c] - f[i][c]);
                }
            }
            scores[0][p] = sum / y.length / y[0].length;
            scores[1][p] = path.leaveOneOut(p).effectiveDimension();
        }
        return scores;
    }

    private static double[][] leaveOneOut(RidgePath path) {
        double[][] scores = new double[3][path.size()];
        for (int p = 0; p < path.size(); p++) {
            LeaveOneOut errors = path.leaveOneOut(p);
            scores[0][p] = errors.meanSquaredError();
            scores[1][p] = errors.effectiveDimension();
            scores[2][p] = standardError(Arrays.stream(errors.allResiduals())
                    .mapToDouble(
                            row -> Arrays.stream(row).map(r -> r * r).average().orElseThrow())
                    .toArray());
        }
        return scores;
    }

    private static double standardError(double[] values) {
        if (values.length < 2) {
            return 0;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return Double.isNaN(squares) ? 0 : Math.sqrt(squares / (values.length - 1) / values.length);
    }

    private List<Line> lines(RandomGenerator random) {
        List<Line> lines = new ArrayList<>();
        for (DoubleFunction<Kernel> family : settings.families) {
            if (settings.draws == 0) {
                for (double lengthScale : settings.lengthScales) {
                    lines.add(new Line(family, lengthScale, settings.ridges));
                }
            }
            for (int draw = 0; draw < settings.draws; draw++) {
                double lengthScale = between(settings.lengthScales, random);
                lines.add(new Line(family, lengthScale, new double[] {between(settings.ridges, random)}));
            }
        }
        return lines;
    }

    private static double between(double[] range, RandomGenerator random) {
        double low = Math.log(range[0]);
        return Math.exp(low + random.nextDouble() * (Math.log(range[1]) - low));
    }

    /** For leave-one-out a single fold of all points, with none held. */
    private List<Fold> folds(int n, RandomGenerator random) {
        int[] order = IntStream.range(0, n).toArray();
        if (settings.folds == 0) {
            return List.of(new Fold(order, new int[0]));
        }
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        List<Fold> folds = new ArrayList<>();
        for (int f = 0; f < settings.folds; f++) {
            int fold = f;
            folds.add(new Fold(
                    IntStream.range(0, n)
                            .filter(i -> i % settings.folds != fold)
                            .map(i -> order[i])
                            .toArray(),
                    IntStream.range(0, n)
                            .filter(i -> i % settings.folds == fold)
                            .map(i -> order[i])
                            .toArray()));
        }
        return folds;
    }

    private static double[][] rows(double[][] y, int[] indices) {
        return Arrays.stream(indices).mapToObj(i -> y[i]).toArray(double[][]::new);
    }

    private static double[] positives(String name, double[] values) {
        Checks.atLeast(name + "s: number", 1, values.length);
        for (int i = 0; i < values.length; i++) {
            Checks.positive(name + " " + i, values[i]);
        }
        return values.clone();
    }

    private static double[] range(String name, double[] values) {
        if (values.length != 2 || !(values[0] <= values[1])) {
            throw new IllegalArgumentException(
                    name + "s: expected the smallest and the largest, found " + Arrays.toString(values));
        }
        return positives(name, values);
    }

    private RidgeSearch with(Consumer<Settings> change) {
        Settings changed = settings.clone();
        change.accept(changed);
        return new RidgeSearch(changed);
    }
}
