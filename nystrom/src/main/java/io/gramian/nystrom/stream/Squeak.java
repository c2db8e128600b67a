package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.LandmarkSelector;
import io.gramian.nystrom.Landmarks;
import io.gramian.nystrom.internal.Checks;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A dictionary of a stream in one pass by leverage scores, SQUEAK: points enter with q copies, of which coins keep a share
 * equal to the score, and scores that fall as more points come thin the copies out. Points without a copy are forgotten;
 * nothing but the dictionary and a chunk of points is kept, O(m^2) memory.
 *
 * <pre>{@code
 * Squeak squeak = Squeak.ofRidge(0.1).withCopies(10);
 * SqueakStream stream = squeak.start(kernel, random);
 * for (double[] point : points) {
 *     stream.observe(point);
 * }
 * Dictionary dictionary = stream.dictionary();
 * }</pre>
 *
 * <p>A chunk of c points is taken at a time. Each of its points is scored from the dictionary and itself, tau = (1 - eps) e
 * / (1 + e), e = (k_jj - k_j' S (S'KS + gamma I)^-1 S' k_j) / gamma, and enters with Binomial(q, tau) copies; then all atoms
 * are scored from the new dictionary, tau_i = (1 - eps) / gamma (k_ii - k_i' S (S'KS + gamma I)^-1 S' k_i), and each keeps
 * Binomial(Q_i, p' / p_i) copies, p' = min(tau_i, p_i). O(m^2 + m^3 / c) operations and m (1 + m / c) kernel values a point.
 *
 * <p>With q at least of the order of log(n / delta) / eps^2 the dictionary is eps-accurate with probability 1 - delta: 0
 * &lt;= K - K~ &lt;= gamma / (1 - eps) I for the regularised approximation, and its size is O(q d_eff). In practice q of 5
 * to 20 does; 2 is too small. A probability never rises, so an under-estimate does lasting harm: where the data can be read
 * again, {@link io.gramian.nystrom.ResampledLandmarks} has no such risk.
 *
 * <p>Immutable and thread-safe. Source: D. Calandriello, A. Lazaric, M. Valko, Distributed adaptive sampling for kernel
 * matrix approximation (2017). There a chunk's points all enter and are thinned with the atoms, at O((m + c)^3); scores from
 * fewer points are larger, so entering by coins keeps the guarantee.
 */
public final class Squeak implements LandmarkSelector {
    private static final int DEFAULT_COPIES = 10;
    private static final double DEFAULT_EPSILON = 0.5;
    private static final int DEFAULT_CHUNK = 1024;
    private static final int DEFAULT_LIMIT = 20_000;

    private final double ridge;
    private final double epsilon;
    private final int copies;
    private final int chunk;
    private final int limit;
    private final Progress progress;

    private Squeak(double ridge, double epsilon, int copies, int chunk, int limit, Progress progress) {
        this.ridge = ridge;
        this.epsilon = epsilon;
        this.copies = copies;
        this.chunk = chunk;
        this.limit = limit;
        this.progress = progress;
    }

    /**
     * Returns SQUEAK of the given ridge, with 10 copies, eps = 1/2, chunks of at most 1024 points and at most 20,000 atoms.
     *
     * @param ridge gamma, positive; it multiplies I
     * @return a configuration
     * @throws IllegalArgumentException if the ridge is not positive and finite
     */
    public static Squeak ofRidge(double ridge) {
        return new Squeak(
                Checks.positive("ridge", ridge),
                DEFAULT_EPSILON,
                DEFAULT_COPIES,
                DEFAULT_CHUNK,
                DEFAULT_LIMIT,
                Progress.NONE);
    }

    /**
     * Returns this configuration with another number of copies of a point that enters.
     *
     * @param newCopies q, at least 1; the size of the dictionary grows with it
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public Squeak withCopies(int newCopies) {
        return new Squeak(ridge, epsilon, Checks.atLeast("copies", 1, newCopies), chunk, limit, progress);
    }

    /**
     * Returns this configuration with another accuracy.
     *
     * @param newEpsilon eps, from 0 to below 1; 0 takes the plain estimates of the scores
     * @return a configuration
     * @throws IllegalArgumentException if it is out of range
     */
    public Squeak withEpsilon(double newEpsilon) {
        return new Squeak(ridge, Checks.fraction("epsilon", newEpsilon), copies, chunk, limit, progress);
    }

    /**
     * Returns this configuration taking so many points at a time. The first chunks are shorter.
     *
     * @param newChunk c, at least 1; about twice the size of the dictionary is fastest
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public Squeak withChunk(int newChunk) {
        return new Squeak(ridge, epsilon, copies, Checks.atLeast("chunk", 1, newChunk), limit, progress);
    }

    /**
     * Returns this configuration with another largest size, at which a stream stops with an error.
     *
     * @param newLimit atoms, at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public Squeak withLimit(int newLimit) {
        return new Squeak(ridge, epsilon, copies, chunk, Checks.atLeast("limit", 1, newLimit), progress);
    }

    /**
     * Returns this configuration reporting points done, in {@link #select} and {@link Disqueak}.
     *
     * @param newProgress hears how far the work has come
     * @return a configuration
     */
    public Squeak withProgress(Progress newProgress) {
        return new Squeak(ridge, epsilon, copies, chunk, limit, Objects.requireNonNull(newProgress, "progress"));
    }

    /**
     * Returns a stream that has seen nothing yet, computing on {@link Backends#auto()}.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @return a stream
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public SqueakStream start(Kernel kernel, RandomGenerator random) {
        return start(kernel, random, Backends.auto());
    }

    /**
     * Returns a stream that has seen nothing yet.
     *
     * @param kernel positive semi-definite
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return a stream
     * @throws IllegalArgumentException if the kernel declares no definiteness
     */
    public SqueakStream start(Kernel kernel, RandomGenerator random, Backend backend) {
        return new SqueakStream(this, Checks.definite(kernel), random.nextLong(), backend);
    }

    /**
     * Returns a stream that goes on from a dictionary.
     *
     * @param dictionary of the points so far, with this configuration's number of copies
     * @param kernel the kernel that it was made with
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return a stream
     * @throws IllegalArgumentException if the numbers of copies differ, or the kernel declares no definiteness
     */
    public SqueakStream resume(Dictionary dictionary, Kernel kernel, RandomGenerator random, Backend backend) {
        checkCopies(dictionary);
        SqueakStream stream = start(kernel, random, backend);
        stream.startFrom(dictionary);
        return stream;
    }

    /**
     * Returns the dictionary of two streams. Scores come from the atoms of both, tau_i = (1 - eps) / gamma (k_ii - k_i' S
     * (S'KS + (1 + eps) gamma I)^-1 S' k_i), and thin the copies out. The same arguments and seed give the same dictionary.
     *
     * @param a a dictionary of this configuration's number of copies
     * @param b another, of other points
     * @param kernel the kernel that both were made with
     * @param seed of the coins
     * @param backend where to compute
     * @return a dictionary
     * @throws IllegalArgumentException if dimensions or numbers of copies differ, or the atoms are above the limit
     */
    public Dictionary merge(Dictionary a, Dictionary b, Kernel kernel, long seed, Backend backend) {
        checkCopies(a);
        checkCopies(b);
        Checks.definite(kernel);
        if (a.size() > 0 && b.size() > 0 && a.dimension() != b.dimension()) {
            throw new IllegalArgumentException("dictionaries: expected atoms of the same dimension, found "
                    + a.dimension() + " and " + b.dimension());
        }
        Dictionary both = Dictionary.joined(a, b);
        checkLimit(both);
        return both.size() == 0
                ? both
                : shrink(both, kernel, (1 - epsilon) * (1 + epsilon), (1 + epsilon) * ridge, seed, 0, backend);
    }

    /** Scores all atoms, with the given factor and ridge, and throws their coins. */
    Dictionary shrink(
            Dictionary dictionary,
            Kernel kernel,
            double factor,
            double scoreRidge,
            long seed,
            long place,
            Backend backend) {
        double[] scores = DictionaryScores.ofAtoms(kernel, dictionary, scoreRidge, backend);
        RandomGenerator random = StreamRandom.at(seed, place);
        double[] probabilities = new double[scores.length];
        int[] kept = new int[scores.length];
        for (int i = 0; i < scores.length; i++) {
            double old = dictionary.probability(i);
            probabilities[i] = Math.min(factor * scores[i], old);
            kept[i] = StreamRandom.binomial(dictionary.copies(i), probabilities[i] / old, random);
        }
        return dictionary.thinned(probabilities, kept);
    }

    void checkLimit(Dictionary dictionary) {
        if (dictionary.size() > limit) {
            throw new IllegalArgumentException("dictionary: " + dictionary.size() + " atoms after " + dictionary.seen()
                    + " points are above the limit of " + limit + "; their effective dimension at ridge " + ridge
                    + " is about " + Math.round(dictionary.effectiveDimension())
                    + ": take a larger ridge, fewer copies than " + copies + ", or a higher limit");
        }
    }

    private void checkCopies(Dictionary dictionary) {
        if (dictionary.maxCopies() != copies) {
            throw new IllegalArgumentException(
                    "dictionary: expected one of " + copies + " copies, found " + dictionary.maxCopies());
        }
    }

    /**
     * Returns the landmarks that one pass over the points chooses.
     *
     * @param kernel positive semi-definite
     * @param x n points
     * @param random the source of randomness, of which one number is drawn
     * @param backend where to compute
     * @return landmarks with their weights; scores are the probabilities
     * @throws IllegalArgumentException if the kernel declares no definiteness, or the dictionary outgrows the limit
     */
    @Override
    public Landmarks select(Kernel kernel, Points x, RandomGenerator random, Backend backend) {
        SqueakStream stream = start(kernel, random, backend);
        stream.observe(x);
        return stream.dictionary().landmarks(x);
    }

    /**
     * Returns the ridge.
     *
     * @return gamma
     */
    public double ridge() {
        return ridge;
    }

    /**
     * Returns the accuracy that scores allow for.
     *
     * @return eps
     */
    public double epsilon() {
        return epsilon;
    }

    /**
     * Returns the number of copies of a point that enters.
     *
     * @return q
     */
    public int copies() {
        return copies;
    }

    int chunk() {
        return chunk;
    }

    Progress progress() {
        return progress;
    }

    /** Returns the ridge, eps, the copies, the chunk and the limit. */
    @Override
    public String toString() {
        return "Squeak[ridge " + ridge + ", epsilon " + epsilon + ", copies " + copies + ", chunk " + chunk + ", limit "
                + limit + "]";
    }
}
