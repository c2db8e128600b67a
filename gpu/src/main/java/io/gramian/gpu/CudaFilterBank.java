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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * The operator of a filter bank on a device: the maps stay there, an iteration is two batches of transforms and three
 * kernels, and what comes back is a few sums.
 */
final class CudaFilterBank implements FilterBankOperator {
    /** Of a filter: what a thread solves a system for in registers. */
    private static final int FEW_CHANNELS = 8;

    /** For the systems of filters with more. */
    private static final long SYSTEM_BYTES = 256L << 20;

    private static final int THREADS = 256;
    private static final int PARTS = 2048; // of a sum

    private final long systemBytes;
    private final Engine engine;
    private final Device device;
    private final int[] shape;
    private final int size;
    private final int channels;
    private final int groups;
    private final long count; // numbers of all maps
    private final List<Buffer> buffers = new ArrayList<>();
    private final BankSpectra spectra;
    private final Device.Transform mapTransform;
    private final Device.Transform planeTransform;
    private final Buffer work; // maps before and after transforms
    private final Buffer bins; // their spectra
    private final Buffer planes; // spectra of a signal, and of what belongs to it
    private final Buffer residual;
    private final Buffer signalBins;
    private final Buffer plane; // signals
    private final Buffer energy;
    private final Buffer zeros; // weights of no quadratic term
    private final Buffer parts;
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

    private CudaFilterBank(Engine engine, FilterBank filters, int channels, int[] shape, long systemBytes) {
        this.systemBytes = systemBytes;
        this.engine = engine;
        this.device = engine.device();
        this.filters = filters;
        this.shape = shape.clone();
        this.size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        this.channels = channels;
        this.groups = channels / filters.channels();
        this.count = (long) groups * filters.size() * size;
        BankSpectra made = null;
        Device.Transform ofMaps = null;
        Device.Transform ofPlanes = null;
        try {
            made = new BankSpectra(engine, filters, shape);
            ofMaps = device.transform(engine.precision(), shape, groups * filters.size());
            ofPlanes = device.transform(Precision.DOUBLE, shape, channels);
            int real = engine.realBytes();
            this.work = allocate(count * real);
            this.bins = allocate(2L * groups * filters.size() * made.bins() * real);
            this.planes = allocate(16L * channels * made.bins());
            this.residual = allocate(16L * channels * made.bins());
            this.signalBins = allocate(16L * channels * made.bins());
            this.plane = allocate(8L * channels * size);
            this.energy = allocate(8L * groups * made.bins());
            this.zeros = allocate(8L * filters.size());
            this.zeros.clear();
            this.parts = allocate(8L * 7 * PARTS);
            this.maps = allocate(count * real);
            this.maps.clear();
        } catch (Throwable failure) {
            buffers.forEach(Buffer::close);
            for (AutoCloseable resource : new AutoCloseable[] {made, ofMaps, ofPlanes}) {
                closeQuietly(resource, failure);
            }
            throw failure;
        }
        this.spectra = made;
        this.mapTransform = ofMaps;
        this.planeTransform = ofPlanes;
    }

    private static void closeQuietly(AutoCloseable resource, Throwable failure) {
        try {
            if (resource != null) {
                resource.close();
            }
        } catch (Exception other) {
            failure.addSuppressed(other);
        }
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
        return new CudaFilterBank(engine, filters, channels, shape, Math.min(SYSTEM_BYTES, limit / 8));
    }

    private Buffer allocate(long bytes) {
        Buffer buffer = device.allocate(Math.max(8, bytes));
        buffers.add(buffer);
        return buffer;
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
        return channels;
    }

    @Override
    public int maps() {
        return groups * filters.size();
    }

    @Override
    public Precision precision() {
        return engine.precision();
    }

    @Override
    public double lipschitz() {
        open();
        return spectra.lipschitz();
    }

    @Override
    public void bank(FilterBank newFilters) {
        open();
        FilterBankChecks.checkExchange(filters, newFilters, shape);
        spectra.exchange(newFilters);
        filters = newFilters;
    }

