package io.gramian.sparsecoding;

import io.gramian.core.backend.Proximal;
import io.gramian.core.backend.QuadraticTerm;
import java.util.Arrays;

/** The weights of the data and of the coefficients for one signal and dictionary, and of the impulses of additive masks. */
final class CodingWeights {
    private final CodingSettings settings;
    private final int atoms;
    private final int impulses;
    private final double[] data; // null for ones
    private final Proximal ofAtoms;
    private final Proximal ofFilters; // and of the impulses after them

    CodingWeights(CodingSettings settings, Signal signal, Dictionary dictionary) {
        this.settings = settings;
        this.atoms = dictionary.size();
        this.impulses = hasImpulses(settings) ? dictionary.channels() : 0;
        checkSizes(signal);
        this.data = settings.mask == null ? null : spread(settings.mask, signal);
        this.ofAtoms = pixelWeights(penalty(atoms), signal, dictionary);
        this.ofFilters =
                impulses == 0 ? ofAtoms : withImpulses(pixelWeights(penalty(atoms + impulses), signal, dictionary));
    }

    static boolean hasImpulses(CodingSettings settings) {
        return settings.mask != null
                && settings.maskMethod == MaskMethod.ADDITIVE
                && !settings.isFista
                && !settings.robust;
    }

    private void checkSizes(Signal signal) {
        requireLength("weights", settings.weights);
        requireLength("gradient weights", settings.gradient.length == 1 ? null : settings.gradient);
        Signal pixels = settings.pixelWeights;
        if (pixels != null && (pixels.channels() != atoms || !Arrays.equals(pixels.shape(), signal.shape()))) {
            throw new IllegalArgumentException("pixel weights: expected " + atoms + " channels of "
                    + Arrays.toString(signal.shape()) + ", found " + pixels.channels() + " of "
                    + Arrays.toString(pixels.shape()));
        }
        if (impulses > 0 && (settings.nonNegative || settings.groupPenalty > 0 || settings.ridge > 0)) {
            throw new IllegalArgumentException(
                    "additive mask: not with a non-negative code, a joint penalty or a ridge,"
                            + " which would hold for the impulse too; decouple the mask");
        }
        if (impulses > 0 && settings.mask.channels() > impulses) {
            throw new IllegalArgumentException(
                    "additive mask: expected one channel where each channel of the signal has"
                            + " maps of its own, found " + settings.mask.channels() + "; decouple the mask");
        }
    }

    private void requireLength(String what, double[] weights) {
        if (weights != null && weights.length != atoms && weights.length > 0) {
            throw new IllegalArgumentException(
                    what + ": expected one for each of " + atoms + " atoms, found " + weights.length);
        }
    }

    private static double[] spread(Signal mask, Signal signal) {
        boolean fits = mask.channels() == 1 || mask.channels() == signal.channels();
        if (!fits || !Arrays.equals(mask.shape(), signal.shape())) {
            throw new IllegalArgumentException("mask: expected the shape " + Arrays.toString(signal.shape())
                    + " with 1 or " + signal.channels() + " channels, found " + Arrays.toString(mask.shape()) + " with "
                    + mask.channels());
        }
        double[] weights = new double[signal.size() * signal.channels()];
        Arrays.setAll(weights, at -> mask.view()[at % mask.view().length]);
        if (Arrays.stream(weights).allMatch(weight -> weight == 0)) {
            throw new IllegalArgumentException("mask: expected some data, but every weight is 0");
        }
        return weights;
    }

    private Proximal penalty(int filters) {
        Proximal penalty = Proximal.soft(1).withGroupPenalty(settings.groupPenalty);
        if (settings.weights != null) {
            double[] all = new double[filters];
            Arrays.fill(all, 1);
            System.arraycopy(settings.weights, 0, all, 0, settings.weights.length);
            penalty = penalty.withWeights(all);
        }
        return settings.nonNegative ? penalty.nonNegative() : penalty;
    }

    private Proximal pixelWeights(Proximal penalty, Signal signal, Dictionary dictionary) {
        Proximal result = penalty;
        int[] grid = Shapes.three(signal.shape());
        for (int m = 0; m < atoms; m++) {
            int[] size = Shapes.three(dictionary.atom(m).shape());
            boolean isCut = settings.boundary == Boundary.VALID && size[0] * size[1] * size[2] > 1;
            if (!isCut && settings.pixelWeights == null) {
                continue;
            }
            double[] weights = new double[signal.size()];
            for (int at = 0; at < weights.length; at++) {
                weights[at] = isCut && isOver(at, grid, size) ? Double.POSITIVE_INFINITY : weight(m, at);
            }
            result = result.withPixelWeights(m, weights);
        }
        return result;
    }

    private double weight(int m, int at) {
        if (settings.pixelWeights != null) {
            return settings.pixelWeights.view()[m * settings.pixelWeights.size() + at];
        }
        return settings.weights == null ? 1 : settings.weights[m];
    }

    private static boolean isOver(int at, int[] grid, int[] size) {
        return at % grid[2] + size[2] > grid[2]
                || at / grid[2] % grid[1] + size[1] > grid[1]
                || at / grid[2] / grid[1] + size[0] > grid[0];
    }

    /** The impulse of a channel is free where its data are missing, and forbidden elsewhere. */
    private Proximal withImpulses(Proximal penalty) {
        Proximal result = penalty;
        int size = settings.mask.size();
        for (int c = 0; c < impulses; c++) {
            double[] weights = new double[size];
            for (int at = 0; at < size; at++) {
                weights[at] = data[c * size + at] == 0 ? 0 : Double.POSITIVE_INFINITY;
            }
            result = result.withPixelWeights(atoms + c, weights);
        }
        return result;
    }

    double data(int at) {
        return data == null ? 1 : data[at];
    }

    boolean hasData() {
        return data != null;
    }

    double[] data() {
        return data;
    }

    /** Multiplies numbers of the signal's size by a power of the data's weights. */
    void multiplyData(double[] values, int power) {
        for (int at = 0; data != null && at < values.length; at++) {
            values[at] *= power == 1 ? data[at] : data[at] * data[at];
        }
    }

    /** The penalty of the code. */
    Proximal proximal(double penalty) {
        return ofAtoms.withPenalty(penalty);
    }

    /** The penalty of all maps of the operator, divided by rho; 1 where the operator's own rho is used. */
    Proximal ofOperator(double penalty, double rho) {
        return ofFilters.withPenalty(penalty / rho).withGroupPenalty(settings.groupPenalty / rho);
    }

    /** The quadratic term of all maps of the operator. */
    QuadraticTerm quadratic() {
        double[] gradient = settings.gradient;
        if (impulses > 0 && gradient.length > 0) {
            gradient = new double[atoms + impulses];
            for (int m = 0; m < atoms; m++) {
                gradient[m] = settings.gradient[settings.gradient.length == 1 ? 0 : m];
            }
        }
        return QuadraticTerm.ridge(settings.ridge).withGradient(gradient);
    }

    /** The largest squared weight of the data. */
    double largestSquare() {
        return data == null
                ? 1
                : Arrays.stream(data).map(weight -> weight * weight).max().orElseThrow();
    }
}
