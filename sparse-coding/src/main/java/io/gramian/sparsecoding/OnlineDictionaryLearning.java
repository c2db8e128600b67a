package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.sparsecoding.internal.Checks;
import java.util.List;
import java.util.Objects;
import java.util.function.IntUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * Online learning of a dictionary by stochastic gradient steps: signal by signal,
 *
 * <pre>
 * x = code of s_j;   d_m = P(d_m - a / (b + j) sum_n x_m[n] r[n + .]),   r = W^2 (D x - s_j),   j = 0, 1, ..
 * </pre>
 *
 * <p>with P the projection onto the constraint. A step costs one code and O(k L) for k coefficients and atoms of L values;
 * memory that of coding one signal, however many there are. The same signals, start and generator give the same dictionary.
 * Masks are those of the coding. Immutable and thread-safe.
 *
 * <pre>{@code
 * Dictionary learned = DictionaryLearning.online()
 *         .withCoding(ConvolutionalSparseCoding.admm().withPenalty(0.05))
 *         .learn(pictures, start, 500, random)
 *         .dictionary();
 * }</pre>
 *
 * <p>Source: J. Liu, C. Garcia-Cardona, B. Wohlberg, W. Yin, First and second order methods for online convolutional
 * dictionary learning (2018).
 */
public final class OnlineDictionaryLearning {
    private final ConvolutionalSparseCoding coding;
    private final AtomSet allowed;
    private final double numerator;
    private final double offset;
    private final Progress progress;

    private OnlineDictionaryLearning(
            ConvolutionalSparseCoding coding, AtomSet allowed, double numerator, double offset, Progress progress) {
        this.coding = coding;
        this.allowed = allowed;
        this.numerator = numerator;
        this.offset = offset;
        this.progress = progress;
    }

    /** ADMM at its defaults, the unit sphere, steps 10 / (5 + j). */
    static OnlineDictionaryLearning standard() {
        return new OnlineDictionaryLearning(
                ConvolutionalSparseCoding.admm(),
                new AtomSet(AtomConstraint.UNIT_SPHERE, false, false),
                10,
                5,
                Progress.NONE);
    }

    /**
     * Returns this learning with another coding.
     *
     * @param newCoding any, masks included, but with a plain data term
     * @return a configuration
     * @throws IllegalArgumentException if its data term is robust
     */
    public OnlineDictionaryLearning withCoding(ConvolutionalSparseCoding newCoding) {
        if (newCoding.settings().robust) {
            throw new IllegalArgumentException("coding: expected a plain data term, found a robust one");
        }
        return new OnlineDictionaryLearning(newCoding, allowed, numerator, offset, progress);
    }

    /**
     * Returns this learning with another constraint on the atoms.
     *
     * @param newConstraint the unit sphere by default
     * @return a configuration
     */
    public OnlineDictionaryLearning withConstraint(AtomConstraint newConstraint) {
        Objects.requireNonNull(newConstraint, "constraint");
        return withAtoms(new AtomSet(newConstraint, allowed.isZeroMean(), allowed.isRankOne()));
    }

    private OnlineDictionaryLearning withAtoms(AtomSet newAllowed) {
        return new OnlineDictionaryLearning(coding, newAllowed, numerator, offset, progress);
    }

    /**
     * Returns this learning for atoms of zero mean in each channel.
     *
     * @return a configuration
     */
    public OnlineDictionaryLearning withZeroMean() {
        return withAtoms(new AtomSet(allowed.norm(), true, allowed.isRankOne()));
    }

    /**
     * Returns this learning for atoms of rank one, as {@link DictionaryLearning#withRankOne}.
     *
     * @return a configuration
     */
    public OnlineDictionaryLearning withRankOne() {
        return withAtoms(new AtomSet(allowed.norm(), allowed.isZeroMean(), true));
    }

    /**
     * Returns this learning with other steps a / (b + j).
     *
     * @param a positive; 10 by default
     * @param b positive; 5 by default
     * @return a configuration
     * @throws IllegalArgumentException if one is not positive and finite
     */
    public OnlineDictionaryLearning withSteps(double a, double b) {
        return new OnlineDictionaryLearning(
                coding, allowed, Checks.positive("step numerator", a), Checks.positive("step offset", b), progress);
    }

