package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Dictionaries to begin with, other than {@link LogGabor}'s, and pictures of dictionaries. */
public final class Dictionaries {
    private static final int TRIES = 100;
    private static final double FLAT = 1e-8; // of a patch's norm, below which it is one value

    private Dictionaries() {}

    /**
     * Returns atoms of independent normal numbers.
     *
     * @param count M, at least 1
     * @param random the source of randomness
     * @param channels at least 1
     * @param shape of every atom
     * @return a dictionary of normalisation {@link Normalisation#L2}
     * @throws IllegalArgumentException if a number is below 1
     */
    public static Dictionary random(int count, RandomGenerator random, int channels, int... shape) {
        List<Signal> atoms = new ArrayList<>();
        for (int k = 0; k < Checks.atLeast("atoms", 1, count); k++) {
            double[] values = new double[Checks.size(shape, channels)];
            Arrays.setAll(values, i -> random.nextGaussian());
            atoms.add(Signal.owning(values, channels, shape.clone()));
        }
        return Dictionary.of(atoms).normalised(Normalisation.L2);
    }

    /**
     * Returns pieces of signals, each channel's mean taken off, from random places of random signals. Pieces of one value
     * are passed over.
     *
     * @param signals at least one, all of as many axes and channels
     * @param count M, at least 1
     * @param random the source of randomness
     * @param shape of every piece
     * @return a dictionary of normalisation {@link Normalisation#L2}
     * @throws IllegalArgumentException if there is no signal, one is smaller than a piece, or 100 pieces in a row are of one
     *     value
     */
    public static Dictionary patches(List<Signal> signals, int count, RandomGenerator random, int... shape) {
        Checks.atLeast("signals", 1, signals.size());
        Checks.size(shape, signals.get(0).channels());
        List<Signal> atoms = new ArrayList<>();
        for (int k = 0; k < Checks.atLeast("atoms", 1, count); k++) {
            atoms.add(patch(signals, random, shape));
        }
        return Dictionary.of(atoms).normalised(Normalisation.L2);
    }

    private static Signal patch(List<Signal> signals, RandomGenerator random, int[] shape) {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            Signal signal = signals.get(random.nextInt(signals.size()));
            int[] room = signal.shape();
            int[] origin = new int[shape.length];
            for (int axis = 0; axis < shape.length && axis < room.length; axis++) {
                origin[axis] = random.nextInt(Math.max(1, room[axis] - shape[axis] + 1));
            }
            Signal piece = signal.crop(origin, shape);
            Signal centred = centred(piece);
            if (centred.norm() > FLAT * piece.norm()) {
                return centred;
            }
        }
        throw new IllegalArgumentException(
                "signals: " + TRIES + " pieces in a row were of one value; there is nothing to take atoms from");
    }

    private static Signal centred(Signal piece) {
        Signal[] channels = new Signal[piece.channels()];
        Arrays.setAll(channels, c -> {
            double mean = piece.channel(c).mean();
            return piece.channel(c).map(value -> value - mean);
        });
        return Signal.ofChannels(channels);
    }

    /**
     * Returns unit impulses, one for every channel: with no weight in the penalty and a gradient term they take up the
     * smooth part of a signal, and with a mask what it hides.
     *
     * @param axes of the signals to code, 1 to 3
     * @param channels of them, at least 1
     * @return as many atoms as channels, of one grid point
     * @throws IllegalArgumentException if a number is out of range
     */
    public static Dictionary impulse(int axes, int channels) {
        int[] shape = new int[axes];
        Arrays.fill(shape, 1);
        Checks.size(shape, channels);
        List<Signal> atoms = new ArrayList<>();
        for (int c = 0; c < channels; c++) {
            double[] values = new double[channels];
            values[c] = 1;
            atoms.add(Signal.owning(values, channels, shape));
        }
        return Dictionary.of(atoms).normalised(Normalisation.L2);
    }

    /**
     * Returns atoms that fall off towards their edges: times ((1 + cos pi R) / 2)^(1/4) where R &lt; 1, with R the distance
     * from the middle and 1 just beyond the middle of each edge. Pictures only.
     *
     * @param dictionary of two axes
     * @return a dictionary of the same normalisation
     * @throws IllegalArgumentException if the atoms have another number of axes
     */
    public static Dictionary windowed(Dictionary dictionary) {
        List<Signal> atoms = new ArrayList<>();
        for (Signal atom : dictionary.atoms()) {
            Pictures.check(atom);
            double[] wide = CircularMask.window(atom.rows() + 2, atom.columns() + 2, 0.25);
            double[] window = Signal.owning(wide, 1, atom.rows() + 2, atom.columns() + 2)
                    .crop(new int[] {1, 1}, atom.shape())
                    .values();
            double[] values = atom.values();
            Arrays.setAll(values, at -> values[at] * window[at % window.length]);
            atoms.add(Signal.owning(values, atom.channels(), atom.shape()));
        }
        return Dictionary.of(atoms).normalised(dictionary.normalisation());
    }

    /**
     * Returns a picture of a bank: its atoms side by side, each scaled to its largest magnitude, with a line between.
     *
     * @param dictionary of two axes, 1 or 3 channels
     * @param columns atoms in a row, at least 1
     * @return a picture of values from 0 to 1: 1/2 is zero, lines and what is left over are 1
     * @throws IllegalArgumentException if the atoms have another number of axes, or columns is below 1
     */
    public static Signal mosaic(Dictionary dictionary, int columns) {
        Pictures.check(dictionary.atom(0));
        int across = Math.min(Checks.atLeast("columns", 1, columns), dictionary.size());
        int down = (dictionary.size() + across - 1) / across;
        int[] box = dictionary.largestShape();
        int height = down * (box[0] + 1) + 1;
        int width = across * (box[1] + 1) + 1;
        double[] values = new double[Checks.size(new int[] {height, width}, dictionary.channels())];
        Arrays.fill(values, 1);
        for (int k = 0; k < dictionary.size(); k++) {
            Signal atom = dictionary.atom(k);
            double scale = Math.max(Double.MIN_NORMAL, atom.maxAbsolute());
            int corner = (k / across * (box[0] + 1) + 1) * width + k % across * (box[1] + 1) + 1;
            for (int at = 0; at < atom.view().length; at++) {
                int place = at % atom.size();
                int pixel = corner + place / atom.columns() * width + place % atom.columns();
                values[at / atom.size() * height * width + pixel] = 0.5 + 0.5 * atom.view()[at] / scale;
            }
        }
        return Signal.owning(values, dictionary.channels(), height, width);
    }
}
