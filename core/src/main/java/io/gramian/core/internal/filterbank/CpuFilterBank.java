package io.gramian.core.internal.filterbank;

import io.gramian.core.Precision;
import io.gramian.core.backend.AdmmStep;
import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.GradientStep;
import io.gramian.core.backend.Proximal;
import io.gramian.core.backend.QuadraticTerm;
import io.gramian.core.backend.SparseMaps;
import java.util.Arrays;
import java.util.Objects;

/**
 * The operator in Java: three passes over the maps for an iteration, with the maps at one position side by side.
 *
 * @param <A> {@code double[]} or {@code float[]}
 */
public final class CpuFilterBank<A> implements FilterBankOperator {
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int SMALL = 1 << 14; // numbers of the maps, of which a pass takes some ten microseconds

    private final MapLoops<A> loops;
    private final Grid grid;
    private final int channels;
    private final Tasks tasks;
    private final Planes planes;
    private FilterBank filters;
    private Bank<A> bank; // null once closed
    private Quadratic quadratic;
    private Spectrum<double[]> signal; // null until set
    private double[] signalValues;
    private double[] dataWeights; // null where all are 1
    private A maps; // of the start; belongs to a state once there is one
    private AdmmState<A> admm;
    private GradientState<A> gradient;
    private Spectrum<double[]> residual; // of the last step of ADMM
    private Thresholds<A> thresholds; // of the last penalty

    private CpuFilterBank(MapLoops<A> loops, FilterBank filters, int channels, int[] shape, Tasks tasks) {
        this.loops = loops;
        this.grid = new Grid(shape);
        this.channels = channels;
        this.tasks = tasks;
        this.planes = new Planes(grid, channels, tasks);
        this.filters = filters;
        Layout layout = Layout.of(loops, grid, filters.size(), channels / filters.channels());
        MapTransform<A> transform = new MapTransform<>(loops, layout);
        this.bank = bank(filters, layout, new MapStore<>(loops, layout, tasks), transform, transform.spectrum());
        this.quadratic = noQuadratic();
        this.maps = bank.store().allocate();
    }

    private Bank<A> bank(
            FilterBank newFilters, Layout layout, MapStore<A> store, MapTransform<A> transform, Spectrum<A> spectrum) {
        FilterSpectra<A> spectra = new FilterSpectra<>(newFilters, loops, layout, tasks);
        ColumnPass<A> columns = new ColumnPass<>(loops, layout, transform, spectra, spectrum, tasks);
        return new Bank<>(loops, layout, store, transform, spectra, spectrum, columns, tasks);
    }

    /**
     * Returns the operator.
     *
     * @param shared the threads that share passes over the maps
     * @param alone the caller alone, for maps so small that sharing does not pay
     * @param limit the most bytes that maps and spectra may take
     */
    public static <A> CpuFilterBank<A> of(
            MapLoops<A> loops, FilterBank filters, int channels, int[] shape, Tasks shared, Tasks alone, long limit) {
        FilterBankChecks.checkShape(filters, channels, shape);
        Layout layout = Layout.of(loops, new Grid(shape), filters.size(), channels / filters.channels());
        long spectrum = layout.spectrumLength();
        long filterSpectrum = spectrum / layout.groups() * filters.channels();
        if (Math.max(spectrum, filterSpectrum) > LARGEST_ARRAY) {
            throw new IllegalArgumentException("shape: " + filters.size() + " maps of " + Arrays.toString(shape)
                    + " are more numbers than the " + LARGEST_ARRAY
                    + " that one array holds; work on overlapping tiles");
        }
        long bytes = (layout.length() + spectrum + filterSpectrum) * (loops.precision() == Precision.DOUBLE ? 8 : 4);
        FilterBankChecks.checkMemory(filters, shape, bytes, limit);
        Tasks tasks = layout.length() < SMALL ? alone : shared;
        return new CpuFilterBank<>(loops, filters, channels, shape, tasks);
    }

    private Bank<A> open() {
        if (bank == null) {
            throw new IllegalStateException("the filter bank operator is closed");
        }
        return bank;
    }

    @Override
    public FilterBank bank() {
        return filters;
    }

