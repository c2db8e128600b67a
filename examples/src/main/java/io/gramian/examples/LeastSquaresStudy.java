package io.gramian.examples;

import io.gramian.dpp.leastsquares.Design;
import io.gramian.dpp.leastsquares.Designs;
import io.gramian.dpp.leastsquares.SamplingMeasure;
import io.gramian.dpp.leastsquares.StabilityCriterion;
import io.gramian.dpp.leastsquares.StableDesign;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * What A. Nouy and B. Michel, Weighted least-squares approximation with determinantal point processes and generalized volume
 * sampling (2023), claim, in measurements of Gramian's own: the error against the number of points for all designs on four
 * functions, the stability behind it, the bounds that hold almost surely, and what repulsion looks like in the plane and among
 * images.
 */
final class LeastSquaresStudy implements Study {
    /** The colours of the designs, in their order. */
    static final Color[] COLOURS = {
        new Color(0x9aa0a6),
        new Color(0xd55e00),
        new Color(0xe69f00),
        new Color(0x0072b2),
        new Color(0x56b4e9),
        new Color(0x009e73),
        new Color(0xcc79a7)
    };

    private static final int DEGREE = 10;

    /**
     * A design by its names.
     *
     * @param key in figures and tables
     * @param name in pictures
     * @param design the law
     * @param sizes which numbers of points it is drawn for
     * @param colour in pictures
     */
    record Named(String key, String name, Design design, IntPredicate sizes, Color colour) {}

    @Override
    public String title() {
        return "Weighted least squares at points of determinantal processes: Gramian's own measurements of what Nouy and"
                + " Michel (2023) claim";
    }

    @Override
    public void run(Study.Run run) {
        run.figure("note_1", "all figures are measurements of Gramian's own, none is taken from a paper");
        run.figure(
                "note_2", "points count where the function is evaluated; boosted designs draw 100m and keep the best");
        run.steps(
                "weighted-least-squares",
                List.of(
                        new DesignErrorStep(
                                "1-legendre",
                                Approximation.legendre(TestFunction.RUNGE, DEGREE),
                                Approximation.legendre(TestFunction.ABSOLUTE_VALUE, DEGREE)),
                        new DesignErrorStep("2-hermite", Approximation.hermite(TestFunction.GAUSSIAN_BUMP, DEGREE)),
                        new DesignErrorStep("3-plane", Approximation.legendre(TestFunction.FRANKE, 4)),
                        new StabilityStep(),
                        new SureBoundStep(),
                        new RepulsionStep(),
                        new DiverseDigitStep()));
    }

    /** All designs for a space of m functions. */
    static List<Named> designs(int m) {
        Design stable = Designs.iid().conditioned(0.9);
        List<Named> designs = new ArrayList<>();
        designs.add(named(0, "reference", "reference measure, unweighted", Designs.iid(SamplingMeasure.reference())));
        designs.add(named(1, "iid", "independent, optimal measure", Designs.iid()));
        designs.add(named(2, "iid_until_stable", "independent, drawn until stable", stable, n -> n >= 2 * m));
        designs.add(named(3, "volume", "volume-rescaled", Designs.volumeRescaled()));
        designs.add(named(
                4,
                "repeated_volume",
                "repeated volume-rescaled, blocks of 2m",
                Designs.repeatedVolume(2 * m),
                n -> n % (2 * m) == 0));
        designs.add(named(5, "repeated_projection", "repeated projection process", Designs.repeatedProjection()));
        designs.add(named(6, "boosted", "boosted: best of 10 times 10m, thinned", boosted(m)));
        return designs;
    }

    /** Thinning from ten times as many points as functions down to as many as are asked for. */
    private static Design boosted(int m) {
        StableDesign stable = Designs.iid()
                .conditioned(0.9)
                .withCriterion(StabilityCriterion.SPECTRAL_DISTANCE)
                .withCandidates(10);
        return (basis, n, random) -> (n < 10 * m ? stable.withGreedyRemoval(n) : stable).sample(basis, 10 * m, random);
    }

    private static Named named(int place, String key, String name, Design design) {
        return named(place, key, name, design, n -> true);
    }

    private static Named named(int place, String key, String name, Design design, IntPredicate sizes) {
        return new Named(key, name, design, sizes, COLOURS[place]);
    }

    /** Returns a quantile of sorted numbers, between neighbours in proportion. */
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }

    static double[] sorted(double... values) {
        double[] copy = values.clone();
        Arrays.sort(copy);
        return copy;
    }
}
