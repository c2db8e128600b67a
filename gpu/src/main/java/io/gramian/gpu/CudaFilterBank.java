package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.GradientStep;
import io.gramian.core.backend.Proximal;
import io.gramian.core.backend.QuadraticTerm;
import io.gramian.core.backend.SparseMaps;
import io.gramian.core.internal.filterbank.FilterBankChecks;
import io.gramian.core.internal.filterbank.SparseSynthesis;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * The operator of a filter bank on a device: the maps stay there, an iteration is two batches of transforms and three
 * kernels, and what comes back is a few sums.
 */
final class CudaFilterBank implements FilterBankOperator {
    private final BankOnDevice device;
    private final int[] shape;
    private final int size;
    private FilterBank filters;
    private boolean closed;
    private double[] signal; // null until set
    private double[] dataWeights; // null where all are 1
    private Buffer maps; // y of ADMM, x of the proximal gradient method
    private Buffer second; // u, or the maps before; null before the first step
    private Buffer candidate; // null before the first gradient step
    private boolean isAdmm;
    private boolean hasCandidate;
    private boolean hasResidual;
    private double[] primal; // D x of the last step of ADMM, once asked for
    private double scale; // of the dual
    private double momentum;
    private PenaltyOnDevice penalty; // the last one

    private CudaFilterBank(BankOnDevice device, FilterBank filters, int[] shape) {
        this.device = device;
        this.filters = filters;
        this.shape = shape.clone();
        this.size = device.size();
        this.maps = device.allocateMaps();
        this.maps.clear();
    }

