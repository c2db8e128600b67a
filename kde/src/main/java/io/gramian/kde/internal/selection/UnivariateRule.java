package io.gramian.kde.internal.selection;

import io.gramian.core.NumericalException;
import io.gramian.kde.BandwidthMatrix;
import io.gramian.kde.DensityKernel;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.rootfinder.BrentSolver;

/**
 * A rule for one dimension: a search for the bandwidth of a Gaussian kernel on a scaled sample, carried over to the
 * units of the data and to the kernel in use, h_K = h delta_K / delta_gaussian with the canonical scale delta_K = (R(K)
 * / mu_2(K)^2)^(1/5) (Marron and Nolan, 1988).
 */
public record UnivariateRule(String name, Search search) implements Selector {
    /** A search on a scaled sample. */
    @FunctionalInterface
    public interface Search {
        /** Returns what was found; the name is for its messages. */
        Found find(String name, UnivariateSample x);
    }

    /**
     * What a search found.
     *
     * @param h the bandwidth of a Gaussian kernel, in the unit of the sample
     * @param criterion its criterion, in the reciprocal of that unit
     */
    record Found(double h, double criterion, boolean atBoundary, int iterations, List<String> warnings) {}

    @Override
    public Choice choose(Sample sample) {
        checkInterrupt(name);
        sample.progress().update("bandwidth " + name, 0, 1);
        UnivariateSample x = UnivariateSample.of(name, sample);
        Found found = search.find(name, x);
        double h = Math.scalb(found.h, x.exponent()) * canonicalRatio(sample.kernel());
        double criterion = Math.scalb(found.criterion, -x.exponent());
        sample.progress().update("bandwidth " + name, 1, 1);
        try {
            return new Choice(BandwidthMatrix.scalar(h), criterion, found.atBoundary, found.iterations, found.warnings);
        } catch (IllegalArgumentException e) {
            throw new NumericalException(
                    "bandwidth " + name + ": the data spread too little or too far; " + e.getMessage());
        }
    }

    /** delta_K / delta_gaussian, exactly one for the Gaussian. */
    static double canonicalRatio(DensityKernel kernel) {
        DensityKernel gaussian = DensityKernel.gaussian();
        double roughness = Math.exp(kernel.logRoughness(1) - gaussian.logRoughness(1));
        double moment = kernel.secondMoment(1) / gaussian.secondMoment(1);
        return Math.pow(roughness / (moment * moment), 0.2);
    }

    /**
     * Returns the asymptotic mean integrated squared error of a Gaussian kernel at the bandwidth that minimises it, for
     * which n h^5 R(f'') = R(K): five quarters of the variance term R(K) / (n h).
     */
    static double leastError(double h, double n) {
        return 5 / (8 * Math.sqrt(Math.PI) * n * h);
    }

    /** Returns a root to twelve digits; the function has opposite signs at the ends, or is zero at one. */
    static double root(DoubleUnaryOperator function, double low, double high) {
        return new BrentSolver(1e-12, Double.MIN_NORMAL, Double.MIN_NORMAL).findRoot(function, low, high);
    }

    static void checkInterrupt(String name) {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("bandwidth " + name + ": interrupted");
        }
    }
}
