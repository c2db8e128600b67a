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
        LikelihoodFixedPoint.Summit summit;
        try (LikelihoodPass pass = new LikelihoodPass(sample)) {
            if (pass.rowCount() < sample.z().size()) {
                sample.warnings()
                        .add("the likelihood was averaged over " + pass.rowCount() + " of the "
                                + sample.z().size() + " points, each against all others");
            }
            LogMatrix coordinates = new LogMatrix(sample.shape(), sample.dimension());
            double tolerance = sample.backend().precision() == Precision.DOUBLE ? TOLERANCE : SINGLE_TOLERANCE;
            tolerance = coordinates.size() == 1 ? tolerance / 400 : tolerance; // a secant: nearly free
            summit = new LikelihoodFixedPoint(coordinates, FLOOR * first, tolerance)
                    .climb(Triangular.diagonal(sample.dimension(), first), pass::at);
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
