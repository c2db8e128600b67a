package io.gramian.kde.estimator;

import io.gramian.core.NumericalException;
import io.gramian.core.Points;
import io.gramian.kde.KernelDensity;
import java.util.ArrayList;
import java.util.List;

/**
 * A rule that chooses the concentration kappa of von Mises-Fisher kernels: 1 / sqrt(kappa) is their width in radians
 * where that is small, and kappa = 0 is the uniform density.
 */
public final class Concentration {
    /** The least concentration, uniform but for rounding, and the largest. */
    static final double LEAST = 1e-12;

    static final double MOST = 1e12;

    private static final double SEARCH_FROM = 1e-2;
    private static final double SEARCH_TO = 1e7;

    private enum Rule {
        GIVEN,
        TAYLOR,
        LIKELIHOOD_CROSS_VALIDATION
    }

    /** What a rule chose. */
    record Choice(double kappa, List<String> warnings) {}

    private final Rule rule;
    private final double kappa;

    private Concentration(Rule rule, double kappa) {
        this.rule = rule;
        this.kappa = kappa;
    }

    /**
     * Returns the rule that takes kappa as given.
     *
     * @param kappa from 1e-12 to 1e12
     * @return a rule
     * @throws IllegalArgumentException if kappa is out of range
     */
    public static Concentration of(double kappa) {
        if (!(kappa >= LEAST && kappa <= MOST)) {
            throw new IllegalArgumentException(
                    "concentration: expected a positive number from " + LEAST + " to " + MOST + ", found " + kappa);
        }
        return new Concentration(Rule.GIVEN, kappa);
    }

    /**
     * Returns Taylor's rule for one angle: kappa = (3 n k^2 I_2(2k) / (4 sqrt(pi) I_0(k)^2))^(2/5), the best for a von Mises
     * density of concentration k, which is estimated by maximum likelihood; n is the effective sample size (Taylor,
     * 2008). A mixture it smooths too much.
     *
     * @return a rule
     */
    public static Concentration taylor() {
        return new Concentration(Rule.TAYLOR, 0);
    }

    /**
     * Returns the rule that maximises the weighted mean of the leave-one-out log-densities, over kappa from 0.01 to 1e7
     * (Hall, Watson and Cabrera, 1987). Cost O(n^2 d), about sixty times.
     *
     * @return a rule
     */
    public static Concentration likelihoodCrossValidation() {
        return new Concentration(Rule.LIKELIHOOD_CROSS_VALIDATION, 0);
    }

    /** Chooses for points on blocks of unit vectors. */
    Choice choose(KernelDensity carrier, Points unit, Embedding embedding) {
        return switch (rule) {
            case GIVEN -> new Choice(kappa, List.of());
            case TAYLOR -> taylor(carrier.withBandwidth(1).fit(unit).weights(), unit, embedding);
            case LIKELIHOOD_CROSS_VALIDATION -> crossValidation(carrier, unit, embedding);
        };
    }

    private static Choice taylor(double[] weights, Points unit, Embedding embedding) {
        if (embedding.block() != 2 || unit.dimension() != 2) {
            throw new IllegalArgumentException("concentration: taylor() is for one angle; use"
                    + " Concentration.likelihoodCrossValidation() or a number");
        }
        double x = 0;
        double y = 0;
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            x += weights[i] * unit.value(i, 0);
            y += weights[i] * unit.value(i, 1);
            squares += weights[i] * weights[i];
        }
        double k = maximumLikelihood(Math.hypot(x, y));
        double logBessels = VonMisesFisher.logScaledBessel(2, 2 * k) - 2 * VonMisesFisher.logScaledBessel(0, k);
        double log = Math.log(3 / squares / 4 / Math.sqrt(Math.PI)) + 2 * Math.log(k) + logBessels;
        return clipped(Math.exp(0.4 * log));
    }

    private static Choice clipped(double kappa) {
        List<String> warnings = new ArrayList<>();
        double within = Math.max(LEAST, Math.min(MOST, kappa));
        if (within != kappa) {
            warnings.add("The concentration by the rule, " + kappa + ", was clipped to " + within + ".");
        }
        return new Choice(within, warnings);
    }

    /** The concentration whose mean resultant length I_1(k) / I_0(k) is the given one. */
    static double maximumLikelihood(double length) {
        double low = Math.log(1e-8);
        double high = Math.log(1e9);
        if (!(1 - length > 1e-9)) {
            throw new NumericalException(
                    "concentration taylor(): the angles do not spread, their mean resultant length is " + length
                            + "; use Concentration.of(kappa)");
        }
        for (int step = 0; step < 80; step++) {
            double k = Math.exp((low + high) / 2);
            double ratio = Math.exp(VonMisesFisher.logScaledBessel(1, k) - VonMisesFisher.logScaledBessel(0, k));
            if (ratio < length) {
                low = Math.log(k);
            } else {
                high = Math.log(k);
            }
        }
        return Math.exp((low + high) / 2);
    }

    private static Choice crossValidation(KernelDensity carrier, Points unit, Embedding embedding) {
        LogSearch.Maximum maximum = LogSearch.of(SEARCH_FROM, SEARCH_TO, kappa -> {
            VonMisesFisherModel model = VonMisesFisherModel.of(carrier, unit, embedding, kappa, List.of());
            double[] weights = model.base().weights();
            double[] logs = model.leaveOneOutLogDensity();
            double mean = 0;
            for (int i = 0; i < logs.length; i++) {
                mean += weights[i] == 0 ? 0 : weights[i] * logs[i];
            }
            return mean;
        });
        return new Choice(
                maximum.at(),
                maximum.isAtEnd()
                        ? List.of("The likelihood has no maximum between the concentrations " + SEARCH_FROM + " and "
                                + SEARCH_TO + ", of which the better end was taken.")
                        : List.of());
    }

    /** Returns the rule's name, with its parameter. */
    @Override
    public String toString() {
        return switch (rule) {
            case GIVEN -> "of(" + kappa + ")";
            case TAYLOR -> "taylor()";
            case LIKELIHOOD_CROSS_VALIDATION -> "likelihoodCrossValidation()";
        };
    }
}
