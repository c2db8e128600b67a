package io.gramian.kde.internal.fast;

import io.gramian.core.kernel.Profile;

/**
 * A density kernel as a function of the squared distance t in units of its own scale: 1 at t = 0, never increasing.
 *
 * <p>All but the top hat are convex in t, so that Jensen's inequality bounds a sum from below: points of mean squared
 * distance t contribute at least k(t) each on average.
 */
abstract class Radial {
    private final double scale;

    private Radial(double scale) {
        this.scale = scale;
    }

    /** The kernel of a profile; null if there is none for it. */
    static Radial of(Profile profile) {
        if (profile instanceof Profile.Exponential p) {
            return new Gaussian(Math.sqrt(0.5 / p.rate()));
        } else if (profile instanceof Profile.RootExponential p) {
            return new Exponential(1 / p.rate());
        } else if (profile instanceof Profile.CompactPower p) {
            return new Power(p.radius(), p.power());
        } else if (profile instanceof Profile.Triangle p) {
            return new Triangle(p.radius());
        } else if (profile instanceof Profile.CosineArch p) {
            return new Cosine(p.radius());
        }
        throw new IllegalArgumentException("evaluation: no fast way is known for the profile " + profile);
    }

    /** The distance that counts as one. */
    final double scale() {
        return scale;
    }

    /** log k(t), negative infinity where k is zero. */
    abstract double logValue(double t);

    /** Replaces squared distances t by k(t) / exp(shift), for quotients up to e^700. */
    abstract void values(double[] t, int n, double shift);

    /** Replaces squared distances t by log k(t). */
    void logValues(double[] t, int n) {
        for (int i = 0; i < n; i++) {
            t[i] = logValue(t[i]);
        }
    }

    /** Whether k vanishes from t = 1 on. */
    boolean isCompact() {
        return true;
    }

    /** Whether k is convex as a function of t. */
    boolean isConvex() {
        return true;
    }

    /**
     * The logarithm of a bound on the second derivatives of x -> k(|x|^2) in any direction, between the squared distances;
     * infinite where there are none. A logarithm, since a bound that underflows is none.
     */
    abstract double logCurvature(double nearest, double farthest);

    static final class Gaussian extends Radial {
        private static final double LARGEST_BEYOND_ZERO = Math.log(2) - 1.5; // log of (t - 1) exp(-t / 2) at t = 3

        Gaussian(double scale) {
            super(scale);
        }

        @Override
        double logValue(double t) {
            return -0.5 * t;
        }

        @Override
        void values(double[] t, int n, double shift) {
            Exponentials.exp(t, n, -0.5, shift);
        }

        @Override
        boolean isCompact() {
            return false;
        }

        @Override
        double logCurvature(double nearest, double farthest) {
            return nearest >= 3 ? Math.log(nearest - 1) - 0.5 * nearest : Math.max(-0.5 * nearest, LARGEST_BEYOND_ZERO);
        }
    }

    static final class Exponential extends Radial {
        Exponential(double scale) {
            super(scale);
        }

        @Override
        double logValue(double t) {
            return -Math.sqrt(t);
        }

        @Override
        void values(double[] t, int n, double shift) {
            for (int i = 0; i < n; i++) {
                t[i] = Math.sqrt(t[i]);
            }
            Exponentials.exp(t, n, -1, shift);
        }

        @Override
        boolean isCompact() {
            return false;
        }

        @Override
        double logCurvature(double nearest, double farthest) {
            double r = Math.sqrt(nearest);
            return Math.max(0, -Math.log(r)) - r;
        }
    }

    /** (1 - t)^power, the top hat for power 0. */
    static final class Power extends Radial {
        private final int power;

        Power(double scale, int power) {
            super(scale);
            this.power = power;
        }

        int power() {
            return power;
        }

        @Override
        double logValue(double t) {
            return t >= 1 ? Double.NEGATIVE_INFINITY : power * Math.log1p(-t);
        }

        @Override
        void values(double[] t, int n, double shift) {
            double factor = Math.exp(-shift);
            if (power == 0) {
                for (int i = 0; i < n; i++) {
                    t[i] = t[i] < 1 ? factor : 0;
                }
                return;
            }
            for (int i = 0; i < n; i++) {
                double v = Math.max(0, 1 - t[i]);
                double value = v * factor;
                for (int k = 1; k < power; k++) {
                    value *= v;
                }
                t[i] = value;
            }
        }

        @Override
        boolean isConvex() {
            return power > 0;
        }

        @Override
        double logCurvature(double nearest, double farthest) {
            if (farthest >= 1) {
                return Double.POSITIVE_INFINITY;
            }
            return switch (power) {
                case 0 -> Double.NEGATIVE_INFINITY;
                case 1 -> Math.log(2);
                default -> Math.log(power * (4.0 * power - 2)); // 2 p v^(p-1) across, 4 p (p-1) t v^(p-2) more along
            };
        }
    }

    static final class Triangle extends Radial {
        Triangle(double scale) {
            super(scale);
        }

        @Override
        double logValue(double t) {
            return t >= 1 ? Double.NEGATIVE_INFINITY : Math.log1p(-Math.sqrt(t));
        }

        @Override
        void values(double[] t, int n, double shift) {
            double factor = Math.exp(-shift);
            for (int i = 0; i < n; i++) {
                t[i] = factor * Math.max(0, 1 - Math.sqrt(t[i]));
            }
        }

        @Override
        double logCurvature(double nearest, double farthest) {
            return farthest < 1 ? -0.5 * Math.log(nearest) : Double.POSITIVE_INFINITY;
        }
    }

    static final class Cosine extends Radial {
        Cosine(double scale) {
            super(scale);
        }

        @Override
        double logValue(double t) {
            return t >= 1 ? Double.NEGATIVE_INFINITY : Math.log(Math.sin(Math.PI / 2 * (1 - Math.sqrt(t))));
        }

        @Override
        void values(double[] t, int n, double shift) {
            double factor = Math.exp(-shift);
            for (int i = 0; i < n; i++) {
                t[i] = t[i] < 1 ? factor * Math.sin(Math.PI / 2 * (1 - Math.sqrt(t[i]))) : 0;
            }
        }

        @Override
        double logCurvature(double nearest, double farthest) {
            return farthest < 1 ? Math.log(Math.PI * Math.PI / 4) : Double.POSITIVE_INFINITY;
        }
    }
}