    @Override
    public void signal(double[] s) {
        open();
        FilterBankChecks.checkSignal("signal", s, channels, shape);
        forward(s, signalBins);
        signal = s.clone();
        dataWeights = null;
    }

    @Override
    public void signal(double[] s, double[] weights) {
        FilterBankChecks.checkSignal("weights", weights, channels, shape);
        signal(s);
        dataWeights = weights.clone();
    }

    @Override
    public void quadratic(QuadraticTerm term) {
        open();
        term.requireFit(filters.size());
        spectra.quadratic(term);
    }

    /** Transforms signals of all channels. */
    private void forward(double[] s, Buffer into) {
        plane.write(0, s, 0, s.length);
        planeTransform.forward(plane, into);
    }

    /** Returns the signals of spectra, which are spoiled. */
    private double[] inverse(Buffer from) {
        planeTransform.inverse(from, plane);
        double[] signals = new double[channels * size];
        plane.read(0, signals, 0, signals.length);
        for (int at = 0; at < signals.length; at++) {
            signals[at] /= size;
        }
        return signals;
    }

    private void launch(String kernel, long numbers, int down, Object... arguments) {
        device.launch(
                engine.filterBank(filters.channels()),
                kernel,
                (numbers + THREADS - 1) / THREADS,
                down,
                THREADS,
                arguments);
    }

    /** Runs a kernel that sums over everything, and returns its sums. */
    private double[] sums(String kernel, long numbers, int sums, Object... arguments) {
        int blocks = (int) Math.min(PARTS, (numbers + THREADS - 1) / THREADS);
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = parts;
        device.launch(engine.filterBank(filters.channels()), kernel, blocks, 1, THREADS, all);
        double[] found = new double[blocks * sums];
        parts.read(0, found, 0, found.length);
        double[] total = new double[sums];
        for (int at = 0; at < found.length; at++) {
            total[at % sums] += found[at];
        }
        return total;
    }

    private double totalEnergy() {
        long numbers = (long) groups * spectra.bins();
        return sums("total", numbers, 1, energy, numbers)[0];
    }

    /** Work at every frequency of every group. */
    private void atBins(String kernel, Object... arguments) {
        launch(kernel, spectra.bins(), groups, arguments);
    }

    /** The x-step of ADMM; where filters have many channels, at so many bins at a time as there is room for systems. */
    private void atBinsSolving(Object... arguments) {
        long each = 2L * Double.BYTES * filters.channels() * filters.channels() * groups;
        long together = filters.channels() <= FEW_CHANNELS
                ? spectra.bins()
                : Math.max(1, Math.min(spectra.bins(), systemBytes / each));
        try (Buffer room = device.allocate(filters.channels() <= FEW_CHANNELS ? 8 : together * each)) {
            Object[] all = Arrays.copyOf(arguments, arguments.length + 3);
            all[arguments.length + 2] = room;
            for (long first = 0; first < spectra.bins(); first += together) {
                all[arguments.length] = first;
                all[arguments.length + 1] = Math.min(together, spectra.bins() - first);
                launch("admm", (Long) all[arguments.length + 1], groups, all);
            }
        }
    }

    private void upload(double[][] newMaps, Buffer into) {
        FilterBankChecks.checkMaps(newMaps, maps(), shape);
        for (int map = 0; map < newMaps.length; map++) {
            Reals.write(into, engine.precision(), (long) map * size, newMaps[map], 0, size);
        }
    }

    private double[][] download(Buffer from) {
        double[][] all = new double[maps()][size];
        for (int map = 0; map < all.length; map++) {
            Reals.read(from, engine.precision(), (long) map * size, all[map], 0, size);
        }
        return all;
    }

    @Override
    public double[][] correlate(double[] s) {
        open();
        FilterBankChecks.checkSignal("signal", s, channels, shape);
        forward(s, planes);
        bins.clear();
        atBins("descend", spectra.struct(false, zeros), 1.0, 1, bins, planes, energy);
        mapTransform.inverse(bins, work);
        return download(work);
    }

