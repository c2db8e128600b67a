package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.SparseMaps;
import io.gramian.sparsecoding.internal.Checks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The sweeps of {@link TiledSparseCoding} over the windows of one signal. */
final class TiledRun {
    private final CodingSettings settings; // of a window
    private final TileGrid tiles;
    private final Signal signal;
    private final Dictionary dictionary;
    private final FilterBankOperator operator;
    private final CodingWeights weights;
    private final TileStore store;
    private final int[] window; // on as many axes as the signal has
    private final double[] residual; // s - D x
    private final double[] dual; // of every window's own dual point the middle
    private final double penalty;
    private final double largestPenalty;
    private final boolean[] isDue;
    private final boolean[] isUnsolved; // windows whose last coding ended without convergence
    private double bound = Double.NEGATIVE_INFINITY; // the best of all dual bounds so far
    private final List<IterationStatistics> history = new ArrayList<>(); // of the sweeps
    private long codings;

    TiledRun(
            CodingSettings settings,
            TileGrid tiles,
            Signal signal,
            Dictionary dictionary,
            FilterBankOperator operator) {
        this.settings = settings.copy();
        this.tiles = tiles;
        this.signal = signal;
        this.dictionary = dictionary;
        this.operator = operator;
        this.window = operator.shape();
        this.residual = signal.values();
        this.dual = signal.values();
        this.store = new TileStore(tiles, dictionary, operator.maps());
        this.isDue = new boolean[tiles.count()];
        this.isUnsolved = new boolean[tiles.count()];
        Arrays.fill(isDue, true);
        Signal first = piece(0);
        this.weights = new CodingWeights(settings, first, dictionary);
        this.settings.penalty = Penalty.fraction(1);
        double largest = 0;
        double unit = 0; // without atoms of weight zero
        for (int tile = 0; tile < tiles.count(); tile++) {
            Checks.checkInterrupted("tiled coding");
            CodingProblem problem = problem(piece(tile));
            largest = Math.max(largest, problem.largestPenalty);
            unit = Math.max(unit, problem.penalty);
        }
        this.largestPenalty = largest;
        this.penalty = settings.penalty.at(unit);
        this.settings.penalty = Penalty.of(penalty);
    }

    private Signal piece(int tile) {
        return Signal.owning(tiles.read(residual, signal.channels(), tile), signal.channels(), window);
    }

    private CodingProblem problem(Signal target) {
        return new CodingProblem(settings, target, dictionary, operator, weights);
    }