    @Override
    public int[] shape() {
        return grid.shape();
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public int maps() {
        return filters.size() * channels / filters.channels();
    }

    @Override
    public Precision precision() {
        return loops.precision();
    }

    @Override
    public double lipschitz() {
        return open().filters().lipschitz();
    }

    @Override
    public void bank(FilterBank newFilters) {
        Bank<A> old = open();
        FilterBankChecks.checkExchange(filters, newFilters, grid.shape());
        bank = bank(newFilters, old.layout(), old.store(), old.transform(), old.spectrum());
        filters = newFilters;
        if (admm != null) {
            admm.bank(bank);
        }
        if (gradient != null) {
            gradient.bank(bank);
        }
    }

    @Override
    public void signal(double[] s) {
        open();
        checkSignal("signal", s);
        signal = planes.forward(s);
        signalValues = s.clone();
        dataWeights = null;
    }

    @Override
    public void signal(double[] s, double[] weights) {
        checkSignal("weights", weights);
        signal(s);
        dataWeights = weights.clone();
    }

    private void checkSignal(String what, double[] numbers) {
        FilterBankChecks.checkSignal(what, numbers, channels, grid.shape());
    }

    @Override
    public void quadratic(QuadraticTerm term) {
        open();
        term.requireFit(filters.size());
        quadratic = new Quadratic(term, grid, filters.size());
    }

    /** Returns what the operator works with, for other uses of the spectrum than a step of ADMM. */
    private Bank<A> openForOtherUse() {
        Bank<A> opened = open();
        if (admm != null) {
            admm.forgetRows();
        }
        return opened;
    }

    private Quadratic noQuadratic() {
        return new Quadratic(QuadraticTerm.NONE, grid, filters.size());
    }

    @Override
    public double[][] correlate(double[] s) {
        openForOtherUse();
        checkSignal("signal", s);
        Spectrum<double[]> spectrum = planes.forward(s);
        bank.columns().runBack(() -> gradientResponse(noQuadratic(), 1, spectrum, true, perBin()), true);
        return rowsOfSpectrum();
    }

    private double[][] rowsOfSpectrum() {
        A numbers = bank.store().allocate();
        Layout layout = bank.layout();
        bank.inverseRows((row, block, from, sums) ->
                System.arraycopy(from, 0, numbers, layout.rowAt(row, block), layout.rowLength()));
        return bank.store().read(bank.rows(numbers));
    }

    private double[] perBin() {
        return new double[grid.bins()];
    }

    private GradientResponse<A> gradientResponse(
            Quadratic term, double step, Spectrum<double[]> planesOf, boolean isResidual, double[] fidelity) {
        return new GradientResponse<>(loops, grid, term, bank.filters(), step, planesOf, isResidual, fidelity);
    }

    @Override
    public double[] synthesise(double[][] newMaps) {
        A numbers = openForOtherUse().store().allocate();
        bank.store().write(newMaps, numbers);
        return synthesise(bank.rows(numbers));
    }

    private double[] synthesise(MapTransform.Source<A> rows) {
        openForOtherUse().forwardRows(rows);
        Spectrum<double[]> result = planes.spectrum();
        bank.columns().synthesise(result, noQuadratic(), null);
        return planes.inverse(result);
    }

    @Override
    public double[] synthesise(SparseMaps sparse) {
        open();
        FilterBankChecks.checkSparse(sparse, maps(), grid.shape());
        return new SparseSynthesis(filters, grid.shape(), channels).of(sparse);
    }

    @Override
    public double[][] solve(double[][] newMaps, double rho) {
        A numbers = openForOtherUse().store().allocate();
        FilterBankChecks.requirePositive("rho", rho);
        bank.store().write(newMaps, numbers);
        bank.forwardRows(bank.rows(numbers)); // z = x / rho, and the response is linear
        Spectrum<double[]> nothing = planes.spectrum();
        bank.columns().run(() -> admmResponse(rho, nothing, null, perBin()));
        double[][] result = rowsOfSpectrum();
        for (double[] map : result) {
            for (int at = 0; at < map.length; at++) {
                map[at] /= rho;
            }
        }
        return result;
    }

    private AdmmResponse<A> admmResponse(
            double rho, Spectrum<double[]> planesOf, Spectrum<double[]> residualOf, double[] fidelity) {
        return new AdmmResponse<>(loops, bank.filters(), grid, quadratic, rho, planesOf, residualOf, fidelity);
    }

    @Override
    public void start() {
        restart();
        loops.clear(maps, 0, (int) bank.layout().length());
    }

    @Override
    public void start(double[][] newMaps) {
        restart();
        bank.store().write(newMaps, maps);
    }

    private void restart() {
        open();
        admm = null;
        gradient = null;
        residual = null;
        maps = maps == null ? bank.store().allocate() : maps;
    }

    @Override
    public void scaleDual(double factor) {
        open();
        FilterBankChecks.requirePositive("factor", factor);
        if (admm != null) {
            admm.scaleDual(factor);
        }
    }

    private Thresholds<A> thresholds(Proximal newPenalty, double step) {
        if (thresholds == null
                || thresholds.step() != step
                || !thresholds.penalty().equals(newPenalty)) {
            newPenalty.requireFit(filters.size(), grid.size());
            thresholds = new Thresholds<>(loops, bank.layout(), newPenalty, step);
        }
        return thresholds;
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
        Objects.requireNonNull(newPenalty, "penalty");
        requireSignal();
        if (dataWeights != null) {
            throw new IllegalStateException("steps of ADMM take no data weights; decouple the mask");
        }
        if (gradient != null) {
            throw new IllegalStateException("gradient steps were made; start anew before steps of ADMM");
        }
        Thresholds<A> bounds = thresholds(newPenalty, 1 / rho);
        if (admm == null) {
            admm = new AdmmState<>(bank, maps);
        }
        Spectrum<double[]> newResidual = residual == null ? planes.spectrum() : residual;
        residual = newResidual;
        double[] fidelity = perBin();
        return admm.step(bounds, relaxation, () -> admmResponse(rho, signal, newResidual, fidelity), fidelity);
    }

    @Override
    public double[] primalSynthesis() {
        open();
        if (residual == null) {
            throw new IllegalStateException("no step of ADMM was made since the start");
        }
        Spectrum<double[]> copy = planes.spectrum();
        System.arraycopy(residual.numbers(), 0, copy.numbers(), 0, copy.numbers().length);
        double[] result = planes.inverse(copy);
        for (int at = 0; at < result.length; at++) {
            result[at] = signalValues[at] - result[at];
        }
        return result;
    }

    @Override
    public GradientStep gradientStep(double step, Proximal newPenalty) {
        open();
        FilterBankChecks.requirePositive("step", step);
        Objects.requireNonNull(newPenalty, "penalty");
        requireSignal();
        if (admm != null) {
            throw new IllegalStateException("steps of ADMM were made; start anew before gradient steps");
        }
        Thresholds<A> bounds = thresholds(newPenalty, step);
        if (gradient == null) {
            gradient = new GradientState<>(bank, maps);
            maps = null;
        }
        gradient.forwardPoint();
        double[] fidelity = perBin();
        if (dataWeights == null) {
            bank.columns().run(() -> gradientResponse(quadratic, step, signal, false, fidelity));
            return gradient.finish(bounds, Arrays.stream(fidelity).sum() / (2.0 * grid.size()));
        }
        Spectrum<double[]> synthesis = planes.spectrum();
        bank.columns().synthesise(synthesis, quadratic, null);
        double[] weighted = planes.inverse(synthesis);
        double objective = weightedResidual(weighted);
        Spectrum<double[]> weightedSpectrum = planes.forward(weighted);
        bank.columns().runBack(() -> gradientResponse(quadratic, step, weightedSpectrum, true, fidelity), false);
        return gradient.finish(bounds, objective);
    }

    /** Replaces D x by W^2 (s - D x) and returns 1/2 ||W (D x - s)||^2. */
    private double weightedResidual(double[] synthesis) {
        double sum = 0;
        for (int at = 0; at < synthesis.length; at++) {
            double weight = dataWeights == null ? 1 : dataWeights[at];
            double difference = weight * (signalValues[at] - synthesis[at]);
            sum += difference * difference;
            synthesis[at] = weight * difference;
        }
        return sum / 2;
    }

    @Override
    public void accept(double momentum) {
        requireCandidate();
        FilterBankChecks.requireMomentum(momentum);
        gradient.accept(momentum);
    }

    private void requireCandidate() {
        open();
        if (gradient == null || !gradient.hasCandidate()) {
            throw new IllegalStateException("there is no candidate; make a gradient step first");
        }
    }

    @Override
    public double candidateObjective() {
        requireCandidate();
        requireSignal();
        gradient.forwardCandidate();
        Spectrum<double[]> synthesis = planes.spectrum();
        double[] energy = perBin();
        bank.columns().synthesise(synthesis, quadratic, energy);
        return weightedResidual(planes.inverse(synthesis))
                + Arrays.stream(energy).sum() / 2;
    }

    private MapTransform.Source<A> current() {
        open();
        return admm != null ? admm.auxiliary() : gradient != null ? gradient.current() : bank.rows(maps);
    }

    @Override
    public double[][] dense() {
        return open().store().read(current());
    }

    @Override
    public SparseMaps sparse() {
        return open().store().sparse(current());
    }

    @Override
    public double[] synthesis() {
        return synthesise(current());
    }

    @Override
    public double[][] dual() {
        open();
        if (gradient != null) {
            throw new IllegalStateException("the proximal gradient method has no dual");
        }
        return admm == null ? new double[maps()][grid.size()] : bank.store().read(admm.dual());
    }

    @Override
    public void close() {
        bank = null;
        maps = null;
        admm = null;
        gradient = null;
        signal = null;
        residual = null;
        thresholds = null;
    }

    /** Returns filters, shape and loops. */
    @Override
    public String toString() {
        return "FilterBankOperator(" + filters + ", " + Arrays.toString(grid.shape()) + ", " + channels + " channels, "
                + loops.precision() + ")";
    }
}
