package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.SparseMaps;
import io.gramian.sparsecoding.internal.Checks;
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
    private final double penalty;
    private final double largestPenalty;
    private final boolean[] isDue;
    private final boolean[] isUnsolved; // windows whose last coding ended without convergence
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
            boolean isSettled = noneDue();
            if (isSettled || settings.gapTolerance > 0 || sweep == sweeps - 1) {
                Certificate certificate = certificate();
                if (settings.gapTolerance > 0 && certificate.relativeGap() <= settings.gapTolerance) {
                    return code(StopRule.DUALITY_GAP, certificate);
                }
                if (isSettled || sweep == sweeps - 1) {
                    return code(isSettled && areSolved() ? StopRule.STEP : StopRule.ITERATIONS, certificate);
                }
            }
        }
        throw new AssertionError("the last sweep returns");
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
        SparseCode code = problem(target).solve(start.count() == 0 ? null : start);
        codings++;
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
        double limit = Double.MAX_VALUE;
        double violation = 0;
        for (int tile = 0; tile < tiles.count(); tile++) {
            Checks.checkInterrupted("tiled coding");
            CoefficientMaps code = store.take(tile, window);
            double[][] correlations = operator.correlate(piece(tile).view());
            if (settings.ridge > 0) {
                QuadraticPenalty.subtract(settings, code, dictionary.size(), correlations);
            }
            OptimalityCheck check =
                    OptimalityCheck.of(code, correlations, weights.proximal(penalty), dictionary.size());
            limit = Math.min(limit, check.limit());
            violation = Math.max(violation, check.kktResidual());
        }
        Signal left = Signal.of(residual, signal.channels(), signal.shape());
        double smooth = left.dot(left) / 2 + store.sum((map, value) -> squared(value) / 2);
        double inner = left.dot(signal);
        double factor = smooth == 0 ? 0 : Math.min(limit, Math.max(0, inner / (2 * smooth)));
        return new Certificate(
                left.dot(left) / 2 + store.sum(this::penalties), factor * inner - factor * factor * smooth, violation);
    }

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
                warnings);
    }
}
