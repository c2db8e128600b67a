package io.gramian.gpu;

import io.gramian.core.Precision;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.QuadraticTerm;
import io.gramian.core.internal.filterbank.FilterBankChecks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the operator of a filter bank has on a device: filters, transforms, room for maps, signals and their spectra, and the
 * work that is done at every frequency. Spectra of maps are "at hand" from one transform to the next.
 */
final class BankOnDevice implements AutoCloseable {
    /** Of a filter: what a thread solves a system for in registers. */
    private static final int FEW_CHANNELS = 8;

    /** For the systems of filters with more, at most. */
    private static final long SYSTEM_BYTES = 256L << 20;

    private static final int THREADS = 256;
    private static final int PARTS = 2048; // of a sum

    private final Engine engine;
    private final Device device;
    private final int[] shape;
    private final int size;
    private final int channels;
    private final int channelsOfFilters;
    private final int groups;
    private final int maps;
    private final long count; // numbers of all maps
    private final long systemBytes;
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

    BankOnDevice(Engine engine, FilterBank filters, int channels, int[] shape, long memoryLimit) {
        this.engine = engine;
        this.device = engine.device();
        this.shape = shape.clone();
        this.size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        this.channels = channels;
        this.channelsOfFilters = filters.channels();
        this.groups = channels / channelsOfFilters;
        this.maps = groups * filters.size();
        this.count = (long) maps * size;
        this.systemBytes = Math.min(SYSTEM_BYTES, memoryLimit / 8);
        BankSpectra made = null;
        Device.Transform ofMaps = null;
        Device.Transform ofPlanes = null;
        try {
            made = new BankSpectra(engine, filters, shape);
            ofMaps = device.transform(engine.precision(), shape, maps);
            ofPlanes = device.transform(Precision.DOUBLE, shape, channels);
            this.work = allocateMaps();
            this.bins = allocate(2L * maps * made.bins() * engine.realBytes());
            this.planes = allocate(16L * channels * made.bins());
            this.residual = allocate(16L * channels * made.bins());
            this.signalBins = allocate(16L * channels * made.bins());
            this.plane = allocate(8L * channels * size);
            this.energy = allocate(8L * groups * made.bins());
            this.zeros = allocate(8L * filters.size());
            this.zeros.clear();
            this.parts = allocate(8L * 7 * PARTS);
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

    private Buffer allocate(long bytes) {
        Buffer buffer = device.allocate(Math.max(8, bytes));
        buffers.add(buffer);
        return buffer;
    }

    /** Room for all maps, its contents whatever they are. */
    Buffer allocateMaps() {
        return allocate(count * engine.realBytes());
    }

    /** Gives room back before this is closed; null is nothing. */
    void release(Buffer buffer) {
        if (buffer != null) {
            buffers.remove(buffer);
            buffer.close();
        }
    }

    Engine engine() {
        return engine;
    }

    int channels() {
        return channels;
    }

    int groups() {
        return groups;
    }

    int maps() {
        return maps;
    }

    /** Positions of a map. */
    int size() {
        return size;
    }

    double lipschitz() {
        return spectra.lipschitz();
    }

    void exchange(FilterBank filters) {
        spectra.exchange(filters);
    }

    void quadratic(QuadraticTerm term) {
        spectra.quadratic(term);
    }

    void upload(double[][] newMaps, Buffer into) {
        FilterBankChecks.checkMaps(newMaps, maps, shape);
        for (int map = 0; map < newMaps.length; map++) {
            Reals.write(into, engine.precision(), (long) map * size, newMaps[map], 0, size);
        }
    }

    double[][] download(Buffer from) {
        double[][] all = new double[maps][size];
        for (int map = 0; map < all.length; map++) {
            Reals.read(from, engine.precision(), (long) map * size, all[map], 0, size);
        }
        return all;
    }

    /** Maps on their way to a transform or from one. */
    Buffer work() {
        return work;
    }

    /** Leaves a x + b y in {@link #work}, and its spectra at hand. */
    void transformSum(double a, Buffer x, double b, Buffer y) {
        launch("combine", count, 1, a, x, b, y, count, work);
        transform(work);
    }

    /** The spectra of maps are at hand. */
    void transform(Buffer from) {
        mapTransform.forward(from, bins);
    }

    /** Writes the maps whose spectra are at hand, which are spoiled. */
    void transformBack(Buffer into) {
        mapTransform.inverse(bins, into);
    }

    /** Sets the signal that {@link #solve} and {@link #descend} know. */
    void signal(double[] signal) {
        forward(signal, signalBins);
    }

    /** Transforms signals of all channels. */
    private void forward(double[] signals, Buffer into) {
        plane.write(0, signals, 0, signals.length);
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

    /** D z of the maps whose spectra are at hand, with the energy of the quadratic term. */
    double[] synthesise() {
        atBins("synthesise", spectra.struct(true, zeros), bins, planes, energy);
        return inverse(planes);
    }

    /** The spectra of D^T s are at hand. */
    void correlate(double[] signals) {
        forward(signals, planes);
        bins.clear();
        atBins("descend", spectra.struct(false, zeros), 1.0, 1, bins, planes, energy);
    }

    /** The x-step of ADMM with the signal: the spectra at hand become those of x, the residual is kept. */
    void solve(double rho) {
        solve(rho, signalBins, residual);
    }

    /** The same with a signal of zeros. */
    void solveWithoutSignal(double rho) {
        planes.clear();
        try (Buffer unused = device.allocate(planes.bytes())) {
            solve(rho, planes, unused);
        }
    }

    /** Where filters have many channels, at so many bins at a time as there is room for systems. */
    private void solve(double rho, Buffer of, Buffer left) {
        boolean areFew = channelsOfFilters <= FEW_CHANNELS;
        long each = 2L * Double.BYTES * channelsOfFilters * channelsOfFilters * groups;
        long together = areFew ? spectra.bins() : Math.max(1, Math.min(spectra.bins(), systemBytes / each));
        long[] struct = spectra.struct(true, zeros);
        try (Buffer room = device.allocate(areFew ? Double.BYTES : together * each)) {
            for (long first = 0; first < spectra.bins(); first += together) {
                long some = Math.min(together, spectra.bins() - first);
                launch("admm", some, groups, struct, rho, bins, of, left, energy, first, some, room);
            }
        }
    }

    /** The signals that {@link #solve} left over; once, since they are spoiled. */
    double[] residual() {
        return inverse(residual);
    }

    /** The spectra at hand go a step down the gradient with the signal. */
    void descend(double step) {
        atBins("descend", spectra.struct(true, zeros), step, 0, bins, signalBins, energy);
    }

    /** The same with signals that stand for the signal less D z. */
    void descend(double step, double[] signals) {
        forward(signals, planes);
        atBins("descend", spectra.struct(true, zeros), step, 1, bins, planes, energy);
    }

    /** The energy that the last work at every frequency found. */
    double energy() {
        long numbers = (long) groups * spectra.bins();
        return sums("total", numbers, 1, energy, numbers)[0];
    }

    /** Work at every frequency of every group. */
    private void atBins(String kernel, Object... arguments) {
        launch(kernel, spectra.bins(), groups, arguments);
    }

    /** Runs a kernel with a thread for each number of a group's maps. */
    void onMaps(String kernel, Object... arguments) {
        launch(kernel, count / groups, 1, arguments);
    }

    /** Runs a kernel that sums over a group's maps, and returns its sums. */
    double[] sumsOnMaps(String kernel, int sums, Object... arguments) {
        return sums(kernel, count / groups, sums, arguments);
    }

    private void launch(String kernel, long numbers, int down, Object... arguments) {
        device.launch(
                engine.filterBank(channelsOfFilters),
                kernel,
                (numbers + THREADS - 1) / THREADS,
                down,
                THREADS,
                arguments);
    }

    private double[] sums(String kernel, long numbers, int sums, Object... arguments) {
        int blocks = (int) Math.min(PARTS, (numbers + THREADS - 1) / THREADS);
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = parts;
        device.launch(engine.filterBank(channelsOfFilters), kernel, blocks, 1, THREADS, all);
        double[] found = new double[blocks * sums];
        parts.read(0, found, 0, found.length);
        double[] total = new double[sums];
        for (int at = 0; at < found.length; at++) {
            total[at % sums] += found[at];
        }
        return total;
    }

    @Override
    public void close() {
        buffers.forEach(Buffer::close);
        spectra.close();
        mapTransform.close();
        planeTransform.close();
    }
}
