package io.gramian.sparsecoding;

import io.gramian.sparsecoding.internal.Checks;

/** Conjugate gradients for the least-squares fit of given atoms at given places, scaled to unit norm. */
final class SupportGradients {
    private final SpatialProblem problem;
    private final CoefficientMaps support;
    private final double[] x; // coefficients times norms
    private final double[] norms; // one for every coefficient, 1 for an atom of zeros
    private final double[] left; // of the signal
    private final double threshold;
    private int iterations;

    SupportGradients(SpatialProblem problem, CoefficientMaps support, double tolerance) {
        this.problem = problem;
        this.support = support;
        int k = support.count();
        double[] atomNorms = problem.dictionary.norms();
        this.x = new double[k];
        this.norms = new double[k];
        for (int i = 0; i < k; i++) {
            double norm = atomNorms[support.atom(i)];
            norms[i] = norm == 0 ? 1 : norm;
            x[i] = support.value(i) * norms[i];
        }
        this.threshold = tolerance * Math.sqrt(dot(gradient(problem.signal.view()), gradient(problem.signal.view())));
        this.left = problem.signal.minus(problem.dictionary.synthesise(support)).values();
    }

    int iterations() {
        return iterations;
    }

    StopRule iterate(int limit) {
        double[] gradient = gradient(left);
        double[] direction = gradient.clone();
        double square = dot(gradient, gradient);
        for (; Math.sqrt(square) > threshold; iterations++) {
            Checks.checkInterrupted("fitting coefficients");
            if (iterations == limit) {
                return StopRule.ITERATIONS;
            }
            double[] image = image(direction);
            double step = square / dot(image, image);
            SpatialBank.accumulate(x, 0, direction, 0, step, x.length);
            SpatialBank.accumulate(left, 0, image, 0, -step, left.length);
            gradient = gradient(left);
            double next = dot(gradient, gradient);
            for (int i = 0; i < direction.length; i++) {
                direction[i] = gradient[i] + next / square * direction[i];
            }
            square = next;
        }
        return StopRule.RESIDUALS;
    }

    /** The coefficients, as solvers keep them. */
    double[] atomFastest() {
        double[] dense = new double[problem.correlations.length];
        for (int i = 0; i < x.length; i++) {
            dense[support.position(i) * support.atoms() + support.atom(i)] = x[i] / norms[i];
        }
        return dense;
    }

    private double[] gradient(double[] signal) {
        double[] gradient = new double[x.length];
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] =
                    problem.bank.innerProduct(support.atom(i), support.position(i), signal, problem.grid) / norms[i];
        }
        return gradient;
    }

    private double[] image(double[] coefficients) {
        double[] image = new double[left.length];
        for (int i = 0; i < coefficients.length; i++) {
            problem.bank.add(coefficients[i] / norms[i], support.atom(i), support.position(i), image, problem.grid);
        }
        return image;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
