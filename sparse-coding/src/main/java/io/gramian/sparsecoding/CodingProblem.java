package io.gramian.sparsecoding;

import io.gramian.core.backend.FilterBank;
import io.gramian.core.backend.FilterBankOperator;
import io.gramian.core.backend.Proximal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A signal, a dictionary and the settings, on an operator: what the solvers iterate on, and what certifies their codes.
 *
 * <p>With an additive mask the operator has an impulse for every channel after the atoms; its maps are no part of the code.
 */
final class CodingProblem {
    private static final int DENSE = 8; // fewer places for each coefficient than this: synthesis by transforms

    final CodingSettings settings;
    final Signal signal;
    final Dictionary dictionary;
    final FilterBankOperator operator;
    final CodingWeights weights;
    final double penalty;
    final double largestPenalty;
    private final MapIndex index;
    private final List<IterationStatistics> history = new ArrayList<>();
    private TotalVariationRun variation; // null without that penalty, and until it begins
    private double bound = Double.NEGATIVE_INFINITY; // the best of all dual bounds so far
    private double[] dualPoint; // the last that ADMM gave

    CodingProblem(CodingSettings settings, Signal signal, Dictionary dictionary, FilterBankOperator operator) {
        this(settings, signal, dictionary, operator, new CodingWeights(settings, signal, dictionary));
    }

    /** With the weights of another signal of the same shape. */
    CodingProblem(
            CodingSettings settings,
            Signal signal,
            Dictionary dictionary,
            FilterBankOperator operator,
            CodingWeights weights) {
        this.settings = settings;
        this.signal = signal;
        this.dictionary = dictionary;
        this.operator = operator;
        this.index = new MapIndex(
                dictionary.size(),
                operator.bank().size(),
                operator.maps() / operator.bank().size());
        this.weights = weights;
        double[] weighted = signal.values();
        weights.multiplyData(weighted, settings.robust ? 1 : 2);
        if (settings.robust) {
            Arrays.setAll(weighted, at -> weights.data(at) * Math.signum(signal.view()[at]));
        }
        double[][] correlations = index.ofCode(operator.correlate(weighted));
        this.largestPenalty =
                OptimalityCheck.largestPenalty(correlations, weights.proximal(1), dictionary.size(), false);
        this.penalty = settings.penalty.at(
                largestPenalty < Double.POSITIVE_INFINITY
                        ? largestPenalty
                        : OptimalityCheck.largestPenalty(correlations, weights.proximal(1), dictionary.size(), true));
    }

    /** The operator of a dictionary for signals like this one. */
    static FilterBankOperator open(CodingSettings settings, Signal signal, Dictionary dictionary) {
        checkSuits(signal, dictionary);
        return settings.backend().filterBank(bank(settings, dictionary), signal.channels(), signal.shape());
    }

    static void checkSuits(Signal signal, Dictionary dictionary) {
        if (dictionary.axes() != signal.axes()) {
            throw new IllegalArgumentException(
                    "signal: expected " + dictionary.axes() + " axes as the atoms have, found " + signal.axes());
        }
        if (dictionary.channels() != 1 && dictionary.channels() != signal.channels()) {
            throw new IllegalArgumentException("signal: expected " + dictionary.channels()
                    + " channels as the atoms have, found " + signal.channels());
        }
        SpatialBank.of(dictionary).checkFits(signal.shape());
    }

    /** The filters: the atoms, and the impulses of an additive mask. */
    static FilterBank bank(CodingSettings settings, Dictionary dictionary) {
        Dictionary all = CodingWeights.hasImpulses(settings)
                ? dictionary.and(Dictionaries.impulse(dictionary.axes(), dictionary.channels()))
                : dictionary;
        return all.filterBank();
    }

    SparseCode solve(CoefficientMaps start) {
        if (penalty >= largestPenalty) {
            return code(zero(), new Outcome(StopRule.ZERO, null));
        }
        if (settings.totalVariation > 0) {
            variation = new TotalVariationRun(this, checked(start));
            Outcome outcome = variation.run();
            return code(code(), outcome);
        }
        operator.quadratic(weights.quadratic());
        begin(start);
        Outcome outcome = settings.isFista ? new FistaRun(this).run() : new AdmmRun(this).run();
        return code(code(), outcome);
    }

    private CoefficientMaps zero() {
        return CoefficientMaps.of(signal.shape(), index.maps(), new int[0], new int[0], new double[0]);
    }

    private void begin(CoefficientMaps start) {
        if (start == null) {
            operator.start();
            return;
        }
        operator.start(index.ofOperator(checked(start).toMaps()));
    }

    private CoefficientMaps checked(CoefficientMaps start) {
        if (start != null && (!Arrays.equals(start.shape(), signal.shape()) || start.atoms() != index.maps())) {
            throw new IllegalArgumentException("start: expected " + index.maps() + " maps on "
                    + Arrays.toString(signal.shape()) + ", found " + start);
        }
        return start;
    }

    /** The current code. */
    CoefficientMaps code() {
        return variation != null ? variation.code() : index.ofCode(operator.sparse());
    }

    boolean isEvaluationDue(int iteration) {
        int period = settings.evaluationPeriod();
        return period > 0 && iteration % period == 0;
    }

