package io.gramian.kde.internal.distribution;

import io.gramian.core.Points;
import io.gramian.kde.Estimate;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.apache.commons.numbers.gamma.ErfDifference;
import org.apache.commons.numbers.gamma.InverseErfc;

/** Probabilities of a box lower < x <= upper under a mixture of normal laws N(x_i, L L'). */
public final class NormalBoxes {
    private static final int REPLICATES = 8;
    private static final int EVALUATIONS = 65_536; // in a replicate, shared among the components
    private static final int FEWEST = 16; // for a component
    private static final double NEGLIGIBLE = 1e-20;

    private final Points x;
    private final double[] weights;
    private final double[][] factor;
    private final int d;

    /**
     * @param x n means
     * @param weights n weights that sum to one
     * @param factor the lower-triangular L
     */
    public NormalBoxes(Points x, double[] weights, double[][] factor) {
        this.x = x;
        this.weights = weights;
        this.factor = factor;
        this.d = factor.length;
    }

    /** Returns sum_i w_i prod_k (Phi((upper_k - x_ik) / h_k) - Phi((lower_k - x_ik) / h_k)), exact for diagonal L. */
    public double ofProducts(double[] lower, double[] upper) {
        double sum = 0;
        for (int i = 0; i < x.size(); i++) {
            stopIfInterrupted(i);
            double product = weights[i];
            for (int k = 0; k < d && product > 0; k++) {
                product *=
                        interval((lower[k] - x.value(i, k)) / factor[k][k], (upper[k] - x.value(i, k)) / factor[k][k]);
            }
            sum += product;
        }
        return Math.min(sum, 1);
    }

    /**
     * Returns the probability in two dimensions: phi(z) times the probability of the second coordinate given the
     * first, by Gauss-Legendre panels that are as narrow as the steps of the integrand.
     */
    public double inThePlane(double[] lower, double[] upper) {
        double sum = 0;
        PlanePanels panels = new PlanePanels(factor);
        for (int i = 0; i < x.size(); i++) {
            stopIfInterrupted(i);
            if (weights[i] > 0) {
                sum += weights[i]
                        * panels.probability(
                                lower[0] - x.value(i, 0),
                                upper[0] - x.value(i, 0),
                                lower[1] - x.value(i, 1),
                                upper[1] - x.value(i, 1));
            }
        }
        return Math.min(sum, 1);
    }

    /**
     * Returns the probability in any dimension by randomly shifted lattices (Genz, 1992; Richtmyer's generators, the
     * square roots of primes, folded): eight estimates, each with shifts of its own for each component, from a fixed
     * seed; their mean, and the standard error of it.
     */
    public Estimate byLattices(double[] lower, double[] upper) {
        double[] bounds = bounds(lower, upper);
        double largest = 0;
        for (double bound : bounds) {
            largest = Math.max(largest, bound);
        }
        int active = 0;
        for (double bound : bounds) {
            active += bound > NEGLIGIBLE * largest ? 1 : 0;
        }
        if (active == 0) {
            return new Estimate(0, 0);
        }
        int points = Math.max(FEWEST, EVALUATIONS / active);
        double[] estimates = new double[REPLICATES];
        SplittableRandom random = new SplittableRandom(0x9e3779b97f4a7c15L);
        Lattice lattice = new Lattice(factor, points);
        for (int i = 0; i < bounds.length; i++) {
            stopIfInterrupted(0);
            for (int r = 0; r < REPLICATES && bounds[i] > NEGLIGIBLE * largest; r++) {
                estimates[r] += weights[i] * lattice.probability(x.row(i), lower, upper, random);
            }
        }
        return Estimate.ofMean(estimates);
    }

    /** What a component may hold at most: its weight times the least of its marginal probabilities. */
    private double[] bounds(double[] lower, double[] upper) {
        double[] bounds = weights.clone();
        for (int k = 0; k < d; k++) {
            double variance = 0;
            for (double entry : factor[k]) {
                variance += entry * entry;
            }
            double h = Math.sqrt(variance);
            for (int i = 0; i < bounds.length; i++) {
                double marginal = interval((lower[k] - x.value(i, k)) / h, (upper[k] - x.value(i, k)) / h);
                bounds[i] = Math.min(bounds[i], weights[i] * marginal);
            }
        }
        return bounds;
    }

    private static void stopIfInterrupted(int i) {
        if (i % 1024 == 0 && Thread.currentThread().isInterrupted()) {
            throw new CancellationException("box probability: interrupted");
        }
    }

    /** Phi(b) - Phi(a) without cancellation in the tails. */
    static double interval(double a, double b) {
        return a < b ? ErfDifference.value(a * Math.sqrt(0.5), b * Math.sqrt(0.5)) / 2 : 0;
    }

    /** One lattice of points in the cube of d - 1 dimensions. */
    private static final class Lattice {
        private final double[][] factor;
        private final int points;
        private final double[] generators;
        private final double[] shifts;
        private final double[] y;

        Lattice(double[][] factor, int points) {
            this.factor = factor;
            this.points = points;
            this.generators = new double[factor.length - 1];
            this.shifts = new double[generators.length];
            this.y = new double[factor.length];
            int candidate = 2;
            for (int k = 0; k < generators.length; candidate++) {
                if (isPrime(candidate)) {
                    generators[k++] = Math.sqrt(candidate);
                }
            }
        }

        private static boolean isPrime(int number) {
            for (int divisor = 2; divisor * divisor <= number; divisor++) {
                if (number % divisor == 0) {
                    return false;
                }
            }
            return true;
        }

        double probability(double[] mean, double[] lower, double[] upper, SplittableRandom random) {
            for (int k = 0; k < shifts.length; k++) {
                shifts[k] = random.nextDouble();
            }
            double sum = 0;
            for (int p = 1; p <= points; p++) {
                sum += product(mean, lower, upper, p);
            }
            return sum / points;
        }

        /** The chance of each coordinate given those before it, which are drawn from where the box lets them be. */
        private double product(double[] mean, double[] lower, double[] upper, int p) {
            double product = 1;
            for (int k = 0; k < y.length; k++) {
                double centre = mean[k];
                for (int l = 0; l < k; l++) {
                    centre += factor[k][l] * y[l];
                }
                double a = (lower[k] - centre) / factor[k][k];
                double b = (upper[k] - centre) / factor[k][k];
                double chance = interval(a, b);
                product *= chance;
                if (product == 0) {
                    return 0;
                }
                if (k < shifts.length) {
                    double u = shifts[k] + p * generators[k];
                    y[k] = inside(a, b, chance, Math.abs(2 * (u - Math.floor(u)) - 1));
                }
            }
            return product;
        }

        /** The z with Phi(z) = Phi(a) + u (Phi(b) - Phi(a)), measured from the nearer tail. */
        private static double inside(double a, double b, double chance, double u) {
            double z = a > 0
                    ? Math.sqrt(2) * InverseErfc.value(2 * (LineKernel.normal(-a) - u * chance))
                    : -Math.sqrt(2) * InverseErfc.value(2 * (LineKernel.normal(a) + u * chance));
            return Math.max(Math.max(a, -39), Math.min(Math.min(b, 39), z));
        }
    }
}
