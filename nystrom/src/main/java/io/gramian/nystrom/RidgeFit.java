package io.gramian.nystrom;

import io.gramian.core.Points;
import io.gramian.core.Progress;
import io.gramian.core.backend.Backend;
import io.gramian.core.backend.Cholesky;
import io.gramian.core.backend.Gram;
import io.gramian.core.backend.LinearAlgebra;
import io.gramian.core.backend.Matrix;
import io.gramian.core.backend.NotPositiveDefiniteException;
import io.gramian.core.kernel.Kernel;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/**
 * The solution of a regularised least-squares problem min_f sum_i s_i (y_i - f(x_i))^2 + ridge |f|^2 by conjugate
 * gradients, with a preconditioner that is exact to rounding (direct) or approximate.
 *
 * <p>Without landmarks the system is (S^(1/2) K S^(1/2) + ridge I) b = S^(1/2) y, f = sum_i s_i^(1/2) b_i k(x_i, .). With
 * landmarks it is (Phi' S Phi + ridge I) t = Phi' S y in the orthonormal basis phi of their span: the normal equations of
 * the problem after K(Z, Z) has been divided out, whose smallest eigenvalue is the ridge, however nearly dependent the
 * landmarks are.
 */
record RidgeFit(
        Kernel kernel,
        RidgeData data,
        double ridge,
        double tolerance,
        int mostIterations,
        Backend backend,
        Progress progress) {
    private interface Bounds {
        /** Returns (root mean square, norm) from the largest |r| and sqrt(r' P^-1 r), in the responses' units. */
        double[] of(double residual, double preconditioned);
    }

    /** Cholesky factor of the n x n matrix. */
    RidgeSolution direct() {
        int n = data.size();
        LinearAlgebra algebra = backend.linearAlgebra().withProgress(progress);
        try (Gram gram = backend.gram(kernel, data.points());
                Matrix matrix = data.weightedBothSides(gram.matrix(), backend);
                Cholesky factor = algebra.cholesky(matrix, ridge)) {
            List<String> warnings = conditionWarnings(factor);
            return solvedDual(gram, v -> solve(factor, n, v), "Cholesky factorisation of K + ridge I", warnings);
        }
    }

    /** Conjugate gradients with F F' + ridge I, F of so many columns. */
    RidgeSolution iterative(int rank, long seed) {
        int n = data.size();
        int columns = Math.min(rank, n);
        RandomlyPivotedCholesky pivots = RandomlyPivotedCholesky.ofRank(columns).withProgress(progress);
        try (Gram gram = backend.gram(kernel, data.points());
                PivotedCholesky pivoted = pivots.factorise(kernel, data.points(), new SplittableRandom(seed), backend);
                Woodbury inverse = new Woodbury(pivoted.factor(), data, ridge, backend)) {
            String method =
                    "conjugate gradients, preconditioned by randomly pivoted Cholesky of rank " + pivoted.rank();
            return solvedDual(gram, inverse::apply, method, new ArrayList<>());
        }
    }

    private RidgeSolution solvedDual(Gram gram, UnaryOperator<double[]> inverse, String method, List<String> warnings) {
        int n = data.size();
        UnaryOperator<double[]> product = v -> {
            double[] image = data.weighted(times(gram, data.weighted(v.clone())));
            for (int at = 0; at < image.length; at++) {
                image[at] += ridge * v[at];
            }
            return image;
        };
        ConjugateGradients.Outcome outcome = gradients(product, inverse).solve(data.weightedResponses());
        double[] coefficients = data.rescaled(data.weighted(outcome.solution().clone()));
        Bounds bounds = (residual, preconditioned) -> new double[] {residual / Math.sqrt(n), preconditioned};
        return solution(data.points(), coefficients, outcome, bounds, method, warnings);
    }

    /** With the landmarks' basis; the preconditioner is the factor of the products of so many rows of the data. */
    RidgeSolution onLandmarks(Points landmarks, int rows, long seed) {
        int n = data.size();
        boolean all = rows >= n;
        int[] sample = all ? null : WeightedSampling.subset(n, rows, new SplittableRandom(seed));
        LinearAlgebra algebra = backend.linearAlgebra();
        try (LandmarkBasis basis = new LandmarkBasis(kernel, landmarks, backend);
                Gram gram = backend.gram(kernel, data.points(), basis.points());
                Matrix covariance = basis.covariance(data, sample, all ? 1 : (double) n / rows, progress);
                Cholesky factor = algebra.cholesky(covariance, ridge)) {
            double[] right = basis.whiten(transposeTimes(gram, data.weighted(data.weightedResponses())));
            ConjugateGradients.Outcome outcome = gradients(
                            theta -> normalTimes(basis, gram, theta), v -> solve(factor, basis.rank(), v))
                    .solve(right);
            double[] own = basis.coefficients(outcome.solution());
            double[] coefficients = data.rescaled(basis.scattered(own, landmarks.size()));
            double factorOfRows = all ? 1 : (double) n / rows;
            Bounds bounds = (residual, preconditioned) -> {
                double energy = Math.sqrt(factorOfRows) * preconditioned;
                double norm = ridge == 0 ? Double.POSITIVE_INFINITY : energy / Math.sqrt(ridge);
                return new double[] {energy / Math.sqrt(n), norm};
            };
            String method = all
                    ? "Cholesky factorisation of the points' products in the landmarks' basis"
                    : "conjugate gradients, preconditioned by " + rows + " sampled points in the landmarks' basis";
            List<String> warnings = conditionWarnings(factor);
            return solution(landmarks, coefficients, outcome, bounds, method, warnings);
        }
    }

    private double[] normalTimes(LandmarkBasis basis, Gram gram, double[] theta) {
        double[] v = basis.coefficients(theta);
        double[] image;
        if (data.rootWeights() == null) {
            try (Matrix right = backend.matrix(basis.rank(), data.outputs(), v);
                    Matrix product = gram.normalTimes(right)) {
                image = product.toArray();
            }
        } else {
            image = transposeTimes(gram, data.weighted(data.weighted(times(gram, v))));
        }
        double[] result = basis.whiten(image);
        for (int at = 0; at < result.length; at++) {
            result[at] += ridge * theta[at];
        }
        return result;
    }

    private double[] times(Gram gram, double[] v) {
        try (Matrix right = backend.matrix(gram.columns(), data.outputs(), v);
                Matrix product = gram.times(right)) {
            return product.toArray();
        }
    }

    private double[] transposeTimes(Gram gram, double[] u) {
        try (Matrix right = backend.matrix(gram.rows(), data.outputs(), u);
                Matrix product = gram.transposeTimes(right)) {
            return product.toArray();
        }
    }

    private double[] solve(Cholesky factor, int size, double[] v) {
        try (Matrix right = backend.matrix(size, data.outputs(), v);
                Matrix solution = factor.solve(right)) {
            return solution.toArray();
        }
    }

    private ConjugateGradients gradients(UnaryOperator<double[]> matrix, UnaryOperator<double[]> inverse) {
        return new ConjugateGradients(matrix, inverse, data.outputs(), tolerance, mostIterations, progress);
    }

    private List<String> conditionWarnings(Cholesky factor) {
        double condition = factor.conditionEstimate();
        List<String> warnings = new ArrayList<>();
        if (!(condition * backend.precision().unitRoundoff() < 1e-2)) {
            checkPivots(factor);
            warnings.add("the matrix with its ridge of " + ridge + " has a condition number of about "
                    + (float) condition + ": the coefficients have few correct digits or none; a larger ridge helps");
        }
        return warnings;
    }

    /** A pivot that is rounding makes the matrix singular, whichever sign chance has given it. */
    private void checkPivots(Cholesky factor) {
        double largest = 0;
        for (int i = 0; i < factor.size(); i++) {
            double pivot = Math.pow(factor.factor().get(i, i), 2);
            largest = Math.max(largest, pivot);
            if (pivot <= factor.size() * backend.precision().unitRoundoff() * largest) {
                throw new NotPositiveDefiniteException(i, pivot, largest);
            }
        }
    }

    private RidgeSolution solution(
            Points centres,
            double[] coefficients,
            ConjugateGradients.Outcome outcome,
            Bounds bounds,
            String method,
            List<String> warnings) {
        double rootMeanSquare = 0;
        double norm = 0;
        for (int c = 0; c < data.outputs(); c++) {
            double[] bound = bounds.of(outcome.residuals()[c], outcome.preconditioned()[c]);
            rootMeanSquare = Math.max(rootMeanSquare, bound[0] * data.units()[c]);
            norm = Math.max(norm, bound[1] * data.units()[c]);
        }
        if (!outcome.converged()) {
            warnings.add("stopped after " + outcome.iterations() + " iterations at a relative residual of "
                    + (float) outcome.relative() + ", above the tolerance " + tolerance
                    + "; allow more iterations, a larger ridge or tolerance, or solve directly");
        }
        RidgeCertificate certificate =
                new RidgeCertificate(outcome.converged(), outcome.relative(), rootMeanSquare, norm);
        return new RidgeSolution(
                centres, coefficients, method, outcome.iterations(), certificate, List.copyOf(warnings));
    }
}