    /** The certificate of the current code with the best bound so far, null if it is not due. */
    Certificate evaluate(int iteration, double[] dual) {
        if (!isEvaluationDue(iteration)) {
            return null;
        }
        CoefficientMaps code = code();
        return withBestBound(certificate(code, synthesise(code), dual));
    }

    private Certificate withBestBound(Certificate certificate) {
        bound = Math.max(bound, certificate.dualBound());
        return new Certificate(certificate.objective(), bound, certificate.kktResidual());
    }

    /**
     * Keeps the bound of the residual that a signal leaves; every signal gives one. That of ADMM's own x is far better than
     * that of its code y: D^T (s - D x) = rho (x - y + u) with |rho u| &lt;= lambda w once y is the shrunken one, so that the
     * constraints are missed by no more than rho times the residuals, while D^T D magnifies what y - x leaves.
     */
    void boundAt(double[] synthesis) {
        if (settings.robust || settings.hasQuadratic()) {
            return; // the first has a dual point of its own, the second would need x itself
        }
        bound = Math.max(bound, certificate(zero(), synthesis, null).dualBound());
        dualPoint = signal.minus(Signal.of(synthesis, signal.channels(), signal.shape()))
                .values();
    }

    /** The residual of ADMM's last x, nearly a feasible point of the dual; null where there is none. */
    double[] dualPoint() {
        return dualPoint;
    }

    void record(IterationStatistics statistics) {
        history.add(statistics);
        settings.progress.update("convolutional sparse coding", statistics.iteration(), settings.iterations);
    }

    boolean isGapSmall(Certificate certificate) {
        return certificate != null && settings.gapTolerance > 0 && certificate.relativeGap() <= settings.gapTolerance;
    }

    private double[] synthesise(CoefficientMaps code) {
        if (code.count() * (long) DENSE > code.size()) {
            return operator.synthesise(index.ofOperator(code.toMaps()));
        }
        return operator.synthesise(index.ofOperator(code));
    }

    /** The certificate of a code; with a robust data term the dual point is given, or null. */
    private Certificate certificate(CoefficientMaps code, double[] synthesis, double[] dual) {
        Proximal proximal = weights.proximal(penalty);
        double[] residual = signal.minus(Signal.of(synthesis, signal.channels(), signal.shape()))
                .values();
        if (settings.robust) {
            return robustCertificate(code, residual, dual, proximal);
        }
        weights.multiplyData(residual, 1);
        double squares = 0;
        double inner = 0;
        for (int at = 0; at < residual.length; at++) {
            squares += residual[at] * residual[at];
            inner += residual[at] * weights.data(at) * signal.view()[at];
        }
        weights.multiplyData(residual, 1);
        double[][] correlations = index.ofCode(operator.correlate(residual));
        double quadratic = quadratic(code, correlations);
        if (variation != null) {
            variation.subtractDual(correlations);
        }
        OptimalityCheck check = OptimalityCheck.of(code, correlations, proximal, dictionary.size());
        double smooth = (squares + quadratic) / 2;
        double limit = variation == null ? check.limit() : Math.min(1, check.limit()); // multipliers scale along
        double factor = smooth == 0 ? 0 : Math.min(limit, Math.max(0, inner / (2 * smooth)));
        double variations = variation == null ? 0 : variation.value(code);
        return new Certificate(
                smooth + check.penalty() + variations, factor * inner - factor * factor * smooth, check.kktResidual());
    }

    /** Any theta of |theta| &lt;= W and |D^T theta| &lt;= lambda w bounds the optimum by &lt;theta, s&gt;. */
    private Certificate robustCertificate(CoefficientMaps code, double[] residual, double[] dual, Proximal proximal) {
        double data = 0;
        double inner = 0;
        double[] theta = new double[residual.length];
        for (int at = 0; at < residual.length; at++) {
            double weight = weights.data(at);
            data += weight * Math.abs(residual[at]);
            double wanted = dual == null ? weight * Math.signum(residual[at]) : dual[at];
            theta[at] = Math.max(-weight, Math.min(weight, wanted));
            inner += theta[at] * signal.view()[at];
        }
        double[][] correlations = index.ofCode(operator.correlate(theta));
        double quadratic = quadratic(code, correlations);
        OptimalityCheck check = OptimalityCheck.of(code, correlations, proximal, dictionary.size());
        double factor = inner > 0 ? Math.min(1, check.limit()) : 0;
        return new Certificate(
                data + quadratic / 2 + check.penalty(),
                factor * inner - factor * factor * quadratic / 2,
                check.kktResidual());
    }

    private double quadratic(CoefficientMaps code, double[][] correlations) {
        return settings.hasQuadratic() ? QuadraticPenalty.subtract(settings, code, dictionary.size(), correlations) : 0;
    }

    private SparseCode code(CoefficientMaps code, Outcome outcome) {
        double[] synthesis = synthesise(code);
        Certificate certificate = certificate(code, synthesis, outcome.dual());
        Certificate best = withBestBound(certificate);
        return new SparseCode(
                dictionary,
                code,
                Signal.of(synthesis, signal.channels(), signal.shape()),
                penalty,
                largestPenalty,
                best,
                outcome.rule(),
                history.size(),
                settings.warnings(outcome.rule(), penalty, largestPenalty, best),
                history);
    }

    /**
     * How a search ended.
     *
     * @param rule what ended it
     * @param dual a dual point of a robust data term, or null
     */
    record Outcome(StopRule rule, double[] dual) {}
}