    static CudaFilterBank of(Engine engine, FilterBank filters, int channels, int[] shape, long limit) {
        FilterBankChecks.checkShape(filters, channels, shape);
        long numbers = (long) filters.size() * (channels / filters.channels());
        for (int length : shape) {
            numbers *= length;
        }
        long all =
                6L * numbers + 2L * filters.channels() * numbers; // maps of all kinds, their spectra and the filters'
        FilterBankChecks.checkMemory(filters, shape, all * engine.realBytes(), limit);
        BankOnDevice device = new BankOnDevice(engine, filters, channels, shape, limit);
        try {
            return new CudaFilterBank(device, filters, shape);
        } catch (Throwable failure) {
            device.close();
            throw failure;
        }
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("the filter bank operator is closed");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted during work on a filter bank");
        }
    }

    @Override
    public FilterBank bank() {
        return filters;
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    @Override
    public int channels() {
        return device.channels();
    }

    @Override
    public int maps() {
        return device.maps();
    }

    @Override
    public Precision precision() {
        return device.engine().precision();
    }

    @Override
    public double lipschitz() {
        open();
        return device.lipschitz();
    }

    @Override
    public void bank(FilterBank newFilters) {
        open();
        FilterBankChecks.checkExchange(filters, newFilters, shape);
        device.exchange(newFilters);
        filters = newFilters;
    }

    @Override
    public void signal(double[] s) {
        open();
        FilterBankChecks.checkSignal("signal", s, channels(), shape);
        device.signal(s);
        signal = s.clone();
        dataWeights = null;
    }

    @Override
    public void signal(double[] s, double[] weights) {
        FilterBankChecks.checkSignal("weights", weights, channels(), shape);
        signal(s);
        dataWeights = weights.clone();
    }

    @Override
    public void quadratic(QuadraticTerm term) {
        open();
        term.requireFit(filters.size());
        device.quadratic(term);
    }

    @Override
    public double[][] correlate(double[] s) {
        open();
        FilterBankChecks.checkSignal("signal", s, channels(), shape);
        device.correlate(s);
        device.transformBack(device.work());
        return device.download(device.work());
    }

    @Override
    public double[] synthesise(double[][] newMaps) {
        open();
        device.upload(newMaps, device.work());
        return synthesise(device.work());
    }

    private double[] synthesise(Buffer from) {
        device.transform(from);
        return device.synthesise();
    }

    @Override
    public double[] synthesise(SparseMaps sparse) {
        open();
        FilterBankChecks.checkSparse(sparse, maps(), shape);
        return new SparseSynthesis(filters, shape, channels()).of(sparse);
    }

    @Override
    public double[][] solve(double[][] newMaps, double rho) {
        open();
        FilterBankChecks.requirePositive("rho", rho);
        device.upload(newMaps, device.work());
        device.transform(device.work()); // z = x / rho, and the step is linear
        device.solveWithoutSignal(rho);
        device.transformBack(device.work());
        double[][] result = device.download(device.work());
        for (double[] map : result) {
            for (int at = 0; at < map.length; at++) {
                map[at] /= rho;
            }
        }
        return result;
    }

    @Override
    public void start() {
        restart();
        maps.clear();
    }

    @Override
    public void start(double[][] newMaps) {
        open();
        FilterBankChecks.checkMaps(newMaps, maps(), shape);
        restart();
        device.upload(newMaps, maps);
    }

    private void restart() {
        open();
        isAdmm = false;
        hasCandidate = false;
        hasResidual = false;
        primal = null;
        momentum = 0;
        device.release(second);
        device.release(candidate);
        second = null;
        candidate = null;
    }

    @Override
    public void scaleDual(double factor) {
        open();
        FilterBankChecks.requirePositive("factor", factor);
        scale *= factor;
    }

    private PenaltyOnDevice penalty(Proximal newPenalty) {
        Objects.requireNonNull(newPenalty, "penalty");
        newPenalty.requireFit(filters.size(), size);
        if (penalty == null || !penalty.isOf(newPenalty)) {
            PenaltyOnDevice other =
                    new PenaltyOnDevice(device.engine(), newPenalty, filters.size(), device.groups(), size);
            if (penalty != null) {
                penalty.close();
            }
            penalty = other;
        }
        return penalty;
    }

    private void requireSignal() {
        if (signal == null) {
            throw new IllegalStateException("no signal is set");
        }
    }

    @Override
    public AdmmStep step(double rho, double relaxation, Proximal newPenalty) {
        open();
        FilterBankChecks.requirePositive("rho", rho);
        FilterBankChecks.requireRelaxation(relaxation);
        requireSignal();
        if (dataWeights != null) {
            throw new IllegalStateException("steps of ADMM take no data weights; decouple the mask");
        }
        if (candidate != null) {
            throw new IllegalStateException("gradient steps were made; start anew before steps of ADMM");
        }
        long[] bounds = penalty(newPenalty).struct(newPenalty, 1 / rho);
        if (second == null) {
            second = device.allocateMaps();
            device.onMaps("addDual", bounds, maps, second);
            scale = 1;
        }
        isAdmm = true;
        device.transformSum(1, maps, -scale, second);
        device.solve(rho);
        double fidelity = device.energy() / 2;
        device.transformBack(device.work());
        double[] sums = device.sumsOnMaps("relax", 7, bounds, scale, relaxation, device.work(), maps, second);
        scale = 1;
        hasResidual = true;
        primal = null;
        return new AdmmStep(
                Math.sqrt(sums[0]),
                Math.sqrt(sums[1]),
                Math.sqrt(sums[2]),
                Math.sqrt(sums[3]),
                Math.sqrt(sums[4]),
                fidelity,
                sums[5],
                sums[6]);
    }

    @Override
    public double[] primalSynthesis() {
        open();
        if (primal == null && !hasResidual) {
            throw new IllegalStateException("no step of ADMM was made since the start");
        }
        if (primal == null) {
            primal = device.residual(); // spoils it, so once a step
            hasResidual = false;
            for (int at = 0; at < primal.length; at++) {
                primal[at] = signal[at] - primal[at];
            }
        }
        return primal.clone();
    }

    @Override
    public GradientStep gradientStep(double step, Proximal newPenalty) {
        open();
        FilterBankChecks.requirePositive("step", step);
        requireSignal();
        if (isAdmm) {
            throw new IllegalStateException("steps of ADMM were made; start anew before gradient steps");
        }
        long[] bounds = penalty(newPenalty).struct(newPenalty, step);
        if (candidate == null) {
            second = device.allocateMaps();
            second.clear();
            try {
                candidate = device.allocateMaps();
            } catch (Throwable failure) {
                device.release(second);
                second = null;
                throw failure;
            }
        }
        device.transformSum(1 + momentum, maps, -momentum, second);
        double objective = descend(step);
        device.transformBack(candidate);
        double[] sums = device.sumsOnMaps("proximal", 6, bounds, momentum, maps, second, candidate);
        hasCandidate = true;
        return new GradientStep(
                objective,
                sums[0] / step,
                Math.sqrt(sums[1]),
                Math.sqrt(sums[2]),
                Math.sqrt(sums[3]),
                sums[4],
                sums[5]);
    }

    /** Goes a step from the point whose spectra are at hand, and returns the fidelity there. */
    private double descend(double step) {
        if (dataWeights == null) {
            device.descend(step);
            return device.energy() / 2;
        }
        double[] weighted = device.synthesise();
        double objective = weightedResidual(weighted);
        device.descend(step, weighted);
        return objective;
    }

    /** Replaces D x by W^2 (s - D x) and returns 1/2 ||W (D x - s)||^2. */
    private double weightedResidual(double[] synthesis) {
        double sum = 0;
        for (int at = 0; at < synthesis.length; at++) {
            double weight = dataWeights == null ? 1 : dataWeights[at];
            double difference = weight * (signal[at] - synthesis[at]);
            sum += difference * difference;
            synthesis[at] = weight * difference;
        }
        return sum / 2;
    }

    @Override
    public void accept(double newMomentum) {
        requireCandidate();
        FilterBankChecks.requireMomentum(newMomentum);
        Buffer oldest = second;
        second = maps;
        maps = candidate;
        candidate = oldest;
        momentum = newMomentum;
        hasCandidate = false;
    }

    private void requireCandidate() {
        open();
        if (!hasCandidate) {
            throw new IllegalStateException("there is no candidate; make a gradient step first");
        }
    }

    @Override
    public double candidateObjective() {
        requireCandidate();
        requireSignal();
        double[] synthesis = synthesise(candidate);
        return weightedResidual(synthesis) + device.energy() / 2;
    }

    @Override
    public double[][] dense() {
        open();
        return device.download(maps);
    }

    /** By positions, and at a position by maps. */
    @Override
    public SparseMaps sparse() {
        double[][] all = dense();
        int found = 0;
        for (double[] map : all) {
            for (double number : map) {
                found += number != 0 ? 1 : 0;
            }
        }
        int[] map = new int[found];
        int[] position = new int[found];
        double[] value = new double[found];
        int at = 0;
        for (int p = 0; p < size; p++) {
            for (int m = 0; m < all.length; m++) {
                if (all[m][p] != 0) {
                    map[at] = m;
                    position[at] = p;
                    value[at++] = all[m][p];
                }
            }
        }
        return SparseMaps.of(maps(), shape, map, position, value);
    }

    @Override
    public double[] synthesis() {
        open();
        return synthesise(maps);
    }

    @Override
    public double[][] dual() {
        open();
        if (candidate != null) {
            throw new IllegalStateException("the proximal gradient method has no dual");
        }
        if (second == null) {
            return new double[maps()][size];
        }
        double[][] dual = device.download(second);
        for (double[] map : dual) {
            for (int at = 0; at < map.length; at++) {
                map[at] *= scale;
            }
        }
        return dual;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            device.close();
            if (penalty != null) {
                penalty.close();
            }
        }
    }

    /** Returns filters, shape and device. */
    @Override
    public String toString() {
        return "FilterBankOperator(" + filters + ", " + Arrays.toString(shape) + ", " + channels() + " channels, "
                + precision() + ", " + device.engine().device().description() + ")";
    }
}
