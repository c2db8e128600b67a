package io.gramian.kde.internal.selection;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;

/**
 * Climbs the leave-one-out likelihood by its fixed point H = M(H), which is a step of the EM algorithm and never goes
 * down, accelerated by Anderson's mixing of the last few steps of the matrix logarithm (Walker and Ni, 2011). A mixed step
 * that goes down is taken back for the plain one, so the likelihood of the bandwidths kept only grows. Only lengths and
 * inner products of coordinates decide, so where there are several summits, the one found does not depend on the axes.
 */
final class LikelihoodFixedPoint {
    private static final int MEMORY = 10;
    private static final int PASSES = 200;
    private static final int MOST_REFUSALS = 3; // of Newton's steps, before plain ones are mixed instead
    private static final double PROBE = 1e-3; // of a logarithm
    private static final double ROUNDING = 1e-13; // of a likelihood
    private static final double LONGEST_STEP = 2; // of a logarithm, beyond the plain step

    private final LogMatrix coordinates;
    private final double floor;
    private DMatrixRMaj newton; // inverse of how the residual falls with the coordinates, or null
    private int refusals;
    private double[] lastResidual;
    private double[] lastImage;
    private final Deque<double[]> steps = new ArrayDeque<>(); // differences of residuals and images
    private final Deque<double[]> images = new ArrayDeque<>();

    /**
     * Makes a search.
     *
     * @param floor the narrowest standard deviation in any direction
     */
    LikelihoodFixedPoint(LogMatrix coordinates, double floor) {
        this(coordinates, floor, null);
    }

    private LikelihoodFixedPoint(LogMatrix coordinates, double floor, DMatrixRMaj newton) {
        this.coordinates = coordinates;
        this.floor = floor;
        this.newton = newton;
    }

    /**
     * Returns the search whose steps are those of Newton's method for the fixed point of some passes near a bandwidth, as far
     * as differences there tell: one pass more than there are coordinates.
     */
    LikelihoodFixedPoint near(double[][] factor, Function<double[][], LikelihoodPass.Step> pass) {
        int m = coordinates.size();
        double[] theta = coordinates.coordinates(factor);
        double[] residual = residual(theta, pass);
        DMatrixRMaj change = new DMatrixRMaj(m, m);
        for (int k = 0; k < m; k++) {
            double[] probe = theta.clone();
            probe[k] += PROBE;
            double[] there = residual(probe, pass);
            for (int i = 0; i < m; i++) {
                change.set(i, k, (residual[i] - there[i]) / PROBE);
            }
        }
        boolean solved = CommonOps_DDRM.invert(change) && !MatrixFeatures_DDRM.hasUncountable(change);
        return new LikelihoodFixedPoint(coordinates, floor, solved ? change : null);
    }

    private double[] residual(double[] theta, Function<double[][], LikelihoodPass.Step> pass) {
        return difference(
                coordinates.coordinates(
                        lifted(pass.apply(coordinates.factor(theta)).moment())),
                theta);
    }

    /**
     * Where the climb ended.
     *
     * @param history the likelihood at the bandwidths kept, which does not fall
     * @param passes sweeps over all pairs
     * @param collapsed whether the bandwidth reached the floor
     */
    record Summit(double[][] factor, List<Double> history, int passes, boolean converged, boolean collapsed) {
        double logLikelihood() {
            return history.get(history.size() - 1);
        }

        /** The same, with passes counted that came before. */
        Summit after(int earlier) {
            return new Summit(factor, history, earlier + passes, converged, collapsed);
        }
    }

    /**
     * Climbs. What a climb over some rows has seen of the changes of steps serves the next, over others.
     *
     * @param tolerance of the length of the next step, plain and mixed; the latter tells how far the end is
     */
    Summit climb(double[][] start, double tolerance, Function<double[][], LikelihoodPass.Step> pass) {
        lastResidual = null;
        double[][] factor = start;
        LikelihoodPass.Step step = pass.apply(factor);
        List<Double> history = new ArrayList<>(List.of(step.logLikelihood()));
        for (int passes = 1; ; ) {
            double[][] next = lifted(step.moment());
            if (isFloored(next)) {
                return new Summit(next, history, passes, true, true);
            }
            double[] theta = coordinates.coordinates(factor);
            double[] plain = difference(coordinates.coordinates(next), theta);
            double[] target = target(theta, plain);
            boolean converged = length(plain) <= tolerance && length(difference(target, theta)) <= tolerance;
            if (converged || passes >= PASSES) {
                return new Summit(next, history, passes, converged, false);
            }
            boolean isPlain = newton == null && steps.isEmpty();
            factor = isPlain ? next : orElse(coordinates.factor(target), next);
            LikelihoodPass.Step attempt = pass.apply(factor);
            passes++;
            if (factor != next && isBelow(attempt.logLikelihood(), step.logLikelihood())) {
                takeBack();
                factor = next;
                attempt = pass.apply(factor);
                passes++;
            }
            step = attempt;
            history.add(step.logLikelihood());
        }
    }

