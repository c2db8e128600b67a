package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.sparsecoding.internal.Checks;
import java.util.List;
import java.util.Objects;

/**
 * Learning of a convolutional dictionary from signals: the atoms and codes that minimise
 *
 * <pre>
 * sum_k 1/2 |s_k - sum_m d_m * x_km|^2 + lambda sum_km w_m |x_km|_1,   every d_m in its box, |d_m| &lt;= 1 or = 1
 * </pre>
 *
 * <p>{@link DictionaryUpdate#CONSENSUS} and {@link DictionaryUpdate#CONSTRAINED_MOD} take turns, one iteration of ADMM for
 * the codes and one for the atoms; signals of one shape, plain data terms. An iteration costs O(K M N
 * log N) for K signals of N places and M atoms, on the threads of the coding's backend, memory about 5 K M N numbers: for a
 * handful of pictures. {@link
 * DictionaryUpdate#PROJECTED_GRADIENT} takes turns of the whole coding, from the last codes on, and a few gradient steps,
 * with memory for one signal's coding; masks, any axes and shapes. For many signals there is {@link #online}.
 *
 * <p>The problem is not convex: what is found depends on the start. The same input gives the same dictionary. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * LearnedDictionary learned = DictionaryLearning.batch()
 *         .withCoding(ConvolutionalSparseCoding.admm().withPenalty(0.1))
 *         .withIterations(200)
 *         .learn(pictures, Dictionaries.random(64, random, 1, 8, 8));
 * }</pre>
 *
 * <p>Source: C. Garcia-Cardona, B. Wohlberg, Convolutional dictionary learning: a comparative review and new algorithms
 * (2018).
 */
public final class DictionaryLearning {
    private static final int DEFAULT_ITERATIONS = 200;
    private static final double DEFAULT_RHO = 10;

    private final ConvolutionalSparseCoding coding;
    private final DictionaryUpdate update;
    private final AtomSet allowed;
    private final double rho;
    private final int iterations;
    private final double tolerance;
    private final Progress progress;

