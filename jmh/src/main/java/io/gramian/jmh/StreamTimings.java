package io.gramian.jmh;

import io.gramian.core.backend.Backends;
import io.gramian.core.kernel.Kernel;
import io.gramian.nystrom.stream.Dictionary;
import io.gramian.nystrom.stream.PointSource;
import io.gramian.nystrom.stream.Squeak;
import io.gramian.nystrom.stream.SqueakStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Times a pass of SQUEAK over normal points in ten dimensions that are made as they are read, and says how much memory was
 * in use at each tenth of the way: {@code StreamTimings points ridge copies chunk threads}.
 */
public final class StreamTimings {
    private static final int DIMENSION = 10;

    private StreamTimings() {}

    /** Prints a line for each tenth of the stream. */
    public static void main(String[] args) throws IOException {
        int n = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        double ridge = args.length > 1 ? Double.parseDouble(args[1]) : 5000;
        int copies = args.length > 2 ? Integer.parseInt(args[2]) : 10;
        int chunk = args.length > 3 ? Integer.parseInt(args[3]) : 1024;
        int threads = args.length > 4 ? Integer.parseInt(args[4]) : 2;
        SplittableRandom random = new SplittableRandom(1);
        SqueakStream stream = Squeak.ofRidge(ridge)
                .withCopies(copies)
                .withChunk(chunk)
                .start(
                        Kernel.gaussian(3.2),
                        new SplittableRandom(2),
                        Backends.cpu().withThreads(threads));
        long start = System.nanoTime();
        for (int tenth = 1; tenth <= 10; tenth++) {
            stream.observe(PointSource.of(points(random, n / 10), DIMENSION));
            Runtime runtime = Runtime.getRuntime();
            double seconds = (System.nanoTime() - start) * 1e-9;
            System.out.printf(
                    "%,d points, %.1f s, %,.0f points a second, %s, at most %d atoms, %d MB in use%n",
                    stream.seen(),
                    seconds,
                    stream.seen() / seconds,
                    stream,
                    stream.largestSize(),
                    (runtime.totalMemory() - runtime.freeMemory()) >> 20);
        }
        Dictionary dictionary = stream.dictionary();
        System.out.println(dictionary + ", effective dimension " + dictionary.effectiveDimension());
    }

    private static Iterator<double[]> points(SplittableRandom random, int count) {
        return Stream.generate(() -> {
                    double[] point = new double[DIMENSION];
                    for (int k = 0; k < DIMENSION; k++) {
                        point[k] = random.nextGaussian();
                    }
                    return point;
                })
                .limit(count)
                .iterator();
    }
}
