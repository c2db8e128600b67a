package io.gramian.kde.inference;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Gram;
import io.gramian.kde.Bandwidth;
import io.gramian.kde.DensityKernel;
import io.gramian.kde.DensityModel;
import io.gramian.kde.KernelDensity;
import io.gramian.kde.internal.inference.Checks;
import io.gramian.kde.internal.inference.Shuffle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The configuration of a search over kernels and bandwidth rules by the log-likelihood of held-out points.
 *
 * <p>The points are dealt into k folds at random; each candidate's density of the other folds, with the bandwidth its
 * rule chooses for these, is evaluated at the points of a fold. The score is the mean log-density over all n points,
 * its standard error that of the mean of the k fold means. A compact kernel that reaches some held-out point from no
 * other fold has score negative infinity, and the number of such points is reported; a rule that fails for some fold
 * has no score (NaN), and the reason is a warning. Points are prepared once for each fold, whatever the number of
 * candidates.
 *
 * <p>Immutable. Defaults: the Gaussian kernel, 10 folds, {@link Backends#auto()}. Source: T. Hastie, R. Tibshirani, J.
 * Friedman, The Elements of Statistical Learning, 2009, section 7.10.
 *
 * <pre>{@code
 * DensitySearchResult found = DensitySearch.over(Bandwidth.scott(), Bandwidth.of(0.2), Bandwidth.of(0.4))
 *         .withKernels(DensityKernel.gaussian(), DensityKernel.epanechnikov())
 *         .search(x, new SplittableRandom(1));
 * DensityModel best = found.best().density().fit(x);
 * }</pre>
 */
public final class DensitySearch {
    private final List<Bandwidth> rules;
    private final List<DensityKernel> kernels;
    private final int folds;
    private final Backend backend; // null until search asks for Backends.auto()
    private final Progress progress;

    private DensitySearch(
            List<Bandwidth> rules, List<DensityKernel> kernels, int folds, Backend backend, Progress progress) {
        this.rules = rules;
        this.kernels = kernels;
        this.folds = folds;
        this.backend = backend;
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    /**
     * Returns the search over bandwidth rules.
     *
     * @param rules at least one
     * @return a configuration
     * @throws IllegalArgumentException if there is none
     */
    public static DensitySearch over(Bandwidth... rules) {
        Checks.atLeast("bandwidth rules: number", 1, rules.length);
        return new DensitySearch(List.of(rules), List.of(DensityKernel.gaussian()), 10, null, Progress.NONE);
    }

    /**
     * Returns the search over bandwidths h^2 I.
     *
     * @param h at least one, positive, in the units of the data
     * @return a configuration
     * @throws IllegalArgumentException if there is none, or one is not positive and finite
     */
    public static DensitySearch over(double... h) {
        return over(Arrays.stream(h).mapToObj(Bandwidth::of).toArray(Bandwidth[]::new));
    }

    /**
     * Returns this configuration with other kernels, each to be combined with each bandwidth rule.
     *
     * @param newKernels at least one
     * @return a configuration
     * @throws IllegalArgumentException if there is none
     */
    public DensitySearch withKernels(DensityKernel... newKernels) {
        Checks.atLeast("kernels: number", 1, newKernels.length);
        return new DensitySearch(rules, List.of(newKernels), folds, backend, progress);
    }

    /**
     * Returns this configuration with another number of folds.
     *
     * @param count at least 2; as many as points for leave-one-out
     * @return a configuration
     * @throws IllegalArgumentException if it is below 2
     */
    public DensitySearch withFolds(int count) {
        return new DensitySearch(rules, kernels, Checks.atLeast("folds", 2, count), backend, progress);
    }

    /**
     * Returns this configuration on another backend.
     *
     * @param newBackend where densities are computed
     * @return a configuration
     */
    public DensitySearch withBackend(Backend newBackend) {
        return new DensitySearch(rules, kernels, folds, Objects.requireNonNull(newBackend, "backend"), progress);
    }

    /**
     * Returns this configuration, whose search reports its progress.
     *
     * @param newProgress hears how far the work has come, in candidates times folds
     * @return a configuration
     */
    public DensitySearch withProgress(Progress newProgress) {
        return new DensitySearch(rules, kernels, folds, backend, newProgress);
    }

    /**
     * Returns the scores of all candidates. Cost O(n^2 d) for each, and k times that of its bandwidth rule.
     *
     * @param x n points of dimension d, at least as many as folds
     * @param random deals the points into folds
     * @return the scores
     * @throws IllegalArgumentException if there are more folds than points, or a rule is not for this dimension
     */
    public DensitySearchResult search(Points x, RandomGenerator random) {
        if (folds > x.size()) {
            throw new IllegalArgumentException("folds: " + folds + " of them need as many points, found " + x.size());
        }
        Backend chosen = backend == null ? Backends.auto() : backend;
        int[] order = Shuffle.order(x.size(), random);
        List<Scores> candidates = new ArrayList<>();
        for (DensityKernel kernel : kernels) {
            for (Bandwidth rule : rules) {
                candidates.add(new Scores(
                        KernelDensity.of(kernel).withBandwidth(rule).withBackend(chosen), kernel, rule, folds));
            }
        }
        try (Gram gram = chosen.gram(kernels.get(0), x)) {
            for (int fold = 0; fold < folds; fold++) {
                int[] held = fold(order, fold, true);
                int[] rest = fold(order, fold, false);
                Gram part = gram.select(held, rest);
                Points training = x.select(rest);
                for (int c = 0; c < candidates.size(); c++) {
                    candidates.get(c).score(fold, part, training);
                    progress.update(
                            "candidates x folds",
                            fold * (long) candidates.size() + c + 1,
                            folds * (long) candidates.size());
                }
            }
        }
        return new DensitySearchResult(
                candidates.stream().map(scores -> scores.candidate(x.size())).toList());
    }

    /** The points dealt to a fold, or those of all others. */
    private int[] fold(int[] order, int fold, boolean held) {
        return IntStream.range(0, order.length)
                .filter(position -> (position % folds == fold) == held)
                .map(position -> order[position])
                .sorted()
                .toArray();
    }

    /** The scores of a candidate, fold by fold. */
    private static final class Scores {
        private final KernelDensity density;
        private final DensityKernel kernel;
        private final Bandwidth rule;
        private final double[] foldSums;
        private final double[] foldMeans;
        private double logVolume;
        private int unreached;
        private final List<String> warnings = new ArrayList<>();

        Scores(KernelDensity density, DensityKernel kernel, Bandwidth rule, int folds) {
            this.density = density;
            this.kernel = kernel;
            this.rule = rule;
            this.foldSums = new double[folds];
            this.foldMeans = new double[folds];
        }

        void score(int fold, Gram part, Points training) {
            DensityModel fitted;
            try {
                fitted = density.fit(training);
            } catch (NumericalException e) {
                warnings.add("fold " + fold + ": " + e.getMessage());
                foldSums[fold] = Double.NaN;
                return;
            }
            int d = training.dimension();
            double logFactor = fitted.kernel().logNormaliser(d) - Math.log(training.size());
            logVolume += fitted.bandwidth().logVolume(d) / foldSums.length;
            for (double logSum : part.withFunction(fitted.kernel()).logRowSums()) {
                foldSums[fold] += logSum + logFactor;
                unreached += logSum == Double.NEGATIVE_INFINITY ? 1 : 0;
            }
            foldMeans[fold] = foldSums[fold] / part.rows();
        }

        DensitySearchResult.Candidate candidate(int n) {
            double score = Arrays.stream(foldSums).sum() / n;
            double mean = Arrays.stream(foldMeans).average().orElseThrow();
            double squares =
                    Arrays.stream(foldMeans).map(v -> (v - mean) * (v - mean)).sum();
            int k = foldMeans.length;
            if (unreached > 0) {
                warnings.add("the kernel reaches " + unreached + " of " + n + " held-out points from no other fold");
            }
            return new DensitySearchResult.Candidate(
                    density,
                    kernel,
                    rule,
                    score,
                    Math.sqrt(squares / (k - 1) / k),
                    logVolume,
                    unreached,
                    List.copyOf(warnings));
        }
    }

    /** Returns the numbers of kernels, rules and folds. */
    @Override
    public String toString() {
        return "DensitySearch[kernels " + kernels + ", bandwidths " + rules + ", " + folds + " folds]";
    }
}