    /** Whether a likelihood is lower, or no number, beyond rounding. */
    private static boolean isBelow(double a, double b) {
        return !(a >= b - ROUNDING * Math.abs(b));
    }

    /** Where the next pass is made: the step, plain or Newton's, mixed with what is remembered. */
    private double[] target(double[] theta, double... plain) {
        double[] residual = newton == null ? plain : newton(plain);
        double[] image = sum(theta, residual);
        if (lastResidual != null) {
            remember(difference(residual, lastResidual), difference(image, lastImage));
        }
        lastResidual = residual;
        lastImage = image;
        return steps.isEmpty() ? image : mixed(residual, image);
    }

    /** Forgets what led downhill; at the third time Newton's matrix too. */
    private void takeBack() {
        steps.clear();
        images.clear();
        if (newton != null && ++refusals == MOST_REFUSALS) {
            newton = null;
            lastResidual = null;
        }
    }

    /** The factor of M, with the floor added to its diagonal so that it has one. */
    private double[][] lifted(double[][] moment) {
        return Triangular.factor(Triangular.combine(1, moment, floor * floor, Triangular.diagonal(moment.length, 1)));
    }

    private boolean isFloored(double[][] factor) {
        for (int k = 0; k < factor.length; k++) {
            if (factor[k][k] < 10 * floor) {
                return true;
            }
        }
        return false;
    }

    private static double[][] orElse(double[][] factor, double[][] other) {
        return factor == null ? other : factor;
    }

    private void remember(double[] residualChange, double[] imageChange) {
        if (steps.size() == Math.min(MEMORY, coordinates.size())) {
            steps.removeFirst();
            images.removeFirst();
        }
        steps.addLast(residualChange);
        images.addLast(imageChange);
    }

    /** The image less the combination of past image changes whose residual changes come closest to the residual. */
    private double[] mixed(double[] residual, double[] image) {
        List<double[]> changes = new ArrayList<>(steps);
        int m = changes.size();
        double[][] normal = new double[m][m];
        double[] right = new double[m];
        double trace = 0;
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < m; j++) {
                normal[i][j] = dot(changes.get(i), changes.get(j));
            }
            trace += normal[i][i];
            right[i] = dot(changes.get(i), residual);
        }
        for (int i = 0; i < m; i++) {
            normal[i][i] = normal[i][i] * (1 + 1e-13) + 1e-300;
        }
        double[][] factor = Triangular.factor(normal);
        if (factor == null || trace == 0) {
            return image;
        }
        double[][] solve = Triangular.inverseOfSquare(factor);
        double[] mixed = image.clone();
        List<double[]> moves = new ArrayList<>(images);
        for (int i = 0; i < m; i++) {
            double gamma = dot(solve[i], right);
            for (int k = 0; k < mixed.length; k++) {
                mixed[k] -= gamma * moves.get(i)[k];
            }
        }
        return length(difference(mixed, image)) <= LONGEST_STEP ? mixed : image;
    }

    /** The step of Newton's method, or the plain one where that is too long. */
    private double[] newton(double... residual) {
        DMatrixRMaj step = new DMatrixRMaj(residual.length, 1);
        CommonOps_DDRM.mult(newton, DMatrixRMaj.wrap(residual.length, 1, residual), step);
        return length(step.data) <= LONGEST_STEP ? step.data : residual;
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = new double[a.length];
        java.util.Arrays.setAll(sum, k -> a[k] + b[k]);
        return sum;
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        java.util.Arrays.setAll(difference, k -> a[k] - b[k]);
        return difference;
    }

    private static double length(double[] a) {
        return Math.sqrt(dot(a, a));
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
