package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.sparsecoding.internal.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Convolutional sparse coding, the code x that minimises
 *
 * <pre>
 * 1/2 |W (s - D x)|^2 + lambda sum_m w_m |x_m|_1 + mu |x|_2,1 + r/2 |x|^2 + sum_m g_m/2 sum_i |G_i x_m|^2 + tau TV(x)
 * </pre>
 *
 * <p>with D x = sum_m d_m * x_m circular, by ADMM in the Fourier domain or by the proximal gradient method with momentum
 * (FISTA). W, w, mu, r, g and tau are absent unless asked for. An iteration costs O(M N log N) operations for M atoms and N
 * places; memory about 3 M N numbers of the backend's precision for ADMM, 5 M N for FISTA, and M N numbers in double
 * precision while the certificate is evaluated.
 *
 * <p>Channels: atoms of as many channels as the signal share their maps among them. Atoms of one channel code each channel
 * of the signal by itself, and the code has C M maps, map m of channel c at c M + m.
 *
 * <p>Every code carries a duality gap and a KKT residual ({@link Certificate}), and says which rule ended the search.
 * Immutable and thread-safe.
 *
 * <pre>{@code
 * SparseCode code = ConvolutionalSparseCoding.admm()
 *         .withPenalty(0.05)
 *         .withTolerance(0)
 *         .withGapTolerance(1e-3)
 *         .encode(image, LogGabor.heterogeneous().dictionary());
 * }</pre>
 *
 * <p>Source: B. Wohlberg, Efficient algorithms for convolutional sparse representations (2016); A. Beck, M. Teboulle, A fast
 * iterative shrinkage-thresholding algorithm (2009); B. O'Donoghue, E. Candes, Adaptive restart for accelerated gradient
 * schemes (2015).
 */
public final class ConvolutionalSparseCoding {
    private final CodingSettings settings;