    SparseCode run(int sweeps, double tolerance, Progress progress) {
        if (penalty >= largestPenalty) {
            return code(StopRule.ZERO, certificate());
        }
        long total = (long) sweeps * tiles.count();
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (int tile = 0; tile < tiles.count(); tile++) {
                Checks.checkInterrupted("tiled coding");
                if (isDue[tile]) {
                    isDue[tile] = false;
                    improve(tile, tolerance);
                }
                progress.update("tiled sparse coding", (long) sweep * tiles.count() + tile + 1, total);
            }
            boolean isLast = noneDue() || sweep == sweeps - 1;
            Certificate certificate = isLast || settings.gapTolerance > 0 ? certificate() : null;
            record(sweep + 1, certificate);
            if (settings.gapTolerance > 0 && certificate.relativeGap() <= settings.gapTolerance) {
                return code(StopRule.DUALITY_GAP, certificate);
            }
            if (isLast) {
                return code(noneDue() && areSolved() ? StopRule.STEP : StopRule.ITERATIONS, certificate);
            }
        }
        throw new AssertionError("the last sweep returns");
    }

    private void record(int sweep, Certificate certificate) {
        double data = Arrays.stream(residual).map(value -> value * value).sum() / 2;
        double penalties = store.sum(this::penalties);
        history.add(new IterationStatistics(
                sweep, data, penalties, penalties, Double.NaN, Double.NaN, Double.NaN, certificate));
    }

    private boolean areSolved() {
        for (boolean unsolved : isUnsolved) {
            if (unsolved) {
                return false;
            }
        }
        return true;
    }

    private boolean noneDue() {
        for (boolean due : isDue) {
            if (due) {
                return false;
            }
        }
        return true;
    }

    /** Codes a window under all other coefficients, and keeps that if it is better than what was there. */
    private void improve(int tile, double tolerance) {
        CoefficientMaps start = store.take(tile, window);
        Signal left = piece(tile);
        double before = left.dot(left) / 2 + penalties(start);
        Signal target = left.plus(synthesise(start));
        CodingProblem problem = problem(target);
        SparseCode code = problem.solve(start.count() == 0 ? null : start);
        codings++;
        double[] point = problem.dualPoint() != null
                ? problem.dualPoint()
                : target.minus(code.reconstruction()).values();
        tiles.writeMiddle(point, dual, signal.channels(), tile);
        isUnsolved[tile] = !code.converged();
        if (!(code.objective() < before)) {
            return;
        }
        store.put(tile, code.maps());
        tiles.write(target.minus(code.reconstruction()).view(), residual, signal.channels(), tile);
        for (int other = 0; before - code.objective() > tolerance * before && other < isDue.length; other++) {
            isDue[other] |= other == tile ? !code.converged() : tiles.meet(tile, other);
        }
    }

    private Signal synthesise(CoefficientMaps code) {
        SparseMaps maps = SparseMaps.of(operator.maps(), window, code.indices(), code.positions(), code.values());
        return Signal.owning(operator.synthesise(maps), signal.channels(), window);
    }

    private double penalties(CoefficientMaps code) {
        double sum = 0;
        for (int i = 0; i < code.count(); i++) {
            sum += penalties(code.atom(i), code.value(i));
        }
        return sum;
    }

    private double penalties(int map, double value) {
        double weight = settings.weights == null ? 1 : settings.weights[map % dictionary.size()];
        return penalty * weight * Math.abs(value) + squared(value) / 2;
    }

    private double squared(double value) {
        return settings.ridge * value * value;
    }

    /** The certificate of the whole code: every coefficient is in a window, and there its correlation is that of the whole. */
    private Certificate certificate() {
        Check own = check(residual, true);
        Signal left = Signal.owning(residual, signal.channels(), signal.shape());
        double smooth = left.dot(left) / 2 + store.sum((map, value) -> squared(value) / 2);
        bound = Math.max(bound, bound(left.dot(signal), smooth, own.limit()));
        if (settings.ridge == 0) { // else the dual point would need x itself
            Signal point = Signal.owning(dual, signal.channels(), signal.shape());
            double limit = check(dual, false).limit();
            bound = Math.max(bound, bound(point.dot(signal), point.dot(point) / 2, limit));
        }
        return new Certificate(left.dot(left) / 2 + store.sum(this::penalties), bound, own.kktResidual());
    }

    private static double bound(double inner, double smooth, double limit) {
        double factor = smooth == 0 ? 0 : Math.min(limit, Math.max(0, inner / (2 * smooth)));
        return factor * inner - factor * factor * smooth;
    }

    /** What the correlations with a point say: by what it may be multiplied, and with the code how far that is from optimal. */
    private Check check(double[] point, boolean isOfCode) {
        double limit = Double.MAX_VALUE;
        double violation = 0;
        CoefficientMaps nothing = CoefficientMaps.of(window, operator.maps(), new int[0], new int[0], new double[0]);
        for (int tile = 0; tile < tiles.count(); tile++) {
            Checks.checkInterrupted("tiled coding");
            CoefficientMaps code = isOfCode ? store.take(tile, window) : nothing;
            double[][] correlations = operator.correlate(tiles.read(point, signal.channels(), tile));
            if (settings.ridge > 0) {
                QuadraticPenalty.subtract(settings, code, dictionary.size(), correlations);
            }
            OptimalityCheck of = OptimalityCheck.of(code, correlations, weights.proximal(penalty), dictionary.size());
            limit = Math.min(limit, of.limit());
            violation = Math.max(violation, of.kktResidual());
        }
        return new Check(limit, violation);
    }

    private record Check(double limit, double kktResidual) {}

    private SparseCode code(StopRule rule, Certificate certificate) {
        Signal left = Signal.of(residual, signal.channels(), signal.shape());
        List<String> warnings = rule == StopRule.ITERATIONS
                ? List.of("the code has not converged: the sweeps were used up while windows still changed, or the"
                        + " iterations of windows were")
                : settings.warnings(rule, penalty, largestPenalty, certificate);
        return new SparseCode(
                dictionary,
                store.all(signal.shape()),
                signal.minus(left),
                penalty,
                largestPenalty,
                certificate,
                rule,
                codings,
                warnings,
                history);
    }
}
