package io.gramian.kde.internal.selection;

import io.gramian.core.Precision;
import io.gramian.kde.BandwidthShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Leave-one-out likelihood over the bandwidths of a shape: the fixed point of the Gaussian kernel and, for another
 * kernel, the best multiple of what the Gaussian wants.
 */
public record LikelihoodRule(String name, BandwidthShape shape, Start start) implements Selector {
    /** How much narrower than its start a bandwidth may become, before it counts as zero. */
    private static final double FLOOR = 1e-6;

    /** Of the last step, in both precisions. */
    private static final double TOLERANCE = 2e-5;

    private static final double SINGLE_TOLERANCE = 1e-4;

    /** Of a large sample, whose bandwidths have sampling errors of some 1e-2. */
    private static final double LARGE_TOLERANCE = 2e-4;

    /** From so many points on, a climb over some of the rows goes before that over all. */
    private static final int LARGE = 16_000;

    private static final int GLIMPSE = 16; // one of so many rows

    private static final int PROBES = 16; // the same, for each change of a coordinate

    /** Of the last step of that climb, whose summit is off by more. */
    private static final double GLIMPSE_TOLERANCE = 1e-2;

    /** Where the climb begins. */
    public enum Start {
        NORMAL_REFERENCE,
        /** The optimum of Gaussian data with the sample's spectrum in high dimension. */
        REGIME
    }

    @Override
    public Choice choose(Sample data) {
        Choice choice = choose(data, new ArrayList<>());
        if (choice != null) {
            return choice;
        }
        Distinct distinct = Distinct.of(ScaledSample.positive(data));
        List<String> warnings = new ArrayList<>();
        warnings.add("every point has a copy, so the likelihood grows without bound as the bandwidth shrinks; the "
                + distinct.sample().x().size() + " distinct of the " + distinct.points()
                + " points were used, with their weights added up");
        return choose(distinct.sample(), warnings);
    }

    /** Returns null where copies of points make the likelihood grow without bound. */
    private Choice choose(Sample data, List<String> before) {
        ScaledSample sample = ScaledSample.of(name, data, shape);
        sample.warnings().addAll(0, before);
        double first = start == Start.REGIME ? GaussianRegime.optimum(sample) : sample.normalReference();
        Approach approach = approach(sample, first);
        LikelihoodFixedPoint.Summit summit;
        try (LikelihoodPass pass = new LikelihoodPass(sample, 1)) {
            if (pass.rowCount() < sample.z().size()) {
                sample.warnings()
                        .add("the likelihood was averaged over " + pass.rowCount() + " of the "
                                + sample.z().size() + " points, each against all others");
            }
            double tolerance = sample.backend().precision() == Precision.DOUBLE ? TOLERANCE : SINGLE_TOLERANCE;
            tolerance = sample.z().size() < LARGE ? tolerance : LARGE_TOLERANCE;
            tolerance = new LogMatrix(sample.shape(), sample.dimension()).size() == 1
                    ? tolerance / 400 // a secant: nearly free
                    : tolerance;
            summit = approach.search()
                    .climb(approach.factor(), tolerance, pass::at)
                    .after((int) Math.ceil(approach.passes()));
        }
        if (summit.collapsed() && before.isEmpty() && Distinct.everyPointHasACopy(data)) {
            return null;
        }
        if (summit.collapsed()) {
            sample.warnings()
                    .add("the likelihood grows without bound as the bandwidth shrinks in a direction in which"
                            + " values repeat; it was kept above " + FLOOR
                            + " of the normal spread; use a scalar bandwidth or"
                            + " plugIn()");
        } else if (!summit.converged()) {
            sample.warnings().add("the fixed point had not converged after " + summit.passes() + " passes");
        }
        return finished(sample, summit);
    }

    /** Where the climb over all rows begins, how, and what that took of passes. */
    private record Approach(LikelihoodFixedPoint search, double[][] factor, double passes) {}

    /** In a large sample a climb over few rows, and Newton's method by still fewer, are worth more than they take. */
    private static Approach approach(ScaledSample sample, double first) {
        double[][] start = Triangular.diagonal(sample.dimension(), first);
        LogMatrix coordinates = new LogMatrix(sample.shape(), sample.dimension());
        LikelihoodFixedPoint search = new LikelihoodFixedPoint(coordinates, FLOOR * first);
        if (sample.z().size() < LARGE) {
            return new Approach(search, start, 0);
        }
        LikelihoodFixedPoint.Summit glimpse;
        try (LikelihoodPass pass = new LikelihoodPass(sample, GLIMPSE)) {
            glimpse = search.climb(start, GLIMPSE_TOLERANCE, pass::at);
        }
        double passes = glimpse.passes() / (double) GLIMPSE;
        if (glimpse.collapsed() || coordinates.size() == 1) {
            return new Approach(search, glimpse.collapsed() ? start : glimpse.factor(), passes);
        }
        try (LikelihoodPass pass = new LikelihoodPass(sample, PROBES)) {
            return new Approach(
                    search.near(glimpse.factor(), pass::at),
                    glimpse.factor(),
                    passes + (coordinates.size() + 1.0) / PROBES);
        }
    }

    private static Choice finished(ScaledSample sample, LikelihoodFixedPoint.Summit summit) {
        if (sample.kernel().equals(io.gramian.kde.DensityKernel.gaussian())) {
            return new Choice(
                    sample.bandwidth(summit.factor()),
                    sample.logVolume() - summit.logLikelihood(),
                    summit.collapsed(),
                    summit.passes(),
                    sample.warnings());
        }
        KernelLikelihood.Found found = new KernelLikelihood(sample, summit.factor()).maximise();
        return new Choice(
                sample.bandwidth(found.factor()),
                sample.logVolume() - found.logLikelihood(),
                summit.collapsed() || found.atBoundary(),
                summit.passes() + found.passes(),
                sample.warnings());
    }
}