    @Override
    public double[] synthesise(double[][] newMaps) {
        open();
        upload(newMaps, work);
        return synthesise(work);
    }

    private double[] synthesise(Buffer from) {
        mapTransform.forward(from, bins);
        atBins("synthesise", spectra.struct(true, zeros), bins, planes, energy);
        return inverse(planes);
    }

    @Override
    public double[] synthesise(SparseMaps sparse) {
        open();
        FilterBankChecks.checkSparse(sparse, maps(), shape);
        return new SparseSynthesis(filters, shape, channels).of(sparse);
    }

    @Override
    public double[][] solve(double[][] newMaps, double rho) {
        open();
        FilterBankChecks.requirePositive("rho", rho);
        upload(newMaps, work);
        mapTransform.forward(work, bins); // z = x / rho, and the step is linear
        planes.clear();
        try (Buffer unused = device.allocate(planes.bytes())) {
            atBinsSolving(spectra.struct(true, zeros), rho, bins, planes, unused, energy);
        }
        mapTransform.inverse(bins, work);
        double[][] result = download(work);
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
        upload(newMaps, maps);
    }

    private void restart() {
        open();
        isAdmm = false;
        hasCandidate = false;
        hasResidual = false;
        primal = null;
        momentum = 0;
        release(second);
        release(candidate);
        second = null;
        candidate = null;
    }

    private void release(Buffer buffer) {
        if (buffer != null) {
            buffers.remove(buffer);
            buffer.close();
        }
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
            PenaltyOnDevice other = new PenaltyOnDevice(engine, newPenalty, filters.size(), groups, size);
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
        long perGroup = count / groups;
        if (second == null) {
            second = allocate(count * engine.realBytes());
            launch("addDual", perGroup, 1, bounds, maps, second);
            scale = 1;
        }
        isAdmm = true;
        launch("combine", count, 1, 1.0, maps, -scale, second, count, work);
        mapTransform.forward(work, bins);
        atBinsSolving(spectra.struct(true, zeros), rho, bins, signalBins, residual, energy);
        double fidelity = totalEnergy() / 2;
        mapTransform.inverse(bins, work);
        double[] sums = sums("relax", perGroup, 7, bounds, scale, relaxation, work, maps, second);
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
            primal = inverse(residual); // spoils it, so once a step
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
            Buffer before = allocate(count * engine.realBytes());
            candidate = allocate(count * engine.realBytes()); // where this fails, the one before stays unused
            second = before;
            second.clear();
        }
        launch("combine", count, 1, 1 + momentum, maps, -momentum, second, count, work);
        mapTransform.forward(work, bins);
        double objective = descend(step);
        mapTransform.inverse(bins, candidate);
        double[] sums = sums("proximal", count / groups, 6, bounds, momentum, maps, second, candidate);
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
            atBins("descend", spectra.struct(true, zeros), step, 0, bins, signalBins, energy);
            return totalEnergy() / 2;
        }
        atBins("synthesise", spectra.struct(true, zeros), bins, planes, energy);
        double[] weighted = inverse(planes);
        double objective = weightedResidual(weighted);
        forward(weighted, planes);
        atBins("descend", spectra.struct(true, zeros), step, 1, bins, planes, energy);
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
        return weightedResidual(synthesis) + totalEnergy() / 2;
    }

    @Override
    public double[][] dense() {
        open();
        return download(maps);
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
        double[][] dual = download(second);
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
            buffers.forEach(Buffer::close);
            spectra.close();
            mapTransform.close();
            planeTransform.close();
            if (penalty != null) {
                penalty.close();
            }
        }
    }

    /** Returns filters, shape and device. */
    @Override
    public String toString() {
        return "FilterBankOperator(" + filters + ", " + Arrays.toString(shape) + ", " + channels + " channels, "
                + engine.precision() + ", " + device.description() + ")";
    }
}
