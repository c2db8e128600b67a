package io.gramian.sparsecoding;

import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Backends;
import java.util.List;

/** The fields of a {@link ConvolutionalSparseCoding}; written only by the copy that becomes one. */
final class CodingSettings {
    boolean isFista;
    Penalty penalty = Penalty.fraction(0.1);
    double[] weights; // null for ones
    Signal pixelWeights; // null for none
    boolean nonNegative;
    double groupPenalty;
    double ridge;
    double[] gradient = {};
    double totalVariation;
    boolean isVectorVariation;
    Boundary boundary = Boundary.CIRCULAR;
    Signal mask; // null for ones
    MaskMethod maskMethod = MaskMethod.DECOUPLED;
    boolean robust;
    RhoRule rho = RhoRule.bounded();
    double relaxation = 1.8;
    ResidualConvention residuals = ResidualConvention.RELATIVE;
    double firstLipschitz; // 0: the exact one, no backtracking
    boolean restart = true;
    int iterations = 1000;
    double tolerance = 1e-3;
    double absoluteTolerance;
    double gapTolerance;
    int evaluation; // every so many iterations; 0 for never
    Backend backend; // null for that of the time of use
    Progress progress = Progress.NONE;

    CodingSettings copy() {
        CodingSettings copy = new CodingSettings();
        copy.isFista = isFista;
        copy.penalty = penalty;
        copy.weights = weights;
        copy.pixelWeights = pixelWeights;
        copy.nonNegative = nonNegative;
        copy.groupPenalty = groupPenalty;
        copy.ridge = ridge;
        copy.gradient = gradient;
        copy.totalVariation = totalVariation;
        copy.isVectorVariation = isVectorVariation;
        copy.boundary = boundary;
        copy.mask = mask;
        copy.maskMethod = maskMethod;
        copy.robust = robust;
        copy.rho = rho;
        copy.relaxation = relaxation;
        copy.residuals = residuals;
        copy.firstLipschitz = firstLipschitz;
        copy.restart = restart;
        copy.iterations = iterations;
        copy.tolerance = tolerance;
        copy.absoluteTolerance = absoluteTolerance;
        copy.gapTolerance = gapTolerance;
        copy.evaluation = evaluation;
        copy.backend = backend;
        copy.progress = progress;
        return copy;
    }

    Backend backend() {
        return backend == null ? Backends.auto() : backend;
    }

    boolean hasQuadratic() {
        return ridge > 0 || gradient.length > 0;
    }

    /** What a reader of a code should know that a rule ended with a certificate. */
    List<String> warnings(StopRule rule, double threshold, double largestPenalty, Certificate certificate) {
        if (rule.converged() && rule != StopRule.ZERO && certificate.relativeGap() > gapTolerance && gapTolerance > 0) {
            return List.of("the relative duality gap is " + certificate.relativeGap() + ", not " + gapTolerance
                    + ": another tolerance was met first; withTolerance(0) leaves the gap alone to decide");
        }
        return rule.warnings(threshold, largestPenalty);
    }

    /** Every so many iterations the certificate is due; 0 for never. */
    int evaluationPeriod() {
        return evaluation == 0 && gapTolerance > 0 ? 10 : evaluation;
    }
}