    private DictionaryLearning(
            ConvolutionalSparseCoding coding,
            DictionaryUpdate update,
            AtomSet allowed,
            double rho,
            int iterations,
            double tolerance,
            Progress progress) {
        this.coding = coding;
        this.update = update;
        this.allowed = allowed;
        this.rho = rho;
        this.iterations = iterations;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /**
     * Returns learning from all signals at once: consensus, the unit sphere, rho = 10 for the atoms, 200 iterations.
     *
     * @return a configuration
     */
    public static DictionaryLearning batch() {
        return new DictionaryLearning(
                ConvolutionalSparseCoding.admm(),
                DictionaryUpdate.CONSENSUS,
                new AtomSet(AtomConstraint.UNIT_SPHERE, false, false),
                DEFAULT_RHO,
                DEFAULT_ITERATIONS,
                0,
                Progress.NONE);
    }

    /**
     * Returns learning signal by signal.
     *
     * @return a configuration
     */
    public static OnlineDictionaryLearning online() {
        return OnlineDictionaryLearning.standard();
    }

    /**
     * Returns this learning with another coding. Its penalty as a fraction of lambda_max is that of the start.
     *
     * @param newCoding any with a plain data term; of its iterations and tolerances only projected gradients make use
     * @return a configuration
     * @throws IllegalArgumentException if its data term is robust
     */
    public DictionaryLearning withCoding(ConvolutionalSparseCoding newCoding) {
        if (newCoding.settings().robust) {
            throw new IllegalArgumentException("coding: expected a plain data term, found a robust one");
        }
        return new DictionaryLearning(newCoding, update, allowed, rho, iterations, tolerance, progress);
    }

    /**
     * Returns this learning with another way to improve the atoms.
     *
     * @param newUpdate consensus by default
     * @return a configuration
     */
    public DictionaryLearning withUpdate(DictionaryUpdate newUpdate) {
        Objects.requireNonNull(newUpdate, "update");
        return new DictionaryLearning(coding, newUpdate, allowed, rho, iterations, tolerance, progress);
    }

    /**
     * Returns this learning with another constraint on the atoms.
     *
     * @param newConstraint the unit sphere by default
     * @return a configuration
     */
    public DictionaryLearning withConstraint(AtomConstraint newConstraint) {
        Objects.requireNonNull(newConstraint, "constraint");
        return withAtoms(new AtomSet(newConstraint, allowed.isZeroMean(), allowed.isRankOne()));
    }

    private DictionaryLearning withAtoms(AtomSet newAllowed) {
        return new DictionaryLearning(coding, update, newAllowed, rho, iterations, tolerance, progress);
    }

    /**
     * Returns this learning for atoms of zero mean in each channel.
     *
     * @return a configuration
     */
    public DictionaryLearning withZeroMean() {
        return withAtoms(new AtomSet(allowed.norm(), true, allowed.isRankOne()));
    }

    /**
     * Returns this learning for atoms of rank one: one shape in all channels, each with a factor ({@link RankOneAtom}), for
     * recordings of events that many sensors see at once. Every step ends in the nearest such atom, by its singular values;
     * with projected gradients no step of the atoms raises the objective.
     *
     * <p>Source: T. Dupre la Tour, T. Moreau, M. Jas, A. Gramfort, Multivariate convolutional sparse coding for
     * electromagnetic brain signals (2018), who take gradient steps in the two factors instead.
     *
     * @return a configuration
     */
    public DictionaryLearning withRankOne() {
        return withAtoms(new AtomSet(allowed.norm(), allowed.isZeroMean(), true));
    }

    /**
     * Returns this learning with another rho of the atoms' ADMM.
     *
     * @param newRho positive; 10 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public DictionaryLearning withRho(double newRho) {
        return new DictionaryLearning(
                coding, update, allowed, Checks.positive("rho", newRho), iterations, tolerance, progress);
    }

    /**
     * Returns this learning with another limit on the iterations.
     *
     * @param most at least 1; 200 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public DictionaryLearning withIterations(int most) {
        return new DictionaryLearning(
                coding, update, allowed, rho, Checks.atLeast("iterations", 1, most), tolerance, progress);
    }

    /**
     * Returns this learning, which stops once an iteration changes the dictionary by less than a fraction of its norm.
     *
     * @param newTolerance at least 0; 0, the default, never stops it
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public DictionaryLearning withTolerance(double newTolerance) {
        return new DictionaryLearning(
                coding, update, allowed, rho, iterations, Checks.notNegative("tolerance", newTolerance), progress);
    }

    /**
     * Returns this learning, which tells how many iterations it has made.
     *
     * @param newProgress hears of it
     * @return a configuration
     */
    public DictionaryLearning withProgress(Progress newProgress) {
        Objects.requireNonNull(newProgress, "progress");
        return new DictionaryLearning(coding, update, allowed, rho, iterations, tolerance, newProgress);
    }

    /**
     * Returns the dictionary learned from signals.
     *
     * @param signals at least one, of as many axes and channels as the atoms
     * @param start where to begin; projected onto the constraint first
     * @return a dictionary
     * @throws IllegalArgumentException if there is no signal, one does not suit the atoms, the coding or the update
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public LearnedDictionary learn(List<Signal> signals, Dictionary start) {
        Checks.atLeast("signals", 1, signals.size());
        for (Signal signal : signals) {
            SpatialBank.of(start.select(0)).checkSuits(signal);
        }
        Dictionary feasible = project(start, allowed);
        try (LearningTurns turns = turns(signals, feasible)) {
            return learn(turns, feasible, signals.size());
        }
    }

    private LearningTurns turns(List<Signal> signals, Dictionary start) {
        if (update == DictionaryUpdate.PROJECTED_GRADIENT) {
            return new GradientTurns(coding.settings(), signals, allowed);
        }
        int block = update == DictionaryUpdate.CONSENSUS ? 1 : signals.size();
        return new AdmmTurns(
                coding.settings(),
                signals,
                start,
                new AtomAdmm(coding.settings().backend(), signals, start, block, rho, allowed));
    }

    private LearnedDictionary learn(LearningTurns turns, Dictionary start, int count) {
        double[] objectives = new double[iterations];
        Dictionary dictionary = start;
        StopRule rule = StopRule.ITERATIONS;
        int done = 0;
        while (done < iterations && rule == StopRule.ITERATIONS) {
            Checks.checkInterrupted("learning a dictionary");
            Dictionary next = turns.improve(dictionary);
            objectives[done++] = turns.objective();
            rule = isSettled(dictionary, next) ? StopRule.STEP : rule;
            dictionary = next;
            progress.update("dictionary learning", done, iterations);
        }
        double[] energies = new double[start.size()];
        for (int k = 0; k < count; k++) {
            DictionaryGradient.addEnergies(dictionary, turns.code(k), energies);
        }
        Dictionary named =
                allowed.norm() == AtomConstraint.UNIT_SPHERE ? dictionary.normalised(Normalisation.L2) : dictionary;
        return LearnedDictionary.of(named, energies, java.util.Arrays.copyOf(objectives, done), rule);
    }

    private boolean isSettled(Dictionary before, Dictionary after) {
        double change = 0;
        double size = 0;
        for (int m = 0; m < after.size(); m++) {
            change += Math.pow(after.atom(m).minus(before.atom(m)).norm(), 2);
            size += Math.pow(after.atom(m).norm(), 2);
        }
        return change < tolerance * tolerance * size;
    }

    private static Dictionary project(Dictionary start, AtomSet allowed) {
        double[][] atoms = start.atoms().stream().map(Signal::values).toArray(double[][]::new);
        for (double[] atom : atoms) {
            allowed.project(atom, start.channels());
        }
        return DictionaryGradient.dictionary(atoms, start);
    }

    /** Returns update, constraint and coding. */
    @Override
    public String toString() {
        return "DictionaryLearning[" + update + ", " + allowed + ", " + coding + ", at most " + iterations
                + " iterations]";
    }
}