    /**
     * Returns this learning, which tells how many steps it has made.
     *
     * @param newProgress hears of it
     * @return a configuration
     */
    public OnlineDictionaryLearning withProgress(Progress newProgress) {
        Objects.requireNonNull(newProgress, "progress");
        return new OnlineDictionaryLearning(coding, allowed, numerator, offset, newProgress);
    }

    /**
     * Returns the dictionary after one step for each signal, in their order.
     *
     * @param signals at least one, of as many axes and channels as the atoms
     * @param start where to begin
     * @return a dictionary
     * @throws IllegalArgumentException if there is no signal, or one does not suit the atoms
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public LearnedDictionary learn(List<Signal> signals, Dictionary start) {
        return learn(signals, start, signals.size(), step -> step);
    }

    /**
     * Returns the dictionary after steps for signals drawn at random.
     *
     * @param signals at least one, of as many axes and channels as the atoms
     * @param start where to begin
     * @param steps at least 1
     * @param random draws the signals, each with equal chance
     * @return a dictionary
     * @throws IllegalArgumentException if there is no signal, one does not suit the atoms, or the steps are below 1
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public LearnedDictionary learn(List<Signal> signals, Dictionary start, int steps, RandomGenerator random) {
        Checks.atLeast("signals", 1, signals.size());
        return learn(signals, start, steps, step -> random.nextInt(signals.size()));
    }

    private LearnedDictionary learn(List<Signal> signals, Dictionary start, int steps, IntUnaryOperator choice) {
        Checks.atLeast("signals", 1, signals.size());
        Checks.atLeast("steps", 1, steps);
        for (Signal signal : signals) {
            SpatialBank.of(start.select(0)).checkSuits(signal);
        }
        double[] objectives = new double[steps];
        double[][] energies = new double[signals.size()][start.size()];
        Dictionary dictionary = start;
        try (OperatorCache operators = new OperatorCache(coding.settings())) {
            for (int j = 0; j < steps; j++) {
                Checks.checkInterrupted("learning a dictionary");
                int chosen = choice.applyAsInt(j);
                Signal signal = signals.get(chosen);
                FilterBankOperator operator = operators.of(signal, dictionary);
                CodingProblem problem = new CodingProblem(coding.settings(), signal, dictionary, operator);
                SparseCode code = problem.solve(null);
                objectives[j] = code.objective();
                energies[chosen] = new double[start.size()];
                DictionaryGradient.addEnergies(dictionary, code.maps(), energies[chosen]);
                dictionary = improved(dictionary, code, problem, numerator / (offset + j));
                progress.update("online dictionary learning", j + 1, steps);
            }
        }
        return LearnedDictionary.of(named(dictionary), sum(energies), objectives, StopRule.ITERATIONS);
    }

    private Dictionary improved(Dictionary dictionary, SparseCode code, CodingProblem problem, double step) {
        double[] residual = code.reconstruction().minus(problem.signal).values();
        problem.weights.multiplyData(residual, 2);
        double[][] gradient = DictionaryGradient.zeros(dictionary);
        DictionaryGradient.add(dictionary, code.maps(), residual, gradient);
        for (int m = 0; m < gradient.length; m++) {
            double[] atom = dictionary.atom(m).values();
            for (int at = 0; at < atom.length; at++) {
                atom[at] -= step * gradient[m][at];
            }
            allowed.project(atom, dictionary.channels());
            gradient[m] = atom;
        }
        return DictionaryGradient.dictionary(gradient, dictionary);
    }

    private Dictionary named(Dictionary dictionary) {
        return allowed.norm() == AtomConstraint.UNIT_SPHERE ? dictionary.normalised(Normalisation.L2) : dictionary;
    }

    private static double[] sum(double[][] energies) {
        double[] sum = new double[energies[0].length];
        for (double[] own : energies) {
            for (int m = 0; m < sum.length; m++) {
                sum[m] += own[m];
            }
        }
        return sum;
    }
}
