package io.gramian.nystrom.stream;

import io.gramian.core.Points;
import io.gramian.core.backend.Backend;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.internal.Checks;
import java.io.IOException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A pass of {@link Squeak} under way: points come one at a time or many, and the dictionary can be asked for at any time.
 *
 * <p>Not thread-safe. A point that is refused (a wrong number of coordinates, NaN) is named by its position and changes
 * nothing: the stream can go on.
 */
public final class SqueakStream {
    private final Squeak squeak;
    private final Kernel kernel;
    private final long seed;
    private final Backend backend;
    private Dictionary dictionary;
    private double[] waiting = new double[0]; // coordinates of the chunk being filled
    private int waitingSize;
    private int chunk = 1; // of points; it grows to the configured one
    private int largest;

    SqueakStream(Squeak squeak, Kernel kernel, long seed, Backend backend) {
        this.squeak = squeak;
        this.kernel = kernel;
        this.seed = seed;
        this.backend = backend;
        this.dictionary = Dictionary.empty(0, squeak.copies());
        this.chunk = Math.min(squeak.chunk(), 64);
    }

    void startFrom(Dictionary start) {
        dictionary = start;
    }

    /**
     * Takes the next point of the stream.
     *
     * @param point d coordinates, copied
     * @throws IllegalArgumentException if a coordinate is not finite or d is not that of the points before, naming the
     *     position; or if the dictionary outgrows its limit
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public void observe(double... point) {
        int dimension = dictionary.dimension() > 0 ? dictionary.dimension() : point.length;
        long position = seen();
        StreamChecks.point(point, dimension, position);
        StreamChecks.own(kernel.value(point, point), kernel, position);
        if (dictionary.dimension() == 0) {
            dictionary = Dictionary.empty(dimension, squeak.copies()).afterSeeing(dictionary.seen());
        }
        if (waiting.length < (waitingSize + 1) * dimension) {
            waiting = Arrays.copyOf(waiting, Math.max(chunk, waitingSize + 1) * dimension);
        }
        System.arraycopy(point, 0, waiting, waitingSize * dimension, dimension);
        waitingSize++;
        if (waitingSize >= chunk) {
            flush();
        }
    }

    /**
     * Takes the next points of the stream.
     *
     * @param points n points
     * @throws IllegalArgumentException as {@link #observe(double...)}, after taking the points before the refused one
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public void observe(Points points) {
        double[] row = new double[points.dimension()];
        for (int i = 0; i < points.size(); i++) {
            points.copyRow(i, row);
            observe(row);
            if (waitingSize == 0) {
                squeak.progress().update("points", i + 1, points.size());
            }
        }
    }

    /**
     * Takes all points of a source. Where their number is not known, progress hears of those so far as of all.
     *
     * @param source points, read to their end and not closed
     * @throws IOException if reading fails
     * @throws IllegalArgumentException as {@link #observe(double...)}
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public void observe(PointSource source) throws IOException {
        double[] row = new double[source.dimension()];
        long done = 0;
        while (source.next(row)) {
            observe(row);
            done++;
            if (waitingSize == 0) {
                squeak.progress().update("points", done, Math.max(done, source.size()));
            }
        }
    }

    /** Lets the chunk in by coins, then thins all atoms out. */
    private void flush() {
        Checks.checkInterrupted("thinning a dictionary of " + dictionary.size() + " atoms");
        int dimension = dictionary.dimension();
        Points chunkPoints = Points.ofRowMajor(Arrays.copyOf(waiting, waitingSize * dimension), dimension);
        double factor = 1 - squeak.epsilon();
        double[] scores = DictionaryScores.ofNewPoints(kernel, dictionary, chunkPoints, squeak.ridge(), backend);
        long place = 2 * dictionary.seen();
        RandomGenerator random = StreamRandom.at(seed, place);
        int[] copies = new int[waitingSize];
        for (int j = 0; j < waitingSize; j++) {
            scores[j] = factor * scores[j];
            copies[j] = StreamRandom.binomial(squeak.copies(), scores[j], random);
        }
        Dictionary entering =
                Dictionary.of(chunkPoints, dictionary.seen(), squeak.copies()).thinned(scores, copies);
        Dictionary grown = Dictionary.joined(dictionary, entering);
        squeak.checkLimit(grown);
        dictionary = grown.size() == 0
                ? grown
                : squeak.shrink(grown, kernel, factor, squeak.ridge(), seed, place + 1, backend);
        largest = Math.max(largest, grown.size());
        waitingSize = 0;
        chunk = Math.min(squeak.chunk(), 2 * chunk);
    }

    /**
     * Returns the dictionary of all points seen, after letting those in that wait for their chunk to be full. Asking often
     * makes chunks short, which costs time; the dictionary remains as good.
     *
     * @return a dictionary
     * @throws IllegalArgumentException if it outgrows its limit
     */
    public Dictionary dictionary() {
        if (waitingSize > 0) {
            flush();
        }
        return dictionary;
    }

    /**
     * Returns the number of points seen.
     *
     * @return a count
     */
    public long seen() {
        return dictionary.seen() + waitingSize;
    }

    /**
     * Returns how many atoms there were at most, before thinning.
     *
     * @return a count
     */
    public int largestSize() {
        return largest;
    }

    /** Returns the dictionary's size and the points seen. */
    @Override
    public String toString() {
        return "SqueakStream[" + dictionary.size() + " atoms, " + seen() + " points seen]";
    }
}
