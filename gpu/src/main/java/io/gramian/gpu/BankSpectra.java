package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import io.gramian.core.backend.Eigen;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.QuadraticTerm;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** The filters of a bank in the Fourier domain, with a quadratic term, as filterbank.cu takes them. */
final class BankSpectra implements AutoCloseable {
    private final Engine engine;
    private final int[] shape;
    private final int size;
    private final int bins;
    private final int channels; // of a filter
    private final int filters;
    private final Buffer power; // of the gradient, at each bin
    private final Buffer gradientWeights;
    private Buffer spectra; // [channel][filter][bin], complex
    private double ridge;

    BankSpectra(Engine engine, FilterBank bank, int[] shape) {
        this.engine = engine;
        this.shape = shape.clone();
        this.size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        int length = shape[shape.length - 1];
        this.bins = size / length * (length / 2 + 1);
        this.channels = bank.channels();
        this.filters = bank.size();
        Buffer ofPower = null;
        Buffer ofWeights = null;
        try {
            ofPower = Reals.upload(engine.device(), Precision.DOUBLE, gradientPower(), bins);
            ofWeights = Reals.upload(engine.device(), Precision.DOUBLE, new double[filters], filters);
            this.spectra = transformed(bank);
        } catch (Throwable failure) {
            if (ofPower != null) {
                ofPower.close();
            }
            if (ofWeights != null) {
                ofWeights.close();
            }
            throw failure;
        }
        this.power = ofPower;
        this.gradientWeights = ofWeights;
    }

    /** Frequencies that are not the mirror images of others. */
    int bins() {
        return bins;
    }

    /** The squared modulus of the circular forward difference, summed over the axes. */
    private double[] gradientPower() {
        int length = shape[shape.length - 1];
        int lineBins = length / 2 + 1;
        double[] all = new double[bins];
        for (int bin = 0; bin < bins; bin++) {
            double sum = power(bin % lineBins, length);
            int rest = bin / lineBins;
            for (int axis = shape.length - 2; axis >= 0; axis--) {
                sum += power(rest % shape[axis], shape[axis]);
                rest /= shape[axis];
            }
            all[bin] = sum;
        }
        return all;
    }

    private static double power(int k, int n) {
        double sine = Math.sin(Math.PI * k / n);
        return 4 * sine * sine;
    }

    /** Takes other filters. */
    void exchange(FilterBank bank) {
        Buffer other = transformed(bank);
        spectra.close();
        spectra = other;
    }

    /** Transforms the filters in double precision, padded with zeros, and rounds. */
    private Buffer transformed(FilterBank bank) {
        Device device = engine.device();
        double[] padded = new double[Math.multiplyExact(filters, size)];
        double[] found = new double[Math.multiplyExact(2 * filters, bins)];
        Buffer result = device.allocate(2L * channels * filters * bins * engine.realBytes());
        try (Buffer grids = device.allocate(8L * padded.length);
                Buffer transforms = device.allocate(8L * found.length);
                Device.Transform transform = device.transform(Precision.DOUBLE, shape, filters)) {
            for (int c = 0; c < channels; c++) {
                Arrays.fill(padded, 0);
                for (int m = 0; m < filters; m++) {
                    int taps = bank.filter(m).length / channels;
                    place(bank.filter(m), c * taps, bank.shape(m), 0, padded, m * size, size);
                }
                grids.write(0, padded, 0, padded.length);
                transform.forward(grids, transforms);
                transforms.read(0, found, 0, found.length);
                Reals.write(result, engine.precision(), (long) c * found.length, found, 0, found.length);
            }
            return result;
        } catch (Throwable failure) {
            result.close();
            throw failure;
        }
    }

    /** Writes a filter's values from one axis on into the corner of a grid, and returns how many there were. */
    private int place(double[] filter, int tap, int[] lengths, int axis, double[] grid, int at, int block) {
        if (axis == shape.length) {
            grid[at] = filter[tap];
            return 1;
        }
        int taps = 0;
        int inner = block / shape[axis];
        for (int j = 0; j < lengths[axis]; j++) {
            taps += place(filter, tap + taps, lengths, axis + 1, grid, at + j * inner, inner);
        }
        return taps;
    }

    /** Sets the quadratic term. */
    void quadratic(QuadraticTerm term) {
        double[] weights = new double[filters];
        Arrays.setAll(weights, term::gradientWeight);
        gradientWeights.write(0, weights, 0, filters);
        ridge = term.ridge();
    }

    /** The struct of filterbank.cu, with the quadratic term or without. */
    long[] struct(boolean withQuadratic, Buffer zeros) {
        return new long[] {
            spectra.address(),
            power.address(),
            (withQuadratic ? gradientWeights : zeros).address(),
            Double.doubleToRawLongBits(withQuadratic ? ridge : 0),
            bins,
            filters,
            shape[shape.length - 1],
            Double.doubleToRawLongBits(1.0 / size)
        };
    }

    /** The largest eigenvalue of sum_m d_m d_m^H over all bins. */
    double lipschitz() {
        double[] all = new double[Math.multiplyExact(2 * channels * filters, bins)];
        Reals.read(spectra, engine.precision(), 0, all, 0, all.length);
        double largest = 0;
        double[] gram = new double[2 * channels * channels];
        for (int bin = 0; bin < bins; bin++) {
            Arrays.fill(gram, 0);
            for (int i = 0; i < channels; i++) {
                for (int j = 0; j < channels; j++) {
                    for (int m = 0; m < filters; m++) {
                        int x = 2 * ((i * filters + m) * bins + bin);
                        int y = 2 * ((j * filters + m) * bins + bin);
                        gram[2 * (i * channels + j)] += all[x] * all[y] + all[x + 1] * all[y + 1];
                        gram[2 * (i * channels + j) + 1] += all[x + 1] * all[y] - all[x] * all[y + 1];
                    }
                }
            }
            largest = Math.max(largest, channels == 1 ? gram[0] : largestEigenvalue(gram));
        }
        return largest;
    }

    /** Of a Hermitian matrix R + i J, by the symmetric one [R, -J; J, R] with the same eigenvalues. */
    private double largestEigenvalue(double[] gram) {
        DMatrixRMaj real = new DMatrixRMaj(2 * channels, 2 * channels);
        for (int c = 0; c < channels; c++) {
            for (int d = 0; d < channels; d++) {
                int at = 2 * (c * channels + d);
                real.set(c, d, gram[at]);
                real.set(channels + c, channels + d, gram[at]);
                real.set(c, channels + d, -gram[at + 1]);
                real.set(channels + c, d, gram[at + 1]);
            }
        }
        Backend cpu = Backends.cpu();
        try (Matrix matrix = cpu.matrix(real);
                Eigen eigen = cpu.linearAlgebra().eigen(matrix, 1)) {
            return eigen.values()[0];
        }
    }

    @Override
    public void close() {
        spectra.close();
        power.close();
        gradientWeights.close();
    }
}