    private ConvolutionalSparseCoding(CodingSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns coding by ADMM: lambda = 0.1 lambda_max, over-relaxation 1.8, {@link RhoRule#bounded}, until both relative
     * residuals are below 1e-3 or 1000 iterations are done.
     *
     * @return a configuration
     */
    public static ConvolutionalSparseCoding admm() {
        return new ConvolutionalSparseCoding(new CodingSettings());
    }

    /**
     * Returns coding by the proximal gradient method: lambda = 0.1 lambda_max, the step of the exact Lipschitz constant,
     * momentum with adaptive restart, until a step moves the code by less than 1e-3 of its norm or 1000 iterations are done.
     *
     * @return a configuration
     */
    public static ConvolutionalSparseCoding fista() {
        CodingSettings settings = new CodingSettings();
        settings.isFista = true;
        return new ConvolutionalSparseCoding(settings);
    }

    private ConvolutionalSparseCoding with(Consumer<CodingSettings> change) {
        CodingSettings copy = settings.copy();
        change.accept(copy);
        return new ConvolutionalSparseCoding(copy);
    }

    /**
     * Returns this coding with a penalty.
     *
     * @param lambda at least 0
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ConvolutionalSparseCoding withPenalty(double lambda) {
        Penalty penalty = Penalty.of(lambda);
        return with(s -> s.penalty = penalty);
    }

    /**
     * Returns this coding with a penalty relative to the smallest one whose code is zero.
     *
     * @param fraction lambda / lambda_max, at least 0; from 1 on the code is zero
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ConvolutionalSparseCoding withRelativePenalty(double fraction) {
        Penalty penalty = Penalty.fraction(fraction);
        return with(s -> s.penalty = penalty);
    }

    /**
     * Returns this coding with a weight w_m of the penalty for every atom. An atom of weight 0 is free; then no penalty
     * makes the code zero, and there is no dual bound before its correlation is exactly zero.
     *
     * @param weights M numbers of at least 0; copied
     * @return a configuration
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public ConvolutionalSparseCoding withWeights(double... weights) {
        double[] copy = notNegative("weight of atom", weights);
        return with(s -> s.weights = copy);
    }

    /**
     * Returns this coding with a weight of the penalty for every coefficient, in place of those of the atoms.
     *
     * @param weights a channel for every atom, on the grid of the signal; at least 0
     * @return a configuration
     * @throws IllegalArgumentException if one is negative
     */
    public ConvolutionalSparseCoding withPixelWeights(Signal weights) {
        notNegative("weight at", weights.view());
        return with(s -> s.pixelWeights = weights);
    }

    /**
     * Returns this coding for codes without negative coefficients.
     *
     * @return a configuration
     */
    public ConvolutionalSparseCoding withNonNegativity() {
        return with(s -> s.nonNegative = true);
    }

    /**
     * Returns this coding with joint sparsity of the channels, mu |x|_2,1: the sum over places and atoms of the Euclidean
     * norm over the channels. For signals whose channels have maps of their own.
     *
     * @param mu at least 0
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ConvolutionalSparseCoding withJointPenalty(double mu) {
        Checks.notNegative("joint penalty", mu);
        return with(s -> s.groupPenalty = mu);
    }

    /**
     * Returns this coding with an elastic net, r/2 |x|^2.
     *
     * @param ridge r, at least 0
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ConvolutionalSparseCoding withRidge(double ridge) {
        Checks.notNegative("ridge", ridge);
        return with(s -> s.ridge = ridge);
    }

    /**
     * Returns this coding with a penalty on the gradient of the maps, sum_m g_m/2 sum_i |G_i x_m|^2, G_i the circular forward
     * difference along axis i. With an impulse among the atoms ({@link Dictionaries#impulse}), of weight 0 in the l1 norm and
     * alone in this one, no high-pass is needed before.
     *
     * @param weights one g for all atoms, or g_m for each, at least 0; copied
     * @return a configuration
     * @throws IllegalArgumentException if one is negative or not finite
     */
    public ConvolutionalSparseCoding withGradientPenalty(double... weights) {
        double[] copy = notNegative("gradient weight of atom", weights);
        return with(s -> s.gradient = copy);
    }

    /**
     * Returns this coding with a penalty on the total variation of the maps, mu sum_m sum_n sqrt(sum_i (G_i x_m)[n]^2), G_i
     * the circular backward difference along axis i: maps that are constant in patches. ADMM only, with blocks of its own for
     * the differences, in double precision outside the operator: about (2 + 3 axes) M N numbers of memory and several times
     * the time of an iteration without it. Not with masks, a robust data term or a joint penalty. The code is zero from
     * lambda_max on, which leaves mu out of account, and maybe before. Its KKT residual is that of the l1 norm under the
     * multipliers of the total variation.
     *
     * <p>Source: B. Wohlberg, Convolutional sparse coding with overlapping group norms (2017).
     *
     * @param mu at least 0
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite, or this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withTotalVariation(double mu) {
        requireAdmm("total variation");
        Checks.notNegative("total variation", mu);
        return with(s -> {
            s.totalVariation = mu;
            s.isVectorVariation = false;
        });
    }

    /**
     * Returns this coding with a penalty on the total variation of all maps together, mu sum_n sqrt(sum_m sum_i (G_i
     * x_m)[n]^2): maps that change at the same places. Otherwise as {@link #withTotalVariation}, in whose place it comes.
     *
     * @param mu at least 0
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite, or this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withVectorTotalVariation(double mu) {
        requireAdmm("total variation");
        Checks.notNegative("total variation", mu);
        return with(s -> {
            s.totalVariation = mu;
            s.isVectorVariation = true;
        });
    }

    private static double[] notNegative(String what, double[] numbers) {
        for (int at = 0; at < numbers.length; at++) {
            Checks.notNegative(what + " " + at, numbers[at]);
        }
        return numbers.clone();
    }

    /**
     * Returns this coding with another boundary.
     *
     * @param boundary circular by default; {@link Boundary#VALID} forbids coefficients whose atom reaches over the end
     * @return a configuration
     */
    public ConvolutionalSparseCoding withBoundary(Boundary boundary) {
        Objects.requireNonNull(boundary, "boundary");
        return with(s -> s.boundary = boundary);
    }

    /**
     * Returns this coding with weights W of the data, which ADMM decouples.
     *
     * @param mask 0 where the data are missing; of the signal's shape, one channel for all or one for each
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative
     */
    public ConvolutionalSparseCoding withMask(Signal mask) {
        return withMask(mask, MaskMethod.DECOUPLED);
    }

    /**
     * Returns this coding with weights W of the data.
     *
     * @param mask of the signal's shape, one channel for all or one for each
     * @param method of ADMM
     * @return a configuration
     * @throws IllegalArgumentException if a weight is negative, or one of an additive mask other than 0 and 1
     */
    public ConvolutionalSparseCoding withMask(Signal mask, MaskMethod method) {
        Objects.requireNonNull(mask, "mask");
        for (int at = 0; at < mask.view().length; at++) {
            double weight = mask.view()[at];
            if (method == MaskMethod.ADDITIVE && weight != 0 && weight != 1) {
                throw new IllegalArgumentException("additive mask: expected 0 or 1, found " + weight + " at " + at);
            }
            if (weight < 0) {
                throw new IllegalArgumentException("mask: expected at least 0, found " + weight + " at " + at);
            }
        }
        return with(s -> {
            s.mask = mask;
            s.maskMethod = method;
        });
    }

    /**
     * Returns this coding with the data term |W (s - D x)|_1, which impulse noise does not draw off. ADMM only.
     *
     * @return a configuration
     * @throws IllegalArgumentException if this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withRobustData() {
        requireAdmm("robust data term");
        return with(s -> s.robust = true);
    }

    private void requireAdmm(String what) {
        if (settings.isFista) {
            throw new IllegalArgumentException(what + ": ADMM has it, the proximal gradient method has not");
        }
    }

    private void requireFista(String what) {
        if (!settings.isFista) {
            throw new IllegalArgumentException(what + ": the proximal gradient method has it, ADMM has not");
        }
    }

    /**
     * Returns this coding with another choice of ADMM's rho.
     *
     * @param rho {@link RhoRule#bounded} by default
     * @return a configuration
     * @throws IllegalArgumentException if this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withRho(RhoRule rho) {
        requireAdmm("rho");
        Objects.requireNonNull(rho, "rho");
        return with(s -> s.rho = rho);
    }

    /**
     * Returns this coding with another relaxation of ADMM.
     *
     * @param alpha above 0 and below 2; 1.8 by default, 1 is none
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range, or this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withRelaxation(double alpha) {
        requireAdmm("relaxation");
        if (!(alpha > 0 && alpha < 2)) {
            throw new IllegalArgumentException("relaxation: expected a number between 0 and 2, found " + alpha);
        }
        return with(s -> s.relaxation = alpha);
    }

    /**
     * Returns this coding with another form of ADMM's residuals.
     *
     * @param convention relative by default
     * @return a configuration
     * @throws IllegalArgumentException if this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withResiduals(ResidualConvention convention) {
        requireAdmm("residuals");
        Objects.requireNonNull(convention, "convention");
        return with(s -> s.residuals = convention);
    }

    /**
     * Returns this coding with a step found by backtracking in place of the exact one: a step is taken once the quadratic
     * model of its curvature L bounds the data term, L grows by 1.2 until then and never falls. Not with a ridge or gradient
     * penalty.
     *
     * @param lipschitz the first L, positive
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite, or this is ADMM
     */
    public ConvolutionalSparseCoding withBacktracking(double lipschitz) {
        requireFista("backtracking");
        Checks.positive("first Lipschitz constant", lipschitz);
        return with(s -> s.firstLipschitz = lipschitz);
    }

    /**
     * Returns this coding without restarts of the momentum, as the method was first published.
     *
     * @return a configuration
     * @throws IllegalArgumentException if this is ADMM
     */
    public ConvolutionalSparseCoding withoutRestart() {
        requireFista("restart");
        return with(s -> s.restart = false);
    }

    /**
     * Returns this coding with another limit on the iterations.
     *
     * @param most at least 1; 1000 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public ConvolutionalSparseCoding withIterations(int most) {
        Checks.atLeast("iterations", 1, most);
        return with(s -> s.iterations = most);
    }

    /**
     * Returns this coding with another relative tolerance: of both of ADMM's residuals, of the step in the proximal gradient
     * method.
     *
     * @param relative at least 0, which never stops it; 1e-3 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ConvolutionalSparseCoding withTolerance(double relative) {
        Checks.notNegative("tolerance", relative);
        return with(s -> s.tolerance = relative);
    }

    /**
     * Returns this coding with an absolute tolerance of ADMM's residuals beside the relative one, for each coefficient.
     *
     * @param absolute at least 0, the default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite, or this is the proximal gradient method
     */
    public ConvolutionalSparseCoding withAbsoluteTolerance(double absolute) {
        requireAdmm("absolute tolerance");
        Checks.notNegative("absolute tolerance", absolute);
        return with(s -> s.absoluteTolerance = absolute);
    }

    /**
     * Returns this coding, which stops as well once the duality gap is small; with {@link #withTolerance} of 0, only then.
     *
     * @param relativeGap gap over objective, at least 0; 0, the default, never stops it
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public ConvolutionalSparseCoding withGapTolerance(double relativeGap) {
        Checks.notNegative("tolerance of the gap", relativeGap);
        return with(s -> s.gapTolerance = relativeGap);
    }

    /**
     * Returns this coding with certificates evaluated along the way; each takes the transforms of all maps once or twice.
     *
     * @param period every so many iterations; by default 10 with a tolerance of the gap, else only at the end
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public ConvolutionalSparseCoding withEvaluation(int period) {
        Checks.atLeast("period", 1, period);
        return with(s -> s.evaluation = period);
    }

    /**
     * Returns this coding on another backend, whose precision it takes.
     *
     * @param backend {@link io.gramian.core.backend.Backends#auto} by default
     * @return a configuration
     */
    public ConvolutionalSparseCoding withBackend(Backend backend) {
        Objects.requireNonNull(backend, "backend");
        return with(s -> s.backend = backend);
    }

    /**
     * Returns this coding, which tells how many of the iterations it may make it has made.
     *
     * @param progress hears of it
     * @return a configuration
     */
    public ConvolutionalSparseCoding withProgress(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        return with(s -> s.progress = progress);
    }

    /**
     * Returns the sparse code of a signal.
     *
     * @param signal no axis shorter than an atom's
     * @param dictionary M atoms, of as many axes and as many channels or one
     * @return a code
     * @throws IllegalArgumentException if signal, dictionary, weights and mask do not suit each other
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode encode(Signal signal, Dictionary dictionary) {
        return encodeAll(List.of(signal), dictionary).get(0);
    }

    /**
     * Returns the sparse code of a signal, found from a given one.
     *
     * @param signal as in {@link #encode(Signal, Dictionary)}
     * @param dictionary M atoms
     * @param start where to begin, for example the code of a larger penalty
     * @return a code
     * @throws IllegalArgumentException as {@link #encode(Signal, Dictionary)}, or if the start has another shape or number of
     *     maps
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode encode(Signal signal, Dictionary dictionary, CoefficientMaps start) {
        Objects.requireNonNull(start, "start");
        try (FilterBankOperator operator = CodingProblem.open(settings, signal, dictionary)) {
            return new CodingProblem(settings, signal, dictionary, operator).solve(start);
        }
    }

    /**
     * Returns the sparse codes of signals of one shape, one after the other with the same memory.
     *
     * @param signals of one shape and as many channels
     * @param dictionary M atoms
     * @return a code for each
     * @throws IllegalArgumentException as {@link #encode(Signal, Dictionary)}, or if the shapes differ
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public List<SparseCode> encodeAll(List<Signal> signals, Dictionary dictionary) {
        List<SparseCode> codes = new ArrayList<>();
        if (signals.isEmpty()) {
            return codes;
        }
        try (FilterBankOperator operator = CodingProblem.open(settings, signals.get(0), dictionary)) {
            for (Signal signal : signals) {
                signals.get(0).checkSame(signal);
                codes.add(new CodingProblem(settings, signal, dictionary, operator).solve(null));
            }
        }
        return codes;
    }

    /** The settings, for learning, which interleaves its own steps. */
    CodingSettings settings() {
        return settings;
    }

    /** Returns method, penalty, boundary and limits. */
    @Override
    public String toString() {
        return "ConvolutionalSparseCoding[" + (settings.isFista ? "FISTA" : "ADMM, " + settings.rho) + ", penalty "
                + settings.penalty + ", " + settings.boundary + (settings.nonNegative ? ", non-negative" : "")
                + (settings.totalVariation > 0 ? ", total variation " + settings.totalVariation : "")
                + ", tolerance " + settings.tolerance + ", at most " + settings.iterations + " iterations]";
    }
}
