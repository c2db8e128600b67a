package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Banks of log-Gabor atoms: log-normal in frequency, von Mises in orientation, of one or several orientation bandwidths.
 *
 * <p>In the frequency domain, E(f, phi) = (1 / f) exp(-ln(f / f0)^2 / (2 B_f^2)) exp(cos(phi - theta) / B_theta^2), with f
 * in cycles per pixel; the real part of its inverse transform, turned by the phase, is windowed by ((1 + cos pi R) / 2)^(1/3)
 * within the unit circle, kept to a soft band below 1/2, and freed of its mean. Atoms are scaled to the largest absolute
 * value 1; {@link Dictionary#normalised} gives those of unit norm.
 *
 * <p>Order of atoms: orientation outermost, then bandwidth, then phase. One atom of n x n takes O(n^2 log n).
 *
 * <pre>{@code
 * Dictionary many = LogGabor.heterogeneous();                                    // 144 atoms of 12 x 12
 * Dictionary own = LogGabor.ofSize(16).withOrientations(8).withOrientationBandwidths(0.1, 0.4).dictionary();
 * }</pre>
 *
 * <p>Source: D. J. Field, Relations between the statistics of natural images and the response properties of cortical cells
 * (1987); H. J. Ladret, C. Casanova, L. U. Perrinet, Kernel heterogeneity improves sparseness of natural images
 * representations (2024).
 */
public final class LogGabor {
    private static final int LEAST_SIZE = 4;
    private static final int PUBLISHED_SIZE = 12;

    private final int size;
    private final double frequency;
    private final double frequencyBandwidth;
    private final int orientations;
    private final double[] orientationBandwidths;
    private final double[] phases;

    private LogGabor(
            int size,
            double frequency,
            double frequencyBandwidth,
            int orientations,
            double[] orientationBandwidths,
            double[] phases) {
        this.size = size;
        this.frequency = frequency;
        this.frequencyBandwidth = frequencyBandwidth;
        this.orientations = orientations;
        this.orientationBandwidths = orientationBandwidths;
        this.phases = phases;
    }

    /**
     * Returns the bank of a size with the heterogeneous bank's parameters: frequency 0.4 and its bandwidth 0.4, 12
     * orientations, bandwidths of 5 to 30 degrees by fives, even and odd.
     *
     * @param pixels n of atoms of n x n, at least 4
     * @return a configuration
     * @throws IllegalArgumentException if it is below 4
     */
    public static LogGabor ofSize(int pixels) {
        double[] bandwidths = new double[6];
        Arrays.setAll(bandwidths, i -> Math.PI / 36 * (i + 1));
        return new LogGabor(
                Checks.atLeast("pixels of an atom", LEAST_SIZE, pixels), 0.4, 0.4, 12, bandwidths, new double[] {
                    0, Math.PI / 2
                });
    }

    /**
     * Returns the published heterogeneous bank: 144 atoms of 12 x 12, 12 orientations of 6 bandwidths, even and odd.
     *
     * @return a dictionary of normalisation {@link Normalisation#MAX}
     */
    public static Dictionary heterogeneous() {
        return ofSize(PUBLISHED_SIZE).dictionary();
    }

    /**
     * Returns the published homogeneous bank: 144 atoms of 12 x 12, 72 orientations of one bandwidth, 12 degrees, even and
     * odd.
     *
     * @return a dictionary of normalisation {@link Normalisation#MAX}
     */
    public static Dictionary homogeneous() {
        return ofSize(PUBLISHED_SIZE)
                .withOrientations(72)
                .withOrientationBandwidths(Math.PI / 6 / 2.5)
                .dictionary();
    }

    /**
     * Returns this bank at another frequency.
     *
     * @param cyclesPerPixel f0, above 0 and below 1/2
     * @param bandwidth B_f, the standard deviation of ln f, positive
     * @return a configuration
     * @throws IllegalArgumentException if a number is out of range
     */
    public LogGabor withFrequency(double cyclesPerPixel, double bandwidth) {
        if (!(cyclesPerPixel > 0 && cyclesPerPixel < 0.5)) {
            throw new IllegalArgumentException(
                    "frequency: expected above 0 and below 0.5 cycles per pixel, found " + cyclesPerPixel);
        }
        return new LogGabor(
                size,
                cyclesPerPixel,
                Checks.positive("bandwidth of the frequency", bandwidth),
                orientations,
                orientationBandwidths,
                phases);
    }

    /**
     * Returns this bank with another number of orientations, pi k / count.
     *
     * @param count at least 1
     * @return a configuration
     * @throws IllegalArgumentException if it is below 1
     */
    public LogGabor withOrientations(int count) {
        return new LogGabor(
                size,
                frequency,
                frequencyBandwidth,
                Checks.atLeast("orientations", 1, count),
                orientationBandwidths,
                phases);
    }

    /**
     * Returns this bank with other orientation bandwidths.
     *
     * @param radians B_theta, positive numbers, at least one; copied
     * @return a configuration
     * @throws IllegalArgumentException if there is none, or one is not positive and finite
     */
    public LogGabor withOrientationBandwidths(double... radians) {
        Checks.atLeast("orientation bandwidths", 1, radians.length);
        for (double bandwidth : radians) {
            Checks.positive("orientation bandwidth", bandwidth);
        }
        return new LogGabor(size, frequency, frequencyBandwidth, orientations, radians.clone(), phases);
    }

    /**
     * Returns this bank with other phases.
     *
     * @param radians finite numbers, at least one; copied; 0 and pi / 2 by default
     * @return a configuration
     * @throws IllegalArgumentException if there is none, or one is not finite
     */
    public LogGabor withPhases(double... radians) {
        Checks.atLeast("phases", 1, radians.length);
        for (double phase : radians) {
            Checks.finite("phase", phase);
        }
        return new LogGabor(size, frequency, frequencyBandwidth, orientations, orientationBandwidths, radians.clone());
    }

    /**
     * Returns which atoms the bank holds.
     *
     * @return one for every atom, in their order; an immutable list
     */
    public List<LogGaborAtom> atoms() {
        List<LogGaborAtom> atoms = new ArrayList<>();
        for (int k = 0; k < orientations; k++) {
            for (double bandwidth : orientationBandwidths) {
                for (double phase : phases) {
                    atoms.add(new LogGaborAtom(Math.PI * k / orientations, bandwidth, phase));
                }
            }
        }
        return List.copyOf(atoms);
    }

    /**
     * Returns the atoms of the bank.
     *
     * @return a dictionary of normalisation {@link Normalisation#MAX}
     * @throws IllegalArgumentException if nothing is left of an atom, as where its band lies between two frequencies of the
     *     grid
     */
    public Dictionary dictionary() {
        LogGaborGrid grid = new LogGaborGrid(size);
        List<Signal> signals = new ArrayList<>();
        for (LogGaborAtom atom : atoms()) {
            double[][] pair = grid.pair(frequency, frequencyBandwidth, atom.orientation(), atom.orientationBandwidth());
            double[] values = new double[size * size];
            Arrays.setAll(values, at -> Math.cos(atom.phase()) * pair[0][at] + Math.sin(atom.phase()) * pair[1][at]);
            signals.add(checked(Signal.owning(values, 1, size, size), atom));
        }
        return Dictionary.of(signals).normalised(Normalisation.MAX);
    }

    /**
     * Returns the log-Gabor atoms nearest to those of a dictionary: frequency and its bandwidth are this bank's, the
     * orientation bandwidth lies between this bank's smallest and largest, orientation, phase and amplitude are free. For
     * atoms of 12 x 12 some tens of milliseconds each.
     *
     * @param dictionary of atoms of this bank's size, one channel
     * @param threshold values below it, as a fraction of an atom's largest magnitude, count as zero; 0.15 is customary
     *     for learned atoms, whose background is noise
     * @return a fit for every atom, in their order
     * @throws IllegalArgumentException if an atom has another size or several channels, or the threshold is not in [0, 1)
     * @throws java.util.concurrent.CancellationException if the thread is interrupted
     */
    public List<LogGaborFit> fit(Dictionary dictionary, double threshold) {
        if (!(threshold >= 0 && threshold < 1)) {
            throw new IllegalArgumentException("threshold: expected at least 0 and below 1, found " + threshold);
        }
        double[] bandwidths = orientationBandwidths.clone();
        Arrays.sort(bandwidths);
        LogGaborSearch search = new LogGaborSearch(
                new LogGaborGrid(size),
                frequency,
                frequencyBandwidth,
                bandwidths[0],
                bandwidths[bandwidths.length - 1]);
        List<LogGaborFit> fits = new ArrayList<>();
        for (int k = 0; k < dictionary.size(); k++) {
            Checks.checkInterrupted("fitting log-Gabor atoms");
            fits.add(search.fit(target(dictionary.atom(k), k, threshold)));
        }
        return List.copyOf(fits);
    }

    private double[] target(Signal atom, int k, double threshold) {
        if (!Arrays.equals(atom.shape(), new int[] {size, size}) || atom.channels() != 1) {
            throw new IllegalArgumentException(
                    "atom " + k + ": expected " + size + " x " + size + " and one channel, found " + atom);
        }
        double scale = atom.maxAbsolute();
        return atom.map(value -> scale == 0 || Math.abs(value) < threshold * scale ? 0 : value / scale)
                .values();
    }

    private Signal checked(Signal signal, LogGaborAtom atom) {
        if (signal.maxAbsolute() < Double.MIN_NORMAL) {
            throw new IllegalArgumentException(
                    "bank: nothing is left of " + atom + " at frequency " + frequency + " of bandwidth "
                            + frequencyBandwidth + " on " + size + " x " + size + " pixels; widen a bandwidth");
        }
        return signal;
    }

    /** Returns size, frequency and numbers of parameters. */
    @Override
    public String toString() {
        return "LogGabor[" + size + " x " + size + ", frequency " + frequency + ", " + orientations
                + " orientations, bandwidths " + Arrays.toString(orientationBandwidths) + "]";
    }
}
