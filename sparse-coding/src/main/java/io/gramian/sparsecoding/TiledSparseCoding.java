package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.sparsecoding.internal.Checks;
import java.util.Arrays;
import java.util.Objects;

/**
 * Sparse coding of signals too large to be coded at once, window by window, with the memory of one window, the signal and its
 * sparse code.
 *
 * <p>The windows overlap by an atom's length, and each is coded <em>with all coefficients outside held fixed</em>: from
 *
 * <pre>
 * s - D x_outside, over coefficients whose atoms lie within the window, from those that are there on
 * </pre>
 *
 * <p>which is block coordinate descent on the objective of the whole signal (P. Tseng, 2001). What is exact: the objective
 * never rises, a code that no window changes where each is solved is optimal for the whole signal, not for its pieces, and has
 * no seams, and the {@link Certificate} is that of the whole code: its duality gap bounds the difference from the untiled
 * optimum. With ADMM it comes from the middles of the windows' own dual points (docs/adr/0065), and is near once a second sweep
 * has made neighbours agree. What is not exact: the sweeps end once no window improves its part of the objective by more than the tolerance, or are used up. A code of which
 * a window ended without convergence counts as not converged. One sweep alone is the usual approximation by overlapping tiles.
 *
 * <p>Penalty terms act on coefficients one by one: the l1 norm with weights of atoms, non-negativity, an elastic net. A
 * window's iteration costs what it would cost alone; the second and later sweeps start from the codes that are there and
 * pass over windows whose surroundings have not changed. Immutable and thread-safe; the same result for any number of
 * threads.
 *
 * <pre>{@code
 * SparseCode code = TiledSparseCoding.of(ConvolutionalSparseCoding.admm().withPenalty(0.1), 256)
 *         .withSweeps(5)
 *         .encode(largePicture, dictionary);
 * }</pre>
 */
public final class TiledSparseCoding {
    private static final int DEFAULT_SWEEPS = 10;
    private static final double DEFAULT_TOLERANCE = 1e-4;

    private final ConvolutionalSparseCoding coding;
    private final int window;
    private final int sweeps;
    private final double tolerance;
    private final Progress progress;

    private TiledSparseCoding(
            ConvolutionalSparseCoding coding, int window, int sweeps, double tolerance, Progress progress) {
        this.coding = coding;
        this.window = window;
        this.sweeps = sweeps;
        this.tolerance = tolerance;
        this.progress = progress;
    }

    /**
     * Returns coding by windows, at most 10 sweeps, with a tolerance of 1e-4.
     *
     * @param coding of each window; its boundary is that of the whole signal, its tolerance of the duality gap that of the
     *     whole code as well
     * @param window the longest axis of a window, a product of small primes for speed; 256 is good for pictures
     * @return a configuration
     * @throws IllegalArgumentException if the window is below 2, or the coding has a mask, pixel weights, a robust data term
     *     or a joint, gradient or total-variation penalty, which tie coefficients together or differ from place to place
     */
    public static TiledSparseCoding of(ConvolutionalSparseCoding coding, int window) {
        CodingSettings settings = coding.settings();
        refuse("mask", settings.mask != null);
        refuse("robust data term", settings.robust);
        refuse("pixel weights", settings.pixelWeights != null);
        refuse("joint penalty", settings.groupPenalty > 0);
        refuse("gradient penalty", settings.gradient.length > 0);
        refuse("total-variation penalty", settings.totalVariation > 0);
        return new TiledSparseCoding(
                coding, Checks.atLeast("window", 2, window), DEFAULT_SWEEPS, DEFAULT_TOLERANCE, Progress.NONE);
    }

    private static void refuse(String what, boolean isThere) {
        if (isThere) {
            throw new IllegalArgumentException("tiled coding: not with a " + what
                    + "; penalties of coefficients one by one, non-negativity and a ridge are allowed");
        }
    }

    /**
     * Returns this coding with another limit on the sweeps.
     *
     * @param most at least 1; 10 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public TiledSparseCoding withSweeps(int most) {
        return new TiledSparseCoding(coding, window, Checks.atLeast("sweeps", 1, most), tolerance, progress);
    }

    /**
     * Returns this coding with another tolerance.
     *
     * @param newTolerance a window that lowers its part of the objective by no more than this fraction leaves its neighbours
     *     alone; at least 0, 1e-4 by default
     * @return a configuration
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public TiledSparseCoding withTolerance(double newTolerance) {
        return new TiledSparseCoding(coding, window, sweeps, Checks.notNegative("tolerance", newTolerance), progress);
    }

    /**
     * Returns this coding, which tells how many windows of those it may code it has done.
     *
     * @param newProgress hears of it
     * @return a configuration
     */
    public TiledSparseCoding withProgress(Progress newProgress) {
        Objects.requireNonNull(newProgress, "progress");
        return new TiledSparseCoding(coding, window, sweeps, tolerance, newProgress);
    }

    /**
     * Returns the sparse code of a signal; its iterations are the codings of windows. A signal no larger than a window is
     * coded as it is.
     *
     * @param signal no axis shorter than an atom's
     * @param dictionary M atoms, of as many axes and as many channels or one, none longer than half a window
     * @return a code
     * @throws IllegalArgumentException if signal, dictionary, weights and window do not suit each other
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public SparseCode encode(Signal signal, Dictionary dictionary) {
        if (Arrays.stream(signal.shape()).max().orElseThrow() <= window) {
            return coding.encode(signal, dictionary);
        }
        CodingProblem.checkSuits(signal, dictionary);
        int longest = Arrays.stream(dictionary.largestShape()).max().orElseThrow();
        if (window < 2 * longest) {
            throw new IllegalArgumentException("window: expected at least " + 2 * longest
                    + ", twice the longest axis of an atom, found " + window);
        }
        CodingSettings settings = coding.settings().copy();
        settings.boundary = Boundary.VALID;
        settings.progress = Progress.NONE;
        TileGrid tiles = new TileGrid(signal.shape(), dictionary.largestShape(), window, coding.settings().boundary);
        int[] shape = Arrays.copyOfRange(tiles.window(), 3 - signal.axes(), 3);
        try (FilterBankOperator operator =
                CodingProblem.open(settings, Signal.zero(signal.channels(), shape), dictionary)) {
            return new TiledRun(settings, tiles, signal, dictionary, operator).run(sweeps, tolerance, progress);
        }
    }

    /** Returns window, sweeps and coding. */
    @Override
    public String toString() {
        return "TiledSparseCoding[windows of " + window + ", at most " + sweeps + " sweeps, tolerance " + tolerance
                + ", " + coding + "]";
    }
}
